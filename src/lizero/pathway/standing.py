"""How the sources of a plan stand in a year against its base year, for what else follows them: releases, quantities used, carbon carried.

    release[k,t,p]  = E[k,t,p] / E[k,0,p]                                        of a species
    physical[k,t]   = (A[k,t] · max_p Π_m (1 − a[m,k,p]·u[m,t]) + added[k,t]) / A[k,0]      p over greenhouse gases that k releases
    carbon[k,t,s]   = Σ_p w[s,p]·E[k,t,p] / Σ_p w[s,p]·E[k,0,p]                  w: kg CO2e for one kg in scope s, on the target's basis

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
from lizero.vocab import categories

__all__ = ["SERIES", "Standing", "standing"]

Array = NDArray[np.float64]
SERIES = ("baseline", "plan")


@dataclass(frozen=True)
class Standing:
    """`release`: site, key, flow, release; `sites`: site, flow, release over all its sources; `used`: site, key, physical;
    `carried`: site, key, scope (2, 3), carbon.

    All relative to the base year; what had none then has no row. Releases are those of scope 1, where the plan tells scopes apart.
    """

    release: pl.DataFrame
    sites: pl.DataFrame
    used: pl.DataFrame
    carried: pl.DataFrame


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
    quantity = base.activity[:, t] * _kept(plan, then, left[:, t]) + added[:, t]
    physical = np.divide(quantity, base.activity[:, 0], out=np.ones_like(quantity), where=base.activity[:, 0] > 0)
    rows = pl.DataFrame([(*key, float(physical[k])) for k, key in enumerate(base.keys)],
                        schema={"site": pl.String, "key": pl.String, "physical": pl.Float64}, orient="row")
    return Standing(*_releases(plan, then, now), rows, _carried(plan, then, now))


def _direct(plan: Plan) -> NDArray[np.bool_]:
    """Which species the sites release themselves, [p]: scope 1, or not told apart."""
    base = plan.schedule.case.sources
    return np.array([s in ("", "1") for s in base.scopes or ("",) * len(base.species)], bool)


def _kept(plan: Plan, then: Array, left: Array) -> Array:
    """What is left of each source's quantity, [k]: the largest of its own greenhouse gases, else of any greenhouse gas, else of any species."""
    warming = (then > 0) & (_potentials(plan) > 0)
    counted = then > 0
    for some in (warming, warming & _direct(plan)):
        counted = np.where(some.any(axis=1, keepdims=True), some, counted)
    return np.where(counted.any(axis=1), np.where(counted, left, -np.inf).max(axis=1, initial=-np.inf), 1.0)


def _potentials(plan: Plan) -> Array:
    held = plan.baseline.potentials
    return plan.schedule.case.sources.gwp if held is None else held


def _releases(plan: Plan, then: Array, now: Array) -> tuple[pl.DataFrame, pl.DataFrame]:
    base = plan.schedule.case.sources
    own = np.where(_direct(plan), then, 0.0)
    rows = [(*base.keys[k], base.species[p], float(then[k, p]), float(now[k, p])) for k, p in zip(*np.nonzero(own), strict=True)]
    names = {"site": pl.String, "key": pl.String, "flow": pl.String, "then": pl.Float64, "now": pl.Float64}
    frame = pl.DataFrame(rows, schema=names, orient="row")
    ratio = (pl.col("now") / pl.col("then")).alias("release")
    each, whole = (frame.group_by(*by, "flow", maintain_order=True).agg(pl.col("then", "now").sum()) for by in (("site", "key"), ("site",)))
    return each.select("site", "key", "flow", ratio), whole.select("site", "flow", ratio)


def _carried(plan: Plan, then: Array, now: Array) -> pl.DataFrame:
    """What is bought: by scope where the plan tells scopes apart, else by the scope of the source's category."""
    base, known = plan.schedule.case.sources, categories()
    of = [known[c]["scope"] if c in known else "" for c in plan.baseline.categories]
    rows = []
    for scope in ("2", "3"):
        weight = plan.baseline.weight((scope,), plan.target.basis)
        before, after = then @ weight, now @ weight
        here = [k for k in np.flatnonzero(before > 0).tolist() if base.scopes or of[k] == scope]
        rows += [(*base.keys[k], scope, float(after[k] / before[k])) for k in here]
    return pl.DataFrame(rows, schema={"site": pl.String, "key": pl.String, "scope": pl.String, "carbon": pl.Float64}, orient="row")
