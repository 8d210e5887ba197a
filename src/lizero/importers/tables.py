"""Registers and other declared tables from the files of a user."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.importers.files import data_files, read_sheets
from lizero.importers.given import NOTHING, Given
from lizero.importers.headers import find_header
from lizero.importers.long import read_long
from lizero.importers.reading import Reading, gathered, nothing
from lizero.importers.sheet import Sheet
from lizero.schema import Table
from lizero.tables import REGISTERS

__all__ = ["read_registers", "read_table", "table_of"]


def read_table(path: str | Path, table: Table, *, given: Given = NOTHING) -> Reading:
    """The rows of `table` in the file at `path`, from the one sheet that holds it.

    Raises TableRefused when no sheet has its columns, ProjectRefused when the file cannot be read.
    """
    sheets = read_sheets(Path(path))
    named = [s for s in sheets if s.name.casefold() == table.name.casefold()] or list(sheets)
    if not named:
        return replace(nothing(table), findings=(_empty_file(Path(path)),))
    best = max(named, key=lambda s: len(find_header(s, table).columns))
    return read_long(best, table, given=given)


def read_registers(folder: str | Path) -> tuple[dict[str, pl.DataFrame], tuple[Finding, ...]]:
    """The registers in `folder` by table name, each file named as its table (``sites.csv``), and the findings.

    A file that cannot be read as its register is a finding; the others go on.
    """
    frames: dict[str, list[Reading]] = {}
    findings: list[Finding] = []
    for path in data_files(Path(folder)) if Path(folder).is_dir() else []:
        table = REGISTERS.get(path.stem.upper().split(".")[0])
        if table is None:
            findings.append(_unknown_register(path))
            continue
        try:
            frames.setdefault(table.name, []).append(read_table(path, table))
        except LizeroError as error:
            findings.append(Finding(path.name, "file.refused", str(error), "mend the file"))
    read = {name: gathered(parts, REGISTERS[name]) for name, parts in frames.items()}
    return {n: c.frame for n, c in read.items()}, (*findings, *(f for c in read.values() for f in c.findings))


def table_of(sheet: Sheet, tables: Iterable[Table]) -> Table | None:
    """The table that `sheet` is named after, else the one whose required columns it all has, else None."""
    by_name = {t.name.casefold(): t for t in tables}
    if (named := by_name.get(sheet.name.casefold())) is not None:
        return named
    headers = {t.name: find_header(sheet, t) for t in by_name.values()}
    fits = [t for t in by_name.values() if set(t.required) <= set(headers[t.name].columns)]
    return max(fits, key=lambda t: len(headers[t.name].columns), default=None)


def _empty_file(path: Path) -> Finding:
    return Finding(path.name, "file.empty", "the file holds no rows", "fill it in, or take it away", "warning")


def _unknown_register(path: Path) -> Finding:
    names = ", ".join(n.lower() for n in REGISTERS)
    return Finding(path.name, "file.unknown", f"{path.stem!r} is no register", f"name it as one of {names}", "warning")
