"""A foreground on a background, frozen or drawn along from a bank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lizero.errors import SystemRefused
from lizero.lca import System
from lizero.lca.foreground import bank, drawn_on
from lizero.lca.monte_carlo import draw
from lizero.lca.problem import Problem

Build = Callable[..., System]
LOG = {"distribution": "lognormal", "spread": 0.2}
ROWS = [
    ("plant", "product", "LiOH", 1.0, "kg"), ("plant", "input", "lime", 0.5, "kg", LOG),
    ("plant", "input", "electricity", 0.002, "MWh", LOG), ("plant", "avoided", "lime", 0.1, "kg", LOG),
    ("plant", "input", "ore", 6.0, "kg"),
    ("plant", "elementary", "CO2", 1.0, "kg", LOG),
    ("mine", "product", "ore", 1.0, "kg"), ("mine", "input", "electricity", 0.1, "kWh", LOG),
    ("mine", "elementary", "N2O", 0.0001, "kg", LOG),
    ("grid", "product", "electricity", 1.0, "kWh"), ("grid", "elementary", "CO2", 0.5, "kg", LOG),
    ("grid", "input", "lime", 0.01, "kg", LOG), ("grid", "elementary", "N2O", 1e-5, "kg", LOG),
    ("kiln", "product", "lime", 1.0, "kg"), ("kiln", "input", "electricity", 0.3, "kWh", LOG),
    ("kiln", "elementary", "CO2", 1.5, "kg", LOG),
]


def given(made: System, *behind: str) -> tuple[Problem, np.ndarray]:
    """The problem by two methods, and which columns are background."""
    found = made.footprint("LiOH")
    q = np.array([found._q, np.nan_to_num(made.footprint("LiOH", method="ar5-gwp20")._q)])
    return replace(found.problem, q=q), found.reached["process"].is_in(list(behind)).to_numpy()


def test_a_foreground_on_the_bank_is_the_whole_system_draw_by_draw(build: Build) -> None:
    problem, behind = given(build(ROWS), "grid", "kiln")
    whole = draw(problem, ["LiOH"], 320, 5, way="lanes")
    store = bank(problem, behind, 320, 5)
    joint = drawn_on(problem, behind, ["LiOH"], 320, 5, store=store)
    assert store.scores.shape == (320, 2, 2)
    assert joint.scores == pytest.approx(whole.scores, rel=1e-6)


def test_a_frozen_background_is_the_system_with_certain_background_exchanges(build: Build) -> None:
    problem, behind = given(build(ROWS), "grid", "kiln")
    certain = [row[:5] if row[0] in ("grid", "kiln") else row for row in ROWS]
    expected, _ = given(build(certain), "grid", "kiln")
    found = drawn_on(problem, behind, ["LiOH"], 160, 5)
    assert found.scores == pytest.approx(draw(expected, ["LiOH"], 160, 5, way="dense").scores, rel=1e-6)
    assert found.sd < draw(problem, ["LiOH"], 160, 5).sd


def test_a_background_that_takes_from_the_foreground_is_refused(build: Build) -> None:
    problem, behind = given(build([*ROWS, ("grid", "input", "ore", 0.1, "kg")]), "grid", "kiln")
    with pytest.raises(SystemRefused, match="takes from the foreground"):
        drawn_on(problem, behind, ["LiOH"], 16, 5)


def test_a_bank_of_another_seed_or_too_short_is_refused(build: Build) -> None:
    problem, behind = given(build(ROWS), "grid", "kiln")
    store = bank(problem, behind, 32, 5)
    with pytest.raises(SystemRefused, match="draws of seed 5"):
        drawn_on(problem, behind, ["LiOH"], 16, 6, store=store)
    with pytest.raises(ValueError, match="the bank holds 32 draws"):
        drawn_on(problem, behind, ["LiOH"], 64, 5, store=store)
