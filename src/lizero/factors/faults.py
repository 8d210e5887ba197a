"""Faults of a factor library that can be seen without an activity: blank amounts, duplicates, conflicts, odd values."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from lizero.errors import Finding, UnitMismatch, UnknownName
from lizero.factors.bands import outside
from lizero.units import conversion
from lizero.vocab import elementary

__all__ = ["faults", "is_not_occurring", "scaled"]

KEY = ["rank", "library", "edition", "category", "item", "family", "geography", "unit", "boundary", "flow", "compartment"]


def is_not_occurring() -> pl.Expr:
    """Rows whose reason says that the flow does not occur: the third state beside a value and a missing one (convention 1)."""
    return pl.col("reason").str.to_lowercase().str.strip_chars().is_in(["not occurring", "no", "不发生"]).fill_null(False)


def faults(factors: pl.DataFrame) -> tuple[Finding, ...]:
    """A finding for each blank amount, each unlike unit, each row that another contradicts or repeats, and each value outside its band."""
    return (*_blanks(factors), *_unlike(factors), *_repeats(factors), *outside(factors))


def _blanks(factors: pl.DataFrame) -> Iterable[Finding]:
    rows = factors.filter(pl.col("amount").is_null() & ~is_not_occurring())
    for row in rows.iter_rows(named=True):
        yield Finding(
            f"FACTORS › {row['id']} › amount",
            "factor.amount-missing",
            f"{row['activity']} has no amount of {row['flow']}",
            "a blank is missing, not zero (convention 1): write the amount, or 'not occurring' as the reason",
        )


def _unlike(factors: pl.DataFrame) -> Iterable[Finding]:
    """Rows whose `flow_unit` does not lead to the flow's own unit."""
    own = elementary().select("flow", pl.col("unit").alias("own_unit"))
    for row in factors.join(own, on="flow", how="inner", maintain_order="left").iter_rows(named=True):
        if scaled(row["flow_unit"], row["own_unit"]) is None:
            message = f"{row['flow']} is counted in {row['own_unit']}, not in {row['flow_unit']}"
            hint = f"write the amount in {row['own_unit']}, g, kg or t"
            yield Finding(f"FACTORS › {row['id']} › flow_unit", "factor.flow-unit", message, hint)


def scaled(flow_unit: str, own_unit: str) -> float | None:
    """How many of the flow's own unit one `flow_unit` is; None for unlike units.

    >>> scaled("g", "kg"), scaled("kWh", "kg")
    (0.001, None)
    """
    try:
        return conversion(flow_unit, own_unit) if flow_unit != own_unit else 1.0
    except (UnitMismatch, UnknownName):
        return None


def _repeats(factors: pl.DataFrame) -> Iterable[Finding]:
    """Rows of one key whose times overlap: the same amount twice is a notice, different amounts are an error."""
    known = (
        factors.filter(pl.col("amount").is_not_null())
        .with_columns(
            pl.col("valid_from").fill_null(pl.date(1, 1, 1)).alias("lo"), pl.col("valid_to").fill_null(pl.date(9999, 12, 31)).alias("hi")
        )
        .with_row_index("at")
        .sort("lo", "at")
    )
    before = known.with_columns(
        pl.col("id").shift().over(KEY).alias("other"),
        pl.col("amount").shift().over(KEY).alias("other_amount"),
        pl.col("hi").cum_max().shift().over(KEY).alias("until"),
    )
    for row in before.filter(pl.col("lo") <= pl.col("until")).sort("at").iter_rows(named=True):
        same = row["amount"] == row["other_amount"]
        yield Finding(
            f"FACTORS › {row['id']}",
            "factor.duplicate" if same else "factor.conflict",
            f"{row['activity']} has {row['flow']} {row['amount']:g} here and {row['other_amount']:g} in {row['other']} for the same time",
            "keep one; the first one counts",
            "notice" if same else "error",
        )
