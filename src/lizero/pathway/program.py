"""The plan as a mixed-integer program in compressed rows.

    b[m,τ] ∈ {0,1}  measure m starts in year τ            u[m,t] = Σ_τ ρ_m(t−τ)·b[m,τ]   (substituted, no variable)

Combination hull (form ``combination``), one option of each exclusivity group in a combination c of source k:
    Σ_c z[k,c,t] = 1,  Σ_{c ∋ m} z[k,c,t] = u[m,t],  E[k,t,p] = E0[k,t,p]·Σ_c Π_{m∈c}(1 − a[m,k,p])·z[k,c,t]
It is the tightest form and takes several species at once. Fractional ramps may still pair favourably: its plan is right, its claim a little low.

Log form (``log``), for sources with too many combinations, one E for each set of equal shares:
    y = Σ ln(1 − a·ρ)·b, E ≥ E0·e^p·(1 + y − p) at tangents p
Shares are held at 99.5 % there. Added activity, green power, removals, shortfall and the bank of unspent capital are linear in both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from lizero.pathway.cases import Case
from lizero.pathway.terms import Terms, other_penalty, weights

__all__ = ["MOST_COLUMNS", "Program", "columns_of_hull", "program"]

Array = NDArray[np.float64]
MOST_COLUMNS = 300_000
TANGENTS = 24
MOST_SHARE = 0.995


@dataclass(frozen=True)
class Program:
    """min c·x, low ≤ A x ≤ high, lower ≤ x ≤ upper, some x integer. Scaled: masses by `mass`, money by `money`.

    `starts` lists (measure, year number, column) of the binaries; `green` maps (source, year number) to its column and the activity of one
    unit of it; `offset` is what the objective holds whatever is done; `claims` gives kg by year of the main limit (blank name) and each other:
    what one unit of a column is [t x column], and what is fixed [t];
    `hint` holds values of the integers [column] from which the solver may start; `units` gives kg or money of one unit on the right
    of each named limit; `gaps` maps (limit, year number) to the column of its shortfall and the kg of one unit of it."""

    cost: Array
    lower: Array
    upper: Array
    integer: NDArray[np.bool_]
    rows: csr_array
    low: Array
    high: Array
    starts: tuple[tuple[int, int, int], ...]
    green: dict[tuple[int, int], tuple[int, float]]
    money: float
    offset: float
    form: str
    row_names: tuple[str, ...]
    claims: Mapping[str, tuple[csr_array, Array]] = field(default_factory=dict)
    hint: Array | None = None
    units: Mapping[str, float] = field(default_factory=dict)
    gaps: Mapping[tuple[str, int], tuple[int, float]] = field(default_factory=dict)

    def chosen(self, starts: NDArray[np.int64]) -> Array:
        """Values of the binaries for the `starts` of the measures, nought in every other column."""
        x = np.zeros(self.cost.size)
        x[[j for m, t, j in self.starts if starts[m] == t]] = 1.0
        return x

    def held(self, starts: NDArray[np.int64]) -> Program:
        """The program with its binaries fixed at `starts`."""
        x, lower, upper = self.chosen(starts), self.lower.copy(), self.upper.copy()
        at = np.array([j for *_, j in self.starts], np.int64)
        lower[at] = upper[at] = x[at]
        return replace(self, lower=lower, upper=upper)

    def emissions(self, x: Array, limit: str = "") -> Array:
        """kg CO2e by year that the program claims for the values `x`, or kg as another limit weighs them."""
        if limit not in self.claims:
            return np.zeros(0)
        each, fixed = self.claims[limit]
        return np.asarray(each @ x) + fixed


def columns_of_hull(case: Case) -> int:
    """Columns that the combination hull would take."""
    return sum(math.prod(1 + len(g) for g in _groups(case, k)) for k in range(len(case.sources.keys))) * len(case.sources.years)


def _groups(case: Case, k: int) -> list[list[int]]:
    """Measures on source k by exclusivity group; a measure without a group is one of its own."""
    found: dict[str, list[int]] = {}
    for m, x in enumerate(case.measures):
        if k in x.removes:
            found.setdefault(f"g {x.lever.group}" if x.lever.group else f"m {x.name}", []).append(m)
    return list(found.values())


class _Builder:
    """Rows and columns as they come; one pass into compressed rows at the end."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.integer: list[bool] = []
        self.at: list[NDArray[np.int64]] = []
        self.values: list[Array] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.names: list[str] = []

    def column(self, cost: float = 0.0, lower: float = 0.0, upper: float = math.inf, *, integer: bool = False) -> int:
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.cost) - 1

    def row(self, terms: Iterable[tuple[int, float]], low: float, high: float, name: str = "") -> None:
        pairs = [(j, v) for j, v in terms if v]
        self.at.append(np.array([j for j, _ in pairs], np.int64))
        self.values.append(np.array([v for _, v in pairs], float))
        self.low.append(low)
        self.high.append(high)
        self.names.append(name)

    def matrix(self) -> csr_array:
        ends = np.cumsum([0, *(a.size for a in self.at)])
        at = np.concatenate(self.at) if self.at else np.zeros(0, np.int64)
        values = np.concatenate(self.values) if self.values else np.zeros(0)
        found = csr_array((values, at, ends), shape=(len(self.at), len(self.cost)))
        found.sum_duplicates()
        return found


def program(case: Case, terms: Terms, *, form: str = "auto", grid: int | None = None) -> Program:
    """The program of a case. `form` is combination, log or auto (by the columns of the hull).

    `grid`: starts are free in the first ten years, then every `grid` years (None: every year).
    """
    return _Planner(case, terms, _form(case, terms, form), grid).built()


def _form(case: Case, terms: Terms, form: str) -> str:
    if form != "auto":
        return form
    return "combination" if columns_of_hull(case) <= MOST_COLUMNS else "log"


class _Limit(NamedTuple):
    """A limit by year and over all years, its names, the penalty on one unit above it, and the kg of one unit."""

    name: str
    whole: str
    cap: Array
    total: float
    penalty: float
    scale: float


class _Planner:
    """Builds one program; masses are counted in `mass` kg and money in `money` so that the numbers are near one."""

    def __init__(self, case: Case, terms: Terms, form: str, grid: int | None) -> None:
        self.case, self.terms, self.form, self.grid = case, terms, form, grid
        self.years = len(case.sources.years)
        base = case.sources.emissions @ case.sources.gwp
        self.mass = max(float(base.sum(axis=0).max(initial=0.0)) / 100, 1e-12)
        self.money = max(self.mass * terms.penalty, *(x.lever.capex or 0.0 for x in case.measures), 1e-12) / 10
        self.b = _Builder()
        self.discount = terms.discount(self.years)
        self.starts: dict[int, dict[int, int]] = {}
        self.green: dict[tuple[int, int], tuple[int, float]] = {}
        self.offset = 0.0
        self.units: dict[str, float] = {}
        self.scales: dict[str, float] = {}
        self.used: dict[tuple[int, int], list[list[tuple[int, float]]]] = {}
        self.gaps: dict[tuple[str, int], tuple[int, float]] = {}
        self.co2e: list[list[tuple[int, float]]] = [[] for _ in range(self.years)]
        self.fixed = np.zeros(self.years)
        self.others: dict[str, list[list[tuple[int, float]]]] = {n: [[] for _ in range(self.years)] for n in terms.others}
        self.others_fixed = {n: np.zeros(self.years) for n in terms.others}

    def built(self) -> Program:
        self._start_columns()
        for k in range(len(self.case.sources.keys)):
            (self._hull if self.form == "combination" else self._logs)(k)
            self._added(k)
        self._starts_rows()
        self._caps()
        self._bank()
        b = self.b
        starts = tuple((m, t, j) for m, many in self.starts.items() for t, j in many.items())
        return Program(np.array(b.cost), np.array(b.lower), np.array(b.upper), np.array(b.integer, bool), b.matrix(), np.array(b.low),
                       np.array(b.high), starts, self.green, self.money, self.offset, self.form, tuple(b.names), self._claims(),
                       None, self.units, self.gaps)

    def _claims(self) -> dict[str, tuple[csr_array, Array]]:
        found = {"": (self._weighed(self.co2e, self.mass), self.fixed * self.mass)}
        return found | {n: (self._weighed(self.others[n], self._scale(n)), self.others_fixed[n] * self._scale(n)) for n in self.terms.others}

    def _weighed(self, emitted: list[list[tuple[int, float]]], unit: float) -> csr_array:
        """kg of one unit of each column, [t x column]."""
        ends = np.cumsum([0, *(len(many) for many in emitted)])
        pairs = [pair for many in emitted for pair in many]
        values = np.array([v for _, v in pairs], float) * unit
        return csr_array((values, np.array([j for j, _ in pairs], np.int64), ends), shape=(self.years, len(self.b.cost)))

    def _start_columns(self) -> None:
        for m in range(len(self.case.measures)):
            free = [t for t in self.case.starts(m) if self.grid is None or t < 10 or (t - 10) % self.grid == 0]
            self.starts[m] = {t: self.b.column(self._cost(m, t), upper=1.0, integer=True) for t in free}

    def _cost(self, m: int, t: int) -> float:
        """Present value of starting m in year t: capital, running cost, and the price of the activity that it adds."""
        x, base = self.case.measures[m], self.case.sources
        used = np.zeros(self.years)
        used[t:] = self.case.profile(m)[: self.years - t]
        yearly = self.case.spending(m, t) + used * x.lever.opex
        if base.price is not None:
            yearly = yearly + used * sum((base.price[k] * d for k, d in x.adds.items()), np.zeros(self.years))
        return float((yearly * self.discount).sum()) / self.money

    def _use(self, m: int, t: int, scale: float = 1.0) -> list[tuple[int, float]]:
        rho = self.case.profile(m)
        return [(j, scale * float(rho[t - s])) for s, j in self.starts[m].items() if s <= t]

    def _emit(self, k: int, t: int, column: int, kg: Array) -> None:
        """Books that one unit of `column` is `kg` [p] of each species."""
        co2e = float(kg @ self.case.sources.gwp)
        self.co2e[t].append((column, co2e / self.mass))
        self.b.cost[column] += co2e * float(self.terms.price(self.years)[t] * self.discount[t]) / self.money
        for n, x in self.terms.others.items():
            self.others[n][t].append((column, float(kg @ x.weight) / self._scale(n)))

    def _scale(self, name: str) -> float:
        if name not in self.scales:
            kg = self.case.sources.emissions @ self.terms.others[name].weight
            self.scales[name] = max(float(kg.sum(axis=0).max(initial=0.0)) / 100, 1e-12)
        return self.scales[name]

    def _constant(self, t: int, kg: Array) -> None:
        co2e = float(kg @ self.case.sources.gwp)
        self.fixed[t] += co2e / self.mass
        self.offset += co2e * float(self.terms.price(self.years)[t] * self.discount[t]) / self.money
        for n, x in self.terms.others.items():
            self.others_fixed[n][t] += float(kg @ x.weight) / self._scale(n)

    def _hull(self, k: int) -> None:
        groups = _groups(self.case, k)
        base = self.case.sources.emissions[k]
        if not groups:
            for t in range(self.years):
                self._constant(t, base[t])
            return
        options = [tuple(m for m in c if m is not None) for c in product(*((None, *g) for g in groups))]
        left = [np.prod([1 - self.case.measures[m].removes[k] for m in c], axis=0) if c else np.ones(base.shape[1]) for c in options]
        for t in range(self.years):
            columns = [self.b.column(upper=1.0) for _ in options]
            for j, f in zip(columns, left):
                self._emit(k, t, j, base[t] * f)
            self.b.row([(j, 1.0) for j in columns], 1.0, 1.0)
            self.used[k, t] = [[(j, float(f[p])) for j, f in zip(columns, left)] for p in self._served(k)[:1]]
            for m in (m for g in groups for m in g):
                having = [(j, 1.0) for j, c in zip(columns, options) if m in c]
                self.b.row([*having, *self._use(m, t, -1.0)], 0.0, 0.0)

    def _logs(self, k: int) -> None:
        """One E for each year and set of equal shares; tangents of e^y from the lowest y to 0 (above 0 when a lever adds)."""
        base, gwp = self.case.sources.emissions[k], np.abs(weights(self.terms, self.case)).sum(axis=1)
        acting = [m for g in _groups(self.case, k) for m in g]
        shares = np.array([self.case.measures[m].removes[k] for m in acting]).reshape(len(acting), gwp.size)
        kinds: dict[bytes, list[int]] = {}
        for p in np.flatnonzero(gwp):
            kinds.setdefault(shares[:, p].tobytes(), []).append(int(p))
        for same in kinds.values():
            share = np.minimum(shares[:, same[0]], MOST_SHARE)
            for t in range(self.years):
                kg = np.zeros(gwp.size)
                kg[same] = base[t][same]
                self._one_log(k, t, kg, acting, share)

    def _served(self, k: int) -> list[int]:
        """Species of source k that green power takes away."""
        base = self.case.sources
        return np.flatnonzero(base.factor[k].any(axis=0) & (base.greened > 0)).tolist()

    def _one_log(self, k: int, t: int, kg: Array, acting: list[int], share: Array) -> None:
        if not kg.any():
            return
        if not share.any():
            self._constant(t, kg)
            return
        column = self.b.column()
        self._emit(k, t, column, kg)
        if set(np.flatnonzero(kg)) & set(self._served(k)):
            self.used.setdefault((k, t), []).append([(column, 1.0)])
        y = [(j, math.log1p(-a * rho)) for m, a in zip(acting, share) for j, rho in self._use(m, t)]
        best: dict[str, list[float]] = {}
        for m, a in zip(acting, share):
            best.setdefault(self.case.measures[m].lever.group or self.case.measures[m].name, []).append(math.log1p(-a))
        low = sum(min(*v, 0.0) for v in best.values())
        top = sum(max(*v, 0.0) for v in best.values())
        depth = self.b.column(lower=low, upper=top)
        self.b.row([*y, (depth, -1.0)], 0.0, 0.0)
        for p in np.linspace(low, top, TANGENTS):
            slope = math.exp(p)
            self.b.row([(column, 1.0), (depth, -slope)], slope * (1 - p), math.inf)

    def _added(self, k: int) -> None:
        factor = self.case.sources.factor[k]
        for t in range(self.years):
            for m, x in enumerate(self.case.measures):
                if d := x.adds.get(k, 0.0):
                    for j, rho in self._use(m, t):
                        self._emit(k, t, j, factor[t] * d * rho)
            if k in self.terms.green:
                self._green(k, t, factor[t])

    def _green(self, k: int, t: int, factor: Array) -> None:
        """q ≤ share of what is used: of what the measures leave of the activity, and of what they add."""
        base = self.case.sources
        most = max(float(base.activity[k].max()), 1e-12)
        q = self.b.column(self.terms.green[k] * most * float(self.discount[t]) / self.money)
        self.green[k, t] = (q, most)
        self._emit(k, t, q, -factor * most * base.greened)
        share, whole = self.terms.green_most / most, float(base.activity[k, t])
        added = [(j, -share * d * rho) for m, x in enumerate(self.case.measures) if (d := x.adds.get(k, 0.0)) for j, rho in self._use(m, t)]
        if (k, t) not in self.used:
            self.b.row([(q, 1.0), *added], -math.inf, share * whole)
        for kept in self.used.get((k, t), []):
            self.b.row([(q, 1.0), *((j, -share * whole * f) for j, f in kept), *added], -math.inf, 0.0)

    def _starts_rows(self) -> None:
        groups: dict[tuple[str, str], list[int]] = {}
        levers: dict[str, list[int]] = {}
        sites: dict[str, list[int]] = {}
        for m, x in enumerate(self.case.measures):
            groups.setdefault((x.site, x.lever.group or f"only {x.lever.id}"), []).append(m)
            levers.setdefault(x.lever.id, []).append(m)
            sites.setdefault(x.site, []).append(m)
            for p in x.requires:
                for t in range(self.years):
                    self.b.row([*self._use(m, t), *self._use(p, t, -1.0)], -math.inf, 0.0)
        for many in groups.values():
            self.b.row([(j, 1.0) for m in many for j in self.starts[m].values()], -math.inf, 1.0)
        for many in levers.values():
            self._limit(many, self.case.measures[many[0]].lever.rollout, "roll-out")
        for many in sites.values():
            self._limit(many, self.terms.site_starts, "starts at a site")

    def _limit(self, many: list[int], most: int | None, name: str) -> None:
        if most is None or most >= len(many):
            return
        for t in range(self.years):
            self.b.row([(self.starts[m][t], 1.0) for m in many if t in self.starts[m]], -math.inf, float(most), name)

    def _caps(self) -> None:
        counted = self.terms.counted(self.years)
        removal = [self.b.column(self.terms.removal_cost * self.mass * d / self.money, upper=most / self.mass)
                   for d, most in zip(self.discount, counted.max(axis=0))]
        penalty = self.terms.penalty * self.mass / self.money
        main = _Limit("cap", "cumulative budget", self.terms.limit(self.years), self.terms.total, penalty, self.mass)
        firm = self.terms.firmness(self.years)
        self._limited(main, self.co2e, self.fixed, self._removals(removal, counted, 0), firm[:, 0])
        for j, (n, x) in enumerate(self.terms.others.items(), 1):
            scale = self._scale(n)
            penalty = other_penalty(self.case, self.terms, n) * scale / self.money
            here = _Limit(n, f"{n}, all years", np.asarray(x.cap, float), x.total, penalty, scale)
            self._limited(here, self.others[n], self.others_fixed[n], self._removals(removal, counted, j), firm[:, j])

    def _removals(self, removal: list[int], counted: Array, j: int) -> list[int]:
        """Columns of the removals that count under limit j: those bought, or as many of them as it lets count."""
        found = []
        for t, column in enumerate(removal):
            if counted[j, t] < counted[:, t].max():
                bought, column = column, self.b.column(upper=float(counted[j, t]) / self.mass)
                self.b.row([(column, 1.0), (bought, -1.0)], -math.inf, 0.0)
            found.append(column)
        return found

    def _limited(self, x: _Limit, emitted: list[list[tuple[int, float]]], fixed: Array, removal: list[int], firm: Array) -> None:
        """Rows of one limit: emitted − removed − short ≤ cap in each year, and over all years."""
        taken = [(j, -self.mass / x.scale) for j in removal]
        for t, cap in enumerate(x.cap):
            if math.isfinite(cap):
                short = self.b.column(x.penalty * float(self.discount[t] * firm[t]))
                self.gaps["" if x.whole == "cumulative budget" else x.name, t] = (short, x.scale)
                name = self._named(f"{x.name} {self.case.sources.years[t]}", x.scale)
                self.b.row([*emitted[t], taken[t], (short, -1.0)], -math.inf, float(cap) / x.scale - float(fixed[t]), name)
        if math.isfinite(x.total):
            short = self.b.column(x.penalty * float(self.discount[-1]))
            every = [*(pair for many in emitted for pair in many), *taken, (short, -1.0)]
            self.b.row(every, -math.inf, x.total / x.scale - float(fixed.sum()), self._named(x.whole, x.scale))

    def _named(self, name: str, unit: float) -> str:
        self.units[name] = unit
        return name

    def _bank(self) -> None:
        """spent + kept = kept before + budget."""
        if self.terms.budget is None:
            return
        before: int | None = None
        for t in range(self.years):
            kept = self.b.column()
            spent = [(j, float(self.case.spending(m, s)[t]) / self.money) for m, many in self.starts.items() for s, j in many.items() if s <= t]
            terms = [*spent, (kept, 1.0), *([(before, -1.0)] if before is not None else [])]
            money = float(self.terms.budget[t]) / self.money
            self.b.row(terms, money, money, self._named(f"capital {self.case.sources.years[t]}", self.money))
            before = kept
