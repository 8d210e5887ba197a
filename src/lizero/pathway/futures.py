"""What the world does meanwhile: grids, demand for lithium and falling grades by scenario, each value with its source.

Paths of grids are used relative to the base year (`baseline(grids=…)`), so that a direct path serves a factor that counts a little more.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lizero.errors import UnknownName
from lizero.reference import data_set

__all__ = ["decline_path", "declines", "grid_path", "grid_scenarios", "grids_of", "lithium_demand"]

GRIDS = "grid-futures/2026.1"
DEMAND = "lithium-demand/2025.1"
DECLINES = ("resource-decline/brine-2025.1", "resource-decline/ore-2025.1")


def _read(name: str, table: str) -> pl.DataFrame:
    return data_set(name).frame(table).with_columns(pl.col("year").cast(pl.Int64, strict=False), pl.col("value").cast(pl.Float64))


def grid_scenarios() -> pl.DataFrame:
    """region, scenario, class, meaning, status, first and last year of every grid path that ships.

    >>> grid_scenarios().filter(pl.col("region") == "CN")["scenario"].to_list()
    ['national path']
    """
    return _read(GRIDS, "grid").group_by("region", "scenario", "class", "meaning", "status", maintain_order=True).agg(
        pl.col("year").min().alias("first"), pl.col("year").max().alias("last"), pl.col("source").first())


def grid_path(region: str, scenario: str) -> dict[int, float]:
    """Intensity of a grid by year, kg a kWh. Raises UnknownName that lists the scenarios of the region.

    >>> path = grid_path("CN", "national path")
    >>> path[2050] < path[2025]
    True
    """
    frame = _read(GRIDS, "grid")
    here = frame.filter(pl.col("region") == region)
    if here.is_empty():
        raise UnknownName("region of a grid path", region, frame["region"].unique().sort().to_list())
    rows = here.filter(pl.col("scenario") == scenario)
    if rows.is_empty():
        raise UnknownName(f"scenario of the grid {region}", scenario, here["scenario"].unique().sort().to_list())
    return dict(rows.sort("year").select("year", "value").iter_rows())


def grids_of(told: Mapping[str, Mapping[str, object]]) -> dict[str, dict[int, float]]:
    """Grids for `baseline` from settings: place → {scenario = "…", region = "…"} of a path that ships, or {2025 = 0.5, 2035 = 0.2}.

    >>> grids_of({"CN": {"2025": 0.5, "2050": 0.1}})
    {'CN': {2025: 0.5, 2050: 0.1}}
    """
    return {place: grid_path(str(how.get("region", place)), str(how["scenario"])) if "scenario" in how
            else {int(y): float(v) for y, v in how.items()} for place, how in told.items()}  # type: ignore[arg-type]


def declines() -> pl.DataFrame:
    """topic, item, scenario, year, value, unit, status, source of grades and of what a kilogram needs, brine and ore; year is null for stocks."""
    return pl.concat([_read(name, "decline") for name in DECLINES])


def decline_path(topic: str, scenario: str, item: str = "weighted world brine") -> dict[int, float]:
    """Value by year of a topic, such as ``brine Electricity intensity index``. Raises UnknownName.

    >>> decline_path("brine Electricity intensity index", "S&P-Baseline")[2020]
    1.0
    """
    frame = declines().filter(pl.col("year").is_not_null())
    for name, asked in (("topic", topic), ("item", item), ("scenario", scenario)):
        rows = frame.filter(pl.col(name) == asked)
        if rows.is_empty():
            raise UnknownName(f"{name} of a decline", asked, frame[name].unique().sort().to_list())
        frame = rows
    return dict(frame.sort("year").select("year", "value").iter_rows())


def lithium_demand(topic: str = "primary demand net of recycling", scenario: str | None = None) -> pl.DataFrame:
    """topic, item, scenario, year, value, unit, status, source. Primary demand is net of recycling. Raises UnknownName for another topic.

    >>> lithium_demand(scenario="Ambitious-Baseline-Baseline-Baseline-Baseline").filter(pl.col("year") == 2030)["value"].item()
    696.24
    """
    frame = _read(DEMAND, "demand")
    rows = frame.filter(pl.col("topic") == topic)
    if rows.is_empty():
        raise UnknownName("topic of demand", topic, frame["topic"].unique().sort().to_list())
    return rows if scenario is None else rows.filter(pl.col("scenario") == scenario)
