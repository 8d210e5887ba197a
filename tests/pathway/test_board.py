"""The tables that a board expects: all of them, each with its disclosure, none made up."""

import io

import polars as pl
import pytest
from tests.pathway.test_plan import LEVERS, TARGETS, impacts

from lizero.pathway import Limits, plan, read_levers, read_targets
from lizero.pathway.board import Beside, tables


@pytest.fixture(scope="module")
def made():
    return plan(impacts(), read_levers(LEVERS), targets=read_targets(TARGETS), until=2035, grids={"CN": {2025: 0.5, 2035: 0.05}},
                limits=Limits(gap=1e-5, seconds=30))


@pytest.fixture(scope="module")
def found(made):
    return {t.id: t for t in tables(made)}


def test_there_are_nineteen_tables_and_each_names_the_disclosure_that_it_answers(found):
    assert list(found) == [f"T{n}" for n in range(1, 20)]
    assert all(t.disclosure for t in found.values())
    assert found["T5"].disclosure == {"IFRS S2": "33-36", "ESRS E1": "E1-4", "TPT": "4.3"}


def test_a_table_without_data_is_empty_and_says_what_is_missing(found):
    for name in ("T10", "T12", "T13", "T15", "T18", "T19"):
        assert found[name].frame.is_empty()
        assert found[name].note


def test_the_baseline_by_site_and_gas_sums_to_that_of_the_plan(made, found):
    sums = dict(found["T1"].frame.group_by("year").agg(pl.col("amount").sum()).iter_rows())
    base = made.baseline.sources
    assert sums[2035] == pytest.approx(float((base.emissions[:, -1] @ base.gwp).sum()) / 1000)


def test_a_lever_that_is_not_taken_stands_in_the_register_as_an_option(made):
    none = read_targets('[[target]]\nid = "none"\nbase_year = 2025\nmilestones = {2030 = 0.0}')
    lazy = plan(impacts(), read_levers(LEVERS), targets=none, until=2030, limits=Limits(gap=1e-5, seconds=20))
    frame = next(t for t in tables(lazy) if t.id == "T2").frame
    assert set(frame["standing"]) == {"option"}


def test_money_by_lever_and_year_sums_to_capital_and_running_cost(made, found):
    frame = found["T3"].frame
    assert frame["capex"].sum() == pytest.approx(made.schedule.outcome.capex.sum())
    assert frame["opex"].sum() == pytest.approx(made.schedule.outcome.running.sum())


def test_contributions_of_a_year_sum_to_baseline_less_plan(made, found):
    last = found["T6"].frame.filter(pl.col("year") == 2035)["amount"].sum()
    base = made.baseline.sources
    assert last == pytest.approx(float((base.emissions[:, -1] @ base.gwp).sum()) / 1000 - made.gross[2035])


def test_dirtier_power_and_weaker_levers_emit_more_and_cleaner_power_less(found):
    rows = {r["case"]: r["emissions"] for r in found["T8"].frame.iter_rows(named=True)}
    assert rows["bought energy cleaner by 20 %"] < rows["as planned"] < rows["bought energy dirtier by 20 %"]
    assert rows["levers remove a fifth less"] > rows["as planned"]


def test_what_stays_locked_in_is_what_the_plan_emits(made, found):
    assert found["T9"].frame["remaining"].sum() == pytest.approx(sum(made.gross.values()))


def test_gross_is_never_netted(made, found):
    frame = found["T11"].frame
    assert dict(frame.select("year", "gross").iter_rows())[2035] == pytest.approx(made.gross[2035])


def test_frames_from_beside_are_taken_as_they_are(made):
    products = pl.DataFrame({"product": ["lithium carbonate"], "year": [2030], "value": [4.0], "unit": ["kg CO2e/kg"]})
    assert next(t for t in tables(made, Beside(products=products)) if t.id == "T18").frame.equals(products)


def test_every_table_can_be_written_as_csv(found):
    for t in found.values():
        if not t.frame.is_empty():
            t.frame.write_csv(io.BytesIO())
