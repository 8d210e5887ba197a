"""One inventory under several rule sets, and why their figures differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from lizero.errors import SystemRefused, UnknownName
from lizero.lca import System
from lizero.lca.circular import Circular
from lizero.lca.rules import DECISIONS, Choices, explain_difference, rule_set, rule_sets, side_by_side, under

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


WITH_SUPPLY = Choices(supplies=SUPPLY)


@pytest.fixture
def made(build: Callable[..., System]) -> System:
    return build(ROWS, processes=STAGES)


def effects(table: pl.DataFrame) -> dict[str, float]:
    return {d: e for d, e in table.select("decision", "effect").iter_rows() if e}


def test_one_inventory_has_a_figure_under_each_rule_set(made: System) -> None:
    table = side_by_side(made, "cell", choices=WITH_SUPPLY)
    totals = dict(table.select("rules", "total").iter_rows())
    assert totals == pytest.approx({
        "pact-3": 1.0 + 0.02, "iso-14067": 1.0 + 0.02 + 1.5 - 0.3, "pef": 1.0 + 0.02, "eu-cfb-ev-draft-2024": 1.0 + 1.2, "tfs-3": 1.02,
        "cn-551": 1.0 + 1.2,
    }, rel=1e-12)
    assert table.filter(rules="eu-cfb-ev-draft-2024")["electricity"].item() == "grid"
    assert table.filter(rules="iso-14067")["left_out"].item() == 0


def test_the_difference_of_two_rule_sets_is_explained_decision_by_decision(made: System) -> None:
    table = explain_difference(made, "cell", "iso-14067", "eu-cfb-ev-draft-2024", choices=WITH_SUPPLY)
    assert table["decision"].to_list() == list(DECISIONS)
    assert effects(table) == pytest.approx({"boundary": -1.5, "electricity": 1.18, "biogenic carbon": 0.3}, rel=1e-12)
    both = side_by_side(made, "cell", sets=["iso-14067", "eu-cfb-ev-draft-2024"], choices=WITH_SUPPLY)["total"]
    assert table["effect"].sum() == pytest.approx(both[1] - both[0], rel=1e-12)
    assert not table["known"].any()


def test_a_supply_that_no_rule_permits_stays_with_a_finding(made: System) -> None:
    applied = under(made, "cell", rule_set("eu-cfb-ev-draft-2024"), Choices(supplies=SUPPLY.filter(kind="contractual")))
    assert "rules.electricity" in [f.rule for f in applied.findings]
    assert applied.taken["electricity"] == {}


def test_what_a_set_asks_and_is_not_applied_or_not_verified_is_told(made: System) -> None:
    rules = [f.rule for f in under(made, "cell", rule_set("pef")).findings]
    assert rules == ["rules.recycling", "rules.unverified"]


def test_each_set_says_its_source_and_date_or_that_there_is_none() -> None:
    for rules in rule_sets().values():
        assert rules.source
        assert rules.status in ("checked", "unverified")
        assert rules.allocation_rule in ("price ratio", "physical first", "as stated")
        assert rules.recycling_rule in ("cut-off", "circular", "as stated")
    assert rule_set("eu-cfb-ev-draft-2024").valid_from == ""
    with pytest.raises(UnknownName, match="nearest known: pact-3"):
        rule_set("pact3")


def test_the_threshold_of_recalculation_is_that_of_the_programme() -> None:
    assert rule_set("pact-3").needs_recalculation(10.0, 11.0)
    assert not rule_set("tfs-3").needs_recalculation(10.0, 11.0)
    assert rule_set("tfs-3").needs_recalculation(10.0, 12.5)


MINE = [
    ("mine", "product", "spodumene concentrate", 9.0, "kg", {"reference": True}),
    ("mine", "co-product", "tantalite", 1.0, "kg"), ("mine", "elementary", "CO2", 10.0, "kg"),
]


def prices(spodumene: float, tantalite: float) -> pl.DataFrame:
    return pl.DataFrame({"product": ["spodumene concentrate", "tantalite"], "name": ["a", "b"], "unit": ["kg", "kg"],
                         "price": [spodumene, tantalite]})


def test_dear_and_cheap_outputs_are_shared_by_value_under_pact_and_by_mass_under_iso(build: Callable[..., System]) -> None:
    choices = Choices(products=prices(1.0, 11.0))
    made = build(MINE)
    table = side_by_side(made, "spodumene concentrate", sets=["pact-3", "iso-14067"], choices=choices)
    assert table["total"].to_list() == pytest.approx([10.0 * 9.0 / 20.0 / 9.0, 10.0 * 0.9 / 9.0], rel=1e-12)
    assert table["allocation"].to_list() == ["economic", "physical: mass"]
    steps = explain_difference(made, "spodumene concentrate", "pact-3", "iso-14067", choices=choices)
    assert effects(steps) == pytest.approx({"allocation": 0.5}, rel=1e-12)


def test_outputs_of_like_price_are_shared_by_mass_under_pact_too(build: Callable[..., System]) -> None:
    table = side_by_side(build(MINE), "spodumene concentrate", sets=["pact-3"], choices=Choices(products=prices(1.0, 4.0)))
    assert (table["total"].item(), table["allocation"].item()) == (pytest.approx(1.0), "physical: mass")
    valued = Choices(products=prices(1.0, 4.0), physical={"mine": None})
    assert side_by_side(build(MINE), "spodumene concentrate", sets=["pact-3"], choices=valued)["total"].item() == pytest.approx(10 / 13)


def test_outputs_without_a_price_keep_their_shares_with_a_finding(build: Callable[..., System]) -> None:
    first, second, air = MINE
    made = build([(*first[:5], {"reference": True, "share": 0.7}), (*second, {"share": 0.3}), air])
    only = prices(1.0, 11.0).with_columns(price=pl.lit(None, dtype=pl.Float64))
    applied = under(made, "spodumene concentrate", rule_set("pact-3"), Choices(products=only))
    assert [f.rule for f in applied.findings if f.severity == "warning"] == ["rules.allocation"]
    assert applied.system.footprint("spodumene concentrate").total == pytest.approx(10 * 0.7 / 9)


CASE: dict[str, Any] = {"R1": 0.4, "A": 0.2, "Qsin_Qp": 0.9, "R2": 0.7, "Qsout_Qp": 0.8, "R3": 0.2, "LHV": 20.0, "XERheat": 0.3, "XERelec": 0.1}
BURDENS = {"Ev": 10.0, "Erec": 1.5, "ErecEoL": 1.2, "Evstar": 9.0, "EER": 2.5, "ESEheat": 0.07, "ESEelec": 0.12, "ED": 0.05}
NAMES = {"Ev": "primary", "Erec": "secondary", "ErecEoL": "recycling", "Evstar": "displaced", "EER": "burning", "ESEheat": "heat",
         "ESEelec": "power", "ED": "disposal"}


@pytest.fixture
def casing(build: Callable[..., System]) -> System:
    rows: list[Any] = [("casing", "product", "casing", 1.0, "kg"), ("casing", "input", "primary", 2.0, "kg")]
    for term, name in NAMES.items():
        unit = "MJ" if name in ("heat", "power") else "kg"
        rows += [(name, "product", name, 1.0, unit), (name, "elementary", "CO2", BURDENS[term], "kg")]
    return build(rows)


def material(**changed: float) -> Choices:
    flows = {name: name for term, name in NAMES.items() if term != "Ev"}
    return Choices(materials=pl.DataFrame([{"exchange": "casing/input/primary/1", **flows, **CASE, **changed}]))


def test_the_circular_formula_in_a_system_gives_what_the_formula_gives(casing: System) -> None:
    found = side_by_side(casing, "casing", sets=["pef"], choices=material())
    assert found["total"].item() == pytest.approx(2.0 * Circular(**BURDENS, **CASE).total, rel=1e-12)
    assert found["recycling"].item() == "circular"


@pytest.mark.parametrize("a", [1.0, 0.2])
def test_an_intermediate_product_has_no_end_of_life_in_the_circular_formula(a: float, casing: System) -> None:
    gate = replace(rule_set("pef"), boundary="cradle-to-gate", a_limits=(0.0, 1.0))
    made = under(casing, "casing", gate, material(A=a)).system.footprint("casing").total
    assert made == pytest.approx(2.0 * Circular(**BURDENS, **CASE).intermediate()["A = 1" if a == 1.0 else "A = 0.2"], rel=1e-12)


def test_pact_takes_recycled_content_and_leaves_the_end_of_life_to_the_next(casing: System) -> None:
    found = side_by_side(casing, "casing", sets=["pact-3", "iso-14067"], choices=material())["total"]
    assert found.to_list() == pytest.approx([2.0 * (0.6 * 10.0 + 0.4 * 1.5), 2.0 * 10.0], rel=1e-12)


def test_the_allocation_factor_stays_within_the_limits_of_the_rules(casing: System) -> None:
    applied = under(casing, "casing", rule_set("pef"), material(A=1.0))
    assert [f.rule for f in applied.findings if f.severity == "error"] == ["rules.recycling"]
    assert applied.system.footprint("casing").total == pytest.approx(20.0)


def test_a_share_for_recycling_needs_its_flow_and_a_known_one(casing: System) -> None:
    frame = material().materials
    assert frame is not None
    with pytest.raises(SystemRefused, match="share for recycling and no flow"):
        under(casing, "casing", rule_set("pef"), Choices(materials=frame.drop("recycling")))
    with pytest.raises(UnknownName, match="nothing such"):
        under(casing, "casing", rule_set("pef"), Choices(materials=frame.with_columns(recycling=pl.lit("nothing such"))))
    left = under(casing, "casing", rule_set("pef"), Choices(materials=frame.drop("disposal")))
    assert "rules.disposal" in [f.rule for f in left.findings]


def test_a_material_keeps_the_uncertainty_of_its_amount(build: Callable[..., System]) -> None:
    rows = [("casing", "product", "casing", 1.0, "kg"), ("casing", "input", "steel", 2.0, "kg", {"distribution": "lognormal", "spread": 0.3}),
            ("steel", "product", "steel", 1.0, "kg"), ("steel", "elementary", "CO2", 2.0, "kg"),
            ("scrap", "product", "scrap", 1.0, "kg"), ("scrap", "elementary", "CO2", 0.5, "kg")]
    made = build(rows)
    choices = Choices(materials=pl.DataFrame({"exchange": ["casing/input/steel/1"], "secondary": ["scrap"], "R1": [0.5]}))
    recycled = under(made, "casing", rule_set("pact-3"), choices).system
    plain, other = (s.footprint("casing").monte_carlo(64, 1).scores.ravel() for s in (made, recycled))
    assert other == pytest.approx(plain * 1.25 / 2.0, rel=1e-9)


SMALL = [
    ("plant", "product", "salt", 1.0, "kg"), ("plant", "input", "ore", 100.0, "kg"), ("plant", "input", "acid", 0.9, "kg"),
    ("plant", "input", "gold", 0.1, "kg"), ("plant", "input", "lab", 1.0, "kWh"), ("plant", "elementary", "CO2", 95.5, "kg"),
    ("ore", "product", "ore", 1.0, "kg"), ("acid", "product", "acid", 1.0, "kg"), ("acid", "elementary", "CO2", 1.0, "kg"),
    ("gold", "product", "gold", 1.0, "kg"), ("gold", "elementary", "CO2", 26.0, "kg"),
    ("lab", "product", "lab", 1.0, "kWh"), ("lab", "elementary", "CO2", 1.0, "kg"),
]
WISHED = Choices(exempt=tuple(f"plant/input/{f}/1" for f in ("gold", "acid", "lab")))


@pytest.mark.parametrize(("name", "left"), [
    ("pact-3", ["acid", "lab"]), ("pef", ["acid", "gold"]), ("iso-14067", ["acid", "gold", "lab"]), ("eu-cfb-ev-draft-2024", []),
])
def test_what_is_wished_out_goes_as_far_as_the_rules_let_it(name: str, left: list[str], build: Callable[..., System]) -> None:
    applied = under(build(SMALL), "salt", rule_set(name), WISHED)
    assert sorted(e.split("/")[2] for e in applied.left_out["cut-off"]) == left
    kept = [f for f in applied.findings if f.rule == "rules.cut-off" and "does not let" in f.message]
    assert len(kept) == 3 - len(left)


def test_what_pact_lets_out_stays_below_three_per_cent_of_the_whole(build: Callable[..., System]) -> None:
    whole = side_by_side(build(SMALL), "salt", sets=["pact-3"])["total"].item()
    left = side_by_side(build(SMALL), "salt", sets=["pact-3"], choices=WISHED)["total"].item()
    assert 0.0 < (whole - left) / whole <= 0.03


def test_capital_goods_count_where_the_rules_count_them(made: System) -> None:
    choices = Choices(capital=("plant/input/electricity, grid/1",))
    table = side_by_side(made, "cell", sets=["pact-3", "pef"], choices=choices)
    assert table["total"].to_list() == pytest.approx([2.2, 1.0], rel=1e-12)


def test_a_battery_is_told_for_a_kilowatt_hour_over_its_service_life(made: System) -> None:
    draft = rule_set("eu-cfb-ev-draft-2024")
    energy = draft.service_energy(2.0, "M1", 8.0)
    assert energy == 2.0 * 60.0 * 8.0
    table = side_by_side(made, "cell", 3.0, sets=["pact-3", "eu-cfb-ev-draft-2024"], choices=Choices(energy=energy))
    assert table["total"].to_list() == pytest.approx([6.6, 2.2 / 960.0], rel=1e-12)
    assert table["per"].to_list() == ["3 kg", "kWh of total energy over service life"]
    with pytest.raises(UnknownName, match="vehicle category"):
        draft.service_energy(2.0, "M9", 8.0)
    with pytest.raises(SystemRefused, match="full equivalent cycles"):
        rule_set("pact-3").service_energy(2.0, "M1", 8.0)


def test_choices_that_speak_of_nothing_are_refused(made: System) -> None:
    with pytest.raises(SystemRefused, match="no exchange is named 'plant/nothing'"):
        side_by_side(made, "cell", choices=Choices(exempt=("plant/nothing",)))
    with pytest.raises(SystemRefused, match="does not know R9"):
        Choices(materials=pl.DataFrame({"exchange": ["a"], "R9": [0.1]}))
    with pytest.raises(UnknownName, match="kind of electricity supply"):
        Choices(supplies=SUPPLY.with_columns(kind=pl.lit("green")))
    with pytest.raises(SystemRefused, match="cannot be left out"):
        under(made, "cell", rule_set("pef"), Choices(capital=("plant/product/cell/1",)))
