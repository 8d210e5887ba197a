"""The documents behind a record, looked over: whether each file lies in the project as its digest says, or who holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding, Severity
from lizero.project.store import file_sha256

__all__ = ["STATES", "documents"]

STATES = ("agrees", "differs", "missing", "outside", "no digest", "held", "nowhere", "unknown")
"""What is found of a document: its file is as the digest says, is another, is not there, lies outside the project, has no
digest to be held against; the original is held by somebody; it is nowhere; or a record names it and EVIDENCE does not."""
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_TOLD: Mapping[str, tuple[str, str, Severity]] = {
    "differs": ("the file is not the one whose digest is stated", "find out what changed; state the digest of the file that was checked", "warning"),
    "missing": ("the file is not in the project", "put it there, or say who holds the original in held_by", "warning"),
    "outside": ("the file lies outside the project", "name a file below the project's folder, such as evidence/invoice.pdf", "warning"),
    "no digest": ("no digest is stated for the file", "state its sha256, so that a later change shows", "notice"),
    "nowhere": ("neither a file nor who holds the original is stated", "state file, or held_by", "warning"),
    "unknown": ("a record names the document, and EVIDENCE does not hold it", "add it to registers/evidence.csv", "warning"),
}


def documents(folder: Path, record: Record) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """EVIDENCE of `record` with the ``state`` of each document (`STATES`), and a finding for each that needs a look.

    Documents that rows of the record, or gates of its instruments, name without being in the register follow at the end.
    Files are looked for below `folder` only.
    """
    register = record.register("EVIDENCE")
    states = [_state(folder, row) for row in register.iter_rows(named=True)]
    known = register.with_columns(pl.Series("state", states, pl.String))
    strange = sorted(_named(record) - set(register["evidence"]))
    more = pl.DataFrame({"evidence": strange, "state": ["unknown"] * len(strange)}, schema={"evidence": pl.String, "state": pl.String})
    found = pl.concat([known, more], how="diagonal")
    return found, tuple(_findings(found))


def _named(record: Record) -> set[str]:
    gates = record.register("INSTRUMENTS").select(pl.col("^gate_.*$"))
    columns = [record.activity["evidence"], *gates.get_columns()]
    return {str(id) for column in columns for id in column.drop_nulls().unique()}


def _state(folder: Path, row: Mapping[str, Any]) -> str:
    if not row["file"]:
        return "held" if row["held_by"] else "nowhere"
    path = PurePosixPath(str(row["file"]).replace("\\", "/"))
    if path.is_absolute() or PureWindowsPath(path).drive or not _within(file := folder.joinpath(*path.parts), folder):
        return "outside"
    if not file.is_file():
        return "missing"
    if not row["sha256"]:
        return "no digest"
    stated = str(row["sha256"]).strip()
    return "agrees" if _SHA256.fullmatch(stated) and file_sha256(file) == stated.lower() else "differs"


def _within(file: Path, folder: Path) -> bool:
    """Whether `file`, its links followed, lies below `folder`; a name that no file can have lies nowhere."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        return False


def _findings(found: pl.DataFrame) -> Iterator[Finding]:
    for id, file, state in found.select("evidence", "file", "state").iter_rows():
        if state in _TOLD:
            message, hint, severity = _TOLD[state]
            yield Finding(f"EVIDENCE › {id}", f"evidence.{state.replace(' ', '-')}", f"{message}{f': {file}' if file else ''}", hint, severity)
