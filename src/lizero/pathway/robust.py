"""Plans under several futures: each plan's exact outcome in each scenario, its regret, and the plan with the least largest regret.

    regret[plan, scenario] = objective[plan, scenario] − min over plans objective[·, scenario]

A scenario is a baseline of its own (activity, factors, prices) with the same sources and species; the measures stay the same, so a plan fits
every scenario. The regret of a plan is against the plans compared, not against a plan that nobody drew up. Source: Savage (1951), minimax regret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.pathway.allowance import TargetRefused
from lizero.pathway.cases import Case, Sources
from lizero.pathway.goals import missing
from lizero.pathway.highs import Limits, Solver, solve
from lizero.pathway.scheduling import Schedule, exact, schedule
from lizero.pathway.terms import Terms

__all__ = ["Robust", "regrets", "robust"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Robust:
    """Plans by name, their table over the scenarios (see `regrets`), and the name of the one with the least largest regret."""

    plans: Mapping[str, Schedule]
    table: pl.DataFrame
    choice: str


def robust(case: Case, terms: Terms, scenarios: Mapping[str, Sources], *, beside: Mapping[str, Schedule] | None = None,
           limits: Limits | None = None, solver: Solver = solve) -> Robust:
    """The best plan of each scenario, and the plans `beside`, each held against all scenarios; the choice has the least largest regret, the
    first one among equals.

    Raises TargetRefused without a scenario, for one with other sources, years or species, or for a plan beside of a scenario's name.
    """
    _fitting(case, scenarios)
    if both := set(beside or {}) & set(scenarios):
        raise TargetRefused(f"a plan and a scenario are both named {sorted(both)[0]!r}: name the scenario otherwise")
    plans = {**(beside or {}),
             **{name: schedule(replace(case, sources=s), terms, limits=limits, solver=solver) for name, s in scenarios.items()}}
    table = regrets(case, terms, scenarios, {name: p.starts for name, p in plans.items()}, {name: p.green for name, p in plans.items()})
    worst = table.group_by("plan", maintain_order=True).agg(pl.col("regret").max())
    return Robust(plans, table, str(worst.row(int(worst["regret"].to_numpy().argmin()))[0]))


def regrets(case: Case, terms: Terms, scenarios: Mapping[str, Sources], plans: Mapping[str, Sequence[int] | NDArray[np.int64]],
            green: Mapping[str, Array] | None = None) -> pl.DataFrame:
    """One row for each plan in each scenario: exact objective, regret, shortfall (kg CO2e over all years and targets) and whether every limit
    is met.

    `plans` holds starts by measure (−1 never), `green` activity without emissions [k x t] by plan.
    """
    _fitting(case, scenarios)
    rows = []
    for name, starts in plans.items():
        for future, sources in scenarios.items():
            clean = None if green is None else green.get(name)
            _, stands, _ = exact(replace(case, sources=sources), terms, np.asarray(starts, np.int64), clean)
            rows.append((name, future, stands.objective, missing(stands), stands.met))
    names = {"plan": pl.String, "scenario": pl.String, "objective": pl.Float64, "shortfall": pl.Float64, "met": pl.Boolean}
    best = pl.col("objective").min().over("scenario")
    return pl.DataFrame(rows, schema=names, orient="row").with_columns((pl.col("objective") - best).alias("regret"))


def _fitting(case: Case, scenarios: Mapping[str, Sources]) -> None:
    if not scenarios:
        raise TargetRefused("a robust plan needs at least one scenario")
    base = case.sources
    for name, s in scenarios.items():
        if (s.keys, s.years, s.species) != (base.keys, base.years, base.species):
            raise TargetRefused(f"scenario {name!r} has other sources, years or species than the case: give a baseline of the same ones")
