"""The workbook: real numbers, every line of the inventory a live formula, totals that add the lines up.

A verifier opens it anywhere and recomputes it without lizero: quantity × conversion × part × factor × share × GWP on
each line, SUMIFS over the lines for each total, and beside it the total as stated and the difference. Each formula carries
its value, so that a viewer that does not calculate shows numbers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from lizero.report.live import write_ledger
from lizero.report.numbers import XLSX_NAME
from lizero.report.safe import shown
from lizero.report.sheet import Sheet, Styles
from lizero.report.tree import Chart, Findings, Formula, KeyFigures, Ledger, Node, Number, Table, say
from lizero.report.view import View

__all__ = ["workbook"]

_UNDATED = date(1980, 1, 1)  # the earliest day that a zip archive can carry: a workbook without a date is the same each time


def workbook(nodes: Sequence[Node], v: View, meta: Any) -> bytes:
    """The document as XLSX: contents first, then the live inventory, then one sheet a table."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                      "strings_to_numbers": False})
    book.set_calc_mode("auto")
    made = datetime.combine(meta.date or _UNDATED, time())
    book.set_properties({"title": shown(v.text(meta.title))[:250], "comments": f"lizero {meta.digest}"[:250], "created": made})
    styles = Styles(book)
    first = Sheet(book, styles, _named("contents", v, set()))
    taken, listed = {first.name.casefold()}, []
    for node in nodes:
        listed += _sheets(node, v, book, styles, taken)
    if v.numbers:
        listed.append(_numbers(v, meta, book, Sheet(book, styles, _named("numbers", v, taken))))
    _contents(first, listed, nodes, v, meta)
    book.close()
    return sink.getvalue()


def _sheets(node: Node, v: View, book: Any, styles: Styles, taken: set[str]) -> list[tuple[str, str]]:
    match node:
        case Ledger():
            return write_ledger(node, v, lambda key: Sheet(book, styles, _named(key, v, taken)))
        case Table():
            return [_table(node, v, Sheet(book, styles, _unique(v.text(node.caption), taken)))]
        case Chart() if node.table is not None:
            return [_table(node.table, v, Sheet(book, styles, _unique(v.text(node.title), taken)), v.text(node.title))]
        case Findings() if node.findings:
            return [_findings(node, v, Sheet(book, styles, _named("findings", v, taken)))]
    return []


def _named(key: str, v: View, taken: set[str]) -> str:
    return _unique(v.text(say(f"sheet {key}")), taken)


def _unique(title: str, taken: set[str]) -> str:
    """A sheet name that a workbook allows: at most 31 characters, none of []:*?/\\, not taken."""
    base = re.sub(r"[\[\]:*?/\\]", " ", shown(title)).strip().strip("'").strip()[:31].strip() or "sheet"
    name, n = base, 2
    while name.casefold() in taken:
        name, n = f"{base[:27].strip()} ({n})", n + 1
    taken.add(name.casefold())
    return name


def _table(node: Table, v: View, sheet: Sheet, title: str = "") -> tuple[str, str]:
    caption = title or v.text(node.caption)
    sheet.title(caption)
    sheet.heads([(v.text(c.head), v.text(c.about)) for c in node.columns])
    first = sheet.row + 1
    for i, row in enumerate(node.rows):
        cells = [_Place(n, sheet.row + 1, first) for n in range(len(row))]
        for cell, column in zip(row, node.columns, strict=True):
            if isinstance(cell, Formula):
                sheet.formula(f"={cell.body.format(*cells)}", cell.value, percent=column.kind == "percent", strong=i in node.strong)
                continue
            sheet.cell(_plain(cell, v, column.kind), percent=column.kind == "percent" or _is_share(cell), strong=i in node.strong)
        sheet.next_row()
    for words in (v.text(node.note), v.text(node.source)):
        if words:
            sheet.line(words)
    sheet.fit()
    return sheet.name, caption


@dataclass(frozen=True)
class _Place:
    """A cell of a table as a formula names it, and those above it."""

    column: int
    row: int
    first: int

    def __str__(self) -> str:
        return f"{xl_col_to_name(self.column)}{self.row}"

    @property
    def above(self) -> str:
        name = xl_col_to_name(self.column)
        return f"{name}{self.first}:{name}{self.row - 1}"


def _plain(cell: Any, v: View, kind: str) -> Any:
    if isinstance(cell, Number):
        return cell.value if cell.value is not None else v.lang.number(None)
    if kind == "status":
        return v.text(say(f"status {cell}")) if cell else ""
    return cell if isinstance(cell, (int, float)) or cell is None else v.text(cell)


def _is_share(cell: Any) -> bool:
    return isinstance(cell, Number) and cell.unit == "%"


def _findings(node: Findings, v: View, sheet: Sheet) -> tuple[str, str]:
    caption = v.text(node.title)
    sheet.title(caption)
    sheet.heads([(v.text(say(k)), "") for k in ("severity", "where", "message", "hint", "rule", "record")])
    for f in node.findings:
        for text in (v.text(say(f"severity {f.severity}")), f.where, v.lang.finding(f.rule, f.message), v.lang.hint(f.hint), f.rule, f.record):
            sheet.cell(text)
        sheet.next_row()
    sheet.fit()
    return sheet.name, caption


def _numbers(v: View, meta: Any, book: Any, sheet: Sheet) -> tuple[str, str]:
    """Every figure of the document by its id; the digest of the run stands beside the heads."""
    sheet.heads([*((v.text(say(f"panel {k}")), "") for k in ("id", "printed", "value", "unit", "where", "how")), (meta.digest, "")])
    for n in v.numbers.values():
        for value in (n.id, n.printed, n.value, n.unit, n.where, n.how):
            sheet.cell(value)
        sheet.next_row()
    sheet.fit()
    name = sheet.name.replace("'", "''")
    book.define_name(XLSX_NAME, f"='{name}'!$A$1")
    return sheet.name, v.text(say("about numbers"))


def _contents(sheet: Sheet, listed: Sequence[tuple[str, str]], nodes: Sequence[Node], v: View, meta: Any) -> None:
    sheet.title(v.text(meta.title))
    for words in (v.text(meta.subtitle), v.text(meta.watermark), f"{v.text(say('digest'))} {meta.digest or '–'}", meta.command):
        if words:
            sheet.line(words)
    sheet.gap()
    for node in nodes:
        if isinstance(node, KeyFigures):
            for card in node.cards:
                sheet.cell(v.text(card.label))
                sheet.cell(card.figure.value, percent=card.figure.unit == "%")
                sheet.cell(v.lang.unit(card.figure.unit) if card.figure.unit != "%" else "")
                sheet.next_row()
    sheet.gap()
    sheet.heads([(v.text(say("sheet")), ""), (v.text(say("content")), "")], freeze=False)
    for name, caption in listed:
        sheet.link(name)
        sheet.cell(caption)
        sheet.next_row()
    sheet.fit(least=16)
