"""Australia: National Greenhouse Accounts factors 2024 to 2026 (gross calorific values, AR5)."""

from __future__ import annotations

from collections.abc import Iterator

from factor_build import Edition, Row, items, period, turned_back

AR5 = {"CH4": 28.0, "N2O": 265.0}
GRIDS = {"NSW_ACT": "AU-NSW+ACT", "WA_SWIS": "AU-WA-SWIS", "WA_NWIS": "AU-WA-NWIS", "NT_DKIS": "AU-NT-DKIS", "AU": "AU"}
CARBONATES = {"limestone": "limestone", "magnesium carbonate": "magnesite", "dolomite": "dolomite", "soda ash": "soda ash"}


def editions(facts: list[Row]) -> Iterator[Edition]:
    """One edition a publication year; fuels stand in the 2025 edition, from which they were read."""
    for year in ("2024", "2025", "2026"):
        edition = Edition("au-nga", year, f"Australian National Greenhouse Accounts Factors {year}", "DCCEEW", "CC-BY-4.0",
                          note="GWP set AR5; parts given as CO2e of CH4 and N2O are turned back to mass; energy is gross (GCV).")
        for row in facts:
            if row["id"].startswith(f"nga{year}:"):
                _yearly(edition, row)
            elif year == "2025" and row["id"].startswith(("nga:", "nga_solid:", "nger_carbonate:")):
                _lasting(edition, row)
        yield edition


def place(text: str) -> str:
    """``AU:WA_SWIS`` as AU-WA-SWIS, ``AU:AU`` as AU."""
    name = text.partition(":")[2]
    return GRIDS.get(name, f"AU-{name}") if name else text


def _yearly(edition: Edition, row: Row) -> None:
    shared = period(row) | {"name": row["name"], "geography": place(row["geography"]), "table": row["table"], "status": row["status"]}
    if shared["valid_to"] == "":
        shared["valid_to"] = f"{int(edition.edition) + 1}-06-30"
    key = f"{shared['geography']}:{row['id'].split(':')[1]}"
    frozen = {"gwp_set": "ar5-gwp100"}
    match row["activity"], row["gas"]:
        case "grid electricity location-based", _:
            edition.factor(key, "purchased electricity", "electricity", "CO2e", row["value"], "kWh", family="statistical",
                           boundary="generation", **frozen, **shared)
        case "grid electricity market-based residual", _:
            edition.factor(key, "purchased electricity", "electricity", "CO2e", row["value"], "kWh", family="residual",
                           boundary="generation", **frozen, **shared)
        case "electricity upstream + T&D", _:
            edition.factor(key, "fuel and energy upstream", "electricity", "CO2e", row["value"], "kWh", family="statistical",
                           boundary="upstream, transmission and distribution", **frozen, **shared)
        case "electricity upstream residual", _:
            edition.factor(key, "fuel and energy upstream", "electricity", "CO2e", row["value"], "kWh", family="residual",
                           boundary="upstream, transmission and distribution", **frozen, **shared)
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
        edition.factor(key, "waste", item, "CH4 non-fossil", turned_back(row["value"], AR5["CH4"]), "t", flow_unit="t",
                       boundary="treatment", **shared)


def _lasting(edition: Edition, row: Row) -> None:
    names = items("au-nga")
    fuel = row["name"].removesuffix(" energy content")
    transport, stationary = fuel.endswith(" transport"), fuel.endswith(" stationary")
    item = names.get(fuel, "")
    key = row["id"].split(":")[1].removeprefix("s3_").removeprefix("ec_")
    shared = period(row) | {"name": fuel, "geography": place(row["geography"]), "table": row["table"], "status": row["status"]}
    match row["activity"], row["gas"]:
        case "fuel combustion", "energy content":
            if item not in {p["scope"] for p in edition.parameters}:
                edition.parameter("gcv", item, row["value"], f"GJ (GCV)/{row['unit']}", f"NGA {edition.edition}, {row['table']}", row["status"])
        case "fuel combustion", gas:
            for category in _categories(transport, stationary):
                _combustion(edition, f"{key}:{category.split()[0]}", category, item, gas, row, shared)
        case "fuel upstream scope 3", _:
            if transport and any(f["category"] == "fuel and energy upstream" and f["activity"] == item for f in edition.factors):
                return
            item = "natural gas" if "natural gas" in fuel else item
            edition.factor(key, "fuel and energy upstream", item, "CO2e", row["value"], row["unit"], boundary="upstream",
                           gwp_set="ar5-gwp100", **shared)
        case "carbonate process", _:
            edition.factor(key, "process", next(i for n, i in CARBONATES.items() if n in fuel), "CO2", row["value"], "t", flow_unit="t",
                           boundary="process", **shared)
        case "parameter", "leakage rate":
            edition.parameter("annual leakage rate", "domestic split air conditioning", row["value"], "1", f"NGA {edition.edition}, {row['table']}")
        case "GWP100 (AR5)", _:
            return
        case other:
            raise ValueError(f"no place for {other} of {row['id']}")


def _categories(transport: bool, stationary: bool) -> tuple[str, ...]:
    if transport:
        return ("mobile combustion",)
    return ("stationary combustion",) if stationary else ("stationary combustion",)


def _combustion(edition: Edition, key: str, category: str, item: str, gas: str, row: Row, shared: Row) -> None:
    if gas == "CO2":
        flow, amount = "CO2", float(row["value"])
    else:
        name = "CH4" if "CH4" in gas else "N2O"
        flow, amount = ("CH4 non-fossil" if name == "CH4" else "N2O"), turned_back(row["value"], AR5[name])
    edition.factor(key, category, item, flow, amount, row["unit"], boundary="combustion", **shared)
