"""Whether a path holds unit processes, or methods of impact assessment, told by what is in it, before it is read."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lizero.importers.lca.archive import Archive, opened
from lizero.importers.lca.read import FORMATS

__all__ = ["OWN", "format_of", "holds_methods"]

OWN = "folder"
_WORKBOOK = "brightway-excel"
_MARKS = (b"Activity", b"Exchanges")


def format_of(path: str | Path) -> str | None:
    """The format of the database at `path`, ``folder`` for one of the project's own tables; None when it holds no process.

    A workbook is one where ``Activity`` and ``Exchanges`` stand in cells of their own.
    Raises ProjectRefused when there is nothing at `path`, or an archive that is damaged or unsafe.
    """
    archive = opened(path)
    if isinstance(archive.source, Path) and archive.source.is_dir() and "exchanges.csv" in archive.names:
        return OWN
    fitting = next((name for name, (fits, _) in FORMATS.items() if name != _WORKBOOK and fits(archive)), None)
    if fitting == "jsonld":
        return fitting if _in_folder(archive, "processes") else None
    if fitting == "ilcd":
        return fitting if _in_folder(archive, "processes") or _says(archive, b"processDataSet") else None
    return fitting or (_WORKBOOK if _is_inventory(archive) else None)


def holds_methods(path: str | Path) -> bool:
    """Whether `path` holds methods: JSON-LD with impact categories, ILCD method data sets, or a CSV of category, flow, factor.

    Raises ProjectRefused as `format_of` does.
    """
    archive = opened(path)
    if _in_folder(archive, "lcia_categories", "lciamethods") or _says(archive, b"LCIAMethodDataSet"):
        return True
    alone = next(archive.ending(".csv"), None) if len(archive.names) == 1 else None
    if alone is None:
        return False
    head = archive.read(alone).lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    columns = {c.strip().strip('"') for c in head.split(",")}
    return {"category", "flow", "factor"} <= columns and "quantity" not in columns


def _in_folder(archive: Archive, *folders: str) -> bool:
    return any(f"/{n}".rsplit("/", 2)[-2].lower() in folders for n in archive.names if "/" in n)


def _says(archive: Archive, mark: bytes) -> bool:
    """Whether the first XML file, which is not in a folder of its kind, has the root `mark`."""
    first = next(archive.ending(".xml"), None)
    return first is not None and mark in archive.read(first)[:4096]


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
