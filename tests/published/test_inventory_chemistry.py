"""Carbonates and fuels by chemistry: IPCC 2006 Guidelines Vol. 3 Ch. 2 and 3, China's enterprise guidelines, stoichiometry."""

import pytest
from tests.inventory.small import factor, frame, own, record, use

from lizero.errors import UnitMismatch, UnknownName
from lizero.factors import library
from lizero.inventory import account
from lizero.inventory.chemistry import (
    as_received,
    carbon_balance,
    carbon_of,
    fuel_co2,
    hot_water_energy,
    measured_fuel,
    neutralisation,
    released,
    steam_energy,
)

SODA, PRODUCT = "soda ash", "lithium carbonate"


@pytest.mark.parametrize(
    ("item", "expected"), [("limestone", 0.43971), ("magnesite", 0.52197), ("dolomite", 0.47732), (SODA, 0.41523), (PRODUCT, 0.59560)]
)
def test_stoichiometry_of_carbonates(item: str, expected: float) -> None:
    """IPCC prints 0.41492 for Na2CO3 (formula weight 106.0685), which stoichiometry does not give; Li by 6.94 or 6.941: 2e-5."""
    assert released(item, 1.0) == pytest.approx(expected, abs=2.5e-5)


def test_soda_ash_of_99_2_percent_with_the_factor_0_415() -> None:
    lib = own(factor("process", SODA, "t", "CO2", 415 * 0.992))
    assert account(record(use("r", "process", SODA, 1_000, "t")), lib, year=2025).totals.scope1 == pytest.approx(411.68)


def test_carbon_that_leaves_in_lithium_carbonate_is_not_emitted() -> None:
    """1,000 t of soda ash: all its carbon released would be 415 t; with 690 t of 99 % product the balance leaves 8.4 t."""
    rows = [
        use("soda", "process", SODA, 1_000, "t", process="precipitation", method="carbon balance"),
        use("out", "product output", PRODUCT, 690, "t", process="precipitation"),
    ]
    purity = frame({"parameter": "purity", "scope": PRODUCT, "value": 0.99, "unit": "1", "source": "laboratory"})
    found = account(record(*rows, parameters=purity), library("ipcc-2006"), year=2025)
    expected = 44 / 12 * (1_000 * carbon_of(SODA) - 690 * 0.99 * carbon_of(PRODUCT))
    assert found.totals.scope1 == pytest.approx(expected)
    assert 5 < found.totals.scope1 < 12
    assert found.totals.complete


def test_carbon_in_solids_leaves_the_balance_too() -> None:
    rows = [
        use("soda", "process", SODA, 1_000, "t", process="p", method="carbon balance"),
        use("cake", "waste", "filter cake", 500, "t", process="p"),
    ]
    contents = frame({"parameter": "carbon content", "scope": "filter cake", "value": 0.02, "unit": "kg/kg", "source": "laboratory"})
    lib = own(factor("waste", "filter cake", "t", "CO2", 0.0))
    found = account(record(*rows, parameters=contents), lib, year=2025)
    assert found.totals.scope1 == pytest.approx(44 / 12 * (1_000 * carbon_of(SODA) - 10))


def test_a_balance_below_zero_is_unresolved_and_never_negative() -> None:
    rows = [
        use("soda", "process", SODA, 100, "t", process="p", method="carbon balance"),
        use("out", "product output", PRODUCT, 690, "t", process="p"),
    ]
    found = account(record(*rows), library("ipcc-2006"), year=2025)
    assert found.unresolved["rule"].to_list() == ["balance.negative"]
    assert found.totals.scope1 == 0
    assert not found.totals.complete


def test_an_input_without_a_carbon_content_is_unresolved() -> None:
    found = account(
        record(use("x", "process", "mystery salt", 1, "t", process="p", method="carbon balance")), library("ipcc-2006"), year=2025
    )
    assert found.unresolved["rule"].to_list() == ["balance.carbon-unknown"]


def test_soda_ash_taken_as_released_where_lithium_carbonate_is_made_is_said() -> None:
    rows = [use("soda", "process", SODA, 1_000, "t"), use("out", "product output", PRODUCT, 690, "t")]
    found = account(record(*rows), library("ipcc-2006"), year=2025)
    assert [f.record for f in found.findings if f.rule == "process.carbon-in-product"] == ["soda"]


def test_a_balance_with_more_out_than_in_is_refused_as_a_formula() -> None:
    with pytest.raises(UnitMismatch, match="more carbon leaves"):
        carbon_balance(10, 11)


def test_neutralisation_is_limited_by_what_is_short() -> None:
    assert neutralisation("limestone", 1_000, 98.072) == pytest.approx(44.009)
    assert neutralisation("limestone", 1, 98.072) == pytest.approx(0.43971, abs=1e-5)
    assert neutralisation("limestone", 1_000, 2 * 36.458, acid="hydrochloric acid") == pytest.approx(44.009)
    with pytest.raises(UnknownName, match="sulfuric"):
        neutralisation("limestone", 1, 1, acid="sulphuric")


def test_china_bituminous_coal_by_its_defaults() -> None:
    assert fuel_co2(1_000, 23.204, 0.02618, 0.93) == pytest.approx(2_071.509, abs=5e-4)


def test_a_measured_carbon_content_overrides_the_default_and_its_basis_is_as_received() -> None:
    measured = measured_fuel("bituminous coal", "t", carbon=as_received(0.60, 0.10), oxidation=0.98, source="laboratory 2025")
    made = record(use("r", "stationary combustion", "烟煤", 1_000, "t"))
    found = account(made, library(measured, "cn-mee"), year=2025)
    assert found.totals.scope1 == pytest.approx(1_000 * 0.54 * 0.98 * 44 / 12)
    assert "measured" in found.flows.trail.factors["name"][0]


@pytest.mark.parametrize(("call", "words"), [(lambda: fuel_co2(1, 1, 1, 93), "0.93"), (lambda: as_received(0.6, 8), "0.08")])
def test_percentages_written_as_whole_numbers_are_refused(call, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UnitMismatch, match=words):
        call()


def test_steam_and_hot_water_by_enthalpy() -> None:
    assert steam_energy(1_000, 2_783.74) == pytest.approx(2_700)
    assert hot_water_energy(100, 80) == pytest.approx(25.1208)
