"""Purchased electricity: worked answers of National Greenhouse Accounts Factors 2025 and of the Scope 2 Guidance."""

from datetime import date

import polars as pl
import pytest
from tests.inventory.small import factor, frame, own, record, site, use

from lizero.factors import library
from lizero.inventory import account, market_based, nger_electricity

FY26 = {"start": date(2025, 7, 1), "end": date(2026, 6, 30)}
FISCAL = (date(2025, 7, 1), date(2026, 6, 30))


def test_nga_2025_example_1_two_states_location_based() -> None:
    made = record(
        use("nsw", "purchased electricity", "electricity", 11_300_000, "kWh", **FY26),
        use("vic", "purchased electricity", "electricity", 14_600_000, "kWh", **FY26) | {"site": "v"},
        sites=frame(site(geography="AU-NSW", grid="AU-NSW+ACT"), site("v", geography="AU-VIC")),
    )
    found = account(made, library("au-nga=2025"), year=FISCAL, gwp="ar5-gwp100")
    by = dict(found.by("scope", "site", basis="location").filter(scope="2").select("site", "co2e").iter_rows())
    assert by == pytest.approx({"s": 7_232, "v": 11_388})
    assert found.totals.scope2_location == pytest.approx(18_620)


def test_no_instrument_market_based_is_the_residual_mix_and_may_lie_above_location_based() -> None:
    lib = own(
        factor("purchased electricity", "electricity", "kWh", "CO2", 0.441, family="statistical", geography="GB"),
        factor("purchased electricity", "electricity", "kWh", "CO2", 0.52, family="residual", geography="GB"),
    )
    made = record(use("r", "purchased electricity", "electricity", 210_000, "kWh"), sites=frame(site(geography="GB")))
    totals = account(made, lib, year=2025).totals
    assert (totals.scope2_location, totals.scope2_market) == pytest.approx((92.610, 109.200))


def test_a_life_cycle_factor_is_refused_in_scope_2() -> None:
    lib = own(
        factor("purchased electricity", "electricity", "kWh", "CO2e", 0.5777, family="life-cycle", geography="CN", gwp_set="ar5-gwp100")
    )
    found = account(record(use("r", "purchased electricity", "electricity", 10_000, "MWh")), lib, year=2025)
    assert found.totals.scope2_location == found.totals.scope2_market == 0
    assert not found.totals.complete
    assert found.unresolved["record"].to_list() == ["r"]
    assert any("life-cycle" in f.rule for f in found.findings)


def test_nga_2025_example_2_market_based_with_certificates() -> None:
    """8,443,965 kWh are left; 6,839.61165 t of scope 2, and 7,768.4 t with scope 3 (0.81 + 0.11 = 0.92)."""
    found = market_based(11_300_000, rpp=0.18195, residual_mix=0.81, residual_mix_scope3=0.11, surrendered_mwh=1_000 + 300, onsite_mwh=500)
    assert found.residual_kwh == pytest.approx(8_443_965)
    assert found.scope2 == pytest.approx(6_839.61165)
    assert found.scope2 + found.scope3 == pytest.approx(7_768.4, abs=0.05)


def test_more_certificates_than_power_leave_nothing_and_never_less() -> None:
    found = market_based(1_000_000, rpp=0.2, residual_mix=0.81, surrendered_mwh=900)
    assert found.residual_kwh == pytest.approx(-100_000)
    assert found.scope2 == 0


def test_nga_2025_example_2_from_a_record_and_the_shipped_library() -> None:
    certificates = frame(
        {
            "instrument": "lgc",
            "kind": "LGC",
            "market": "AU",
            "site": "s",
            "quantity": 1_300.0,
            "unit": "MWh",
            "vintage": date(2025, 8, 1),
            "factor": 0.0,
            "retired_for": "chem",
            "retired_on": date(2026, 7, 1),
            **FY26,
        }
    )
    rows = (
        use("e", "purchased electricity", "electricity", 11_300, "MWh", **FY26),
        use("pv", "own electricity", "electricity", 500, "MWh", **FY26),
    )
    made = record(*rows, sites=frame(site(geography="AU-NSW", grid="AU-NSW+ACT")), instruments=certificates)
    table, findings = nger_electricity(made, library("au-nga=2025"), year=FISCAL)
    assert findings == ()
    assert table["residual_kwh"].to_list() == pytest.approx([8_443_965])
    assert table.select(pl.col("scope2"), (pl.col("scope2") + pl.col("scope3")).alias("with_scope3")).row(0) == pytest.approx(
        (6_839.61165, 7_768.4478)
    )


def test_a_site_without_a_percentage_is_said_and_not_zero() -> None:
    made = record(use("e", "purchased electricity", "electricity", 1, "MWh"), sites=frame(site(geography="AU-NSW")))
    table, findings = nger_electricity(made, own(factor("process", "x", "t", "CO2", 1)), year=2025)
    assert table.height == 0
    assert [f.rule for f in findings] == ["nger.missing"]
