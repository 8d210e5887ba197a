"""Scope 3: money in the factor's currency and year, kindred factors, the product model, overlaps and exclusions."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.inventory.small import factor, frame, own, record, site, use

from lizero.inventory import account


def stated(
    parameter: str, scope: str | None, value: float | None, unit: str = "1", year: int | None = None, source: str | None = "bank"
) -> dict[str, Any]:
    return {"parameter": parameter, "scope": scope, "value": value, "unit": unit, "year": year, "source": source}


SPEND = factor("purchased goods", "purchased services", "USD2019", "CO2e", 0.5, gwp_set="ar5-gwp100")
BASIC = SPEND | {"boundary": "cradle-to-gate, basic price", "id": "basic"}
RATES = [
    stated("exchange rate", "CNY", 0.14, "USD/CNY", 2025),
    stated("price index", "USD", 110, year=2019),
    stated("price index", "USD", 137.5, year=2025),
]


def spent(unit: str, parameters: list[dict[str, Any]], row: dict[str, Any] = SPEND, **more: Any):  # type: ignore[no-untyped-def]
    made = record(
        use("s", "purchased goods", "purchased services", 1_000_000, unit, **{"method": "spend"} | more), parameters=frame(*parameters)
    )
    return account(made, own(row), year=2025, gwp="ar5-gwp100")


def test_money_is_exchanged_in_its_year_and_deflated_to_the_price_year_of_the_factor() -> None:
    found = spent("CNY", RATES)
    assert found.totals.scope3 * 1000 == pytest.approx(1_000_000 * 0.14 * 110 / 137.5 * 0.5)
    note = found.flows.trail.steps.filter(nth=0)["text"][0]
    assert "0.14 USD/CNY of 2025" in note
    assert "110 (2019) over 137.5 (2025)" in note


def test_the_amount_that_was_recorded_stays_beside_the_converted_one() -> None:
    trail = spent("CNY", RATES).flows.trail
    assert trail.activity.select("quantity", "unit").row(0) == (1_000_000, "CNY")
    assert trail.steps["conversion"].product() == pytest.approx(0.14 * 0.8)


def test_a_rate_stated_the_other_way_round_serves_too() -> None:
    turned = [stated("exchange rate", "USD", 1 / 0.14, "CNY/USD", 2025), *RATES[1:]]
    assert spent("CNY", turned).total() == pytest.approx(spent("CNY", RATES).total())


@pytest.mark.parametrize(
    ("left_out", "words"), [(0, "exchange rate of 2025"), (1, "price index of USD for 2019"), (2, "price index of USD for 2025")]
)
def test_a_missing_rate_or_index_leaves_the_row_unresolved_and_says_which(left_out: int, words: str) -> None:
    found = spent("CNY", [r for n, r in enumerate(RATES) if n != left_out])
    assert not found.totals.complete
    assert words in found.unresolved["message"][0]
    assert found.unresolved["hint"][0].startswith("add PARAMETERS")


def test_a_rate_of_another_year_does_not_serve() -> None:
    assert spent("CNY", [RATES[0] | {"year": 2024}, *RATES[1:]]).unresolved.height == 1


def test_tax_leaves_before_the_exchange_where_the_row_says_it_is_in() -> None:
    found = spent("CNY", [*RATES, stated("tax rate", "CNY", 0.13)], method="spend, incl. tax")
    assert found.totals.scope3 * 1000 == pytest.approx(1_000_000 / 1.13 * 0.14 * 0.8 * 0.5)


def test_a_basic_price_factor_needs_the_ratio_of_prices_or_says_that_margins_are_counted() -> None:
    with_ratio = spent("CNY", [*RATES, stated("basic over purchaser price", "purchased services", 0.9)], BASIC)
    assert with_ratio.totals.scope3 * 1000 == pytest.approx(1_000_000 * 0.9 * 0.14 * 0.8 * 0.5)
    assert [f.severity for f in spent("CNY", RATES, BASIC).findings if f.rule == "spend.price-type"] == ["warning"]


def test_twenty_currencies_each_take_their_own_rate() -> None:
    codes = [
        "CNY",
        "EUR",
        "GBP",
        "AUD",
        "CLP",
        "ARS",
        "BRL",
        "CAD",
        "JPY",
        "KRW",
        "INR",
        "IDR",
        "ZAR",
        "CHF",
        "SEK",
        "NOK",
        "PLN",
        "TRY",
        "MXN",
        "SGD",
    ]
    rates = [stated("exchange rate", c, 0.01 * (n + 1), f"USD/{c}", 2025) for n, c in enumerate(codes)]
    rows = [use(c, "purchased goods", "purchased services", 100, c) for c in codes]
    found = account(record(*rows, parameters=frame(*rates, *RATES[1:])), own(SPEND), year=2025)
    assert found.totals.scope3 * 1000 == pytest.approx(sum(100 * 0.01 * (n + 1) * 0.8 * 0.5 for n in range(20)))


def test_leased_assets_take_the_factors_of_their_fuels_and_power() -> None:
    lib = own(
        factor("purchased electricity", "electricity", "kWh", "CO2", 0.5, family="statistical", geography="CN"),
        factor("stationary combustion", "natural gas", "Nm3", "CO2", 2.0),
    )
    rows = [use("p", "upstream leased assets", "electricity", 1, "MWh"), use("g", "downstream leased assets", "natural gas", 100, "Nm3")]
    found = account(record(*rows), lib, year=2025)
    assert dict(found.by("scope3_category").iter_rows()) == pytest.approx({"8": 0.5, "13": 0.2})


def test_capital_goods_count_whole_in_the_year_they_were_acquired() -> None:
    found = account(
        record(use("k", "capital goods", "steel", 100, "t")), own(factor("purchased goods", "steel", "t", "CO2", 2000)), year=2025
    )
    assert dict(found.by("scope3_category").iter_rows()) == {"2": pytest.approx(200)}


def test_what_a_supplier_or_investee_states_in_gases_counts_without_a_factor() -> None:
    rows = [
        use("i", "investments", "CO2e", 150, "t"),
        use("f", "franchises", "CO2", 10, "t"),
        use("s", "purchased goods", "CO2e", 5, "t", method="supplier"),
    ]
    found = account(record(*rows), own(SPEND), year=2025)
    assert dict(found.by("scope3_category").iter_rows()) == {"15": 150, "14": 10, "1": 5}


GRID = factor("purchased electricity", "electricity", "kWh", "CO2", 0.5, family="statistical", geography="CN")
SHREDDED = factor("waste", "spent batteries", "kg", "CO2", 0.2)


def test_the_product_model_gives_processing_use_and_end_of_life_of_what_is_sold() -> None:
    model = frame(
        stated("processing of sold products: electricity", "lithium carbonate", 3.0, "kWh/kg"),
        stated("use of sold products: electricity", "lithium carbonate", 10, "kWh/kg"),
        stated("end of life of sold products: spent batteries", "lithium carbonate", 5, "kg/kg"),
    )
    found = account(record(use("o", "product output", "lithium carbonate", 10, "t"), parameters=model), own(GRID, SHREDDED), year=2025)
    assert dict(found.by("scope3_category").iter_rows()) == pytest.approx({"10": 15, "11": 50, "12": 10})


def test_what_own_sites_take_from_one_another_is_not_sold() -> None:
    rows = [
        use("o", "product output", "lithium carbonate", 10, "t"),
        use("t", "internal transfer", "lithium carbonate", 4_000, "kg", provider="s") | {"site": "p"},
    ]
    model = frame(stated("processing of sold products: electricity", "lithium carbonate", 3.0, "kWh/kg"))
    found = account(record(*rows, sites=frame(site("s"), site("p")), parameters=model), own(GRID), year=2025)
    assert found.totals.scope3 == pytest.approx(15 * 0.6)


def test_a_factor_that_reaches_the_customer_overlaps_recorded_transport() -> None:
    lib = own(
        factor("purchased goods", "soda ash", "t", "CO2", 900, boundary="cradle-to-customer"),
        factor("upstream transport", "freight, truck", "t.km", "CO2", 0.1),
    )
    goods, moved = (
        use("g", "purchased goods", "soda ash", 1, "t", provider="x"),
        use("m", "upstream transport", "freight, truck", 100, "t.km", provider="x"),
    )
    assert [f.record for f in account(record(goods, moved), lib, year=2025).findings if f.rule == "boundary.overlap"] == ["g"]
    assert not [f for f in account(record(goods, moved | {"provider": "y"}), lib, year=2025).findings if f.rule == "boundary.overlap"]


def test_a_gate_to_gate_factor_for_a_good_is_said() -> None:
    lib = own(factor("purchased goods", "soda ash", "t", "CO2", 900, boundary="gate-to-gate"))
    assert [f.rule for f in account(record(use("g", "purchased goods", "soda ash", 1, "t")), lib, year=2025).findings] == [
        "boundary.gate-to-gate"
    ]


def test_each_of_the_fifteen_categories_has_a_state_and_an_exclusion_needs_a_reason() -> None:
    excluded = frame(
        stated("not relevant", "franchises", None, source="the group has no franchises"),
        stated("not relevant", "commuting", None, source=None),
    )
    rows = [use("d", "stationary combustion", "diesel", 1, "L"), use("g", "purchased goods", "steel", 1, "t")]
    found = account(
        record(*rows, parameters=excluded),
        own(factor("stationary combustion", "diesel", "L", "CO2", 2.7), factor("purchased goods", "steel", "t", "CO2", 2000)),
        year=2025,
    )
    states = dict(found.categories.select("number", "state").iter_rows())
    assert (states[1], states[3], states[14], states[7]) == ("counted", "not assessed", "not relevant", "not recorded")
    assert found.categories.height == 15
    assert [f.where for f in found.findings if f.rule == "scope3.no-reason"] == ["PARAMETERS › not relevant › commuting"]


def test_the_sum_of_the_categories_is_scope_3() -> None:
    found = account(
        record(use("p", "purchased electricity", "electricity", 5, "MWh"), use("g", "purchased goods", "steel", 1, "t")),
        own(
            GRID,
            factor("purchased goods", "steel", "t", "CO2", 2000),
            factor("fuel and energy upstream", "electricity", "kWh", "CO2", 0.05),
        ),
        year=2025,
    )
    assert found.categories.select(pl.col("location", "market").sum()).row(0) == pytest.approx(
        (found.totals.scope3_location, found.totals.scope3)
    )
