"""Files of a user: which can be read, and their sheets."""

from __future__ import annotations

from pathlib import Path

from lizero.errors import ProjectRefused
from lizero.importers.delimited import read_delimited
from lizero.importers.sheet import Sheet
from lizero.importers.workbook import read_workbook

__all__ = ["DELIMITED", "WORKBOOKS", "data_files", "read_sheets"]

DELIMITED = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of the file at `path`, told by its ending. Raises ProjectRefused for a file that cannot be read."""
    ending = path.suffix.lower()
    if not path.is_file():
        raise ProjectRefused(f"there is no file {path}")
    if ending in WORKBOOKS:
        return read_workbook(path)
    if ending in DELIMITED:
        return (read_delimited(path),)
    known = ", ".join((*DELIMITED, *WORKBOOKS))
    raise ProjectRefused(f"{path.name}: {ending or 'a file without ending'} cannot be read; save it as one of {known}")


def data_files(folder: Path) -> list[Path]:
    """The data files of `folder`, by name; lock files of spreadsheets are left out."""
    kinds = {*DELIMITED, *WORKBOOKS}
    found = (p for p in folder.iterdir() if p.is_file() and p.suffix.lower() in kinds)
    return sorted(p for p in found if not p.name.startswith(("~$", ".")))
