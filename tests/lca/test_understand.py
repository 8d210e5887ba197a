"""Pictures, trees and comparisons add up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from lizero.lca import System
from lizero.lca.compare import compare, paired

Build = Callable[..., System]

ROWS = [
    ("plant", "product", "LiOH", 1.0, "kg"), ("plant", "input", "lime", 0.5, "kg"), ("plant", "input", "electricity", 2.0, "kWh"),
    ("plant", "avoided", "sulfate", 1.5, "kg"), ("plant", "elementary", "CO2", 1.0, "kg"),
    ("grid", "product", "electricity", 1.0, "kWh"), ("grid", "input", "lime", 0.1, "kg"), ("grid", "elementary", "CO2", 0.5, "kg"),
    ("kiln", "product", "lime", 1.0, "kg"), ("kiln", "input", "electricity", 0.3, "kWh"), ("kiln", "input", "lime", 0.2, "kg"),
    ("kiln", "elementary", "CO2", 1.2, "kg"),
    ("salt", "product", "sulfate", 1.0, "kg"), ("salt", "input", "electricity", 0.2, "kWh"), ("salt", "elementary", "CO2", 0.1, "kg"),
]


def test_each_node_of_a_sankey_is_its_own_flows_and_its_edges_with_loops_counted_once(build: Build) -> None:
    found = build(ROWS).footprint("LiOH")
    picture = found.sankey(cutoff=0.0)
    assert picture.nodes["others"].to_list() == pytest.approx([0.0] * 4, abs=1e-12)
    top = picture.nodes.row(by_predicate=pl.col("process") == "plant", named=True)
    assert top["upstream"] == pytest.approx(found.total, rel=1e-12)
    assert dict(picture.nodes.select("process", "upstream").iter_rows()) == pytest.approx(
        dict(found.by_process().select("process", "upstream").iter_rows()), rel=1e-12
    )


def test_the_loop_of_two_of_the_textbook_carries_ten_of_twelve_by_its_edge(build: Build) -> None:
    found = build([
        ("p1", "product", "p1", 1.0, "kg"), ("p1", "input", "p2", 1.0, "kg"), ("p1", "elementary", "CO2", 1.0, "kg"),
        ("p2", "product", "p2", 1.0, "kg"), ("p2", "input", "p1", 0.5, "kg"), ("p2", "elementary", "CO2", 2.0, "kg"),
    ]).footprint("p1", 2.0)
    picture = found.sankey(cutoff=0.0)
    assert picture.nodes["upstream"].to_list() == pytest.approx([12.0, 10.0], rel=1e-13)
    assert picture.edges.filter(pl.col("target") == 0)["score"].to_list() == pytest.approx([10.0], rel=1e-13)


def test_credits_and_burdens_are_edges_of_their_own(build: Build) -> None:
    rows = [("a", "product", "a", 1.0, "kg"), ("a", "input", "b", 2.0, "kg"), ("a", "avoided", "b", 1.9, "kg"),
            ("b", "product", "b", 1.0, "kg"), ("b", "elementary", "CO2", 1.0, "kg")]
    edges = build(rows).footprint("a").sankey().edges
    assert edges.select("sign", "score").rows() == [(1, pytest.approx(2.0)), (-1, pytest.approx(-1.9))]


def test_a_sankey_cut_off_says_what_is_left_out(build: Build) -> None:
    found = build(ROWS).footprint("LiOH")
    cut = found.sankey(cutoff=0.3)
    whole = found.sankey(cutoff=0.0)
    assert cut.edges.height < whole.edges.height
    assert np.abs(cut.nodes["others"].to_numpy()).max() > 0.01


def test_the_tree_of_supply_follows_every_branch_above_the_cutoff(build: Build) -> None:
    found = build(ROWS).footprint("LiOH", 2.0)
    tree = found.traversal(cutoff=1e-9)
    assert tree["direct"].sum() == pytest.approx(found.total, rel=1e-6)
    assert tree.row(0, named=True) | {"score": 0} == {
        "node": 0, "parent": -1, "depth": 0, "process": "plant", "product": "LiOH", "name": "plant", "unit": "kg",
        "amount": 2.0, "score": 0, "direct": 2.0,
    }
    children = tree.group_by("parent").agg(pl.col("score").sum().alias("children"))
    parents = tree.join(children, left_on="node", right_on="parent").filter(pl.col("depth") < 3)
    assert (parents["score"] - parents["direct"] - parents["children"]).abs().max() < 1e-6
    coarse = found.traversal(cutoff=0.05)
    assert coarse["score"].abs().min() >= 0.05 * found.total
    assert found.traversal(cutoff=1e-9, most=7).height == 7


def test_a_chain_of_thousands_is_followed_as_deep_as_asked(build: Build) -> None:
    rows = [(f"p{i}", "product", f"p{i}", 1.0, "kg") for i in range(120)]
    rows += [(f"p{i}", "input", f"p{i + 1}", 1.0, "kg") for i in range(119)] + [("p119", "elementary", "CO2", 1.0, "kg")]
    assert build(rows).footprint("p0").traversal()["depth"].max() == 100


def test_the_first_tier_sums_to_the_total(build: Build) -> None:
    found = build(ROWS).footprint("lime", 3.0)
    tier = found.by_input()
    assert tier["direct"].sum() == pytest.approx(found.total, rel=1e-12)
    assert set(tier["product"]) == {"electricity", "own flows"}


def test_the_difference_of_two_versions_is_told_by_exchange_without_a_rest(build: Build) -> None:
    before = build(ROWS)
    after = before.changed("grid/elementary/CO2/1", amount=0.3).changed("plant/input/lime/1", amount=0.7)
    a, b = before.footprint("LiOH"), after.footprint("LiOH")
    table = compare(a, b)
    assert table["exchange"].to_list() == ["grid/elementary/CO2/1", "plant/input/lime/1"]
    assert table["effect"].sum() == pytest.approx(b.total - a.total, rel=1e-12)
    assert table.select("before", "after").rows() == [(0.5, 0.3), (0.5, 0.7)]


def test_processes_that_only_one_version_has_and_other_providers_are_told_too(build: Build) -> None:
    before = build(ROWS)
    rows = [r for r in ROWS if r[0] != "salt" and r[2] != "sulfate"]
    rows += [("wind", "product", "power", 1.0, "kWh"), ("wind", "elementary", "CO2", 0.01, "kg"),
             ("wind", "input", "steel", 0.001, "kg"), ("mill", "product", "steel", 2.0, "kg"),
             ("mill", "elementary", "CO2", 4.0, "kg"), ("mill", "input", "lime", 0.05, "kg"),
             ("plant", "input", "power", 1.0, "kWh")]
    after = build(rows).changed("plant/input/electricity/1", amount=1.0).changed("kiln/product/lime/1", amount=1.1)
    a, b = before.footprint("LiOH"), after.footprint("LiOH")
    table = compare(a, b)
    assert table["effect"].sum() == pytest.approx(b.total - a.total, rel=1e-12)
    assert compare(b, a)["effect"].sum() == pytest.approx(a.total - b.total, rel=1e-12)
    assert {"salt/elementary/CO2/1", "mill/elementary/CO2/1", "kiln/product/lime/1"} <= set(table["exchange"])


def test_nothing_changed_is_an_empty_table(build: Build) -> None:
    assert compare(build(ROWS).footprint("LiOH"), build(ROWS).footprint("LiOH")).height == 0


def test_alternatives_share_their_draws(build: Build) -> None:
    log = {"distribution": "lognormal", "spread": 0.4}
    made = build([("b", "product", "b", 1.0, "kg"), ("b", "elementary", "CO2", 1.0, "kg", log),
                  ("x", "product", "x", 1.0, "kg"), ("x", "input", "b", 1.0, "kg"), ("x", "elementary", "CO2", 0.1, "kg", log),
                  ("y", "product", "y", 1.0, "kg"), ("y", "input", "b", 1.0, "kg"), ("y", "elementary", "CO2", 0.1, "kg", log)])
    found = paired(made, ["x", "y"], 2000)
    assert found.names == ("x", "y")
    assert found.probability(0, 1) == pytest.approx(0.5, abs=0.04)
    apart = found.scores[:, 0, 0] - found.scores[:, 1, 0]
    assert apart.std() < 0.2 * found.sd


def test_nothing_delivered_still_names_its_maker_and_adds_up_to_nothing(build: Build) -> None:
    found = build(ROWS).footprint("LiOH", 0.0)
    assert found.total == 0.0
    assert found.maker["process"] == "plant"
    assert found.by_input()["direct"].abs().sum() == 0.0
    assert found.by_process()["direct"].abs().sum() == 0.0
    assert found.sankey().nodes["upstream"].abs().sum() == 0.0
    assert found.unverified_share is None


def test_what_a_process_takes_of_its_own_product_is_no_branch_and_a_branch_is_its_flows_and_its_branches(
    build: Callable[..., System],
) -> None:
    made = build([
        ("mill", "product", "power", 10.0, "kWh"), ("mill", "input", "power", 2.0, "kWh"), ("mill", "input", "fuel", 4.0, "kg"),
        ("mill", "elementary", "CO2", 8.0, "kg"), ("fuel", "product", "fuel", 1.0, "kg"), ("fuel", "elementary", "CO2", 1.0, "kg"),
    ])
    tree = made.footprint("power", 8.0).traversal(cutoff=0.01)
    assert tree.select("process", "depth", "score", "direct").rows() == [
        ("mill", 0, pytest.approx(12.0), pytest.approx(8.0)), ("fuel", 1, pytest.approx(4.0), pytest.approx(4.0)),
    ]
