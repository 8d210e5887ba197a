"""The user gets the own file back, each finding on its cell."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lizero.errors import Finding, ProjectRefused
from lizero.importers.annotate import annotated

FOUND = (
    Finding("a.xlsx › power › B2", "unit.unknown", "unit 'tns' is not known", "write 't'"),
    Finding("a.xlsx › power › B2", "text.folded", "folded", severity="notice"),
    Finding("a.xlsx › power › C3", "activity.twin", "twice", severity="warning"),
    Finding("a.xlsx", "file.note", "about the file", severity="notice"),
)


def marked(tmp_path: Path) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "power"
    sheet.append(["site", "unit", "total"])
    sheet.append(["k", "tns", "=1+1"])
    sheet.append(["k", "t", None])
    sheet.merge_cells("B3:C3")
    book.save(tmp_path / "a.xlsx")
    name, content = annotated(tmp_path / "a.xlsx", FOUND)
    assert name == "a.checked.xlsx"
    (tmp_path / name).write_bytes(content)
    return openpyxl.load_workbook(tmp_path / name)


def test_each_finding_is_a_comment_and_a_colour_on_its_cell(tmp_path: Path) -> None:
    sheet = marked(tmp_path)["power"]
    assert sheet["B2"].comment.text == "error: unit 'tns' is not known. write 't'\nnotice: folded."
    assert sheet["B2"].fill.fgColor.rgb == "00F6C6BD"
    assert sheet["A2"].comment is None
    assert sheet["C2"].value == "=1+1"


def test_a_finding_in_a_merged_range_stands_on_its_first_cell(tmp_path: Path) -> None:
    assert "twice" in marked(tmp_path)["power"]["B3"].comment.text


def test_all_findings_are_listed_the_worst_first(tmp_path: Path) -> None:
    rows = list(marked(tmp_path)["findings"].values)
    assert rows[0] == ("severity", "where", "message", "hint", "rule")
    assert [r[0] for r in rows[1:]] == ["error", "warning", "notice", "notice"]


def test_the_original_is_not_touched_and_a_second_check_does_not_pile_up(tmp_path: Path) -> None:
    marked(tmp_path)
    assert "findings" not in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    _, again = annotated(tmp_path / "a.checked.xlsx", ())
    (tmp_path / "again.xlsx").write_bytes(again)
    assert openpyxl.load_workbook(tmp_path / "again.xlsx").sheetnames == ["power", "findings"]


def test_delimited_text_gets_a_list_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n", encoding="utf-8")
    name, content = annotated(tmp_path / "a.csv", FOUND)
    assert name == "a.findings.csv"
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[1] == "error,a.xlsx › power › B2,unit 'tns' is not known,write 't',unit.unknown"
    assert len(lines) == 5
    assert content.startswith(b"\xef\xbb\xbf")


def test_a_message_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    _, content = annotated(tmp_path / "a.xlsx", [Finding("a.xlsx", "x", "=cmd()")])
    (tmp_path / "b.xlsx").write_bytes(content)
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["findings"]["C2"].data_type == "s"


def test_a_workbook_too_large_to_mark_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marked(tmp_path)
    monkeypatch.setattr("lizero.importers.annotate._CELL_LIMIT", 5)
    with pytest.raises(ProjectRefused, match="check it in parts"):
        annotated(tmp_path / "a.xlsx", ())
