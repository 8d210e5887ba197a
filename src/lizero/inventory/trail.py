"""The trail behind the lines: activity × conversion(s) × factor, with each source and why the factor was chosen.

For one line (record, factor, basis, start) the product of `conversion` over its steps, times the activity's quantity,
times the factor's amount, is the line's amount (convention 4).
"""

from __future__ import annotations

import polars as pl

from lizero.impact import Trail
from lizero.schema import empty
from lizero.tables import ACTIVITY, FACTORS

__all__ = ["STEPS", "trail"]

STEPS = {
    "record": pl.String(),
    "factor": pl.String(),
    "conversion": pl.Float64(),
    "text": pl.String(),
    "reason": pl.String(),
    "source": pl.String(),
    "status": pl.String(),
    "basis": pl.String(),
    "category": pl.String(),
    "start": pl.Date(),
    "nth": pl.Int64(),
}
IN_FACTOR = 99


def trail(lines: pl.DataFrame, steps: pl.DataFrame, factors: pl.DataFrame, rows: pl.DataFrame) -> Trail:
    """The trail of answered asks. `rows`: prepared rows (an item that was split keeps its record's own quantity)."""
    activity = rows.unique("part", keep="first", maintain_order=True).select(ACTIVITY.names)
    used = empty(FACTORS).join(factors, on="library", how="left") if not factors.height else factors.rename({"factor": "id"})
    used = pl.concat([empty(FACTORS), used.select(c for c in FACTORS.names if c in used.columns)], how="diagonal")
    return Trail(activity, used, _steps(lines, steps, rows))


def _steps(lines: pl.DataFrame, steps: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    recorded = rows.unique("part", keep="first", maintain_order=True).select("part", "record", pl.col("quantity").alias("_recorded"))
    portion = pl.col("quantity") / pl.col("_recorded")
    whole = lines.join(recorded, on="part", how="left", maintain_order="left").with_columns(
        pl.when(pl.col("_recorded") == 0).then(1.0).otherwise(portion).alias("_portion")
    )
    chosen = whole.select(
        "record",
        "factor",
        pl.col("_portion").alias("conversion"),
        pl.coalesce("note", pl.lit("the whole quantity")).alias("text"),
        "reason",
        pl.lit("the record").alias("source"),
        "status",
        "basis",
        "category",
        "start",
        pl.lit(0, pl.Int64).alias("nth"),
    )
    told = (
        steps.filter(pl.col("nth") != IN_FACTOR)
        .sort("nth", maintain_order=True)
        .group_by("part", "factor", maintain_order=True)
        .agg(pl.col("source").drop_nulls().unique(maintain_order=True).str.join("; "), _weakest().alias("status"))
    )
    unit = whole.select("part", "record", "factor", "conversion", pl.col("steps").alias("text"), "basis", "category", "start")
    converted = unit.join(told, on=["part", "factor"], how="inner", maintain_order="left").select(
        "record",
        "factor",
        "conversion",
        "text",
        pl.lit(None, pl.String).alias("reason"),
        "source",
        "status",
        "basis",
        "category",
        "start",
        pl.lit(1, pl.Int64).alias("nth"),
    )
    direct = whole.filter(pl.col("factor").is_null() & (pl.col("steps") != "")).select(
        "record",
        "factor",
        "conversion",
        pl.col("steps").alias("text"),
        pl.lit(None, pl.String).alias("reason"),
        pl.lit("definition of the units").alias("source"),
        pl.lit("checked").alias("status"),
        "basis",
        "category",
        "start",
        pl.lit(1, pl.Int64).alias("nth"),
    )
    return pl.concat([chosen, converted, direct]).cast(STEPS)  # type: ignore[arg-type]


def _weakest() -> pl.Expr:
    """The status of a chain of conversions: that of its least known step."""
    status = pl.col("status")
    return (
        pl.when((status == "unverified").any())
        .then(pl.lit("unverified"))
        .when((status == "own").any())
        .then(pl.lit("own"))
        .otherwise(status.first())
    )
