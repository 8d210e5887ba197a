"""The chosen rows as a table: every gas of the winning block, in the flow's own unit, with the reason in words."""

from __future__ import annotations

import polars as pl

from lizero.factors.candidates import Blocks
from lizero.factors.faults import scaled
from lizero.factors.library import Library
from lizero.factors.needs import Asked
from lizero.vocab import elementary

__all__ = ["answers", "frame_of", "served", "steps_of"]

CARRIED = [
    "library", "edition", "category", "activity", "name", "unit", "flow", "compartment", "amount", "flow_unit", "geography",
    "family", "boundary", "gwp_set", "publisher", "table", "licence", "status", "uncertainty",
]
ASKED = ["ask", "place", "start", "end"]


def answers(won: pl.DataFrame, asked: Asked, held: Blocks, lib: Library) -> pl.DataFrame:
    """One row an ask and factor: of each flow in the winning block the row that covers most days of the period."""
    lo, hi = pl.max_horizontal("start", "valid_from"), pl.min_horizontal("end", "valid_to")
    days = ((hi - lo).dt.total_days() + 1).clip(0)
    block = won.drop("cover", "rank").join(asked.asks.select(ASKED), on="ask").join(held.rows.drop("unit"), on="block")
    counted = block.with_columns(days.alias("days")).with_columns(pl.col("days").max().over("ask").alias("most"))
    ordered = counted.sort("ask", "days", "row", descending=[False, True, False])
    once = ordered.unique(["ask", "flow", "compartment", "boundary"], keep="first", maintain_order=True).sort("ask", "row")
    return _own_units(once.filter(~pl.col("absent"))).with_columns(_reason(lib).alias("reason"))


def _own_units(frame: pl.DataFrame) -> pl.DataFrame:
    """`amount` in the flow's own unit (kg for gases); null where the unit of the row does not lead there."""
    own = elementary().select("flow", pl.col("unit").alias("own_unit"))
    frame = frame.join(own, on="flow", how="left", maintain_order="left").with_columns(pl.col("own_unit").fill_null(pl.col("flow_unit")))
    pairs = frame.select("flow_unit", "own_unit").unique()
    scale = pairs.with_columns(pl.Series("scale", [scaled(a, b) for a, b in pairs.iter_rows()], pl.Float64))
    joined = frame.join(scale, on=["flow_unit", "own_unit"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("amount") * pl.col("scale"))


def _reason(lib: Library) -> pl.Expr:
    count = lib.editions["rank"].n_unique()
    order = pl.format("library {} of " + str(count), pl.col("rank") + 1)
    where = (
        pl.when(pl.col("geography").is_null())
        .then(pl.lit("holds everywhere"))
        .when(pl.col("depth") == 0)
        .then(pl.format("place {}", "geography"))
        .otherwise(pl.format("place {}, nothing nearer", "geography"))
    )
    since = pl.col("valid_from").cast(pl.String).fill_null("the beginning")
    until = pl.col("valid_to").cast(pl.String).fill_null("further notice")
    when = (
        pl.when(pl.col("proxied"))
        .then(pl.format("proxy year: {}", pl.col("proxy").fill_null("")))
        .otherwise(pl.format("valid from {} to {}", since, until))
    )
    unit = pl.when(pl.col("how") != "").then(pl.concat_str(pl.lit("; "), "how")).otherwise(pl.lit(""))
    name = pl.col("name").fill_null(pl.col("activity"))
    return pl.concat_str(pl.format("{} {} ({}): {}; {}; {}", "library", "edition", order, name, where, when), unit)


def served(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that count: those with an amount that hold on a day of the period, by validity or by proxy."""
    return frame.filter(pl.col("amount").is_not_null() & (pl.col("proxied") | (pl.col("days") > 0)))


def frame_of(used: pl.DataFrame) -> pl.DataFrame:
    """The public table of a choice."""
    proxy = pl.when(pl.col("proxied")).then(pl.col("proxy")).alias("proxy")
    shown = used.with_columns(pl.col("row_unit").alias("unit"), pl.col("own_unit").alias("flow_unit"), pl.col("how").alias("steps"))
    return shown.select("need", pl.col("id").alias("factor"), *CARRIED, "conversion", "steps", "reason", proxy)


STEPS = {
    "need": pl.String(),
    "factor": pl.String(),
    "nth": pl.Int64(),
    "text": pl.String(),
    "value": pl.Float64(),
    "source": pl.String(),
    "status": pl.String(),
}


def steps_of(used: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    """Each conversion of each need and factor, in order: unit to unit, through which parameter, and the flow's unit."""
    exact = used.filter(pl.col("way") == 1).select(
        "need",
        pl.col("id").alias("factor"),
        pl.lit(0, pl.Int64).alias("nth"),
        pl.col("how").alias("text"),
        pl.col("conversion").alias("value"),
        pl.lit("definition of the units").alias("source"),
        pl.lit("checked").alias("status"),
    )
    mass = used.filter(pl.col("scale") != 1).select(
        "need",
        pl.col("id").alias("factor"),
        pl.lit(99, pl.Int64).alias("nth"),
        pl.format("{} to {}", "flow_unit", "own_unit").alias("text"),
        pl.col("scale").alias("value"),
        pl.lit("definition of the units").alias("source"),
        pl.lit("checked").alias("status"),
    )
    return pl.concat([exact, _bridged(used, ways), mass]).sort("need", "factor", "nth", maintain_order=True).cast(STEPS)  # type: ignore[arg-type]


def _bridged(used: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    told = [
        (how, n, s.text, s.value, s.source, s.status)
        for how, steps in ways.select("how", "bridge").iter_rows()
        if steps
        for n, s in enumerate(steps)
    ]
    names = {
        "how": pl.String(),
        "nth": pl.Int64(),
        "text": pl.String(),
        "value": pl.Float64(),
        "source": pl.String(),
        "status": pl.String(),
    }
    table = pl.DataFrame(told, schema=names, orient="row").unique(maintain_order=True)
    chosen = used.filter(pl.col("way") == 2).select("need", pl.col("id").alias("factor"), "how")
    return chosen.join(table, on="how", how="inner", maintain_order="left").drop("how")
