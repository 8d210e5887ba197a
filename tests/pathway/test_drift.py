"""Falling grades and recycled feed move what a unit of output needs of a source; faults are findings by name."""

import numpy as np
import pytest
from tests.pathway.test_plan import LEVERS, TARGETS, impacts

from lizero.pathway import Limits, baseline, plan, read_levers, read_scenarios, read_targets
from lizero.pathway.drift import drifted, read_drifts
from lizero.pathway.scenarios import under

KILN = ["k/kiln"]


def need(row, **more):
    found = read_drifts([{"sources": KILN} | row], **more)
    assert found.findings == ()
    base, faults = drifted(baseline(impacts(), until=2035), found.drifts)
    assert faults == ()
    return base.sources.activity[0] / base.sources.activity[0, 0]


def test_grade_an_index_and_a_path_that_ships_move_the_need_from_the_base_year_on():
    assert need({"grade": {"2020": 1.0, "2030": 0.5}})[[0, 5, 10]] == pytest.approx([1, 4 / 3, 4 / 3])
    assert need({"grade": {2025: 1.0, 2035: 0.5}, "elasticity": -0.5})[10] == pytest.approx(2**0.5)
    assert need({"path": {2025: 2.0, 2035: 3.0}})[[0, 5, 10]] == pytest.approx([1, 1.25, 1.5])
    shipped = need({"topic": "brine Heat intensity index", "scenario": "S&P-Baseline"})
    assert (np.diff(shipped) >= 0).all()
    assert shipped[-1] > 1.1


def test_recycled_feed_spares_its_share_of_the_first_steps():
    assert need({"recycled": {2025: 0.0, 2035: 0.5}, "saves": 0.8})[10] == pytest.approx(0.6)
    assert need({"recycled": "market", "saves": 1.0}, market=lambda: {2025: 0.2, 2035: 0.6})[10] == pytest.approx(0.5)


def test_two_drifts_on_one_source_act_together_and_others_stay():
    found = read_drifts([{"sources": KILN, "path": {2025: 1.0, 2035: 2.0}}, {"sources": ["k/kiln"], "path": {2025: 1.0, 2035: 0.5}}])
    base, _ = drifted(baseline(impacts(), until=2035), found.drifts)
    assert base.sources.activity[0, -1] == pytest.approx(base.sources.activity[0, 0])
    assert (base.sources.activity[1] == base.sources.activity[1, 0]).all()


@pytest.mark.parametrize(("row", "said"), [
    ({"sources": KILN}, "one of"), ({"sources": KILN, "path": {2025: 1.0}, "grade": {2025: 1.0}}, "found path, grade"),
    ({"path": {2025: 1.0}}, "sources"), ({"sources": KILN, "grade": {2025: 0.0}}, "above 0"),
    ({"sources": KILN, "recycled": {2025: 1.2}}, "between 0 and 1"), ({"sources": KILN, "recycled": "market"}, "[recycling]"),
    ({"sources": KILN, "topic": "gold"}, "gold"), ({"sources": KILN, "path": 3}, "table of years"),
    ({"sources": KILN, "path": {2025: 1.0}, "mood": 1}, "mood"), ("fast", "cannot be used"),
])
def test_a_faulty_drift_is_a_finding_and_the_good_ones_go_on(row, said):
    found = read_drifts([row, {"sources": KILN, "path": {2025: 1.0, 2035: 1.1}}])
    assert len(found.drifts) == 1
    assert [f.rule for f in found.findings] == ["drift.form"]
    assert said in str(found.findings[0])


def test_a_plan_carries_the_drift_in_its_baseline_its_scenarios_and_its_findings():
    told = read_drifts([{"sources": KILN, "path": {2025: 1.0, 2035: 1.5}}, {"sources": ["k/mill"], "path": {2025: 1.0}}, {"sources": KILN}])
    given = {"targets": read_targets(TARGETS), "until": 2035, "limits": Limits(gap=0.01, seconds=20)}
    plain, moved = plan(impacts(), read_levers(LEVERS), **given), plan(impacts(), read_levers(LEVERS), drifts=told, **given)
    assert moved.baseline_co2e[0] == pytest.approx(plain.baseline_co2e[0])
    assert moved.baseline_co2e[-1] - plain.baseline_co2e[-1] == pytest.approx(0.5 * 20e6)
    assert {"drift.unknown-source", "drift.form"} <= {f.rule for f in moved.findings}
    flat = under(moved, impacts(), read_scenarios([{"name": "flat"}])[0])
    assert flat.activity == pytest.approx(moved.baseline.sources.activity)
