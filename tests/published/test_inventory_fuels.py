"""Fuels, heat and carbonates: worked answers of NGA Factors 2025, of China's defaults and of unit conversion."""

from datetime import date

import pytest
from tests.inventory.small import factor, frame, own, record, site, use

from lizero.factors import library
from lizero.inventory import account

FISCAL = (date(2025, 7, 1), date(2026, 6, 30))
FY26 = {"start": FISCAL[0], "end": FISCAL[1]}
AU = site(geography="AU-VIC")


def nga(category: str, flow: str, quantity: float, unit: str):  # type: ignore[no-untyped-def]
    made = record(use("r", category, flow, quantity, unit, **FY26), sites=frame(AU))
    return account(made, library("au-nga=2025"), year=FISCAL, gwp="ar5-gwp100")


def gases(found) -> dict[str, float]:  # type: ignore[no-untyped-def]
    rows = found.by("scope", "flow").filter(scope="1").select("flow", "co2e")
    return {flow[:3]: value for flow, value in rows.iter_rows()}


def test_nga_2025_example_4_pipeline_gas() -> None:
    found = nga("stationary combustion", "natural gas", 100_000, "GJ (GCV)")
    assert gases(found) == pytest.approx({"CO2": 5_140, "CH4": 10, "N2O": 3})
    assert found.totals.scope1 == pytest.approx(5_153)


def test_nga_2025_example_6_diesel_in_stationary_plant() -> None:
    found = nga("stationary combustion", "diesel", 700, "kL")
    assert gases(found) == pytest.approx({"CO2": 1_888.698, "CH4": 2.702, "N2O": 5.404})
    assert found.totals.scope1 == pytest.approx(1_896.804)
    assert found.totals.scope3 == pytest.approx(467.446)
    assert found.totals.scope1 + found.totals.scope3 == pytest.approx(2_364.25)


def test_bituminous_coal_with_the_defaults_of_china() -> None:
    found = account(record(use("r", "stationary combustion", "烟煤", 1_000, "t")), library("cn-mee"), year=2025)
    assert found.totals.scope1 == pytest.approx(2_071.509, abs=5e-4)


def test_bought_steam_with_the_default_of_china() -> None:
    found = account(record(use("r", "purchased heat", "heat", 5_000, "GJ")), library("cn-mee"), year=2025)
    assert (found.totals.scope2_location, found.totals.scope2_market) == pytest.approx((550, 550))


def test_us_gallons_of_diesel_against_a_factor_for_litres() -> None:
    lib = own(factor("mobile combustion", "diesel", "L", "CO2", 2.66))
    found = account(record(use("r", "mobile combustion", "diesel", 10_000, "US gal")), lib, year=2025)
    assert found.totals.scope1 * 1000 == pytest.approx(100_691.953, abs=5e-4)


def test_gases_are_kept_apart_and_weighted_by_the_set() -> None:
    lib = own(
        factor("mobile combustion", "diesel", "L", "CO2", 2.6307),
        factor("mobile combustion", "diesel", "L", "CH4", 1e-4),
        factor("mobile combustion", "diesel", "L", "N2O", 1e-4),
    )
    found = account(record(use("r", "mobile combustion", "diesel", 1_000, "L")), lib, year=2025, gwp="ar5-gwp100")
    assert found.totals.scope1 * 1000 == pytest.approx(2_660.0)


def test_e10_is_nine_parts_fossil_and_one_part_biogenic_outside_the_scopes() -> None:
    lib = own(
        factor("mobile combustion", "gasoline", "US gal", "CO2", 8.78),
        factor("mobile combustion", "bioethanol", "US gal", "CO2 biogenic", 5.75),
    )
    found = account(record(use("r", "mobile combustion", "E10", 1_000, "US gal")), lib, year=2025)
    assert found.totals.scope1 * 1000 == pytest.approx(7_902)
    assert found.totals.biogenic_co2 * 1000 == pytest.approx(575)


@pytest.mark.parametrize(
    ("set_id", "expected"), [("sar-gwp100", 52.0), ("tar-gwp100", 52.6), ("ar4-gwp100", 54.8), ("ar5-gwp100", 54.5), ("ar6-gwp100", 55.2)]
)
def test_one_tonne_of_methane_and_a_tenth_of_nitrous_oxide_under_each_set(set_id: str, expected: float) -> None:
    rows = [use("m", "measured release", "CH4", 1, "t"), use("n", "measured release", "N2O", 0.1, "t")]
    found = account(record(*rows), own(factor("mobile combustion", "diesel", "L", "CO2", 2.66)), year=2025, gwp=set_id)
    assert found.totals.scope1 == pytest.approx(expected)


def test_soda_ash_with_all_its_carbon_released() -> None:
    found = account(record(use("r", "process", "soda ash", 1_000, "t")), library("ipcc-2006"), year=2025)
    assert found.totals.scope1 == pytest.approx(414.92)
