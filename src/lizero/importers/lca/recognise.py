"""Whether a path holds a database of unit processes, told by what is in it, before it is read."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lizero.importers.lca.archive import Archive, opened
from lizero.importers.lca.read import FORMATS

__all__ = ["OWN", "format_of"]

OWN = "folder"
_WORKBOOK = "brightway-excel"
_MARKS = (b"Activity", b"Exchanges")


def format_of(path: str | Path) -> str | None:
    """The format of the database at `path`, ``folder`` for one of the project's own tables; None when it is no database.

    A workbook is one where ``Activity`` and ``Exchanges`` stand in cells of their own.
    Raises ProjectRefused when there is nothing at `path`, or an archive that is damaged or unsafe.
    """
    archive = opened(path)
    if isinstance(archive.source, Path) and archive.source.is_dir() and "exchanges.csv" in archive.names:
        return OWN
    fitting = (name for name, (fits, _) in FORMATS.items() if name != _WORKBOOK and fits(archive))
    return next(fitting, _WORKBOOK if _is_inventory(archive) else None)


def _is_inventory(archive: Archive) -> bool:
    if not isinstance(archive.source, zipfile.ZipFile) or "xl/workbook.xml" not in archive.names:
        return False
    parts = [n for n in archive.names if n == "xl/sharedStrings.xml" or n.startswith("xl/worksheets/")]
    found: set[bytes] = set()
    for name in sorted(parts, key=lambda n: n != "xl/sharedStrings.xml"):
        text = archive.read(name)
        found |= {mark for mark in _MARKS if b">" + mark + b"<" in text}
        if len(found) == len(_MARKS):
            return True
    return False
