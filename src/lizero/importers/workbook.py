"""Sheets of an XLSX workbook, by their stored values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import fastexcel
import polars as pl

from lizero.errors import Finding, ProjectRefused
from lizero.importers.cells import CellNotes, cell_notes, counts_from_1904, recalculates
from lizero.importers.guard import CELL_LIMIT, SPAN_LIMIT, open_workbook
from lizero.importers.sheet import Sheet, column_letter

__all__ = ["exact", "read_workbook"]


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """The sheets of the XLSX workbook at `path` that hold anything, numbers as text in full precision.

    Formulas count by their stored value. Error cells and formulas never computed are faults of the sheet.
    Raises ProjectRefused when the file is no workbook, damaged, protected, or too large.
    """
    with open_workbook(path) as book:
        notes, told = cell_notes(book), _Told(path.name, recalculates(book), counts_from_1904(book))
    _refuse_wide(path.name, notes)
    try:
        reader = fastexcel.read_excel(path)
        sheets = [_sheet(reader, name, notes.get(name, CellNotes()), told) for name in reader.sheet_names]
    except fastexcel.FastExcelError as error:
        raise ProjectRefused(f"{path.name} cannot be read as a workbook: {_first_line(error)}") from error
    return tuple(s for s in sheets if s.text.height and s.text.width)


def _refuse_wide(file: str, notes: Mapping[str, CellNotes]) -> None:
    """A single cell far away makes a sheet of billions of cells."""
    for name, note in notes.items():
        if note.rows * note.columns > SPAN_LIMIT:
            raise ProjectRefused(
                f"{file} › {name} spans {note.rows:,} rows and {note.columns:,} columns; at most {SPAN_LIMIT:,} cells are read: "
                "clear what stands far away from the data"
            )


@dataclass(frozen=True)
class _Told:
    """What holds for the whole workbook: its file, whether its stored results may be stale, and how it counts days."""

    file: str
    stale: bool
    from_1904: bool


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["unknown fault"])[0]


def _sheet(reader: fastexcel.ExcelReader, name: str, notes: CellNotes, told: _Told) -> Sheet:
    loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    letters = [column_letter(c.absolute_index + 1) for c in loaded.available_columns()]
    text = loaded.to_polars()
    if not text.width:
        return Sheet(told.file, name, text)
    numbers = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="float").to_polars()
    columns = [exact(text.to_series(i), numbers.to_series(i)).alias(c) for i, c in enumerate(letters)]
    sheet = Sheet(told.file, name, pl.DataFrame(columns), 1, notes.faults, notes.merged, notes.hidden, from_1904=told.from_1904)
    _refuse_long(sheet)
    return replace(sheet, findings=_stale(sheet, notes, told.stale), concealed=notes.concealed)


def _refuse_long(sheet: Sheet) -> None:
    for letter in sheet.text.columns:
        longest = sheet.text[letter].str.len_bytes()
        if (longest.max() or 0) > CELL_LIMIT:  # type: ignore[operator]
            row = longest.arg_max() or 0
            raise ProjectRefused(f"{sheet.at(row, letter)} holds {longest[row]:,} bytes; at most {CELL_LIMIT:,} in a cell are read")


def exact(text: pl.Series, number: pl.Series) -> pl.Series:
    """Text of each cell; where the reader rounded a number, the shortest text that gives the number back."""
    rounded = text.cast(pl.Float64, strict=False)
    full = number.cast(pl.String)
    differs = (rounded.is_not_null() & number.is_not_null() & (rounded != number)).fill_null(False)
    return full.zip_with(differs, text)


def _stale(sheet: Sheet, notes: CellNotes, stale: bool) -> tuple[Finding, ...]:
    if not (stale and notes.formulas):
        return ()
    message = f"{notes.formulas} formulas count by their stored results, which the workbook marks as out of date"
    return (Finding(sheet.title, "formula.stale", message, "open the file, let it compute, and save it", "warning"),)
