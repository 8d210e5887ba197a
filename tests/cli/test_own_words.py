"""The company's own words are read in the language of the document, once, with the figures by name."""

from __future__ import annotations

from pathlib import Path

from lizero.cli.texts import texts
from lizero.report.language import language
from lizero.report.tree import Number, Text


def said(nodes: list[object], lang: str) -> str:
    return " ".join(language(lang).text(n.body) for n in nodes if isinstance(n, Text))


def write(folder: Path, **files: bytes) -> Path:
    (folder / "narrative").mkdir()
    for name, data in files.items():
        (folder / "narrative" / f"{name.replace('__', '.')}.md").write_bytes(data)
    return folder


def test_the_language_of_the_document_goes_first_and_another_never_stands_in(tmp_path: Path) -> None:
    files = {"governance": b"Board {{scope1}} {{x}}", "governance__zh-Hans": "董事会 {{scope1}}".encode(), "risks__es": b"Riesgos"}
    numbers = {"scope1": Number(12.0, "t CO2e", "scope1", scaled=True)}
    folder = write(tmp_path, **files)
    english, found = texts(folder, "en", numbers)
    assert set(english) == {"governance"}
    assert [f.rule for f in found] == ["narrative.unknown"]
    chinese, none = texts(folder, "zh-Hans", numbers)
    assert said(list(chinese["governance"]), "zh-Hans").startswith("董事会 12")
    assert not none
    assert "Riesgos" in said(list(texts(folder, "es", numbers)[0]["risks"]), "es")


def test_what_a_document_does_not_ask_for_is_not_read(tmp_path: Path) -> None:
    made, found = texts(write(tmp_path, governance=b"{{x}}", risks=b"ok"), "en", {}, {"risks"})
    assert set(made) == {"risks"}
    assert not found


def test_a_text_in_another_encoding_is_a_finding_and_the_others_are_read(tmp_path: Path) -> None:
    made, found = texts(write(tmp_path, governance="董事会".encode("gb18030"), risks=b"ok"), "en", {})
    assert set(made) == {"risks"}
    assert [f.rule for f in found] == ["narrative.encoding"]
