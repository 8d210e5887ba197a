"""Scenarios of a plan: how activity grows and what grids become, told as data, and the plan that is regretted least over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from lizero.impact import Impacts
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.baselines import baseline
from lizero.pathway.cases import Sources
from lizero.pathway.drift import drifted
from lizero.pathway.futures import grids_of
from lizero.pathway.highs import Limits, Solver, solve
from lizero.pathway.planning import Plan
from lizero.pathway.robust import Robust, robust

__all__ = ["Scenario", "futures", "read_scenarios", "under"]

FIELDS = {"name", "growth", "grids"}


@dataclass(frozen=True)
class Scenario:
    """A name, the growth of activity a year (one for all or by site), and the intensity of grids by place and year."""

    name: str
    growth: float | Mapping[str, float]
    grids: Mapping[str, Mapping[int, float]]


def read_scenarios(told: Sequence[Mapping[str, Any]], *, growth: float | Mapping[str, float] = 0.0) -> tuple[Scenario, ...]:
    """Scenarios from settings: {name, growth, grids} each; `growth` where one names none. Grids are read by `grids_of`.

    Raises TargetRefused for a scenario without a name, a name told twice, an unknown field or growth that is no number; UnknownName for a
    path of a grid that does not ship.

    >>> [s.name for s in read_scenarios([{"name": "slow", "growth": 0.01}, {"name": "fast", "grids": {"CN": {"scenario": "national path"}}}])]
    ['slow', 'fast']
    """
    found = tuple(_scenario(n, row, growth) for n, row in enumerate(told, 1))
    twice = {s.name for n, s in enumerate(found) if s.name in {x.name for x in found[:n]}}
    if twice:
        raise TargetRefused(f"scenario {sorted(twice)[0]!r} is told twice: give each its own name")
    return found


def _scenario(number: int, row: Mapping[str, Any], growth: float | Mapping[str, float]) -> Scenario:
    name, grown = row.get("name"), row.get("growth", growth)
    if not isinstance(name, str) or not name.strip():
        raise TargetRefused(f"scenario {number} has no name")
    if strange := sorted(set(row) - FIELDS):
        raise TargetRefused(f"scenario {name!r} has the unknown field {strange[0]!r}: it may have {', '.join(sorted(FIELDS))}")
    rates = grown.values() if isinstance(grown, Mapping) else (grown,)
    if not all(isinstance(g, int | float) and not isinstance(g, bool) and -1 < g < 1 for g in rates):
        raise TargetRefused(f"growth of scenario {name!r} must be a share a year between -1 and 1, found {grown!r}")
    try:
        grids = grids_of(row.get("grids", {}))
    except (ValueError, TypeError, AttributeError) as fault:
        raise TargetRefused(f"grids of scenario {name!r} cannot be read ({fault}): write a table of years, or scenario = \"…\"") from fault
    return Scenario(name, grown, grids)


def under(plan: Plan, impacts: Impacts, scenario: Scenario) -> Sources:
    """The sources of a plan's base year under a scenario. `impacts` are those that the plan was made from."""
    first, last = plan.years[0], plan.years[-1]
    (scopes, basis), *beside = plan.boundaries
    base = baseline(impacts, until=last, scopes=scopes, basis=basis, year=first, growth=scenario.growth, grids=scenario.grids, beside=beside)
    return drifted(base, plan.drifts)[0].sources


def futures(plan: Plan, impacts: Impacts, scenarios: Sequence[Scenario], *, limits: Limits | None = None, solver: Solver = solve) -> Robust:
    """The best plan of each scenario, held against all of them with `plan` as ``as planned``; objective and regret in money, shortfall in t.

    The limits of emissions are those of `plan`: they come from the base year, which no scenario moves. A tonne short costs the penalty in every
    scenario, whether some plan could keep the year or not.
    """
    terms = replace(plan.schedule.terms, firm=None)
    found = robust(plan.schedule.case, terms, {s.name: under(plan, impacts, s) for s in scenarios},
                   beside={"as planned": plan.schedule}, limits=limits, solver=solver)
    return Robust(found.plans, found.table.with_columns(pl.col("shortfall") / 1000), found.choice)
