"""A plan under what is uncertain, and over scenarios."""

from dataclasses import replace

import numpy as np
import pytest
from tests.pathway.test_plan import LEVERS, TARGETS, impacts

from lizero.errors import UnknownName
from lizero.pathway import Limits, Spread, TargetRefused, Terms, futures, outlook, plan, read_levers, read_scenarios, read_targets
from lizero.pathway.scenarios import under
from lizero.pathway.scheduling import exact
from lizero.pathway.simulator import simulate
from lizero.pathway.views import cash, scorecard
from lizero.uncertainty import sample, uniform

QUICK = Limits(gap=1e-4, seconds=20)
GREEN = Terms(green={1: 0.001}, green_most=0.8, removal_cost=0.3)


@pytest.fixture(scope="module")
def made():
    """A plan that buys green power for its grid, source 1."""
    found = plan(impacts(), read_levers(LEVERS), targets=read_targets(TARGETS), until=2035, grids={"CN": {2025: 0.5, 2035: 0.05}}, terms=GREEN,
                 limits=QUICK)
    assert found.schedule.green[1].any()
    return found


def test_draws_without_spread_are_the_plan_with_its_green_power(made):
    found = outlook(made, Spread(), draws=3)
    assert found.years["median"].to_list() == pytest.approx(list(made.gross.values()), rel=1e-9)
    assert found.cost["low"] == found.cost["high"] == pytest.approx(made.exact["cost"], rel=1e-9)
    kept = dict(zip(made.years, found.years["chance"]))
    assert all(kept[y] == (1.0 if s == 0 else 0.0) for y, s in made.exact["shortfall_by_year"].items())


def test_a_draw_is_the_simulator_on_drawn_activity_with_the_contracted_green_power(made):
    s, base = made.schedule, made.schedule.case.sources
    scale = sample("lognormal", 1.0, 0.3, 0.0, 0.0, uniform(5, ["activity/k"], np.arange(20)))[0]
    truth = [simulate(replace(s.case, sources=replace(base, activity=base.activity * x)), s.starts, green=s.green).co2e for x in scale]
    np.testing.assert_allclose(made.drawn(Spread(activity=0.3), draws=20, seed=5), truth, rtol=1e-12)


def test_only_capital_spreads_cost_and_only_activity_spreads_emissions(made):
    dear, busy = outlook(made, Spread(capex=0.3), draws=200), outlook(made, Spread(activity=0.2), draws=200)
    assert dear.cost["low"] < dear.cost["median"] < dear.cost["high"]
    assert dear.years["low"].to_list() == pytest.approx(dear.years["high"].to_list())
    assert busy.cost["low"] == pytest.approx(busy.cost["high"])
    assert (busy.years["low"] < busy.years["high"]).all()


def test_a_negative_spread_is_refused():
    with pytest.raises(TargetRefused, match="capex is -1"):
        Spread(capex=-1.0)


def test_the_worth_of_midstream_bears_the_cost_of_green_power(made):
    rows = {r["transformation"]: r for r in scorecard(made).iter_rows(named=True)}
    paid = float((cash(made)["green_power"].to_numpy() * made.schedule.terms.discount(len(made.years))).sum())
    free = replace(made, schedule=replace(made.schedule, terms=replace(made.schedule.terms, green={1: 0.0})))
    without = {r["transformation"]: r for r in scorecard(free).iter_rows(named=True)}
    assert paid > 0
    assert rows["midstream"]["npv"] == pytest.approx(without["midstream"]["npv"] - paid)
    assert rows["downstream"]["npv"] == pytest.approx(without["downstream"]["npv"])


def told(**more):
    return [{"name": "flat"}, {"name": "boom", "growth": 0.03, **more}]


def test_each_scenario_has_its_best_plan_and_the_plan_as_it_stands_is_held_against_all(made):
    found = futures(made, impacts(), read_scenarios(told()), limits=QUICK)
    assert list(found.plans) == ["as planned", "flat", "boom"]
    worst = {p: found.table.filter(plan=p)["regret"].max() for p in found.plans}
    assert found.choice == min(worst, key=worst.__getitem__)
    cell = found.table.filter(plan="as planned", scenario="boom").row(0, named=True)
    case = replace(made.schedule.case, sources=under(made, impacts(), read_scenarios(told())[1]))
    truth = exact(case, replace(made.schedule.terms, firm=None), made.schedule.starts, made.schedule.green)[1]
    assert cell["objective"] == truth.objective
    assert cell["shortfall"] == pytest.approx((truth.shortfall.sum() + truth.shortfall_total) / 1000)


def test_a_scenario_moves_grids_and_activity_but_not_the_base_year(made):
    grown = under(made, impacts(), read_scenarios([{"name": "x", "growth": 0.02, "grids": {"CN": {"2025": 0.5, "2035": 0.25}}}])[0])
    assert grown.emissions[:, 0].sum() == pytest.approx(made.schedule.case.sources.emissions[:, 0].sum())
    assert grown.emissions[1, -1, 0] == pytest.approx(10e6 * 0.5 * 1.02**10)


@pytest.mark.parametrize(("rows", "words"), [
    ([{"growth": 0.01}], "scenario 1 has no name"), ([{"name": "a"}, {"name": "a"}], "told twice"),
    ([{"name": "a", "colour": 1}], "unknown field 'colour'"),
    ([{"name": "a", "growth": "fast"}], "growth of scenario 'a'"), ([{"name": "a", "grids": {"CN": {"soon": 1}}}], "grids of scenario 'a'"),
    ([{"name": "a", "grids": 3}], "grids of scenario 'a'"),
])
def test_a_scenario_that_cannot_be_used_is_refused_by_name(rows, words):
    with pytest.raises(TargetRefused, match=words):
        read_scenarios(rows)


def test_a_path_that_does_not_ship_is_named_with_those_that_do():
    with pytest.raises(UnknownName, match="national path"):
        read_scenarios(told(grids={"CN": {"scenario": "nowhere"}}))


def test_a_scenario_may_not_take_the_name_of_the_plan(made):
    with pytest.raises(TargetRefused, match="both named 'as planned'"):
        futures(made, impacts(), read_scenarios([{"name": "as planned"}]), limits=QUICK)
