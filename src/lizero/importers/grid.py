"""A month grid (one row a site and source, one column a month) → rows of ACTIVITY.

A blank cell is no reading, and makes no row; a zero is a reading of zero (convention 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from lizero.errors import TableRefused
from lizero.importers.dates import Span, month_of, parse_date, parse_month
from lizero.importers.given import NO_WORDS, NOTHING, Given, Words
from lizero.importers.headers import Header, find_header, match_header
from lizero.importers.long import filled, read_long
from lizero.importers.reading import Reading, gathered
from lizero.importers.sheet import Sheet
from lizero.tables import ACTIVITY

__all__ = ["RECORD", "Grid", "find_grid", "only_filled", "read_grid"]

RECORD = "{site}/{source}/{process}/{category}/{flow}/{provider}/{period}"
_SEARCHED = 40
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_TELLING = ("site", "source", "category", "flow", "unit")
_HEADS = tuple(n for n in ACTIVITY.names if n not in ("record", "quantity", "start", "end"))


@dataclass(frozen=True)
class Grid:
    """The header, and the period of each column of readings by its letter."""

    header: Header
    periods: Mapping[str, Span]


def find_grid(sheet: Sheet, *, row: int | None = None, loose: bool = False) -> Grid | None:
    """The month grid in `sheet`, or None when no row among the first (or not `row`) names two months or more.

    Columns of days, quarters or years are read likewise. Unless `loose`, the row must be the one that names most of the
    columns of ACTIVITY.
    A header such as ``3月`` or ``Mar`` takes its year from the cells above, the sheet's name or the file's name.
    Raises TableRefused when months are named and no year can be found.
    """
    for at in range(min(_SEARCHED, sheet.text.height)) if row is None else (row,):
        cells = {c: v for c, v in zip(sheet.text.columns, sheet.text.row(at), strict=True) if v}
        if len({span for v in cells.values() if (span := _span(v, 2000)) is not None}) >= 2:
            found, others = match_header(cells, _HEADS)
            if loose or _is_header(sheet, at, found):
                return _grid(sheet, at, found, others)
    return None


def _is_header(sheet: Sheet, row: int, found: Mapping[str, str]) -> bool:
    """Whether a row with periods is a header: it tells what is measured, and no other row names more columns.

    A row of data may hold two dates and words such as plant and meter, which are headers elsewhere.
    """
    best = find_header(sheet, ACTIVITY, extra=("period",))
    return len(found.keys() & set(_TELLING)) >= 2 and (row == best.row or len(found) > len(best.columns))


def read_grid(sheet: Sheet, grid: Grid, *, given: Given = NOTHING, words: Words = NO_WORDS) -> Reading:
    """The readings of `grid` as ACTIVITY rows, one for each filled month cell, each finding on its own cell."""
    given = replace(given, record=given.record or RECORD)
    sheet = replace(sheet, text=filled(sheet, grid.header.row), merged=())
    read = gathered([_month(sheet, grid, letter, given, words) for letter in grid.periods], ACTIVITY)
    once = {(f.where, f.rule): f for f in reversed(read.findings)}
    return replace(read, findings=tuple(reversed(once.values())))


def _grid(sheet: Sheet, row: int, found: Mapping[str, str], others: Mapping[str, str]) -> Grid:
    cells = {letter: text for text, letter in others.items()}
    year = _year(sheet, row)
    spans = {c: span for c, text in cells.items() if (span := _span(text, year)) is not None}
    nameless = [t for c, t in cells.items() if c not in spans and _span(t, 2000) is not None]
    if nameless:
        raise TableRefused(
            f"{sheet.at(row)}: the columns {', '.join(nameless)} name months without a year; write 2025-01, "
            "or put the year above the header, in the sheet's name or in the file's name"
        )
    rest = {text: letter for text, letter in others.items() if letter not in spans}
    return Grid(Header(row, found, rest), _months(spans))


def _span(text: str, year: int | None) -> Span | None:
    """The days that a header names: a month with or without its year, a day, a quarter, a year."""
    return parse_date(text)[0] or parse_month(text, year)


def _months(spans: dict[str, Span]) -> dict[str, Span]:
    """Spans of single days as the months that they stand for, unless two of them lie in one month."""
    days = [first for first, last in spans.values() if first == last]
    if len({(d.year, d.month) for d in days}) < len(days):
        return spans
    return {c: span if span[0] != span[1] else month_of(span[0]) for c, span in spans.items()}


def _year(sheet: Sheet, row: int) -> int | None:
    above = [v for r in range(row - 1, -1, -1) for v in sheet.text.row(r) if v]
    for text in (*above, sheet.name, sheet.file):
        if match := _YEAR.search(text):
            return int(match.group(1))
    return None


def only_filled(sheet: Sheet, head: int, letter: str, columns: Iterable[str]) -> pl.DataFrame:
    """The text of `sheet`, its `columns` blank in the rows below `head` that have no reading in column `letter`.

    A reading that is an error counts as filled, so that the error is found.
    """
    rows = pl.int_range(sheet.text.height, eager=True)
    faulty = [row - sheet.first for row, at in sheet.faults if at == letter]
    keep = (sheet.text[letter].str.strip_chars().fill_null("") != "") | (rows <= head) | rows.is_in(faulty)
    return sheet.text.with_columns(pl.when(keep).then(pl.col(c)).alias(c) for c in dict.fromkeys(columns))


def _month(sheet: Sheet, grid: Grid, letter: str, given: Given, words: Words) -> Reading:
    start, end = grid.periods[letter]
    columns = {**grid.header.columns, "quantity": letter}
    constants = {**given.constants, "start": start.isoformat(), "end": end.isoformat()}
    text = only_filled(sheet, grid.header.row, letter, columns.values())
    return read_long(
        replace(sheet, text=text), ACTIVITY, header=Header(grid.header.row, columns, grid.header.others),
        given=replace(given, constants=constants), words=words,
    )
