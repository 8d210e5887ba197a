"""Parts of the carbon, quality, weights, scenarios, costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from lizero.errors import UnknownName
from lizero.impact import Method
from lizero.lca import System
from lizero.lca.quality import primary_data_share, ratings, time_rating
from lizero.lca.scenarios import over
from lizero.lca.split import carbon_parts, views
from lizero.lca.weighting import normalised, weighted_sum

Build = Callable[..., System]

WOOD = [
    ("board", "product", "board", 1.0, "kg"), ("board", "elementary", "CO2", 10.0, "kg"),
    ("board", "elementary", "CO2 land use", 2.0, "kg"), ("board", "elementary", "CO2 biogenic", 3.0, "kg"),
    ("board", "elementary", "CO2 uptake", 4.0, "kg", {"compartment": "resource"}), ("board", "elementary", "CH4 fossil", 0.1, "kg"),
    ("board", "elementary", "CH4 non-fossil", 0.05, "kg"), ("board", "elementary", "N2O", 0.01, "kg"),
    ("board", "input", "freight", 1.0, "t.km"), ("plane", "product", "freight", 1.0, "t.km"),
    ("plane", "elementary", "CO2", 0.6, "kg"),
    ("board", "input", "glue", 1.0, "kg"), ("glue", "product", "glue", 1.0, "kg"),
    ("glue", "elementary", "CO2e", 0.5, "kg", {"gwp_set": "ar6-gwp100"}),
]


def test_the_parts_of_iso_14067_sum_to_the_total_and_air_freight_stands_within_the_fossil_part(build: Build) -> None:
    made = build(WOOD, processes=[{"process": "plane", "technology": "freight aircraft"}])
    parts = dict(carbon_parts(made, "board").select("part", "amount").iter_rows())
    assert parts == pytest.approx({
        "fossil": 10 + 0.1 * 29.8 + 0.01 * 273 + 0.6, "biogenic emissions": 3 + 0.05 * 27.0, "biogenic removals": -4.0,
        "land use change": 2.0, "not told apart (CO2e)": 0.5, "aircraft": 0.6,
    }, rel=1e-12)
    total = made.footprint("board", method="ar6-gwp100-iso14067").total
    assert sum(parts.values()) - parts["aircraft"] == pytest.approx(total, rel=1e-12)


def test_the_two_views_of_biogenic_carbon_are_two_numbers(build: Build) -> None:
    made = build(WOOD)
    found = views(made.footprint("board"), made)
    assert found["including uptake"] - found["excluding uptake"] == pytest.approx(3.0 - 4.0, rel=1e-12)


def test_primary_data_and_ratings_are_weighed_by_the_size_of_the_parts(build: Build) -> None:
    made = build([
        ("a", "product", "a", 1.0, "kg"), ("a", "elementary", "CO2", 25.0, "kg", {"pedigree": "1,1,1,2,2"}),
        ("a", "input", "b", 1.0, "kg"), ("a", "input", "c", 1.0, "kg"), ("a", "input", "d", 1.0, "kg"),
        ("b", "product", "b", 1.0, "kg"), ("b", "elementary", "CO2", 30.0, "kg", {"pedigree": "(1;1;5;2;2)"}),
        ("c", "product", "c", 1.0, "kg"), ("c", "elementary", "CO2", 45.0, "kg", {"pedigree": "1,1,2,3,1"}),
        ("d", "product", "d", 1.0, "kg"), ("d", "elementary", "CO2", 0.0, "kg"),
    ])
    found = made.footprint("a")
    assert ratings(found) == pytest.approx({"technology": 1.55, "geography": 2.45, "time": 2.65})
    assert primary_data_share(found, {"a": 1.0, "b": 0.36}) == pytest.approx(0.25 + 0.3 * 0.36)
    with pytest.raises(ValueError, match="from 0 to 1"):
        primary_data_share(found, {"a": 36.0})


def test_an_unrated_exchange_counts_as_the_worst_and_a_rating_of_the_process_wins(build: Build) -> None:
    found = build([("a", "product", "a", 1.0, "kg"), ("a", "elementary", "CO2", 25.0, "kg")]).footprint("a")
    assert ratings(found) == {"technology": 5.0, "geography": 5.0, "time": 5.0}
    assert ratings(found, {"a": {"time": 2.0}})["time"] == 2.0


def test_the_rating_of_time_follows_the_days_between_the_periods() -> None:
    end = date(2025, 12, 31)
    found = [time_rating(d, end) for d in (end, date(2024, 12, 30), date(2024, 12, 29), date(2022, 12, 31), date(2021, 1, 1), None)]
    assert found == [1, 1, 2, 3, 5, 5]


def test_normalisation_and_weighting_alone_and_together() -> None:
    totals = pl.DataFrame({"impact": ["e", "other"], "amount": [4.0, 1.0], "unit": ["kg", "kg"]})
    assert normalised(totals, {"e": 0.5})["normalised"].to_list() == [8.0, None]
    assert weighted_sum(totals, {"e": 3.0}) == (12.0, ("other",))
    assert weighted_sum(normalised(totals, {"e": 0.5}), {"e": 3.0}) == (24.0, ("other",))
    with pytest.raises(UnknownName, match="weighting category"):
        weighted_sum(totals, {"f": 1.0})


def test_scenario_and_year_are_axes_of_one_table(build: Build) -> None:
    made = build(
        [("grid", "product", "electricity", 1.0, "kWh"), ("grid", "elementary", "CO2", "factor", "kg"),
         ("kiln", "product", "lime", 1.0, "kg"), ("kiln", "input", "electricity", 2.0, "kWh"), ("kiln", "elementary", "CO2", 0.5, "kg")],
        parameters=[{"parameter": "factor", "value": 0.6}, {"parameter": "factor", "value": 0.3, "year": 2030},
                    {"parameter": "factor", "value": 0.0, "scenario": "net zero", "year": 2050},
                    {"parameter": "factor", "value": 0.2, "scenario": "net zero"}],
    )
    table = over(made, ["lime", "electricity"], scenarios=[None, "net zero"], years=[2025, 2030, 2050])
    assert table.filter(product="lime")["total"].to_list() == pytest.approx([1.7, 1.1, 1.7, 0.9, 0.9, 0.5])
    assert table.filter(product="electricity")["change"].to_list() == pytest.approx([0.0, -0.5, 0.0, -2 / 3, -2 / 3, -1.0])
    with pytest.raises(UnknownName, match="nearest known: net zero"):
        over(made, ["lime"], scenarios=["net zeero"])


def test_life_cycle_costs_run_on_the_same_matrix(build: Build) -> None:
    """openLCA's CostTests: p1 sells at 2 and pays 5 for water; p2 sells at 5 and buys 2 kg of p1 for 4."""
    rows = {"category": ["costs"], "flow": ["EUR"], "factor": [1.0], "flow_unit": ["EUR"], "unit": ["EUR"]}
    costs = Method.of(pl.DataFrame(rows), "costs")
    made = build([
        ("p1", "product", "p1", 1.0, "kg"), ("p1", "elementary", "EUR", -2.0, "EUR"), ("p1", "elementary", "EUR", 5.0, "EUR"),
        ("p2", "product", "p2", 1.0, "kg"), ("p2", "input", "p1", 2.0, "kg"), ("p2", "elementary", "EUR", -5.0, "EUR"),
        ("p2", "elementary", "EUR", 4.0, "EUR"),
    ])
    found = made.footprint("p2", method=costs)
    table = found.by_process()
    assert (found.total, found.unit) == (5.0, "EUR")
    assert dict(table.select("process", "direct").iter_rows()) == pytest.approx({"p1": 6.0, "p2": -1.0})
    assert dict(table.select("process", "upstream").iter_rows()) == pytest.approx({"p1": 6.0, "p2": 5.0})
