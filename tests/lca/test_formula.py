"""Formulas are arithmetic and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lizero.lca import FormulaRefused
from lizero.lca.formula import parse


@pytest.mark.parametrize(("text", "value"), [
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("-2 ^ 2", -4), ("2 ^ -1", 0.5), ("2 ^ 3 ^ 2", 512), ("2 ** 3", 8),
    ("8 / 4 / 2", 1), ("1e3 * .5", 500), ("+3 - -2", 5), ("max(1, 2; a)", 3), ("min(a, sqrt(4)) * 2", 4),
    ("ln(exp(2))", 2), ("log10(1000)", 3), ("pow(a, 2)", 9), ("abs(-a)", 3), ("Größe + 锂", 12), ("  a  ", 3),
    ("2 * -a", -6), ("1 - 2 - 3", -4), ("2 * (a + 1) ^ 2 / 4", 8),
])
def test_a_formula_has_the_value_that_arithmetic_gives_it(text: str, value: float) -> None:
    assert parse(text)({"a": 3, "Größe": 5, "锂": 7}) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", [
    "", "  ", "()", "1 +", "1 2", "a b", "(1", "1)", "* 2", "1 // 2", "1 % 2", "a.b", "a[0]", "a = 1", "a == 1",
    "a if a else 1",
    "lambda: 1", "__import__('os').system('true')", "open(a)", "eval(a)", "print()", "max()", "pow(1)", "sqrt(1, 2)",
    "1, 2", "'a'", '"a"', "{1}", "a; b", "a\\b", "@a", "a!", "1..2", "max 1", "f\"{a}\"", "not a", "~a", "a & a",
])
def test_whatever_is_not_arithmetic_is_refused_by_name(text: str) -> None:
    with pytest.raises(FormulaRefused, match="formula"):
        parse(text)


def test_the_refusal_says_which_functions_there_are() -> None:
    with pytest.raises(FormulaRefused, match="'system' is not a function of arithmetic; known: abs, exp"):
        parse("system(1)")


def test_a_number_too_large_or_undefined_is_no_error_but_not_finite() -> None:
    assert math.isinf(parse("9 ^ 9 ^ 9")({}))
    assert math.isinf(parse("1 / a")({"a": 0.0}))
    assert math.isnan(parse("0 / a")({"a": 0.0}))


def test_a_formula_runs_over_arrays_of_draws() -> None:
    draws = np.array([1.0, 2.0, 4.0])
    assert np.array_equal(parse("8 / a + b")({"a": draws, "b": 1.0}), [9.0, 5.0, 3.0])


def test_a_sum_of_thousands_of_terms_needs_no_recursion() -> None:
    assert parse("1" + "+1" * 9000)({}) == 9001


def test_endless_texts_and_deep_nests_are_refused() -> None:
    with pytest.raises(FormulaRefused, match="at most 20000"):
        parse("1" + "+1" * 20_000)
    with pytest.raises(FormulaRefused, match="more than 200 deep"):
        parse("(" * 300 + "1" + ")" * 300)


numbers = st.floats(0.1, 9.9).map(lambda v: f"{v:.3f}")
texts = st.recursive(
    numbers | st.sampled_from(["a", "b"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
    | inner.map(lambda t: f"-{t}"),
    max_leaves=12,
)


@given(texts)
def test_a_formula_agrees_with_python_on_plain_arithmetic(text: str) -> None:
    names = {"a": 2.5, "b": -1.25}
    try:
        expected = eval(text, {"__builtins__": {}}, names)
    except ZeroDivisionError:
        return
    value = parse(text)(names)
    assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)
