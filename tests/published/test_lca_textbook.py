"""Answers of a textbook and of the test suite of openLCA, to be met by the matrices, links and allocation.

Heijungs & Suh (2002): R. Heijungs, S. Suh, The Computational Structure of Life Cycle Assessment, Kluwer, ch. 2.
openLCA: GreenDelta/olca-modules, tests AllocationTest, AllocateAvoidedTest, AvoidedFlowsTest, SankeyTest.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lizero.lca import System, matrices


def system(*rows: tuple[Any, ...], parameters: list[dict[str, Any]] | None = None) -> System:
    table = []
    for process, kind, flow, amount, unit, *more in rows:
        air = "air" if kind == "elementary" else None
        table.append({"process": process, "kind": kind, "flow": flow, "amount": amount, "unit": unit,
                      "compartment": air} | (more[0] if more else {}))
    ids = list(dict.fromkeys(r["process"] for r in table))
    return System(pl.DataFrame({"process": ids, "name": ids}), pl.DataFrame(table, infer_schema_length=None),
                  pl.DataFrame(parameters) if parameters else None)


HEIJUNGS = (
    ("electricity", "input", "fuel", 2.0, "L"),
    ("electricity", "product", "power", 10.0, "kWh"),
    ("electricity", "elementary", "CO2", 1.0, "kg"),
    ("electricity", "elementary", "SO2", 0.1, "kg"),
    ("fuel", "product", "fuel", 100.0, "L"),
    ("fuel", "elementary", "CO2", 10.0, "kg"),
    ("fuel", "elementary", "SO2", 2.0, "kg"),
    ("fuel", "elementary", "crude oil", 50.0, "L", {"compartment": "resource"}),
)


def inventory(made: System, product: str, amount: float = 1.0) -> dict[str, float]:
    frame = made.footprint(product, amount).flows.frame
    return dict(frame.group_by("flow").agg(pl.col("amount").sum()).iter_rows())


def test_a_thousand_kilowatt_hours_of_heijungs_and_suh() -> None:
    found = system(*HEIJUNGS).footprint("power", 1000)
    runs = dict(found.reached.select("process", pl.col("output") / pl.col("pivot")).iter_rows())
    assert runs == pytest.approx({"electricity": 100.0, "fuel": 2.0}, rel=1e-14)
    assert inventory(system(*HEIJUNGS), "power", 1000) == pytest.approx(
        {"CO2": 120.0, "SO2": 14.0, "crude oil": 100.0}, rel=1e-14
    )


def test_the_intensities_of_heijungs_and_suh() -> None:
    made = system(*HEIJUNGS)
    assert inventory(made, "power") == pytest.approx({"CO2": 0.12, "SO2": 0.014, "crude oil": 0.1}, rel=1e-14)
    assert inventory(made, "fuel") == pytest.approx({"CO2": 0.1, "SO2": 0.02, "crude oil": 0.5}, rel=1e-14)


def test_the_matrices_pair_product_and_process_by_reference_and_not_by_place_in_the_table() -> None:
    found = matrices(system(*HEIJUNGS), "ar6-gwp100")
    assert found.columns["flow"].to_list() == ["power", "fuel"]
    assert found.A.toarray().tolist() == [[10.0, 0.0], [-2.0, 100.0]]
    assert found.flows["flow"].to_list() == ["CO2", "SO2", "crude oil"]
    assert found.B.toarray().tolist() == [[1.0, 10.0], [0.1, 2.0], [0.0, 50.0]]
    assert (found.Q @ found.B).toarray().tolist() == [[1.0, 10.0]]


def loop(flow: str) -> System:
    """The loop of two processes of openLCA's Sankey test; `flow` of its two is named CO2, the other is left out."""
    amounts = {"f1": (1.0, 2.0), "f2": (2.0, 1.0)}[flow]
    return system(
        ("p1", "product", "p1", 1.0, "kg"), ("p1", "input", "p2", 1.0, "kg"),
        ("p1", "elementary", "CO2", amounts[0], "kg"),
        ("p2", "product", "p2", 1.0, "kg"), ("p2", "input", "p1", 0.5, "kg"),
        ("p2", "elementary", "CO2", amounts[1], "kg"),
    )


@pytest.mark.parametrize(("flow", "direct", "upstream"), [
    ("f1", {"p1": 4.0, "p2": 8.0}, {"p1": 12.0, "p2": 10.0}),
    ("f2", {"p1": 8.0, "p2": 4.0}, {"p1": 12.0, "p2": 8.0}),
])
def test_upstream_totals_count_a_loop_once(flow: str, direct: dict[str, float], upstream: dict[str, float]) -> None:
    found = loop(flow).footprint("p1", 2.0)
    assert found.reached["output"].to_list() == pytest.approx([4.0, 4.0], rel=1e-14)
    assert found.total == pytest.approx(12.0, rel=1e-14)
    table = found.by_process()
    assert dict(table.select("process", "direct").iter_rows()) == pytest.approx(direct, rel=1e-14)
    assert dict(table.select("process", "upstream").iter_rows()) == pytest.approx(upstream, rel=1e-13)


@pytest.mark.parametrize(("kinds", "first", "second"), [
    (("product", "co-product"), {}, {}), (("waste", "waste"), {"reference": True}, {}),
    (("product", "waste"), {"reference": True}, {}), (("waste", "co-product"), {"reference": True}, {}),
])
def test_physical_shares_of_two_functions_give_half_a_kilogram(
    kinds: tuple[str, str], first: dict[str, Any], second: dict[str, Any]
) -> None:
    made = system(
        ("P", kinds[0], "p1", 1.0, "kg", {"share": 0.25} | first),
        ("P", kinds[1], "p2", 3.0, "kg", {"share": 0.75} | second), ("P", "elementary", "CO2", 2.0, "kg"),
    )
    assert made.footprint("p1").total == pytest.approx(0.5, rel=1e-14)
    assert made.footprint("p2").total == pytest.approx(0.5, rel=1e-14)


def test_shares_may_be_formulas() -> None:
    made = system(
        ("P", "product", "p1", 1.0, "kg", {"share_formula": "param/100"}),
        ("P", "co-product", "p2", 3.0, "kg", {"share_formula": "3*param/100"}),
        ("P", "elementary", "CO2", 2.0, "kg"), parameters=[{"parameter": "param", "value": 25.0}],
    )
    assert made.footprint("p1").total == pytest.approx(0.5, rel=1e-14)


def test_an_avoided_product_is_allocated_too() -> None:
    made = system(
        ("P", "product", "p", 1.0, "kg", {"share": 0.75}), ("P", "co-product", "q", 1.0, "kg", {"share": 0.25}),
        ("P", "avoided", "a", 0.5, "kg"), ("P", "elementary", "CO2", 2.0, "kg"),
        ("A", "product", "a", 1.0, "kg"), ("A", "elementary", "CO2", 1.5, "kg"),
    )
    assert made.footprint("p").total == pytest.approx(0.9375, rel=1e-14)


def test_an_avoided_product_and_an_avoided_treatment_give_the_same_credit() -> None:
    product = system(
        ("p1", "product", "p1", 1.0, "kg"), ("p1", "elementary", "CO2", 2.0, "kg"), ("p1", "avoided", "p2", 0.5, "kg"),
        ("p2", "product", "p2", 1.0, "kg"), ("p2", "elementary", "CO2", 2.0, "kg"),
    )
    treatment = system(
        ("p1", "product", "p1", 1.0, "kg"), ("p1", "elementary", "CO2", 2.0, "kg"),
        ("p1", "avoided", "scrap", 0.5, "kg"),
        ("p2", "waste", "scrap", 1.0, "kg", {"reference": True}), ("p2", "elementary", "CO2", 2.0, "kg"),
    )
    assert product.footprint("p1").total == pytest.approx(1.0, rel=1e-14)
    assert treatment.footprint("p1").total == pytest.approx(1.0, rel=1e-14)
