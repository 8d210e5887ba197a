"""A month grid (one row a site and source, one column a month) → rows of ACTIVITY.

A blank cell is no reading, and makes no row; a zero is a reading of zero (convention 1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from lizero.errors import TableRefused
from lizero.importers.dates import Span, parse_date, parse_month
from lizero.importers.headers import Header, match_header
from lizero.importers.long import NO_WORDS, Given, Words, filled, read_long
from lizero.importers.sheet import Sheet
from lizero.schema import Checked
from lizero.tables import ACTIVITY

__all__ = ["RECORD", "Grid", "find_grid", "read_grid"]

RECORD = "{site}/{source}/{process}/{category}/{flow}/{provider}/{period}"
_SEARCHED = 40
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_HEADS = tuple(n for n in ACTIVITY.names if n not in ("record", "quantity", "start", "end"))


@dataclass(frozen=True)
class Grid:
    """The header, and the period of each column of readings by its letter."""

    header: Header
    periods: Mapping[str, Span]


def find_grid(sheet: Sheet) -> Grid | None:
    """The month grid in `sheet`, or None when no row among the first names two months or more.

    A header such as ``3月`` or ``Mar`` takes its year from the cells above, the sheet's name or the file's name.
    Raises TableRefused when months are named and no year can be found.
    """
    for row in range(min(_SEARCHED, sheet.text.height)):
        cells = {c: v for c, v in zip(sheet.text.columns, sheet.text.row(row), strict=True) if v}
        if sum(parse_month(v, 2000) is not None for v in cells.values()) >= 2:
            found, others = match_header(cells, _HEADS)
            if found:
                return _grid(sheet, row, found, others)
    return None


def read_grid(sheet: Sheet, grid: Grid, *, given: Given = Given(), words: Words = NO_WORDS) -> Checked:
    """The readings of `grid` as ACTIVITY rows, one for each filled month cell, each finding on its own cell."""
    given = replace(given, record=given.record or RECORD)
    sheet = replace(sheet, text=filled(sheet, grid.header.row), merged=())
    parts = [_month(sheet, grid, letter, given, words) for letter in grid.periods]
    parts = [p for p in parts if p is not None]
    once = {(f.where, f.rule): f for part in parts for f in reversed(part.findings)}
    rejected = pl.concat([p.rejected for p in parts], how="diagonal") if parts else pl.DataFrame()
    frame = pl.concat([p.frame for p in parts]) if parts else pl.DataFrame()
    return Checked(frame, rejected, tuple(once.values()))


def _grid(sheet: Sheet, row: int, found: Mapping[str, str], others: Mapping[str, str]) -> Grid:
    cells = {letter: text for text, letter in others.items()}
    year = _year(sheet, row)
    periods = {c: span for c, text in cells.items() if (span := parse_month(text, year)) is not None}
    nameless = [t for c, t in cells.items() if c not in periods and parse_month(t, 2000) is not None]
    if nameless:
        raise TableRefused(
            f"{sheet.at(row)}: the columns {', '.join(nameless)} name months without a year; write 2025-01, "
            "or put the year above the header, in the sheet's name or in the file's name"
        )
    rest = {text: letter for text, letter in others.items() if letter not in periods}
    return Grid(Header(row, found, rest), _daily(cells, periods))


def _daily(cells: Mapping[str, str], periods: dict[str, Span]) -> dict[str, Span]:
    """The days themselves, when the headers name several days of a month."""
    if len(set(periods.values())) == len(periods):
        return periods
    days = {letter: parse_date(cells[letter])[0] for letter in periods}
    return {letter: day for letter, day in days.items() if day is not None}


def _year(sheet: Sheet, row: int) -> int | None:
    above = [v for r in range(row - 1, -1, -1) for v in sheet.text.row(r) if v]
    for text in (*above, sheet.name, sheet.file):
        if match := _YEAR.search(text):
            return int(match.group(1))
    return None


def _month(sheet: Sheet, grid: Grid, letter: str, given: Given, words: Words) -> Checked | None:
    filled = sheet.text[letter].str.strip_chars().fill_null("") != ""
    head = pl.int_range(sheet.text.height, eager=True) <= grid.header.row
    if not (filled & ~head).any() and not any(place[1] == letter for place in sheet.faults):
        return None
    start, end = grid.periods[letter]
    columns = {**grid.header.columns, "quantity": letter}
    constants = {**given.constants, "start": start.isoformat(), "end": end.isoformat()}
    blank = sheet.text.with_columns(pl.when(filled | head).then(pl.col(c)).alias(c) for c in columns.values())
    faulty = {row - sheet.first for row, at in sheet.faults if at == letter}
    return read_long(
        replace(sheet, text=_with_faulty(blank, sheet.text, faulty)), ACTIVITY,
        header=Header(grid.header.row, columns, grid.header.others), given=replace(given, constants=constants), words=words,
    )


def _with_faulty(blank: pl.DataFrame, text: pl.DataFrame, rows: set[int]) -> pl.DataFrame:
    """Rows whose reading is an error keep their other cells, so that the error is found."""
    if not rows:
        return blank
    keep = pl.int_range(text.height, eager=True).is_in(sorted(rows))
    return pl.DataFrame([text[c].zip_with(keep, blank[c]) for c in text.columns])
