"""`plan`: from a year's impacts, levers and targets to a schedule whose exact evaluation is what it reports (convention 12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.errors import Finding, UnknownName
from lizero.impact import Impacts
from lizero.pathway.baselines import Baseline, Boundary, base_year, baseline
from lizero.pathway.cases import Case, case
from lizero.pathway.commitments import Target, Targets, evaluate, read_targets
from lizero.pathway.drift import Drift, Drifts, drifted
from lizero.pathway.goals import assessed, boundaries, limit_name, terms_of, unassessed
from lizero.pathway.highs import Limits, Solver, solve
from lizero.pathway.lever import Levers, read_levers
from lizero.pathway.scheduling import Schedule, given, schedule
from lizero.pathway.shortfall import firmly
from lizero.pathway.simulator import Spread, co2e_draws, simulate
from lizero.pathway.terms import Terms, standing
from lizero.pathway.wedges import log_share
from lizero.schema import empty
from lizero.tables import PATH

__all__ = ["Plan", "levers", "plan", "targets"]

Array = NDArray[np.float64]
Adopted = Callable[[Case], tuple[NDArray[np.int64], Array]]
GREEN_POWER = ("green power", "midstream")


def levers(path: str) -> Levers:
    """The levers of a TOML file."""
    with open(path, encoding="utf-8") as file:
        return read_levers(file.read(), where=_short(path))


def targets(path: str) -> Targets:
    """The targets of a TOML file."""
    with open(path, encoding="utf-8") as file:
        return read_targets(file.read(), where=_short(path))


def _short(path: object) -> str:
    """The name of a file without its folders: findings travel in documents."""
    return str(path).replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True)
class Plan:
    """A plan: the schedule, the baseline and the target it is seen by. Masses are t CO2e in the target's scopes on its basis, money the
    currency of the levers. One plan faces several targets: `facing` shows it by another, `whole` by the one of most scopes."""

    schedule: Schedule
    baseline: Baseline
    target: Target
    targets: Targets
    findings: tuple[Finding, ...]
    currency: str = ""
    asked: Terms = field(default_factory=Terms)
    drifts: tuple[Drift, ...] = ()

    @property
    def assessed(self) -> tuple[Target, ...]:
        """Every target that the plan answers: those of its base year."""
        return tuple(x for x in self.targets.targets if x.base_year == self.years[0])

    @property
    def boundaries(self) -> tuple[Boundary, ...]:
        """Scopes and basis of the target that the plan is seen by, then those of the others."""
        return boundaries((self.target, *self.assessed))

    def facing(self, target: str) -> Plan:
        """The same plan seen by another of its targets: gross, allowed and shortfall are of that target's scopes and basis; schedule, cost and
        objective stay. Raises UnknownName."""
        known = {x.id: x for x in self.assessed}
        if target not in known:
            raise UnknownName("target of the plan", target, known)
        return self if target == self.target.id else self._seen_by(known[target])

    @property
    def whole(self) -> Plan:
        """The plan seen by its target of most scopes, the first of them: where every measure shows what it does."""
        return self.facing(max(self.assessed, key=lambda x: (len(set(x.scopes)), x.basis == self.target.basis, x.id == self.target.id)).id)

    def _seen_by(self, x: Target) -> Plan:
        s, weight = self.schedule, self.baseline.weight(x.scopes, x.basis)
        terms = terms_of((x, *(y for y in self.assessed if y.id != x.id)), self.baseline, self.asked)
        sources = replace(s.case.sources, gwp=weight)
        case = replace(s.case, sources=sources)
        outcome = replace(s.outcome, co2e=np.asarray((s.outcome.emissions @ weight).sum(axis=0)))
        stands = replace(standing(case, outcome, terms, s.green), objective=s.exact.objective, removals=s.exact.removals, cost=s.exact.cost)
        claim = s.claimed_others.get(limit_name(x), s.claimed_co2e if (weight == s.case.sources.gwp).all() else outcome.co2e)
        seen = replace(s, case=case, terms=terms, outcome=outcome, exact=stands, claimed_co2e=claim, claimed_others={})
        return replace(self, schedule=seen, baseline=replace(self.baseline, sources=sources), target=x)

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years of the plan, the base year first."""
        return self.baseline.sources.years

    @property
    def shown_years(self) -> list[int]:
        """The first year, every fifth, and the last: those that tables show."""
        return [y for y in self.years if y in (self.years[0], self.years[-1]) or y % 5 == 0]

    @property
    def allowed(self) -> Array:
        """Gross emissions that the target allows by year, kg; from net zero on the residual, which removals must then neutralise."""
        start = float((self.baseline.sources.emissions[:, 0] @ self.baseline.sources.gwp).sum())
        return start * np.array([float(self.target.share(y) or 0.0) for y in self.years])

    @property
    def ceiling(self) -> Array:
        """Gross emissions that keep the target by year, kg: what it allows and removals as planned, which from net zero on follow what is left."""
        neutral = np.array([not self.target.net(y) for y in self.years])
        return np.asarray(self.allowed + np.where(neutral, 0.0, self.counted))

    @property
    def counted(self) -> Array:
        """Removals that count under the target by year, kg: of those bought, as many as it lets count."""
        s = self.schedule
        return np.minimum(s.exact.removals, np.minimum(s.terms.removals(len(self.years)), s.outcome.co2e))

    @property
    def gross(self) -> dict[int, float]:
        """Gross emissions by year of the exact simulator, t CO2e."""
        return dict(zip(self.years, (self.schedule.outcome.co2e / 1000).tolist()))

    @property
    def claimed(self) -> dict[str, Any]:
        """What the optimiser claims: its objective and emissions; its bound says that no plan can cost less."""
        carbon = dict(zip(self.years, (self.schedule.claimed_co2e / 1000).tolist()))
        s = self.schedule
        return {"objective": s.claimed, "emissions_by_year": carbon, "bound": s.bound, "stop": s.stop, "form": s.form}

    @property
    def exact(self) -> dict[str, Any]:
        """What is true of the plan: objective, emissions, removals and shortfall by year, cost in present value, and what binds."""
        s = self.schedule
        discount = s.terms.discount(len(self.years))
        return {"objective": s.exact.objective, "emissions_by_year": self.gross,
                "removals_by_year": dict(zip(self.years, (self.counted / 1000).tolist())),
                "shortfall_by_year": dict(zip(self.years, (s.exact.shortfall / 1000).tolist())),
                "cost": float((s.exact.cost * discount).sum()), "met": s.exact.met, "binding": list(s.binding)}

    @property
    def gap(self) -> float:
        """(exact − bound) / |exact|."""
        return self.schedule.gap

    def measures(self) -> pl.DataFrame:
        """Each measure that is taken: lever, site, transformation, start, capital, running cost at full use, status of its figures."""
        rows = [(x.lever.id, x.lever.name, x.site, x.lever.transformation, self.years[t], float(self.schedule.case.spending(m, t).sum()),
                 x.lever.opex, x.lever.status) for m, (x, t) in enumerate(zip(self.schedule.case.measures, self.schedule.starts.tolist())) if t >= 0]
        names = {"lever": pl.String, "name": pl.String, "site": pl.String, "transformation": pl.String, "start": pl.Int64, "capex": pl.Float64,
                 "opex": pl.Float64, "status": pl.String}
        return pl.DataFrame(rows, schema=names, orient="row").sort("start", "lever", "site")

    def illustrative_share(self) -> float:
        """Share of the plan's capital that rests on figures marked illustrative or unverified."""
        held = self.measures()
        weak = float(held.filter(pl.col("status").is_in(["illustrative", "unverified"]))["capex"].sum())
        whole = float(held["capex"].sum())
        return weak / whole if whole else 0.0

    def path(self) -> pl.DataFrame:
        """PATH rows: baseline, plan, allowed, removals and shortfall of the group by year (t CO2e), and cost; and each lever's wedge."""
        s = self.schedule
        series = {"baseline emissions": self.baseline_co2e, "emissions": s.outcome.co2e, "allowed": self.allowed,
                  "removals": self.counted, "shortfall": s.exact.shortfall}
        rows = [("plan", y, None, None, None, name, float(v) / 1000, None) for name, values in series.items() for y, v in zip(self.years, values)]
        rows += [("plan", y, None, None, None, "cost", None, float(c)) for y, c in zip(self.years, s.exact.cost)]  # type: ignore[misc]
        wedges = [("plan", r["year"], r["site"], None, r["lever"], "abatement", r["amount"], None) for r in self.wedges().iter_rows(named=True)]
        return pl.DataFrame([*rows, *wedges], schema=empty(PATH).schema, orient="row")

    @property
    def baseline_co2e(self) -> Array:
        """kg CO2e of the baseline by year, [t]."""
        base = self.baseline.sources
        return np.asarray((base.emissions @ base.gwp).sum(axis=0))

    def wedges(self) -> pl.DataFrame:
        """Abatement by year, site and lever, t CO2e, by the log-share rule in each source and species; activity that a lever adds counts
        against it, and green power stands as the lever ``green power``. The wedges sum to baseline less plan."""
        found: dict[tuple[int, str, str, str], float] = {}
        for k, (site, _) in enumerate(self.baseline.sources.keys):
            for t, year in enumerate(self.years):
                for name, transformation, kg in self._wedge(k, t):
                    key = (year, site, name, transformation)
                    found[key] = found.get(key, 0.0) + kg / 1000
        rows = [(*key, v) for key, v in sorted(found.items()) if v]
        names = {"year": pl.Int64, "site": pl.String, "lever": pl.String, "transformation": pl.String, "amount": pl.Float64}
        return pl.DataFrame(rows, schema=names, orient="row")

    def _wedge(self, k: int, t: int) -> list[tuple[str, str, float]]:
        s, base = self.schedule, self.baseline.sources
        taken = {m: float(s.outcome.use[m, t]) for m in np.flatnonzero(s.starts >= 0).tolist() if s.outcome.use[m, t]}
        here = s.case.measures
        found = []
        for p in np.flatnonzero(base.gwp).tolist():
            left = {str(m): 1 - float(here[m].removes[k][p]) * u for m, u in taken.items() if k in here[m].removes}
            kg = float(base.emissions[k, t, p] * base.gwp[p])
            found += [(here[int(m)].lever.id, here[int(m)].lever.transformation, v) for m, v in log_share(kg, left).items()]
        per = float(base.factor[k, t] @ base.gwp)
        found += [(here[m].lever.id, here[m].lever.transformation, -per * here[m].adds[k] * u) for m, u in taken.items() if k in here[m].adds]
        rest = float(base.emissions[k, t] @ base.gwp - s.outcome.emissions[k, t] @ base.gwp) - sum(v for *_, v in found)
        return [*found, *([(*GREEN_POWER, rest)] if s.green[k, t] else [])]

    def transformations(self) -> pl.DataFrame:
        """The four transformations: measures, capital, abatement in 2030, 2040 and the last year (t CO2e), and over all years."""
        taken = self.measures().group_by("transformation").agg(pl.len().alias("measures"), pl.col("capex").sum())
        some = [y for y in (2030, 2040, self.years[-1]) if y in self.years]
        in_year = [pl.col("amount").filter(pl.col("year") == y).sum().alias(str(y)) for y in dict.fromkeys(some)]
        cut = self.wedges().group_by("transformation").agg(*in_year, pl.col("amount").sum().alias("all years"))
        return cut.join(taken, on="transformation", how="left").sort("transformation")

    def standing(self) -> pl.DataFrame:
        """Every target of the plan on its own path: allowed, gross, net and gap (above 0: missed) by year, t CO2e in its scopes on its basis."""
        removals = dict(zip(self.years, (self.schedule.exact.removals / 1000).tolist()))
        return pl.concat([evaluate(self.facing(x.id).gross, (x,), removals=removals) for x in self.assessed])

    def shortfalls(self) -> dict[str, dict[int, float]]:
        """What is missing from each target by year, t CO2e; years without a gap are left out."""
        found = {x.id: self.facing(x.id).schedule.exact.shortfall / 1000 for x in self.assessed}
        return {name: {y: float(v) for y, v in zip(self.years, values) if v > 0} for name, values in found.items()}

    def last_in(self) -> pl.DataFrame:
        """What comes back, over all years in t CO2e, when one measure is taken out of the plan; measures that others require stay out."""
        s = self.schedule
        rows = []
        for m in np.flatnonzero(s.starts >= 0).tolist():
            if any(m in x.requires and s.starts[n] >= 0 for n, x in enumerate(s.case.measures)):
                continue
            without = s.starts.copy()
            without[m] = -1
            back = simulate(s.case, without, green=s.green).co2e.sum() - s.outcome.co2e.sum()
            rows.append((s.case.measures[m].lever.id, s.case.measures[m].site, float(back) / 1000))
        return pl.DataFrame(rows, schema={"lever": pl.String, "site": pl.String, "amount": pl.Float64}, orient="row")

    def chance(self, spread: Spread, *, draws: int = 1000, seed: int = 1) -> dict[int, float]:
        """Share of draws in which the plan stays within the allowance, by year; removals and green power as planned."""
        return dict(zip(self.years, self.kept(self.drawn(spread, draws=draws, seed=seed)).tolist()))

    def kept(self, drawn: Array) -> Array:
        """Share of draws [draws x t], kg CO2e gross, within the target by year, [t]; removals as planned, from net zero on as needed."""
        return np.asarray((drawn <= self.ceiling * (1 + 1e-9)).mean(axis=0))

    def drawn(self, spread: Spread, *, draws: int = 1000, seed: int = 1) -> Array:
        """Gross emissions by draw and year, kg CO2e [draws x t]."""
        return co2e_draws(self.schedule.case, self.schedule.starts, spread, draws=draws, seed=seed, green=self.schedule.green)


def plan(impacts: Impacts, using: Levers | str, *, targets: Targets | str, growth: float | Mapping[str, float] = 0.0, until: int = 2050,
         grids: Mapping[str, Mapping[int, float]] | None = None, terms: Terms | None = None, year: int | None = None,
         limits: Limits | None = None, solver: Solver = solve, adopted: Adopted | None = None, drifts: Drifts | None = None) -> Plan:
    """The cheapest plan found that keeps every target of the impacts' year; shortfall in tonnes by target where none does.

    Each target holds for its own scopes and basis; the plan carries the sources of all of them and is seen by the first (`Plan.facing`).
    Where some plan can keep a target's year, this one keeps it unless a tonne costs many times the penalty (`shortfall`).
    `using` and `targets` are read ones or paths. `terms` gives rate, capital, prices and limits; its cap is replaced by the target's path.
    `drifts` move what sources need by year (falling grades, recycled feed). `adopted` gives starts and green power of a plan decided before:
    nothing is searched for then.
    Raises TargetRefused without a good target, or when the impacts are not those of its base year.
    """
    wanted = read_file_targets(targets) if isinstance(targets, str) else targets
    held = levers(using) if isinstance(using, str) else using
    first_year = year or base_year(impacts)
    held_to = assessed(wanted, first_year)
    (scopes, basis), *beside = boundaries(held_to)
    base = baseline(impacts, until=until, scopes=scopes, basis=basis, year=first_year, growth=growth, grids=grids, beside=beside)
    moving = drifts or Drifts()
    base, strays = drifted(base, moving.drifts)
    here, asked = case(base.sources, held), terms or Terms()
    made = _made(here, terms_of(held_to, base, asked), adopted, limits=limits, solver=solver)
    findings = (*impacts.findings, *moving.findings, *strays, *here.findings, *wanted.findings, *unassessed(wanted, base), *_costs(held))
    return Plan(made, base, held_to[0], wanted, findings, held.currency, asked, moving.drifts)


def _made(here: Case, terms: Terms, adopted: Adopted | None, *, limits: Limits | None, solver: Solver) -> Schedule:
    if adopted is not None:
        return given(here, terms, *adopted(here))
    return schedule(here, firmly(here, terms, limits=limits, solver=solver), limits=limits, solver=solver)


def read_file_targets(path: str) -> Targets:
    """The targets of a TOML file (`targets`, whose name the argument of `plan` takes)."""
    return targets(path)


def _costs(held: Levers) -> list[Finding]:
    return [Finding(f"levers › {x.id}", "lever.no-cost", "has no capital cost: it counts as none, which makes the lever too cheap",
                    "give capex, or 0 to mean none", "warning", x.id) for x in held.levers if x.capex is None]
