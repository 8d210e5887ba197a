"""Look a file over before it is imported: what would be found, shown in the user's own copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding, TableRefused
from lizero.importers import Mapping, read_file, read_registers
from lizero.importers.activity import joined, once
from lizero.importers.annotate import annotated
from lizero.project.store import write
from lizero.schema import empty
from lizero.tables import ACTIVITY

__all__ = ["Checkup", "checkup"]


@dataclass(frozen=True)
class Checkup:
    """Rows as they would be accepted (ACTIVITY), rows that would be set apart, the findings, the copy that shows them."""

    rows: pl.DataFrame
    rejected: pl.DataFrame
    findings: tuple[Finding, ...]
    copy: Path


def checkup(folder: Path, path: Path, mapping: Mapping | None, to: Path) -> Checkup:
    """The checkup of the file at `path` against the registers of the project in `folder`.

    A sheet that would be refused is a finding too. Raises ProjectRefused when the file cannot be read as what it is.
    """
    try:
        part = read_file(path, mapping=mapping)
    except TableRefused as error:
        refused = Finding(path.name, "file.refused", str(error), "mend the header or describe the file in a mapping")
        return _shown(path, to, Record(empty(ACTIVITY)), (refused,))
    held, _ = read_registers(folder / "registers")
    registers = held | {name: read.frame for name, read in part.register().items()}
    record = joined(once(part.activity), registers)
    sheets = (*part.findings, *(f for _, r in part.registers for f in r.findings))
    return _shown(path, to, record, (*sheets, *record.findings))


def _shown(path: Path, to: Path, record: Record, findings: tuple[Finding, ...]) -> Checkup:
    name, content = annotated(path, findings)
    return Checkup(record.activity, record.rejected, tuple(dict.fromkeys(findings)), write(to / name, content))
