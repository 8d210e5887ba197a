"""Sheets of delimited text: comma, semicolon or tab, in any of the encodings that spreadsheets write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from lizero.errors import Finding, ProjectRefused
from lizero.importers.encoding import decode
from lizero.importers.guard import CELL_LIMIT, DELIMITED_LIMIT
from lizero.importers.sheet import Sheet, column_letter

__all__ = ["delimiter", "read_delimited", "sheet_of_text"]

_WIDTH = 2_000


def read_delimited(path: Path) -> Sheet:
    """The delimited file at `path` as a sheet. Raises ProjectRefused when it is missing or too large."""
    if not path.is_file():
        raise ProjectRefused(f"there is no file {path.name}")
    if path.stat().st_size > DELIMITED_LIMIT:
        raise ProjectRefused(f"{path.name} has {path.stat().st_size:,} bytes; at most {DELIMITED_LIMIT:,} are read")
    text, findings = decode(path.read_bytes(), path.name)
    return sheet_of_text(text, path.name, findings=findings)


def sheet_of_text(
    text: str, file: str, *, findings: Iterable[Finding] = (), first: int = 1, separator: str | None = None
) -> Sheet:
    """Delimited `text` as a sheet whose first row is row `first` of `file`.

    >>> sheet_of_text("a;b\\n1;2", "x.csv").text.rows()
    [('a', 'b'), ('1', '2')]
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    longest = max(map(len, text.split("\n")), default=0)
    if longest > CELL_LIMIT:
        raise ProjectRefused(f"{file} has a line of {longest:,} characters; at most {CELL_LIMIT:,} are read")
    mark = separator or delimiter(text)
    frame, more = _rows(text, mark, file, first) if '"' in text else (_plain(text, mark, file), [])
    return Sheet(file, "", frame, first, decimal_comma=mark == ";", findings=(*findings, *more))


def delimiter(text: str) -> str:
    """The separator that most of the first lines share: tab, semicolon or comma.

    >>> delimiter("site;quantity\\nkwinana;1,5\\n")
    ';'
    """
    lines = [line for line in text[:100_000].split("\n")[:50] if line.strip()]
    return max("\t;,", key=lambda mark: sum(min(line.count(mark), 3) for line in lines))


def _plain(text: str, mark: str, file: str) -> pl.DataFrame:
    body = text.rstrip("\n")
    if not body.strip():
        return pl.DataFrame()
    width = _width(max(line.count(mark) for line in body.split("\n")) + 1, file)
    head = mark.join(column_letter(n + 1) for n in range(width))
    data = f"{head}\n{body}\n".encode()
    frame = pl.read_csv(data, separator=mark, infer_schema=False, quote_char=None, null_values=[""])
    return _trim(frame)


def _rows(text: str, mark: str, file: str, first: int) -> tuple[pl.DataFrame, list[Finding]]:
    body = text.rstrip("\n")
    try:
        rows = list(csv.reader(io.StringIO(body), delimiter=mark))
    except csv.Error:
        return _line_by_line(body, mark, file, first)
    if len(rows) <= body.count("\n") and _swallows(rows, mark):
        return _line_by_line(body, mark, file, first)
    return _frame(rows, file), []


def _swallows(rows: list[list[str]], mark: str) -> bool:
    """Whether a cell of several lines holds as many separators as a row: a quotation mark was never closed."""
    width = max(map(len, rows), default=0)
    return any("\n" in cell and cell.count(mark) >= max(width - 2, 1) for row in rows for cell in row)


def _line_by_line(text: str, mark: str, file: str, first: int) -> tuple[pl.DataFrame, list[Finding]]:
    """Each line read on its own, for a file in which a quotation mark that is never closed would swallow rows."""
    lines = text.split("\n")
    odd = [n for n, line in enumerate(lines) if line.count('"') % 2]
    rows = [line.split(mark) if line.count('"') % 2 else next(csv.reader([line], delimiter=mark), []) for line in lines]
    message = "a quotation mark is opened and never closed; the line is read without quotation"
    hint = 'write "" for a quotation mark inside a quoted cell'
    found = [Finding(f"{file} › A{first + n}", "quote.unclosed", message, hint, "warning") for n in odd]
    return _frame(rows, file), found


def _frame(rows: list[list[str]], file: str) -> pl.DataFrame:
    width = _width(max(map(len, rows), default=0), file)
    filled = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    columns = [pl.Series(column_letter(n + 1), cells, dtype=pl.String) for n, cells in enumerate(zip(*filled, strict=True))]
    return _trim(pl.DataFrame(columns).with_columns(pl.all().replace("", None)))


def _width(width: int, file: str) -> int:
    if width > _WIDTH:
        raise ProjectRefused(f"{file} has a row of {width:,} cells; at most {_WIDTH:,} are read")
    return width


def _trim(frame: pl.DataFrame) -> pl.DataFrame:
    """Without the empty columns at the right."""
    used = [n for n, s in enumerate(frame) if s.null_count() < frame.height]
    return frame.select(frame.columns[: max(used, default=-1) + 1])
