"""IPCC 2006 Guidelines: the single defaults that a lithium chain uses, each cited to its table in Volumes 2 and 3.

CO2 and NCV are read in the given rows (they transcribe the same IPCC tables); N2O is the same in Tables 2.3 and 2.4. CH4 of
Table 2.3 (manufacturing) differs from the transcribed Table 2.4 for liquids, gases and wood: those figures are marked
unverified. Mobile CH4 and N2O (Tables 3.2.2, 3.3.1) are marked unverified too.
"""

from __future__ import annotations

from collections.abc import Iterator

from factor_build import Edition, Row, burnt_methane, items

ENERGY = "TJ (NCV)"
METHANE = {"liquid": 3.0, "gas": 1.0, "coal": 10.0, "wood": 30.0, "charcoal": 200.0, "biofuel": 3.0, "biogas": 1.0}
GROUP = {
    "LPG": "gas",
    "ethane": "gas",
    "natural gas": "gas",
    "LNG": "gas",
    "CNG": "gas",
    "coke oven gas": "gas",
    "blast furnace gas": "gas",
    "converter gas": "gas",
    "refinery gas": "gas",
    "town gas": "gas",
    "anthracite": "coal",
    "coking coal": "coal",
    "bituminous coal": "coal",
    "sub-bituminous coal": "coal",
    "lignite": "coal",
    "coal briquettes": "coal",
    "coke": "coal",
    "coal tar": "coal",
    "wood": "wood",
    "biomass": "wood",
    "charcoal": "charcoal",
    "biodiesel": "biofuel",
    "bioethanol": "biofuel",
    "biogas": "biogas",
    "landfill gas": "biogas",
}
BIOGENIC = {"wood", "charcoal", "biofuel", "biogas"}
MOBILE = (
    ("diesel", "diesel", "3.2.2 (road)", 3.9, 3.9),
    ("diesel", "diesel, off-road", "3.3.1 (off-road, industry)", 4.15, 28.6),
    ("gasoline", "gasoline", "3.2.2 (road, oxidation catalyst)", 25.0, 8.0),
    ("LPG", "LPG", "3.2.2 (road)", 62.0, 0.2),
    ("natural gas", "natural gas", "3.2.2 (road)", 92.0, 3.0),
    ("natural gas", "CNG", "3.2.2 (road)", 92.0, 3.0),
    ("natural gas", "LNG", "3.2.2 (road)", 92.0, 3.0),
)
CARBONATES = (
    ("limestone", "CaCO3", 0.43971),
    ("magnesite", "MgCO3", 0.52197),
    ("dolomite", "CaMg(CO3)2", 0.47732),
    ("soda ash", "Na2CO3", 0.41492),
)


def editions(facts: list[Row], background: list[Row]) -> Iterator[Edition]:
    """One edition: stationary and mobile combustion, carbonates."""
    edition = Edition(
        "ipcc-2006",
        "2006",
        "2006 IPCC Guidelines for National Greenhouse Gas Inventories, single defaults",
        "IPCC",
        "facts, cited",
        url="https://www.ipcc-nggip.iges.or.jp/public/2006gl/",
        note="Single cited defaults on net calorific value, not the guidelines' tables as a whole.",
    )
    given = {
        (r["name"].split("/")[0].strip(), r["gas"]): r
        for r in facts
        if r["id"].startswith("ghgp_cst2:")
        and r["table"].startswith("Stationary")
        and r["unit"] in ("t", ENERGY)
        and (r["gas"] == "NCV" or r["unit"] == ENERGY)
    }
    for name, item in items("ipcc-2006").items():
        _stationary(edition, name, item, given)
    for carbon, item, table, methane, nitrous in MOBILE:
        _mobile(edition, carbon, item, table, (methane, nitrous), given)
    for item, formula, amount in CARBONATES:
        edition.factor(
            f"process:{item}",
            "process",
            item,
            "CO2",
            amount,
            "t",
            name=formula,
            flow_unit="t",
            geography="WORLD",
            boundary="process",
            table="Vol. 3 Ch. 2 Table 2.1",
        )
    yield edition


def _value(given: dict[tuple[str, str], Row], name: str, gas: str) -> float:
    return float(given[name.split("/")[0].strip(), gas]["value"])


def _stationary(edition: Edition, name: str, item: str, given: dict[tuple[str, str], Row]) -> None:
    group = GROUP.get(item, "liquid")
    key, shared = f"stationary:{item}", {"name": name, "geography": "WORLD", "boundary": "combustion"}
    carbon = "CO2 biogenic" if group in BIOGENIC else "CO2"
    methane = METHANE[group]
    read = _value(given, name, "CH4") == methane
    edition.factor(key, "stationary combustion", item, carbon, _value(given, name, "CO2"), ENERGY, table="Vol. 2 Ch. 2 Table 2.3", **shared)
    edition.factor(
        key,
        "stationary combustion",
        item,
        burnt_methane(item),
        methane,
        ENERGY,
        table="Vol. 2 Ch. 2 Table 2.3",
        status="checked" if read else "unverified",
        **shared,
    )
    edition.factor(key, "stationary combustion", item, "N2O", _value(given, name, "N2O"), ENERGY, table="Vol. 2 Ch. 2 Table 2.3", **shared)
    edition.parameter("ncv", item, _value(given, name, "NCV"), "GJ (NCV)/t", "IPCC 2006 GL Vol. 2 Ch. 1 Table 1.2")


def _mobile(edition: Edition, carbon: str, item: str, table: str, gases: tuple[float, float], given: dict[tuple[str, str], Row]) -> None:
    name = next(n for n, i in items("ipcc-2006").items() if i == carbon)
    shared = {"name": name, "geography": "WORLD", "boundary": "combustion"}
    key = f"mobile:{item}"
    edition.factor(key, "mobile combustion", item, "CO2", _value(given, name, "CO2"), ENERGY, table="Vol. 2 Ch. 3 Table 3.2.1", **shared)
    for flow, amount in zip((burnt_methane(item), "N2O"), gases, strict=True):
        edition.factor(
            key, "mobile combustion", item, flow, amount, ENERGY, table=f"Vol. 2 Ch. 3 Table {table}", status="unverified", **shared
        )
    if item != carbon and not any(p["scope"] == item for p in edition.parameters):
        edition.parameter("ncv", item, _value(given, name, "NCV"), "GJ (NCV)/t", "IPCC 2006 GL Vol. 2 Ch. 1 Table 1.2")
