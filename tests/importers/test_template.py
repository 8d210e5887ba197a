"""What is filled into the template comes back as it was filled in, in each language."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from lizero.importers import read_activity
from lizero.importers.headers import label
from lizero.importers.template import GRID, readings_template
from lizero.tables import ACTIVITY, TABLES
from lizero.vocab import categories
from lizero.vocab.lists import rows

LANGUAGES = ("en", "zh-Hans", "es")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_month_grid_comes_back(lang: str, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    file.write_bytes(readings_template(2024, lang=lang))
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    words = {r["id"]: r for r in rows("items")}
    meter = {"site": "kwinana", "source": "m1", "category": categories()["purchased electricity"][lang],
             "flow": words["electricity"][lang], "unit": "kWh"}
    values = [n * 1.375 for n in range(12)]
    sheet.append([*(meter.get(n) for n in GRID), *values])
    book.save(file)
    record = read_activity(file)
    assert record.activity["quantity"].to_list() == values
    assert record.activity["flow"].unique().to_list() == ["electricity"]
    assert record.activity["category"].unique().to_list() == ["purchased electricity"]
    assert record.findings == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_activity_sheet_comes_back(lang: str, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    file.write_bytes(readings_template(2025, lang=lang))
    book = openpyxl.load_workbook(file)
    told = {"record": "r1", "site": "k", "category": categories()["process"][lang], "flow": "limestone", "quantity": 2.5, "unit": "t",
            "start": "2025-01-01", "end": "2025-01-31", "note": "a remark"}
    book.worksheets[1].append([told.get(n) for n in ACTIVITY.names])
    book.save(file)
    row = read_activity(file).activity.row(0, named=True)
    assert (row["record"], row["category"], row["quantity"], row["note"]) == ("r1", "process", 2.5, "a remark")


def test_a_row_stands_ready_for_each_source_with_lists_to_choose_from(tmp_path: Path) -> None:
    sources = pl.DataFrame({"source": ["k2"], "site": ["kwinana"], "flow": ["natural gas"], "unit": ["GJ (GCV)"]})
    sites = pl.DataFrame({"site": ["kwinana"]})
    (tmp_path / "t.xlsx").write_bytes(readings_template(2025, lang="zh-Hans", sites=sites, sources=sources))
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book.worksheets[0]
    assert [c.value for c in sheet[3][:6]] == ["kwinana", "k2", None, None, "天然气", "GJ (GCV)"]
    assert {v.formula1.split("!")[0] for v in sheet.data_validations.dataValidation} == {"lists"}
    assert len(sheet.data_validations.dataValidation) == 5
    assert book["lists"].sheet_state == "hidden"


def test_an_empty_template_is_an_empty_record_without_errors(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(readings_template(2025))
    record = read_activity(tmp_path / "t.xlsx")
    assert record.activity.height == 0
    assert [f.rule for f in record.findings] == ["file.empty"]


def test_the_same_template_has_the_same_bytes() -> None:
    assert readings_template(2025, lang="es") == readings_template(2025, lang="es")


def test_every_column_of_every_table_has_a_header_in_each_language() -> None:
    names = {c.name for t in TABLES.values() for c in t.columns if t.name in ("ACTIVITY", "SITES", "SOURCES", "OWNERSHIP", "PRODUCTS",
             "ORGANISATIONS", "INSTRUMENTS", "PARAMETERS", "PROXIES", "EVIDENCE", "FACTORS")}
    missing = [n for n in names if label(n, "zh-Hans") == n]
    assert missing == [n for n in missing if n in ("id", "record")]


def test_no_two_columns_of_a_table_share_a_header_in_a_language() -> None:
    for table in TABLES.values():
        for lang in LANGUAGES:
            heads = [label(c.name, lang) for c in table.columns]
            assert len(heads) == len(set(heads)), (table.name, lang, sorted(h for h in heads if heads.count(h) > 1))
