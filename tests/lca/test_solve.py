"""The two ways to the static solution agree, on loops, wastes, credits and chains of any length."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lizero.lca import Entries, Network, System
from lizero.lca.layout import Layout
from lizero.lca.solve import Singular, Solver


def network(size: int, entries: list[tuple[int, int, float]], pivot: list[float] | None = None) -> Network:
    row, column, value = (np.array(part) for part in zip(*entries, strict=True)) if entries else (np.zeros(0),) * 3
    index = np.arange(len(entries))
    tech = Entries(row.astype(np.int64), column.astype(np.int64), value.astype(float), index)
    none = Entries(index[:0], index[:0], np.zeros(0), index[:0])
    return Network(np.array(pivot or [1.0] * size), tech, none, 0)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Up to a dozen processes, loops and self-loops, two entries of one place, credits, negative and odd pivots."""
    size = draw(st.integers(1, 12))
    pivot = [draw(st.sampled_from([1.0, -1.0, 1e-5, 3e4, 0.5])) for _ in range(size)]
    entries = []
    for j in range(size):
        needs = draw(st.lists(st.tuples(st.integers(0, size - 1), st.floats(-0.1, 0.2)), max_size=4))
        entries += [(i, j, a * pivot[j]) for i, a in needs]
    return network(size, entries, pivot)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_sweeps_and_factors_give_the_same_supply_and_the_same_intensities(found: Network) -> None:
    direct, swept = Solver(found, "direct"), Solver(found, "sweeps")
    right = np.linspace(-1.0, 2.0, 2 * found.size).reshape(found.size, 2)
    assert np.allclose(swept.output(right), direct.output(right), rtol=1e-12, atol=1e-12)
    assert np.allclose(swept.intensity(right), direct.intensity(right), rtol=1e-12, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_adjoint_and_supply_agree_on_every_score(found: Network) -> None:
    demand, score = np.linspace(1.0, 2.0, found.size), np.linspace(-1.0, 1.0, found.size)
    for way in ("direct", "sweeps"):
        solver = Solver(found, way)
        assert score @ solver.output(demand) == pytest.approx(solver.intensity(score) @ demand, rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("way", ["direct", "sweeps"])
def test_a_chain_of_fifteen_thousand_processes_is_solved_exactly(way: str) -> None:
    size = 15_000
    chain = network(size, [(i + 1, i, 1.0) for i in range(size - 1)])
    demand = np.zeros(size)
    demand[0] = 2.0
    assert np.array_equal(Solver(chain, way).output(demand), np.full(size, 2.0))


def test_a_loop_near_its_limit_is_still_right() -> None:
    tight = network(3, [(1, 0, 1.0), (0, 1, 0.999)])
    expected = np.array([1000.0, 1000.0, 0.0])
    for way in ("direct", "sweeps"):
        assert np.allclose(Solver(tight, way).output(np.array([1.0, 0.0, 0.0])), expected, rtol=1e-10)


def test_a_loop_that_multiplies_is_factorised_where_sweeps_run_away() -> None:
    wild = network(2, [(1, 0, 2.0), (0, 1, 3.0)])
    assert np.allclose(Solver(wild, "sweeps").output(np.array([1.0, 0.0])), [-0.2, -0.4], rtol=1e-14)


def test_a_closed_loop_is_singular_either_way() -> None:
    closed = network(2, [(1, 0, 2.0), (0, 1, 0.5)])
    for way in ("direct", "sweeps"):
        with pytest.raises(Singular):
            Solver(closed, way).output(np.array([1.0, 0.0]))


def test_components_come_suppliers_first_and_only_loops_are_cyclic() -> None:
    found = Layout(network(5, [(1, 0, 0.5), (2, 1, 0.5), (1, 2, 0.5), (3, 2, 0.5), (4, 4, 0.5)])).upstream
    groups = [sorted(found.order[a:b].tolist()) for a, b in zip(found.bounds[:-1], found.bounds[1:], strict=True)]
    assert groups == [[3], [1, 2], [0], [4]]
    assert found.cyclic.tolist() == [False, True, False, False]


def test_two_entries_of_one_place_keep_their_slots() -> None:
    found = Layout(network(2, [(1, 0, 0.25), (1, 0, 0.5)]))
    assert found.upstream.slot.tolist() == [0, 1]
    assert Solver(found.network, "sweeps").output(np.array([1.0, 0.0])).tolist() == [1.0, 0.75]


def test_a_large_system_is_swept_and_agrees_with_a_small_one(build: Callable[..., System]) -> None:
    rows = [("p0", "product", "p0", 1.0, "kg"), ("p0", "elementary", "CO2", 1.0, "kg")]
    for i in range(1, 1600):
        rows += [(f"p{i}", "product", f"p{i}", 1.0, "kg"), (f"p{i}", "input", f"p{i - 1}", 0.5, "kg"),
                 (f"p{i}", "input", f"p{min(i + 1, 1599)}", 0.25, "kg"), (f"p{i}", "elementary", "CO2", 1.0, "kg")]
    found = build(rows).footprint("p1599")
    assert found.solver.network.size > 1500
    direct = Solver(found.solver.network, "direct")
    assert found.total == pytest.approx(float(found.own @ direct.output(found.demand)), rel=1e-12)


def test_a_chain_of_fifteen_thousand_processes_goes_through_the_tables_too() -> None:
    size = 15_000
    names = pl.Series([f"p{i}" for i in range(size)])
    made = pl.DataFrame({"process": names, "kind": "product", "flow": names, "amount": 2.0, "unit": "kg"})
    taken = pl.DataFrame({"process": names[:-1], "kind": "input", "flow": names[1:], "amount": 2.0, "unit": "kg"})
    last = pl.DataFrame({"process": names[-1:], "kind": "elementary", "flow": "CO2", "amount": 6.0, "unit": "kg"})
    found = System(pl.DataFrame({"process": names, "name": names}), pl.concat([made, taken, last])).footprint("p0")
    assert found.total == pytest.approx(3.0, rel=1e-12)
    table = found.by_process()
    assert (table.height, table["upstream"].count()) == (size, 500)
    assert table["upstream"].to_list()[0] == pytest.approx(3.0, rel=1e-12)
    assert found.sankey(most=5).nodes.height == 5
