"""Numbers, units and words of the three languages; no message without its texts."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lizero.report
from lizero.errors import UnknownName
from lizero.report.language import LANGUAGES, catalogue, language
from lizero.report.tree import Number, say

FOLDER = Path(lizero.report.__file__).parent


def test_no_message_lacks_a_text_in_any_language() -> None:
    for id, row in catalogue().items():
        for lang in LANGUAGES:
            assert (row[lang] or "").strip(), f"{id} lacks {lang}"


def test_the_languages_of_a_message_have_the_same_places() -> None:
    for id, row in catalogue().items():
        places = [sorted({n for _, n, _, _ in string.Formatter().parse(row[lang]) if n}) for lang in LANGUAGES]
        assert places[0] == places[1] == places[2], id


def test_every_message_that_the_code_says_is_in_the_catalogue() -> None:
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and isinstance(node.args[0], ast.Constant):
                assert node.args[0].value in catalogue() or ">>>" in file.read_text(encoding="utf-8"), (file.name, node.args[0].value)


MILLION = [("en", "1,669\u00a0kt CO₂e"), ("zh-Hans", "166.9\u00a0万吨 CO₂e"), ("es", "1\u00a0669\u00a0kt CO₂e")]


@pytest.mark.parametrize(("lang", "text"), MILLION)
def test_a_million_tonnes_read_as_the_language_counts(lang: str, text: str) -> None:
    assert language(lang).text(Number(1_669_000.0, "t CO2e", scaled=True)) == text


@pytest.mark.parametrize(("lang", "text"), [("en", "\u221214.2"), ("es", "\u221214,2"), ("zh", "\u221214.2")])
def test_the_minus_is_a_minus(lang: str, text: str) -> None:
    assert language(lang).number(-14.2) == text


def test_a_value_that_prints_as_zero_has_no_sign() -> None:
    assert language("en").number(-0.0001, 1, sign=True) == "0.0"


def test_what_is_not_assessed_is_not_zero() -> None:
    assert language("en").text(Number(None, "t CO2e")).startswith("not assessed")


def test_an_unknown_language_or_message_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="nearest known: es"):
        language("est")
    with pytest.raises(UnknownName, match="findings"):
        language("en").text(say("finding"))


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_printed_number_reads_back_within_half_a_unit_of_its_last_digit(value: float, decimals: int) -> None:
    for lang in LANGUAGES:
        text = language(lang).number(value, decimals).replace("\u2212", "-").replace("\u00a0", "")
        plain = text.replace(".", "").replace(",", ".") if lang == "es" else text.replace(",", "")
        assert abs(float(plain) - value) <= 0.5000001 * 10**-decimals


def test_formulas_are_lowered_and_only_formulas() -> None:
    assert language("en").unit("kg CO2e/kg") == "kg CO₂e/kg"
    assert re.sub("[₀-₉]", "", language("en").unit("CO2E-1 plant 2")) == "CO2E-1 plant 2"
