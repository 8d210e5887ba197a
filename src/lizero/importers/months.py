"""Months that a spreadsheet has turned into their first days."""

from __future__ import annotations

import polars as pl

from lizero.importers.faults import Faults
from lizero.importers.fold import key
from lizero.importers.headers import Header
from lizero.schema import Table

__all__ = ["whole_months"]

_MONTH_WORDS = ("month", "reporting month", "year month", "period", "月份", "年月", "所属期", "期间", "mes", "período")


def whole_months(frame: pl.DataFrame, table: Table, header: Header, faults: Faults) -> pl.DataFrame:
    """`frame` with whole months where a column of months holds nothing but first days of months.

    Who types 2025-01 into a spreadsheet finds 1 January 2025 in the cell. In a column headed as months that is read as
    the month, and said; where beginnings and ends stand in columns of their own, it is a warning. A table whose end may
    be blank (the life of a site) has no periods.
    """
    if not {"start", "end"} <= set(frame.columns) & set(table.required) or not frame.height or not _all_first_days(frame):
        return frame
    letters = header.columns
    if letters.get("start") is None or letters.get("end") is None:
        return frame
    if letters["start"] != letters["end"]:
        message = "every period is the first day of a month; write the last days if months are meant"
        faults.notice(frame["row"], "end", "date.first-days", message, "warning")
        return frame
    head = faults.sheet.text[letters["start"]][header.row] or ""
    if key(head) not in _MONTH_WORDS:
        return frame
    faults.notice(frame["row"], "start", "date.month", "first days of months are read as the months")
    return frame.with_columns(pl.col("end").dt.month_end())


def _all_first_days(frame: pl.DataFrame) -> bool:
    known = frame.filter(pl.col("start").is_not_null() & (pl.col("start").dt.year() > 1))
    return bool(known.height and (known["start"].dt.day() == 1).all() and (known["start"] == known["end"]).all())
