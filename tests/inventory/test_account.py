"""From a record to an inventory: what counts, what is kept apart, what stays open, what is internal."""

from datetime import date

import polars as pl
import pytest
from tests.inventory.small import factor, frame, holds, own, record, site, use

from lizero.errors import UnknownName
from lizero.inventory import account, site_flows

GRID = factor("purchased electricity", "electricity", "kWh", "CO2", 0.5, family="statistical", geography="CN")
UP_GRID = factor("fuel and energy upstream", "electricity", "kWh", "CO2e", 0.05, geography="CN", gwp_set="ar6-gwp100")
DIESEL = factor("stationary combustion", "diesel", "L", "CO2", 2.7)
UP_DIESEL = factor("fuel and energy upstream", "diesel", "L", "CO2e", 0.6, gwp_set="ar6-gwp100")
SODA = factor("purchased goods", "soda ash", "kg", "CO2e", 1.0, boundary="cradle-to-gate", gwp_set="ar6-gwp100")
TWO_SITES = frame(site("s", "a"), site("p", "b"))
JOINT = frame(holds("g", "a", 1.0, "subsidiary", "sole", True), holds("g", "b", 0.6, "joint venture", "joint", True))


def power(record_: str = "e", quantity: float = 1000, **more):  # type: ignore[no-untyped-def]
    return use(record_, "purchased electricity", "electricity", quantity, "MWh", **more)


def test_category_3_is_derived_from_fuels_and_energy_on_both_bases() -> None:
    found = account(
        record(use("d", "stationary combustion", "diesel", 1000, "L"), power()), own(GRID, UP_GRID, DIESEL, UP_DIESEL), year=2025
    )
    derived = found.lines.filter(pl.col("category") == "fuel and energy upstream")
    assert sorted(derived.select("record", "basis", "co2e").rows()) == [("d", "none", 0.6), ("e", "location", 50.0), ("e", "market", 50.0)]
    assert found.totals.scope3 == pytest.approx(50.6)


def test_category_3_that_was_typed_does_not_count_and_is_said() -> None:
    rows = [use("d", "stationary combustion", "diesel", 1000, "L"), use("t", "fuel and energy upstream", "diesel", 1000, "L")]
    found = account(record(*rows), own(DIESEL, UP_DIESEL), year=2025)
    assert found.totals.scope3 == pytest.approx(0.6)
    assert [(f.record, f.severity) for f in found.findings if f.rule == "upstream.typed"] == [("t", "error")]
    assert not found.totals.complete


def test_a_fuel_without_upstream_factor_is_not_assessed_rather_than_zero() -> None:
    found = account(record(use("d", "stationary combustion", "diesel", 1000, "L")), own(DIESEL), year=2025)
    assert found.not_assessed["record"].to_list() == ["d"]
    assert [f.severity for f in found.findings if f.rule == "upstream.not-assessed"] == ["warning"]


def test_a_row_without_factor_leaves_the_good_rows_and_marks_the_total_incomplete() -> None:
    rows = [use("good", "stationary combustion", "diesel", 1000, "L"), use("bad", "stationary combustion", "unobtainium", 5, "t")]
    found = account(record(*rows), own(DIESEL), year=2025)
    assert found.totals.scope1 == pytest.approx(2.7)
    assert not found.totals.complete
    assert found.unresolved.select("record", "flow", "unit").rows() == [("bad", "unobtainium", "t")]
    assert [f.record for f in found.findings if f.severity == "error" and f.rule.startswith("factor")] == ["bad"]


def test_a_rejected_row_marks_the_total_of_its_own_year_incomplete_and_no_other() -> None:
    rows = [
        use("good", "stationary combustion", "diesel", 1000, "L"),
        use("bad", "stationary combustion", "diesel", -5, "L") | {"start": date(2024, 1, 1), "end": date(2024, 12, 31)},
    ]
    made = record(*rows)
    assert account(made, own(DIESEL), year=2025).totals.complete
    assert not account(made, own(DIESEL), year=2024).totals.complete


def test_own_generation_has_no_scope_2_and_counts_as_renewable_energy() -> None:
    found = account(record(use("pv", "own electricity", "electricity", 100, "MWh"), power()), own(GRID), year=2025)
    assert found.totals.scope2_location == pytest.approx(500)
    assert found.energy["renewable_gj"].sum() == pytest.approx(360)


def test_exported_electricity_is_kept_apart_and_subtracts_nothing() -> None:
    found = account(record(power(), use("x", "exported electricity", "electricity", 400, "MWh")), own(GRID), year=2025)
    assert found.totals.scope2_location == pytest.approx(500)
    assert found.energy.filter(direction="exported")["mwh"].to_list() == pytest.approx([400])


def test_measured_releases_and_refrigerant_losses_enter_without_a_factor() -> None:
    rows = [use("stack", "measured release", "CO2", 2, "t"), use("gis", "fugitive", "SF6", 1, "kg")]
    found = account(record(*rows), own(DIESEL), year=2025, gwp="ar5-gwp100")
    assert found.totals.scope1 == pytest.approx(2 + 23.5)
    assert found.flows.frame["factor"].null_count() == 2


def test_gases_of_the_montreal_protocol_stand_outside_the_scopes() -> None:
    found = account(record(use("r22", "fugitive", "HCFC-22", 1, "kg")), own(DIESEL), year=2025)
    assert found.totals.scope1 == 0
    assert found.flows.frame.select("flow", "scope").rows() == [("HCFC-22", None)]


def test_biogenic_co2_is_outside_and_its_methane_inside() -> None:
    lib = own(
        factor("stationary combustion", "wood", "t", "CO2 biogenic", 1700),
        factor("stationary combustion", "wood", "t", "CH4 non-fossil", 0.1),
    )
    found = account(record(use("w", "stationary combustion", "wood", 10, "t")), lib, year=2025)
    assert found.totals.biogenic_co2 == pytest.approx(17)
    assert found.totals.scope1 * 1000 == pytest.approx(27.0)


def test_power_sold_between_own_entities_is_no_purchase_of_the_group() -> None:
    made = record(power("inside", provider="p"), sites=TWO_SITES, ownership=JOINT)
    lib = own(GRID, UP_GRID)
    operational, equity = (account(made, lib, year=2025, approach=a).totals for a in ("operational", "equity"))
    assert (operational.scope2_location, operational.scope3) == (0, 0)
    assert equity.scope2_location == pytest.approx(500 * 0.4)
    assert equity.scope3 == pytest.approx(50 * 0.4)


def test_goods_of_an_own_site_are_no_purchase_of_the_group() -> None:
    rows = [
        use("own", "purchased goods", "soda ash", 10, "t", provider="p"),
        use("other", "purchased goods", "soda ash", 10, "t", provider="x"),
    ]
    found = account(record(*rows, sites=TWO_SITES, ownership=JOINT), own(SODA), year=2025)
    assert found.totals.scope3 == pytest.approx(10)


def test_what_an_approach_leaves_out_stands_in_category_15_on_both_bases() -> None:
    ownership = frame(holds("g", "a", 0.3, "associate", "none", False))
    rows = [power(), use("d", "stationary combustion", "diesel", 1000, "L")]
    found = account(record(*rows, sites=frame(site("s", "a")), ownership=ownership), own(GRID, DIESEL), year=2025)
    assert found.by("category").rows() == [("investments", pytest.approx(0.3 * 502.7))]
    assert found.totals.scope1 == found.totals.scope2_market == 0


def test_the_market_based_total_takes_the_suppliers_own_rate_before_the_residual_mix() -> None:
    lib = own(
        GRID,
        factor("purchased electricity", "electricity", "kWh", "CO2", 0.1, family="supplier", name="Green Power"),
        factor("purchased electricity", "electricity", "kWh", "CO2", 0.7, family="residual", geography="CN"),
    )
    found = account(record(power("a", provider="Green Power"), power("b", provider="Other")), lib, year=2025)
    by = dict(found.by("record", "scope").filter(scope="2").select("record", "co2e").iter_rows())
    assert by == pytest.approx({"a": 100, "b": 700})


def test_the_absence_of_a_residual_mix_is_said() -> None:
    found = account(record(power()), own(GRID), year=2025)
    assert [f.severity for f in found.findings if f.rule == "market.no-residual-mix"] == ["notice"]


def test_a_row_across_the_end_of_the_year_counts_by_its_days() -> None:
    row = use("d", "stationary combustion", "diesel", 62, "L") | {"start": date(2024, 12, 1), "end": date(2025, 1, 31)}
    assert account(record(row), own(DIESEL), year=2025).totals.scope1 * 1000 == pytest.approx(31 * 2.7)


def test_each_line_can_be_followed_from_its_activity() -> None:
    found = account(record(use("d", "stationary combustion", "diesel", 1000, "US gal"), power()), own(GRID, DIESEL), year=2025)
    trail = found.flows.trail
    quantity = dict(trail.activity.select("record", "quantity").iter_rows())
    factor_of = dict(trail.factors.select("id", "amount").iter_rows())
    for line in found.flows.frame.iter_rows(named=True):
        steps = trail.steps.filter(
            (pl.col("record") == line["record"]) & (pl.col("factor") == line["factor"]) & (pl.col("basis") == line["basis"])
        )
        assert steps["reason"].drop_nulls().len() == 1
        assert quantity[line["record"]] * steps["conversion"].product() * factor_of[line["factor"]] == pytest.approx(line["amount"])


def test_an_unknown_grouping_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="site"):
        account(record(power()), own(GRID), year=2025).by("sitee")


def test_intensity_counts_lithium_once_within_the_group() -> None:
    products = frame(
        {"product": "spodumene concentrate", "name": "c", "unit": "t", "lithium": 0.028},
        {"product": "lithium carbonate", "name": "l", "unit": "t", "lithium": 0.18785},
    )
    rows = [
        use("c", "product output", "spodumene concentrate", 8000, "t") | {"site": "p"},
        use("l", "product output", "lithium carbonate", 1000, "t"),
        use("t", "internal transfer", "spodumene concentrate", 8000, "t", provider="p"),
        use("d", "stationary combustion", "diesel", 1000, "L"),
    ]
    ownership = frame(holds("g", "a", 1.0, "subsidiary", "sole", True), holds("g", "b", 1.0, "subsidiary", "sole", True))
    found = account(record(*rows, sites=TWO_SITES, ownership=ownership, products=products), own(DIESEL), year=2025)
    group = found.intensity.filter(pl.col("site").is_null(), scope="1+2", basis="market").row(0, named=True)
    assert group["lce"] == pytest.approx(1000, rel=1e-3)
    assert group["per_lce"] == pytest.approx(2.7 / 1000, rel=1e-3)


def test_the_lines_of_every_site_are_there_at_100_percent_before_consolidation() -> None:
    made = record(
        power("a", provider="p"), use("d", "stationary combustion", "diesel", 1000, "L") | {"site": "p"}, sites=TWO_SITES, ownership=JOINT
    )
    flows = site_flows(made, own(GRID, DIESEL), year=2025).frame
    assert set(flows["share"]) == {1.0}
    assert sorted(flows.select("holder", "record", "basis").rows()) == [("a", "a", "location"), ("a", "a", "market"), ("b", "d", "none")]


def test_a_greenhouse_gas_without_a_factor_in_the_set_leaves_the_total_incomplete() -> None:
    found = account(record(use("n", "measured release", "NF3", 1, "kg")), own(DIESEL), year=2025, gwp="sar-gwp100")
    assert not found.totals.complete
    assert "impact.not-assessed" in {f.rule for f in found.findings}


def test_a_unit_reached_through_a_calorific_value_multiplies_to_the_line_as_well() -> None:
    value = frame(
        {"parameter": "ncv", "scope": "natural gas", "value": 38.2, "unit": "MJ (NCV)/Sm3", "source": "supplier", "status": "own"}
    )
    lib = own(factor("stationary combustion", "natural gas", "Sm3", "CO2", 2.0), parameters=value)
    found = account(record(use("g", "stationary combustion", "natural gas", 10, "GJ (NCV)")), lib, year=2025)
    steps = found.flows.trail.steps
    assert found.totals.scope1 * 1000 == pytest.approx(10 * 1000 / 38.2 * 2.0)
    assert steps["conversion"].product() == pytest.approx(1000 / 38.2)
    assert "supplier" in steps.filter(nth=1)["source"][0]
