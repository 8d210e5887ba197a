"""A sheet of text cells, as a user sees it, with the place of every cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from lizero.errors import Finding

__all__ = ["Sheet", "column_letter", "column_number", "split_cell"]


@dataclass(frozen=True)
class Sheet:
    """Cells of one sheet or delimited file as text, blank cells null.

    `text`: one String column a sheet column, named by its letter (A, B, …); row i of the frame is row `first + i` of
    the file. `faults`: what stands in a cell that has no value (an error, a formula never computed), by row number and
    letter. `merged`: ranges (first row, first column, last row, last column), counted from 1. `hidden`: row numbers.
    `decimal_comma`: the file's separators suggest that a comma may be a decimal sign. `from_1904`: serial numbers of days
    count from 1904. `concealed`: the sheet is hidden.
    """

    file: str
    name: str
    text: pl.DataFrame
    first: int = 1
    faults: Mapping[tuple[int, str], str] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: frozenset[int] = frozenset()
    decimal_comma: bool = False
    from_1904: bool = False
    concealed: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def title(self) -> str:
        """The file, and the sheet where there are several."""
        return f"{self.file} › {self.name}" if self.name else self.file

    def at(self, row: int, letter: str = "A") -> str:
        """The place of a cell, `row` counted in the frame from 0.

        >>> Sheet("a.xlsx", "power", pl.DataFrame()).at(6, "D")
        'a.xlsx › power › D7'
        """
        return f"{self.title} › {letter}{self.first + row}"


def column_letter(number: int) -> str:
    """The letters of column `number`, counted from 1.

    >>> [column_letter(n) for n in (1, 26, 27, 703)]
    ['A', 'Z', 'AA', 'AAA']
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of the column `letters`, counted from 1.

    >>> column_number("AA")
    27
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def split_cell(cell: str) -> tuple[int, str]:
    """Row number and column letters of a cell name.

    >>> split_cell("AB12")
    (12, 'AB')
    """
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters):]), letters
