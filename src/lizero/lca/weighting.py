"""Normalisation and weighting of impact totals: optional steps, kept apart from the totals themselves."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lizero.errors import UnknownName

__all__ = ["normalised", "weighted_sum"]


def normalised(totals: pl.DataFrame, references: Mapping[str, float]) -> pl.DataFrame:
    """`totals` (impact, amount, unit) with `normalised`: amount over the reference of its category; null without one.

    >>> import polars as pl
    >>> totals = pl.DataFrame({"impact": ["e"], "amount": [4.0], "unit": ["kg"]})
    >>> normalised(totals, {"e": 0.5})["normalised"].item()
    8.0
    """
    _known(totals, references, "normalisation")
    reference = pl.col("impact").replace_strict(dict(references), default=None, return_dtype=pl.Float64)
    return totals.with_columns((pl.col("amount") / reference).alias("normalised"))


def weighted_sum(totals: pl.DataFrame, weights: Mapping[str, float]) -> tuple[float, tuple[str, ...]]:
    """The single score, of `normalised` where `totals` has it and of `amount` otherwise; and the categories without a
    weight or a value, which it does not hold."""
    _known(totals, weights, "weighting")
    column = "normalised" if "normalised" in totals.columns else "amount"
    weight = pl.col("impact").replace_strict(dict(weights), default=None, return_dtype=pl.Float64)
    parts = totals.with_columns((pl.col(column) * weight).alias("part"))
    without = tuple(parts.filter(pl.col("part").is_null())["impact"].to_list())
    return float(parts["part"].sum()), without


def _known(totals: pl.DataFrame, given: Mapping[str, float], what: str) -> None:
    impacts = totals["impact"].to_list()
    for name in given:
        if name not in impacts:
            raise UnknownName(f"{what} category", name, impacts)
