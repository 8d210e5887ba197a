"""Further limits of a plan: another weighing of the same sources, with its own cap, sum, penalty and removals."""

from dataclasses import replace

import numpy as np
import pytest

from lizero.pathway.cases import Sources
from lizero.pathway.highs import Limits
from lizero.pathway.scheduling import exact, schedule
from lizero.pathway.terms import Other, Terms

TIGHT = Limits(gap=1e-6, seconds=30)
YEARS = 6


def two_scopes(plant):
    """A kiln with what lies upstream of its fuel, and bought goods; the main limit weighs the kiln alone."""
    activity = np.full((2, YEARS), 10e6)
    factor = np.zeros((2, YEARS, 2))
    factor[0] = (1.0, 0.5)
    factor[1] = (0.0, 2.0)
    base = Sources((("a", "kiln"), ("a", "goods")), tuple(range(2025, 2025 + YEARS)), ("CO2", "CO2"), np.array([1.0, 0.0]), activity, factor,
                   scopes=("1", "3"))
    one = plant.levers(1, kinds=("kiln",))[0]
    stack = replace(one, id="capture", removes={"CO2": 0.8}, scopes=("1",), first=2025, ramp=1, capex=1e6, opex=0.0, learning=0.0)
    cleaner = replace(one, id="cleaner goods", sources=("goods",), removes={"CO2": 0.5}, first=2025, ramp=1, capex=1e6, opex=0.0, learning=0.0,
                      group="")
    return plant.case(base, [stack, cleaner])


@pytest.fixture(scope="module")
def plant():
    import plant

    return plant


def test_a_lever_of_one_scope_leaves_the_gas_of_another_as_it_is(plant):
    there = two_scopes(plant)
    assert there.measures[0].removes[0].tolist() == [0.8, 0.0]
    outcome = exact(there, Terms(), np.array([0, -1]))[0]
    assert outcome.emissions[0, 0] == pytest.approx([2e6, 5e6])


@pytest.mark.parametrize("form", ["combination", "log"])
def test_every_limit_is_kept_and_each_falls_short_by_its_own_tonnes(plant, form):
    there = two_scopes(plant)
    whole = Other(np.ones(2), np.full(YEARS, 18e6), penalty=2.0)
    alone = schedule(there, Terms(cap=np.full(YEARS, 2e6)), form=form, grid=None, limits=TIGHT)
    both = schedule(there, Terms(cap=np.full(YEARS, 2e6), others={"chain": whole}), form=form, grid=None, limits=TIGHT)
    assert alone.starts.tolist() == [0, -1]
    assert both.starts.tolist() == [0, 0]
    assert both.exact.met
    assert both.claimed_others["chain"] == pytest.approx(np.full(YEARS, 17e6), rel=0.01)
    hard = schedule(there, Terms(cap=np.full(YEARS, 1e6), others={"chain": whole._replace(cap=np.full(YEARS, 15e6))}), form=form, limits=TIGHT)
    assert hard.exact.shortfall == pytest.approx(np.full(YEARS, 1e6))
    assert hard.exact.shortfall_others["chain"] == pytest.approx(np.full(YEARS, 2e6))


def test_removals_bought_once_count_under_every_limit_that_lets_them_and_up_to_its_most(plant):
    there = two_scopes(plant)
    may = np.where(np.arange(YEARS) >= 4, 5e6, 0.0)
    terms = Terms(cap=np.full(YEARS, 7e6), removal_most=2e6, removal_from=4,
                  others={"chain": Other(np.ones(2), np.full(YEARS, 30e6), penalty=2.0, removals=may)})
    stands = exact(there, terms, np.array([-1, -1]))[1]
    assert stands.removals == pytest.approx([0, 0, 0, 0, 5e6, 5e6])
    assert stands.shortfall == pytest.approx([3e6, 3e6, 3e6, 3e6, 1e6, 1e6])
    assert stands.shortfall_others["chain"] == pytest.approx([5e6, 5e6, 5e6, 5e6, 0, 0])
    none = schedule(plant.case(there.sources, []), terms, limits=TIGHT)
    assert none.exact.removals == pytest.approx(stands.removals)
    assert none.claimed == pytest.approx(none.exact.objective, rel=1e-6)


def test_a_sum_over_all_years_binds_another_weighing_too(plant):
    there = two_scopes(plant)
    most = Other(np.ones(2), np.full(YEARS, np.inf), total=35e6 * YEARS - 10e6, penalty=2.0)
    found = schedule(there, Terms(others={"chain": most}), grid=None, limits=TIGHT)
    assert found.exact.met
    assert (found.starts >= 0).sum() == 1
    hard = schedule(plant.case(there.sources, []), Terms(others={"chain": most}), limits=TIGHT)
    assert hard.exact.totals_others["chain"] == pytest.approx(10e6)
    assert not hard.exact.met


def test_green_power_leaves_what_it_does_not_serve(plant):
    base = two_scopes(plant).sources
    there = plant.case(replace(base, served=np.array([1.0, 0.0])), [])
    terms = Terms(cap=np.zeros(YEARS), green={0: 0.01}, others={"chain": Other(np.ones(2), np.full(YEARS, 30e6), penalty=2.0)})
    found = schedule(there, terms, limits=TIGHT)
    assert found.outcome.emissions[0].sum(axis=0) == pytest.approx([0.0, 5e6 * YEARS])
    assert found.exact.met
