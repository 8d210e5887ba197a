"""Registers that came with an import, added to the project's own files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from lizero.errors import Finding
from lizero.importers import read_registers
from lizero.importers.reading import Reading
from lizero.project.canonical import csv_text
from lizero.project.store import write
from lizero.schema import empty
from lizero.tables import REGISTERS

__all__ = ["add_registers"]


def add_registers(
    folder: Path, given: Mapping[str, Reading]
) -> tuple[dict[str, pl.DataFrame], tuple[Finding, ...]]:
    """The project's registers with the rows of `given` that they do not hold; a row told otherwise stays as it was.

    Rows are added to ``registers/NAME.csv``; the findings name each row that is told in two ways.
    """
    held, _ = read_registers(folder / "registers")
    findings: list[Finding] = []
    for name, reading in given.items():
        old = held.get(name, empty(REGISTERS[name]))
        findings += _told_otherwise(name, old, reading)
        new = reading.frame.join(old, on=list(REGISTERS[name].key), how="anti", nulls_equal=True)
        held[name] = pl.concat([old, new])
        if new.height:
            write(folder / "registers" / f"{name.lower()}.csv", csv_text(held[name]))
    return held, tuple(findings)


def _told_otherwise(name: str, old: pl.DataFrame, reading: Reading) -> Iterator[Finding]:
    key = list(REGISTERS[name].key)
    rows = reading.frame.with_row_index("row")
    same_key = rows.join(old, on=key, how="semi", nulls_equal=True)
    differ = same_key.join(old, on=old.columns, how="anti", nulls_equal=True)
    for row in differ.iter_rows(named=True):
        message = f"{name} holds {', '.join(str(row[k]) for k in key)} with other particulars, which stay"
        hint = f"edit registers/{name.lower()}.csv if the new ones are right"
        yield Finding(reading.where(row["row"], key[0]), "register.conflict", message, hint, "warning")
