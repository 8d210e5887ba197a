"""Every number can be explained: the chain multiplies back to the number that is printed."""

from datetime import date

import polars as pl
import pytest

from lizero.activity import Record
from lizero.errors import LizeroError, UnknownName
from lizero.factors import library
from lizero.impact import Flows, Impacts, characterise, method
from lizero.inventory import account
from lizero.trace import explain


@pytest.fixture(scope="module")
def impacts() -> Impacts:
    base = {"site": "s", "source": "x", "start": date(2025, 7, 1), "end": date(2025, 12, 31)}
    rows = [
        base | {"record": "diesel", "category": "stationary combustion", "flow": "diesel", "quantity": 700.0, "unit": "kL"},
        base | {"record": "power", "category": "purchased electricity", "flow": "electricity", "quantity": 10.0, "unit": "万kWh"},
        base | {"record": "stack", "category": "measured release", "flow": "CO2", "quantity": 3.0, "unit": "t"},
    ]
    sites = pl.DataFrame({"site": ["s"], "organisation": ["o"], "name": ["S"], "geography": ["AU-VIC"]})
    record = Record.of(pl.DataFrame(rows), sites=sites, organisations=pl.DataFrame({"organisation": ["o"], "name": ["O"]}))
    return account(record, library("au-nga=2025"), year=2025).impacts


@pytest.mark.parametrize("record", ["diesel", "power", "stack"])
def test_activity_times_conversions_times_factor_times_gwp_is_the_number(impacts: Impacts, record: str) -> None:
    chain = explain(impacts, record=record)
    assert chain.links
    for link in chain.links:
        factor = link.factor["amount"] if link.factor else 1.0
        assert link.quantity * link.conversion * factor == pytest.approx(link.flow_amount, rel=1e-9)
        assert link.amount == pytest.approx(link.flow_amount * (link.characterisation or 0.0), rel=1e-12)


def test_the_chain_names_sources_conversions_and_the_reason(impacts: Impacts) -> None:
    text = str(explain(impacts, record="diesel"))
    assert "69.9 kg CO2 for one GJ (GCV)" in text
    assert "38.6" in text
    assert "DCCEEW" in text
    assert "why" in text


def test_both_bases_of_purchased_power_are_told(impacts: Impacts) -> None:
    chain = explain(impacts, record="power")
    assert {link.basis for link in chain.links if link.scope == "2"} == {"location", "market"}


def test_a_measured_release_has_no_factor_and_says_so(impacts: Impacts) -> None:
    assert "none: the release was measured" in str(explain(impacts, record="stack"))


def test_an_unknown_record_lists_the_nearest(impacts: Impacts) -> None:
    with pytest.raises(UnknownName, match="diesel"):
        explain(impacts, record="diesl")


def test_flows_without_a_trail_cannot_be_explained() -> None:
    flows = Flows.of(pl.DataFrame({"flow": ["CO2"], "amount": [1.0], "unit": ["kg"], "record": ["r"]}))
    with pytest.raises(LizeroError, match="no trail"):
        explain(characterise(flows, method("ar6-gwp100")), record="r")


def test_a_line_derived_for_an_investee_is_explained_by_the_fuel_that_it_burnt() -> None:
    row = {"record": "gas", "site": "s", "source": "x", "category": "stationary combustion", "flow": "diesel", "quantity": 700.0, "unit": "kL",
           "start": date(2025, 7, 1), "end": date(2025, 12, 31)}
    record = Record.of(
        pl.DataFrame([row]),
        sites=pl.DataFrame({"site": ["s"], "organisation": ["held"], "name": ["S"], "geography": ["AU-VIC"]}),
        organisations=pl.DataFrame({"organisation": ["group", "held"], "name": ["G", "H"]}),
        ownership=pl.DataFrame({
            "holder": ["group"], "held": ["held"], "share": [0.25], "relation": ["associate"], "control": ["none"], "operator": [False],
        }),
    )
    made = account(record, library("au-nga=2025"), year=2025, holder="group", approach="operational")
    links = explain(made.impacts, record="gas").links
    assert {link.category for link in links} >= {"investments"}
    for link in links:
        assert link.quantity * link.conversion * (link.factor or {"amount": 1.0})["amount"] == pytest.approx(link.flow_amount, rel=1e-9)
        assert link.share == 0.25
