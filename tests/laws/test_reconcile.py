"""Product footprints times output give back what the sites report, and a broken key shows."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lizero.activity import Record
from lizero.factors import Library
from lizero.lca import System
from lizero.schema import check, empty
from lizero.tables import EXCHANGES, FACTORS, PROCESSES
from lizero.trace.bridge import bridged
from lizero.trace.reconcile import reconciled

PRODUCTS = pl.DataFrame({
    "product": ["lithium hydroxide monohydrate", "lithium carbonate", "sodium sulfate"], "name": ["hydroxide", "carbonate", "sulfate"],
    "unit": ["kg"] * 3, "lithium": [0.1654, 0.1879, 0.0], "price": [9.5, 9.0, 0.08],
})
LINKS = pl.DataFrame(schema={"item": pl.String, "geography": pl.String, "product": pl.String})
CHAIN = System(empty(PROCESSES), empty(EXCHANGES))
LIBRARY = Library.of(check(pl.DataFrame([
    {"id": f"x:{flow}", "library": "x", "edition": "1", "category": "stationary combustion", "activity": "natural gas", "unit": "GJ (GCV)",
     "flow": flow, "amount": amount, "flow_unit": "kg", "compartment": "air", "geography": "WORLD"}
    for flow, amount in (("CO2", 51.4), ("N2O", 0.0001))
]), FACTORS).frame)


def row(record: str, site: str, category: str, flow: str, quantity: float, unit: str, **more: str) -> dict[str, object]:
    return {"record": record, "site": site, "category": category, "flow": flow, "quantity": quantity, "unit": unit,
            "start": date(2025, 1, 1), "end": date(2025, 12, 31), "source": record, **more}


def record(gas: float, power: float, outputs: tuple[float, float, float], transfer: float) -> Record:
    """A refinery with three products that share its meters, and a second one that takes some of its carbonate."""
    rows = [
        row("gas", "a", "stationary combustion", "natural gas", gas, "GJ (GCV)"),
        row("power", "a", "purchased electricity", "electricity", power, "MWh"),
        row("stack", "a", "measured release", "SO2", gas / 1e4, "t"), row("gas-b", "b", "stationary combustion", "natural gas", 3.0, "GJ (GCV)"),
        row("feed", "b", "internal transfer", "lithium carbonate", transfer * outputs[1], "t", provider="a"),
        row("out-b", "b", "product output", "lithium hydroxide monohydrate", 7.0, "t"),
        *(row(f"out-{i}", "a", "product output", p, q, "t") for i, (p, q) in enumerate(zip(PRODUCTS["product"], outputs, strict=True))),
    ]
    sites = pl.DataFrame({"site": ["a", "b"], "organisation": ["o", "o"], "name": ["A", "B"], "geography": ["AU-WA", "AU-WA"]})
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return Record.of(frame, sites=sites, organisations=pl.DataFrame({"organisation": ["o"], "name": ["O"]}), products=PRODUCTS)


AMOUNT = st.floats(0.5, 1e6)


@settings(max_examples=12)
@given(AMOUNT, AMOUNT, st.tuples(AMOUNT, AMOUNT, AMOUNT), st.floats(0.0, 0.9), st.sampled_from(["lithium", "mass", "economic"]))
def test_a_closed_case_closes_for_every_site_year_and_flow(
    gas: float, power: float, outputs: tuple[float, float, float], transfer: float, key: str
) -> None:
    made = bridged(record(gas, power, outputs, transfer), 2025, library=LIBRARY, chain=CHAIN, links=LINKS, allocation=key)
    found = reconciled(made)
    assert {"CO2", "N2O", "SO2"} <= set(found.lines["flow"])
    assert found.worst <= 1e-9
    assert found.closed


def test_products_times_their_direct_footprint_are_the_sites_co2() -> None:
    made = bridged(record(1000.0, 10.0, (10.0, 20.0, 5.0), 0.5), 2025, library=LIBRARY, chain=CHAIN, links=LINKS)
    own = made.own.filter(pl.col("site") == "a")
    carried = 0.0
    for process, output in own.select("process", "output").iter_rows():
        flows = made.system.footprint(process).flows.frame.filter(pl.col("flow") == "CO2")
        carried += output * float(flows["amount"].sum())
    assert carried == pytest.approx(51_400.0, rel=1e-9)


def test_a_broken_allocation_key_shows_as_a_residual() -> None:
    half = {"gas": {"lithium hydroxide monohydrate": 0.5, "lithium carbonate": 0.2}}
    made = bridged(record(1000.0, 10.0, (10.0, 20.0, 5.0), 0.5), 2025, library=LIBRARY, chain=CHAIN, links=LINKS, allocation=half)
    found = reconciled(made)
    assert not found.closed
    assert found.residual["CO2"] == pytest.approx(0.3 * 51_400.0, rel=1e-9)
    assert [f.rule for f in made.findings if f.rule == "allocation.sum"]
