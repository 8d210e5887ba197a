"""A user's file becomes the record: what is right counts, what is wrong is named on its cell, nothing is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from lizero.errors import ProjectRefused, TableRefused
from lizero.importers import read_activity

HEAD = "record,site,category,flow,quantity,unit,start,end"
ROW = "r1,kwinana,stationary combustion,diesel,5,t,2025-01-01,2025-01-31"


def csv(tmp_path: Path, *rows: str, head: str = HEAD, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    file = tmp_path / name
    file.write_bytes("\n".join((head, *rows, "")).encode(encoding))
    return file


def rules(record: object) -> list[tuple[str, str]]:
    return [(f.rule, f.where) for f in record.findings]  # type: ignore[attr-defined]


def test_a_plain_table_is_read_as_it_stands(tmp_path: Path) -> None:
    record = read_activity(csv(tmp_path, ROW))
    assert record.activity.select("record", "flow", "quantity", "unit", "start", "end").row(0) == (
        "r1", "diesel", 5.0, "t", date(2025, 1, 1), date(2025, 1, 31))
    assert record.rejected.height == 0
    assert [f for f in record.findings if f.severity == "error"] == []


def test_a_chinese_table_with_title_rows_reads_the_same(tmp_path: Path) -> None:
    rows = ("", "记录编号,场地,类别,物料,数量,计量单位,开始日期,结束日期", "r1,遂宁,外购电力,电力,１２．５,万kWh,2025年1月,2025年1月")
    record = read_activity(csv(tmp_path, *rows, head="二〇二五年用能报表,,,,,,,", encoding="gb18030"))
    assert record.activity.select("category", "flow", "quantity", "start", "end").row(0) == (
        "purchased electricity", "electricity", 12.5, date(2025, 1, 1), date(2025, 1, 31))


def test_one_column_of_periods_gives_both_days(tmp_path: Path) -> None:
    file = csv(tmp_path, "r1,k,process,limestone,1,t,2025-02", head="record,site,category,flow,quantity,unit,month")
    assert read_activity(file).activity.select("start", "end").row(0) == (date(2025, 2, 1), date(2025, 2, 28))


@pytest.mark.parametrize("column", HEAD.split(","))
def test_a_missing_column_is_refused_by_name_in_two_languages(column: str, tmp_path: Path) -> None:
    head = ",".join(f"x{n}" if name == column else name for n, name in enumerate(HEAD.split(",")))
    with pytest.raises(TableRefused, match=rf"missing: {column} \(\S+\).*Rename the headers"):
        read_activity(csv(tmp_path, ROW, head=head))


FAULTS = [
    ("r,k,stationary combustion,diesel,5,tns,2025-01-01,2025-01-31", "unit.unknown", "F3"),
    ("r,k,burning,diesel,5,t,2025-01-01,2025-01-31", "value.choice", "C3"),
    ('r,k,stationary combustion,diesel,"12,5",t,2025-01-01,2025-01-31', "number.decimal-comma", "E3"),
    ("r,k,stationary combustion,diesel,-5,t,2025-01-01,2025-01-31", "activity.negative", "E3"),
    ("r,k,stationary combustion,diesel,,t,2025-01-01,2025-01-31", "value.missing", "E3"),
    ("r,k,stationary combustion,diesel,n/a,t,2025-01-01,2025-01-31", "number.unreadable", "E3"),
    ("r,k,stationary combustion,diesel,5,t,01/02/2025,2025-01-31", "date.ambiguous", "G3"),
    ("r,k,stationary combustion,diesel,5,t,2025-02-30,2025-03-31", "date.unreadable", "G3"),
    ("r,k,stationary combustion,diesel,5,t,2025-02-01,2025-01-31", "activity.dates", "H3"),
    (",k,stationary combustion,diesel,5,t,2025-01-01,2025-01-31", "value.missing", "A3"),
    ("r1,k,stationary combustion,diesel,7,t,2025-01-01,2025-01-31", "key.repeated", "A3"),
]


@pytest.mark.parametrize(("row", "rule", "cell"), FAULTS)
def test_each_fault_is_named_on_its_cell_and_its_row_set_apart(row: str, rule: str, cell: str, tmp_path: Path) -> None:
    record = read_activity(csv(tmp_path, ROW, row))
    errors = [(f.rule, f.where) for f in record.findings if f.severity == "error"]
    assert errors == [(rule, f"a.csv › {cell}")]
    assert record.activity["record"].to_list() == ["r1"]
    assert record.rejected.height == 1
    assert record.rejected["where"][0].startswith("a.csv › ")


def test_two_faults_of_a_row_are_both_named(tmp_path: Path) -> None:
    record = read_activity(csv(tmp_path, "r,k,burning,diesel,x,t,2025-01-01,2025-01-31"))
    assert {r for r, _ in rules(record)} == {"value.choice", "number.unreadable"}
    assert record.rejected.height == 1


def test_an_unknown_unit_lists_the_nearest(tmp_path: Path) -> None:
    record = read_activity(csv(tmp_path, "r,k,process,limestone,5,tonness,2025-01-01,2025-01-31"))
    assert "nearest known" in record.findings[0].message


def test_an_item_in_no_list_counts_with_a_notice_for_own_factors_may_name_it(tmp_path: Path) -> None:
    record = read_activity(csv(tmp_path, "r,k,purchased goods,Sulfric acid,5,t,2025-01-01,2025-01-31"))
    assert record.activity.height == 1
    assert [(f.rule, f.severity) for f in record.findings] == [("item.unknown", "notice")]
    assert "sulfuric acid" in record.findings[0].hint


def test_folded_digits_are_said_once_for_all_their_cells(tmp_path: Path) -> None:
    rows = (f"r{n},k,process,limestone,１{n},t,2025-01-01,2025-01-31" for n in range(3))
    record = read_activity(csv(tmp_path, *rows))
    assert record.activity["quantity"].to_list() == [10.0, 11.0, 12.0]
    assert [f.message for f in record.findings] == ["quantity '１0': full-width digits (3 cells, the first here)"]


def test_lines_of_totals_and_headers_told_again_are_left_out_and_said(tmp_path: Path) -> None:
    record = read_activity(csv(tmp_path, ROW, "合计,,,,5,t,,", HEAD))
    assert record.activity.height == 1
    assert rules(record) == [("row.total", "a.csv › A3"), ("row.header", "a.csv › A4")]


def test_a_column_that_is_not_known_is_said(tmp_path: Path) -> None:
    record = read_activity(csv(tmp_path, ROW + ",blue", head=HEAD + ",colour"))
    assert rules(record) == [("column.unknown", "a.csv › I1")]


def test_a_row_that_cannot_be_decoded_is_set_apart(tmp_path: Path) -> None:
    file = csv(tmp_path, ROW.replace("r1", "甲"), "乙,遂宁,外购电力,电力,1,kWh,2025-01-01,2025-01-31", encoding="gb18030")
    file.write_bytes(file.read_bytes() + b"x,\x81\x20\xff,process,limestone,1,t,2025-01-01,2025-01-31\n")
    record = read_activity(file)
    assert record.activity["record"].to_list() == ["甲", "乙"]
    assert ("text.undecodable", "a.csv › B4") in rules(record)


def grid(path: Path, *rows: list[object], head: list[str] | None = None, title: str = "2025") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(["Energy of the plant"])
    sheet.merge_cells("A1:D1")
    sheet.append(head or ["site", "source", "category", "flow", "unit", *(f"{n}月" for n in range(1, 13))])
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


METER = ["kwinana", "m1", "purchased electricity", "electricity", "kWh"]


def test_a_month_grid_gives_a_row_for_each_filled_month(tmp_path: Path) -> None:
    record = read_activity(grid(tmp_path / "g.xlsx", [*METER, 10, None, 0, *[1] * 9]))
    assert record.activity["quantity"].to_list() == [10.0, 0.0, *[1.0] * 9]
    assert record.activity["record"][0] == "kwinana/m1/purchased electricity/electricity/2025-01"
    assert record.activity.select("start", "end").row(1) == (date(2025, 3, 1), date(2025, 3, 31))


def test_a_fault_in_a_month_names_its_own_cell(tmp_path: Path) -> None:
    record = read_activity(grid(tmp_path / "g.xlsx", [*METER, 10, "broken", "#N/A", -4]))
    errors = [(f.rule, f.where) for f in record.findings if f.severity == "error"]
    assert errors == [
        ("number.unreadable", "g.xlsx › 2025 › G3"), ("cell.error", "g.xlsx › 2025 › H3"), ("activity.negative", "g.xlsx › 2025 › I3")]
    assert record.activity.height == 1


def test_the_year_of_bare_months_comes_from_title_sheet_or_file_name(tmp_path: Path) -> None:
    record = read_activity(grid(tmp_path / "energy-2024.xlsx", [*METER, 1, 2], title="power"))
    assert record.activity["start"].to_list() == [date(2024, 1, 1), date(2024, 2, 1)]


def test_months_without_a_year_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match="months without a year"):
        read_activity(grid(tmp_path / "g.xlsx", [*METER, 1, 2], title="power"))


def test_merged_cells_hold_their_value_in_each_row(tmp_path: Path) -> None:
    path = grid(tmp_path / "g.xlsx", [*METER, 1], [None, "m2", *METER[2:], 2])
    book = openpyxl.load_workbook(path)
    book["2025"].merge_cells("A3:A4")
    book.save(path)
    assert read_activity(path).activity["site"].to_list() == ["kwinana", "kwinana"]


def test_hidden_rows_count_and_are_said(tmp_path: Path) -> None:
    path = grid(tmp_path / "g.xlsx", [*METER, 1], ["kwinana", "m2", *METER[2:], 2])
    book = openpyxl.load_workbook(path)
    book["2025"].row_dimensions[4].hidden = True
    book.save(path)
    record = read_activity(path)
    assert record.activity.height == 2
    assert ("row.hidden", "g.xlsx › 2025 › A4") in rules(record)


def test_a_column_a_day_is_read_as_days(tmp_path: Path) -> None:
    head = ["site", "source", "category", "flow", "unit", "2025-01-01", "2025-01-02"]
    record = read_activity(grid(tmp_path / "g.xlsx", [*METER, 1, 2], head=head))
    assert record.activity["end"].to_list() == [date(2025, 1, 1), date(2025, 1, 2)]


def test_several_sheets_give_activity_and_registers_and_the_rest_is_said(tmp_path: Path) -> None:
    path = grid(tmp_path / "g.xlsx", [*METER, 1])
    book = openpyxl.load_workbook(path)
    sites = book.create_sheet("sites")
    sites.append(["site", "organisation", "name", "geography"])
    sites.append(["kwinana", "chem", "Kwinana", "AU-WA"])
    book.create_sheet("remarks")["A1"] = "nothing of note"
    book.save(path)
    record = read_activity(path)
    assert record.registers["SITES"]["geography"].to_list() == ["AU-WA"]
    assert rules(record) == [("sheet.left-out", "g.xlsx › remarks")]


def test_one_refused_sheet_does_not_stop_the_others(tmp_path: Path) -> None:
    path = grid(tmp_path / "g.xlsx", [*METER, 1])
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("fuel")
    sheet.append(["site", "flow", "category", "quantity"])
    sheet.append(["kwinana", "diesel", "stationary combustion", 4])
    book.save(path)
    record = read_activity(path)
    assert record.activity.height == 1
    assert [(f.rule, f.severity) for f in record.findings] == [("sheet.refused", "error")]
    assert "missing: record" in record.findings[0].message


def test_a_folder_is_read_whole_and_a_row_in_two_files_counts_once(tmp_path: Path) -> None:
    csv(tmp_path, ROW, name="a.csv")
    csv(tmp_path, ROW, ROW.replace("r1", "r2"), name="b.csv")
    (tmp_path / "c.xlsx").write_bytes(b"not a workbook")
    record = read_activity(tmp_path)
    assert sorted(record.activity["record"]) == ["r1", "r2"]
    assert {r for r, _ in rules(record)} >= {"record.repeated", "file.refused"}


def test_a_record_told_in_two_ways_is_an_error_and_the_first_counts(tmp_path: Path) -> None:
    csv(tmp_path, ROW, name="a.csv")
    csv(tmp_path, ROW.replace(",5,", ",6,"), name="b.csv")
    record = read_activity(tmp_path)
    assert record.activity["quantity"].to_list() == [5.0]
    assert record.rejected["where"].to_list() == ["b.csv › E2"]
    assert ("record.conflict", "b.csv › E2") in rules(record)


def test_registers_beside_the_activity_folder_come_with_it(tmp_path: Path) -> None:
    (tmp_path / "activity").mkdir()
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers" / "sites.csv").write_text("site,organisation,name,geography\nkw,c,K,AU-WA\n", encoding="utf-8")
    record = read_activity(csv(tmp_path / "activity", ROW))
    assert record.registers["SITES"].height == 1
    assert ("site.unknown", "a.csv › B2") in rules(record)


@pytest.mark.parametrize("name", ["a.pdf", "a"])
def test_a_file_of_another_kind_is_refused_with_the_kinds_that_work(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(ProjectRefused, match=r"\.csv.*\.xlsx"):
        read_activity(tmp_path / name)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match="there is no file"):
        read_activity(tmp_path / "none.csv")


def test_a_workbook_without_activity_lists_its_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "hello"
    book.save(tmp_path / "h.xlsx")
    with pytest.raises(TableRefused, match="sheets found: Sheet"):
        read_activity(tmp_path / "h.xlsx")


def test_an_empty_file_is_refused_as_a_table_without_columns(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("", encoding="utf-8")
    with pytest.raises(TableRefused, match="missing: record"):
        read_activity(tmp_path / "e.csv")


def test_a_header_without_rows_is_an_empty_record(tmp_path: Path) -> None:
    record = read_activity(csv(tmp_path))
    assert record.activity.height == 0
    assert isinstance(record.activity, pl.DataFrame)
    assert ("file.empty", "a.csv") in rules(record)


def months(path: Path, head: str, *cells: object, mac: bool = False) -> Path:
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(["record", "site", "category", "flow", "quantity", "unit", head])
    for n, cell in enumerate(cells):
        sheet.append([f"r{n}", "k", "process", "limestone", 1, "t", cell])
    book.save(path)
    return path


def test_months_that_a_spreadsheet_turned_into_days_are_read_as_months_and_said(tmp_path: Path) -> None:
    record = read_activity(months(tmp_path / "m.xlsx", "月份", date(2025, 1, 1), date(2025, 2, 1)))
    assert record.activity["end"].to_list() == [date(2025, 1, 31), date(2025, 2, 28)]
    assert rules(record) == [("date.month", "m.xlsx › Sheet › G2")]


def test_a_column_of_days_stays_a_column_of_days(tmp_path: Path) -> None:
    record = read_activity(months(tmp_path / "m.xlsx", "date", date(2025, 1, 1), date(2025, 2, 1)))
    assert record.activity["end"].to_list() == [date(2025, 1, 1), date(2025, 2, 1)]
    record = read_activity(months(tmp_path / "n.xlsx", "month", date(2025, 1, 1), date(2025, 2, 3)))
    assert record.activity["end"].to_list() == [date(2025, 1, 1), date(2025, 2, 3)]


def test_periods_of_one_first_day_each_are_doubted(tmp_path: Path) -> None:
    record = read_activity(csv(tmp_path, ROW.replace("2025-01-31", "2025-01-01")))
    assert [(f.rule, f.severity) for f in record.findings] == [("date.first-days", "warning")]
    assert record.activity["end"].to_list() == [date(2025, 1, 1)]


def test_a_workbook_that_counts_days_from_1904_gives_the_same_days(tmp_path: Path) -> None:
    record = read_activity(months(tmp_path / "m.xlsx", "date", date(2025, 1, 31), 44226, mac=True))
    assert record.activity["start"].to_list() == [date(2025, 1, 31)] * 2


@pytest.mark.parametrize("head", [HEAD.replace("site,", "site,source,"), "记录,场地,表计,类别,物料,数量,单位,开始日期,结束日期"])
def test_a_row_of_data_with_dates_and_words_of_headers_is_no_month_grid(head: str, tmp_path: Path) -> None:
    rows = (f"r{n},plant,meter,process,material,5,t,2025-{n}-01,2025-{n + 1}-28" for n in (10, 11))
    record = read_activity(csv(tmp_path, *rows, head=head))
    assert record.activity["record"].to_list() == ["r10", "r11"]
    assert record.activity["source"].to_list() == ["meter", "meter"]


def test_a_table_that_lacks_a_column_is_refused_by_its_own_header(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match=r"a\.csv › A1.*missing: unit"):
        read_activity(csv(tmp_path, "r1,plant,meter,process,material,5,2025-01-01,2025-02-28",
                          head="record,site,source,category,flow,quantity,start,end"))


def test_a_hidden_sheet_counts_and_is_said(tmp_path: Path) -> None:
    path = grid(tmp_path / "g.xlsx", [*METER, 1])
    book = openpyxl.load_workbook(path)
    book.create_sheet("front")["A1"] = "x"
    book["2025"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    record = read_activity(path)
    assert record.activity.height == 1
    assert ("sheet.hidden", "g.xlsx › 2025") in rules(record)
