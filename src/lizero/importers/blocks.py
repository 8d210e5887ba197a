"""A large delimited file as blocks of whole rows, each a sheet under the header of the first, so that an import that
is interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import polars as pl

from lizero.errors import ProjectRefused
from lizero.importers.delimited import delimiter, sheet_of_text
from lizero.importers.encoding import decode
from lizero.importers.files import DELIMITED
from lizero.importers.guard import CELL_LIMIT, DELIMITED_LIMIT
from lizero.importers.sheet import Sheet

__all__ = ["BLOCK", "comes_in_blocks", "file_blocks"]

BLOCK = 32_000_000


def comes_in_blocks(path: Path, block: int = BLOCK) -> bool:
    """Whether the file at `path` is delimited text of more than two blocks in an encoding whose rows can be cut."""
    if path.suffix.lower() not in DELIMITED or not path.is_file() or path.stat().st_size <= 2 * block:
        return False
    with path.open("rb") as file:
        return b"\x00" not in file.read(4096)


def file_blocks(path: Path, header: Callable[[Sheet], int], block: int = BLOCK) -> Iterator[tuple[int, Sheet]]:
    """The bytes read so far, and the sheet of each block of about `block` bytes of the file at `path`.

    `header` finds the header row (in the frame) of the first sheet; every later sheet begins with the rows down to it.
    Row numbers are those of the whole file. Raises ProjectRefused for a file, or a row, that is too long.
    """
    if path.stat().st_size > DELIMITED_LIMIT:
        raise ProjectRefused(f"{path.name} has {path.stat().st_size:,} bytes; at most {DELIMITED_LIMIT:,} are read")
    head, mark, row, done = None, "", 1, 0
    with path.open("rb") as file:
        for data in _cut(file, block, path.name):
            done += len(data)
            text, findings = decode(data, path.name)
            text = text.replace("\r\n", "\n")
            mark = mark or delimiter(text)
            sheet = sheet_of_text(text, path.name, findings=findings, first=row, separator=mark)
            row += sheet.text.height + max(len(text) - len(text.rstrip("\n")) - 1, 0)
            yield done, sheet if head is None else _under(head, sheet)
            head = sheet.text.head(header(sheet) + 1) if head is None else head


def _under(head: pl.DataFrame, sheet: Sheet) -> Sheet:
    return replace(sheet, text=pl.concat([head, sheet.text], how="diagonal"), first=sheet.first - head.height)


def _cut(file: BinaryIO, block: int, name: str) -> Iterator[bytes]:
    """Pieces that end with a row: after a line feed with no quotation open, or one that is never closed."""
    rest = b""
    while piece := file.read(block):
        rest += piece
        end = _end_of_row(rest)
        if not end and len(rest) > block + CELL_LIMIT:
            end = rest.rfind(b"\n", len(rest) - CELL_LIMIT) + 1
            if not end:
                raise ProjectRefused(f"{name} has a row of more than {CELL_LIMIT:,} bytes; longer rows are not read")
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _end_of_row(data: bytes) -> int:
    """Where the last whole row of `data` ends; 0 when there is none."""
    end = data.rfind(b"\n") + 1
    while end and data.count(b'"', 0, end) % 2:
        end = data.rfind(b"\n", 0, data.rfind(b'"', 0, end)) + 1
    return end
