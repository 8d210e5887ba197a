"""Rows of a sheet → rows of a declared table, one sheet row a table row.

Every sheet row below the header is accepted, set apart with a finding, left out with a notice, or blank: nothing is
lost (convention 2).
"""

from __future__ import annotations

import polars as pl

from lizero.errors import Finding, TableRefused
from lizero.importers.columns import identified, typed, worded
from lizero.importers.faults import Faults
from lizero.importers.fold import key
from lizero.importers.given import NO_WORDS, NOTHING, Given, Words
from lizero.importers.headers import Header, find_header, label
from lizero.importers.months import whole_months
from lizero.importers.reading import Reading
from lizero.importers.sheet import Sheet, column_letter
from lizero.schema import Table, check

__all__ = ["body", "filled", "read_long", "refuse_missing"]

_TOTALS = {"total", "totals", "subtotal", "sum", "grand total", "合计", "总计", "小计", "累计", "suma", "subtotales"}


def read_long(
    sheet: Sheet, table: Table, *, header: Header | None = None, given: Given = NOTHING, words: Words = NO_WORDS
) -> Reading:
    """The rows of `sheet` as `table`, the rows set apart as they came with their place in column ``where``.

    `given` states what the sheet does not hold; `words` reads the texts of a column. Raises TableRefused, naming the
    missing columns, when the header lacks a required one.

    >>> from lizero.importers.delimited import sheet_of_text
    >>> from lizero.tables import SITES
    >>> read = read_long(sheet_of_text("site,organisation,name,geography\\nk,s,Kwinana,AU-WA", "sites.csv"), SITES)
    >>> read.frame.height, read.where(0, "name")
    (1, 'sites.csv › C2')
    """
    header = header or find_header(sheet, table)
    refuse_missing(sheet, table, header, given)
    faults = Faults(sheet, header.columns)
    rows = _left_out(body(sheet, header), header, faults)
    rows = rows.with_columns(_stated_where_blank(name, text, rows) for name, text in given.constants.items())
    _cells(rows["row"], header, faults)
    frame = worded(typed(rows, table, given, faults), words, faults)
    frame = whole_months(frame, table, header, faults)
    frame = identified(frame, table.key[0], given.record) if table.key else frame
    return _checked(frame, rows, table, faults, _others(sheet, header))


def refuse_missing(sheet: Sheet, table: Table, header: Header, given: Given = NOTHING) -> None:
    """Raise TableRefused when neither `header` nor `given` holds a required column of `table`."""
    held = {*header.columns, *given.constants, *(table.key[:1] if given.record else ())}
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
        value = columns[column_letter(left)][rows.start] if column_letter(left) in columns and rows else None
        for cells in (columns[c] for n in range(left, right + 1) if (c := column_letter(n)) in columns):
            cells[rows.start:rows.stop] = [value] * len(rows)
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)) if ranges else sheet.text


def _stated_where_blank(name: str, text: str, rows: pl.DataFrame) -> pl.Expr:
    stated = pl.lit(text, pl.String)
    if name not in rows.columns:
        return stated.alias(name)
    return pl.when(pl.col(name).str.strip_chars().fill_null("") == "").then(stated).otherwise(pl.col(name)).alias(name)


def _left_out(rows: pl.DataFrame, header: Header, faults: Faults) -> pl.DataFrame:
    """The rows without lines of totals and repeated headers, which are said; hidden rows count, which is said."""
    names = list(header.columns)
    heads = [pl.col(n).eq_missing(pl.lit(faults.sheet.text[header.columns[n]][header.row], pl.String)) for n in names]
    lead = rows.select(pl.coalesce(pl.col(names[:3]).str.strip_chars()))[names[0]]
    total = lead.is_in([w for w in _maybe_totals(lead) if key(w) in _TOTALS]).fill_null(False)
    again = rows.select(pl.all_horizontal(heads))[names[0]]
    for mask, rule, what in ((total, "row.total", "a line of totals"), (again, "row.header", "the header again")):
        for row in rows["row"].filter(mask):
            message = f"{what} is left out, for it would count twice"
            faults.found.append(Finding(faults.place(row, names[0]), rule, message, "", "notice"))
    left = rows.filter(~(total | again))
    hidden = left["row"].filter((left["row"] + faults.sheet.first).is_in(sorted(faults.sheet.hidden)))
    faults.notice(hidden, names[0], "row.hidden", "a hidden row counts")
    return left


def _maybe_totals(lead: pl.Series) -> pl.Series:
    return lead.filter(lead.str.contains(r"(?i)tot|sum|计").fill_null(False)).unique()


def _cells(rows: pl.Series, header: Header, faults: Faults) -> None:
    """Cells that hold an error or a formula never computed."""
    counted, by_letter = set(rows.to_list()), {letter: name for name, letter in header.columns.items()}
    for (number, letter), fault in faults.sheet.faults.items():
        row, name = number - faults.sheet.first, by_letter.get(letter)
        if name is None or row not in counted:
            continue
        if fault == "formula":
            faults.error([row], name, "cell.formula", "the formula has no stored result", "open the file and save it")
        else:
            hint = "mend the formula or type the value"
            faults.error([row], name, "cell.error", f"the cell holds the error {fault}", hint)


def _others(sheet: Sheet, header: Header) -> list[Finding]:
    text = sheet.text.slice(header.row + 1)
    return [
        Finding(sheet.at(header.row, letter), "column.unknown", f"column {name!r} is not known; it is left out",
                "rename it, or name it in a mapping, if it matters", "notice")
        for name, letter in header.others.items() if text[letter].null_count() < text.height
    ]


def _checked(frame: pl.DataFrame, rows: pl.DataFrame, table: Table, faults: Faults, more: list[Finding]) -> Reading:
    """The declaration's own check, without a second finding on a cell that has one."""
    numbers = rows["row"].to_list()
    twice: set[str] = set()

    def place(row: int, column: str) -> str:
        faults.rows.add(numbers[row])
        where = faults.place(numbers[row], column)
        if (numbers[row], column) in faults.cells:
            twice.add(where)
        return where

    checked = check(frame.drop("row"), table, where=place)
    bad = rows["row"].is_in(sorted(faults.rows))
    good = checked.frame if not bad.any() else check(frame.filter(~bad).drop("row"), table).frame
    findings = (*faults.sheet.findings, *more, *faults.found, *(f for f in checked.findings if f.where not in twice))
    letter = _row_letter(faults)
    cells = [pl.format("{} › {}{}", pl.lit(faults.sheet.title), pl.lit(letter), pl.col("row") + faults.sheet.first)]
    places = rows.select(cells[0].alias("where"))["where"]
    rejected = rows.filter(bad).drop("row").with_columns(places.filter(bad))
    fixed = {n: c for n, c in faults.letters.items() if n != "quantity"}
    return Reading(good, rejected, findings, places.filter(~bad), {faults.sheet.title: fixed})


def _row_letter(faults: Faults) -> str:
    """The letter of the cell that stands for a row: its quantity, else its first column."""
    return faults.letters.get("quantity") or next(iter(faults.letters.values()), "A")
