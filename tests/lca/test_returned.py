"""Footprints go back to the inventory as factors, gas by gas."""

from __future__ import annotations

from collections.abc import Callable

from lizero.lca import System, as_factors
from lizero.schema import check
from lizero.tables import FACTORS


def test_a_footprint_becomes_factors_of_each_gas_with_place_status_and_boundary(build: Callable[..., System]) -> None:
    made = build([
        ("grid", "product", "electricity", 1.0, "kWh"),
        ("grid", "elementary", "CO2", 0.5, "kg", {"status": "unverified"}),
        ("kiln", "product", "lime, CN", 1.0, "t"), ("kiln", "input", "electricity", 2.0, "kWh"),
        ("kiln", "elementary", "CO2", 3.0, "kg", {"status": "checked"}), ("kiln", "elementary", "N2O", 0.5, "kg"),
    ], processes=[{"process": "kiln", "geography": "CN"}])
    rows = as_factors(made, ["lime, CN"], names={"lime, CN": "lime"})
    assert check(rows, FACTORS).findings == ()
    assert rows.select("activity", "unit", "flow", "amount", "flow_unit", "geography", "boundary", "status").rows() == [
        ("lime", "t", "CO2", 4.0, "kg", "CN", "cradle-to-gate", "unverified"),
        ("lime", "t", "N2O", 0.5, "kg", "CN", "cradle-to-gate", "computed"),
    ]
