"""Activity records from the workbooks and delimited files of a user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding, LizeroError, ProjectRefused, TableRefused
from lizero.importers.files import data_files, read_sheets
from lizero.importers.grid import find_grid, read_grid
from lizero.importers.headers import Header, find_header
from lizero.importers.long import Given, read_long
from lizero.importers.names import WORDS
from lizero.importers.sheet import Sheet
from lizero.importers.tables import gathered, read_registers, table_of
from lizero.schema import Checked, Table
from lizero.tables import ACTIVITY, REGISTERS

__all__ = ["activity_of", "joined", "kind_of", "read_activity"]

_SAME = ("record", "site", "source", "flow", "quantity", "unit", "start", "end")


def read_activity(path: str | Path) -> Record:
    """The record in the file or folder at `path`: ACTIVITY rows, registers, findings and the rows set apart.

    A sheet is read as a month grid when its header names months, else as the ACTIVITY table. Registers come from
    sheets named after them (``sites``), and from the folder ``registers`` beside the file's folder.
    Raises ProjectRefused when a file cannot be read, TableRefused when no sheet holds activity.
    """
    path = Path(path)
    files = data_files(path) if path.is_dir() else [path]
    parts = [_file(p, alone=not path.is_dir()) for p in files]
    activity = _once(gathered([c for part in parts for c in part.activity], ACTIVITY))
    near, found = _beside(path if path.is_dir() else path.parent)
    sheets = [pair for part in parts for pair in part.registers]
    own = {name: gathered([c for n, c in sheets if n == name], REGISTERS[name]) for name, _ in sheets}
    more = [f for part in parts for f in part.findings] + [f for c in own.values() for f in c.findings]
    return joined(activity, near | {name: c.frame for name, c in own.items()}, (*more, *found))


def joined(activity: Checked, registers: Mapping[str, pl.DataFrame], findings: Iterable[Finding] = ()) -> Record:
    """The record of `activity` as read and its registers, checked against each other."""
    record = Record.of(activity.frame, **registers)
    apart = [f for f in (activity.rejected, record.rejected) if f.height]
    rejected = pl.concat(apart, how="diagonal_relaxed") if apart else pl.DataFrame()
    return replace(record, findings=(*activity.findings, *findings, *record.findings), rejected=rejected)


def activity_of(sheet: Sheet, *, given: Given = Given()) -> Checked:
    """The ACTIVITY rows of one sheet, whether a month grid or a table; units and items by their known names."""
    grid = find_grid(sheet)
    if grid is not None:
        return read_grid(sheet, grid, given=given, words=WORDS)
    return read_long(sheet, ACTIVITY, header=_header(sheet), given=given, words=WORDS)


def _header(sheet: Sheet) -> Header:
    """The header, a column of periods standing for both its first and its last day."""
    header = find_header(sheet, ACTIVITY, extra=("period",))
    columns = dict(header.columns)
    period = columns.pop("period", "")
    for name in ("start", "end") if period else ():
        columns.setdefault(name, period)
    return Header(header.row, columns, header.others)


@dataclass
class _Part:
    """What one file gave."""

    activity: list[Checked] = field(default_factory=list)
    registers: list[tuple[str, Checked]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refusals: list[LizeroError] = field(default_factory=list)

    def take(self, sheet: Sheet) -> None:
        """Read `sheet` as what it is; a refusal is kept, so that the other sheets count."""
        try:
            self._read(sheet)
        except LizeroError as error:
            self.refusals.append(error)
            self.findings.append(Finding(sheet.title, "sheet.refused", str(error), "the other sheets count"))

    def _read(self, sheet: Sheet) -> None:
        kind = kind_of(sheet)
        if kind is ACTIVITY:
            self.activity.append(activity_of(sheet))
        elif kind is not None:
            self.registers.append((kind.name, read_long(sheet, kind)))
        else:
            self.findings.append(_left_out(sheet))


def kind_of(sheet: Sheet) -> Table | None:
    """The table that `sheet` holds: ACTIVITY, a register, or None for a sheet without a header that is known."""
    named = {t.name.casefold(): t for t in (ACTIVITY, *REGISTERS.values())}.get(sheet.name.casefold())
    if named is not None:
        return named
    columns = _header(sheet).columns
    if not sheet.name or find_grid(sheet) is not None or set(ACTIVITY.required) <= set(columns):
        return ACTIVITY
    register = table_of(sheet, REGISTERS.values())
    return register or (ACTIVITY if len(columns) >= 3 else None)


def _file(path: Path, *, alone: bool) -> _Part:
    part, sheets = _Part(), ()
    try:
        sheets = read_sheets(path)
    except ProjectRefused as error:
        if alone:
            raise
        part.findings.append(Finding(path.name, "file.refused", str(error), "the other files count"))
    for sheet in sheets:
        part.take(sheet)
    if alone and not part.activity:
        raise part.refusals[0] if part.refusals else TableRefused(_nothing(path, sheets))
    return part


def _left_out(sheet: Sheet) -> Finding:
    hint = "its header names no columns of ACTIVITY; describe it in a mapping if it holds data"
    return Finding(sheet.title, "sheet.left-out", f"the sheet ({sheet.text.height} rows) is not read", hint, "notice")


def _nothing(path: Path, sheets: Iterable[Sheet]) -> str:
    names = ", ".join(s.name or s.file for s in sheets) or "none that holds a cell"
    return (f"{path.name}: no sheet holds activity; ACTIVITY needs the columns {', '.join(ACTIVITY.required)}, "
            f"or a month grid with site, category, flow, unit; sheets found: {names}")


def _once(activity: Checked) -> Checked:
    """Rows that stand in two files count once; a record told in two ways is an error, and the first one counts."""
    numbered = activity.frame.with_row_index("row")
    first = numbered.group_by("record").agg(pl.all().first())
    again = numbered.join(first.select("record", pl.col("row").alias("row_first"),
                                       *[pl.col(c).alias(f"{c}_first") for c in _SAME[1:]]), on="record")
    again = again.filter(pl.col("row") != pl.col("row_first")).sort("row")
    if not again.height:
        return activity
    same = pl.all_horizontal([pl.col(c).eq_missing(pl.col(f"{c}_first")) for c in _SAME[1:]])
    findings = [_twice(r, s) for r, s in again.select(pl.col("record"), same.alias("same")).iter_rows()]
    keep = ~pl.int_range(numbered.height, eager=True).is_in(again["row"].cast(pl.Int64).to_list())
    differ = again.filter(~same).select(pl.col(c).cast(pl.String) for c in activity.frame.columns)
    rejected = pl.concat([activity.rejected, differ], how="diagonal_relaxed") if differ.height else activity.rejected
    return Checked(activity.frame.filter(keep), rejected, (*activity.findings, *findings))


def _twice(record: str, same: bool) -> Finding:
    if same:
        return Finding(f"ACTIVITY › {record}", "record.repeated", "the same row stands in two places; it counts once",
                       "take one of them away", "notice", record)
    return Finding(f"ACTIVITY › {record}", "record.conflict", "the record is told in two ways; the first one counts",
                   "undo the older import, or give the second its own id", "error", record)


def _beside(folder: Path) -> tuple[dict[str, pl.DataFrame], tuple[Finding, ...]]:
    places = (folder / "registers", folder.parent / "registers")
    found = next((p for p in places if p.is_dir()), None)
    return read_registers(found) if found else ({}, ())
