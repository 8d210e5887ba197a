"""Carbon that a product holds, as documents of exchange state it."""

from __future__ import annotations

import polars as pl

from lizero.inventory.chemistry import carbon_of
from lizero.reference import data_set

__all__ = ["carbon_held"]


def carbon_held(item: str) -> float | None:
    """kg of carbon in one kg of `item`, by its formula, else where the reference data say it alike for every grade; else None.

    >>> carbon_held("lithium hydroxide monohydrate"), round(carbon_held("lithium carbonate"), 4)
    (0.0, 0.1626)
    """
    try:
        return carbon_of(item)
    except LookupError:
        rows = data_set("lithium-chain").frame("contents").filter(pl.col("element") == "carbon")
        named = rows.filter((pl.col("flow") == item) | pl.col("flow").str.starts_with(f"{item},"))
        found = named["content"].cast(pl.Float64).unique().to_list()
        return float(found[0]) if len(found) == 1 else None
