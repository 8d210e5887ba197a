"""The tool that builds the chain: scores by rule, references to figures, names that do not ship."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "lithium_chain"
NAMES = ("facts", "pedigree", "published", "recipes", "routes")


@pytest.fixture(scope="module")
def tool() -> Iterator[dict[str, ModuleType]]:
    pytest.importorskip("openpyxl")
    sys.path.insert(0, str(TOOL))
    try:
        yield {name: __import__(name) for name in NAMES}
    finally:
        sys.path.remove(str(TOOL))
        for name in NAMES:
            sys.modules.pop(name, None)


def row(name: str, unit: str, *, elementary: bool = False, where: str = "", amount: float = 1.0) -> dict[str, Any]:
    return {"name": name, "amount": amount, "unit": unit, "status": "checked", "where": where, "elementary": elementary, "pedigree": "",
            "low": None, "high": None, "note": ""}


def test_a_supplier_is_led_to_an_own_product_of_the_place_or_of_the_world(tool: dict[str, ModuleType]) -> None:
    known = {"quicklime, CN", "quicklime, WORLD"}
    for country, product in (("CN", "quicklime, CN"), ("CL", "quicklime, WORLD")):
        line, = tool["published"].mapped(row("quicklime, milled, loose", "kg"), {}, {"country": country}, "kelly-ore", known)
        assert (line.kind, line.flow, line.amount) == ("input", product, 1.0)


def test_tailings_of_a_copper_mine_are_tailings_and_not_copper(tool: dict[str, ModuleType]) -> None:
    tailings = row("sulfidic tailings, from copper mine operation", "kg", amount=-22.0)
    line, = tool["published"].mapped(tailings, {}, {}, "arvidsson-2022", set())
    assert (line.kind, line.flow, line.amount) == ("waste", "tailings", 22.0)


def test_salts_counted_without_water_become_the_hydrates_that_are_sold(tool: dict[str, ModuleType]) -> None:
    line, = tool["published"].mapped(row("nickel sulfate", "kg"), {}, {}, "dai-2019", set())
    assert line.flow == "nickel sulfate hexahydrate, WORLD"
    assert line.amount == pytest.approx(262.839 / 154.749, rel=1e-4)


def test_fine_dust_counts_in_every_class_that_holds_it(tool: dict[str, ModuleType]) -> None:
    dust = row("Particulate Matter, < 2.5 um", "kg", elementary=True, where="air")
    found = list(tool["published"].mapped(dust, {}, {}, "jiang-2020", set()))
    assert [x.flow for x in found] == ["PM2.5", "PM10", "PM"]


def test_what_no_rule_fits_is_named(tool: dict[str, ModuleType]) -> None:
    with pytest.raises(tool["published"].Unmapped, match="unobtainium"):
        list(tool["published"].mapped(row("unobtainium", "kg"), {}, {}, "kelly-ore", set()))


def test_scores_follow_kind_sample_age_place_and_technology(tool: dict[str, ModuleType]) -> None:
    source = {"kind": "official", "sample": "national", "year": "2024", "place": "CN"}
    scores = tool["pedigree"].scores
    assert scores(source, "CN", "checked", 1) == "2,1,1,1,1"
    assert scores(source, "CN-SC", "checked", 1) == "2,1,1,1,1"
    assert scores(source, "CL", "checked", 4) == "2,1,1,4,4"
    assert scores(source | {"year": "2008", "place": "WORLD"}, "CL", "checked", 1) == "2,1,5,2,1"
    assert scores(source, "CN", "unverified", 1) == "5,5,1,1,1"


def test_a_formula_is_no_better_than_the_weakest_parameter_in_it(tool: dict[str, ModuleType]) -> None:
    facts = tool["facts"].Facts(Path("nowhere"))
    line, = tool["recipes"].parse("input | x | = mine_diesel_waste * ore_grade | kg | open-mining |", facts)
    assert line.status == "unverified"
    line, = tool["recipes"].parse("input | x | = 1 / ncv_diesel | kg | ipcc-2006 |", facts)
    assert line.status == "checked"


def test_a_source_that_is_not_listed_stops_the_build(tool: dict[str, ModuleType]) -> None:
    with pytest.raises(KeyError, match="hearsay"):
        list(tool["recipes"].parse("input | x | 1 | kg | hearsay |", tool["facts"].Facts(Path("nowhere"))))


def test_a_reference_brings_value_source_status_and_bounds(tool: dict[str, ModuleType], tmp_path: Path) -> None:
    (tmp_path / "background_gaps.csv").write_text(
        "item,location,indicator,value,low,high,unit,boundary,source,status,note\nlime,CN,CO2e,1.2,1.0,1.5,kg/kg,gate,somebody,checked,\n",
        encoding="utf-8")
    facts = tool["facts"].Facts(tmp_path)
    figure = facts.figure("@gaps[lime/CN] * 1/2")
    assert (figure.value, figure.low, figure.high, figure.source, figure.status) == (0.6, 0.5, 0.75, "somebody", "checked")
    with pytest.raises(KeyError):
        facts.figure("@gaps[lime/XX]")


def test_a_quarter_of_the_equator_is_ten_thousand_kilometres(tool: dict[str, ModuleType]) -> None:
    assert tool["routes"].great_circle((0.0, 0.0), (0.0, 90.0)) == pytest.approx(10_007.5, abs=1)
