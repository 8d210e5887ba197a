"""A table and its columns, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lizero.errors import UnknownName

__all__ = ["Column", "Kind", "Table"]

Kind = Literal["text", "number", "integer", "date", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds and what may stand in it.

    `required`: a value must stand in every row. `key`: part of the row's identity. `choices`: the values allowed.
    `minimum` and `maximum`: the least and the most (numbers). `unit`: the unit of a number, where it is not in a unit column.
    `example` stands in the template and on the page.
    """

    name: str
    kind: Kind
    about: str
    required: bool = False
    key: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table: its name, what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(c.name for c in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that need a value in every row."""
        return tuple(c.name for c in self.columns if c.required)

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the columns that together identify a row."""
        return tuple(c.name for c in self.columns if c.key)

    def __getitem__(self, name: str) -> Column:
        """The column `name`; UnknownName lists the nearest names."""
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownName(f"column of {self.name}", name, self.names)
