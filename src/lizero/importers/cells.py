"""What the values of an XLSX sheet do not tell: errors, formulas never computed, hidden rows, merged cells.

A sheet's XML is searched as text, one pass, because a sheet of 100,000 rows holds a million cells
(ECMA-376 part 1, 18.3.1: `c` with `r`, `t`, `f`, `v`; `row` with `hidden`; `mergeCell` with `ref`).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

from lizero.errors import ProjectRefused
from lizero.importers.sheet import column_number, split_cell

__all__ = ["CellNotes", "cell_notes", "counts_from_1904", "recalculates"]

_CELL = re.compile(rb'<(?:x:)?c\s+([^>]*?)(?:/>|>(.*?)</(?:x:)?c>)', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_VALUE = re.compile(rb"<(?:x:)?(?:v|t)\b[^>]*>([^<]*)</")
_HIDDEN = re.compile(rb'<(?:x:)?row\s[^>]*>')
_COLUMN = re.compile(rb'\sr="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'\br="([0-9]+)"')
_MERGED = re.compile(rb'<(?:x:)?mergeCell\s[^>]*ref="([A-Z]+[0-9]+):([A-Z]+[0-9]+)"')


@dataclass(frozen=True)
class CellNotes:
    """Faults by (row number, letter), hidden row numbers, merged ranges, how many formulas have a value, how many rows
    and columns the sheet spans, and whether the sheet itself is hidden.
    """

    faults: dict[tuple[int, str], str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: int = 0
    rows: int = 0
    columns: int = 0
    concealed: bool = False


def cell_notes(book: zipfile.ZipFile) -> dict[str, CellNotes]:
    """The notes of each sheet of `book`, by sheet name.

    Raises ProjectRefused when the workbook is damaged or defines XML entities.
    """
    return {name: replace(_notes(_member(book, part)), concealed=hidden) for name, (part, hidden) in _parts(book).items()}


def counts_from_1904(book: zipfile.ZipFile) -> bool:
    """Whether serial numbers of days count from 1904."""
    return re.search(rb'\bdate1904="(1|true)"', _member(book, "xl/workbook.xml")) is not None


def recalculates(book: zipfile.ZipFile) -> bool:
    """Whether the workbook asks to be computed when it is opened, so that the stored results may be stale."""
    return b'fullCalcOnLoad="1"' in _member(book, "xl/workbook.xml")


def _member(book: zipfile.ZipFile, part: str) -> bytes:
    try:
        content = book.read(part)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, RuntimeError) as error:
        raise ProjectRefused(f"{_name(book)} is damaged at {part}: open it and save it again") from error
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
        raise ProjectRefused(f"{_name(book)} › {part} defines XML entities, which no workbook needs; it is not opened")
    return content


def _name(book: zipfile.ZipFile) -> str:
    return posixpath.basename(str(book.filename).replace("\\", "/"))


def _parts(book: zipfile.ZipFile) -> dict[str, tuple[str, bool]]:
    """The member of each sheet and whether it is hidden, by name; namespaces differ between editions of the standard."""
    targets = {r.get("Id"): r.get("Target") or "" for r in _tree(book, "xl/_rels/workbook.xml.rels")}
    sheets = [e for e in _tree(book, "xl/workbook.xml").iter() if e.tag.rpartition("}")[2] == "sheet"]
    found = {str(s.get("name")): (targets.get(_relation(s), ""), s.get("state", "visible") != "visible") for s in sheets}
    return {name: (_absolute(target), hidden) for name, (target, hidden) in found.items() if target and "chartsheet" not in target}


def _relation(sheet: ElementTree.Element) -> str:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _absolute(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _tree(book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(_member(book, part))
    except ElementTree.ParseError as error:
        raise ProjectRefused(f"{_name(book)} is damaged at {part}: open it and save it again") from error


def _notes(xml: bytes) -> CellNotes:
    faults = _errors(xml) if b't="e"' in xml else {}
    empty, formulas = _formulas(xml) if b"<f" in xml or b":f" in xml else ({}, 0)
    hidden = _hidden(xml) if b"hidden=" in xml else frozenset()
    merged = tuple(_range(m.group(1), m.group(2)) for m in _MERGED.finditer(xml))
    letters, last = set(_COLUMN.findall(xml)), xml.rfind(b"<row ")
    row = _ROW.search(xml, last) if last >= 0 else None
    width = max((column_number(c.decode()) for c in letters), default=0)
    return CellNotes(faults | empty, hidden, merged, formulas, int(row.group(1)) if row else 0, width)


def _errors(xml: bytes) -> dict[tuple[int, str], str]:
    found = {}
    for match in _CELL.finditer(xml):
        if b't="e"' in match.group(1) and (place := _PLACE.search(match.group(1))):
            value = _VALUE.search(match.group(2) or b"")
            found[split_cell(place.group(1).decode())] = (value.group(1) if value else b"error").decode("utf-8")
    return found


def _formulas(xml: bytes) -> tuple[dict[tuple[int, str], str], int]:
    empty, computed = {}, 0
    for match in _CELL.finditer(xml):
        inside = match.group(2) or b""
        if b"<f" not in inside and b":f" not in inside:
            continue
        value, place = _VALUE.search(inside), _PLACE.search(match.group(1))
        if (value and value.group(1)) or b't="str"' in match.group(1):
            computed += 1
        elif place:
            empty[split_cell(place.group(1).decode())] = "formula"
    return empty, computed


def _hidden(xml: bytes) -> frozenset[int]:
    rows = (m.group(0) for m in _HIDDEN.finditer(xml) if b'hidden="1"' in m.group(0) or b'hidden="true"' in m.group(0))
    return frozenset(int(place.group(1)) for row in rows if (place := _ROW.search(row)))


def _range(first: bytes, last: bytes) -> tuple[int, int, int, int]:
    (top, left), (bottom, right) = split_cell(first.decode()), split_cell(last.decode())
    return top, column_number(left), bottom, column_number(right)
