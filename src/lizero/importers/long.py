"""Rows of a sheet → rows of a declared table, one sheet row a table row.

Every sheet row below the header is accepted, set apart with a finding, or blank: nothing is lost (convention 2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from lizero.errors import Finding, TableRefused
from lizero.importers.dates import Order, parse_dates
from lizero.importers.fold import fold_series, key
from lizero.importers.headers import Header, find_header, label
from lizero.importers.numbers import parse_numbers
from lizero.importers.sheet import Sheet, column_letter
from lizero.importers.words import canonical
from lizero.schema import Checked, Column, Table, check

__all__ = ["Given", "Words", "body", "filled", "read_long", "refuse_missing"]

_TOTALS = {"total", "totals", "subtotal", "sum", "grand total", "合计", "总计", "小计", "累计", "suma", "subtotales"}
Words = Mapping[str, Callable[[str], tuple[str, str]]]
NO_WORDS: Words = {}
_FREE = ("note", "name", "reason", "message")


@dataclass(frozen=True)
class Given:
    """What is stated about a sheet and does not stand in it; what is not stated is not guessed.

    `constants`: text by column name, for every row that leaves the column blank. `record`: pattern of the rows' ids, such as
    ``{site}/{flow}/{period}``; a part whose column is blank is left out. `decimal_comma`, `dates`: how the file writes.
    """

    constants: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    decimal_comma: bool = False
    dates: Order = ""


@dataclass
class _Faults:
    """Findings by cell, and the rows (counted in the frame) that do not count."""

    sheet: Sheet
    letters: Mapping[str, str]
    rows: set[int] = field(default_factory=set)
    cells: set[tuple[int, str]] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)

    def place(self, row: int, column: str) -> str:
        return self.sheet.at(row, self.letters.get(column, "A"))

    def error(self, rows: Iterable[int], column: str, rule: str, message: str, hint: str) -> None:
        for row in rows:
            self.rows.add(row)
            self.cells.add((row, column))
            self.found.append(Finding(self.place(row, column), rule, message, hint))

    def notice(self, rows: list[int], column: str, rule: str, message: str, hint: str = "") -> None:
        if rows:
            count = f" ({len(rows)} cells, the first here)" if len(rows) > 1 else ""
            self.found.append(Finding(self.place(rows[0], column), rule, message + count, hint, "notice"))


def read_long(
    sheet: Sheet, table: Table, *, header: Header | None = None, given: Given = Given(), words: Words = NO_WORDS
) -> Checked:
    """The rows of `sheet` as `table`, the rows set apart as they came with their place in column ``where``.

    `given` states what the sheet does not hold; `words` reads the texts of a column (name → reader). Raises TableRefused, naming the missing columns, when the header lacks a required one.

    >>> from lizero.importers.delimited import sheet_of_text
    >>> from lizero.tables import SITES
    >>> read_long(sheet_of_text("site,organisation,name,geography\\nk,s,Kwinana,AU-WA", "sites.csv"), SITES).frame.height
    1
    """
    header = header or find_header(sheet, table)
    refuse_missing(sheet, table, header, given)
    faults = _Faults(sheet, header.columns)
    rows = _left_out(body(sheet, header), header, faults)
    rows = rows.with_columns(_stated_where_blank(name, text, rows) for name, text in given.constants.items())
    typed = _worded(_typed(rows, sheet, table, header, given, faults), words, faults)
    typed = _recorded(typed, given.record)
    return _checked(typed, rows, table, faults, _others(sheet, header))


def refuse_missing(sheet: Sheet, table: Table, header: Header, given: Given = Given()) -> None:
    """Raise TableRefused when neither `header` nor `given` holds a required column of `table`."""
    held = {*header.columns, *given.constants, *(("record",) if given.record else ())}
    missing = [name for name in table.required if name not in held]
    if missing:
        found = [*header.columns, *header.others]
        written = ", ".join(f"{m} ({label(m, 'zh-Hans')})" for m in missing)
        raise TableRefused(
            f"{sheet.at(header.row)}: {table.name} needs the columns {', '.join(table.required)}; missing: {written}; "
            f"found: {', '.join(found) or 'none'}. Rename the headers, or describe the sheet in a mapping"
        )


def body(sheet: Sheet, header: Header) -> pl.DataFrame:
    """The text below the header in the columns of `header`, by column name, with ``row`` (counted in the frame).

    Merged cells hold their value in each of their rows; blank rows are left out.
    """
    text = filled(sheet, header.row).slice(header.row + 1)
    columns = [text[letter].alias(name) for name, letter in header.columns.items()]
    frame = pl.DataFrame(columns).with_row_index("row", offset=header.row + 1)
    names = list(header.columns)
    return frame.filter(pl.any_horizontal(pl.col(names).str.strip_chars().fill_null("") != ""))


def filled(sheet: Sheet, above: int) -> pl.DataFrame:
    """The text of `sheet`, the value of a merged range below row `above` in each of its cells."""
    ranges = [m for m in sheet.merged if m[0] - sheet.first > above]
    columns = {name: sheet.text[name].to_list() for name in sheet.text.columns} if ranges else {}
    for top, left, bottom, right in ranges:
        rows = range(top - sheet.first, min(bottom - sheet.first + 1, sheet.text.height))
        value = columns.get(column_letter(left), [None] * sheet.text.height)[rows.start]
        for cells in (columns[c] for n in range(left, right + 1) if (c := column_letter(n)) in columns):
            cells[rows.start:rows.stop] = [value] * len(rows)
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)) if ranges else sheet.text


def _stated_where_blank(name: str, text: str, rows: pl.DataFrame) -> pl.Expr:
    stated = pl.lit(text, pl.String)
    if name not in rows.columns:
        return stated.alias(name)
    return pl.when(pl.col(name).str.strip_chars().fill_null("") == "").then(stated).otherwise(pl.col(name)).alias(name)


def _left_out(rows: pl.DataFrame, header: Header, faults: _Faults) -> pl.DataFrame:
    """The rows without lines of totals and repeated headers, which are said."""
    names = list(header.columns)
    heads = {n: faults.sheet.text[header.columns[n]][header.row] for n in names}
    lead = rows.select(pl.coalesce(pl.col(names[:3]).str.strip_chars()))[names[0]]
    total = lead.is_in([w for w in lead.drop_nulls().unique() if key(w) in _TOTALS]).fill_null(False)
    again = rows.select(pl.all_horizontal([pl.col(n).eq_missing(pl.lit(h, pl.String)) for n, h in heads.items()]))[names[0]]
    for mask, rule, what in ((total, "row.total", "a line of totals"), (again, "row.header", "the header again")):
        for row in rows["row"].filter(mask):
            hint = "it would count twice; take it away if it should not stand here"
            faults.found.append(Finding(faults.place(row, names[0]), rule, f"{what} is left out", hint, "notice"))
    return rows.filter(~(total | again))


def _typed(rows: pl.DataFrame, sheet: Sheet, table: Table, header: Header, given: Given, faults: _Faults) -> pl.DataFrame:
    numbers, columns = rows["row"], [rows["row"]]
    _cells(numbers, sheet, header, faults)
    hidden = [r for r in numbers.to_list() if r + sheet.first in sheet.hidden] if sheet.hidden else []
    faults.notice(hidden, next(iter(header.columns)), "row.hidden", "a hidden row counts")
    for name in table.names:
        if name in rows.columns:
            columns.append(_column(rows[name], numbers, table[name], _stated(given, sheet), faults).alias(name))
    return pl.DataFrame(columns)


def _stated(given: Given, sheet: Sheet) -> tuple[bool | None, Order]:
    return True if given.decimal_comma else None if sheet.decimal_comma else False, given.dates


def _worded(typed: pl.DataFrame, words: Words, faults: _Faults) -> pl.DataFrame:
    """Texts as the vocabulary writes them; a reader gives the word, and a fault where there is none."""
    for name in words.keys() & set(typed.columns):
        read = {text: words[name](text) for text in typed[name].drop_nulls().unique().sort()}
        for text, (_, fault) in read.items():
            if fault:
                rows = _where(typed[name], typed["row"], text)
                faults.error(rows, name, f"{name}.unknown", f"{name} {text!r} is not known", fault)
        changed = {text: word for text, (word, _) in read.items() if word != text}
        typed = typed.with_columns(pl.col(name).replace(changed)) if changed else typed
    return typed


def _recorded(typed: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """With the rows' ids made by `pattern` where the sheet gives none."""
    if not pattern:
        return typed
    month = pl.col("start").dt.month_start().eq(pl.col("start")) & pl.col("start").dt.month_end().eq(pl.col("end"))
    period = pl.when(month).then(pl.col("start").dt.strftime("%Y-%m")).otherwise(pl.col("start").dt.strftime("%Y-%m-%d"))
    parts = [_part(part, typed.columns, period) for part in pattern.split("/")]
    made = pl.concat_str(parts, separator="/", ignore_nulls=True)
    given = pl.col("record") if "record" in typed.columns else pl.lit(None, pl.String)
    return typed.with_columns(pl.coalesce(given, made).alias("record"))


def _part(part: str, columns: list[str], period: pl.Expr) -> pl.Expr:
    name = part.strip("{}")
    if part == "{period}":
        return period
    if name == part:
        return pl.lit(part)
    return pl.col(name).cast(pl.String) if name in columns else pl.lit(None, pl.String)


def _cells(numbers: pl.Series, sheet: Sheet, header: Header, faults: _Faults) -> None:
    """Cells that hold an error or a formula never computed."""
    counted, by_letter = set(numbers.to_list()), {letter: name for name, letter in header.columns.items()}
    for (number, letter), fault in sheet.faults.items():
        row, name = number - sheet.first, by_letter.get(letter)
        if name is None or row not in counted:
            continue
        if fault == "formula":
            faults.error([row], name, "cell.formula", "the formula has no stored result", "open the file and save it")
        else:
            faults.error([row], name, "cell.error", f"the cell holds the error {fault}", "mend the formula or type the value")


def _column(texts: pl.Series, numbers: pl.Series, column: Column, stated: tuple[bool | None, Order], faults: _Faults) -> pl.Series:
    if column.kind in ("number", "integer"):
        return _numbers(texts, numbers, column, stated[0], faults)
    if column.kind == "date":
        return _dates(texts, numbers, column, stated[1], faults)
    return _texts(texts, numbers, column, faults)


def _where(texts: pl.Series, numbers: pl.Series, value: str) -> list[int]:
    return numbers.filter((texts.str.strip_chars() == value).fill_null(False)).to_list()


def _numbers(texts: pl.Series, numbers: pl.Series, column: Column, comma: bool | None, faults: _Faults) -> pl.Series:
    values, read = parse_numbers(texts, decimal_comma=comma)
    for text, (_, fault, remark) in read.items():
        rows = _where(texts, numbers, text)
        if fault:
            hint = "write digits with a decimal point, nothing else; leave it blank if it is not known"
            hint = "state decimal_comma in a mapping, or write a decimal point" if "comma" in fault else hint
            faults.error(rows, column.name, _rule(fault), f"{column.name} {text!r} {fault}", hint)
        elif remark:
            faults.notice(rows, column.name, "number.folded", f"{column.name} {text!r}: {remark}")
    return values


def _rule(fault: str) -> str:
    return "number.decimal-comma" if "comma" in fault else "number.unreadable"


def _dates(texts: pl.Series, numbers: pl.Series, column: Column, order: Order, faults: _Faults) -> pl.Series:
    days, read = parse_dates(texts, last=column.name in ("end", "valid_to"), order=order)
    for text, fault in read.items():
        rule = "date.ambiguous" if "can be read" in fault else "date.unreadable"
        message = f"{column.name} {text!r} {fault}"
        faults.error(_where(texts, numbers, text), column.name, rule, message, "write YYYY-MM-DD")
    return days


def _texts(texts: pl.Series, numbers: pl.Series, column: Column, faults: _Faults) -> pl.Series:
    broken = numbers.filter(texts.str.contains("\ufffd", literal=True).fill_null(False)).to_list()
    faults.error(broken, column.name, "text.undecodable", f"{column.name} has characters that could not be read",
                 "save the file as UTF-8 and import it again")
    if column.name in _FREE:
        return texts
    folded = fold_series(texts)
    changed = numbers.filter((folded != texts.str.strip_chars()).fill_null(False)).to_list()
    faults.notice(changed, column.name, "text.folded", f"full-width or irregular characters in {column.name} are folded")
    return canonical(folded, column)


def _others(sheet: Sheet, header: Header) -> list[Finding]:
    text = sheet.text.slice(header.row + 1)
    return [
        Finding(sheet.at(header.row, letter), "column.unknown", f"column {name!r} is not known; it is left out",
                "rename it, or name it in a mapping, if it matters", "notice")
        for name, letter in header.others.items() if text[letter].null_count() < text.height
    ]


def _checked(typed: pl.DataFrame, rows: pl.DataFrame, table: Table, faults: _Faults, more: list[Finding]) -> Checked:
    """The declaration's own check, without a second finding on a cell that has one."""
    numbers = rows["row"].to_list()
    twice: set[str] = set()

    def place(row: int, column: str) -> str:
        faults.rows.add(numbers[row])
        where = faults.place(numbers[row], column)
        if (numbers[row], column) in faults.cells:
            twice.add(where)
        return where

    checked = check(typed.drop("row"), table, where=place)
    kept = [f for f in checked.findings if f.where not in twice]
    bad = rows["row"].is_in(sorted(faults.rows))
    good = check(typed.filter(~bad).drop("row"), table).frame
    places = pl.Series("where", [faults.sheet.at(r) for r in rows["row"].filter(bad)], dtype=pl.String)
    rejected = rows.filter(bad).drop("row").with_columns(places)
    return Checked(good, rejected, (*faults.sheet.findings, *more, *faults.found, *kept))
