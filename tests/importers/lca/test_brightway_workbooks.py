"""Workbooks as people keep them: columns that mean something else, and formulas that need names of elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lizero.importers.lca import Imported, read_database


def workbook(path: Path, *exchanges: tuple[Any, ...], parameters: tuple[tuple[Any, ...], ...] = ()) -> Imported:
    """A workbook of one activity that makes a kilogram of steel, with `exchanges` of name, amount, unit, type, categories, formula."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Database", "db"], [], ["Activity", "steel"], ["location", "CN"], ["unit", "kilogram"]):
        sheet.append(row)
    if parameters:
        for row in (["Parameters"], ["name", "amount"], *parameters, []):
            sheet.append(row)
    sheet.append(["Exchanges"])
    sheet.append(["name", "amount", "unit", "type", "categories", "formula"])
    for row in (("steel", 1.0, "kilogram", "production"), *exchanges):
        sheet.append(row)
    book.save(path)
    return read_database(path)


def test_a_column_of_chemical_formulas_leaves_the_stated_amounts(tmp_path: Path) -> None:
    found = workbook(
        tmp_path / "a.xlsx", ("Carbon dioxide, fossil", 2.0, "kilogram", "biosphere", "air", "CO2"),
        ("Chromium", 0.5, "kilogram", "biosphere", "water", "Cr"), ("Nitrate", 0.5, "kilogram", "biosphere", "water", "NO3-"),
    )
    assert (found.account.closed, found.account.natural, found.account.rejected) == (True, 3, 0)
    pcf = found.system.footprint("steel")
    assert (pcf.total, pcf.complete) == (pytest.approx(2.0), True)
    told = [f for f in found.findings if f.rule == "formula.unknown"]
    assert [f.severity for f in told] == ["notice"]
    assert "2 formulas" in told[0].message
    assert "'CO2' needs CO2" in told[0].message


def test_a_formula_whose_names_the_workbook_declares_is_worked_out(tmp_path: Path) -> None:
    found = workbook(
        tmp_path / "a.xlsx", ("Carbon dioxide, fossil", 2.0, "kilogram", "biosphere", "air", "carbon * 44 / 12"), parameters=(("carbon", 12.0),)
    )
    assert found.system.footprint("steel").total == pytest.approx(44.0)
    assert "formula.unknown" not in {f.rule for f in found.findings}


def test_a_formula_without_its_names_and_without_an_amount_is_rejected(tmp_path: Path) -> None:
    found = workbook(tmp_path / "a.xlsx", ("Carbon dioxide, fossil", None, "kilogram", "biosphere", "air", "leak * 2"))
    assert (found.account.closed, found.account.rejected) == (True, 1)
    assert not found.system.footprint("steel").complete


def test_blank_rows_among_exchanges_lose_nothing_and_a_section_may_follow(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Database", "db"], [], ["Activity", "steel"], ["location", "CN"], ["unit", "kilogram"], ["Exchanges"],
        ["name", "amount", "unit", "type", "categories", "formula"], ["steel", 1.0, "kilogram", "production"], [], [],
        ["Carbon dioxide, fossil", 2.0, "kilogram", "biosphere", "air"], [], ["Methane, fossil", 1.0, "kilogram", "biosphere", "air", "leak"], [],
        ["Parameters"], ["name", "amount"], ["leak", 0.5], [], ["Activity", "iron"], ["unit", "kilogram"], ["Exchanges"],
        ["name", "amount", "unit", "type", "categories"], ["iron", 1.0, "kilogram", "production"],
    ):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    found = read_database(tmp_path / "a.xlsx")
    assert (found.account.counted, found.account.functions, found.account.natural) == (4, 2, 2)
    assert found.system.footprint("steel").total == pytest.approx(2.0 + 0.5 * 29.8)


def test_an_only_product_of_another_name_is_the_activitys_own_and_it_is_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Database", "db"], [], ["Activity", "lorry, 18 metric ton"], ["reference product", "transport"], ["unit", "ton kilometer"], ["Exchanges"],
        ["name", "amount", "unit", "type", "categories"], ["lorry, 18t", 2.0, "ton kilometer", "production"],
        ["Carbon dioxide, fossil", 3.0, "kilogram", "biosphere", "air"],
    ):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    found = read_database(tmp_path / "a.xlsx")
    assert (found.account.counted, found.account.functions) == (2, 1)
    assert found.system.footprint("transport").total == pytest.approx(1.5)
    assert "product.renamed" in {f.rule for f in found.findings}


@pytest.mark.parametrize("amount", [1.6835016835016835e-08, -1.38884862559625, 109.64999999999999, 1e-30, 123456789.123456789, 1 / 3])
def test_amounts_are_read_to_the_last_digit(tmp_path: Path, amount: float) -> None:
    found = workbook(tmp_path / "a.xlsx", ("Carbon dioxide, fossil", amount, "kilogram", "biosphere", "air"))
    assert found.system.exchanges.filter(kind="elementary")["amount"].item() == pytest.approx(amount, rel=1e-14)
