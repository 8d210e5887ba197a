"""What a plan is asked for: caps, budgets, prices and limits, and what its outcome is worth under them.

Masses in kg CO2e, money in one currency, all by year number. The objective is the present value of capital, running cost, green
power, carbon price on emissions, removals, and the penalty on every tonne that no lever reaches: so no case is infeasible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lizero.pathway.allowance import TargetRefused
from lizero.pathway.cases import Case
from lizero.pathway.simulator import Outcome

__all__ = ["Ledger", "Standing", "Terms", "judge", "other_penalty", "standing", "weights"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Terms:
    """`cap` kg CO2e by year (inf: none); `total` kg CO2e over all years (inf: none); `others` caps of weighted species: name → (weight for
    one kg by species, cap by year); `budget` capital by year, unspent money kept (inf: none); `carbon_price` money for one kg CO2e by year;
    `green` source index → money for one unit of activity without emissions; `green_most` its largest share of the activity;
    `removal_cost` money for one kg, up to `removal_most` kg a year from year number `removal_from`; `site_starts` in one year."""

    rate: float = 0.07
    cap: Array | None = None
    total: float = float("inf")
    others: Mapping[str, tuple[Array, Array]] = field(default_factory=dict)
    budget: Array | None = None
    carbon_price: Array | None = None
    green: Mapping[int, float] = field(default_factory=dict)
    green_most: float = 1.0
    removal_cost: float = 0.3
    removal_most: float = 0.0
    removal_from: int = 10**6
    penalty: float = 2.0
    site_starts: int | None = None

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
        """Most removals by year."""
        return np.where(np.arange(years) >= self.removal_from, self.removal_most, 0.0)


def _by_year(given: Array | None, years: int, usual: float, name: str) -> Array:
    values = np.full(years, usual) if given is None else np.asarray(given, float)
    if values.shape != (years,):
        raise TargetRefused(f"the {name} needs {years} values, one a year, found {values.shape}")
    return values


@dataclass(frozen=True)
class Standing:
    """A plan under its terms, from its exact outcome: present value, net of removals by year, and every shortfall in kg."""

    objective: float
    shortfall: Array
    shortfall_total: float
    shortfall_others: Mapping[str, Array]
    overspent: Array
    removals: Array
    cost: Array

    @property
    def met(self) -> bool:
        """Whether every cap and budget holds."""
        short = [self.shortfall, self.overspent, *self.shortfall_others.values()]
        return self.shortfall_total <= 0 and all((s <= 0).all() for s in short)


def standing(case: Case, outcome: Outcome, terms: Terms, green: Array) -> Standing:
    """The standing of an exact outcome: removals only as far as the caps need them and no cheaper way is left, shortfall for the rest.

    A shortfall below a gram for a tonne of base emissions is rounding and counts as nought.
    """
    years = len(case.sources.years)
    removed = _removed(outcome.co2e[None], terms, years)[0]
    net = outcome.co2e - removed
    small = 1e-6 * max(float(outcome.co2e.max(initial=0.0)), 1.0)
    short = _above(net, terms.limit(years), small)
    short_total = max(float(net.sum() - terms.total), 0.0)
    others = {n: _above(outcome.emissions.sum(axis=0) @ w, cap, small) for n, (w, cap) in terms.others.items()}
    paid = sum((green[k] * price for k, price in terms.green.items()), np.zeros(years))
    cost = outcome.capex + outcome.running + paid + terms.removal_cost * removed
    over = _overspent(outcome.capex, terms, years)
    charge = cost + terms.price(years) * outcome.co2e + terms.penalty * short
    charge = charge + sum((other_penalty(case, terms, n) * s for n, s in others.items()), np.zeros(years))
    last = terms.discount(years)
    worth = float((charge * last).sum() + terms.penalty * short_total * last[-1])
    return Standing(worth, short, short_total if short_total > small else 0.0, others, over, removed, cost)


@dataclass(frozen=True)
class Ledger:
    """Many outcomes at once: `emitted` [o x t x j] kg of CO2e (j = 0) and of each other weighing of the terms, capex and running cost [o x t]
    with what is paid for green power."""

    emitted: Array
    capex: Array
    running: Array


def weights(terms: Terms, case: Case) -> Array:
    """kg CO2e (first) and kg of each other weighing for one kg of a species, [p x j]."""
    return np.stack([case.sources.gwp, *(w for w, _ in terms.others.values())], axis=1)


def judge(case: Case, terms: Terms, ledger: Ledger) -> Array:
    """The objective of many outcomes [o], as `standing` finds it for one; inf where more capital is spent than there is."""
    years, co2e = len(case.sources.years), ledger.emitted[:, :, 0]
    removed = _removed(co2e, terms, years)
    net, last = co2e - removed, terms.discount(years)
    small = 1e-6 * np.maximum(co2e.max(axis=1, initial=0.0), 1.0)[:, None]
    charge = ledger.capex + ledger.running + terms.removal_cost * removed + terms.price(years) * co2e
    charge = charge + terms.penalty * _above(net, terms.limit(years), small)
    for j, (n, (_, cap)) in enumerate(terms.others.items(), 1):
        charge = charge + other_penalty(case, terms, n) * _above(ledger.emitted[:, :, j], cap, small)
    worth = charge @ last + terms.penalty * np.maximum(net.sum(axis=1) - terms.total, 0.0) * last[-1]
    if terms.budget is not None:
        left = np.cumsum(_by_year(terms.budget, years, 0.0, "budget") - ledger.capex, axis=1)
        worth = np.where((left < -1e-6 * np.maximum(ledger.capex.max(axis=1, initial=0.0), 1.0)[:, None]).any(axis=1), np.inf, worth)
    return np.asarray(worth)


def _removed(co2e: Array, terms: Terms, years: int) -> Array:
    """Removals of many outcomes [o x t]: what the annual caps need, then, latest first (cheapest in present value), what the total needs."""
    most = np.minimum(terms.removals(years), co2e)
    removed = np.minimum(np.maximum(co2e - terms.limit(years), 0.0), most)
    if not np.isfinite(terms.total):
        return removed
    need = np.maximum(co2e.sum(axis=1) - removed.sum(axis=1) - terms.total, 0.0)
    for t in range(years - 1, -1, -1):
        more = np.minimum(need, most[:, t] - removed[:, t])
        removed[:, t] += more
        need = need - more
    return removed


def other_penalty(case: Case, terms: Terms, name: str) -> float:
    """Money for one weighted kg above another cap: a percent of its baseline costs as much as a percent of the carbon's."""
    base = case.sources.emissions.sum(axis=0)
    other = float((base @ terms.others[name][0]).max(initial=0.0))
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
