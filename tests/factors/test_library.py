"""Libraries by name, edition and precedence; the user's own; faults seen at load; factors that may not serve."""

import polars as pl
import pytest
from tests.factors.shelf import FUEL, POWER, frame, lib, need, proxy, row, valid, year

from lizero.errors import FactorRefused, TableRefused, UnknownName
from lizero.factors import Library, bands, editions_of, library, moved, names, split


def found(*rows: dict[str, object]) -> list[tuple[str, str]]:
    return [(f.rule, f.severity) for f in lib(*rows).findings]


def test_a_name_without_an_edition_means_all_editions_and_a_pinned_one_only_itself() -> None:
    assert library("cn-grid").editions["edition"].to_list() == list(editions_of("cn-grid"))
    assert library("cn-grid=2023").factors["edition"].unique().to_list() == ["2023"]


def test_editions_of_one_library_share_its_place_in_the_order() -> None:
    order = library("cn-grid", "ipcc-2006").editions.select("library", "rank").unique().sort("rank")
    assert order.rows() == [("cn-grid", 0), ("ipcc-2006", 1)]


def test_an_unknown_library_or_edition_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="cn-grid"):
        library("cn-gird")
    with pytest.raises(UnknownName, match="2023"):
        library("cn-grid=2003")


def test_own_alone_is_an_empty_place_that_a_project_fills() -> None:
    assert library("own").factors.is_empty()
    assert library(lib(row("mine")), "cn-grid").editions["library"][0] == "own"


def test_an_empty_library_takes_no_place_in_the_order() -> None:
    assert library("own", "cn-grid=2023").editions["rank"].to_list() == [0]


def test_a_frame_stands_for_the_users_own_library() -> None:
    assert library(frame(row("mine"))).factors.select("library", "edition", "item").row(0) == ("own", "own", "diesel")


def test_faulty_rows_of_the_user_are_left_out_with_a_finding_and_the_good_ones_stay() -> None:
    rows = [row("good", amount="1.0"), row("bad", amount="much"), row("", unit="t", amount="1.0")]
    mixed = Library.of(frame(*rows))
    assert mixed.factors["id"].to_list() == ["good"]
    assert {f.rule for f in mixed.findings} == {"value.type", "value.missing"}


def test_a_frame_that_is_no_table_of_factors_is_refused() -> None:
    with pytest.raises(TableRefused, match="activity"):
        Library.of(pl.DataFrame({"id": ["x"]}))


def test_the_users_spellings_of_flows_places_and_families_are_understood() -> None:
    row_ = lib(row("a", flow="二氧化碳", geography="China", family=" ETS ")).factors.row(0, named=True)
    assert (row_["flow"], row_["geography"], row_["family"]) == ("CO2", "CN", "ets")


def test_rows_of_an_unknown_flow_or_place_are_left_out_with_a_finding_each() -> None:
    made = lib(row("a", flow="fairy dust"), row("b", geography="Atlantis"), row("c", unit="bag"))
    assert made.factors["id"].to_list() == ["c"]
    assert [(f.rule, f.severity) for f in made.findings] == [
        ("factor.flow-unknown", "error"), ("factor.geography-unknown", "error"), ("factor.unit-unknown", "notice"),
    ]


def test_proxies_are_read_in_any_spelling_and_misfits_are_said() -> None:
    held = lib(row("a")).under(proxy("own", "own", geography="四川", use_geography="China"))
    assert held.proxies.select("geography", "use_geography").row(0) == ("CN-SC", "CN")
    assert [f.rule for f in lib(row("a")).under(proxy("own", "own", geography="Atlantis")).findings] == ["factor.geography-unknown"]
    assert [f.rule for f in lib(row("a")).under(proxy("cn-grid", "1066")).findings] == ["factor.proxy-without-edition"]


def test_the_same_amount_twice_is_a_notice_and_different_amounts_a_conflict() -> None:
    assert found(row("a"), row("b")) == [("factor.duplicate", "notice")]
    assert found(row("a"), row("b", amount=2.0)) == [("factor.conflict", "error")]


def test_different_times_gases_places_families_units_or_editions_are_no_conflict() -> None:
    assert found(row("a", **valid(2024)), row("b", amount=2.0, **valid(2025))) == []
    for other in ({"flow": "N2O"}, {"geography": "AU"}, {"family": "ets"}, {"unit": "kg"}, {"edition": "2"}, {"boundary": "x"}):
        assert found(row("a"), row("b", amount=2.0) | other) == [], other


def test_overlapping_times_are_a_conflict() -> None:
    assert found(row("a"), row("b", amount=2.0, **valid(2025))) == [("factor.conflict", "error")]


def test_names_of_one_item_in_two_languages_conflict() -> None:
    assert found(row("a"), row("b", "柴油", amount=2.0)) == [("factor.conflict", "error")]


def test_a_unit_of_a_flow_that_is_no_mass_is_an_error() -> None:
    assert found(row("a", flow_unit="kWh")) == [("factor.flow-unit", "error")]


@pytest.mark.parametrize(
    ("unit", "amount", "flow_unit", "ok"),
    [
        ("GJ (NCV)", 74.1, "kg", True),
        ("TJ (NCV)", 74_100, "kg", True),
        ("GJ (GCV)", 69.9, "kg", True),
        ("GJ (GCV)", 77.0, "kg", False),
        ("GJ (NCV)", 0.0741, "t", True),
        ("GJ (NCV)", 74.1, "t", False),
        ("L", 2.66, "kg", True),
        ("US gal", 10.21, "kg", True),
        ("L", 2.91, "kg", False),
        ("kWh (GCV)", 0.2534, "kg", True),
        ("bag", 1000.0, "kg", True),
    ],
)
def test_diesel_outside_its_band_is_found(unit: str, amount: float, flow_unit: str, ok: bool) -> None:
    rows = row("d", unit=unit, amount=amount, flow_unit=flow_unit, reason=None)
    assert ("factor.out-of-band" in {rule for rule, _ in found(rows)}) is not ok


def test_natural_gas_with_net_taken_for_gross_is_found() -> None:
    gas = {"activity": "natural gas", "reason": None, "amount": 51.4}
    assert found(row("g", unit="GJ (GCV)", **gas)) == []
    assert found(row("g", unit="GJ (GCV)", **gas | {"amount": 56.1})) == [("factor.out-of-band", "warning")]


def test_a_grid_of_five_kilograms_a_kilowatt_hour_is_found_unless_a_reason_stands() -> None:
    grid = {"activity": "electricity", "category": POWER, "unit": "MWh", "amount": 5000.0}
    assert found(row("g", **grid, reason="island of old diesel sets, metered")) == []
    assert found(row("g", **grid, reason="")) == [("factor.out-of-band", "warning")]


def test_every_band_has_a_low_below_its_high() -> None:
    assert bands().filter(pl.col("low") >= pl.col("high")).is_empty()
    assert bands().height > 60


def test_a_life_cycle_factor_asked_by_its_id_for_scope_2_is_refused_and_for_a_product_given() -> None:
    grid = library("cn-grid=2024")
    id = grid.factors.filter(item="electricity", category=POWER, family="life-cycle")["id"][0]
    with pytest.raises(FactorRefused, match=r"0\.5777"):
        grid.factor(id, category=POWER)
    assert grid.factor(id)["amount"] == 0.5777
    with pytest.raises(UnknownName):
        grid.factor("nothing")


def test_splitting_a_period_gives_parts_whose_shares_are_one_and_whose_days_meet() -> None:
    parts = split(frame(need(flow="electricity", category=POWER, unit="kWh", geography="AU-VIC")), library("au-nga"))
    assert parts["share"].sum() == pytest.approx(1)
    assert parts["start"][1].toordinal() - parts["end"][0].toordinal() == 1


def test_moved_names_what_another_edition_would_change_and_leaves_out_what_stays() -> None:
    ask = {"category": POWER, "unit": "kWh"} | {"flow": "electricity"}
    needs = frame(need(need="sc", **ask, geography="CN-SC"), need(need="oil", category=FUEL, unit="kg"))
    needs = needs.with_columns(pl.lit("2023-01-01").str.to_date().alias("start"), pl.lit("2023-12-31").str.to_date().alias("end"))
    change = moved(needs, library("cn-grid", "cn-mee"), library="cn-grid", edition="2022")
    assert change.select("need", "amount", "amount_after").rows() == [("sc", 0.1564, 0.1404)]


def test_moved_can_take_an_edition_that_the_stack_does_not_hold() -> None:
    needs = frame(need(flow="electricity", category=POWER, unit="kWh", geography="CN-SC") | year(2023))
    assert moved(needs, library("cn-grid=2023"), library="cn-grid", edition="2021")["amount_after"].to_list() == [0.1255]
    with pytest.raises(UnknownName):
        moved(needs, library("cn-grid=2023"), library="au-nga", edition="2025")


def test_all_named_libraries_ship() -> None:
    wanted = {"ipcc-2006", "cn-mee", "cn-grid", "au-nga", "uk-desnz", "us-epa", "us-egrid", "eu-eea", "refrigerants", "background"}
    assert wanted <= set(names())
