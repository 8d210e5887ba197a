"""The cells of one column of a sheet → values of the declared kind."""

from __future__ import annotations

from datetime import date

import polars as pl

from lizero.importers.dates import parse_dates
from lizero.importers.faults import Fault, Faults
from lizero.importers.fold import fold_series
from lizero.importers.given import Given, Words
from lizero.importers.numbers import parse_numbers
from lizero.importers.words import canonical
from lizero.schema import Column, Table

__all__ = ["identified", "typed", "worded"]

_FREE = ("note", "name", "reason")
_LAST = ("end", "valid_to")
_NO_DAY = date(1, 1, 1)
_NUMBER = "write digits with a decimal point, nothing else; leave it blank if it is not known"
_COMMA = "state decimal_comma in a mapping, or write a decimal point"


def typed(rows: pl.DataFrame, table: Table, given: Given, faults: Faults) -> pl.DataFrame:
    """The text `rows` with each column of `table` in its kind.

    A cell that cannot be read has a finding and holds a stand-in, so that the check of the table finds the other
    faults of its row and not this one again; the row is set apart.
    """
    held = [c for c in table.columns if c.name in rows.columns]
    columns = [_column(rows[c.name], rows["row"], c, given, faults).alias(c.name) for c in held]
    return pl.DataFrame([rows["row"], *columns])


def worded(frame: pl.DataFrame, words: Words, faults: Faults) -> pl.DataFrame:
    """Texts as the vocabulary writes them; a text that its reader does not know sets the row apart."""
    for name in [n for n in words if n in frame.columns]:
        read = {text: words[name](text) for text in frame[name].drop_nulls().unique().sort()}
        rule, hint = f"{name}.unknown", "the row does not count until it is mended"
        unknown = {text: (rule, f"is not known: {fault}", hint) for text, (_, fault) in read.items() if fault}
        faults.errors_of(frame[name], frame["row"], unknown, name)
        changed = {text: word for text, (word, _) in read.items() if word != text}
        frame = frame.with_columns(pl.col(name).replace(changed)) if changed else frame
    return frame


def identified(frame: pl.DataFrame, column: str, pattern: str) -> pl.DataFrame:
    """With the rows' ids in `column` made by `pattern` where there is none.

    ``{period}`` is the month, or the first day of another period; ``{nth}`` the row's place among equals.

    >>> frame = pl.DataFrame({"process": ["mill", "mill"], "flow": ["power", "power"]})
    >>> identified(frame, "exchange", "{process}/{flow}/{nth}")["exchange"].to_list()
    ['mill/power/1', 'mill/power/2']
    """
    if not pattern:
        return frame
    words = pattern.split("/")
    parts = [_part(word, frame.columns) for word in words if word != "{nth}"]
    made = pl.concat_str(parts, separator="/", ignore_nulls=True)
    if "{nth}" in words:
        made = pl.format("{}/{}", made, pl.int_range(pl.len()).over(made) + 1)
    given = pl.col(column) if column in frame.columns else pl.lit(None, pl.String)
    return frame.with_columns(pl.coalesce(given, made).alias(column))


def _part(word: str, columns: list[str]) -> pl.Expr:
    name = word.strip("{}")
    if word == "{period}":
        return _period()
    if name == word:
        return pl.lit(word)
    return pl.col(name).cast(pl.String) if name in columns else pl.lit(None, pl.String)


def _period() -> pl.Expr:
    start, end = pl.col("start"), pl.col("end")
    month = (start.dt.month_start() == start) & (start.dt.month_end() == end)
    return pl.when(month).then(start.dt.strftime("%Y-%m")).otherwise(start.dt.strftime("%Y-%m-%d"))


def _column(texts: pl.Series, rows: pl.Series, column: Column, given: Given, faults: Faults) -> pl.Series:
    if column.kind in ("number", "integer"):
        return _numbers(texts, rows, column, given, faults)
    if column.kind == "date":
        return _dates(texts, rows, column, given, faults)
    return _texts(texts, rows, column, faults)


def _numbers(texts: pl.Series, rows: pl.Series, column: Column, given: Given, faults: Faults) -> pl.Series:
    comma = True if given.decimal_comma else None if faults.sheet.decimal_comma else False
    read = parse_numbers(texts, decimal_comma=comma)
    bad = faults.errors_of(texts, rows, {text: _unread(fault) for text, fault in read.faults.items()}, column.name)
    for remark, cells in read.remarks:
        first = texts.filter(cells)[0].strip()
        faults.notice(rows.filter(cells), column.name, "number.folded", f"{column.name} {first!r}: {remark}")
    return read.values.set(bad, max(column.minimum or 0.0, 0.0))


def _unread(fault: str) -> Fault:
    return ("number.decimal-comma", fault, _COMMA) if "comma" in fault else ("number.unreadable", fault, _NUMBER)


def _dates(texts: pl.Series, rows: pl.Series, column: Column, given: Given, faults: Faults) -> pl.Series:
    days, read = parse_dates(texts, last=column.name in _LAST, order=given.dates, from_1904=faults.sheet.from_1904)
    bad = faults.errors_of(texts, rows, {text: _undated(fault) for text, fault in read.items()}, column.name)
    return days.zip_with(~bad, pl.repeat(_NO_DAY, days.len(), dtype=pl.Date, eager=True))


def _undated(fault: str) -> Fault:
    return "date.ambiguous" if "can be read" in fault else "date.unreadable", fault, "write YYYY-MM-DD"


def _texts(texts: pl.Series, rows: pl.Series, column: Column, faults: Faults) -> pl.Series:
    broken = rows.filter(texts.str.contains("\ufffd", literal=True).fill_null(False))
    faults.error(broken, column.name, "text.undecodable", f"{column.name} has characters that could not be read",
                 "save the file as UTF-8 and import it again")
    if column.name in _FREE:
        return texts
    folded = fold_series(texts)
    changed = rows.filter((folded != texts.str.strip_chars()).fill_null(False))
    faults.notice(changed, column.name, "text.folded", f"irregular characters in {column.name} are folded")
    return canonical(folded, column)
