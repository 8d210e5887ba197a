"""What a plan is asked for: caps, budgets, prices and limits, and what its outcome is worth under them.

Masses in kg CO2e, money in one currency, all by year number. The objective is the present value of capital, running cost, green
power, carbon price on emissions, removals, and the penalty on every tonne that no lever reaches: so no case is infeasible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lizero.pathway.allowance import TargetRefused
from lizero.pathway.cases import Case
from lizero.pathway.simulator import Outcome

__all__ = ["Ledger", "Other", "Standing", "Terms", "judge", "other_penalty", "standing", "weights"]

Array = NDArray[np.float64]


class Other(NamedTuple):
    """A further limit: what one kg of each species weighs in it [p], its cap by year (inf: none), the sum that all years may have, the penalty on
    one weighted kg (None: a percent of its baseline costs as much as a percent of the carbon's), and the most removals that count under it by
    year [t] (None: none do). A target of other scopes than the main one is such a limit, and so is a cap on a pollutant."""

    weight: Array
    cap: Array
    total: float = float("inf")
    penalty: float | None = None
    removals: Array | None = None


@dataclass(frozen=True)
class Terms:
    """`cap` kg CO2e by year (inf: none); `total` kg CO2e over all years (inf: none); `others` further limits, each an `Other`
    or its fields in order, (weight, cap, …); `budget` capital by year, unspent money kept (inf: none); `carbon_price` money for one kg CO2e by year;
    `green` source index → money for one unit of activity without emissions; `green_most` its largest share of the activity;
    `removal_cost` money for one kg, up to `removal_most` kg a year from year number `removal_from`; `site_starts` in one year;
    `firm` makes the penalty that many times dearer by year and limit [t x j], the main limit first."""

    rate: float = 0.07
    cap: Array | None = None
    total: float = float("inf")
    others: Mapping[str, Other] = field(default_factory=dict)
    budget: Array | None = None
    carbon_price: Array | None = None
    green: Mapping[int, float] = field(default_factory=dict)
    green_most: float = 1.0
    removal_cost: float = 0.3
    removal_most: float = 0.0
    removal_from: int = 10**6
    penalty: float = 2.0
    site_starts: int | None = None
    firm: Array | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "others", {name: Other(*x) for name, x in self.others.items()})

    def discount(self, years: int) -> Array:
        """1/(1+r)^t, [t]."""
        return np.asarray((1 + self.rate) ** -np.arange(years, dtype=float))

    def limit(self, years: int) -> Array:
        """The cap by year, inf where there is none. Raises TargetRefused for a cap of another length."""
        return _by_year(self.cap, years, np.inf, "cap")

    def price(self, years: int) -> Array:
        """Money for one kg CO2e by year."""
        return _by_year(self.carbon_price, years, 0.0, "carbon price")

    def removals(self, years: int) -> Array:
        """Most removals by year under the main limit."""
        return np.where(np.arange(years) >= self.removal_from, self.removal_most, 0.0)

    def firmness(self, years: int) -> Array:
        """What the penalty of each year and limit is multiplied by, [t x j]; 1 for a limit that was added later."""
        found = np.ones((years, 1 + len(self.others)))
        if self.firm is not None:
            found[:, : self.firm.shape[1]] = self.firm[:, : found.shape[1]]
        return found

    def counted(self, years: int) -> Array:
        """Most removals that count by year under the main limit (first) and each other, [j x t]."""
        found = [_by_year(x.removals, years, 0.0, f"removals under {name}") for name, x in self.others.items()]
        return np.stack([self.removals(years), *found])


def _by_year(given: Array | None, years: int, usual: float, name: str) -> Array:
    values = np.full(years, usual) if given is None else np.asarray(given, float)
    if values.shape != (years,):
        raise TargetRefused(f"the {name} needs {years} values, one a year, found {values.shape}")
    return values


@dataclass(frozen=True)
class Standing:
    """A plan under its terms, from its exact outcome: present value, net of removals by year, and every shortfall in kg: of the main limit by
    year and over all years, and of the others by name."""

    objective: float
    shortfall: Array
    shortfall_total: float
    shortfall_others: Mapping[str, Array]
    overspent: Array
    removals: Array
    cost: Array
    totals_others: Mapping[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether every cap and budget holds."""
        short = [self.shortfall, self.overspent, *self.shortfall_others.values()]
        return self.shortfall_total <= 0 and all((s <= 0).all() for s in short) and not any(self.totals_others.values())


def standing(case: Case, outcome: Outcome, terms: Terms, green: Array) -> Standing:
    """The standing of an exact outcome: removals only as far as the caps need them and no cheaper way is left, shortfall for the rest.

    A shortfall below a gram for a tonne of base emissions is rounding and counts as nought.
    """
    years = len(case.sources.years)
    emitted = outcome.emissions.sum(axis=0) @ weights(terms, case)
    removed = _removed(emitted[None], terms)[0]
    short, beyond = _shortfalls(emitted[None], removed[None], terms)
    paid = sum((green[k] * price for k, price in terms.green.items()), np.zeros(years))
    cost = outcome.capex + outcome.running + paid + terms.removal_cost * removed
    charge, late = _charges(case, terms, short, beyond)
    yearly = cost + terms.price(years) * emitted[:, 0] + charge[0]
    discount = terms.discount(years)
    worth = float(yearly @ discount + late[0] * discount[-1])
    names, over = list(terms.others), _overspent(outcome.capex, terms, years)
    totals = {n: float(beyond[0, j]) for j, n in enumerate(names, 1)}
    return Standing(worth, short[0, :, 0], float(beyond[0, 0]), {n: short[0, :, j] for j, n in enumerate(names, 1)}, over, removed, cost, totals)


@dataclass(frozen=True)
class Ledger:
    """Many outcomes at once: `emitted` [o x t x j] kg of CO2e (j = 0) and of each other weighing of the terms, capex and running cost [o x t]
    with what is paid for green power."""

    emitted: Array
    capex: Array
    running: Array


def weights(terms: Terms, case: Case) -> Array:
    """kg CO2e (first) and kg of each other weighing for one kg of a species, [p x j]."""
    return np.stack([case.sources.gwp, *(x.weight for x in terms.others.values())], axis=1)


def judge(case: Case, terms: Terms, ledger: Ledger) -> Array:
    """The objective of many outcomes [o], as `standing` finds it for one; inf where more capital is spent than there is."""
    years, discount = len(case.sources.years), terms.discount(len(case.sources.years))
    removed = _removed(ledger.emitted, terms)
    charge, late = _charges(case, terms, *_shortfalls(ledger.emitted, removed, terms))
    yearly = ledger.capex + ledger.running + terms.removal_cost * removed + terms.price(years) * ledger.emitted[:, :, 0] + charge
    worth = yearly @ discount + late * discount[-1]
    if terms.budget is not None:
        left = np.cumsum(_by_year(terms.budget, years, 0.0, "budget") - ledger.capex, axis=1)
        worth = np.where((left < -1e-6 * np.maximum(ledger.capex.max(axis=1, initial=0.0), 1.0)[:, None]).any(axis=1), np.inf, worth)
    return np.asarray(worth)


def _limits(terms: Terms, years: int) -> tuple[Array, Array]:
    """Caps by year [t x j] and over all years [j], the main limit first."""
    caps = [terms.limit(years), *(_by_year(x.cap, years, np.inf, f"cap of {n}") for n, x in terms.others.items())]
    return np.stack(caps, axis=1), np.array([terms.total, *(x.total for x in terms.others.values())])


def _removed(emitted: Array, terms: Terms) -> Array:
    """Removals of many outcomes [o x t]: what the annual caps need, then, latest first (cheapest in present value), what the totals need.

    A tonne removed counts under every limit that lets removals count, up to the most that it lets."""
    years = emitted.shape[1]
    counted = terms.counted(years)
    removed = np.zeros(emitted.shape[:2])
    if not counted.any():
        return removed
    caps, totals = _limits(terms, years)
    for j, most in enumerate(counted):
        if most.any():
            need = np.minimum(np.maximum(emitted[:, :, j] - caps[:, j], 0.0), np.minimum(most, emitted[:, :, j]))
            removed = np.maximum(removed, need)
    for j in np.flatnonzero(np.isfinite(totals) & counted.any(axis=1)).tolist():
        removed = _for_total(removed, emitted[:, :, j], counted[j], float(totals[j]))
    return removed


def _for_total(removed: Array, emitted: Array, most: Array, total: float) -> Array:
    """Removals [o x t] raised, the latest year first, until `total` holds or `most` is used."""
    found, held = removed.copy(), np.minimum(most, emitted)
    need = np.maximum((emitted - np.minimum(found, held)).sum(axis=1) - total, 0.0)
    for t in range(emitted.shape[1] - 1, -1, -1):
        more = np.minimum(need, np.maximum(held[:, t] - found[:, t], 0.0))
        found[:, t] += more
        need = need - more
    return found


def _shortfalls(emitted: Array, removed: Array, terms: Terms) -> tuple[Array, Array]:
    """Net of removals above each cap by year [o x t x j] and above each total [o x j]; what is rounding counts as nought."""
    years = emitted.shape[1]
    caps, totals = _limits(terms, years)
    net = emitted - np.minimum(removed[:, :, None], terms.counted(years).T)
    small = 1e-6 * np.maximum(emitted.max(axis=1, initial=0.0), 1.0)
    beyond = np.maximum(net.sum(axis=1) - totals, 0.0)
    return _above(net, caps, small[:, None]), np.where(beyond > small, beyond, 0.0)


def _charges(case: Case, terms: Terms, short: Array, beyond: Array) -> tuple[Array, Array]:
    """Penalties by year [o x t] and on the totals [o]."""
    each = np.array([terms.penalty, *(other_penalty(case, terms, n) for n in terms.others)])
    return (short * (terms.firmness(short.shape[1]) * each)).sum(axis=2), beyond @ each


def other_penalty(case: Case, terms: Terms, name: str) -> float:
    """Money for one weighted kg above another cap: its own, else a percent of its baseline costs as much as a percent of the carbon's."""
    if (own := terms.others[name].penalty) is not None:
        return own
    base = case.sources.emissions.sum(axis=0)
    other = float((base @ terms.others[name].weight).max(initial=0.0))
    return terms.penalty * float((base @ case.sources.gwp).max(initial=0.0)) / other if other > 0 else terms.penalty


def _above(values: Array, cap: Array, small: float | Array) -> Array:
    short = np.maximum(values - cap, 0.0)
    return np.where(short > small, short, 0.0)


def _overspent(capex: Array, terms: Terms, years: int) -> Array:
    """Capital spent beyond all money so far."""
    if terms.budget is None:
        return np.zeros(years)
    left = np.cumsum(_by_year(terms.budget, years, 0.0, "budget") - capex)
    small = 1e-6 * max(float(capex.max(initial=0.0)), 1.0)
    return np.where(left < -small, -left, 0.0)
