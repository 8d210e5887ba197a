"""The same figures in every format, to the last printed digit, and each can be explained from the saved file."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from case import EVIL, HOSTILE, inventory

import lizero as lz
from lizero.errors import UnknownName
from lizero.report import Document, Run
from lizero.report.numbers import DocumentRefused, numbers_in

FORMATS = ("html", "pdf", "xlsx", "docx", "json")


@pytest.fixture(scope="module")
def document() -> Document:
    made: Document = lz.document("inventory", inventory(), run=Run(digest="0123456789abcdef", command="lizero report", frozen=True))
    return made


@pytest.fixture(scope="module")
def saved(document: Document, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("报告")
    return {suffix: document.save(folder / f"report.{suffix}") for suffix in FORMATS}


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_figures_come_back_from_the_file_to_the_bit(document: Document, saved: dict[str, Path], suffix: str) -> None:
    told = numbers_in(saved[suffix])
    assert told.digest == "0123456789abcdef"
    assert set(told.numbers) == set(document.numbers)
    for id, n in document.numbers.items():
        assert told.numbers[id].value == (None if n.value is None else pytest.approx(n.value, rel=1e-14))
        assert told.numbers[id].printed == n.printed


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_figure_is_explained_from_the_file(saved: dict[str, Path], suffix: str) -> None:
    text = numbers_in(saved[suffix]).explain("scope1")
    assert "activity × conversion × factor" in text
    assert "0123456789abcdef" in text
    with pytest.raises(UnknownName, match="scope1"):
        numbers_in(saved[suffix]).explain("scope-1")


def words(path: Path) -> str:
    if path.suffix == ".pdf":
        text = " ".join(p.extract_text() for p in pypdf.PdfReader(path).pages)
    elif path.suffix == ".docx":
        book = docx.Document(str(path))
        cells = (c.text for t in book.tables for r in t.rows for c in r.cells)
        text = " ".join([*(p.text for p in book.paragraphs), *cells])
    else:
        text = re.sub(r"<script.*?</script>|<[^>]+>", " ", path.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("suffix", ["html", "pdf", "docx"])
def test_every_total_reads_the_same_to_the_last_printed_digit(document: Document, saved: dict[str, Path], suffix: str) -> None:
    text = words(saved[suffix])
    for id in ("total-market", "total-location", "scope1", "scope2-market", "scope2-location", "scope3-market"):
        assert re.sub(r"\s", "", document.numbers[id].printed) in text, id


def test_printed_totals_are_the_rounded_values_of_the_inventory(document: Document) -> None:
    t = inventory().totals
    whole = t.scope1 + t.scope2_market + t.scope3
    assert document.numbers["total-market"].printed.split("\u00a0")[0].split(" ")[0].replace(",", "") == f"{whole:.0f}"


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_of_somebody_else_is_refused_in_words(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"other.{suffix}"
    path.write_bytes(b"%PDF-1.7 nothing here")
    with pytest.raises(DocumentRefused, match=r"other\." + suffix):
        numbers_in(path)
    with pytest.raises(DocumentRefused, match="is not there"):
        numbers_in(tmp_path / f"none.{suffix}")


def test_another_kind_of_file_is_refused_with_those_that_are_read(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="html"):
        numbers_in(tmp_path / "x.txt")


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "es"])
def test_the_word_document_has_heads_captions_alternative_texts_and_users_names_as_text(lang: str) -> None:
    made: Document = lz.document("inventory", inventory(), lang=lang, run=Run(digest="d", organisation=HOSTILE))
    data = made.docx()
    book = docx.Document(io.BytesIO(data))
    headings = [p for p in book.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert len(headings) >= 5
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        xml = held.read("word/document.xml").decode("utf-8")
    assert xml.count("w:tblHeader") >= 5
    assert all(re.findall(r'<wp:docPr[^>]*descr="[^"]{20,}"', xml))
    assert "<b>Bold" not in xml
    assert HOSTILE in " ".join(p.text for p in book.paragraphs)
    assert EVIL in " ".join(c.text for t in book.tables for r in t.rows for c in r.cells)
    assert len(book.tables) == sum(b["type"] in ("table", "cards") or (b["type"] == "chart" and b["table"] is not None) for b in made.view.blocks)


def test_an_unfrozen_word_document_says_so_and_a_frozen_one_does_not() -> None:
    def text(frozen: bool) -> str:
        made: Document = lz.document("inventory", inventory(), run=Run(digest="d", frozen=frozen))
        return " ".join(p.text for p in docx.Document(io.BytesIO(made.docx())).paragraphs)

    assert "not frozen" in text(False)
    assert "not frozen" not in text(True)
