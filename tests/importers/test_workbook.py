"""Workbooks by their stored values, with what the values do not tell, and files that must not be opened."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from lizero.errors import ProjectRefused
from lizero.importers.cells import cell_notes
from lizero.importers.guard import WORKBOOK_LIMIT
from lizero.importers.workbook import read_workbook


def book(path: Path) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "电力"
    sheet["B4"] = "Title"
    sheet.merge_cells("B4:D4")
    sheet.append([None, "quantity", "date", "error"])
    sheet.append([None, 1 / 3, date(2025, 1, 31), "#N/A"])
    sheet.append([None, 1e-12, 45688, "=B6*2"])
    sheet["D6"].data_type = "e"
    sheet.row_dimensions[7].hidden = True
    made.create_sheet("empty")
    made.save(path)
    return made


def test_rows_and_columns_keep_the_places_of_the_sheet(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx")
    (sheet,) = read_workbook(tmp_path / "a.xlsx")
    assert sheet.text.columns == ["B", "C", "D"]
    assert sheet.at(5, "B") == "a.xlsx › 电力 › B6"
    assert sheet.text["B"][4] == "quantity"


def test_numbers_come_in_full_precision(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx")
    (sheet,) = read_workbook(tmp_path / "a.xlsx")
    assert [float(t) for t in sheet.text["B"][5:7]] == [1 / 3, 1e-12]


def test_errors_formulas_hidden_rows_and_merged_cells_are_told(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx")
    (sheet,) = read_workbook(tmp_path / "a.xlsx")
    assert sheet.faults == {(6, "D"): "#N/A", (7, "D"): "formula"}
    assert sheet.hidden == frozenset({7})
    assert sheet.merged == ((4, 2, 4, 4),)


def test_formulas_count_by_their_stored_result_and_stale_ones_are_said(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    sheet = made.add_worksheet()
    sheet.write_formula(0, 0, "=1+1", value=2)
    made.close()
    (read,) = read_workbook(tmp_path / "f.xlsx")
    assert read.text["A"][0] == "2"
    assert [f.rule for f in read.findings] == ["formula.stale"]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"site,quantity\n")
    with pytest.raises(ProjectRefused, match="is not an XLSX workbook"):
        read_workbook(tmp_path / "a.xlsx")


def test_a_protected_or_old_workbook_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(ProjectRefused, match="protected by a password"):
        read_workbook(tmp_path / "a.xlsx")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        packed.writestr("hello.txt", "x")
    with pytest.raises(ProjectRefused, match="damaged"):
        read_workbook(tmp_path / "a.xlsx")


def _with_member(path: Path, name: str, size: int) -> None:
    """The workbook of `book` with one member replaced by `size` bytes of the same letter."""
    book(path)
    with zipfile.ZipFile(path) as old:
        kept = {n: old.read(n) for n in old.namelist() if n != name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for n, data in kept.items():
            packed.writestr(n, data)
        with packed.open(name, "w", force_zip64=True) as sink:
            block = b"A" * 1_000_000
            for _ in range(size // len(block)):
                sink.write(block)


def test_a_zip_bomb_is_refused_from_its_directory(tmp_path: Path) -> None:
    _with_member(tmp_path / "bomb.xlsx", "xl/worksheets/sheet1.xml", 200_000_000)
    with pytest.raises(ProjectRefused, match="no spreadsheet of data is packed so densely"):
        read_workbook(tmp_path / "bomb.xlsx")


def test_a_workbook_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book(tmp_path / "a.xlsx")
    monkeypatch.setattr("lizero.importers.guard.WORKBOOK_LIMIT", 1_000)
    with pytest.raises(ProjectRefused, match="save it in parts, or as CSV"):
        read_workbook(tmp_path / "a.xlsx")
    assert WORKBOOK_LIMIT < 1_000_000_000


def test_a_directory_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx")
    data = bytearray((tmp_path / "a.xlsx").read_bytes())
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        size = packed.getinfo("xl/worksheets/sheet1.xml").file_size
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert int.from_bytes(data[entry + 24:entry + 28], "little") == size
    data[entry + 24:entry + 28] = (100).to_bytes(4, "little")
    (tmp_path / "lies.xlsx").write_bytes(data)
    with pytest.raises(ProjectRefused, match=r"damaged at xl/worksheets/sheet1.xml"):
        read_workbook(tmp_path / "lies.xlsx")


def test_a_workbook_that_defines_entities_is_refused(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old:
        kept = {n: old.read(n) for n in old.namelist()}
    kept["xl/workbook.xml"] = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + kept["xl/workbook.xml"]
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as packed:
        for n, data in kept.items():
            packed.writestr(n, data)
    with pytest.raises(ProjectRefused, match="defines XML entities"):
        read_workbook(tmp_path / "x.xlsx")


def test_a_cell_of_many_megabytes_is_refused_by_its_place(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    made.add_worksheet().write(2, 1, "x")
    made.close()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old:
        kept = {n: old.read(n) for n in old.namelist()}
    kept["xl/sharedStrings.xml"] = kept["xl/sharedStrings.xml"].replace(b"<t>x</t>", b"<t>" + b"y" * 5_000_000 + b"</t>")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        for n, data in kept.items():
            packed.writestr(n, data)
    with pytest.raises(ProjectRefused, match=r"B3 holds 5,000,000 bytes"):
        read_workbook(tmp_path / "a.xlsx")


def test_a_cell_far_away_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(tmp_path / "far.xlsx")
    sheet = made.add_worksheet("power")
    sheet.write(0, 0, "site")
    sheet.write(1_048_575, 16_383, "x")
    made.close()
    with pytest.raises(ProjectRefused, match=r"power spans 1,048,576 rows and 16,384 columns"):
        read_workbook(tmp_path / "far.xlsx")


def test_the_strict_edition_of_the_standard_tells_its_errors_too(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old:
        kept = {n: old.read(n) for n in old.namelist()}
    old_names = (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships")
    new_names = (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    with zipfile.ZipFile(tmp_path / "s.xlsx", "w") as packed:
        for n, data in kept.items():
            for a, b in zip(old_names, new_names, strict=True):
                data = data.replace(a, b)
            packed.writestr(n, data)
    with zipfile.ZipFile(tmp_path / "s.xlsx") as packed:
        assert cell_notes(packed)["电力"].faults == {(6, "D"): "#N/A", (7, "D"): "formula"}
