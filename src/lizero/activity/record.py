"""A company's record: its activity and the registers that say what the ids in it mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from lizero.activity.checks import inspect, inspect_registers
from lizero.activity.split import split_by_days
from lizero.errors import Finding, UnknownName
from lizero.schema import check, empty
from lizero.tables import ACTIVITY, REGISTERS

__all__ = ["Record"]


@dataclass(frozen=True)
class Record:
    """Activity (an ACTIVITY frame), registers by table name, what was found, and the rows that do not count.

    Nothing is lost: every row that came is in `activity` or in `rejected` (convention 2).
    """

    activity: pl.DataFrame
    registers: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    rejected: pl.DataFrame = field(default_factory=pl.DataFrame)

    @classmethod
    def of(cls, activity: pl.DataFrame, **registers: pl.DataFrame) -> Record:
        """A record from frames, each checked against its declaration and all against each other.

        Registers are named as their tables, in small or capital letters. Raises TableRefused when a required column
        is missing and UnknownName for a register that is none.

        >>> row = {"record": "r1", "site": "a", "category": "stationary combustion", "flow": "diesel",
        ...        "quantity": -5.0, "unit": "L", "start": date(2025, 1, 1), "end": date(2025, 1, 31)}
        >>> record = Record.of(pl.DataFrame([row]))
        >>> record.activity.height, record.rejected.height, record.findings[0].rule
        (0, 1, 'activity.negative')
        """
        known, notes, refused = _registers(registers)
        rows = check(activity, ACTIVITY, where=_places(activity))
        seen = inspect(rows.frame, known)
        findings = (*notes, *rows.findings, *seen.findings)
        rejected = _stack(rows.rejected, seen.rejected, *refused)
        return cls(seen.frame, known, findings, rejected)

    def register(self, name: str) -> pl.DataFrame:
        """The register `name` (a table name, any case); an empty frame when the record has none."""
        table = REGISTERS.get(name.upper())
        if table is None:
            raise UnknownName("register", name, REGISTERS)
        return self.registers.get(table.name, empty(table))

    def year(self, year: int | tuple[date, date]) -> Record:
        """The record of one year (or of a stated first and last day); rows across its ends are split by days."""
        return replace(self, activity=split_by_days(self.activity, year))


def _registers(given: Mapping[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], list[Finding], list[pl.DataFrame]]:
    frames: dict[str, pl.DataFrame] = {}
    findings: list[Finding] = []
    refused: list[pl.DataFrame] = []
    for name, frame in given.items():
        table = REGISTERS.get(name.upper())
        if table is None:
            raise UnknownName("register", name, REGISTERS)
        checked = check(frame, table)
        frames[table.name] = checked.frame
        findings += checked.findings
        refused.append(checked.rejected.with_columns(pl.lit(table.name).alias("table")))
    seen = inspect_registers(frames)
    return seen.frames, [*findings, *seen.findings], [*refused, *seen.rejected]


def _places(frame: pl.DataFrame):  # type: ignore[no-untyped-def]
    names = frame["record"].to_list() if "record" in frame.columns else []

    def place(row: int, column: str) -> str:
        return f"ACTIVITY › {names[row] or f'row {row + 1}'} › {column}"

    return place


def _stack(*frames: pl.DataFrame) -> pl.DataFrame:
    """Rejected rows of several tables in one frame, as text where their types differ."""
    some = [f for f in frames if f.height]
    return pl.concat(some, how="diagonal_relaxed") if some else pl.DataFrame()
