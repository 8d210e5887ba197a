"""What stands apart from the products, each as a line of its own with its reason: never a plug."""

from __future__ import annotations

import polars as pl

from lizero.trace.allocation import Allocated
from lizero.trace.treatment import of, reasons

__all__ = ["LINES", "lines"]

LINES = {
    "kind": pl.String(), "site": pl.String(), "record": pl.String(), "category": pl.String(), "flow": pl.String(),
    "quantity": pl.Float64(), "unit": pl.String(), "reason": pl.String(),
}


def lines(activity: pl.DataFrame, flows: pl.DataFrame, shared: Allocated, uses: pl.DataFrame) -> pl.DataFrame:
    """kind, site, record, category, flow, quantity, unit, reason.

    Kinds: ``unallocated`` (releases and uses that no product carries), ``apart`` (stock changes, exports and categories
    that are not the product's), ``cut off`` (inputs that nobody supplies; quantity is for one unit of product).
    """
    return pl.concat([pl.DataFrame(schema=LINES), *_unallocated(activity, flows, shared), _apart(activity), _cut(uses)], how="diagonal_relaxed")


def _unallocated(activity: pl.DataFrame, flows: pl.DataFrame, shared: Allocated) -> list[pl.DataFrame]:
    about = shared.open.select("record", "reason")
    used = activity.filter(pl.col("category").is_in(of("energy", "input", "own energy", "waste")))
    parts = [used.rename({"quantity": "n"}), flows.rename({"amount": "n"})]
    return [
        part.join(about, on="record", maintain_order="left").select(
            pl.lit("unallocated").alias("kind"), "site", "record", "category", "flow", pl.col("n").alias("quantity"), "unit", "reason")
        for part in parts
    ]


def _apart(activity: pl.DataFrame) -> pl.DataFrame:
    rows = activity.filter(pl.col("category").is_in(of("line")))
    reason = pl.col("category").replace_strict(reasons(), return_dtype=pl.String)
    return rows.select(pl.lit("apart").alias("kind"), "site", "record", "category", "flow", "quantity", "unit", reason.alias("reason"))


def _cut(uses: pl.DataFrame) -> pl.DataFrame:
    rows = uses.filter(pl.col("supplier").is_null() & (pl.col("kind") != "elementary"))
    return rows.select(
        pl.lit("cut off").alias("kind"), "site", pl.col("exchange").alias("record"), "category", pl.col("item").alias("flow"),
        pl.col("amount").alias("quantity"), "unit", pl.lit("no supplier, no own site and no product of the chain is linked").alias("reason"))
