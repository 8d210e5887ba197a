"""Recycled lithium: its share of what own sites make by year, beside the minimum that the law of batteries sets."""

from __future__ import annotations

from typing import Any

import polars as pl

from lizero.pathway.commitments import rule_sets
from lizero.report.charts import recycled
from lizero.report.paper.lithium import lithium
from lizero.report.tree import Node, Say, say
from lizero.vocab.lists import rows as listed

__all__ = ["recycled_content", "shares"]

LAW = "eu-batteries"


def recycled_content(record: Any, years: list[int], source: Say) -> list[Node]:
    """The chart, where any of the `years` has recycled lithium."""
    found = shares(record, years)
    if found.height < 2 or not found["share"].sum():
        return []
    steps = {int(y): float(v) for y, v in rule_sets()[LAW]["recycled_content_lithium"]["value"].items()}
    law = pl.DataFrame({"year": [float(y) for y in steps], "share": list(steps.values())})
    frame = found.with_columns(pl.lit(None, pl.Float64).alias("low"), pl.lit(None, pl.Float64).alias("high"), pl.lit("actual").alias("kind"))
    return [recycled.chart(frame, what=say("recycled what"), minimum=law, source=source, id="recycled")]


def shares(record: Any, years: list[int]) -> pl.DataFrame:
    """year, share: lithium of recycling sites in the lithium of all products that leave own sites, years with products only.

    >>> shares(None, [2025]).rows()
    []
    """
    register = getattr(record, "registers", {}).get("SITES")
    if register is None or "stage" not in register.columns:
        return pl.DataFrame(schema={"year": pl.Float64, "share": pl.Float64})
    stages = [r["id"] for r in listed("stages") if r["transformation"] == "end of life"]
    recycling = register.filter(pl.col("stage").is_in(stages))["site"].to_list()
    found = []
    for year in years:
        kept = lithium(record, year).kept()
        whole = float(kept["amount"].sum())
        if whole:
            found.append((float(year), float(kept.filter(pl.col("site").is_in(recycling))["amount"].sum()) / whole))
    return pl.DataFrame(found, schema={"year": pl.Float64, "share": pl.Float64}, orient="row")
