"""Plans under ever tighter caps on air pollution."""

import numpy as np
import pytest
from tests.pathway.test_plan import TARGETS, impacts

from lizero.errors import UnknownName
from lizero.pathway import Limits, TargetRefused, pareto, plan, read_levers, read_targets
from lizero.pathway.pareto import weighing

QUICK = Limits(gap=1e-4, seconds=20)
LEVERS = """
[[lever]]
id = "capture"
name = "Capture"
transformation = "midstream"
sources = ["kiln"]
removes = {CO2 = 0.9, SO2 = 0.0}
first = 2026
ramp = 1
capex = 1e6
[[lever]]
id = "scrubber"
name = "Scrubber"
transformation = "midstream"
sources = ["kiln"]
removes = {CO2 = 0.0, SO2 = 0.6}
first = 2026
ramp = 1
capex = 4e5
"""


@pytest.fixture(scope="module")
def made():
    return plan(impacts(), read_levers(LEVERS), targets=read_targets(TARGETS), until=2035, limits=QUICK)


def test_a_tighter_cap_buys_the_scrubber_and_costs_no_less(made):
    front = pareto(made, "SO2", points=3, least=0.4, limits=QUICK)
    assert front["cap"].to_list() == pytest.approx([1.0, 0.8, 0.6, 0.4])
    assert (front["cost"].diff().drop_nulls() >= -1e-6).all()
    last = front.row(-1, named=True)
    assert last["pollution"] < front["pollution"][0]
    assert last["cost"] - front["cost"][0] == pytest.approx(4e5 / 1.07, rel=1e-9), "the scrubber from 2026, for the cap binds at once"
    assert last["met"] == made.exact["met"]


def test_a_row_that_is_dearer_and_dirtier_than_another_is_dominated(made):
    front = pareto(made, "SO2", points=3, least=0.4, limits=QUICK)
    for r in front.iter_rows(named=True):
        better = front.filter((front["cost"] <= r["cost"]) & (front["pollution"] < 0.999 * r["pollution"]) & (front["co2e"] <= r["co2e"]))
        assert r["dominated"] or better.is_empty()


def test_a_cap_that_nothing_reaches_is_a_shortfall_and_no_refusal(made):
    last = pareto(made, "SO2", points=1, least=0.1, limits=QUICK).row(-1, named=True)
    assert last["shortfall"] > 0
    assert not last["met"]


def test_equivalents_and_damages_weigh_the_species_that_they_know(made):
    carbon, sulfur = made.baseline.sources.species.index("CO2"), made.baseline.sources.species.index("SO2")
    for what, worth in (("APeq", 1 / 0.95), ("us-epa-2024: cement kilns", 42_700 / 907.18474)):
        weight = weighing(made.baseline.sources.species, what)
        assert weight[sulfur] == pytest.approx(worth)
        assert weight[carbon] == 0
    assert np.array_equal(weighing(made.baseline.sources.species, "SO2"), np.eye(2)[sulfur])


@pytest.mark.parametrize(("what", "words"), [("soot", "SO2"), ("us-epa-2024: bakeries", "sector"), ("mars-2024: kilns", "damage set")])
def test_a_weighing_that_nobody_knows_is_refused_with_those_that_are_known(made, what, words):
    with pytest.raises(UnknownName, match=words):
        weighing(made.baseline.sources.species, what)


def test_a_front_of_no_points_is_refused(made):
    with pytest.raises(TargetRefused, match="one point"):
        pareto(made, "SO2", points=0)
