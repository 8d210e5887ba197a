"""Milestones of a plan and who answers for each, from the optional ``governance.csv`` of a project.

    milestone,owner,gate,date,kpi,pay_link,trigger
    Boiler of the refinery ordered,head of operations,investment committee,2026-09-30,order signed,5 % of bonus,price of power above 120 a MWh
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import polars as pl

from lizero.errors import Finding
from lizero.importers.encoding import decode

__all__ = ["COLUMNS", "FILE", "milestones_in"]

FILE = "governance.csv"
COLUMNS = ("milestone", "owner", "gate", "date", "kpi", "pay_link", "trigger")


def milestones_in(folder: Path) -> tuple[pl.DataFrame | None, tuple[Finding, ...]]:
    """The milestones of the project in `folder` by date (texts in `COLUMNS`, blank is null), None where none are stated, and what was found.

    A row without a milestone, or with a date that is none, is left out and said.
    """
    path = folder / FILE
    if not path.is_file():
        return None, ()
    try:
        text, said = _text(path)
        rows = csv.DictReader(io.StringIO(text))
        heads = [h.strip() for h in rows.fieldnames or ()]
        given = [{h: (v or "").strip() for h, v in zip(heads, r.values()) if isinstance(v, str | None)} for r in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        return None, (Finding(FILE, "governance.unreadable", f"the file cannot be read as CSV: {error}", "save it as UTF-8; nothing of it is used"),)
    if "milestone" not in heads:
        return None, (Finding(FILE, "governance.columns", "the file has no column milestone", f"the columns are {', '.join(COLUMNS)}"),)
    odd = [Finding(f"{FILE} › {h}", "governance.unknown", f"{h!r} is no column here", f"known: {', '.join(COLUMNS)}", "warning")
           for h in heads if h not in COLUMNS]
    faults = {n: fault for n, row in enumerate(given, 2) if (fault := _fault(row, n))}
    good = [{c: row.get(c) or None for c in COLUMNS} for n, row in enumerate(given, 2) if n not in faults]
    frame = pl.DataFrame(good, schema=dict.fromkeys(COLUMNS, pl.String)).sort("date", "milestone", nulls_last=True)
    return (frame if frame.height else None), (*said, *odd, *faults.values())


def _text(path: Path) -> tuple[str, tuple[Finding, ...]]:
    """The text of the file: UTF-8, else as the importers read what other programs save. Raises UnicodeDecodeError."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        text, said = decode(data, FILE)
        if "milestone" not in text:
            raise
        return text, said


def _fault(row: dict[str, str], at: int) -> Finding | None:
    if not row.get("milestone"):
        return Finding(f"{FILE} › row {at}", "governance.row", "the row names no milestone", "name it, or take the row out")
    try:
        date.fromisoformat(row.get("date") or "2000-01-01")
    except ValueError:
        return Finding(f"{FILE} › row {at}", "governance.row", f"{row['date']!r} is no date", "write it as 2026-09-30")
    return None
