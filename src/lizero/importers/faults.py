"""Faults of cells while a sheet is read: one finding an error cell, one notice for all the cells that were folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from lizero.errors import Finding, Severity
from lizero.importers.sheet import Sheet

__all__ = ["Fault", "Faults"]

Fault = tuple[str, str, str]
"""Rule, what is wrong with the text, and the hint."""


@dataclass
class Faults:
    """Findings on the cells of `sheet`, rows counted in its frame from 0. `letters`: letter by column name."""

    sheet: Sheet
    letters: Mapping[str, str]
    rows: set[int] = field(default_factory=set)
    cells: set[tuple[int, str]] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)

    def place(self, row: int, column: str) -> str:
        """The cell of `column` in `row`; the row's first cell where the column does not stand in the sheet."""
        return self.sheet.at(row, self.letters.get(column, next(iter(self.letters.values()), "A")))

    def error(self, rows: Iterable[int], column: str, rule: str, message: str, hint: str) -> None:
        """Set `rows` apart, each with its finding; a cell has one finding a rule."""
        for row in rows:
            self.rows.add(row)
            cell = (row, self.letters.get(column, column) + rule)
            if cell not in self.cells:
                self.found.append(Finding(self.place(row, column), rule, message, hint))
            self.cells |= {cell, (row, column)}

    def notice(self, rows: pl.Series, column: str, rule: str, message: str, severity: Severity = "notice") -> None:
        """One finding for all `rows`, at the first; the rows count."""
        if rows.len():
            count = f" ({rows.len():,} cells, the first here)" if rows.len() > 1 else ""
            self.found.append(Finding(self.place(int(rows[0]), column), rule, message + count, "", severity))

    def errors_of(self, texts: pl.Series, rows: pl.Series, faults: Mapping[str, Fault], column: str) -> pl.Series:
        """An error for each cell whose text is in `faults`; which cells they are."""
        bad = texts.str.strip_chars().is_in(list(faults)).fill_null(False)
        for row, text in zip(rows.filter(bad), texts.filter(bad).str.strip_chars(), strict=True):
            rule, fault, hint = faults[text]
            self.error([row], column, rule, f"{column} {text!r} {fault}", hint)
        return bad
