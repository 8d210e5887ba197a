"""Australia: National Greenhouse Accounts factors 2024 to 2026 (gross calorific values, AR5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from factor_build import Edition, Row, burnt_methane, items, period, turned_back

AR5 = {"CH4": 28.0, "N2O": 265.0}
GRIDS = {"NSW_ACT": "AU-NSW+ACT", "WA_SWIS": "AU-WA-SWIS", "WA_NWIS": "AU-WA-NWIS", "NT_DKIS": "AU-NT-DKIS", "AU": "AU"}
CARBONATES = {"limestone": "limestone", "magnesium carbonate": "magnesite", "dolomite": "dolomite", "soda ash": "soda ash"}


def editions(facts: list[Row], background: list[Row]) -> Iterator[Edition]:
    """One edition a publication year; fuels stand in the 2025 edition, from which they were read, and as totals in 2022."""
    yield _edition_2022([r for r in background if "NGA Factors 2022" in r["source"]])
    for year in ("2024", "2025", "2026"):
        edition = Edition(
            "au-nga",
            year,
            f"Australian National Greenhouse Accounts Factors {year}",
            "DCCEEW",
            "CC-BY-4.0",
            note="GWP set AR5; parts given as CO2e of CH4 and N2O are turned back to mass; energy is gross (GCV).",
        )
        for row in facts:
            if row["id"].startswith(f"nga{year}:"):
                _yearly(edition, row)
            elif year == "2025" and row["id"].startswith(("nga:", "nga_solid:", "nger_carbonate:")):
                _lasting(edition, row)
        yield edition


NOTE_2022 = "read in a copy of the edition; fuels as CO2e totals, frozen to AR5"
FUELS_2022 = {
    "bituminous coal": "bituminous coal",
    "anthracite": "anthracite",
    "coal coke": "coke",
    "petroleum coke": "petroleum coke",
    "natural gas (pipeline)": "natural gas",
    "LNG": "LNG",
    "diesel (stationary)": "diesel",
    "diesel (transport)": "diesel",
    "fuel oil": "fuel oil",
    "LPG": "LPG",
    "petrol": "gasoline",
    "biodiesel": "biodiesel",
    "dry wood": "wood",
}


def _edition_2022(rows: list[Row]) -> Edition:
    edition = Edition("au-nga", "2022", "Australian National Greenhouse Accounts Factors 2022", "DCCEEW", "CC-BY-4.0", note=NOTE_2022)
    dates = {"valid_from": "2022-07-01", "valid_to": "2023-06-30", "gwp_set": "ar5-gwp100", "table": NOTE_2022}
    for row in rows:
        if row["item"] == "electricity, grid average":
            _grid_2022(edition, row, dates)
        elif row["item"] in FUELS_2022:
            _fuel_2022(edition, row, dates)
    return edition


def _grid_2022(edition: Edition, row: Row, dates: Row) -> None:
    where = row["location"].replace(" national", "").replace(" ", "-")
    shared = dates | {"name": f"grid electricity {row['location']}", "geography": where, "family": "statistical"}
    edition.factor(f"{where}:scope_2", "purchased electricity", "electricity", "CO2e", row["value"], "kWh", boundary="generation", **shared)
    upstream = row["scope_or_boundary"].partition("scope 3 =")[2].strip()
    if upstream:
        edition.factor(
            f"{where}:scope_3",
            "fuel and energy upstream",
            "electricity",
            "CO2e",
            upstream,
            "kWh",
            boundary="upstream, transmission and distribution",
            **shared,
        )


def _fuel_2022(edition: Edition, row: Row, dates: Row) -> None:
    item, name = FUELS_2022[row["item"]], row["item"]
    shared = dates | {"name": name, "geography": "AU"}
    upstream = row["indicator"] == "CO2e upstream"
    if upstream and "transport" in name:
        return
    category = "fuel and energy upstream" if upstream else "mobile combustion" if "transport" in name else "stationary combustion"
    edition.factor(
        f"{category.split()[0]}:{name}",
        category,
        item,
        "CO2e",
        row["value"],
        "GJ (GCV)",
        boundary="upstream" if upstream else "combustion",
        **shared,
    )
    content = re.search(r"energy content ([\d.]+) (GJ/\S+)", row["note"])
    if content and item not in {p["scope"] for p in edition.parameters}:
        edition.parameter("gcv", item, content[1], content[2].replace("GJ", "GJ (GCV)"), "NGA 2022")


def place(text: str) -> str:
    """``AU:WA_SWIS`` as AU-WA-SWIS, ``AU:AU`` as AU."""
    name = text.partition(":")[2]
    return GRIDS.get(name, f"AU-{name}") if name else text


def _yearly(edition: Edition, row: Row) -> None:
    shared = period(row) | {
        "name": row["name"],
        "geography": place(row["geography"]),
        "table": row["table"] or row["source"],
        "status": row["status"],
    }
    if shared["valid_to"] == "":
        shared["valid_to"] = f"{int(edition.edition) + 1}-06-30"
    key = f"{shared['geography']}:{row['id'].split(':')[1]}"
    frozen = {"gwp_set": "ar5-gwp100"}
    match row["activity"], row["gas"]:
        case "grid electricity location-based", _:
            edition.factor(
                key,
                "purchased electricity",
                "electricity",
                "CO2e",
                row["value"],
                "kWh",
                family="statistical",
                boundary="generation",
                **frozen,
                **shared,
            )
        case "grid electricity market-based residual", _:
            edition.factor(
                key,
                "purchased electricity",
                "electricity",
                "CO2e",
                row["value"],
                "kWh",
                family="residual",
                boundary="generation",
                **frozen,
                **shared,
            )
        case "electricity upstream + T&D", _:
            edition.factor(
                key,
                "fuel and energy upstream",
                "electricity",
                "CO2e",
                row["value"],
                "kWh",
                family="statistical",
                boundary="upstream, transmission and distribution",
                **frozen,
                **shared,
            )
        case "electricity upstream residual", _:
            edition.factor(
                key,
                "fuel and energy upstream",
                "electricity",
                "CO2e",
                row["value"],
                "kWh",
                family="residual",
                boundary="upstream, transmission and distribution",
                **frozen,
                **shared,
            )
        case "parameter", "RPP":
            edition.parameter("renewable power percentage", "electricity", row["value"], "1", f"NGA {edition.edition}, {row['table']}")
        case "waste treatment", gas:
            _waste(edition, key, row, gas, shared)
        case other:
            raise ValueError(f"no place for {other} of {row['id']}")


def _waste(edition: Edition, key: str, row: Row, gas: str, shared: Row) -> None:
    item = items("au-nga")[row["name"]]
    if gas == "CO2e":
        edition.factor(key, "waste", item, "CO2e", row["value"], "t", flow_unit="t", boundary="treatment", gwp_set="ar5-gwp100", **shared)
    else:
        edition.factor(
            key, "waste", item, "CH4 non-fossil", turned_back(row["value"], AR5["CH4"]), "t", flow_unit="t", boundary="treatment", **shared
        )


def _lasting(edition: Edition, row: Row) -> None:
    names = items("au-nga")
    fuel = row["name"].removesuffix(" energy content")
    transport = fuel.endswith(" transport")
    item = names.get(fuel, "")
    key = row["id"].split(":")[1].removeprefix("s3_").removeprefix("ec_")
    shared = period(row) | {
        "name": fuel,
        "geography": place(row["geography"]),
        "table": row["table"] or row["source"],
        "status": row["status"],
    }
    match row["activity"], row["gas"]:
        case "fuel combustion", "energy content":
            if item not in {p["scope"] for p in edition.parameters}:
                source = f"NGA {edition.edition}, {row['table']}"
                edition.parameter("gcv", item, row["value"], f"GJ (GCV)/{row['unit']}", source, row["status"])
                if row["unit"] == "m3":
                    edition.parameter(
                        "gcv", item, row["value"], "GJ (GCV)/Sm3", f"{source}; cubic metre of NGER taken at 15 °C", "unverified"
                    )
        case "fuel combustion", gas:
            category = "mobile combustion" if transport else "stationary combustion"
            _combustion(edition, f"{key}:{category.split()[0]}", category, item, gas, row, shared)
            if fuel == "diesel oil stationary":
                off_road = shared | {"table": f"{row['table']}; stationary energy includes vehicles not registered for road use"}
                _combustion(edition, f"{key}:off-road", "mobile combustion", "diesel, off-road", gas, row, off_road)
        case "fuel upstream scope 3", _:
            if transport and any(f["category"] == "fuel and energy upstream" and f["activity"] == item for f in edition.factors):
                return
            item = "natural gas" if "natural gas" in fuel else item
            edition.factor(
                key,
                "fuel and energy upstream",
                item,
                "CO2e",
                row["value"],
                row["unit"],
                boundary="upstream",
                gwp_set="ar5-gwp100",
                **shared,
            )
        case "carbonate process", _:
            edition.factor(
                key,
                "process",
                next(i for n, i in CARBONATES.items() if n in fuel),
                "CO2",
                row["value"],
                "t",
                flow_unit="t",
                boundary="process",
                **shared,
            )
        case "parameter", "leakage rate":
            edition.parameter(
                "annual leakage rate", "domestic split air conditioning", row["value"], "1", f"NGA {edition.edition}, {row['table']}"
            )
        case "GWP100 (AR5)", _:
            return
        case other:
            raise ValueError(f"no place for {other} of {row['id']}")


def _combustion(edition: Edition, key: str, category: str, item: str, gas: str, row: Row, shared: Row) -> None:
    if gas == "CO2":
        flow, amount = "CO2", float(row["value"])
    else:
        name = "CH4" if "CH4" in gas else "N2O"
        flow, amount = (burnt_methane(item) if name == "CH4" else "N2O"), turned_back(row["value"], AR5[name])
    edition.factor(key, category, item, flow, amount, row["unit"], boundary="combustion", **shared)
