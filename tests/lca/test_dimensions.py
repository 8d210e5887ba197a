"""Formulas are held against the units that are declared."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lizero.lca import System
from lizero.lca.dimensions import formula_units

PARAMETERS = [
    {"parameter": "ncv", "value": 25.0, "unit": "MJ/kg"}, {"parameter": "heat", "value": 50.0, "unit": "MJ"},
    {"parameter": "steam", "value": 1.0, "unit": "GJ"}, {"parameter": "carbon", "value": 0.6, "unit": "1"},
    {"parameter": "gross", "value": 1.0, "unit": "GJ (GCV)"}, {"parameter": "net", "value": 1.0, "unit": "GJ (NCV)"},
    {"parameter": "bare", "value": 1.0},
]


def told(build: Callable[..., System], formula: str, unit: str) -> list[str]:
    made = build([("a", "product", "a", 1.0, "kg"), ("a", "elementary", "CO2", formula, unit)], parameters=PARAMETERS)
    return [f.message for f in formula_units(made.parameters, made.exchanges, {"a": "h"})]


def test_an_exchange_may_be_written_for_one_unit_of_product(build: Callable[..., System]) -> None:
    made = build([("a", "product", "a", 1.0, "MJ"), ("a", "elementary", "CO2", "carbon / ncv", "kg")], parameters=PARAMETERS)
    assert made.footprint("a").findings == ()


@pytest.mark.parametrize("formula", [
    "heat / ncv", "heat / ncv * carbon * 44 / 12", "heat / ncv + 5", "max(heat / ncv, 1)", "carbon", "2 * 3", "bare * heat",
    "sqrt((heat / ncv) ^ 2)", "exp(carbon)", "(heat + steam * 1000) / ncv",
])
def test_a_formula_of_the_right_dimension_is_silent(build: Callable[..., System], formula: str) -> None:
    assert told(build, formula, "kg") == []


@pytest.mark.parametrize(("formula", "message"), [
    ("heat * ncv", "is energy²/mass, not mass"), ("heat", "is energy, not mass"), ("heat + carbon", "adds energy and a pure number"),
    ("(heat + steam) / ncv", "adds energy in different units"), ("gross + net", r"adds energy (GCV) and energy (NCV)"),
    ("exp(heat)", "takes the exponential or logarithm of energy"), ("heat ^ carbon", "to a power that is not a number"),
])
def test_a_formula_of_a_wrong_dimension_is_named(build: Callable[..., System], formula: str, message: str) -> None:
    found = told(build, formula, "kg")
    assert len(found) == 1
    assert message in found[0]


def test_the_system_tells_them_with_its_findings(build: Callable[..., System]) -> None:
    made = build([("a", "product", "a", 1.0, "kg"), ("a", "elementary", "CO2", "heat", "kg")], parameters=PARAMETERS)
    assert [f.rule for f in made.footprint("a").findings] == ["formula.unit"]
