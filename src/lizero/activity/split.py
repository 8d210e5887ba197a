"""Rows that cover several periods, cut by days: an invoice from December to January counts in both years.

A part's quantity is the row's quantity × (days of the part / days of the row). Each part is computed from its own
row alone, so it is the same to the bit whatever the row order (convention 8). Dates are inclusive on both ends.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from lizero.activity.period import period

__all__ = ["clip", "days", "split_by_days", "split_by_months"]


def days(start: str = "start", end: str = "end") -> pl.Expr:
    """Number of days from column `start` to column `end`, both counted."""
    return (pl.col(end) - pl.col(start)).dt.total_days() + 1


def clip(frame: pl.DataFrame, start: date, end: date, *, amount: str = "quantity") -> pl.DataFrame:
    """The parts of the rows of `frame` that lie between two days, with their share of `amount` by days.

    >>> bill = pl.DataFrame({"quantity": [62.0], "start": [date(2024, 12, 1)], "end": [date(2025, 1, 31)]})
    >>> clip(bill, date(2025, 1, 1), date(2025, 12, 31))["quantity"].to_list()
    [31.0]
    """
    inside = frame.filter((pl.col("start") <= end) & (pl.col("end") >= start))
    cut = inside.with_columns(pl.max_horizontal("start", pl.lit(start)).alias("_from"), pl.min_horizontal("end", pl.lit(end)).alias("_to"))
    return _parts(cut, amount).select(frame.columns)


def split_by_days(frame: pl.DataFrame, year: int | tuple[date, date] | None = None, *, amount: str = "quantity") -> pl.DataFrame:
    """The rows of `frame` cut at the ends of calendar years; with `year`, only the parts within it.

    >>> bill = pl.DataFrame({"quantity": [62.0], "start": [date(2024, 12, 1)], "end": [date(2025, 1, 31)]})
    >>> split_by_days(bill)["quantity"].to_list()
    [31.0, 31.0]
    """
    if year is not None:
        return clip(frame, *period(year), amount=amount)
    years = pl.int_ranges(pl.col("start").dt.year(), pl.col("end").dt.year() + 1, dtype=pl.Int32).alias("_year")
    cut = (
        frame.with_columns(years)
        .explode("_year")
        .with_columns(
            pl.max_horizontal("start", pl.date(pl.col("_year"), 1, 1)).alias("_from"),
            pl.min_horizontal("end", pl.date(pl.col("_year"), 12, 31)).alias("_to"),
        )
    )
    return _parts(cut, amount).select(frame.columns)


def split_by_months(frame: pl.DataFrame, *, amount: str = "quantity") -> pl.DataFrame:
    """The rows of `frame` cut at the ends of calendar months.

    >>> bill = pl.DataFrame({"quantity": [60.0], "start": [date(2025, 1, 16)], "end": [date(2025, 2, 14)]})
    >>> split_by_months(bill)["quantity"].to_list()
    [32.0, 28.0]
    """
    first = pl.col("start").dt.month_start()
    months = pl.date_ranges(first, pl.col("end"), interval="1mo").alias("_month")
    cut = (
        frame.with_columns(months)
        .explode("_month")
        .with_columns(
            pl.max_horizontal("start", "_month").alias("_from"), pl.min_horizontal("end", pl.col("_month").dt.month_end()).alias("_to")
        )
    )
    return _parts(cut, amount).select(frame.columns)


def _parts(cut: pl.DataFrame, amount: str) -> pl.DataFrame:
    """Rows with `_from` and `_to`, as parts; a whole row keeps its amount untouched."""
    whole, part = days(), days("_from", "_to")
    share = pl.when(part == whole).then(pl.col(amount)).otherwise(pl.col(amount) * part / whole)
    return cut.with_columns(share.alias(amount), pl.col("_from").alias("start"), pl.col("_to").alias("end"))
