"""What no plan can reach, and why: the least shortfall that the relaxed program leaves, and what of it goes when a restriction is lifted.

The relaxation may split measures and start any part of one in any year, so every plan of the same measures is short by at least as much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lizero.pathway.cases import Case, Measure
from lizero.pathway.highs import Limits, Solver, solve
from lizero.pathway.program import program
from lizero.pathway.terms import Terms

__all__ = ["FIRM", "Reach", "firmly", "least_shortfall", "reach"]

Array = NDArray[np.float64]
FIRM = 25.0
"""How much dearer a tonne is made that some plan can save: a target that can be kept is kept, short of that cost."""
SMALL = 1e-6


@dataclass(frozen=True)
class Reach:
    """`least`: kg that every plan is short of, by limit (blank: the main one) and calendar year; `without`: kg in all that would be left
    with a restriction lifted, where that helps by a hundredth."""

    least: Mapping[str, Mapping[int, float]]
    without: Mapping[str, float]

    @property
    def total(self) -> float:
        """kg over all limits and years."""
        return sum(v for years in self.least.values() for v in years.values())


def least_shortfall(case: Case, terms: Terms, *, grid: int | None = None, limits: Limits | None = None, solver: Solver = solve) -> Array:
    """kg by year and limit [t x j], the main limit first, that no plan of these measures saves for less than FIRM times the penalty a kg.

    `grid`: starts after year number ten only every `grid` years."""
    years, names = len(case.sources.years), ["", *terms.others]
    model = program(case, replace(terms, firm=np.full((years, len(names)), FIRM)), grid=grid)
    x = solver(model, replace(limits or Limits(), relaxed=True)).x
    found = np.zeros((years, len(names)))
    for (name, t), (j, kg) in model.gaps.items():
        found[t, names.index(name)] = x[j] * kg if x.size else 0.0
    base = np.abs(case.sources.emissions.sum(axis=0) @ case.sources.gwp).max(initial=1.0)
    return np.where(found > SMALL * base, found, 0.0)


def firmly(case: Case, terms: Terms, *, limits: Limits | None = None, solver: Solver = solve) -> Terms:
    """`terms` that are firm where they can be kept: there a tonne costs FIRM times the penalty, elsewhere the penalty."""
    short = least_shortfall(case, terms, grid=3, limits=limits, solver=solver)
    return replace(terms, firm=np.where(short > 0, 1.0, FIRM))


def reach(case: Case, terms: Terms, *, limits: Limits | None = None, solver: Solver = solve) -> Reach:
    """What every plan is short of, and which restriction would have to go for less."""
    names = ["", *terms.others]
    short = least_shortfall(case, terms, limits=limits, solver=solver)
    least = {n: {y: float(v) for y, v in zip(case.sources.years, short[:, j]) if v > 0} for j, n in enumerate(names) if short[:, j].any()}
    whole, without = float(short.sum()), {}
    for name, (other, eased) in _eased(case, terms).items() if whole else ():
        left = float(least_shortfall(other, eased, limits=limits, solver=solver).sum())
        if left < 0.99 * whole:
            without[name] = left
    return Reach(least, without)


def _eased(case: Case, terms: Terms) -> dict[str, tuple[Case, Terms]]:
    """The case and terms with each restriction lifted that there is."""
    found = {"the first years of measures": (_each(case, lambda x: replace(x, lever=replace(x.lever, first=0))), terms),
             "the years that measures take to build up": (_each(case, lambda x: replace(x, lever=replace(x.lever, ramp=1))), terms),
             "the last years of measures": (_each(case, lambda x: replace(x, lever=replace(x.lever, last=9999))), terms)}
    if any(x.lever.rollout is not None for x in case.measures):
        found["roll-out"] = (_each(case, lambda x: replace(x, lever=replace(x.lever, rollout=None))), terms)
    if terms.site_starts is not None:
        found["starts at a site"] = (case, replace(terms, site_starts=None))
    if terms.budget is not None:
        found["capital"] = (case, replace(terms, budget=None))
    if terms.green and terms.green_most < 1:
        found["the share of green power"] = (case, replace(terms, green_most=1.0))
    return found


def _each(case: Case, change: Callable[[Measure], Measure]) -> Case:
    return replace(case, measures=tuple(change(x) for x in case.measures))
