"""Views of a plan: what they sum to, and what they refuse to say."""

import numpy as np
import polars as pl
import pytest
from tests.pathway.test_plan import LEVERS, TARGETS, impacts

from lizero.pathway import Limits, plan, read_levers, read_targets
from lizero.pathway.simulator import simulate
from lizero.pathway.views import cash, gantt, macc, net_values, quadrant, scorecard, screening, side_effects, trajectory, wedges_by_transformation


@pytest.fixture(scope="module")
def made():
    return plan(impacts(), read_levers(LEVERS), targets=read_targets(TARGETS), until=2035, grids={"CN": {2025: 0.5, 2035: 0.05}},
                limits=Limits(gap=1e-5, seconds=30))


def of(frame, series):
    return dict(frame.filter(pl.col("series") == series).select("year", "amount").iter_rows())


def test_wedges_of_the_transformations_add_up_to_baseline_less_plan(made):
    path = trajectory(made)
    sums = dict(wedges_by_transformation(made).group_by("year").agg(pl.col("amount").sum()).iter_rows())
    for year in made.years:
        assert sums.get(year, 0.0) == pytest.approx(of(path, "baseline")[year] - of(path, "plan")[year], abs=1e-6)


def test_net_is_gross_less_removals_and_actuals_stand_beside(made):
    path = trajectory(made, {2026: 30_500.0})
    assert of(path, "net")[2035] == pytest.approx(of(path, "plan")[2035] - of(path, "removals")[2035])
    assert of(path, "actual") == {2026: 30_500.0}


def test_a_marginal_abatement_is_the_plan_against_the_plan_without_it(made):
    row = macc(made).filter(pl.col("lever") == "efficiency").row(0, named=True)
    m = next(n for n, x in enumerate(made.schedule.case.measures) if x.lever.id == "efficiency")
    starts = made.schedule.starts.copy()
    starts[m] = -1
    back = simulate(made.schedule.case, starts, green=made.schedule.green).co2e.sum() - made.schedule.outcome.co2e.sum()
    assert row["abatement"] == pytest.approx(back / 1000)
    assert row["npv"] == pytest.approx(-row["cost"] * _discounted(made, m), rel=1e-9)


def _discounted(made, m):
    starts = made.schedule.starts.copy()
    starts[m] = -1
    tonnes = (simulate(made.schedule.case, starts, green=made.schedule.green).co2e - made.schedule.outcome.co2e) / 1000
    return float((tonnes * made.schedule.terms.discount(len(made.years))).sum())


def test_cash_sums_to_the_cost_that_the_plan_reports(made):
    frame = cash(made)
    assert frame["discounted"].sum() == pytest.approx(made.exact["cost"])
    assert frame["cumulative"][-1] == pytest.approx(frame["total"].sum())


def test_gantt_has_each_measure_once_with_its_ramp(made):
    frame = gantt(made)
    assert frame.height == made.measures().height
    row = frame.filter(pl.col("lever") == "efficiency").row(0, named=True)
    assert row["full"] == row["start"] + 1


def test_a_lever_is_placed_by_carbon_and_by_each_pollutant(made):
    row = quadrant(made).filter((pl.col("lever") == "electric-kiln") & (pl.col("flow") == "SO2")).row(0, named=True)
    assert row["quadrant"] == 1
    assert row["adverse"] is False


def test_an_electric_kiln_on_a_dirty_grid_is_adverse_for_carbon():
    text = LEVERS.replace("amount = 10e6", "amount = 6e7").split("[[lever]]\nid = \"efficiency\"")[0]
    targets = read_targets('[[target]]\nid = "none"\nbase_year = 2025\nmilestones = {2030 = 0.0}')
    found = plan(impacts(), read_levers(text), targets=targets, until=2030, limits=Limits(gap=1e-5, seconds=20))
    forced = np.array([2], np.int64)
    after = simulate(found.schedule.case, forced)
    from dataclasses import replace

    found = replace(found, schedule=replace(found.schedule, starts=forced, outcome=after))
    row = quadrant(found).filter(pl.col("flow") == "SO2").row(0, named=True)
    assert row["adverse"]
    assert row["meaning"] == "pollutant falls, carbon rises"


def test_a_lever_that_states_no_effect_on_a_pollutant_is_not_assessed_on_it():
    text = LEVERS.replace("removes = {CO2 = 1.0, SO2 = 1.0}", "removes = {CO2 = 1.0}")
    found = plan(impacts(), read_levers(text), targets=read_targets(TARGETS), until=2035, limits=Limits(gap=1e-4, seconds=20))
    rows = quadrant(found).filter(pl.col("lever") == "electric-kiln")
    assert rows["quadrant"].null_count() == rows.height
    assert "states no effect" in rows["reason"][0]


def test_the_value_at_the_break_even_price_is_nought(made):
    row = net_values(made, rates=(0.08,), prices=(0.0,)).filter(pl.col("lever") == "electric-kiln").row(0, named=True)
    again = net_values(made, rates=(0.08,), prices=(row["break_even"],)).filter(pl.col("lever") == "electric-kiln")
    assert again["npv"].item() == pytest.approx(0.0, abs=1e-6 * abs(row["npv"]))


def test_the_scorecard_says_how_much_capital_rests_on_weak_figures(made):
    rows = {r["transformation"]: r for r in scorecard(made).iter_rows(named=True)}
    assert rows["midstream"]["illustrative"] == 1.0
    assert rows["downstream"]["illustrative"] == 0.0


def dirty(amount):
    text = LEVERS.replace("amount = 10e6", f"amount = {amount}").split("[[lever]]\nid = \"efficiency\"")[0]
    targets = read_targets('[[target]]\nid = "none"\nbase_year = 2025\nmilestones = {2030 = 0.0}')
    return plan(impacts(), read_levers(text), targets=targets, until=2030, limits=Limits(gap=1e-5, seconds=20))


def test_electric_heat_is_adverse_below_the_break_even_of_its_grid_and_not_above():
    """20 kt of fuel against 0.5 kg a kWh: the break-even is 40 GWh."""
    assert screening(dirty(4.1e7))["adverse"].to_list() == [True]
    assert screening(dirty(3.9e7))["adverse"].to_list() == [False]


def test_a_lever_that_is_not_taken_is_screened_too():
    found = dirty(4.1e7)
    assert found.measures().is_empty()
    row = screening(found).row(0, named=True)
    assert (row["flow"], row["quadrant"]) == ("SO2", 4)


def test_electrified_heat_carries_the_published_rise_of_water_and_toxicity():
    rows = {r["category"]: r for r in side_effects(dirty(1e7)).iter_rows(named=True)}
    assert rows["water use"]["change"] == pytest.approx(0.305)
    assert rows["water use"]["change"] / rows["climate change"]["change"] == pytest.approx(-0.800, abs=0.002)
    assert rows["human toxicity, non-cancer"]["change"] > 0.6
