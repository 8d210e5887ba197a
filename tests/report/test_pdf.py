"""The PDF: every figure of the tree in its text, tagged and archival, the same bytes each time, no character lost in silence."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pypdf
import pytest
from case import inventory

import lizero as lz
from lizero.report import Document, Run
from lizero.report.document import Meta
from lizero.report.fonts import han_face
from lizero.report.tree import Callout, Column, Heading, Note, Number, Table, Text


def words(data: bytes) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


def report(lang: str, **more: Any) -> Document:
    return lz.document("inventory", inventory(), lang=lang, run=Run(digest="0123456789abcdef", command="lizero report", **more))


def note(*nodes: Any, **more: Any) -> Document:
    return Document(tuple(nodes), Meta("note", "A note", date=date(2026, 1, 31), frozen=True, **more))


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "es"])
def test_every_figure_of_the_document_stands_in_the_text_of_the_pdf(lang: str) -> None:
    if lang == "zh-Hans" and han_face() is None:
        pytest.skip("no typeface with Han characters is installed (fonts-noto-cjk)")
    document = report(lang)
    text = words(document.pdf()).replace(" ", "")
    missing = [n.printed for n in document.numbers.values() if n.printed.split(" ")[0].replace("\u00a0", "") not in text]
    assert not missing


def test_it_is_tagged_archival_and_says_its_title_and_language() -> None:
    reader = pypdf.PdfReader(io.BytesIO(report("en").pdf()))
    root: Any = reader.trailer["/Root"]
    told = root["/Metadata"].get_object().get_data().decode("utf-8")
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en")
    assert re.search(r"pdfaid:part>3<", told)
    assert re.search(r"pdfaid:conformance>A<", told)
    assert re.search(r"pdfuaid:part>1<", told)
    assert "/StructTreeRoot" in root
    assert len(reader.outline) >= 4


def test_every_chart_has_an_alternative_text() -> None:
    document = report("en")
    data = document.pdf()
    reader = pypdf.PdfReader(io.BytesIO(data))
    texts = [str(o["/Alt"]) for n in range(len(reader.xref[0])) if isinstance(o := _object(reader, n), dict) and "/Alt" in o]
    for block in (b for b in document.view.blocks if b["type"] == "chart"):
        assert any(block["alt"][:40] in t for t in texts)


def _object(reader: Any, number: int) -> Any:
    try:
        return reader.get_object(number)
    except Exception:  # noqa: BLE001
        return None


def test_the_same_document_gives_the_same_bytes() -> None:
    assert report("en").pdf() == report("en").pdf()


def test_a_draft_says_why_on_its_cover_and_a_frozen_one_does_not() -> None:
    assert "not frozen" in words(report("en").pdf())
    assert "not frozen" not in words(report("en", frozen=True).pdf())


@pytest.mark.parametrize("hostile", [
    "#panic()", "*bold* _it_ `raw` $x^2$", "= Heading", "<script>alert(1)</script>", "#import \"x\": *", "\\u{41} \\ ~ @label", "{{7*7}}", "=1+1",
    "a" * 400, "\u202eright to left\u202c", "‮evil", "#sys.inputs", "//comment /* */",
])
def test_names_of_users_are_shown_as_text(hostile: str) -> None:
    table = Table("t", hostile, (Column(hostile), Column("n", "number")), ((hostile, 1.0),), source=hostile)
    document = note(Heading(hostile, 1, lead=hostile), Text((hostile, Note(hostile))), Callout(hostile, hostile), table, organisation=hostile)
    text = words(document.pdf())
    kept = re.sub(r"[\u202a-\u202e]", "", hostile)
    assert re.sub(r"\W", "", kept)[:30] in re.sub(r"\W", "", text)


def test_characters_that_no_typeface_has_are_named_and_never_boxes() -> None:
    document = note(Text("before \U0001f984 \U00013000 \ue000 after"))
    text = words(document.pdf())
    assert "before" in text
    assert "after" in text
    for finding in (f for f in document.findings if f.rule == "report.glyph.missing"):
        code = int(re.search(r"U\+([0-9A-F]+)", finding.message)[1], 16)  # type: ignore[index]
        assert chr(code) not in text


def test_footnotes_and_numbers_come_out_with_their_marks() -> None:
    text = words(note(Heading("One"), Text(("so", Note("because")), ), Text(Number(1234.5, "t CO2e", "n1", 1))).pdf())
    assert "because" in text
    assert "1,234.5" in text


def test_a_long_table_runs_over_pages_with_its_head_on_each() -> None:
    rows = tuple((f"row {n}", float(n)) for n in range(300))
    reader = pypdf.PdfReader(io.BytesIO(note(Heading("One"), Table("t", "many", (Column("what"), Column("amount", "number")), rows)).pdf()))
    pages = [p.extract_text() for p in reader.pages if "row " in p.extract_text()]
    assert len(pages) > 4
    assert all("amount" in p.lower() for p in pages)
    assert sum(p.count("row ") for p in pages) == 300


def test_a_long_id_breaks_in_its_cell_and_stays_whole_in_the_text() -> None:
    id = "au-nga:2025:natural_gas_distributed_in_pipeline:stationary:gj_gcv:co2"
    rows = tuple((id, "stated", float(n)) for n in range(3))
    columns = (Column("factor"), Column("evidence"), Column("amount", "number"))
    text = words(note(Table("t", "lines", columns, rows)).pdf())
    assert "\u200b" not in text
    assert re.sub(r"\s", "", text).count(id) >= 3
