"""Scores of everything from one transpose solution."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from lizero.lca import Entries, Network, System
from lizero.lca.adjoint import digest, intensities

Build = Callable[..., System]

SOUND = [
    ("grid", "product", "electricity", 1.0, "kWh"), ("grid", "elementary", "CO2", 0.5, "kg"),
    ("grid", "elementary", "CH4", 0.01, "kg"),
    ("kiln", "product", "lime", 2.0, "kg"), ("kiln", "input", "electricity", 3.0, "kWh"),
    ("kiln", "elementary", "CO2", 1.0, "kg"),
]
BROKEN = [
    ("none", "product", "none", 0.0, "kg"), ("none", "elementary", "CO2", 1.0, "kg"),
    ("shut", "product", "shut", 1.0, "kg"), ("shut", "input", "shut too", 1.0, "kg"),
    ("shut too", "product", "shut too", 1.0, "kg"), ("shut too", "input", "shut", 1.0, "kg"),
    ("both", "product", "x", 1.0, "kg"), ("both", "co-product", "y", 1.0, "kg"), ("both", "elementary", "CO2", 1.0, "kg"),
    ("user", "product", "u", 1.0, "kg"), ("user", "input", "shut", 0.1, "kg"), ("user", "input", "lime", 0.1, "kg"),
]


def test_scores_of_all_products_are_their_footprints_by_every_method(build: Build) -> None:
    made = build(SOUND)
    table = made.scores("ar6-gwp100", "ar5-gwp20")
    for product, method in (("electricity", "ar6-gwp100"), ("lime", "ar6-gwp100"), ("lime", "ar5-gwp20")):
        assert table.filter(product=product)[method].item() == pytest.approx(
            made.footprint(product, method=method).total, rel=1e-14
        )


def test_what_has_no_solution_and_what_hangs_on_it_is_null_and_the_rest_is_right(build: Build) -> None:
    table = build([*SOUND, *BROKEN]).scores("ar6-gwp100")
    assert table.filter(table["ar6-gwp100"].is_null())["product"].to_list() == ["none", "shut", "shut too", "x", "y", "u"]
    expected = build(SOUND).scores("ar6-gwp100")["ar6-gwp100"]
    assert table["ar6-gwp100"].drop_nulls().to_list() == pytest.approx(expected.to_list(), rel=1e-14)


def test_a_loop_that_multiplies_is_solved_among_the_broken(build: Build) -> None:
    wild = [("a", "product", "a", 1.0, "kg"), ("a", "input", "b", 2.0, "kg"), ("a", "elementary", "CO2", 1.0, "kg"),
            ("b", "product", "b", 1.0, "kg"), ("b", "input", "a", 3.0, "kg")]
    table = build([*wild, *BROKEN, *SOUND]).scores("ar6-gwp100")
    assert table.filter(product="a")["ar6-gwp100"].item() == pytest.approx(-0.2, rel=1e-13)


def test_a_solution_is_kept_by_the_content_of_what_it_came_from() -> None:
    index = np.arange(1)
    tech = Entries(index + 1, index, np.array([0.5]), index)
    bio = Entries(np.array([0]), np.array([1]), np.array([2.0]), index)
    found, q = Network(np.ones(2), tech, bio, 1), np.array([[3.0]])
    cache: dict[str, np.ndarray] = {}
    first = intensities(found, q, cache)
    assert first[:, 0].tolist() == [3.0, 6.0]
    assert intensities(found, q.copy(), cache) is first
    other = Network(np.ones(2), Entries(tech.row, tech.column, np.array([0.25]), index), bio, 1)
    assert intensities(other, q, cache)[:, 0].tolist() == [1.5, 6.0]
    assert len(cache) == 2


def test_the_digest_sees_every_number() -> None:
    index = np.arange(1)
    tech = Entries(index + 1, index, np.array([0.5]), index)
    one = Network(np.ones(2), tech, tech, 2)
    assert digest(one) == digest(Network(np.ones(2), tech, tech, 2))
    others = [Network(np.array([1.0, 2.0]), tech, tech, 2), Network(np.ones(2), tech, tech, 3),
              Network(np.ones(2), tech, Entries(index, index, tech.value, index), 2)]
    assert len({digest(one), *map(digest, others)}) == 4
