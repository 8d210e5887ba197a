"""How the sources of a plan stand in a year against its base year, for what else follows them: releases, quantities used, carbon carried.

    release[k,t,p]  = E[k,t,p] / E[k,0,p]                                        of a species
    physical[k,t]   = (A[k,t] · max_p Π_m (1 − a[m,k,p]·u[m,t]) + added[k,t]) / A[k,0]      p over greenhouse gases that k releases
    carbon[k,t]     = Σ_p gwp[p]·E[k,t,p] / Σ_p gwp[p]·E[k,0,p]

A quantity falls only as far as every greenhouse gas of its source does: what captures carbon, or burns it from another root, saves no
fuel. Green power changes carbon, not the quantity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.pathway.allowance import TargetRefused
from lizero.pathway.planning import Plan
from lizero.pathway.simulator import acted

__all__ = ["SERIES", "Standing", "standing"]

Array = NDArray[np.float64]
SERIES = ("baseline", "plan")


@dataclass(frozen=True)
class Standing:
    """`release`: site, key, flow, release; `sites`: site, flow, release over all its sources; `used`: site, key, category, physical, carbon.

    All relative to the base year; a source or species that had none then has no row.
    """

    release: pl.DataFrame
    sites: pl.DataFrame
    used: pl.DataFrame


def standing(plan: Plan, year: int, series: str = "plan") -> Standing:
    """How the sources stand in `year` under the plan, or if technology stays (`series` baseline). Raises TargetRefused for another year."""
    if series not in SERIES or year not in plan.years:
        raise TargetRefused(f"series is {' or '.join(SERIES)}, the year one of {plan.years[0]} to {plan.years[-1]}; asked for {series}, {year}")
    case, t = plan.schedule.case, plan.years.index(year)
    base = case.sources
    emitted = base.emissions if series == "baseline" else plan.schedule.outcome.emissions
    used = np.zeros_like(plan.schedule.outcome.use) if series == "baseline" else plan.schedule.outcome.use
    left, added = acted(case, plan.schedule.starts, used)
    then, now = base.emissions[:, 0], emitted[:, t]
    quantity = base.activity[:, t] * _kept(then, base.gwp, left[:, t]) + added[:, t]
    return Standing(*_releases(plan, then, now), _used(plan, quantity, then @ base.gwp, now @ base.gwp))


def _kept(then: Array, gwp: Array, left: Array) -> Array:
    """What is left of each source's quantity, [k]: the largest of its greenhouse gases, else of its species."""
    warming = (then > 0) & (gwp > 0)
    counted = np.where(warming.any(axis=1, keepdims=True), warming, then > 0)
    return np.where(counted.any(axis=1), np.where(counted, left, -np.inf).max(axis=1, initial=-np.inf), 1.0)


def _releases(plan: Plan, then: Array, now: Array) -> tuple[pl.DataFrame, pl.DataFrame]:
    base = plan.schedule.case.sources
    rows = [(*base.keys[k], base.species[p], float(then[k, p]), float(now[k, p])) for k, p in zip(*np.nonzero(then), strict=True)]
    names = {"site": pl.String, "key": pl.String, "flow": pl.String, "then": pl.Float64, "now": pl.Float64}
    frame = pl.DataFrame(rows, schema=names, orient="row")
    whole = frame.group_by("site", "flow", maintain_order=True).agg(pl.col("then", "now").sum())
    ratio = (pl.col("now") / pl.col("then")).alias("release")
    return frame.select("site", "key", "flow", ratio), whole.select("site", "flow", ratio)


def _used(plan: Plan, quantity: Array, then: Array, now: Array) -> pl.DataFrame:
    base = plan.schedule.case.sources
    physical = np.divide(quantity, base.activity[:, 0], out=np.ones_like(quantity), where=base.activity[:, 0] > 0)
    carbon = np.divide(now, then, out=physical.copy(), where=then > 0)
    names = {"site": pl.String, "key": pl.String, "category": pl.String, "physical": pl.Float64, "carbon": pl.Float64}
    rows = [(*key, plan.baseline.categories[k], float(physical[k]), float(carbon[k])) for k, key in enumerate(base.keys)]
    return pl.DataFrame(rows, schema=names, orient="row")
