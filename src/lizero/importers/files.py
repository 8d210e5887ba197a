"""Files of a user: which can be read, and their sheets.

An importer is registered under the ending that it reads (``csv``, ``xlsx``) and gives the sheets of a file; another
distribution adds its own through the entry points ``lizero.importers``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lizero import registry
from lizero.errors import ProjectRefused
from lizero.importers.delimited import read_delimited
from lizero.importers.sheet import Sheet
from lizero.importers.workbook import read_workbook

__all__ = ["DELIMITED", "WORKBOOKS", "Importer", "data_files", "read_sheets"]

DELIMITED = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")

Importer = Callable[[Path], tuple[Sheet, ...]]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of the file at `path`, told by its ending. Raises ProjectRefused for a file that cannot be read."""
    ending = path.suffix.lower()
    if not path.is_file():
        raise ProjectRefused(f"there is no file {path}")
    if ending.lstrip(".") not in registry.names("importers"):
        known = ", ".join(f".{name}" for name in registry.names("importers"))
        raise ProjectRefused(f"{path.name}: {ending or 'a file without ending'} cannot be read; save it as one of {known}")
    importer: Importer = registry.find("importers", ending.lstrip("."))
    return importer(path)


def data_files(folder: Path) -> list[Path]:
    """The files of `folder` that can be read, by name; lock files of spreadsheets are left out."""
    kinds = {f".{name}" for name in registry.names("importers")}
    found = (p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in kinds)
    return sorted(p for p in found if not p.name.startswith(("~$", ".")))


def _delimited(path: Path) -> tuple[Sheet, ...]:
    return (read_delimited(path),)


for _ending in DELIMITED:
    registry.register("importers", _ending.lstrip("."), _delimited)
for _ending in WORKBOOKS:
    registry.register("importers", _ending.lstrip("."), read_workbook)
