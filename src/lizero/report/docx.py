"""A document of a word processor, from the same resolved tree as the page and the PDF: text is live, figures are drawn, heads repeat.

Footnotes stand as numbered notes at the end; the figures of the document travel in it as a part of their own (``numbers.json``).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import docx as word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from lizero.report.charts import specification
from lizero.report.charts.draw import png
from lizero.report.fonts import families, han_face
from lizero.report.numbers import DOCX_PART
from lizero.report.safe import shown
from lizero.report.tree import say
from lizero.report.view import Block, View, figures

__all__ = ["docx"]

_INK, _FLAME, _MUTED = RGBColor(0x14, 0x21, 0x2B), RGBColor(0x97, 0x15, 0x41), RGBColor(0x46, 0x52, 0x5C)
_UNDATED = date(1980, 1, 1)
_LANGUAGES = {"en": "en-GB", "zh-Hans": "zh-CN", "es": "es-ES"}
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def docx(v: View, meta: Any) -> bytes:
    """The document of a view as DOCX; the same view gives the same text in the same order."""
    book = word.Document()
    _styled(book, v)
    _cover(book, v, meta)
    charts = iter(v.charts)
    for b in v.blocks:
        _block(book, b, v, charts)
    _notes(book, v)
    _footer(book, v, meta)
    _with_numbers(book, v, meta)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _styled(book: Any, v: View) -> None:
    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Mm(24), Mm(17), Mm(24), Mm(20)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption"):
        style = book.styles[name]
        style.font.name, style.font.color.rgb = ("Inter" if "Inter" in families() else "Calibri"), _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), han_face() or "Microsoft YaHei")
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    book.styles["Normal"].font.size = Pt(10)
    language = OxmlElement("w:lang")
    for key in ("val", "eastAsia"):
        language.set(qn(f"w:{key}"), _LANGUAGES[v.lang.id])
    book.styles["Normal"].element.get_or_add_rPr().append(language)


def _cover(book: Any, v: View, meta: Any) -> None:
    made = datetime.combine(meta.date or _UNDATED, time(), UTC)
    about = book.core_properties
    about.title, about.author, about.subject = _safe(v.text(meta.title))[:250], _safe(meta.organisation)[:250], meta.kind
    about.language, about.created, about.modified, about.last_modified_by = _LANGUAGES[v.lang.id], made, made, "lizero"
    book.add_paragraph(_safe(v.text(meta.title)), style="Title")
    lines = (v.text(meta.subtitle), shown(meta.organisation), str(meta.year), v.lang.day(meta.date) if meta.date else "")
    for line in lines:
        if line:
            book.add_paragraph(_safe(line))
    if reason := v.text(meta.watermark):
        run = book.add_paragraph().add_run(_safe(f"{v.text(say('draft'))}: {reason}"))
        run.bold, run.font.color.rgb = True, _FLAME


def _block(book: Any, b: Block, v: View, charts: Any) -> None:
    match b["type"]:
        case "heading":
            book.add_heading(_safe(b["text"]), min(b["level"], 3))
            if b["lead"]:
                _paragraph(book, b["lead"]).paragraph_format.keep_with_next = True
        case "text":
            _paragraph(book, b["runs"])
        case "columns":
            _paragraph(book, b["left"])
            _paragraph(book, b["right"])
        case "callout" | "method":
            _paragraph(book, [{"t": f"{b['title']} ", "s": True, "f": 0}, *b["runs"]]).paragraph_format.left_indent = Mm(6)
        case "cards":
            _cards(book, b)
        case "findings":
            _findings(book, b)
        case "table":
            _caption(book, f"{v.text(say('table'))} {b['number']}", b["caption"])
            _table(book, b)
            _remarks(book, b, v)
        case "chart":
            _chart(book, b, v, next(charts))
        case "break":
            book.add_page_break()


def _safe(text: str) -> str:
    """Text that XML can carry."""
    return _CONTROL.sub("", text)


def _paragraph(book: Any, runs: Sequence[Block], style: str | None = None) -> Any:
    made = book.add_paragraph(style=style)
    _write(made, runs)
    return made


def _write(paragraph: Any, runs: Sequence[Block]) -> None:
    for r in runs:
        paragraph.add_run(_safe(r["t"])).bold = bool(r["s"]) or None
        if r["f"]:
            paragraph.add_run(str(r["f"])).font.superscript = True


def _caption(book: Any, number: str, text: str) -> None:
    made = book.add_paragraph(style="Caption")
    run = made.add_run(f"{number}  ")
    run.font.color.rgb = _FLAME
    made.add_run(_safe(text)).bold = True
    made.paragraph_format.keep_with_next = True


def _table(book: Any, b: Block) -> None:
    table = book.add_table(rows=1, cols=len(b["head"]))
    table.style = book.styles["Light List"]
    _repeated(table.rows[0])
    for cell, head in zip(table.rows[0].cells, b["head"], strict=True):
        cell.text = _safe(head["text"])
    for n, row in enumerate(b["rows"]):
        for cell, given, head in zip(table.add_row().cells, row, b["head"], strict=True):
            _cell(cell.paragraphs[0], given["runs"], number=head["kind"] in ("number", "percent"), strong=n in b["strong"])


def _cell(paragraph: Any, runs: Sequence[Block], *, number: bool, strong: bool) -> None:
    _write(paragraph, runs)
    for run in paragraph.runs:
        run.font.size, run.bold = Pt(8.5), strong or run.bold or False
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeated(row: Any) -> None:
    """The head of a table, shown again on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _remarks(book: Any, b: Block, v: View) -> None:
    if b.get("note"):
        _small(_paragraph(book, b["note"]))
    if b.get("source"):
        _small(book.add_paragraph(_safe(f"{v.text(say('source is'))}{b['source']}")))


def _small(paragraph: Any) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8), _MUTED


def _cards(book: Any, b: Block) -> None:
    table = book.add_table(rows=1, cols=len(b["cards"]))
    for cell, card in zip(table.rows[0].cells, b["cards"], strict=True):
        run = cell.paragraphs[0].add_run(_safe(f"{card['value']} {card['unit']}".strip()))
        run.bold, run.font.size = True, Pt(16)
        cell.add_paragraph(_safe(card["label"]))
        _write(cell.add_paragraph(), card["note"])
    book.add_paragraph()


def _findings(book: Any, b: Block) -> None:
    if not b["items"]:
        book.add_paragraph(_safe(b["empty"]))
    for f in b["items"]:
        made = book.add_paragraph(style="List Bullet")
        made.add_run(f"{f['word']} ").bold = True
        made.add_run(_safe(" · ".join(t for t in (f["message"], f["where"], f["hint"]) if t)))


def _chart(book: Any, b: Block, v: View, chart: Any) -> None:
    _caption(book, f"{v.text(say('figure'))} {b['number']}", b["title"])
    _small(book.add_paragraph(_safe(b["unit"])))
    drawn = book.add_picture(io.BytesIO(png(specification(chart, v.lang), titled=False)), width=Mm(165))
    drawn._inline.docPr.set("descr", _safe(b["alt"]))
    _remarks(book, {"source": b["source"]}, v)
    if b["table"]:
        _table(book, b["table"])
        book.add_paragraph()


def _notes(book: Any, v: View) -> None:
    if v.notes:
        book.add_heading(v.text(say("notes")), 2)
    for n, note in enumerate(v.notes, start=1):
        book.add_paragraph(_safe(f"{n}  {note}"))


def _footer(book: Any, v: View, meta: Any) -> None:
    line = f"lizero · {v.text(say('digest'))} {meta.digest[:16] or '–'} · {shown(meta.command)}".rstrip(" ·")
    foot = book.sections[0].footer.paragraphs[0]
    foot.text = _safe(line)
    _small(foot)


def _with_numbers(book: Any, v: View, meta: Any) -> None:
    data = json.dumps(figures(v, meta), ensure_ascii=False).encode("utf-8")
    part = Part(PackURI(f"/{DOCX_PART}"), "application/json", data, book.part.package)
    book.part.relate_to(part, _RELATION)
