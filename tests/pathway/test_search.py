"""Exact local search: its arithmetic is the simulator's, its moves keep every limit, and it never makes a schedule worse."""

from dataclasses import replace

import numpy as np
import pytest
from plant import Added, Terms, case, contraction, every_plan, levers, small, sources

from lizero.pathway.contracts import used_activity
from lizero.pathway.highs import Limits
from lizero.pathway.program import program
from lizero.pathway.scheduling import exact, schedule
from lizero.pathway.search import improve
from lizero.pathway.terms import Ledger, judge, weights


def never(here):
    return np.full(len(here.measures), -1, np.int64)


def linked(sites=2):
    """Levers that add power, share sources, need each other and are limited in every way."""
    base = sources(sites=sites, years=10, species=("CO2", "SO2"))
    made = levers(8, species=("CO2", "SO2"), years=10)
    made[2] = replace(made[2], adds=(Added("grid", 4e6),), rollout=1)
    made[4] = replace(made[4], sources=("*",), group="", requires=("L2",))
    terms = Terms(cap=contraction(base), carbon_price=np.full(10, 0.05), budget=np.full(10, 12e6), site_starts=1, removal_most=5e6, removal_from=6,
                  others={"SO2": (np.array([0.0, 1.0]), np.full(10, 0.5 * float(base.emissions[:, 0, 1].sum())))})
    return case(base, made), terms


@pytest.mark.parametrize("total", [np.inf, 1.2e9])
def test_many_outcomes_are_judged_as_one_is(total):
    here, terms = linked()
    terms = replace(terms, total=total, budget=None)
    plans = [never(here), improve(here, terms, never(here)).starts]
    truth = [exact(here, terms, p) for p in plans]
    emitted = np.stack([o.emissions.sum(axis=0) @ weights(terms, here) for o, *_ in truth])
    ledger = Ledger(emitted, np.stack([o.capex for o, *_ in truth]), np.stack([o.running for o, *_ in truth]))
    np.testing.assert_allclose(judge(here, terms, ledger), [s.objective for _, s, _ in truth], rtol=1e-12)


def test_what_the_search_claims_is_what_the_simulator_finds():
    here, terms = linked()
    found = improve(here, terms, never(here))
    outcome, stands, _ = exact(here, terms, found.starts)
    assert found.objective == pytest.approx(stands.objective, rel=1e-12)
    np.testing.assert_allclose(found.co2e, outcome.co2e, rtol=1e-12)
    assert (found.starts >= 0).any()


def test_every_limit_is_kept():
    here, terms = linked(3)
    found = improve(here, terms, never(here))
    outcome, stands, _ = exact(here, terms, found.starts)
    assert (stands.overspent == 0).all()
    at = [(x.lever.id, x.site, t) for x, t in zip(here.measures, found.starts.tolist()) if t >= 0]
    assert len({(s, t) for _, s, t in at}) == len(at)
    assert len([t for i, _, t in at if i == "L2"]) == len({t for i, _, t in at if i == "L2"})
    assert outcome.use.shape[0] == len(here.measures)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_small_cases_end_at_the_best_of_all_plans(seed):
    here, terms = small(seed, count=4)
    best = min(exact(here, terms, p)[1].objective for p in every_plan(here))
    assert improve(here, terms, never(here), width=20).objective == pytest.approx(best, rel=1e-3)


def test_a_search_never_makes_a_schedule_worse_and_the_share_of_green_power_is_held():
    here, terms = linked()
    terms = replace(terms, green={3: 0.02}, others={}, budget=None)
    green = np.zeros_like(here.sources.activity)
    green[3] = 0.4 * here.sources.activity[3]
    before = exact(here, terms, never(here), green)[1].objective
    found = improve(here, terms, never(here), green=green)
    assert found.objective <= before
    assert found.objective == pytest.approx(exact(here, terms, found.starts, found.green)[1].objective, rel=1e-12)
    assert found.green[3] == pytest.approx(0.4 * used_activity(here, found.starts)[3])


def test_a_plan_within_the_gap_of_the_relaxation_needs_no_integer_program():
    here, terms = linked()
    asked = []

    def spy(model, limits):
        from lizero.pathway.highs import solve

        asked.append(limits.relaxed)
        return solve(model, limits)

    found = schedule(here, terms, limits=Limits(gap=0.5), solver=spy)
    assert all(asked)
    assert 0 <= found.gap <= 0.5
    assert found.stop == "gap"


def test_a_solver_that_finds_nothing_leaves_the_searched_plan_marked_by_time():
    from lizero.pathway.highs import Solution

    here, terms = linked()
    found = schedule(here, terms, solver=lambda model, limits: Solution(np.zeros(0), float("inf"), float("-inf"), "none"))
    assert found.stop == "time"
    assert found.exact.objective < exact(here, terms, never(here))[1].objective


def test_the_prices_of_what_binds_are_what_a_little_more_saves():
    """A tonne more of a cap saves its price in the program with the starts held."""
    from lizero.pathway.highs import solve

    here, terms = linked()
    terms = replace(terms, budget=None, cap=0.01 * terms.cap, others={})
    found = schedule(here, terms, limits=Limits(gap=0.2))
    name = max((n for n in found.prices if n.startswith("cap ")), key=lambda n: found.prices[n])
    year, kg = int(name[4:]) - 2025, 1000.0
    more = terms.cap.copy()
    more[year] += kg
    held = [program(here, replace(terms, cap=c), form="combination", grid=3).held(found.starts) for c in (terms.cap, more)]
    before, after = (solve(m, Limits(relaxed=True)).objective * m.money for m in held)
    assert (before - after) / kg == pytest.approx(found.prices[name], rel=1e-3)
