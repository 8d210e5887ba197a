"""From a year's flows, levers and targets to a plan that reports what the simulator finds."""

import polars as pl
import pytest

from lizero.impact import Flows, Trail, characterise, method
from lizero.pathway import Limits, Spread, TargetRefused, Terms, baseline, evaluate, plan, read_levers, read_targets
from lizero.pathway.baselines import index_path

LEVERS = """
[[lever]]
id = "electric-kiln"
name = "Electric kiln"
transformation = "midstream"
sources = ["kiln"]
removes = {CO2 = 1.0, SO2 = 1.0}
adds = [{source = "grid", amount = 10e6}]
first = 2027
ramp = 1
capex = 5e6
status = "illustrative"
[[lever]]
id = "efficiency"
name = "Energy management"
transformation = "downstream"
sources = ["*"]
removes = {CO2 = 0.1, SO2 = 0.1}
first = 2026
ramp = 2
capex = 1e5
status = "checked"
"""
TARGETS = """
[[target]]
id = "group"
rule_set = "sbti-v1"
base_year = 2025
milestones = {2030 = 0.42, 2035 = 0.9}
removals_from = 2035
[[target]]
id = "customer"
base_year = 2025
milestones = {2035 = 0.3}
"""


def impacts(basis=("none", "none", "market")):
    rows = {"holder": ["g"] * 3, "site": ["k"] * 3, "source": ["kiln", "kiln", "grid"], "record": ["r1", "r1", "r2"], "scope": ["1", "1", "2"],
            "category": ["stationary combustion"] * 2 + ["purchased electricity"], "flow": ["CO2", "SO2", "CO2"], "unit": ["t", "kg", "t"],
            "amount": [20_000.0, 9000.0, 10_000.0], "basis": list(basis), "geography": ["CN"] * 3}
    frame = pl.DataFrame(rows).with_columns(pl.date(2025, 1, 1).alias("start"), pl.date(2025, 12, 31).alias("end"))
    activity = pl.DataFrame({"record": ["r1", "r2"], "flow": ["natural gas", "electricity"], "quantity": [4e5, 2e7], "unit": ["GJ (NCV)", "kWh"]})
    trail = Trail(activity, pl.DataFrame(), pl.DataFrame())
    return characterise(Flows.of(Flows(frame, trail)), method("ar6-gwp100"))


@pytest.fixture(scope="module")
def made():
    return plan(impacts(), read_levers(LEVERS), targets=read_targets(TARGETS), until=2035, grids={"CN": {2025: 0.5, 2035: 0.05}},
                limits=Limits(gap=1e-5, seconds=30))


def test_the_baseline_takes_activity_from_the_record_and_the_grid_by_year():
    found = baseline(impacts(), until=2035, grids={"*": {2025: 0.5, 2035: 0.25}}, growth={"k": 0.01})
    assert found.units == ("GJ (NCV)", "kWh")
    assert found.sources.species == ("CO2", "SO2")
    assert found.sources.emissions[:, 0].sum(axis=0) == pytest.approx([30e6, 9000])
    assert found.sources.emissions[1, -1, 0] == pytest.approx(10e6 * 0.5 * 1.01**10)
    assert found.sources.emissions[0, -1, 0] == pytest.approx(20e6 * 1.01**10)


def test_only_the_basis_of_the_target_is_planned():
    location = baseline(impacts(("none", "none", "location")), until=2030, basis="market")
    assert location.sources.emissions[:, 0, 0].sum() == pytest.approx(20e6)


def test_biogenic_carbon_is_in_no_baseline():
    given = impacts()
    frame = given.flows.frame.with_columns(pl.when(pl.col("scope") == "2").then(pl.lit("CO2 biogenic")).otherwise(pl.col("flow")).alias("flow"))
    found = baseline(characterise(Flows(frame, given.flows.trail), method("ar6-gwp100")), until=2026)
    assert found.sources.emissions[:, 0].sum(axis=0) @ found.sources.gwp == pytest.approx(20e6)


def test_a_plan_reports_the_exact_simulator(made):
    assert made.exact["emissions_by_year"][2025] == pytest.approx(30_000)
    gross = made.gross
    allowed = {y: 30_000 * made.target.share(y) for y in made.years}
    for year, short in made.exact["shortfall_by_year"].items():
        assert short == pytest.approx(max(gross[year] - made.exact["removals_by_year"][year] - allowed[year], 0), abs=1)


def test_wedges_and_what_is_left_make_up_the_baseline(made):
    path = made.path()
    for year in (2028, 2035):
        row = path.filter(pl.col("year") == year)
        amount = dict(row.filter(pl.col("lever").is_null()).select("category", "amount").rows())
        cut = row.filter(pl.col("category") == "abatement")["amount"].sum()
        assert amount["baseline emissions"] - amount["emissions"] == pytest.approx(cut, abs=1e-6)


def test_every_target_is_evaluated_on_the_one_path(made):
    rows = made.standing()
    assert set(rows["target"]) == {"group", "customer"}
    last = rows.filter((pl.col("target") == "customer") & (pl.col("year") == 2035)).row(0, named=True)
    assert last["allowed"] == pytest.approx(21_000)
    assert last["net"] == last["gross"]


def test_the_share_of_cost_that_is_illustrative_is_told(made):
    taken = made.measures()
    assert set(taken["lever"]) == {"electric-kiln", "efficiency"}
    assert made.illustrative_share() == pytest.approx(5e6 / 5.1e6)
    assert set(made.transformations()["transformation"]) == {"midstream", "downstream"}


def test_taking_one_measure_out_brings_emissions_back(made):
    assert (made.last_in()["amount"] > 0).all()


def test_the_chance_to_meet_a_year_lies_between_nought_and_one(made):
    sure = made.chance(Spread(), draws=5)
    short = made.exact["shortfall_by_year"]
    assert all(sure[y] == (1.0 if short[y] == 0 else 0.0) for y in made.years)
    assert all(0 <= v <= 1 for v in made.chance(Spread(factor=0.2), draws=50).values())


def test_a_plan_without_capital_is_the_baseline_with_its_shortfall():
    import numpy as np

    found = plan(impacts(), read_levers(LEVERS), targets=read_targets(TARGETS), until=2035, terms=Terms(budget=np.zeros(11)))
    assert found.measures().is_empty()
    assert found.exact["shortfall_by_year"][2030] == pytest.approx(0.42 * 30_000)
    assert not found.exact["met"]


def test_the_wrong_base_year_and_no_target_are_refused():
    late = TARGETS.replace("base_year = 2025", "base_year = 2024")
    with pytest.raises(TargetRefused, match="base year is 2024"):
        plan(impacts(), read_levers(LEVERS), targets=read_targets(late), until=2035)
    with pytest.raises(TargetRefused, match="no target can be used"):
        plan(impacts(), read_levers(LEVERS), targets=read_targets(""), until=2035)


def target(**fields):
    rows = {"id": '"x"', "base_year": "2025", "milestones": "{2030 = 0.42}"} | fields
    return "[[target]]\n" + "\n".join(f"{k} = {v}" for k, v in rows.items()) + "\n"


@pytest.mark.parametrize(("fields", "rule"), [
    ({"milestones": "{2024 = 0.1}"}, "before-base"), ({"milestones": "{2030 = 1.5}"}, "share"), ({"milestones": "{2030 = 0.5, 2040 = 0.4}"}, "order"),
    ({"scopes": '["4"]'}, "scope"), ({"basis": '"sun"'}, "basis"), ({"rule_set": '"nobody"'}, "rule-set"), ({"milestones": "{}"}, "form"),
    ({"mood": '"good"'}, "form"),
])
def test_bad_targets_are_findings_by_name_and_good_ones_go_on(fields, rule):
    found = read_targets(target(**fields) + target(id='"good"'))
    assert f"target.{rule}" in {f.rule for f in found.findings}
    assert [t.id for t in found.targets] == ["good"]


def test_an_easy_target_warns_against_its_rule_set():
    found = read_targets(target(rule_set='"sbti-v1"', base_year="2023", milestones="{2033 = 0.42}", coverage="0.9"))
    assert [f.rule for f in found.findings] == ["target.ambition"] * 2
    assert "54.6%" in found.findings[0].message
    assert len(found.targets) == 1


def test_an_assumed_base_year_is_said():
    assert [f.rule for f in read_targets(target(base_year_assumed="true")).findings] == ["target.base-assumed"]


def test_removals_count_only_from_their_year_and_up_to_the_residual():
    rules = read_targets(target(milestones="{2027 = 0.9}", removals_from="2027"))
    rows = evaluate({2025: 100.0, 2026: 60.0, 2027: 25.0}, rules, removals={2026: 9.0, 2027: 20.0})
    assert rows["net"].to_list() == pytest.approx([100, 60, 15])
    assert rows["cumulative_gap"].to_list() == pytest.approx([0, 5, 10])


def test_an_index_without_a_start_is_refused():
    with pytest.raises(TargetRefused, match="index"):
        index_path({2025: 0.0}, (2025, 2026))


def test_a_measured_release_at_a_burning_source_leaves_its_activity_as_it_is():
    made = impacts()
    frame = made.flows.frame
    stack = frame.filter(pl.col("flow") == "SO2").with_columns(pl.lit("measured release").alias("category"), pl.lit("r9").alias("record"))
    activity = pl.concat([made.flows.trail.activity, pl.DataFrame({"record": ["r9"], "flow": ["SO2"], "quantity": [9.0], "unit": ["t"]})])
    rows = pl.concat([stack, frame.filter(pl.col("flow") != "SO2")])
    again = characterise(Flows.of(Flows(rows, Trail(activity, pl.DataFrame(), pl.DataFrame()))), method("ar6-gwp100"))
    base = baseline(again, until=2026)
    kiln = base.sources.keys.index(("k", "kiln"))
    assert (base.units[kiln], base.categories[kiln]) == ("GJ (NCV)", "stationary combustion")
    assert base.sources.activity[kiln, 0] == 4e5


def test_a_scope_of_which_nothing_is_known_is_named_and_the_target_is_held_against_the_rest():
    three = TARGETS + '[[target]]\nid = "chain"\nscopes = ["1", "2", "3"]\nbase_year = 2025\nmilestones = {2030 = 0.5}\n'
    found = plan(impacts(), read_levers(LEVERS), targets=read_targets(three), until=2030, limits=Limits(gap=0.01, seconds=20))
    assert found.standing()["target"].unique().sort().to_list() == ["chain", "customer", "group"]
    assert [(f.rule, f.record, f.severity) for f in found.findings if f.record == "chain"] == [("target.scope", "chain", "warning")]
