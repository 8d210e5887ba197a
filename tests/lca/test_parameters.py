"""Parameters: formulas over others, scopes, scenarios and years."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lizero.lca import FormulaRefused
from lizero.lca.parameters import evaluate, select
from lizero.schema import check
from lizero.tables import PARAMETERS


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return check(pl.DataFrame(list(rows), infer_schema_length=None), PARAMETERS).frame


def test_formulas_are_worked_out_in_order_of_dependence_whatever_the_order_of_rows() -> None:
    rows = table(
        {"parameter": "c", "formula": "a + b"}, {"parameter": "b", "formula": "2 * a"}, {"parameter": "a", "value": 3.0}
    )
    assert evaluate(select(rows)).values["", "c"] == 9.0


def test_a_process_sees_its_own_parameter_before_the_one_that_holds_everywhere() -> None:
    rows = table({"parameter": "loss", "value": 0.1}, {"parameter": "loss", "scope": "kiln", "formula": "loss * 2"})
    values = evaluate(select(rows))
    assert values.formula("loss", "kiln") == pytest.approx(0.2)
    assert values.formula("loss", "mill") == pytest.approx(0.1)


def test_the_row_of_the_scenario_and_year_wins_over_the_general_one() -> None:
    rows = table(
        {"parameter": "grid", "value": 0.6}, {"parameter": "grid", "value": 0.5, "year": 2030},
        {"parameter": "grid", "value": 0.2, "scenario": "net zero"},
        {"parameter": "grid", "value": 0.1, "scenario": "net zero", "year": 2030},
    )
    found = [evaluate(select(rows, s, y)).values["", "grid"]
             for s, y in ((None, None), (None, 2030), ("net zero", 2040), ("net zero", 2030))]
    assert found == [0.6, 0.5, 0.2, 0.1]


def test_a_cycle_is_named_and_the_parameters_beside_it_go_on() -> None:
    rows = table(
        {"parameter": "a", "formula": "b + 1"}, {"parameter": "b", "formula": "a - 1"},
        {"parameter": "c", "formula": "2"}, {"parameter": "d", "formula": "a"},
    )
    values = evaluate(select(rows))
    assert values.values == {("", "c"): 2.0}
    assert [f.rule for f in values.findings] == ["parameter.cycle"]
    assert "a → b → a" in values.findings[0].message
    with pytest.raises(FormulaRefused, match="'d' has no value"):
        values.formula("d", "")


def test_an_unknown_name_a_blank_and_a_division_by_zero_are_findings() -> None:
    rows = table(
        {"parameter": "a", "formula": "recovry * 2"}, {"parameter": "recovery", "value": 0.0}, {"parameter": "blank"},
        {"parameter": "b", "formula": "1 / recovery"}, {"parameter": "evil", "formula": "open('x')"},
    )
    found = {f.where: f for f in evaluate(select(rows)).findings}
    assert "nearest known: recovery" in found["PARAMETERS › a"].message
    assert found["PARAMETERS › blank"].rule == "parameter.missing"
    assert "no finite value" in found["PARAMETERS › b"].message
    assert found["PARAMETERS › evil"].rule == "formula.refused"


def test_a_chain_of_ten_thousand_parameters_is_no_trouble() -> None:
    chain = ({"parameter": f"p{i}", "formula": f"p{i - 1} + 1"} for i in range(1, 10_000))
    rows = table({"parameter": "p0", "value": 1.0}, *chain)
    assert evaluate(select(rows)).values["", "p9999"] == 10_000.0


def test_a_parameter_between_bounds_is_drawn_and_ranked_by_its_variance() -> None:
    from lizero.lca import System
    from lizero.lca.sensitivity import parameter_ranking

    exchanges = pl.DataFrame({
        "process": ["p", "p"], "kind": ["product", "elementary"], "reference": [True, False], "flow": ["x", "CO2"], "amount": [1.0, None],
        "formula": [None, "a + b"], "unit": ["kg", "kg"], "compartment": [None, "air"],
    })
    rows = pl.DataFrame({"parameter": ["a", "b", "c"], "value": [2.0, 3.0, 5.0], "distribution": ["triangular", "uniform", "triangular"],
                         "low": [1.0, 2.0, None], "high": [6.0, 8.0, None]})
    found = System(pl.DataFrame({"process": ["p"], "name": ["p"]}), exchanges, rows).footprint("x")
    drawn = found.monte_carlo(20_000, 1)
    assert found.total == pytest.approx(5.0)
    assert drawn.mean == pytest.approx((1 + 2 + 6) / 3 + 5.0, rel=0.01)
    assert drawn.values.min() > 3.0
    assert drawn.values.max() < 14.0
    variance = dict(parameter_ranking(found).select("parameter", "variance").iter_rows())
    assert variance["a"] == pytest.approx((1 + 36 + 4 - 6 - 2 - 12) / 18)
    assert variance["b"] == pytest.approx(36 / 12)
    assert [f.where for f in drawn.findings if f.rule == "uncertainty.parameter"] == ["PARAMETERS › c"]
