"""Files that would exhaust the machine are refused before they are opened: the zip directory is read first."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lizero.errors import ProjectRefused

__all__ = ["CELL_LIMIT", "DELIMITED_LIMIT", "SPAN_LIMIT", "WORKBOOK_LIMIT", "open_workbook"]

WORKBOOK_LIMIT = 800_000_000
DELIMITED_LIMIT = 4_000_000_000
CELL_LIMIT = 1_000_000
SPAN_LIMIT = 30_000_000
_RATIO, _RATIO_FROM = 150, 50_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_workbook(path: Path) -> zipfile.ZipFile:
    """The zip container of the workbook at `path`, after its directory was found sane.

    Raises ProjectRefused for a file that is no XLSX, is protected by a password, unpacks to more than
    `WORKBOOK_LIMIT` bytes, or is packed so densely that it can only be an attack.
    """
    try:
        book = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise ProjectRefused(_not_a_workbook(path)) from error
    try:
        _sane(path, book.infolist())
    except ProjectRefused:
        book.close()
        raise
    return book


def _sane(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(m.file_size for m in members)
    if total > WORKBOOK_LIMIT:
        raise ProjectRefused(
            f"{path.name} unpacks to {total:,} bytes; at most {WORKBOOK_LIMIT:,} are read: "
            "save it in parts, or as CSV, which is read in blocks"
        )
    for member in members:
        if member.file_size > _RATIO_FROM and member.file_size > _RATIO * max(member.compress_size, 1):
            raise ProjectRefused(
                f"{path.name} › {member.filename} unpacks {member.compress_size:,} bytes to {member.file_size:,}: "
                "no spreadsheet of data is packed so densely; it is not opened"
            )


def _not_a_workbook(path: Path) -> str:
    if not path.exists():
        return f"there is no file {path.name}"
    with path.open("rb") as file:
        head = file.read(8)
    if head == _OLE:
        return f"{path.name} is an old XLS or is protected by a password: open it and save it as XLSX without one"
    return f"{path.name} is not an XLSX workbook, or it is damaged: open it and save it again as XLSX or CSV"
