"""Data quality: how much rests on primary, secondary, estimated and spend data, and the weighted score by scope.

Scores run from 1 (best) to 5, as in the pedigree matrix of product systems, so that inventory and footprint share one.
"""

from __future__ import annotations

import polars as pl

from lizero.inventory.result import Inventory

__all__ = ["AGE", "age_band", "kinds", "quality_shares", "weighted_scores"]

AGE = ((3, "very good"), (6, "good"), (10, "fair"))
KIND = {
    "metered": "primary",
    "invoice": "primary",
    "weighed": "primary",
    "supplier": "primary",
    "laboratory": "primary",
    "measured": "primary",
    "calculated": "secondary",
    "carbon balance": "secondary",
    "average": "secondary",
    "estimated": "estimated",
    "extrapolated": "estimated",
}


def age_band(years: float) -> str:
    """Quality by age of the data: under 3, 6, 10 years, or older (Scope 3 Standard, Table 7.6 and Box 7.2).

    >>> [age_band(n) for n in (2, 5, 9, 12)]
    ['very good', 'good', 'fair', 'poor']
    """
    return next((band for limit, band in AGE if years < limit), "poor")


def kinds(method: pl.Expr) -> pl.Expr:
    """primary, secondary, estimated, spend or unstated, from how the activity was measured."""
    text = method.str.to_lowercase().str.strip_chars()
    return (
        pl.when(text.str.starts_with("spend"))
        .then(pl.lit("spend"))
        .otherwise(text.replace_strict(KIND, default="unstated", return_dtype=pl.String))
        .fill_null("unstated")
    )


def _lines(inventory: Inventory, basis: str) -> pl.DataFrame:
    lines = inventory.lines.filter(pl.col("basis").is_in([basis, "none"]) & pl.col("scope").is_not_null())
    trail = inventory.flows.trail
    assert trail is not None
    about = trail.activity.select("record", kinds(pl.col("method")).alias("kind"), "quality").unique("record", keep="first")
    return lines.join(about, on="record", how="left", maintain_order="left")


def quality_shares(inventory: Inventory, basis: str = "market") -> pl.DataFrame:
    """Scope, kind of data, t CO2e and its part of the scope (by size, so that parts add up to one)."""
    sums = _lines(inventory, basis).group_by("scope", "kind").agg(pl.col("co2e").sum(), pl.col("co2e").abs().sum().alias("size"))
    return sums.with_columns((pl.col("size") / pl.col("size").sum().over("scope")).alias("part")).drop("size").sort("scope", "kind")


def weighted_scores(inventory: Inventory, basis: str = "market") -> pl.DataFrame:
    """Scope, mean score weighted by t CO2e, and the part of the scope that has a score."""
    size = pl.col("co2e").abs()
    scored = pl.col("quality").is_not_null()
    sums = (
        _lines(inventory, basis)
        .group_by("scope")
        .agg(
            (size * pl.col("quality")).filter(scored).sum().alias("weighted"),
            size.filter(scored).sum().alias("scored"),
            size.sum().alias("whole"),
        )
    )
    mean = pl.when(pl.col("scored") > 0).then(pl.col("weighted") / pl.col("scored"))
    return sums.select("scope", mean.alias("score"), (pl.col("scored") / pl.col("whole")).alias("part")).sort("scope")
