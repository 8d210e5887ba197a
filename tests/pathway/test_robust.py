"""Plans held against several futures."""

from dataclasses import replace

import numpy as np
import pytest
from plant import Terms, case, contraction, levers, sources

from lizero.pathway import TargetRefused
from lizero.pathway.highs import Limits
from lizero.pathway.robust import regrets, robust
from lizero.pathway.scheduling import exact


@pytest.fixture(scope="module")
def futures():
    base = sources(years=12)
    here = case(base, levers(6, years=12))
    grown = np.array([1.0, 1.5, 0.6])
    names = {n: replace(base, activity=base.activity * np.linspace(1, g, 12)) for n, g in zip(("flat", "boom", "bust"), grown)}
    terms = Terms(cap=contraction(base), carbon_price=np.full(12, 0.06))
    return here, terms, names, robust(here, terms, names, limits=Limits(gap=1e-4, seconds=20))


def test_the_choice_has_the_least_largest_regret(futures):
    found = futures[3]
    worst = {p: found.table.filter(plan=p)["regret"].max() for p in found.plans}
    assert worst[found.choice] == min(worst.values())
    assert (found.table["regret"] >= 0).all()


def test_a_plan_has_no_regret_beyond_the_gap_in_the_future_it_was_made_for(futures):
    for row in futures[3].table.filter(plan="boom", scenario="boom").iter_rows(named=True):
        assert row["regret"] <= 1e-4 * abs(row["objective"])


def test_each_cell_is_the_exact_simulator(futures):
    here, terms, names, found = futures
    cell = found.table.filter(plan="flat", scenario="bust").row(0, named=True)
    truth = exact(replace(here, sources=names["bust"]), terms, found.plans["flat"].starts)[1]
    assert (cell["objective"], cell["met"]) == (truth.objective, truth.met)
    assert cell["shortfall"] == pytest.approx(truth.shortfall.sum())


def test_a_user_s_own_plan_is_compared_as_well(futures):
    here, terms, names, found = futures
    table = regrets(here, terms, names, {"nothing": [-1] * len(here.measures), "flat": found.plans["flat"].starts})
    assert table.filter(plan="nothing")["regret"].max() > 0


def test_a_scenario_with_other_years_is_refused(futures):
    here, terms, *_ = futures
    with pytest.raises(TargetRefused, match="other sources, years or species"):
        robust(here, terms, {"short": sources(years=5)})
    with pytest.raises(TargetRefused, match="at least one scenario"):
        robust(here, terms, {})
