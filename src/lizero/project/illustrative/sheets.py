"""The illustrative record as the spreadsheets that its plants would send: month grids and tables, in three languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from lizero.importers.headers import label
from lizero.vocab import categories, items

__all__ = ["month_grid", "table", "workbook"]

_GRID = ("site", "source", "process", "category", "flow", "unit", "provider", "method", "evidence")
_LONG = ("record", "site", "source", "process", "category", "flow", "quantity", "unit", "start", "end", "provider", "method", "evidence")
_UNITS: Mapping[str, Mapping[str, str]] = {"zh-Hans": {"t": "吨", "1e4 Nm3": "万Nm3", "m3": "立方米"}}


def table(rows: pl.DataFrame, path: Path, *, lang: str = "en", encoding: str = "utf-8", delimiter: str = ",") -> None:
    """Write `rows` (ACTIVITY columns) to a delimited file with headers and words in `lang`."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([label(c, lang) for c in _LONG])
    writer.writerows(_worded(rows, lang).select(_LONG).iter_rows())
    path.write_bytes(sink.getvalue().encode(encoding))


def workbook(rows: pl.DataFrame, path: Path, *, lang: str = "en") -> None:
    """Write `rows` to a workbook with one table, a row a reading."""
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    sheet = book.add_worksheet("activity")
    _header(book, sheet, 0, [label(c, lang) for c in _LONG])
    for at, row in enumerate(_worded(rows, lang).select(_LONG).iter_rows(), 1):
        sheet.write_row(at, 0, [_cell(v) for v in row])
    _close(book)


def month_grid(rows: pl.DataFrame, path: Path, *, title: str, lang: str = "en") -> None:
    """Write `rows` to a workbook with a sheet a year: one row a source and item, one column a month."""
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    for (year,), part in rows.group_by(pl.col("start").dt.year(), maintain_order=True):
        _grid(book, book.add_worksheet(str(year)), _worded(part, lang), f"{title} {year}", lang)
    _close(book)


def _grid(book: Any, sheet: Any, rows: pl.DataFrame, title: str, lang: str) -> None:
    wide = rows.with_columns(pl.col("start").dt.strftime("%Y-%m").alias("month"))
    wide = wide.pivot("month", index=list(_GRID), values="quantity")
    sheet.merge_range(0, 0, 0, len(_GRID) - 1, title, book.add_format({"bold": True, "font_size": 14}))
    _header(book, sheet, 1, [*(label(c, lang) for c in _GRID), *wide.columns[len(_GRID):]])
    for at, row in enumerate(wide.iter_rows(), 2):
        sheet.write_row(at, 0, [_cell(v) for v in row])
    sheet.freeze_panes(2, 5)


def _header(book: Any, sheet: Any, at: int, names: list[str]) -> None:
    form = book.add_format({"bold": True, "bg_color": "#123B52", "font_color": "white"})
    for column, name in enumerate(names):
        sheet.write(at, column, name, form)
    sheet.set_column(0, len(names) - 1, 15)


def _cell(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _close(book: Any) -> None:
    """With the day of creation fixed, so that the same record gives the same file."""
    book.set_properties({"created": datetime(2026, 1, 15, tzinfo=UTC), "comments": "Illustrative data"})
    book.close()


def _worded(rows: pl.DataFrame, lang: str) -> pl.DataFrame:
    """`rows` with categories, items and units as people write them in `lang`."""
    if lang == "en":
        return rows
    column = {"zh-Hans": "zh", "es": "es"}[lang]
    things = {name: getattr(item, column) for name, item in items().items()}
    return rows.with_columns(
        pl.col("category").replace({name: c[lang] for name, c in categories().items()}),
        pl.col("flow").replace(things),
        pl.col("unit").replace(dict(_UNITS.get(lang, {}))),
    )
