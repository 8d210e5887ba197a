"""Answers of the publishers, met by looking the factor up in the shipped libraries.

NGA: Australian National Greenhouse Accounts Factors 2025 (DCCEEW), examples 1, 2, 4, 6, 7 and Tables 1, 2, 5, 8, 9. MEE: 附录二 表2.1 of
the enterprise guidelines, and the yearly electricity factors. DESNZ: UK conversion factors. EPA: GHG Emission Factors Hub.
IPCC: 2006 Guidelines, Vol. 2 and 3.
"""

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.factors.shelf import FUEL, POWER, UPSTREAM, chosen, frame, lib, proxy, refusal, row, year

from lizero.factors import Library, choose, library, names
from lizero.factors.faults import faults
from lizero.reference import LICENCES
from lizero.units import conversion, gwp, unit
from lizero.vocab import CATEGORIES, elementary, geographies

MOBILE = "mobile combustion"
FY26 = {"start": date(2025, 7, 1), "end": date(2026, 6, 30)}
ELECTRICITY = {"flow": "electricity", "category": POWER, "unit": "kWh"}


def kilograms(stack: Library, quantity: float, **asked: Any) -> dict[str, float]:
    """kg of each flow for `quantity` of the need."""
    found = chosen(stack, **asked).frame
    amounts = found.group_by("flow").agg((pl.col("amount") * pl.col("conversion")).sum() * quantity)
    return dict(amounts.iter_rows())


def tonnes(stack: Library, quantity: float, gwp_set: str = "ar5-gwp100", **asked: Any) -> dict[str, float]:
    """t CO2e of each gas; frozen CO2e counts as it is, biogenic CO2 does not."""
    species = dict(elementary().select("flow", "species").iter_rows())
    values = gwp(gwp_set) | {"CO2": 1.0}
    flows = kilograms(stack, quantity, **asked)
    return {f: kg / 1000 * (1.0 if f == "CO2e" else values[species[f]]) for f, kg in flows.items() if f != "CO2 biogenic"}


def nga(quantity: float, **asked: Any) -> list[float]:
    """t CO2e of CO2, CH4 and N2O in the NGA year 2025-26."""
    found = tonnes(library("au-nga=2025"), quantity, geography="AU-VIC", **FY26, **asked)
    return [found["CO2"], found["CH4 combustion"], found["N2O"]]


def upstream(quantity: float, **asked: Any) -> float:
    return tonnes(library("au-nga=2025"), quantity, **{"geography": "AU", "category": UPSTREAM} | FY26 | asked)["CO2e"]


def test_nga_example_1_electricity_of_two_states() -> None:
    au = library("au-nga")
    new_south_wales = tonnes(au, 11_300_000, **ELECTRICITY, geography="AU-NSW", **FY26)["CO2e"]
    victoria = tonnes(au, 14_600_000, **ELECTRICITY, geography="AU-VIC", **FY26)["CO2e"]
    assert (new_south_wales, victoria) == pytest.approx((7_232, 11_388))


def test_nga_example_2_market_based_with_the_residual_mix_and_the_renewable_percentage() -> None:
    au = library("au-nga=2025")
    rpp = au.parameters.filter(parameter="renewable power percentage")["value"][0]
    residual = 11_300_000 * (1 - rpp) - (1_300 - 500) * 1_000
    mix = tonnes(au, residual, **ELECTRICITY, family="residual", geography="AU-VIC", **FY26)["CO2e"]
    above = tonnes(au, residual, flow="electricity", category=UPSTREAM, unit="kWh", family="residual", geography="AU-VIC", **FY26)["CO2e"]
    assert residual == pytest.approx(8_443_965)
    assert mix == pytest.approx(6_839.61165)
    assert mix + above == pytest.approx(7_768.4, abs=0.05)


def test_nga_example_4_pipeline_gas() -> None:
    assert nga(100_000, flow="natural gas", unit="GJ (GCV)") == pytest.approx([5_140, 10, 3])
    assert upstream(100_000, flow="natural gas", unit="GJ (GCV)", geography="AU-NSW") == pytest.approx(1_310)


def test_nga_example_6_diesel_in_stationary_plant() -> None:
    assert nga(700, flow="diesel", unit="kL") == pytest.approx([1_888.698, 2.702, 5.404])
    assert upstream(700, flow="diesel", unit="kL") == pytest.approx(467.446)


def test_nga_example_7_diesel_for_transport_as_table_9_prints_it() -> None:
    """The example computes with N2O 0.4; its own Table 9 prints 0.5, which ships: 193.0 instead of 154.4."""
    assert nga(10_000, flow="diesel", unit="kL", category=MOBILE) == pytest.approx([26_981.4, 3.86, 193.0])
    assert upstream(10_000, flow="diesel", unit="kL") == pytest.approx(6_677.8)


def test_nga_parts_in_co2e_are_turned_back_to_mass_exactly() -> None:
    printed = {"CH4 combustion": (0.1, 28), "N2O": (0.2, 265)}
    found = chosen(library("au-nga=2025"), unit="GJ (GCV)", geography="AU", **FY26).frame
    for flow, (part, value) in printed.items():
        assert found.filter(flow=flow)["amount"][0] * value == pytest.approx(part, rel=1e-15)


@pytest.mark.parametrize(("place", "day", "value"), [
    ("AU-WA-SWIS", date(2024, 7, 1), 0.51), ("AU-WA-SWIS", date(2025, 7, 1), 0.50), ("AU-WA-SWIS", date(2026, 7, 1), 0.45),
    ("AU-WA-NWIS", date(2024, 8, 1), 0.61), ("AU-WA-SWIS", date(2022, 7, 1), 0.51), ("AU-TAS", date(2025, 12, 1), 0.20),
])
def test_nga_grids_by_financial_year(place: str, day: date, value: float) -> None:
    assert kilograms(library("au-nga"), 1, **ELECTRICITY, geography=place, start=day, end=day) == {"CO2e": value}


def test_mee_bituminous_coal() -> None:
    assert kilograms(library("cn-mee"), 1_000, flow="烟煤", unit="t") == pytest.approx({"CO2": 2_071_509}, abs=1)


def test_mee_coal_measured_on_its_own_calorific_value_takes_the_factor_per_energy() -> None:
    stated = {"parameter": "ncv", "scope": "bituminous coal", "value": 21.0, "unit": "GJ (NCV)/t", "source": "laboratory", "status": "own"}
    stack = library(Library.of(parameters=frame(stated)), "cn-mee")
    assert kilograms(stack, 1, flow="烟煤", unit="GJ (NCV)")["CO2"] == pytest.approx(0.02618 * 0.93 * 44 / 12 * 1000)


def test_mee_natural_gas_by_ten_thousand_normal_cubic_metres() -> None:
    assert kilograms(library("cn-mee"), 1, flow="天然气", unit="万Nm3")["CO2"] == pytest.approx(389.31 * 0.0153 * 0.99 * 44 / 12 * 1000)


@pytest.mark.parametrize("item", ["heat", "steam", "hot water"])
def test_mee_bought_heat(item: str) -> None:
    assert kilograms(library("cn-mee"), 5_000, flow=item, category="purchased heat", unit="GJ") == pytest.approx({"CO2": 550_000})


@pytest.mark.parametrize(("place", "n", "value"), [
    ("CN", 2021, 0.5568), ("CN", 2022, 0.5366), ("CN", 2023, 0.5306),
    ("CN-SC", 2021, 0.1255), ("CN-SC", 2022, 0.1404), ("CN-SC", 2023, 0.1564),
    ("CN-JX", 2023, 0.5836), ("CN-GRID-SOUTHWEST", 2023, 0.2472), ("CN-XZ", 2023, 0.2472), ("CN-QH", 2021, 0.1326), ("四川", 2023, 0.1564),
])
def test_mee_statistical_electricity_by_year_and_place(place: str, n: int, value: float) -> None:
    assert kilograms(library("cn-grid"), 1, **ELECTRICITY, geography=place, **year(n)) == {"CO2": value}


def test_mee_families_stay_apart() -> None:
    grid = library("cn-grid")
    assert kilograms(grid, 1, **ELECTRICITY, geography="CN", family="ets", **year(2022)) == {"CO2": 0.5703}
    assert kilograms(grid, 1, **ELECTRICITY, geography="CN-SC", family="residual", **year(2023)) == {"CO2": 0.6096}
    assert kilograms(grid, 1, **ELECTRICITY | {"flow": "electricity, fossil"}, geography="CN", **year(2023)) == {"CO2": 0.8273}


def test_a_residual_mix_above_the_grid_average_is_legitimate() -> None:
    grid = library("cn-grid")
    location, market = (kilograms(grid, 1, **ELECTRICITY, family=f, **year(2023), geography="CN")["CO2"] for f in (None, "residual"))
    assert market > location


@pytest.mark.parametrize("family", [None, "life-cycle"])
def test_the_footprint_factor_of_2024_is_refused_in_scope_2(family: str | None) -> None:
    rule, message, _ = refusal(library("cn-grid=2024"), **ELECTRICITY, geography="CN", family=family, **year(2024))
    assert (rule, "0.5777" in message) == ("factor.life-cycle-in-scope-2", True)


def test_the_statistical_year_2024_asks_for_a_proxy_of_2023() -> None:
    rule, message, hint = refusal(library("cn-grid"), **ELECTRICITY, **year(2024))
    assert (rule, "cn-grid 2023 (CN-SC" in message, "edition=2023" in hint) == ("factor.proxy-needed", True, True)
    stated = library("cn-grid").under(proxy("cn-grid", "2023", geography="CN", **year(2024)))
    assert kilograms(stated, 1, **ELECTRICITY, **year(2024)) == {"CO2": 0.1564}


def test_diesel_by_three_publishers_says_which() -> None:
    gb = chosen(library("uk-desnz"), geography="GB").frame
    us = chosen(library("us-epa"), geography="US", category=MOBILE).frame
    cn = chosen(library("cn-mee", "uk-desnz"), geography="CN").frame
    assert (gb["amount"] * gb["conversion"])[0] * 1000 == pytest.approx(2_661.55)
    assert (us["amount"] * us["conversion"])[0] * 1000 == pytest.approx(10.21 / 3.785411784 * 1000)
    assert (gb["library"][0], us["library"][0], cn["library"][0]) == ("uk-desnz", "us-epa", "cn-mee")
    assert "density" in cn["reason"][0]


def test_a_diesel_factor_built_on_density_913_leaves_the_band() -> None:
    assert [f.rule for f in lib(row("cst", amount=2.9099857336212, reason=None)).findings] == ["factor.out-of-band"]


def test_us_gallons_against_litres() -> None:
    assert kilograms(lib(row("d", amount=2.66)), 10_000, unit="US gal")["CO2"] == pytest.approx(100_691.953, abs=5e-4)


def test_gases_are_weighted_apart() -> None:
    stack = lib(row("c", amount=2.6307), row("m", flow="CH4", amount=1e-4), row("n", flow="N2O", amount=1e-4))
    assert sum(tonnes(stack, 1_000).values()) * 1000 == pytest.approx(2_660.0)


def test_e10_keeps_its_biogenic_tenth_outside() -> None:
    day = date(2021, 10, 1)
    found = kilograms(library("us-epa"), 1_000, flow="E10", category=MOBILE, unit="US gal", geography="US", start=day, end=day)
    assert found == pytest.approx({"CO2": 7_902, "CO2 biogenic": 575})


@pytest.mark.parametrize(("item", "value"), [("limestone", 0.43971), ("magnesite", 0.52197), ("dolomite", 0.47732), ("纯碱", 0.41492)])
def test_ipcc_carbonates(item: str, value: float) -> None:
    assert kilograms(library("ipcc-2006"), 1, flow=item, category="process", unit="t")["CO2"] == pytest.approx(value * 1000)


def test_soda_ash_of_the_chinese_and_australian_guidelines() -> None:
    assert kilograms(library("cn-mee"), 992, flow="soda ash", category="process", unit="t")["CO2"] == pytest.approx(411_680)
    assert kilograms(library("au-nga"), 1, flow="soda ash", category="process", unit="t", geography="AU")["CO2"] == pytest.approx(415)


@pytest.mark.parametrize(("item", "carbon", "ncv"), [
    ("natural gas", 56_100, 48.0), ("diesel", 74_100, 43.0), ("bituminous coal", 94_600, 25.8),
    ("fuel oil", 77_400, 40.4), ("LPG", 63_100, 47.3),
    ("petroleum coke", 97_500, 32.5), ("anthracite", 98_300, 26.7), ("lignite", 101_000, 11.9),
])
def test_ipcc_defaults_of_fuels(item: str, carbon: float, ncv: float) -> None:
    assert kilograms(library("ipcc-2006"), 1, flow=item, unit="TJ (NCV)", geography="ZA")["CO2"] == carbon
    assert kilograms(library("ipcc-2006"), 1, flow=item, unit="t", geography="ZA")["CO2"] == pytest.approx(carbon * ncv / 1000)


def test_wood_counts_its_carbon_dioxide_as_biogenic() -> None:
    found = kilograms(library("ipcc-2006"), 1, flow="wood", unit="TJ (NCV)")
    assert (found["CO2 biogenic"], "CO2" in found, found["N2O"]) == (112_000, False, 4)


@pytest.mark.parametrize(("gwp_set", "value"), [("ar4-gwp100", 2_087.5), ("ar5-gwp100", 1_923.5), ("ar6-gwp100", 2_255.5)])
def test_r_410a_from_its_composition(gwp_set: str, value: float) -> None:
    found = tonnes(library("refrigerants"), 1, gwp_set, flow="R410A", category="fugitive", unit="t")
    assert sum(found.values()) == pytest.approx(value)


def test_blends_printed_by_the_epa_are_met_by_their_composition() -> None:
    for item, printed in {"R-404A": 3922, "R-407C": 1774, "R-507A": 3985, "R-508B": 13_396, "R-422D": 2729}.items():
        found = tonnes(library("refrigerants"), 1, "ar4-gwp100", flow=item, category="fugitive", unit="t")
        assert sum(found.values()) == pytest.approx(printed, abs=1), item


def test_desnz_electricity_in_gases_and_its_upstream_by_boundary() -> None:
    gb = library("uk-desnz")
    found = kilograms(gb, 1, **ELECTRICITY, geography="GB")
    assert (found["CO2"], found["CH4 combustion"] * 28, found["N2O"] * 265) == pytest.approx((0.17489, 0.0009, 0.00122))
    assert found["CO2 biogenic"] == 0.11507
    above = tonnes(gb, 1000, flow="electricity", category=UPSTREAM, unit="kWh", geography="GB")
    assert sum(above.values()) == pytest.approx(0.0459 + 0.01853 + 0.00397, abs=1e-5)


def test_desnz_2021_methane_is_turned_back_with_ar4() -> None:
    asked = {"flow": "natural gas", "unit": "kWh (Gross CV)", "geography": "GB"} | year(2021)
    assert sum(tonnes(library("uk-desnz=2021"), 1_000, "ar4-gwp100", **asked).values()) == pytest.approx(0.18316, abs=2e-5)


def test_a_reporting_year_from_april_to_march_takes_the_edition_of_most_months() -> None:
    choice = chosen(library("uk-desnz=2025"), geography="GB", start=date(2025, 4, 1), end=date(2026, 3, 31))
    assert choice.frame["edition"].to_list() == ["2025"]
    assert "factor.edition-of-most-days" in {f.rule for f in choice.findings}
    assert refusal(library("uk-desnz=2025"), geography="GB", start=date(2025, 9, 1), end=date(2026, 8, 31))[0] == "factor.proxy-needed"


def test_egrid_subregion_in_pounds_a_megawatt_hour() -> None:
    found = kilograms(library("us-egrid"), 1, **ELECTRICITY | {"unit": "MWh"}, geography="US:WECC California", **year(2022))
    assert found == pytest.approx({"CO2": 497.443 * 0.45359237, "CH4 combustion": 0.030 * 0.45359237, "N2O": 0.004 * 0.45359237})


def test_eea_country_in_grams_a_kilowatt_hour() -> None:
    assert kilograms(library("eu-eea"), 1, **ELECTRICITY, geography="Latvia", **year(2010)) == pytest.approx({"CO2e": 0.115})


def test_grids_of_chile_argentina_and_korea_ship_unverified_and_say_so() -> None:
    for place, n, value in (("CL", 2023, 0.2366), ("AR", 2022, 0.2784), ("KR", 2021, 0.4541)):
        choice = chosen(library("other-grids"), **ELECTRICITY, geography=place, **year(n))
        assert choice.frame["amount"][0] * choice.frame["conversion"][0] == pytest.approx(value)
        assert "factor.unverified" in {f.rule for f in choice.findings}


@pytest.fixture(scope="module")
def everything() -> pl.DataFrame:
    return library(*names()).factors


def test_every_shipped_library_is_without_faults() -> None:
    told = [str(f) for n in names() for f in faults(library(n).factors)]
    assert told == []


def test_every_shipped_row_says_where_when_whence_and_how_well_it_is_known(everything: pl.DataFrame) -> None:
    for column in ("geography", "publisher", "licence", "status", "boundary", "table", "name"):
        assert everything.filter(pl.col(column).is_null())["id"].to_list() == [], column
    assert set(everything["licence"].unique()) <= set(LICENCES)
    assert everything["id"].is_unique().all()


def test_every_shipped_row_uses_known_units_flows_places_and_categories(everything: pl.DataFrame) -> None:
    assert [u for u in everything["unit"].unique() if not unit(u)] == []
    assert set(everything["flow"].unique()) <= set(elementary()["flow"])
    assert set(everything["geography"].unique()) <= set(geographies())
    assert set(everything["category"].unique()) <= set(CATEGORIES)
    assert all(conversion(u, "kg") for u in everything["flow_unit"].unique())


def test_a_frozen_row_names_its_set_and_no_other_row_does(everything: pl.DataFrame) -> None:
    assert everything.filter((pl.col("flow") == "CO2e") != pl.col("gwp_set").is_not_null()).is_empty()


def test_every_grid_row_names_its_family(everything: pl.DataFrame) -> None:
    assert everything.filter((pl.col("category") == POWER) & pl.col("family").is_null()).is_empty()


def test_totals_and_parts_of_one_line_never_ship_together(everything: pl.DataFrame) -> None:
    """In the library of the chain a CO2e row is no total: it is what its suppliers publish as CO2e only, beside their gases."""
    line = ["library", "edition", "category", "activity", "unit", "geography", "family", "boundary", "name"]
    published = everything.filter(pl.col("library") != "lithium-chain")
    both = published.group_by(line).agg((pl.col("flow") == "CO2e").any().alias("total"), (pl.col("flow") == "CO2").any().alias("part"))
    assert both.filter("total", "part").is_empty()


def test_no_pollutant_ships_in_a_factor_library(everything: pl.DataFrame) -> None:
    groups = everything.join(elementary().select("flow", "group"), on="flow")["group"].unique()
    assert set(groups) <= {"greenhouse gas", "montreal gas"}


def test_every_fuel_of_a_need_finds_a_factor_by_its_own_unit_in_china() -> None:
    asked = [("diesel", "t"), ("gasoline", "t"), ("天然气", "1e4 Nm3"), ("烟煤", "t"), ("焦炭", "t"), ("液化石油气", "t")]
    needs = frame(*({"need": f, "category": FUEL, "flow": f, "unit": u, "geography": "CN-SC"} | year(2025) for f, u in asked))
    assert choose(needs, library("cn-mee")).unresolved.is_empty()
