"""The user's own file given back, each finding as a comment on its cell, and all of them in a list."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from lizero.errors import Finding, ProjectRefused
from lizero.importers.files import WORKBOOKS
from lizero.importers.guard import open_workbook
from lizero.importers.sheet import split_cell

__all__ = ["annotated", "findings_csv"]

_FILLS = {"error": "F6C6BD", "warning": "FBE3B0", "notice": "D5E6EF"}
_ORDER = ("error", "warning", "notice")
_HEAD = ("severity", "where", "message", "hint", "rule")
_CELL_LIMIT = 2_000_000
_LONGEST = 2_000


def annotated(path: str | Path, findings: Iterable[Finding]) -> tuple[str, bytes]:
    """Name and content of the copy of the file at `path`: a workbook with comments, colours and a sheet ``findings``;
    for delimited text, a CSV of the findings, since such a file takes no comments.

    Formulas and formats stay; charts and pictures are not carried over. Raises ProjectRefused for a workbook too large
    to be marked.
    """
    path, findings = Path(path), sorted(set(findings), key=lambda f: _ORDER.index(f.severity))
    if path.suffix.lower() not in WORKBOOKS:
        return f"{path.stem}.findings.csv", findings_csv(findings)
    open_workbook(path).close()
    book = openpyxl.load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm")
    cells = sum((s.max_row or 0) * (s.max_column or 0) for s in book.worksheets)
    if cells > _CELL_LIMIT:
        raise ProjectRefused(f"{path.name} has {cells:,} cells; at most {_CELL_LIMIT:,} are marked: check it in parts, or as CSV")
    for sheet in book.worksheets:
        _mark(sheet, _by_cell(findings, f"{path.name} › {sheet.title}"))
    _listed(book, findings)
    sink = io.BytesIO()
    book.save(sink)
    return f"{path.stem}.checked{path.suffix}", sink.getvalue()


def findings_csv(findings: Iterable[Finding]) -> bytes:
    """The findings as CSV that a spreadsheet opens in the right encoding.

    >>> findings_csv([Finding("a.csv › D5", "unit.unknown", "unit 'tns' is not known")]).decode("utf-8-sig").splitlines()[0]
    'severity,where,message,hint,rule'
    """
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(_HEAD)
    writer.writerows(_row(f) for f in findings)
    return sink.getvalue().encode("utf-8-sig")


def _by_cell(findings: Iterable[Finding], title: str) -> dict[tuple[int, str], list[Finding]]:
    cells: dict[tuple[int, str], list[Finding]] = {}
    for finding in findings:
        place, _, cell = finding.where.rpartition(" › ")
        if finding.where == title:
            place, cell = title, "A1"
        if place == title and cell[:1].isalpha() and cell[-1:].isdigit():
            cells.setdefault(split_cell(cell), []).append(finding)
    return cells


def _mark(sheet: Worksheet, cells: dict[tuple[int, str], list[Finding]]) -> None:
    for (row, letter), found in cells.items():
        cell = _first(sheet, f"{letter}{row}")
        text = "\n".join(f"{f.severity}: {f.message}. {f.hint}".strip() for f in found)[:_LONGEST]
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(before + text, "lizero", width=320, height=120)
        cell.fill = PatternFill("solid", fgColor=_FILLS[found[0].severity])


def _first(sheet: Worksheet, name: str) -> Cell:
    """The cell, or the first cell of the merged range that it lies in."""
    cell = sheet[name]
    if isinstance(cell, MergedCell):
        inside = next(m for m in sheet.merged_cells.ranges if name in m)
        cell = sheet.cell(inside.min_row, inside.min_col)
    assert isinstance(cell, Cell)
    return cell


def _listed(book: openpyxl.Workbook, findings: list[Finding]) -> None:
    if "findings" in book.sheetnames and book["findings"]["A1"].value == _HEAD[0]:
        del book["findings"]
    sheet = book.create_sheet("findings")
    sheet.append(list(_HEAD))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for finding in findings:
        sheet.append(["'" + v if v[:1] == "=" else v for v in _row(finding)])
    for letter, width in zip("ABCDE", (10, 36, 70, 60, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _row(finding: Finding) -> list[str]:
    return [finding.severity, finding.where, finding.message, finding.hint, finding.rule]
