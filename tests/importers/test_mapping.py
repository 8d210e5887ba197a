"""A saved mapping reads a user's own sheet; a mapping that does not fit is refused by the key or header that fails."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lizero.errors import ProjectRefused, TableRefused
from lizero.importers import draft_mapping, read_file, read_mapping

PLANT = """
sheets = ["电*"]
header = 3
record = "{site}/{flow}/{period}"

[columns]
"厂区" = "site"
"月份" = "period"

[constants]
category = "purchased electricity"
note = "from {file}, {sheet}"

[values.site]
"甲厂" = "suining"

[[readings]]
quantity = "用电量（万kWh）"
unit = "万kWh"
flow = "electricity"

[[readings]]
quantity = "柴油(t)"
unit = "t"
flow = "柴油"
category = "stationary combustion"
"""


def toml(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "plant.toml"
    file.write_text(text, encoding="utf-8")
    return file


def plant(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "电表2025"
    sheet.append(["四川公司能源报表"])
    sheet.merge_cells("A1:D1")
    sheet.append([None, "实物量"])
    sheet.append(["厂区", "月份", "用电量（万kWh）", "柴油（t）", "备注栏"])
    sheet.append(["甲厂", "2025年1月", 12.5, 3, "x"])
    sheet.append(["甲厂", "2025年2月", 11, None, None])
    sheet.append(["合计", None, 23.5, 3, None])
    book.create_sheet("别的")["A1"] = "x"
    book.save(tmp_path / "四川.xlsx")
    return tmp_path / "四川.xlsx"


def test_a_sheet_with_two_columns_of_readings_gives_a_row_for_each_filled_cell(tmp_path: Path) -> None:
    part = read_file(plant(tmp_path), mapping=read_mapping(toml(tmp_path, PLANT)))
    (read,) = part.activity
    assert read.frame.select("record", "site", "category", "flow", "quantity", "unit", "start").rows() == [
        ("suining/electricity/2025-01", "suining", "purchased electricity", "electricity", 12.5, "万kWh", date(2025, 1, 1)),
        ("suining/electricity/2025-02", "suining", "purchased electricity", "electricity", 11.0, "万kWh", date(2025, 2, 1)),
        ("suining/diesel/2025-01", "suining", "stationary combustion", "diesel", 3.0, "t", date(2025, 1, 1)),
    ]
    assert read.frame["note"][0] == "from 四川, 电表2025"
    assert read.where(2) == "四川.xlsx › 电表2025 › D4"


def test_sheets_that_the_mapping_does_not_name_are_said(tmp_path: Path) -> None:
    part = read_file(plant(tmp_path), mapping=read_mapping(toml(tmp_path, PLANT)))
    assert "sheet.left-out" in [f.rule for f in part.findings]


def test_a_grid_of_months_under_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("Anlage;2025-01;2025-02\nKwinana;1,5;2,25\n", encoding="utf-8")
    told = ('months = true\ndecimal_comma = true\n[columns]\nAnlage = "site"\n'
            '[constants]\ncategory = "process"\nflow = "limestone"\nunit = "t"\n')
    (read,) = read_file(tmp_path / "g.csv", mapping=read_mapping(toml(tmp_path, told))).activity
    assert read.frame["quantity"].to_list() == [1.5, 2.25]
    assert read.frame["record"].to_list() == ["Kwinana/process/limestone/2025-01", "Kwinana/process/limestone/2025-02"]


def test_a_column_may_be_named_by_its_letter(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("x,y,z\nkwinana,2025-03,7\n", encoding="utf-8")
    told = ('[columns]\nA = "site"\nB = "period"\nC = "quantity"\n'
            '[constants]\ncategory = "process"\nflow = "limestone"\nunit = "t"\n')
    (read,) = read_file(tmp_path / "g.csv", mapping=read_mapping(toml(tmp_path, told))).activity
    assert read.frame.select("site", "quantity").row(0) == ("kwinana", 7.0)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ('sheet = ["a"]', "'sheet' is not known; did you mean 'sheets'"),
        ('[columns]\nPlant = "sites"', "'sites' is no column of ACTIVITY; did you mean 'site'"),
        ("header = '3'", "header must be a int"),
        ('dates = "american"', "'day-first' or 'month-first'"),
        ('[[readings]]\nunit = "t"', "names its column as 'quantity'"),
        ("[columns", "cannot be read"),
    ],
)
def test_a_mapping_that_cannot_be_used_names_its_key(told: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match=words):
        read_mapping(toml(tmp_path, told))


def test_a_header_that_is_not_in_the_sheet_is_refused_with_the_nearest(tmp_path: Path) -> None:
    mapping = read_mapping(toml(tmp_path, PLANT.replace('"厂区"', '"厂区名"')))
    with pytest.raises(TableRefused, match=r"names the column '厂区名'.*did you mean '厂区'"):
        read_file(plant(tmp_path), mapping=mapping)


def test_a_header_row_beyond_the_sheet_is_refused(tmp_path: Path) -> None:
    mapping = read_mapping(toml(tmp_path, PLANT.replace("header = 3", "header = 30")))
    with pytest.raises(TableRefused, match="has no row 30"):
        read_file(plant(tmp_path), mapping=mapping)


def test_a_draft_fills_in_what_is_known_and_can_be_read_back(tmp_path: Path) -> None:
    told = draft_mapping(plant(tmp_path))
    assert 'sheets = ["电表2025"]' in told
    assert "header = 3" in told
    assert '"厂区" = "site"' in told
    assert '# "用电量（万kWh）" = ""' in told
    assert '# category = "stationary combustion"' in told
    assert read_mapping(toml(tmp_path, told)).columns["厂区"] == "site"


def test_a_header_with_quotation_marks_survives_the_draft(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text('site,"say ""hi"" \\ x",flow\nk,1,diesel\n', encoding="utf-8")
    assert read_mapping(toml(tmp_path, draft_mapping(tmp_path / "q.csv"))).columns["site"] == "site"
