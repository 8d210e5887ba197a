"""Gradients, rankings, Sobol indices and the control variate against finite differences and closed forms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from lizero.errors import UnknownName
from lizero.lca import System
from lizero.lca.sensitivity import gradient
from lizero.lca.variance import controlled_mean, sobol

Build = Callable[..., System]

ROWS = [
    ("grid", "product", "electricity", 1.0, "kWh"), ("grid", "elementary", "CO2", 0.5, "kg"),
    ("grid", "input", "lime", 0.01, "kg"), ("grid", "waste", "ash", 0.05, "kg"),
    ("kiln", "product", "lime", 2.0, "kg", {"share": 0.8}), ("kiln", "co-product", "heat", 5.0, "MJ", {"share": 0.2}),
    ("kiln", "input", "electricity", 0.003, "MWh"), ("kiln", "avoided", "heat", 0.5, "MJ", {"provider": "boiler"}),
    ("kiln", "elementary", "CO2", 1.5, "kg"), ("kiln", "elementary", "CH4", 0.01, "kg"),
    ("boiler", "product", "heat", 1.0, "MJ"), ("boiler", "elementary", "CO2", 0.06, "kg"),
    ("dump", "waste", "ash", 1.0, "kg", {"reference": True}), ("dump", "elementary", "CO2", 0.2, "kg"),
]


def test_the_gradient_by_every_exchange_equals_finite_differences(build: Build) -> None:
    made = build(ROWS)
    slope = gradient(made.footprint("lime").problem)
    rows = made.model().exchanges
    for number, exchange, amount in rows.select("number", "exchange", "value").iter_rows():
        step = 1e-4 * amount
        ends = [made.changed(exchange, amount=amount + h).footprint("lime").total for h in (step, -step)]
        assert slope[number] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-6, abs=1e-9), exchange


def test_elasticities_of_heijungs_and_suh_chapter_2(build: Build) -> None:
    made = build([
        ("electricity", "product", "power", 10.0, "kWh"), ("electricity", "input", "fuel", 2.0, "L"),
        ("electricity", "elementary", "CO2", 1.0, "kg"),
        ("fuel", "product", "fuel", 100.0, "L"), ("fuel", "elementary", "CO2", 10.0, "kg"),
    ])
    row = made.footprint("power", 1000).ranking().row(by_predicate=pl.col("kind") == "input", named=True)
    assert row["gradient"] == pytest.approx(10.0, rel=1e-12)
    assert row["elasticity"] == pytest.approx(1 / 6, rel=1e-12)


def test_variance_shares_are_those_of_a_product_of_lognormals_in_the_small(build: Build) -> None:
    made = build([
        ("a", "product", "a", 1.0, "kg"), ("a", "input", "b", 2.0, "kg", {"distribution": "lognormal", "spread": 0.03}),
        ("b", "product", "b", 1.0, "kg"), ("b", "elementary", "CO2", 5.0, "kg", {"distribution": "lognormal", "spread": 0.04}),
    ])
    table = made.footprint("a").ranking(2)
    assert table["flow"].to_list() == ["CO2", "b"]
    assert table["variance_share"].to_list() == pytest.approx([0.64, 0.36], rel=2e-3)


def test_a_parameter_ranks_by_everything_that_follows_it(build: Build) -> None:
    made = build(
        [("a", "product", "a", 1.0, "kg"), ("a", "elementary", "CO2", "3 / yield_", "kg"),
         ("a", "input", "b", "1 / yield_", "kg"), ("b", "product", "b", 1.0, "kg"), ("b", "elementary", "CO2", "factor", "kg")],
        parameters=[{"parameter": "yield_", "value": 0.5, "distribution": "normal", "spread": 0.1},
                    {"parameter": "factor", "value": 2.0}, {"parameter": "idle", "value": 2.0}],
    )
    table = made.footprint("a").parameter_ranking()
    assert table["parameter"].to_list() == ["yield_", "factor"]
    assert table["elasticity"].to_list() == pytest.approx([-1.0, 0.4], rel=1e-8)
    assert table["gradient"].to_list() == pytest.approx([-20.0, 2.0], rel=1e-8)
    assert table["variance"].to_list() == pytest.approx([4.0, 0.0], rel=1e-8)


def test_sobol_indices_are_those_of_a_product_of_lognormals(build: Build) -> None:
    sigma = {"to b": 0.3, "co2": 0.4}
    made = build([
        ("a", "product", "a", 1.0, "kg"), ("b", "product", "b", 1.0, "kg"),
        ("a", "input", "b", 2.0, "kg", {"exchange": "to b", "distribution": "lognormal", "spread": sigma["to b"]}),
        ("b", "elementary", "CO2", 5.0, "kg", {"exchange": "co2", "distribution": "lognormal", "spread": sigma["co2"]}),
    ])
    found = made.footprint("a")
    table = sobol(found.problem, found.model.exchanges["exchange"], list(sigma), 16_000, 1)
    whole = np.expm1(sum(s**2 for s in sigma.values()))
    first = [np.expm1(s**2) / whole for s in sigma.values()]
    assert table["first"].to_list() == pytest.approx(first, abs=0.03)
    assert table["total"].to_list() == pytest.approx([1 - first[1], 1 - first[0]], abs=0.03)
    with pytest.raises(UnknownName, match="exchange"):
        sobol(found.problem, found.model.exchanges["exchange"], ["to c"], 16, 1)


def test_the_control_variate_keeps_the_mean_and_saves_draws(build: Build) -> None:
    log = {"distribution": "lognormal", "spread": 0.2}
    made = build([(*row[:5], {**(row[5] if len(row) > 5 else {}), **log}) if row[1] in ("elementary", "input") else row
                  for row in ROWS])
    found = made.footprint("lime")
    plain, exact = found.monte_carlo(500, seed=3), found.monte_carlo(60_000, seed=9).mean
    better = controlled_mean(plain, 3)
    assert better.saving > 10
    assert abs(better.mean - exact) < 4 * (better.error + 1e-3 * exact)
    assert abs(better.mean - exact) < 0.25 * plain.sd / np.sqrt(500) + 4e-4 * exact
