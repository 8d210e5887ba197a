"""One inventory under several rule sets, and why their figures differ."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from lizero.errors import UnknownName
from lizero.lca import System
from lizero.lca.rules import explain_difference, rule_set, rule_sets, side_by_side, under

ROWS = [
    ("plant", "product", "cell", 1.0, "kg"), ("plant", "input", "electricity, grid", 2.0, "kWh"), ("plant", "elementary", "CO2", 1.0, "kg"),
    ("plant", "elementary", "CO2 uptake", 0.4, "kg", {"compartment": "resource"}), ("plant", "elementary", "CO2 biogenic", 0.1, "kg"),
    ("plant", "input", "driving", 3.0, "km"),
    ("grid", "product", "electricity, grid", 1.0, "kWh"), ("grid", "elementary", "CO2", 0.6, "kg"),
    ("wind", "product", "electricity, wind", 1.0, "kWh"), ("wind", "elementary", "CO2", 0.01, "kg"),
    ("car", "product", "driving", 1.0, "km"), ("car", "elementary", "CO2", 0.5, "kg"),
]
STAGES = [{"process": "plant", "stage": "cell"}, {"process": "car", "stage": "use"}]
SUPPLY = pl.DataFrame({
    "exchange": ["plant/input/electricity, grid/1"] * 2, "kind": ["contractual", "grid"],
    "flow": ["electricity, wind", "electricity, grid"], "provider": ["wind", "grid"],
})


@pytest.fixture
def made(build: Callable[..., System]) -> System:
    return build(ROWS, processes=STAGES)


def test_one_inventory_has_a_figure_under_each_rule_set(made: System) -> None:
    table = side_by_side(made, "cell", alternatives=SUPPLY)
    totals = dict(table.select("rules", "total").iter_rows())
    assert totals == pytest.approx({
        "pact-3": 1.0 + 0.02, "iso-14067": 1.0 + 0.02 + 1.5 - 0.3, "pef": 1.0 + 0.02, "eu-cfb-ev-draft-2024": 1.0 + 1.2, "tfs-3": 1.02,
    }, rel=1e-12)
    assert table.filter(rules="eu-cfb-ev-draft-2024")["electricity"].item() == "grid"
    assert table.filter(rules="iso-14067")["left_out"].item() == 0


def test_the_difference_of_two_rule_sets_is_explained_decision_by_decision(made: System) -> None:
    table = explain_difference(made, "cell", "iso-14067", "eu-cfb-ev-draft-2024", alternatives=SUPPLY)
    assert dict(table.select("decision", "effect").iter_rows()) == pytest.approx({
        "boundary": -1.5, "electricity": 1.18, "method": 0.3,
    }, rel=1e-12)
    both = side_by_side(made, "cell", sets=["iso-14067", "eu-cfb-ev-draft-2024"], alternatives=SUPPLY)["total"]
    assert table["effect"].sum() == pytest.approx(both[1] - both[0], rel=1e-12)


def test_a_supply_that_no_rule_permits_stays_with_a_finding(made: System) -> None:
    applied = under(made, rule_set("eu-cfb-ev-draft-2024"), SUPPLY.filter(kind="contractual"))
    assert "rules.electricity" in [f.rule for f in applied.findings]
    assert applied.supply == {}


def test_what_a_set_asks_and_is_not_applied_or_not_verified_is_told(made: System) -> None:
    rules = [f.rule for f in under(made, rule_set("pef")).findings]
    assert rules == ["rules.recycling", "rules.unverified"]


def test_each_set_says_its_source_and_date_or_that_there_is_none() -> None:
    for rules in rule_sets().values():
        assert rules.source
        assert rules.status in ("checked", "unverified")
    assert rule_set("eu-cfb-ev-draft-2024").valid_from == ""
    with pytest.raises(UnknownName, match="nearest known: pact-3"):
        rule_set("pact3")


def test_the_threshold_of_recalculation_is_that_of_the_programme() -> None:
    assert rule_set("pact-3").needs_recalculation(10.0, 11.0)
    assert not rule_set("tfs-3").needs_recalculation(10.0, 11.0)
    assert rule_set("tfs-3").needs_recalculation(10.0, 12.5)
