"""What a unit of each own product will carry under the plan."""

from __future__ import annotations

from typing import Any

import polars as pl

from lizero.pathway import Background, ProductPath
from lizero.report.charts import footprints
from lizero.report.language import catalogue
from lizero.report.tree import Name, Node, Number, Say, Text, say

__all__ = ["by_year"]

MOST = 3
"""Products on the chart: those that carry most over all of their output."""


def by_year(path: ProductPath | None, method: str, source: Say) -> list[Node]:
    """The chart of the products that carry most, and what the plan leaves of the first in its last year, part by part."""
    if path is None or path.frame.is_empty():
        return []
    frame = path.by_product().drop_nulls("value")
    shown = _largest(frame)
    if not shown:
        return []
    courses = [footprints.Course(Name("item", p), *(_path(frame, p, unit, s) for s in ("plan", "baseline"))) for p, unit in shown]
    product, unit = shown[0]
    world = _world(path.background)
    what = say("footprints unit", method=method, world=world)
    last = frame.filter((pl.col("product") == product) & (pl.col("unit") == unit) & (pl.col("series") == "plan")).sort("year").row(-1, named=True)
    return [footprints.chart([c for c, (_, u) in zip(courses, shown, strict=True) if u == unit], unit=unit, what=what, source=source),
            Text(_left(last, unit, path.worst))]


def _world(background: Background | None) -> Say:
    """How the world around changes; a scenario of the chain in the reader's language, one of the user's own as it is written."""
    if background is None:
        return say("world as today")
    if not background.scenario:
        return say("world paths")
    id = f"scenario {background.scenario}"
    return say("world scenario", name=say(id) if id in catalogue() else background.scenario)


def _largest(frame: pl.DataFrame) -> list[tuple[str, str]]:
    """(product, unit) by what their output carries in the first year, the largest first."""
    first = frame.filter((pl.col("series") == "plan") & (pl.col("year") == pl.col("year").min()))
    ranked = first.with_columns((pl.col("value") * pl.col("output")).alias("carried")).sort("carried", descending=True)
    return [(p, u) for p, u in ranked.select("product", "unit").head(MOST).iter_rows()]


def _path(frame: pl.DataFrame, product: str, unit: str, series: str) -> dict[int, float]:
    rows = frame.filter((pl.col("product") == product) & (pl.col("unit") == unit) & (pl.col("series") == series)).sort("year")
    return dict(rows.select("year", "value").iter_rows())


def _left(last: dict[str, Any], unit: str, worst: float) -> Say:
    """The parts of the last year, each with its id."""
    parts = {n: Number(last[n], unit, f"product-{last['year']}-{n}", 2) for n in ("own", "energy", "inputs")}
    return say("footprints by year", year=str(last["year"]), product=Name("item", last["product"]), residual=f"{worst:.0e}", **parts)
