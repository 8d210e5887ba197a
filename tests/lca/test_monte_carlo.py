"""Draws: the same under any blocking, certified, paired, and right where a distribution is known."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from lizero.lca import System
from lizero.lca.lanes import Lanes
from lizero.lca.monte_carlo import draw
from lizero.lca.problem import Problem
from lizero.lca.uncertain import uncertain

Build = Callable[..., System]

LOG = {"distribution": "lognormal", "spread": 0.2}
CHAIN = [
    ("grid", "product", "electricity", 1.0, "kWh"), ("grid", "elementary", "CO2", 0.5, "kg", LOG),
    ("grid", "input", "lime", 0.01, "kg", LOG),
    ("kiln", "product", "lime", 2.0, "kg"), ("kiln", "input", "electricity", 3.0, "kWh", LOG | {"exchange": "fans"}),
    ("kiln", "input", "electricity", 1.0, "kWh", {"exchange": "mill", "distribution": "normal", "spread": 0.1}),
    ("kiln", "avoided", "heat", 0.5, "MJ", {"distribution": "uniform", "low": 0.4, "high": 0.6}),
    ("kiln", "elementary", "CO2", 1.5, "kg", {"distribution": "triangular", "low": 1.0, "high": 2.5}),
    ("boiler", "product", "heat", 1.0, "MJ"), ("boiler", "elementary", "CO2", 0.06, "kg", LOG),
]


def problem(made: System, *products: str) -> Problem:
    found = made.footprint(products[0])
    demand = np.column_stack([
        (found.reached["flow"] == p).cast(int).to_numpy().astype(float) for p in products
    ])
    return Problem(found.solver.network, uncertain(found.model), demand, found._q[None, :])


def test_without_uncertainty_every_draw_is_the_footprint(build: Build) -> None:
    made = build([row[:5] for row in CHAIN])
    found = made.footprint("lime")
    assert found.monte_carlo(100).values == pytest.approx(np.full(100, found.total), rel=1e-12)
    lanes = draw(problem(made, "lime"), ["lime"], 20, 1, way="lanes")
    assert lanes.values == pytest.approx(np.full(20, found.total), rel=1e-6)


def test_a_spread_of_zero_is_no_uncertainty_and_a_vanishing_one_vanishes(build: Build) -> None:
    rows = [(*row[:5], {"distribution": "lognormal", "spread": s}) if row[1] == "elementary" else row[:5]
            for row, s in zip(CHAIN, [0.0, 0.0, 0, 0, 0, 0, 0, 1e-14, 0, 0.0], strict=True)]
    found = build(rows).footprint("lime")
    assert found.monte_carlo(50).values == pytest.approx(np.full(50, found.total), rel=1e-12)


def test_a_product_of_lognormals_has_the_median_and_spread_that_it_must_have(build: Build) -> None:
    made = build([("a", "product", "a", 1.0, "kg"), ("b", "product", "b", 1.0, "kg"),
                  ("a", "input", "b", 2.0, "kg", {"distribution": "lognormal", "spread": 0.3}),
                  ("b", "elementary", "CO2", 5.0, "kg", {"distribution": "lognormal", "spread": 0.4})])
    found = made.footprint("a").monte_carlo(40_000, seed=7)
    sigma = 0.5
    assert found.quantiles((0.5,))[0.5] == pytest.approx(10.0, rel=0.01)
    assert np.std(np.log(found.values)) == pytest.approx(sigma, rel=0.015)
    assert found.mean == pytest.approx(10.0 * np.exp(sigma**2 / 2), rel=0.015)
    low, high = found.interval
    assert (low, high) == pytest.approx((10 * np.exp(-1.6449 * sigma), 10 * np.exp(1.6449 * sigma)), rel=0.03)


def test_both_engines_make_the_same_draws(build: Build) -> None:
    given = problem(build(CHAIN), "lime", "electricity")
    dense, lanes = (draw(given, ["lime", "electricity"], 300, 3, way=way) for way in ("dense", "lanes"))
    assert lanes.scores == pytest.approx(dense.scores, rel=1e-6)
    assert np.nanmax(lanes.audit) < 1e-9
    assert np.isfinite(lanes.audit).sum() == 2
    assert np.std(dense.values) > 0.01 * dense.mean


def test_a_draw_does_not_depend_on_blocks_threads_or_how_many_are_asked_for(build: Build) -> None:
    given = problem(build(CHAIN), "lime")
    for way in ("dense", "lanes"):
        whole = draw(given, ["lime"], 500, 3, way=way)
        with ThreadPoolExecutor(2) as pool:
            threaded = draw(given, ["lime"], 500, 3, way=way, run=pool.map)
        resumed = draw(given, ["lime"], 77, 3, way=way).more(500)
        assert np.array_equal(whole.scores, threaded.scores)
        assert np.array_equal(whole.scores, resumed.scores)
        assert np.array_equal(whole.scores[:77], draw(given, ["lime"], 77, 3, way=way).scores)
        assert not np.array_equal(whole.scores, draw(given, ["lime"], 500, 4, way=way).scores)


def test_a_draw_does_not_depend_on_what_else_is_in_the_system_or_demanded(build: Build) -> None:
    other = [("x", "product", "x", 1.0, "kg"), ("x", "input", "lime", 1.0, "kg", LOG),
             ("x", "elementary", "CO2", 9.0, "kg", LOG)]
    alone = build(CHAIN).footprint("lime").monte_carlo(64, seed=2)
    beside = build([*other, *reversed(CHAIN)]).footprint("lime").monte_carlo(64, seed=2)
    assert beside.values == pytest.approx(alone.values, rel=1e-12)
    both = draw(problem(build(CHAIN), "lime", "electricity"), ["lime", "electricity"], 64, 2)
    assert both.scores[:, 0, 0] == pytest.approx(alone.values, rel=1e-12)


def test_a_broken_spread_in_an_unused_process_changes_nothing(build: Build) -> None:
    unused = [("x", "product", "x", 1.0, "kg"), ("x", "elementary", "CO2", 1.0, "kg", {"distribution": "triangular"}),
              ("x", "elementary", "N2O", 0.0, "kg", {"distribution": "lognormal", "spread": 0.0})]
    with_it = build([*CHAIN, *unused]).footprint("lime").monte_carlo(32)
    assert with_it.values == pytest.approx(build(CHAIN).footprint("lime").monte_carlo(32).values, rel=1e-12)
    assert [f.rule for f in with_it.findings] == ["uncertainty.bounds"]


def test_two_exchanges_with_one_supplier_are_drawn_apart(build: Build) -> None:
    two = [("a", "product", "a", 1.0, "kg"), ("b", "product", "b", 1.0, "kg"), ("b", "elementary", "CO2", 1.0, "kg"),
           *(("a", "input", "b", 1.0, "kg", {"distribution": "lognormal", "spread": 0.3}) for _ in range(2))]
    one = [row if row[3] != 1.0 or row[1] != "input" else (*row[:3], 2.0, *row[4:]) for row in two[:4]]
    sd = [build(rows).footprint("a").monte_carlo(4000).sd for rows in (two, one)]
    assert sd[0] == pytest.approx(sd[1] / np.sqrt(2), rel=0.1)


def test_parameters_move_together_all_that_hangs_on_them(build: Build) -> None:
    made = build(
        [("a", "product", "a", 1.0, "kg"), ("a", "elementary", "CO2", "1 / recovery", "kg"),
         ("a", "elementary", "N2O", "1 / recovery / 273", "kg", LOG)],
        parameters=[{"parameter": "recovery", "value": 0.5, "distribution": "lognormal", "spread": 0.1}],
    )
    given = problem(made, "a")
    dense, lanes = (draw(given, ["a"], 4000, 1, way=way) for way in ("dense", "lanes"))
    assert lanes.values == pytest.approx(dense.values, rel=1e-6)
    expected = 2.0 * (1 + np.exp(0.02)) * np.exp(0.005)
    assert dense.mean == pytest.approx(expected, rel=0.01)
    assert np.std(np.log(dense.values)) > 0.1


def test_a_draw_that_loses_all_it_makes_is_rejected_and_reported(build: Build) -> None:
    made = build([("a", "product", "a", 1.0, "kg"), ("a", "elementary", "CO2", 1.0, "kg"),
                  ("a", "input", "a", 0.8, "kg", {"distribution": "normal", "spread": 0.2})])
    given = problem(made, "a")
    for way in ("dense", "lanes"):
        found = draw(given, ["a"], 640, 1, way=way)
        assert 0.1 < found.rejected.mean() < 0.22
        assert np.all(np.isnan(found.scores[found.rejected]))
        assert np.all(found.values > 0.0)
        assert [f.rule for f in found.findings if f.severity == "warning"] == ["draw.rejected"]


def test_a_draw_that_does_not_settle_is_solved_directly(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    given = problem(build(CHAIN), "lime")
    monkeypatch.setattr(sys.modules[Lanes.__module__], "SWEEPS", 1)
    rough = draw(given, ["lime"], 48, 3, way="lanes", tolerance=1e-13)
    assert rough.fallback.any()
    monkeypatch.undo()
    assert rough.scores == pytest.approx(draw(given, ["lime"], 48, 3, way="lanes").scores, rel=5e-8)
    assert "draw.direct" in [f.rule for f in rough.findings]


def test_work_can_be_watched_and_stopped_and_goes_on_from_there(build: Build) -> None:
    given = problem(build(CHAIN), "lime")
    seen: list[tuple[int, int]] = []

    def watch(done: int, asked: int) -> bool:
        seen.append((done, asked))
        return done < 300

    stopped = draw(given, ["lime"], 2000, 3, way="lanes", watch=watch)
    assert seen == [(256, 2000), (512, 2000)]
    assert stopped.draws == 512
    assert np.array_equal(stopped.more(1000).scores, draw(given, ["lime"], 1000, 3, way="lanes").scores)


def test_an_engine_can_be_sent_to_another_process_and_gives_the_same_block(build: Build) -> None:
    given = problem(build(CHAIN), "lime")
    for way in ("dense", "lanes"):
        engine = draw(given, ["lime"], 300, 3, way=way).engine
        assert np.array_equal(pickle.loads(pickle.dumps(engine)).run(256).scores, engine.run(256).scores)


def test_alternatives_are_compared_draw_by_draw(build: Build) -> None:
    shared = ("b", "elementary", "CO2", 1.0, "kg", {"distribution": "lognormal", "spread": 0.5})
    made = build([("b", "product", "b", 1.0, "kg"), shared, ("top", "product", "top", 1.0, "kg"),
                  ("top", "input", "x", 0.0, "kg"), ("top", "input", "y", 0.0, "kg"),
                  ("x", "product", "x", 1.0, "kg"), ("x", "input", "b", 1.0, "kg"),
                  ("y", "product", "y", 1.0, "kg"), ("y", "input", "b", 1.01, "kg")])
    both = draw(problem(made, "top", "x", "y"), ["top", "x", "y"], 500, 1)
    assert both.probability(1, 2) == 1.0
    assert both.probability(2, 1) == 0.0


def test_convergence_shows_the_mean_and_its_narrowing_interval(build: Build) -> None:
    table = build(CHAIN).footprint("lime").monte_carlo(2000).convergence(10)
    width: Any = table["high"] - table["low"]
    assert table["draws"].to_list()[-1] == 2000
    assert width[-1] < 0.4 * width[1]


def test_a_pedigree_becomes_the_sigma_of_a_lognormal_and_all_ones_become_nothing(build: Build) -> None:
    made = build([
        ("a", "product", "a", 1.0, "kg"), ("a", "elementary", "CO2", 1.0, "kg", {"pedigree": "4,5,5,5,4"}),
        ("b", "product", "b", 1.0, "kg"), ("b", "elementary", "CO2", 1.0, "kg", {"pedigree": "1,1,1,1,1"}),
        ("c", "product", "c", 1.0, "kg"), ("c", "elementary", "CO2", 1.0, "kg", {"pedigree": "1,2,9"}),
    ])
    found = made.footprint("a").monte_carlo(20_000)
    assert np.std(np.log(found.values)) == pytest.approx(0.3179, rel=0.02)
    assert made.footprint("b").monte_carlo(20).sd == 0.0
    assert "uncertainty.pedigree" in [f.rule for f in made.footprint("c").monte_carlo(20).findings]
