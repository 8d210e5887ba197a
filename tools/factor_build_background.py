"""Open cradle-to-gate intensities of reagents, fuels upstream and freight, for scope 3 categories 1, 3 and 4.

USLCI processes (US public domain), solved with the products allocated by mass, ship gas by gas; other figures are single
cited totals. Whatever is an estimate or an order of magnitude is marked unverified.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from factor_build import Edition, Row, read, slug

PLACES = {"GLO": "WORLD", "GLO/CN": "WORLD", "GLO excl CN": "WORLD", "CD-CN": "CN", "RNA": "US", "UK": "GB"}
GASES = {
    "CO2f": "CO2",
    "CO2b": "CO2 biogenic",
    "CH4f": "CH4 fossil",
    "CH4b": "CH4 non-fossil",
    "N2O": "N2O",
    "PFC_CF4": "CF4",
    "PFC_C2F6": "C2F6",
}
UNITS = {"kg/kg": "kg", "kg/m3": "m3", "kg/t.km": "t.km", "t*km": "t.km", "kg": "kg", "m3": "m3"}
SPLIT = 0.75
UNSTATED = "GWP set not stated, taken as AR6"
BOUNDARY = {
    "fuel and energy upstream": "well-to-tank",
    "waste": "treatment",
    "upstream transport": "well-to-wheel",
    "downstream transport": "well-to-wheel",
}


def editions(folder: Path) -> Iterator[Edition]:
    """USLCI gas by gas, and cited single totals: two libraries, because their licences differ."""
    chosen = read(Path(__file__).with_name("factor_background.csv"))
    gaps = {(r["item"], r["location"]): r for r in read(folder / "background_gaps.csv") if r["indicator"] == "CO2e"}
    solved = {r["product"]: r for r in read(folder / "uslci_intensities.csv")}
    uslci = Edition(
        "uslci",
        "2015",
        "US Life Cycle Inventory database, selected processes, solved",
        "NREL",
        "US public domain",
        url="https://www.nrel.gov/lci/",
        note="Cradle-to-gate, products allocated by mass; old technology and grids (1989 to 2012).",
    )
    cited = Edition(
        "background",
        "2026",
        "Open cradle-to-gate intensities, single cited figures",
        "various, named in each row",
        "facts, cited",
        note="Figures from different studies and years: a first estimate until the supplier's own figure stands in the user's library.",
    )
    for row in chosen:
        if row["book"] == "uslci":
            _solved(uslci, row, solved[row["name"]])
        else:
            _cited(cited, row, gaps[row["name"], row["location"]])
    _soda_mix(cited, gaps)
    yield uslci
    yield cited


def _key(row: Row) -> str:
    return f"{slug(row['category'])}:{row['item']}:{PLACES.get(row['location'], row['location'])}"


def _solved(edition: Edition, row: Row, figures: Row) -> None:
    for column, flow in GASES.items():
        if abs(float(figures[column] or 0)) > 1e-15:
            edition.factor(
                _key(row),
                row["category"],
                row["item"],
                flow,
                figures[column],
                UNITS[figures["unit"]],
                name=row["name"],
                geography=PLACES.get(row["location"], row["location"]),
                boundary=BOUNDARY.get(row["category"], "cradle-to-gate"),
                status="computed",
                table=f"{figures['process']}, solved; share of inputs unlinked {float(figures['share_unlinked']):.0%}",
            )


def _cited(edition: Edition, row: Row, figures: Row) -> None:
    low, high, value = (float(figures[c]) if figures[c] else 0.0 for c in ("low", "high", "value"))
    spread = f"{(high - low) / 2 / value:.3g}" if low and high else ""
    edition.factor(
        _key(row),
        row["category"],
        row["item"],
        "CO2e",
        figures["value"],
        UNITS[figures["unit"]],
        name=row["name"],
        geography=PLACES.get(row["location"], row["location"]),
        boundary=BOUNDARY.get(row["category"], "cradle-to-gate"),
        gwp_set="ar6-gwp100",
        publisher=figures["source"],
        table="; ".join(x for x in (figures["note"], UNSTATED) if x),
        status=figures["status"],
        uncertainty=spread,
    )


def _soda_mix(edition: Edition, gaps: dict[tuple[str, str], Row]) -> None:
    """Soda ash of no stated route: three quarters synthetic, one quarter natural (C&EN 101(7) 2023, production of 2022)."""
    natural = float(gaps["soda ash, natural (trona, solution mining)", "TR"]["value"])
    synthetic = float(gaps["soda ash, synthetic (Solvay)", "GLO"]["value"])
    edition.factor(
        "purchased_goods:soda ash:WORLD",
        "purchased goods",
        "soda ash",
        "CO2e",
        SPLIT * synthetic + (1 - SPLIT) * natural,
        "kg",
        name="soda ash, world split of routes",
        geography="WORLD",
        boundary="cradle-to-gate",
        gwp_set="ar6-gwp100",
        publisher="computed from C&EN 101(7) 2023 and WE Soda 2022",
        table=f"0.75 synthetic, 0.25 natural; {UNSTATED}",
        status="computed",
    )
