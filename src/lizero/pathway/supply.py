"""Where the lithium comes from, by year: demand, what spent batteries give back (stocks), and the rest by kind of deposit.

    gross demand D = published primary demand + published recycled lithium      (the published demand is net of recycling)
    recovered R    = closed loop of the batteries in D (`stocks.closed_loop`)    primary P = D − R
    supply of deposit kind i = P × mix_i                                         share recycled = R / D

Years between those published lie on straight lines; the mix is held after its last year. Batteries sold before the first published year
are back-cast at a growth that is stated, or left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.errors import UnknownName
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.futures import lithium_demand
from lizero.pathway.stocks import closed_loop, weibull_scale

__all__ = ["DEMAND", "Recycling", "Supply", "chain_paths", "supply"]

Array = NDArray[np.float64]
Years = NDArray[np.int64]
Path = float | Mapping[int, float]
DEMAND = "Ambitious-Baseline-Baseline-Baseline-Baseline"
RECYCLED = "recycled"
OTHER = "Other Sectors"


@dataclass(frozen=True)
class Recycling:
    """What becomes of batteries: mean `life` in years and Weibull `shape`; shares by year or one for all, straight between the years named:
    `collection` of what is spent, `recovery` of lithium in what is recycled, `export` beyond reach, `second_use` of what is collected; new
    `scrap` over what goes into batteries. `backcast`: yearly growth of sales before the first published year, `since` when they began.

    A recovery of 80 % is what EU law asks from the end of 2031; the other defaults are assumptions, none of them from a source: state your own.
    """

    life: float = 15.0
    shape: float = 3.5
    collection: Path = 0.7
    recovery: Path = 0.8
    export: Path = 0.0
    second_use: Path = 0.0
    scrap: Path = 0.0
    backcast: float | None = 0.3
    since: int = 2010

    def __post_init__(self) -> None:
        if self.backcast is not None and self.backcast <= -1:
            raise TargetRefused(f"a back-cast growth is above -1, found {self.backcast:g}")
        weibull_scale(self.life, self.shape)


@dataclass(frozen=True)
class Supply:
    """`frame`: year, source, amount (kt Li), share of gross demand; `recycled`: year, share, published (share in the scenario's own source)."""

    frame: pl.DataFrame
    recycled: pl.DataFrame
    scenario: str


def supply(scenario: str = DEMAND, how: Recycling | None = None) -> Supply:
    """Supply of lithium by source for each year of a demand scenario that ships. Raises UnknownName, and TargetRefused for shares beyond 0 to 1.

    >>> made = supply()
    >>> sorted(made.frame["source"].unique())
    ['Brine', 'Hard Rock', 'Volcano-Sedimentary', 'recycled']
    """
    asked = how or Recycling()
    primary, published, other = (_points(t, scenario, i) for t, i in (
        ("primary demand net of recycling", "total"), ("recycled Li", "world"), ("demand by end use", OTHER)))
    if not primary:
        raise UnknownName("scenario of demand", scenario, lithium_demand()["scenario"].unique().sort().to_list())
    years = np.arange(min(primary), max(primary) + 1, dtype=np.int64)
    gross = _at(primary, years) + _at({min(primary): 0.0, **published}, years)
    batteries = np.maximum(gross - (_at(other, years) if other else 0.0), 0.0)
    recovered = np.minimum(_recovered(batteries, years, asked), gross)
    mix = _mix(years)
    parts = {RECYCLED: recovered, **{name: (gross - recovered) * share for name, share in mix.items()}}
    frame = pl.concat(pl.DataFrame({"year": years, "source": [name] * years.size, "amount": kt, "share": kt / gross}) for name, kt in parts.items())
    told = pl.DataFrame({"year": years, "share": recovered / gross}).join(
        pl.DataFrame({"year": list(published), "published": list(_published(scenario).values())}, schema={"year": pl.Int64, "published": pl.Float64}),
        on="year", how="left", maintain_order="left")
    return Supply(frame, told, scenario)


def _points(topic: str, scenario: str, item: str) -> dict[int, float]:
    rows = lithium_demand(topic).filter((pl.col("scenario") == scenario) & (pl.col("item") == item)).sort("year")
    return dict(rows.select("year", "value").iter_rows())


def _published(scenario: str) -> dict[int, float]:
    return _points("recycled share of gross demand", scenario, "world")


def _mix(years: Years) -> dict[str, Array]:
    """Share of each kind of deposit in primary supply by year."""
    rows = lithium_demand("source mix")
    found = {str(name): _at(dict(part.select("year", "value").iter_rows()), years) for (name,), part in rows.sort("item", "year").group_by(
        "item", maintain_order=True)}
    whole = np.sum(list(found.values()), axis=0)
    return {name: share / whole for name, share in found.items()}


def _recovered(batteries: Array, years: Years, how: Recycling) -> Array:
    """kt Li recovered in each of `years`, with the batteries sold before as far as they are back-cast."""
    before = np.arange(min(how.since, int(years[0])), int(years[0]), dtype=np.int64)
    past = batteries[0] / (1 + how.backcast) ** (years[0] - before) if how.backcast is not None else np.zeros(before.size)
    every = np.concatenate([before, years])
    shares = {n: _path(getattr(how, n), every) for n in ("collection", "recovery", "export", "second_use", "scrap")}
    made = closed_loop(np.concatenate([past, batteries]), scale=weibull_scale(how.life, how.shape), shape=how.shape, **shares)  # type: ignore[arg-type]
    return np.asarray(made.recovered[before.size:])


def _path(told: Path, years: Years) -> Array:
    return _at(told, years) if isinstance(told, Mapping) else np.full(years.size, float(told))


def _at(points: Mapping[int, float], years: Years) -> Array:
    at = sorted(points)
    if not at:
        raise TargetRefused("a path by year needs at least one year")
    return np.asarray(np.interp(years, at, [points[y] for y in at]))


def chain_paths(made: Supply) -> dict[str, dict[int, float]]:
    """The supply as parameters of the lithium chain by year: share_recycled of all, share_hard_rock and share_brine of what is primary.

    The chain's markets hold hard rock and brine alone: other deposits are left out of them, and their share with it.
    """
    wide = {name: dict(part.select("year", "share").iter_rows()) for (name,), part in made.frame.group_by("source")}
    names = {"share_hard_rock": "Hard Rock", "share_brine": "Brine"}
    primary = {p: {y: v / (1 - wide[RECYCLED][y]) for y, v in wide[n].items() if wide[RECYCLED][y] < 1} for p, n in names.items()}
    return {"share_recycled": wide[RECYCLED], **primary}
