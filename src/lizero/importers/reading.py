"""What was read: accepted rows with their places, rows set apart, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from lizero.importers.sheet import split_cell
from lizero.schema import Checked, Table, empty

__all__ = ["Reading", "gathered", "nothing"]


@dataclass(frozen=True)
class Reading(Checked):
    """`places`: the cell (``file › sheet › D7``) of each row of `frame`. `letters`: title → column → letter."""

    places: pl.Series = field(default_factory=lambda: pl.Series("where", [], dtype=pl.String))
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def where(self, row: int, column: str = "") -> str:
        """The cell of `column` in row `row` of the frame, or of the row as a whole."""
        title, _, cell = str(self.places[row]).rpartition(" › ")
        number, letter = split_cell(cell)
        fixed = self.letters.get(title, {})
        return f"{title} › {fixed.get(column, letter)}{number}"


def nothing(table: Table) -> Reading:
    """No rows of `table`."""
    return Reading(empty(table), pl.DataFrame(), ())


def gathered(parts: Iterable[Reading], table: Table) -> Reading:
    """Several readings of `table` as one, in their order."""
    parts = list(parts)
    full = [p for p in parts if p.frame.height]
    rejected = [p.rejected for p in parts if p.rejected.height]
    if not full:
        return Reading(empty(table), _stacked(rejected), tuple(f for p in parts for f in p.findings))
    return Reading(
        pl.concat([p.frame for p in full]),
        _stacked(rejected),
        tuple(f for p in parts for f in p.findings),
        pl.concat([p.places for p in full]),
        {title: letters for p in parts for title, letters in p.letters.items()},
    )


def _stacked(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()
