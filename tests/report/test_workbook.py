"""The workbook recomputes without lizero, shows hostile text as text, and states what it was given."""

from __future__ import annotations

import io
from typing import Any

import case
import openpyxl
import pytest
from evaluator import Calculator

from lizero.report import document

LANGS = ("en", "zh-Hans", "es")
SHEETS = {"en": ("Totals", "Lines"), "zh-Hans": ("合计", "明细"), "es": ("Totales", "Líneas")}


def books(lang: str = "en", **changes: Any) -> tuple[openpyxl.Workbook, openpyxl.Workbook]:
    """The workbook with formulas, and with the values that were written beside them."""
    data = document("inventory", case.inventory(**changes), lang=lang).xlsx()
    return openpyxl.load_workbook(io.BytesIO(data)), openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def rows_of(sheet: Any) -> dict[tuple[str, str], int]:
    """Row numbers of the totals sheet by name and basis."""
    return {(r[0].value, r[1].value or ""): r[0].row for r in sheet.iter_rows(min_row=4, max_row=12) if r[0].value}


@pytest.mark.parametrize("lang", LANGS)
def test_the_totals_recomputed_by_another_calculator_are_the_totals_by_hand(lang: str) -> None:
    live, _ = books(lang)
    name, _ = SHEETS[lang]
    calc, hand = Calculator(live), case.totals()
    got = [calc.value(name, f"C{r}") for r in range(5, 13)]
    one, two_l, two_m, three = hand.scope1, hand.scope2_location, hand.scope2_market, hand.scope3
    wanted = [one, two_l, two_m, three, three, one + two_l + three, one + two_m + three, hand.biogenic_co2]
    assert got == pytest.approx(wanted, rel=1e-12)


def test_each_line_is_a_product_of_its_cells_and_moves_with_them() -> None:
    live, _ = books()
    sheet = live["Lines"]
    heads = {c.value: c.column_letter for c in sheet[4]}
    assert sheet[f"{heads['t CO₂e']}5"].value.startswith("=")
    before = Calculator(live).value("Totals", "C5")
    sheet[f"{heads['quantity']}5"].value *= 2
    assert Calculator(live).value("Totals", "C5") == pytest.approx(before + 51.4, rel=1e-12)


def test_a_changed_factor_or_potential_reaches_the_total() -> None:
    live, _ = books()
    before = Calculator(live).value("Totals", "C7")
    factors = live["Factors"]
    row = next(r for r in factors.iter_rows(min_row=4) if r[0].value == "residual:co2")
    row[1].value = 0.0
    assert before > 0
    assert Calculator(live).value("Totals", "C7") == 0


def test_viewers_that_do_not_calculate_see_the_same_numbers() -> None:
    live, cached = books()
    calc = Calculator(live)
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("=") and cell.data_type == "f":
                    stored = cached[sheet.title][cell.coordinate].value
                    assert calc.value(sheet.title, cell.coordinate) == pytest.approx(stored, rel=1e-12, abs=1e-9)


def test_a_line_that_counts_a_part_of_its_quantity_says_which_part() -> None:
    _, cached = books()
    sheet = cached["Lines"]
    heads = {c.value: c.column for c in sheet[4]}
    parts = {r[1].value: r[heads["part"] - 1].value for r in sheet.iter_rows(min_row=5, max_row=13)}
    assert parts["diesel/1"] == pytest.approx(184 / 365, rel=1e-12)
    assert parts["gas/1"] == 1
    assert parts["stack/1"] is None


def test_text_that_looks_like_a_formula_is_text() -> None:
    live, _ = books()
    found = [c for s in live for row in s.iter_rows() for c in row if isinstance(c.value, str) and c.value == case.EVIL]
    assert found
    assert all(c.data_type == "s" for c in found)


def test_every_table_has_its_sheet_and_the_first_sheet_leads_to_it() -> None:
    live, _ = books()
    first = live[live.sheetnames[0]]
    listed = {first.cell(r, 1).value for r in range(1, first.max_row + 1)}
    assert set(live.sheetnames[1:]) <= listed


def test_a_total_that_differs_from_its_lines_is_a_finding_and_shows_a_difference() -> None:
    wrong = case.Totals(**{**vars(case.totals()), "scope1": 1.0})
    doc = document("inventory", case.inventory(totals=wrong))
    assert "report.totals.differ" in doc.html()


def test_the_same_document_is_the_same_workbook_to_the_byte() -> None:
    once, twice = (document("inventory", case.inventory()).xlsx() for _ in range(2))
    assert once == twice
