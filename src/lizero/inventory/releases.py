"""Releases that are themselves elementary flows: measured stacks, refrigerant and SF6 losses, gases a supplier states.

They enter without a factor: amount = quantity in the flow's own unit.
"""

from __future__ import annotations

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.inventory.asks import ASK, LINE, Answer, asks, stacked
from lizero.units import conversion
from lizero.vocab import elementary

__all__ = ["are_releases", "releases"]

DIRECT = ("measured release", "fugitive", "process", "resource use")


def are_releases() -> pl.Expr:
    """Prepared rows whose flow is the release itself: in direct categories any elementary flow, in scope 3 a gas."""
    gases = elementary().filter(pl.col("group").is_in(["greenhouse gas", "montreal gas"]))["flow"].to_list()
    gas = pl.col("item").is_in(sorted({*gases, "CO2e"}))
    direct = pl.col("category").is_in(DIRECT) & pl.col("is_flow")
    return direct | ((pl.col("scope") == "3") & gas)


def releases(rows: pl.DataFrame, gwp: str) -> Answer:
    """The lines of rows whose flow is the release; a unit that is none of the flow's is unresolved.

    A release stated in CO2e names no gas: it counts under the inventory's own set, and a notice says so (convention 3).
    """
    known = elementary().select(pl.col("flow").alias("item"), "compartment", pl.col("unit").alias("flow_unit"))
    asked = asks(rows).join(known, on="item", how="left", maintain_order="left")
    pairs = asked.select("unit", "flow_unit").unique(maintain_order=True)
    found = [_scale(a, b) for a, b in pairs.iter_rows()]
    scale = pairs.with_columns(
        pl.Series("conversion", [s for s, _ in found], pl.Float64), pl.Series("message", [m for _, m in found], pl.String)
    )
    asked = asked.join(scale, on=["unit", "flow_unit"], how="left", maintain_order="left")
    good = asked.filter(pl.col("conversion").is_not_null())
    bad = asked.filter(pl.col("conversion").is_null()).select(
        *ASK, pl.lit("release.unit").alias("rule"), "message", pl.lit("write the release in the unit of the flow").alias("hint")
    )
    lines = good.with_columns(
        pl.col("item").alias("flow"),
        pl.lit(None, pl.String).alias("factor"),
        pl.lit(1.0).alias("amount"),
        pl.when(pl.col("item") == "CO2e").then(pl.lit(gwp)).alias("gwp_set"),
        pl.lit("own").alias("status"),
        pl.lit(None, pl.String).alias("family"),
        pl.lit(None, pl.String).alias("boundary"),
        pl.when(pl.col("unit") == pl.col("flow_unit"))
        .then(pl.lit(""))
        .otherwise(pl.format("{} to {}", "unit", "flow_unit"))
        .alias("steps"),
        pl.lit("the release itself is recorded; no factor is needed").alias("reason"),
    ).select(*LINE)
    empty = stacked([])
    return Answer(lines, empty.factors, empty.steps, bad, _unnamed(good, rows, gwp))


def _scale(a: str, b: str | None) -> tuple[float | None, str]:
    if b is None:
        return None, "the flow has no unit of its own"
    try:
        return conversion(a, b), ""
    except LizeroError as fault:
        return None, str(fault)


def _unnamed(asked: pl.DataFrame, rows: pl.DataFrame, gwp: str) -> tuple[Finding, ...]:
    parts = asked.filter(pl.col("item") == "CO2e")["part"]
    records = rows.filter(pl.col("part").is_in(parts.to_list()))["record"].unique(maintain_order=True).to_list()
    return tuple(
        Finding(
            f"ACTIVITY › {r} › flow",
            "release.co2e",
            f"stated in CO2e; it counts as {gwp} whatever set it was made with",
            "state the gases, or a factor with its GWP set (convention 3)",
            "notice",
            r,
        )
        for r in records
    )
