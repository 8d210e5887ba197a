"""Air and water: pollutants beside carbon, measured and by lever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from lizero.cocontrol.tax_law import air_rates
from lizero.pathway import views
from lizero.report.charts import quadrant
from lizero.report.paper.parts import lever_names, missing, named, plan_source
from lizero.report.tree import Callout, Column, Heading, Name, Node, Say, Table, say

__all__ = ["air", "quadrant_chart"]


def air(found: Any, plan: Any, names: Mapping[str, Say], source: Say) -> list[Node]:
    """Pollutants of the sites, what is not assessed, and the levers beside carbon."""
    head = Heading(say("chapter air"), 1, say("chapter air lead"), "air")
    if found is None or not found.frame.height:
        return [head, *missing("air")]
    frame = found.frame.group_by("site", "medium", "flow").agg(pl.col("amount").sum(), pl.col("equivalents").sum()).sort("medium", "site", "flow")
    heads = (say("site"), say("medium"), say("pollutant"))
    columns = (*(Column(h) for h in heads), Column(say("kilograms"), "number", 0), Column(say("equivalents"), "number", 0))
    rows = tuple((names.get(r["site"], r["site"]) or say("no site"),
                  say(f"medium {r['medium']}"), Name("flow", r["flow"]), r["amount"], r["equivalents"])
                 for r in frame.iter_rows(named=True))
    note = say("pollutants note", edition=str(found.weights.edition))
    nodes: list[Node] = [head, Table("pollutants", say("pollutants table"), columns, rows, note=note)]
    open_ = found.sources.filter(~pl.col("assessed")).height
    if open_:
        nodes.append(Callout(say("not assessed title"), say("not assessed body", count=str(open_), of=str(found.sources.height)), "warn"))
    return [*nodes, *quadrant_chart(plan, source)]


def quadrant_chart(plan: Any, source: Say) -> list[Node]:
    """Each lever alone in the base year: carbon beside pollution equivalents."""
    if plan is None:
        return []
    heavy = air_rates(plan.baseline.sources.species)
    found = views.screening(plan).with_columns(
        (pl.col("reduction") * pl.col("flow").replace_strict(heavy, default=None, return_dtype=pl.Float64)).alias("eq"),
    )
    ghg = pl.col("ghg_reduction") / pl.len().over("lever", "site") / 1000
    eq = pl.when(pl.col("eq").is_not_null().any()).then(pl.col("eq").sum() / 1000).alias("pollutants")
    rows = found.with_columns(ghg.alias("ghg")).group_by("name", maintain_order=True).agg(pl.col("transformation").first(), pl.col("ghg").sum(), eq)
    frame = rows.select(pl.col("name").alias("lever"), "transformation", "ghg", "pollutants")
    if frame.is_empty():
        return []
    made = quadrant.chart(frame, year=plan.years[0], unit="t APeq", basis=say("quadrant basis"), source=plan_source(plan, source))
    return [named(made, lever_names(plan))]
