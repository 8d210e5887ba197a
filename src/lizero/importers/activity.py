"""Activity records from the workbooks and delimited files of a user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding, LizeroError, TableRefused
from lizero.importers.files import data_files
from lizero.importers.part import Part, read_file
from lizero.importers.reading import Reading, gathered
from lizero.importers.tables import read_registers
from lizero.tables import ACTIVITY

__all__ = ["joined", "once", "read_activity", "record_of"]

_SAME = ("site", "source", "process", "category", "flow", "quantity", "unit", "start", "end", "provider")


def read_activity(path: str | Path) -> Record:
    """The record in the file or folder at `path`: ACTIVITY rows, registers, findings and the rows set apart.

    A sheet is read as a month grid when its header names months, else as the ACTIVITY table. Registers come from
    sheets named after them (``sites``), and from the folder ``registers`` beside the file's folder.
    Raises ProjectRefused when a file cannot be read, TableRefused when no sheet holds activity.
    """
    path = Path(path)
    if path.is_dir():
        return record_of(data_files(path), _beside(path))
    part = read_file(path)
    if not part.activity:
        raise TableRefused(f"{path.name} holds registers only; read them with read_registers, or name a file of activity")
    return _record([part], _beside(path.parent))


def record_of(files: Iterable[Path], registers: Path | None = None) -> Record:
    """The record in `files` with the registers in the folder `registers`; a file that is refused is a finding."""
    return _record([_part(file) for file in files], registers)


def _record(parts: list[Part], folder: Path | None) -> Record:
    near, found = read_registers(folder) if folder else ({}, ())
    sheets = Part(registers=[pair for part in parts for pair in part.registers])
    own = {name: reading.frame for name, reading in sheets.register().items()}
    more = (*(f for part in parts for f in part.findings), *sheets.all_findings(), *found)
    return joined(once([r for part in parts for r in part.activity]), near | own, more)


def _part(file: Path) -> Part:
    try:
        return read_file(file)
    except LizeroError as error:
        return Part(findings=[Finding(file.name, "file.refused", str(error), "the other files count")])


def joined(activity: Reading, registers: Mapping[str, pl.DataFrame], findings: Iterable[Finding] = ()) -> Record:
    """The record of `activity` and its registers, checked against each other; findings name the user's cells."""
    record = Record.of(activity.frame, **registers)
    rows = {name: row for row, name in enumerate(activity.frame["record"])} if record.findings else {}
    placed = (_placed(f, activity, rows.get(f.record)) for f in record.findings)
    found = {(f.where, f.rule, f.message): f for f in placed}.values()
    apart = record.rejected
    if apart.height and "record" in apart.columns:
        cells = [activity.where(rows[r]) if r in rows else None for r in apart["record"]]
        apart = apart.with_columns(pl.Series("where", cells, dtype=pl.String))
    frames = [f for f in (activity.rejected, apart) if f.height]
    rejected = pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()
    return replace(record, findings=(*activity.findings, *findings, *found), rejected=rejected)


def _placed(finding: Finding, activity: Reading, row: int | None) -> Finding:
    if row is None or not finding.where.startswith("ACTIVITY"):
        return finding
    return replace(finding, where=activity.where(row, finding.where.rpartition(" › ")[2]))


def once(parts: Iterable[Reading]) -> Reading:
    """`parts` as one: rows that stand in two files count once; a record told in two ways is an error, and the first one counts."""
    activity = gathered(parts, ACTIVITY)
    if not activity.frame["record"].is_duplicated().any():
        return activity
    rows = activity.frame.with_row_index("row").with_columns(activity.places.alias("where"))
    again = rows.with_columns(pl.all().exclude("record").first().over("record").name.suffix("_first"))
    again = again.filter(pl.col("row") != pl.col("row_first"))
    same = again.select(pl.all_horizontal([pl.col(c).eq_missing(pl.col(f"{c}_first")) for c in _SAME]))["site"]
    findings = [_twice(*told) for told in zip(again["record"], again["where"], again["where_first"], same, strict=True)]
    kept = ~rows["row"].is_in(again["row"].to_list())
    differ = again.filter(~same).select(pl.col([*activity.frame.columns, "where"]).cast(pl.String))
    rejected = pl.concat([activity.rejected, differ], how="diagonal_relaxed") if differ.height else activity.rejected
    return replace(activity, frame=activity.frame.filter(kept), places=activity.places.filter(kept), rejected=rejected,
                   findings=(*activity.findings, *findings))


def _twice(record: str, where: str, first: str, same: bool) -> Finding:
    if same:
        return Finding(where, "record.repeated", f"the same row stands at {first}; it counts once",
                       "take one of them away", "notice", record)
    return Finding(where, "record.conflict", f"record {record!r} is told otherwise at {first}, which counts",
                   "undo the older import, or give the second its own id", "error", record)


def _beside(folder: Path) -> Path | None:
    """The folder of registers within `folder` or beside it."""
    return next((p for p in (folder / "registers", folder.parent / "registers") if p.is_dir()), None)
