"""Eight acceptance tests of lever scheduling, on cases that are enumerated or generated."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from lizero.pathway.highs import Limits, solve
from lizero.pathway.program import columns_of_hull, program
from lizero.pathway.scheduling import exact, schedule
from lizero.pathway.simulator import simulate
from lizero.pathway.terms import Terms

TIGHT = Limits(gap=1e-6, seconds=60)


@pytest.fixture(scope="module")
def plant():
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[1] / "pathway"))
    import plant

    return plant


@pytest.fixture(scope="module")
def medium(plant):
    base = plant.sources(sites=2)
    there = plant.case(base, plant.levers(12))
    terms = Terms(cap=plant.contraction(base), removal_most=0.1 * plant.contraction(base)[0], removal_from=20)
    return there, terms, schedule(there, terms, limits=Limits(gap=0.002, seconds=60))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("form", ["combination", "log"])
def test_the_best_of_all_plans_is_found(plant, seed, form):
    there, terms = plant.small(seed, count=4)
    best = min(exact(there, terms, p)[1].objective for p in plant.every_plan(there))
    found = schedule(there, terms, form=form, grid=None, limits=TIGHT)
    assert found.exact.objective == pytest.approx(best, rel=1e-3)
    assert found.claimed <= found.exact.objective * (1 + 1e-6)
    assert found.stop == "gap"


def test_the_claim_is_close_to_the_exact_plan(medium):
    found = medium[2]
    assert abs(found.claim_gap) < 0.005
    assert found.claimed_co2e.sum() == pytest.approx(found.outcome.co2e.sum(), rel=0.005)


def test_relaxation_bounds_the_plan_and_relax_and_fix_lies_above(plant):
    base = plant.sources(sites=1)
    there = plant.case(base, plant.levers(8))
    terms = Terms(cap=plant.contraction(base))
    for form in ("combination", "log"):
        model = program(there, terms, form=form, grid=3)
        relaxed, whole = solve(model, replace(TIGHT, relaxed=True)), solve(model, replace(TIGHT, gap=1e-4))
        assert relaxed.objective <= whole.objective * (1 + 1e-6)
    fixed = schedule(there, terms, form="log", limits=replace(TIGHT, gap=1e-4))
    assert whole.objective * model.money <= fixed.claimed * (1 + 1e-4)


def test_the_sum_of_effects_fails_exact_evaluation(plant):
    """The additive trap: by its own account the plan reaches the cap, in truth it does not."""
    base = plant.sources(sites=1, kinds=("kiln",), years=10, growth=0.0)
    three = [replace(x, removes={"CO2": 0.3}, first=2025, capex=1e6, group="", ramp=1) for x in plant.levers(3, kinds=("kiln",))]
    there = plant.case(base, three)
    start = float(simulate(there, [-1] * 3).co2e[0])
    additive = 1 - 3 * 0.3
    terms = Terms(cap=np.full(10, start * (additive + 0.01)))
    truth = exact(there, terms, np.zeros(3, np.int64))[1]
    assert additive == pytest.approx(0.1)
    assert truth.shortfall[0] == pytest.approx(start * (0.7**3 - 0.11))
    assert not truth.met


def test_removing_a_lever_never_helps(plant):
    there, terms = plant.small(5, count=4)
    whole = schedule(there, terms, grid=None, limits=TIGHT).exact.objective
    for n in range(4):
        fewer = plant.case(there.sources, [x.lever for m, x in enumerate(there.measures) if m != n])
        assert schedule(fewer, terms, grid=None, limits=TIGHT).exact.objective >= whole * (1 - 1e-4)


def test_more_capital_never_costs_more(plant):
    there, terms = plant.small(2, count=4)
    costs = [schedule(there, replace(terms, budget=np.full(5, b)), grid=None, limits=TIGHT).exact.objective for b in (0, 2e6, 8e6, 1e9)]
    assert all(b <= a * (1 + 1e-4) for a, b in pairwise(costs))


def test_no_lever_is_the_baseline(plant):
    base = plant.sources()
    there = plant.case(base, [])
    found = schedule(there, Terms(cap=plant.contraction(base)))
    np.testing.assert_allclose(found.outcome.co2e, base.emissions.sum(axis=(0, 2)))
    np.testing.assert_allclose(found.exact.shortfall, np.maximum(found.outcome.co2e - plant.contraction(base), 0))


def test_no_capital_is_the_baseline_with_its_shortfall_and_what_binds(plant):
    there, terms = plant.small(1, count=3)
    found = schedule(there, replace(terms, budget=np.zeros(5)), grid=None, limits=TIGHT)
    assert (found.starts == -1).all()
    assert found.exact.shortfall.sum() > 0
    assert any(b.startswith("capital") for b in found.binding)


def test_the_same_case_gives_the_same_plan_to_the_bit(plant):
    there, terms = plant.small(3, count=4)
    a, b = (schedule(there, terms, grid=None, limits=TIGHT) for _ in range(2))
    assert (a.starts == b.starts).all()
    assert (a.claimed, a.exact.objective) == (b.claimed, b.exact.objective)


def test_unspent_capital_is_kept(plant):
    base = plant.sources(kinds=("kiln",), years=6, growth=0.0)
    one = [replace(x, removes={"CO2": 0.9}, first=2025, capex=10e6, opex=0.0, ramp=1, learning=0.0) for x in plant.levers(1, kinds=("kiln",))]
    there = plant.case(base, one)
    found = schedule(there, Terms(cap=np.zeros(6), budget=np.full(6, 4e6)), grid=None, limits=TIGHT)
    assert found.starts.tolist() == [2]
    np.testing.assert_allclose(found.claimed_co2e, found.outcome.co2e, rtol=1e-6)
    assert (found.exact.overspent == 0).all()


def test_green_power_keeps_electrification_clean(plant):
    base = plant.sources(kinds=("kiln", "grid"), years=6, growth=0.0)
    kiln = plant.levers(1, kinds=("kiln",))[0]
    swap = [replace(kiln, removes={"CO2": 1.0}, first=2025, capex=1e6, ramp=1, adds=(plant.Added("grid", 5e7),))]
    there = plant.case(base, swap)
    found = schedule(there, Terms(cap=np.zeros(6), green={1: 0.01}), grid=None, limits=TIGHT)
    assert found.exact.met
    np.testing.assert_allclose(found.green[1], base.activity[1] + 5e7, rtol=1e-6)
    assert not schedule(there, Terms(cap=np.zeros(6)), grid=None, limits=TIGHT).exact.met


def test_removals_come_only_from_their_year_and_up_to_their_limit(plant):
    base = plant.sources(kinds=("kiln",), years=6, growth=0.0)
    there = plant.case(base, [])
    start = float(base.emissions[:, 0].sum())
    found = schedule(there, Terms(cap=np.full(6, 0.95 * start), removal_most=0.1 * start, removal_from=4))
    assert found.exact.removals == pytest.approx([0, 0, 0, 0, 0.05 * start, 0.05 * start])
    assert found.exact.shortfall[:4] == pytest.approx(np.full(4, 0.05 * start))


def test_a_cap_on_a_pollutant_changes_the_plan(plant):
    base = plant.sources(kinds=("kiln",), years=6, growth=0.0, species=("CO2", "SO2"))
    made = plant.levers(2, kinds=("kiln",), in_group=9, species=("CO2", "SO2"))
    dirty = replace(made[0], removes={"CO2": 0.5, "SO2": -0.5}, capex=1e6, first=2025, ramp=1)
    clean = replace(made[1], removes={"CO2": 0.5, "SO2": 0.5}, capex=9e6, first=2025, ramp=1)
    there = plant.case(base, [dirty, clean])
    cap = np.full(6, 0.6 * float(base.emissions[0, 0, 0]))
    assert schedule(there, Terms(cap=cap), grid=None, limits=TIGHT).starts.tolist() == [0, -1]
    sulfur = {"SO2": (np.array([0.0, 1.0]), np.full(6, float(base.emissions[0, 0, 1])))}
    assert schedule(there, Terms(cap=cap, others=sulfur), grid=None, limits=TIGHT).starts.tolist() == [-1, 0]


def test_roll_out_and_starts_at_a_site_are_held(plant):
    base = plant.sources(sites=3, kinds=("kiln",), years=6, growth=0.0)
    one = [replace(x, first=2025, capex=1e3, opex=0.0, rollout=1) for x in plant.levers(2, kinds=("kiln",), in_group=1)]
    there = plant.case(base, one)
    found = schedule(there, Terms(cap=np.zeros(6), site_starts=1), grid=None, limits=TIGHT)
    for lever in ("L0", "L1"):
        years = [t for x, t in zip(there.measures, found.starts) if x.lever.id == lever and t >= 0]
        assert len(years) == len(set(years)) == 3


def test_a_cumulative_budget_is_met_or_its_shortfall_is_told(plant):
    there, terms = plant.small(1, count=3)
    nothing = float(simulate(there, [-1] * 3).co2e.sum())
    easy = schedule(there, replace(terms, cap=None, total=0.9 * nothing), grid=None, limits=TIGHT)
    assert easy.outcome.co2e.sum() <= 0.9 * nothing * (1 + 1e-6)
    hard = schedule(there, replace(terms, cap=None, total=0.01 * nothing), grid=None, limits=TIGHT)
    assert hard.exact.shortfall_total == pytest.approx(hard.outcome.co2e.sum() - 0.01 * nothing)


def test_the_form_follows_the_size(plant):
    big = plant.case(plant.sources(sites=4), plant.levers(60, in_group=1))
    assert columns_of_hull(big) > 300_000
    assert program(plant.case(plant.sources(), plant.levers(4)), Terms()).form == "combination"
