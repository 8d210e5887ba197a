"""The journal of imports: what came in, when, what it gave, and what was undone. One CSV, a row an import."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from lizero.project.store import write

__all__ = ["JOURNAL", "Entry", "begin", "changed", "entries"]

JOURNAL = "imports/journal.csv"


@dataclass(frozen=True)
class Entry:
    """One import. `id`: first digits of the digest of file and mapping. `state`: started, counts, superseded, undone.

    `kept`: the original within the project. `activity`: the file of the record that holds its rows. `apart`: the file
    that lists the rows set apart. Blank: none.
    """

    id: str
    file: str
    sha256: str
    on: str
    state: str
    accepted: int = 0
    repeated: int = 0
    rejected: int = 0
    kept: str = ""
    mapping: str = ""
    activity: str = ""
    apart: str = ""


def entries(folder: Path) -> list[Entry]:
    """The imports of the project in `folder`, oldest first."""
    path = folder / JOURNAL
    if not path.is_file():
        return []
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return [Entry(**{f.name: _value(f.name, row.get(f.name) or "") for f in fields(Entry)}) for row in rows]  # type: ignore[arg-type]


def begin(folder: Path, entry: Entry) -> None:
    """Add `entry`, which has started; an earlier start of the same import that came to nothing is taken out."""
    _save(folder, [*(e for e in entries(folder) if (e.id, e.state) != (entry.id, "started")), entry])


def changed(folder: Path, entry: Entry, state: str) -> None:
    """Give `entry` another state."""
    _save(folder, [replace(e, state=state) if e == entry else e for e in entries(folder)])


def _save(folder: Path, told: list[Entry]) -> None:
    sink = io.StringIO()
    writer = csv.DictWriter(sink, [f.name for f in fields(Entry)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(e) for e in told)
    write(folder / JOURNAL, sink.getvalue())


def _value(name: str, text: str) -> str | int:
    return int(text or 0) if name in ("accepted", "repeated", "rejected") else text
