"""The figures of a saved document, read back from it: from HTML, PDF, XLSX, DOCX and JSON alike, each with the digest of its run."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from lizero.errors import LizeroError, UnknownName
from lizero.report.view import Numbered

__all__ = ["XLSX_NAME", "DocumentRefused", "Told", "numbers_in"]

XLSX_NAME = "lizero_numbers"
"""The defined name of a workbook that points to the heads of its sheet of numbers."""
DOCX_PART = "customXml/numbers.json"


class DocumentRefused(LizeroError, ValueError):
    """A file that is no document of lizero, or whose figures cannot be read."""


@dataclass(frozen=True)
class Told:
    """The figures of a document by id, and the digest of the run behind them."""

    numbers: dict[str, Numbered]
    digest: str = ""

    def explain(self, id: str) -> str:
        """One figure: as printed, its exact value, where it stands, how it comes about, the digest. Raises UnknownName."""
        if id not in self.numbers:
            raise UnknownName("number of the document", id, self.numbers)
        n = self.numbers[id]
        value = "not assessed" if n.value is None else f"{n.value!r} {n.unit}".rstrip()
        lines = [f"{n.id}: {n.printed}", f"exact value {value}", n.where, n.how, f"digest {self.digest or '–'}"]
        return "\n".join(line for line in lines if line)


def numbers_in(path: str | Path) -> Told:
    """The figures in the document at `path`.

    Raises UnknownName for another kind of file and DocumentRefused where the file is not one of ours.
    """
    file = Path(path)
    read = _READERS.get(file.suffix.lower())
    if read is None:
        raise UnknownName("document format", file.suffix, _READERS)
    if not file.is_file():
        raise DocumentRefused(f"{file} is not there")
    try:
        return read(file)
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise DocumentRefused(f"{file.name} holds no figures of a document written by lizero report: {error}") from error


def _told(data: dict[str, Any]) -> Told:
    figures = data["numbers"] if "numbers" in data else data["figures"]
    return Told({k: Numbered(k, _value(n["value"]), n["unit"], n["printed"], n.get("where", ""), n.get("how", "")) for k, n in figures.items()},
                str(data.get("digest", "")))


def _value(told: Any) -> float | None:
    return None if told in (None, "None", "") else float(told)


def _html(file: Path) -> Told:
    found = re.search(r'<script type="application/json" id="numbers">(.*?)</script>', file.read_text(encoding="utf-8"), re.S)
    if found is None:
        raise ValueError("the page has no list of numbers")
    return _told(json.loads(found[1]))


def _json(file: Path) -> Told:
    return _told(json.loads(file.read_text(encoding="utf-8")))


def _pdf(file: Path) -> Told:
    """The attachment ``numbers.json``: the embedded stream that is such a list."""
    for found in re.finditer(rb"/EmbeddedFile\b.*?stream\r?\n(.*?)\r?\nendstream", file.read_bytes(), re.S):
        data = found[1]
        try:
            text = zlib.decompress(data)
        except zlib.error:
            text = data
        if text.lstrip().startswith(b"{") and "numbers" in (held := json.loads(text.decode("utf-8"))):
            return _told(held)
    raise ValueError("the PDF has no attached numbers")


def _xlsx(file: Path) -> Told:
    book = openpyxl.load_workbook(file, read_only=False, data_only=True)
    if XLSX_NAME not in book.defined_names:
        raise ValueError("the workbook has no sheet of numbers")
    sheet, _ = next(iter(book.defined_names[XLSX_NAME].destinations))
    head, *rows = book[sheet].iter_rows(values_only=True)
    made = {}
    for id, printed, value, unit, where, how in (row[:6] for row in rows if row[0]):
        exact = float(value) if isinstance(value, (int, float)) else None
        made[str(id)] = Numbered(str(id), exact, str(unit or ""), str(printed or ""), str(where or ""), str(how or ""))
    return Told(made, str(head[6] or ""))


def _docx(file: Path) -> Told:
    with zipfile.ZipFile(file) as held:
        return _told(json.loads(held.read(DOCX_PART).decode("utf-8")))


_READERS: dict[str, Callable[[Path], Told]] = {".html": _html, ".json": _json, ".pdf": _pdf, ".xlsx": _xlsx, ".docx": _docx}
