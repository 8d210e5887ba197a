"""Totals of an inventory, in t CO2e, both bases always (conventions 7, 9, 11)."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import polars as pl

__all__ = ["Totals", "total", "totals"]


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of the holder's lines, t CO2e; `biogenic_co2` in t CO2, outside the totals.

    `scope3` follows the market basis where what derives from purchased energy differs; `scope3_location` the other.
    `complete` is False when a row of the record has no place in the totals.
    """

    scope1: float
    scope2_location: float
    scope2_market: float
    scope3: float
    biogenic_co2: float
    unit: str = "t CO2e"
    complete: bool = True
    scope3_location: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """The totals as plain values, for JSON."""
        return asdict(self)


def total(lines: pl.DataFrame, mask: pl.Expr, value: str = "co2e") -> float:
    """Sum of `value` over the lines that fit, summed without rounding error, so that row order does not matter."""
    return math.fsum(lines.filter(mask)[value].drop_nulls())


def totals(lines: pl.DataFrame, biogenic: pl.DataFrame, *, complete: bool) -> Totals:
    """Totals from lines with scope, basis and `co2e` (t, the holder's share), and biogenic CO2 lines likewise."""
    location, market = pl.col("basis") != "market", pl.col("basis") != "location"
    scope = pl.col("scope")
    return Totals(
        scope1=total(lines, scope == "1"),
        scope2_location=total(lines, (scope == "2") & location),
        scope2_market=total(lines, (scope == "2") & market),
        scope3=total(lines, (scope == "3") & market),
        biogenic_co2=total(biogenic, market),
        complete=complete,
        scope3_location=total(lines, (scope == "3") & location),
    )
