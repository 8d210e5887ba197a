"""What less air pollution costs beside carbon: plans under caps on a weighed sum of pollutants, ever tighter, each as the simulator finds it.

    for a share s:  min cost   with the plan's carbon caps and, every year,
                    Σ_p w_p·E_p(t) ≤ (1 − (1 − s)·min(t/reach, 1)) · Σ_p w_p·E_p(t) of the plan

The epsilon-constraint method (Haimes et al. 1971). A row that costs more and releases more than another is dominated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.cocontrol.damage import damage_set
from lizero.cocontrol.tax_law import air_rates
from lizero.errors import UnknownName
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.goals import missing
from lizero.pathway.highs import Limits, Solver, solve
from lizero.pathway.planning import Plan
from lizero.pathway.scheduling import Schedule, schedule
from lizero.pathway.terms import Other

__all__ = ["pareto", "weighing"]

Array = NDArray[np.float64]


def weighing(species: Sequence[str], what: str) -> Array:
    """Weight of one kg of each of a baseline's `species`, [p]: ``APeq`` (China's air pollution equivalents of 2018), ``SET: SECTOR`` (damage
    of a shipped set, money a kg), or the name of one species (kg).

    Of particles only the widest size class counts in APeq, so that none counts twice. Raises UnknownName for anything else, and TargetRefused
    where nothing of it is in the baseline.
    """
    if what in species:
        return np.array([float(s == what) for s in species])
    name, _, sector = (part.strip() for part in what.partition(":"))
    if what != "APeq" and not sector:
        raise UnknownName("weighing of pollutants", what, ["APeq", *species, "us-epa-2024: cement kilns"])
    rates = air_rates(species) if what == "APeq" else _damages(name, sector, tuple(species))
    found = np.array([rates.get(s, 0.0) for s in species])
    if not found.any():
        raise TargetRefused(f"the baseline has no pollutant that counts as {what}: nothing to bound")
    return found


def _damages(name: str, sector: str, species: tuple[str, ...]) -> dict[str, float]:
    found = damage_set(name)
    known = {flow for here, flow, variant in found.per_kg if here == sector and variant in ("", "particles")}
    if sector not in found.sectors():
        raise UnknownName(f"sector of {name}", sector, found.sectors())
    return found.worth({s: 1.0 for s in species if s in known}, sector)


def pareto(plan: Plan, what: str, *, points: int = 4, least: float = 0.5, reach: int = 10, limits: Limits | None = None,
           solver: Solver = solve) -> pl.DataFrame:
    """One row for the plan and each tighter cap, down to `least` of the plan's own pollution from year `reach` on: cap (share), cost (present value
    of what is paid), pollution (in `what`, all years), co2e (t, all years), shortfall_co2e (t), shortfall (in `what`), met, dominated.

    `what` as `weighing` reads it. A cap that no measure reaches is a shortfall, as everywhere. Raises TargetRefused for fewer than one point
    or a `least` outside 0 to 1.
    """
    if points < 1 or not 0 <= least < 1:
        raise TargetRefused(f"a front needs one point or more and a least share from 0 to below 1, found {points} and {least:g}")
    s, weight = plan.schedule, weighing(plan.baseline.sources.species, what)
    own = np.asarray((s.outcome.emissions @ weight).sum(axis=0))
    shares = np.linspace(1.0, least, points + 1)[1:]
    path = np.minimum(np.arange(own.size) / max(reach, 1), 1.0)
    made = [schedule(s.case, replace(s.terms, others={**s.terms.others, what: Other(weight, (1 - (1 - share) * path) * own)}), limits=limits,
                     solver=solver) for share in shares]
    rows = [_row(1.0, s, weight, what), *(_row(float(c), x, weight, what) for c, x in zip(shares, made))]
    frame = pl.DataFrame(rows, orient="row", schema={"cap": pl.Float64, "cost": pl.Float64, "pollution": pl.Float64, "co2e": pl.Float64,
                                                     "shortfall_co2e": pl.Float64, "shortfall": pl.Float64, "met": pl.Boolean})
    return frame.with_columns(pl.Series("dominated", _dominated(frame.select("cost", "pollution", "co2e").to_numpy())))


def _row(cap: float, s: Schedule, weight: Array, what: str) -> tuple[float, float, float, float, float, float, bool]:
    cost = float((s.exact.cost * s.terms.discount(s.outcome.co2e.size)).sum())
    short = s.exact.shortfall_others.get(what)
    return (cap, cost, float((s.outcome.emissions @ weight).sum()), float(s.outcome.co2e.sum()) / 1000,
            missing(s.exact) / 1000, 0.0 if short is None else float(short.sum()), s.exact.met)


def _dominated(values: Array) -> list[bool]:
    """Whether another row is as good in every column and better in one, a millionth counting as equal."""
    small = 1e-6 * np.abs(values).max(axis=0, initial=1e-12)
    no_worse = (values[None] <= values[:, None] + small).all(axis=2)
    better = (values[None] < values[:, None] - small).any(axis=2)
    return [bool(x) for x in (no_worse & better).any(axis=1)]
