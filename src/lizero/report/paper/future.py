"""What a unit of each own product will carry under the plan."""

from __future__ import annotations

from typing import Any

import polars as pl

from lizero.pathway import Background, ProductPath
from lizero.report.charts import footprints
from lizero.report.language import catalogue
from lizero.report.tree import Name, Node, Number, Say, Text, say

__all__ = ["by_year", "courses"]

MOST = 3
"""Products on the chart: those that carry most over all of their output."""


def by_year(path: ProductPath | None, method: str, source: Say) -> list[Node]:
    """The chart of the products that carry most, and what the plan leaves of the first in its last year, part by part."""
    if path is None or path.frame.is_empty():
        return []
    frame = path.by_product()
    unit, shown = courses(frame)
    if not shown:
        return []
    what = say("footprints unit", method=method, world=_world(path.background))
    last = _of(frame, shown[0].product, unit, "plan").row(-1, named=True)
    return [footprints.chart(shown, unit=unit, what=what, source=source), Text(_left(last, unit, path.worst))]


def courses(frame: pl.DataFrame) -> tuple[str, list[footprints.Course]]:
    """The products of `by_product` rows that carry most over their output, in the unit of the largest; none without a plan and a baseline."""
    known = frame.drop_nulls("value")
    first = known.filter((pl.col("series") == "plan") & (pl.col("year") == pl.col("year").min()))
    ranked = first.sort(pl.col("value") * pl.col("output"), descending=True, maintain_order=True)
    unit = str(ranked["unit"][0]) if ranked.height else ""
    names = ranked.filter(pl.col("unit") == unit)["product"].head(MOST).to_list()
    made = [footprints.Course(p, *(dict(_of(known, p, unit, s).select("year", "value").iter_rows()) for s in ("plan", "baseline"))) for p in names]
    return unit, [c for c in made if c.baseline]


def _of(frame: pl.DataFrame, product: str, unit: str, series: str) -> pl.DataFrame:
    return frame.filter((pl.col("product") == product) & (pl.col("unit") == unit) & (pl.col("series") == series)).drop_nulls("value").sort("year")


def _world(background: Background | None) -> Say:
    """How the world around changes; a scenario of the chain in the reader's language, one of the user's own as it is written."""
    if background is None:
        return say("world as today")
    if not background.scenario:
        return say("world paths")
    id = f"scenario {background.scenario}"
    return say("world scenario", name=say(id) if id in catalogue() else background.scenario)


def _left(last: dict[str, Any], unit: str, worst: float) -> Say:
    """The parts of the last year, each with its id."""
    parts = {n: Number(last[n], unit, f"product-{last['year']}-{n}", 2) for n in ("own", "energy", "inputs")}
    return say("footprints by year", year=str(last["year"]), product=Name("item", last["product"]), residual=f"{worst:.0e}", **parts)
