"""Import files into a project: the original is kept, its good rows become one file of the record, and a journal tells.

Importing the same content again adds nothing. A corrected file (same name, sharing records) takes the place of the
one before. Rows set apart stay known to the project until a correction or an undo takes them away, so that no total
is silently short (convention 2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from lizero.errors import Finding, UnknownName
from lizero.importers import Mapping, Part, read_file
from lizero.importers.activity import joined, once, record_of
from lizero.importers.files import data_files
from lizero.importers.part import Tell
from lizero.importers.reading import Reading
from lizero.project.canonical import csv_text
from lizero.project.journal import Entry, begin, changed, entries
from lizero.project.parts import Parts
from lizero.project.registers import add_registers
from lizero.project.store import file_name, file_sha256, write
from lizero.tables import ACTIVITY

__all__ = ["Imported", "import_file", "pending", "record_files", "undo"]

_SAID = [c for c in ACTIVITY.names if c not in ("note", "evidence", "quality", "uncertainty", "method")]


@dataclass(frozen=True)
class Imported:
    """An import: its entry in the journal, the rows that were added and those set apart, and the findings."""

    entry: Entry
    added: pl.DataFrame
    rejected: pl.DataFrame
    findings: tuple[Finding, ...]


def import_file(
    folder: Path, path: str | Path, *, on: date, mapping: Mapping | None = None, tell: Tell | None = None
) -> Imported:
    """The file at `path` taken into the project in `folder`.

    An import that was interrupted is done again from the blocks that it had read. Raises ProjectRefused or TableRefused
    when the file cannot be read at all.
    """
    path = Path(path)
    sha = file_sha256(path) if path.is_file() else ""
    name = hashlib.sha256((sha + (mapping.text if mapping else "")).encode("utf-8")).hexdigest()[:12]
    before = next((e for e in entries(folder) if e.id == name and e.state == "counts"), None)
    if before is not None:
        return _again(path, before)
    parts = Parts(folder / "imports" / f"{name}.parts")
    part = read_file(path, mapping=mapping, keep=parts, tell=tell)
    reading = once(part.activity)
    older = _older(folder, path.name, reading.frame["record"])
    entry = Entry(name, path.name, sha, on.isoformat(), "started", mapping=mapping.text if mapping else "")
    imported = _take(folder, path, _Read(part, reading, older), entry)
    if older is not None:
        undo(folder, older.id, state="superseded")
    parts.clear()
    return replace(imported, findings=(*_superseded(path, older), *imported.findings))


@dataclass(frozen=True)
class _Read:
    """What a file gave, its activity as one reading, and the import that it corrects."""

    part: Part
    reading: Reading
    older: Entry | None


def _take(folder: Path, path: Path, read: _Read, entry: Entry) -> Imported:
    """Rows, registers, files and journal of a file that was read."""
    part, reading = read.part, read.reading
    registers, said = add_registers(folder, part.register())
    new, repeated, apart, found = _new_rows(_held(folder, read.older), reading, registers)
    stem = file_name(f"{path.stem}-{entry.id}")
    whole = replace(
        entry,
        accepted=new.height,
        repeated=repeated,
        rejected=apart.height,
        kept=f"imports/{file_name(f'{entry.id}-{path.stem}', path.suffix)}",
        activity=f"activity/{stem}.csv" if new.height else "",
        apart=f"imports/{stem}-apart.csv" if apart.height else "",
    )
    _write(folder, whole, path, new, apart)
    registered = (f for _, r in part.registers for f in r.findings)
    findings = (*part.findings, *registered, *said, *reading.findings, *found)
    return Imported(replace(whole, state="counts"), new, apart, findings)


def undo(folder: Path, name: str, *, state: str = "undone") -> Entry:
    """Take the rows of the import `name` (its id, or the name of its file) out of the record; the original is kept.

    Raises UnknownName when no import of that name counts.
    """
    counting = [e for e in entries(folder) if e.state == "counts"]
    entry = next((e for e in reversed(counting) if name in (e.id, e.file)), None)
    if entry is None:
        raise UnknownName("import", name, [x for e in counting for x in (e.id, e.file)])
    for part in (entry.activity, entry.apart):
        if part:
            (folder / part).unlink(missing_ok=True)
    changed(folder, entry, state)
    return entry


def pending(folder: Path) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """The rows that imports set apart and nobody has mended, and a finding for each such import."""
    open_entries = [e for e in entries(folder) if e.state == "counts" and e.apart and (folder / e.apart).is_file()]
    frames = [pl.read_csv(folder / e.apart, infer_schema=False) for e in open_entries]
    findings = tuple(
        Finding(e.file, "import.apart", f"{e.rejected} rows were set apart at the import and do not count",
                f"they are listed in {e.apart}: mend the file and import it again, or undo the import")
        for e in open_entries
    )
    halted = tuple(
        Finding(e.file, "import.interrupted", "the import was interrupted; none of its rows count", "import the file again")
        for e in entries(folder) if e.state == "started"
    )
    return pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame(), (*findings, *halted)


def _again(path: Path, before: Entry) -> Imported:
    message = f"the same content was imported on {before.on} as {before.file}; nothing is added"
    finding = Finding(path.name, "import.again", message, "undo that import first to read it in another way", "notice")
    return Imported(before, pl.DataFrame(), pl.DataFrame(), (finding,))


def _older(folder: Path, file: str, records: pl.Series) -> Entry | None:
    """An import of a file of the same name that shares records or rows set apart: the one that this file corrects."""
    known = set(records.to_list())
    for entry in reversed([e for e in entries(folder) if e.state == "counts" and e.file == file]):
        held = pl.read_csv(folder / entry.activity, infer_schema=False)["record"].to_list() if entry.activity else []
        if not known.isdisjoint(held) or not held:
            return entry
    return None


def _superseded(path: Path, older: Entry | None) -> Iterable[Finding]:
    if older is not None:
        message = f"the import of {older.on} of a file of this name is replaced: {older.accepted} rows taken out"
        yield Finding(path.name, "import.superseded", message, "rename the file if it is another one", "notice")


def _new_rows(
    record: pl.DataFrame, reading: Reading, registers: dict[str, pl.DataFrame]
) -> tuple[pl.DataFrame, int, pl.DataFrame, list[Finding]]:
    """Rows that the `record` does not hold, how many it holds already, rows set apart, and findings."""
    checked = joined(reading, registers)
    found = [f for f in checked.findings if f not in reading.findings]
    held, rows = record.select(_SAID), checked.activity
    repeated = rows.join(held, on=_SAID, how="semi", nulls_equal=True)
    rest = rows.join(held, on=_SAID, how="anti", nulls_equal=True)
    conflict = rest.join(held, on="record", how="semi")
    cells = {r: reading.where(n) for n, r in enumerate(reading.frame["record"])} if conflict.height or repeated.height else {}
    if repeated.height:
        found.append(_repeated(repeated, cells))
    found += [_conflict(r, cells) for r in conflict["record"]]
    apart = [checked.rejected] if checked.rejected.height else []
    if conflict.height:
        told = conflict.cast(dict.fromkeys(conflict.columns, pl.String))
        apart.append(told.with_columns(pl.Series("where", [cells[r] for r in conflict["record"]])))
    lost = pl.concat(apart, how="diagonal_relaxed") if apart else pl.DataFrame()
    return rest.join(held, on="record", how="anti"), repeated.height, lost, found


def _held(folder: Path, older: Entry | None) -> pl.DataFrame:
    """The rows of the record, without those of the import that is corrected."""
    corrected = folder / older.activity if older is not None and older.activity else None
    return record_of(p for p in record_files(folder) if p != corrected).activity


def record_files(folder: Path) -> list[Path]:
    """The files of the record, without those of imports that were interrupted."""
    activity = folder / "activity"
    started = {folder / e.activity for e in entries(folder) if e.state == "started" and e.activity}
    return [p for p in data_files(activity) if p not in started] if activity.is_dir() else []


def _repeated(rows: pl.DataFrame, cells: dict[str, str]) -> Finding:
    first = rows["record"][0]
    message = f"{rows.height} rows are in the record already, {first!r} the first; they are not added"
    return Finding(cells[first], "import.repeated", message, "", "notice", first)


def _conflict(record: str, cells: dict[str, str]) -> Finding:
    message = f"the record holds {record!r} with another content"
    return Finding(cells[record], "record.conflict", message, "undo the older import, or give this row its own id",
                   "error", record)


def _write(folder: Path, entry: Entry, original: Path, new: pl.DataFrame, apart: pl.DataFrame) -> None:
    """The journal says what has started before any file stands, and that it counts when all of them do."""
    begin(folder, entry)
    write(folder / entry.kept, original.read_bytes())
    if entry.apart:
        write(folder / entry.apart, csv_text(apart))
    if entry.activity:
        write(folder / entry.activity, csv_text(new))
    changed(folder, entry, "counts")
