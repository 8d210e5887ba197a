"""Regimes are views of the same lines; leases stand where the approach puts them."""

from datetime import date

import pytest
from tests.inventory.small import factor, frame, holds, own, record, site, use

from lizero.errors import UnknownName
from lizero.inventory import account
from lizero.inventory.leases import lease_category
from lizero.inventory.regimes import regimes, view

LIB = own(
    factor("purchased electricity", "electricity", "kWh", "CO2", 0.5, family="statistical", geography="CN"),
    factor("purchased electricity", "electricity", "kWh", "CO2", 0.7, family="statistical", geography="AU"),
    factor("stationary combustion", "diesel", "L", "CO2", 2.7),
    factor("stationary combustion", "diesel", "L", "CH4", 0.001),
    factor("fuel and energy upstream", "electricity", "kWh", "CO2", 0.05),
    factor("fuel and energy upstream", "diesel", "L", "CO2", 0.6),
)
ROWS = (
    use("d", "stationary combustion", "diesel", 10_000, "L"),
    use("e", "purchased electricity", "electricity", 100, "MWh"),
    use("x", "exported electricity", "electricity", 30, "MWh"),
    use("w", "upstream transport", "CO2", 4, "t"),
)


def amounts(name: str, **more):  # type: ignore[no-untyped-def]
    found = view(account(record(*ROWS), LIB, **({"year": 2025, "gwp": "ar5-gwp100"} | more)), name)
    return dict(found.rows.select("name", "amount").iter_rows()), found.total, [f.rule for f in found.findings]


def test_the_enterprise_guideline_of_china_counts_co2_and_subtracts_exported_power() -> None:
    rows, total, _ = amounts("cn-enterprise")
    assert rows["fossil fuel combustion"] == pytest.approx(27)
    assert rows["exported electricity"] == pytest.approx(-15)
    assert total == pytest.approx(27 + 50 - 15)


def test_the_ghg_protocol_subtracts_nothing_and_shows_both_bases() -> None:
    rows, total, notes = amounts("ghg-protocol")
    assert rows["scope 1"] == pytest.approx(27 + 0.28)
    assert rows["scope 2, location-based"] == rows["scope 2, market-based"] == pytest.approx(50)
    assert total == pytest.approx(27.28 + 50 + 5 + 6 + 4)
    assert notes == []


def test_the_categories_of_iso_14064_1_add_up_to_the_location_based_total() -> None:
    rows, total, _ = amounts("iso-14064-1")
    assert total == pytest.approx(account(record(*ROWS), LIB, year=2025, gwp="ar5-gwp100").total("location"))
    assert rows["category 3: transportation"] == pytest.approx(4)


def test_nger_counts_australia_only_and_asks_for_its_year_and_set() -> None:
    _, total, notes = amounts("nger", gwp="ar6-gwp100")
    assert total == 0
    assert {"regime.gwp", "regime.year"} <= set(notes)
    fiscal = {"start": date(2025, 7, 1), "end": date(2026, 6, 30)}
    made = record(use("e", "purchased electricity", "electricity", 100, "MWh") | fiscal, sites=frame(site(geography="AU-WA")))
    found = view(account(made, LIB, year=(date(2025, 7, 1), date(2026, 6, 30)), gwp="ar5-gwp100"), "nger")
    assert (found.total, found.findings) == (pytest.approx(70), ())


def test_a_legal_enterprise_is_counted_whole_whatever_the_share() -> None:
    made = record(*ROWS, ownership=frame(holds("g", "chem", 0.4, "joint venture", "joint", False)))
    assert view(account(made, LIB, year=2025, approach="equity"), "cn-enterprise").total == pytest.approx(62)
    assert view(account(made, LIB, year=2025, approach="equity"), "ghg-protocol").rows["amount"][1] == pytest.approx(20)


def test_an_unknown_regime_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="nger"):
        view(account(record(*ROWS), LIB, year=2025), "ngers")
    assert len(regimes()) == 4


@pytest.mark.parametrize(
    ("party", "lease", "expected"),
    [
        ("lessee", "operating", {"equity": "upstream leased assets", "financial": "upstream leased assets", "operational": None}),
        ("lessee", "finance", {"equity": None, "financial": None, "operational": None}),
        ("lessor", "operating", {"equity": None, "financial": None, "operational": "downstream leased assets"}),
        ("lessor", "finance", dict.fromkeys(("equity", "financial", "operational"), "downstream leased assets")),
    ],
)
def test_leases_after_appendix_f_of_the_corporate_standard(party: str, lease: str, expected: dict[str, str | None]) -> None:
    assert {a: lease_category(party, lease, a) for a in expected} == expected


def test_a_leased_site_moves_to_category_8_under_equity_and_stays_under_operational_control() -> None:
    leased = frame({"parameter": "lease: lessee, operating", "scope": "s", "value": None, "source": "contract"})
    ownership = frame(holds("g", "chem", 1.0, "subsidiary", "sole", True))
    made = record(*ROWS[:2], parameters=leased, ownership=ownership)
    equity, operational = (account(made, LIB, year=2025, approach=a, gwp="ar5-gwp100") for a in ("equity", "operational"))
    assert dict(equity.by("scope3_category").iter_rows()) == pytest.approx({"8": 77.28})
    assert equity.totals.scope1 == equity.totals.scope2_location == 0
    assert operational.totals.scope1 == pytest.approx(27.28)
    assert "lease.moved" in {f.rule for f in equity.findings}


def test_a_lease_written_wrong_is_said() -> None:
    wrong = frame({"parameter": "lease: tenant, operating", "scope": "s", "value": None, "source": "contract"})
    assert "lease.unknown" in {f.rule for f in account(record(*ROWS, parameters=wrong), LIB, year=2025).findings}
