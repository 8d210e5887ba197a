"""A small inventory by hand: two sites, both bases, a blend, a measured release, biogenic CO2 apart, hostile names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from lizero.errors import Finding
from lizero.tables import ACTIVITY, FACTORS, FLOWS

HOSTILE = "<b>Bold</b> & \"quoted\" '=1+1'"
EVIL = "=HYPERLINK(\"http://x\",\"y\")"
RTL = "موقع الليثيوم 🏭"

_METHOD = [("CO2", 1.0), ("CH4", 27.9), ("CH4 non-fossil", 27.0), ("N2O", 273.0)]


@dataclass(frozen=True)
class Method:
    """The METHOD frame of AR6 as far as the case needs it."""

    id: str = "ar6-gwp100"
    implementation: str = "test"
    frame: pl.DataFrame = field(default_factory=lambda: pl.DataFrame({
        "method": ["ar6-gwp100"] * 4, "category": ["climate change"] * 4, "flow": [f for f, _ in _METHOD],
        "compartment": ["air"] * 4, "geography": pl.Series([None] * 4, dtype=pl.String), "factor": [x for _, x in _METHOD],
    }))


@dataclass(frozen=True)
class Trail:
    """Activity, factors and steps behind the flows."""

    activity: pl.DataFrame
    factors: pl.DataFrame
    steps: pl.DataFrame


@dataclass(frozen=True)
class Flows:
    """FLOWS with its trail."""

    frame: pl.DataFrame
    trail: Trail


@dataclass(frozen=True)
class Totals:
    """Totals in t CO2e by hand."""

    scope1: float
    scope2_location: float
    scope2_market: float
    scope3: float
    biogenic_co2: float
    complete: bool = True


@dataclass(frozen=True)
class Inventory:
    """What the report reads of an inventory."""

    flows: Flows
    totals: Totals
    method: Method = field(default_factory=Method)
    findings: tuple[Finding, ...] = ()
    unresolved: pl.DataFrame = field(default_factory=pl.DataFrame)
    energy: pl.DataFrame = field(default_factory=pl.DataFrame)
    year: int = 2025
    holder: str = "Salar Group"
    approach: str = "operational"
    gwp: str = "ar6-gwp100"


# record, site, category, scope, activity, quantity, unit, conversion, share
_USES = [
    ("gas/1", "kwinana", "stationary combustion", "1", "natural gas", 1000.0, "GJ (GCV)", 1.0, 1.0),
    ("diesel/1", HOSTILE, "mobile combustion", "1", "diesel", 500.0, "kL", 38.6, 0.51),
    ("power/1", "kwinana", "purchased electricity", "2", "electricity", 2_000_000.0, "kWh", 1.0, 1.0),
    ("soda/1", EVIL, "purchased goods", "3", "soda ash", 40_000.0, "kg", 1.0, 1.0),
    ("wood/1", RTL, "stationary combustion", "1", "wood", 20.0, "t", 15.6, 1.0),
]
# id, activity, unit, flow, amount
_FACTORS = [
    ("gas:co2", "natural gas", "GJ (GCV)", "CO2", 51.4), ("gas:ch4", "natural gas", "GJ (GCV)", "CH4", 0.0036),
    ("diesel:co2", "diesel", "GJ (GCV)", "CO2", 69.9), ("grid:co2", "electricity", "kWh", "CO2", 0.51),
    ("residual:co2", "electricity", "kWh", "CO2", 0.81), ("soda:co2e", "soda ash", "kg", "CO2e", 1.1),
    ("wood:bio", "wood", "GJ (NCV)", "CO2 biogenic", 112.0), ("wood:n2o", "wood", "GJ (NCV)", "N2O", 0.004),
]
# record, factor, basis, part
_MADE = [
    ("gas/1", "gas:co2", "none", 1.0), ("gas/1", "gas:ch4", "none", 1.0), ("diesel/1", "diesel:co2", "none", 184 / 365),
    ("power/1", "grid:co2", "location", 1.0), ("power/1", "residual:co2", "market", 1.0), ("soda/1", "soda:co2e", "none", 1.0),
    ("wood/1", "wood:bio", "none", 1.0), ("wood/1", "wood:n2o", "none", 1.0),
]


def frame(table: Any, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """A frame of a declared table; columns that a row leaves out are null."""
    kinds = {"text": pl.String, "number": pl.Float64, "date": pl.Date, "integer": pl.Int64, "flag": pl.Boolean}
    schema = {c.name: kinds[c.kind] for c in table.columns}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def flows() -> Flows:
    """The case's flows: eight lines with a chain and one measured release without a factor."""
    start, end = date(2025, 1, 1), date(2025, 12, 31)
    use, factor = {u[0]: u for u in _USES}, {f[0]: f for f in _FACTORS}
    rows = []
    for record, id, basis, part in _MADE:
        _, site, category, scope, _, quantity, _, conversion, share = use[record]
        rows.append({
            "holder": "Salar Group", "organisation": "salar-chem", "site": site, "record": record, "factor": id, "start": start,
            "end": end, "scope": scope, "category": category, "flow": factor[id][3], "compartment": "air", "unit": "kg",
            "amount": quantity * conversion * factor[id][4] * part, "basis": basis, "share": share,
            "status": "unverified" if record == "soda/1" else "checked",
        })
    rows.append({"holder": "Salar Group", "organisation": "salar-chem", "site": "kwinana", "record": "stack/1", "start": start,
                 "end": end, "scope": "1", "category": "measured release", "flow": "CO2", "compartment": "air", "unit": "kg",
                 "amount": 12_345.678, "basis": "none", "share": 1.0, "status": "own"})
    return Flows(frame(FLOWS, rows), _trail(start, end))


def _trail(start: date, end: date) -> Trail:
    uses = [{"record": r, "site": s, "category": c, "flow": a, "quantity": q, "unit": u, "start": start, "end": end}
            for r, s, c, _, a, q, u, _, _ in _USES]
    fixed = {"library": "own", "edition": "1", "category": "stationary combustion", "flow_unit": "kg", "publisher": "by hand",
             "licence": "CC0", "status": "checked"}
    factors = [{**fixed, "id": i, "activity": a, "unit": u, "flow": f, "amount": x} for i, a, u, f, x in _FACTORS]
    conversion = {u[0]: u[7] for u in _USES}
    same = {"text": "calorific value", "source": "by hand", "status": "checked"}
    steps = pl.DataFrame([{**same, "record": r, "factor": f, "conversion": conversion[r], "reason": f"first of own for {f}"}
                          for r, f, _, _ in _MADE])
    return Trail(frame(ACTIVITY, uses), frame(FACTORS, factors), steps)


def totals() -> Totals:
    """By hand, t: gas 1000 GJ, diesel 500 kL × 38.6 GJ × half a year × 51 %, wood N2O, stack; power; soda; wood CO2."""
    gas = 1000 * (51.4 + 0.0036 * 27.9) / 1000
    diesel = 500 * 38.6 * 69.9 * 184 / 365 * 0.51 / 1000
    wood = 20 * 15.6 * 0.004 * 273 / 1000
    return Totals(gas + diesel + wood + 12.345678, 2e6 * 0.51 / 1000, 2e6 * 0.81 / 1000, 44.0, 20 * 15.6 * 112 / 1000)


def inventory(**changes: Any) -> Inventory:
    """The case as an inventory."""
    findings = (Finding("kwinana › gas", "factor.proxy", f"the 2024 edition serves 2025 {HOSTILE}", "state a proxy", "warning"),)
    energy = pl.DataFrame({"carrier": ["natural gas", "electricity"], "gj": [1000.0, 7200.0], "mwh": [277.8, 2000.0]})
    return Inventory(**{"flows": flows(), "totals": totals(), "findings": findings, "energy": energy, **changes})
