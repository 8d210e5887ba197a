"""One plan under targets of different scopes and bases: each is held on its own part of the sources, all at once."""

from dataclasses import replace

import polars as pl
import pytest
from tests.pathway.test_plan import LEVERS, impacts

from lizero.errors import UnknownName
from lizero.impact import Flows, Trail, characterise, method
from lizero.pathway import Limits, Spread, TargetRefused, Terms, outlook, plan, read_levers, read_targets
from lizero.pathway.board import tables
from lizero.pathway.progress import progress
from lizero.pathway.views import scorecard, trajectory

CHAIN = """
[[lever]]
id = "cleaner-soda"
name = "Soda ash of a lower footprint"
transformation = "end of life"
sources = ["soda"]
removes = {"*" = 0.6}
first = 2026
ramp = 1
capex = 1e5
"""
TARGETS = """
[[target]]
id = "own"
base_year = 2025
milestones = {2030 = 0.42, 2035 = 0.9}
net_zero = 2035
[[target]]
id = "chain"
scopes = ["1", "2", "3"]
base_year = 2025
milestones = {2030 = 0.5}
[[target]]
id = "grid"
scopes = ["2"]
basis = "location"
base_year = 2025
milestones = {2035 = 0.1}
"""


def wider():
    """Scope 1 and 2 of `impacts`, power on both bases, what lies upstream of the kiln's gas, and soda ash that is bought."""
    made = impacts()
    frame, trail = made.flows.frame, made.flows.trail
    power = frame.filter(pl.col("scope") == "2").with_columns(pl.lit("location").alias("basis"), pl.lit(12_000.0).alias("amount"))
    gas = frame.head(1).with_columns(pl.lit("3").alias("scope"), pl.lit("fuel and energy upstream").alias("category"),
                                     pl.lit(4_000.0).alias("amount"))
    soda = gas.with_columns(pl.lit("soda").alias("source"), pl.lit("r3").alias("record"), pl.lit("purchased goods").alias("category"),
                            pl.lit(50_000.0).alias("amount"))
    activity = pl.concat([trail.activity, pl.DataFrame({"record": ["r3"], "flow": ["soda ash"], "quantity": [4e4], "unit": ["t"]})])
    flows = Flows(pl.concat([frame, power, gas, soda]), Trail(activity, trail.factors, trail.steps))
    return characterise(Flows.of(flows), method("ar6-gwp100"))


@pytest.fixture(scope="module")
def made():
    return plan(wider(), read_levers(LEVERS + CHAIN), targets=read_targets(TARGETS), until=2035, grids={"CN": {2025: 0.5, 2035: 0.05}},
                limits=Limits(gap=1e-5, seconds=30))


def test_each_target_is_held_on_its_own_scopes_and_basis(made):
    base = {x: made.facing(x).gross[2025] for x in ("own", "chain", "grid")}
    assert base == pytest.approx({"own": 30_000, "chain": 84_000, "grid": 12_000})
    assert made.facing("grid").gross[2035] < 0.9 * 12_000 or made.shortfalls()["grid"]


def test_the_chain_s_target_makes_the_plan_take_what_only_it_needs(made):
    alone = plan(wider(), read_levers(LEVERS + CHAIN), targets=read_targets(TARGETS.split("[[target]]\nid = \"chain\"")[0]), until=2035,
                 grids={"CN": {2025: 0.5, 2035: 0.05}}, limits=Limits(gap=1e-5, seconds=30))
    assert "cleaner-soda" in set(made.measures()["lever"])
    assert "cleaner-soda" not in set(alone.measures()["lever"])
    assert alone.gross[2025] == pytest.approx(30_000)


def test_what_is_short_is_told_by_target_in_its_own_tonnes(made):
    for x in made.assessed:
        seen = made.facing(x.id)
        rows = made.standing().filter(target=x.id)
        gaps = {y: g for y, g in rows.select("year", "gap").iter_rows() if g > 1}
        assert made.shortfalls()[x.id] == pytest.approx(gaps, abs=1)
        assert seen.exact["shortfall_by_year"] == pytest.approx({y: gaps.get(y, 0.0) for y in made.years}, abs=1)


def test_schedule_cost_and_objective_are_the_same_whoever_looks(made):
    seen = made.facing("chain")
    assert (seen.schedule.starts == made.schedule.starts).all()
    assert (seen.exact["objective"], seen.exact["cost"], seen.gap) == (made.exact["objective"], made.exact["cost"], made.gap)
    assert seen.facing("own").gross == made.gross
    assert made.whole.target.id == "chain"
    with pytest.raises(UnknownName, match="own"):
        made.facing("nobody")


def test_wedges_add_up_for_every_target_and_only_the_chain_s_show_what_lies_outside_the_own_scopes(made):
    for x in made.assessed:
        seen = made.facing(x.id)
        assert float(seen.wedges()["amount"].sum()) == pytest.approx(seen.baseline_co2e.sum() / 1000 - sum(seen.gross.values()))
    end = {x: dict(scorecard(made.facing(x)).select("transformation", "all years").iter_rows()).get("end of life", 0.0) for x in ("own", "chain")}
    assert end["own"] == 0
    assert end["chain"] > 10_000


def test_net_zero_allows_nothing_net_and_removals_serve_the_residual_only(made):
    row = made.standing().filter((pl.col("target") == "own") & (pl.col("year") == 2035)).row(0, named=True)
    assert row["allowed"] == pytest.approx(3_000)
    assert row["gap"] == pytest.approx(max(row["gross"] - 3_000, row["net"]))
    assert row["gross"] - row["net"] == pytest.approx(made.exact["removals_by_year"][2035])
    assert made.exact["removals_by_year"][2035] <= 3_000 + 1e-6
    assert all(v == 0 for y, v in made.exact["removals_by_year"].items() if y < 2035)
    net = trajectory(made).filter((pl.col("series") == "net") & (pl.col("year") == 2035))["amount"].item()
    assert net == pytest.approx(row["net"])


def test_net_zero_that_leaves_more_than_a_tenth_is_warned_of():
    found = read_targets('[[target]]\nid = "x"\nbase_year = 2025\nmilestones = {2040 = 0.7}\nnet_zero = 2040\n')
    assert [f.rule for f in found.findings] == ["target.residual"]
    early = read_targets('[[target]]\nid = "x"\nbase_year = 2025\nmilestones = {2040 = 0.9}\nnet_zero = 2035\n')
    assert [f.rule for f in early.findings] == ["target.net-zero"]
    assert not early.targets


def test_green_power_serves_the_market_basis_and_nothing_upstream_of_it():
    green = plan(wider(), read_levers(CHAIN), targets=read_targets(TARGETS), until=2035, terms=Terms(green={1: 0.001}),
                 limits=Limits(gap=1e-5, seconds=30))
    assert green.baseline.sources.keys[1] == ("k", "grid")
    assert green.gross[2035] == pytest.approx(20_000)
    assert green.facing("grid").gross[2035] == pytest.approx(12_000)
    for x in green.assessed:
        seen = green.facing(x.id)
        assert seen.drawn(Spread(), draws=2)[0] / 1000 == pytest.approx(list(seen.gross.values()))


def test_a_target_of_another_base_year_is_named_and_the_first_one_s_is_refused():
    late = TARGETS.replace('id = "chain"\nscopes = ["1", "2", "3"]\nbase_year = 2025', 'id = "chain"\nbase_year = 2024')
    found = plan(wider(), read_levers(CHAIN), targets=read_targets(late), until=2031, limits=Limits(gap=0.01, seconds=20))
    assert [f.record for f in found.findings if f.rule == "target.base-year"] == ["chain"]
    assert set(found.standing()["target"]) == {"own", "grid"}
    with pytest.raises(TargetRefused, match="base year is 2024"):
        plan(wider(), read_levers(CHAIN), targets=read_targets(TARGETS.replace("base_year = 2025", "base_year = 2024")), until=2031)


def test_the_chance_of_each_target_comes_from_the_same_draws(made):
    spread = Spread(factor=0.2, activity=0.1)
    own, chain = (outlook(made.facing(x), spread, draws=64) for x in ("own", "chain"))
    assert own.years["planned"][0] == pytest.approx(30_000)
    assert chain.years["planned"][0] == pytest.approx(84_000)
    assert ((own.years["chance"] >= 0) & (own.years["chance"] <= 1)).all()
    assert own.cost == chain.cost


def test_progress_is_measured_against_any_of_the_targets(made):
    flows = wider().flows.frame
    later = flows.with_columns(pl.date(2026, 1, 1).alias("start"), pl.date(2026, 12, 31).alias("end"), pl.col("amount") * 1.1)
    actual = characterise(Flows.of(Flows(later, wider().flows.trail)), method("ar6-gwp100"))
    for x, base in (("own", 30_000), ("chain", 84_000)):
        found = progress(made.facing(x), {2025: wider(), 2026: actual}, 2026)
        assert dict(found.table.iter_rows())["actual"] == pytest.approx(1.1 * base)
        assert found.budget["actual"].to_list() == pytest.approx([base, 1.1 * base])


def test_the_board_s_tables_hold_every_target_and_all_scopes(made):
    found = {t.id: t.frame for t in tables(made)}
    assert set(found["T5"]["target"]) == {"own", "chain", "grid"}
    assert found["T1"].filter(year=2025)["amount"].sum() == pytest.approx(84_000)
    assert set(found["T1"]["scope"]) == {"1", "2", "3"}
    assert "end of life" in set(found["T17"]["transformation"])
    assert set(found["T8"]["target"]) == {"own", "chain", "grid"}


def test_a_weaker_target_of_the_same_scopes_needs_no_limit_of_its_own_and_is_judged_all_the_same():
    weak = TARGETS + '[[target]]\nid = "customer"\nbase_year = 2025\nmilestones = {2035 = 0.3}\n'
    found = plan(wider(), read_levers(LEVERS + CHAIN), targets=read_targets(weak), until=2035, limits=Limits(gap=0.001, seconds=20))
    assert set(found.schedule.terms.others) == {"target chain", "target grid"}
    assert found.facing("customer").gross == pytest.approx(found.gross)
    assert found.shortfalls()["customer"] == {}
    thrifty = read_targets(weak.replace('id = "customer"', 'id = "customer"\nbudget = 1000.0'))
    saved = plan(wider(), read_levers(LEVERS + CHAIN), targets=thrifty, until=2035, limits=Limits(gap=0.001, seconds=20))
    assert saved.schedule.exact.totals_others["target customer"] / 1000 == pytest.approx(sum(saved.gross.values()) - 1000)
    strict = read_targets(weak.replace("2035 = 0.3", "2027 = 0.9"))
    held = plan(wider(), read_levers(LEVERS + CHAIN), targets=strict, until=2035, limits=Limits(gap=0.001, seconds=20))
    assert "target customer" in held.schedule.terms.others


def test_a_budget_of_a_further_target_is_a_limit_over_all_years():
    tight = TARGETS.replace('id = "chain"', 'id = "chain"\nbudget = 1000.0')
    found = plan(wider(), read_levers(LEVERS + CHAIN), targets=read_targets(tight), until=2035, limits=Limits(gap=0.001, seconds=20))
    total = sum(found.facing("chain").gross.values())
    assert found.schedule.exact.totals_others["target chain"] / 1000 == pytest.approx(total - 1000.0)
    assert not replace(found.schedule.exact, shortfall_others={}).met
