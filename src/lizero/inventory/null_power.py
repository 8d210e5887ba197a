"""Null power: own generation whose attributes were sold counts as the residual mix in the market-based total (rule R3.4).

A certificate in INSTRUMENTS that stands at an own site with own generation and was retired for somebody else says that the
attributes were sold.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.inventory.purchased import kwh
from lizero.units import conversion

__all__ = ["OWN", "null_power"]

OWN = "own electricity"


def null_power(rows: pl.DataFrame, register: pl.DataFrame, entities: Iterable[str]) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """The own-electricity rows that count as purchased, `quantity` the part whose attributes were sold, with `sold` (0 to 1)."""
    own = rows.filter(pl.col("category") == OWN)
    own = own.with_columns((pl.col("quantity") * kwh(own["unit"])).alias("kwh")).filter(pl.col("kwh") > 0)
    sold = _sold(register, frozenset(entities))
    joined = own.join(sold, on="site", how="inner", maintain_order="left").filter(
        (pl.col("start") <= pl.col("_to")) & (pl.col("end") >= pl.col("_from"))
    )
    made = pl.col("kwh").sum().over("instrument")
    share = pl.min_horizontal(pl.lit(1.0), pl.col("_kwh") / made)
    parts = joined.with_columns(share.alias("sold")).group_by("part", maintain_order=True).agg(pl.col("sold").sum().clip(0, 1))
    out = own.join(parts, on="part", how="inner", maintain_order="left").with_columns(pl.col("quantity") * pl.col("sold"))
    return out.drop("kwh"), _notes(out)


def _sold(register: pl.DataFrame, entities: frozenset[str]) -> pl.DataFrame:
    rows = register.filter(
        pl.col("site").is_not_null() & pl.col("retired_for").is_not_null() & ~pl.col("retired_for").is_in(sorted(entities))
    )
    scale = {u: _scale(u) for u in rows["unit"].unique().to_list()}
    amount = pl.col("quantity") * rows["unit"].replace_strict(scale, default=None, return_dtype=pl.Float64)
    return rows.select("instrument", "site", amount.alias("_kwh"), pl.col("start").alias("_from"), pl.col("end").alias("_to"))


def _scale(text: str) -> float | None:
    try:
        return conversion(text, "kWh")
    except LizeroError:
        return None


def _notes(rows: pl.DataFrame) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            f"ACTIVITY › {r['record']} › quantity",
            "market.null-power",
            f"the attributes of {r['sold']:.1%} of this own generation were sold: it counts as the residual mix, market-based",
            "scope 1 of the generation is not changed",
            "notice",
            r["record"],
        )
        for r in rows.iter_rows(named=True)
    )
