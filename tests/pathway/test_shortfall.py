"""Targets that can be kept are kept; what no plan reaches is told, with the restriction that would have to go."""

from dataclasses import replace

import numpy as np
import pytest
from plant import Added, Terms, case, contraction, levers, sources

from lizero.pathway.contracts import contracted, used_activity
from lizero.pathway.dive import dive
from lizero.pathway.highs import Limits, solve
from lizero.pathway.program import program
from lizero.pathway.scheduling import exact, schedule
from lizero.pathway.shortfall import FIRM, firmly, least_shortfall, reach
from lizero.pathway.simulator import simulate

RELAXED = Limits(relaxed=True, seconds=30)


def kiln(years=6, **fields):
    base = sources(kinds=("kiln",), years=years, growth=0.0)
    usual = {"removes": {"CO2": 0.9}, "first": 2027, "ramp": 1, "capex": 1e6, "opex": 0.0, "group": ""}
    one = replace(levers(1, kinds=("kiln",))[0], **usual | fields)
    return case(base, [one]), float(base.emissions[:, 0].sum())


def test_what_no_plan_saves_is_the_least_shortfall_and_the_window_is_named():
    here, start = kiln()
    terms = Terms(cap=np.full(6, 0.5 * start))
    assert least_shortfall(here, terms)[:, 0] == pytest.approx([0.5 * start] * 2 + [0] * 4)
    found = reach(here, terms)
    assert found.least[""] == pytest.approx({2025: 0.5 * start, 2026: 0.5 * start})
    assert found.total == pytest.approx(start)
    assert found.without == pytest.approx({"the first years of measures": 0.0})


def test_roll_out_capital_and_ramps_are_named_where_they_bind():
    here, start = kiln(first=2025, ramp=3, rollout=0, capex=5e6)
    terms = Terms(cap=np.full(6, 0.5 * start), budget=np.zeros(6))
    assert reach(here, terms).without == {}
    assert set(reach(here, replace(terms, budget=None)).without) == {"roll-out"}
    free = case(here.sources, [replace(here.measures[0].lever, rollout=None)])
    assert set(reach(free, terms).without) == {"capital"}
    assert set(reach(free, replace(terms, budget=None)).without) == {"the years that measures take to build up"}


def test_a_year_that_can_be_kept_is_kept_at_a_cost_above_the_penalty_and_one_that_cannot_is_not_made_dearer():
    here, start = kiln(capex=20 * 0.5 * 4 * 100e6)
    terms = Terms(cap=np.full(6, 0.5 * start))
    assert schedule(here, terms, grid=None, limits=Limits(gap=1e-6)).starts.tolist() == [-1]
    firm = firmly(here, terms)
    assert firm.firm[:, 0].tolist() == [1.0, 1.0, FIRM, FIRM, FIRM, FIRM]
    found = schedule(here, firm, grid=None, limits=Limits(gap=1e-6))
    assert found.starts.tolist() == [2]
    assert found.exact.shortfall == pytest.approx([0.5 * start] * 2 + [0] * 4)


def test_green_power_is_what_the_schedule_needs_and_no_more_than_its_share_of_what_is_used():
    base = sources(kinds=("kiln", "grid", "haul"), years=6, growth=0.0)
    swap = replace(levers(1, kinds=("kiln",))[0], removes={"CO2": 1.0}, first=2025, capex=1e6, ramp=1, adds=(Added("grid", 5e7),), group="")
    clean = replace(swap, id="biofuel", sources=("haul",), removes={"CO2": 1.0}, adds=())
    here = case(base, [swap, clean])
    terms = Terms(cap=np.full(6, 3e7), green={1: 0.01}, green_most=0.9)
    starts = np.array([0, 0])
    used = used_activity(here, starts)
    assert used[1] == pytest.approx(base.activity[1] + 5e7)
    green = contracted(here, terms, starts, RELAXED, solve)
    assert simulate(here, starts, green=green).co2e == pytest.approx(np.full(6, 3e7))
    tight = contracted(here, replace(terms, cap=np.zeros(6)), starts, RELAXED, solve)
    assert tight[1] == pytest.approx(0.9 * used[1])


def test_what_a_source_still_releases_counts_when_green_power_is_bought():
    """A lever that takes one gas away leaves the others of its source in the balance."""
    base = sources(kinds=("haul", "grid"), years=4, growth=0.0, species=("CO2", "N2O"))
    base = replace(base, gwp=np.array([1.0, 273.0]), factor=np.broadcast_to(np.array([1.0, 1e-4]), base.factor.shape).copy())
    fuel = replace(levers(1, kinds=("haul",))[0], removes={"CO2": 1.0}, first=2025, capex=0.0, ramp=1, group="")
    here, starts = case(base, [fuel]), np.array([0])
    rest = float(base.activity[0, 0] * 1e-4 * 273)
    terms = Terms(cap=np.full(4, rest), green={1: 0.01})
    green = contracted(here, terms, starts, RELAXED, solve)
    assert green[1] == pytest.approx(base.activity[1], rel=1e-6)
    assert exact(here, terms, starts, green)[1].met


@pytest.mark.parametrize("form", ["combination", "log"])
def test_the_program_with_green_power_bounds_every_plan(form):
    base = sources(kinds=("kiln", "grid"), years=5, growth=0.0)
    save = replace(levers(1, kinds=("grid",))[0], removes={"CO2": 0.6}, first=2025, capex=4e6, ramp=2, group="")
    here = case(base, [save])
    terms = Terms(cap=0.6 * contraction(base)[:1].repeat(5), green={1: 0.02}, green_most=0.9)
    bound = solve(program(here, terms, form=form), RELAXED)
    money = program(here, terms, form=form).money
    for start in (-1, *here.starts(0)):
        starts = np.array([start])
        stands = exact(here, terms, starts, contracted(here, terms, starts, RELAXED, solve))[1]
        assert bound.objective * money <= stands.objective * (1 + 1e-6)


def test_a_dive_keeps_prerequisites_and_leaves_out_what_cannot_be_taken():
    base = sources(kinds=("kiln", "grid"), years=8, growth=0.0)
    first, second = (replace(x, sources=("kiln",), removes={"CO2": 0.6}, first=2025, ramp=1, capex=1e6, group="")
                     for x in levers(2, kinds=("kiln",), in_group=1))
    here = case(base, [first, replace(second, requires=(first.id,))])
    terms = Terms(cap=0.3 * contraction(base)[:1].repeat(8))
    model = program(here, terms)
    starts = dive(here, model, solve(model, RELAXED), RELAXED, solve)
    assert 0 <= starts[0] <= starts[1]
    refused = replace(terms, budget=np.zeros(8))
    poor = program(here, refused)
    assert dive(here, poor, solve(model, RELAXED), RELAXED, solve).tolist() == [-1, -1]
