"""United States (EPA hub 2021 and 2025, eGRID by data year), European Union (EEA), and grids known at second hand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from factor_build import Edition, Row, items, period, slug

from lizero.vocab import geography

UNITS = {
    "gallon": "US gal",
    "passenger-mile": "passenger.mile",
    "vehicle-mile": "mile",
    "ton-mile": "short ton.mile",
    "short ton-mile": "short ton.mile",
    "mmBtu": "mmBtu",
    "scf": "scf",
    "US Gallon": "US gal",
}
FLOWS = {"CO2": "CO2", "CH4": "CH4 combustion", "N2O": "N2O"}
BIOMASS = (
    "Agricultural Byproducts",
    "Solid Byproducts",
    "Wood and Wood Residuals",
    "Landfill Gas",
    "Other Biomass Gases",
    "Biodiesel (100%)",
    "Ethanol (100%)",
    "Rendered Animal Fat",
    "Vegetable Oil",
)
NON_ROAD_FUEL = {
    "Diesel": "mobile Diesel Fuel",
    "Gasoline (2 stroke)": "mobile Motor Gasoline",
    "Gasoline (4 stroke)": "mobile Motor Gasoline",
    "Gasoline": "mobile Motor Gasoline",
    "LPG": "mobile Liquefied Petroleum Gases (LPG)",
    "Residual Fuel Oil": "mobile Residual Fuel Oil",
    "Aviation Gasoline": "mobile Aviation Gasoline",
}
COUNTRY = {
    "Austria": "AT",
    "Belgium": "BE",
    "Bulgaria": "BG",
    "Croatia": "HR",
    "Cyprus": "CY",
    "Czechia": "CZ",
    "Denmark": "DK",
    "Estonia": "EE",
    "European Union - 27 countries (from 2020)": "EU",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hungary": "HU",
    "Ireland": "IE",
    "Italy": "IT",
    "Latvia": "LV",
    "Lithuania": "LT",
    "Luxembourg": "LU",
    "Malta": "MT",
    "Netherlands": "NL",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "Romania": "RO",
    "Slovakia": "SK",
    "Slovenia": "SI",
    "Spain": "ES",
    "Sweden": "SE",
    "United Kingdom": "GB",
}
SECONDARY = {"kr_grid": ("KR", "2021"), "cl_grid": ("CL", "2023"), "ar_grid": ("AR", "2022")}


def editions(facts: list[Row], background: list[Row]) -> Iterator[Edition]:
    """The two hubs, each eGRID year, each EEA year, and the secondary grids."""
    for year, prefix in (("2021", "epa_hub2021:"), ("2025", "epa_hub2025:")):
        yield _hub(year, [r for r in facts if r["id"].startswith(prefix)])
    yield from _egrid(facts)
    yield _recent("us-egrid", "eGRID2023", "US EPA", "US public domain", background)
    yield from _eea(facts)
    yield _recent("eu-eea", "EEA", "EEA", "EEA reuse", background)
    yield from _secondary(facts)


def _hub(year: str, rows: list[Row]) -> Edition:
    edition = Edition(
        "us-epa",
        year,
        f"US EPA GHG Emission Factors Hub {year}",
        "US EPA",
        "US public domain",
        url="https://www.epa.gov/climateleadership/ghg-emission-factors-hub",
        note="Energy is gross (HHV). On-road CH4 and N2O are per mile in Tables 3 and 4 and do not stand here.",
    )
    carbon = {r["name"]: r for r in rows if r["activity"] == "mobile combustion fuel"}
    for row in rows:
        _hub_row(edition, row, carbon)
    for name in {r["name"]: 0 for r in rows if r["activity"] == "mobile combustion non-road"}:
        fuel = next(f for f in sorted(NON_ROAD_FUEL, key=len, reverse=True) if name.endswith(f))
        row = carbon[NON_ROAD_FUEL[fuel]]
        _add(edition, "mobile combustion", items("us-epa").get(name, _non_road(name)), row | {"name": name}, "combustion")
    if "mobile Ethanol (100%)" in carbon:
        _blend(edition, carbon)
    return edition


def _blend(edition: Edition, carbon: dict[str, Row]) -> None:
    """E10 by volume: nine parts gasoline, one part ethanol whose CO2 is biogenic."""
    shares = {"CO2": (0.9, "mobile Motor Gasoline"), "CO2 biogenic": (0.1, "mobile Ethanol (100%)")}
    for flow, (share, name) in shares.items():
        row = carbon[name]
        edition.factor(
            "mobile_combustion:e10",
            "mobile combustion",
            "E10",
            flow,
            share * float(row["value"]),
            "US gal",
            name="E10 (90 % gasoline, 10 % ethanol)",
            geography="US",
            boundary="combustion",
            status="computed",
            table=f"{row['table']}, {share:.0%} by volume",
            **period(row),
        )


def _hub_row(edition: Edition, row: Row, carbon: dict[str, Row]) -> None:
    known = items("us-epa")
    name = re.sub(r"(?<=[a-z)])\s?[A-E]$", "", row["name"])
    match row["activity"]:
        case _ if row["gas"] == "HHV":
            item = known.get(name, name)
            edition.parameter(
                "gcv", item, row["value"], f"mmBtu (HHV)/{UNITS.get(row['unit'], row['unit'])}", f"US EPA hub {edition.edition}, Table 1"
            )
        case "stationary combustion":
            _add(edition, "stationary combustion", known.get(name, name), row, "combustion", biogenic=name in BIOMASS)
        case "mobile combustion fuel":
            own = name.removeprefix("mobile ")
            _add(edition, "mobile combustion", known.get(own, known.get(name, own)), row, "combustion", biogenic=own in BIOMASS)
        case "mobile combustion non-road":
            _add(edition, "mobile combustion", known.get(row["name"], _non_road(row["name"])), row, "combustion")
        case "steam/heat":
            for item in ("heat", "steam"):
                _add(edition, "purchased heat", item, row | {"name": f"{row['name']}: {item}"}, "generation", family="statistical")
        case "freight":
            for category in ("upstream transport", "downstream transport"):
                _add(edition, category, known.get(name, f"{name}, US"), row, "tank-to-wheel")
        case "business travel/commuting" | "business travel":
            for category in ("business travel", "commuting"):
                _add(edition, category, f"{name}, US", row, "tank-to-wheel")
        case "waste treatment":
            edition.factor(
                f"waste:{slug(name)}",
                "waste",
                name.removeprefix("waste "),
                "CO2e",
                row["value"],
                "short ton",
                name=name,
                flow_unit="t",
                geography="US",
                boundary="treatment",
                gwp_set="ar4-gwp100",
                table=row["table"],
                **period(row),
            )


def _non_road(name: str) -> str:
    """``non-road Construction/Mining Offroad Trucks Diesel`` as diesel, Construction/Mining Offroad Trucks."""
    body = name.removeprefix("non-road ")
    fuel = next(f for f in sorted(NON_ROAD_FUEL, key=len, reverse=True) if body.endswith(f))
    equipment = re.sub(r"(?<=Equipment)[A-E]$", "", body.removesuffix(fuel).strip())
    return f"{fuel.casefold()}, {equipment}"


def _add(edition: Edition, category: str, item: str, row: Row, boundary: str, *, family: str = "", biogenic: bool = False) -> None:
    flow = (FLOWS | {"CO2": "CO2 biogenic", "CH4": "CH4 non-fossil"} if biogenic else FLOWS)[row["gas"]]
    edition.factor(
        f"{slug(category)}:{slug(row['name'])}",
        category,
        item,
        flow,
        row["value"],
        UNITS.get(row["unit"], row["unit"]),
        name=row["name"],
        flow_unit=row["gas_unit"],
        geography="US",
        boundary=boundary,
        family=family,
        table=row["table"],
        **period(row),
    )


def subregion(text: str) -> str:
    """``US:WECC California`` as US-EGRID-CAMX; earlier spellings (``ERCOT - All``) lead to the same code."""
    return geography(re.sub(r"\s*-\s*", " ", text))


def _egrid(facts: list[Row]) -> Iterator[Edition]:
    years: dict[str, list[Row]] = defaultdict(list)
    for row in facts:
        if row["id"].startswith("ghgp_cst2_egrid") and "unknown" not in row["geography"]:
            years[row["valid_from"]].append(row)
    for year, rows in sorted(years.items()):
        edition = Edition(
            "us-egrid",
            year,
            f"US EPA eGRID, subregions, data year {year}",
            "US EPA",
            "US public domain",
            url="https://www.epa.gov/egrid",
            note="Output emission rates by subregion; CH4 and N2O are published per GWh.",
        )
        for row in rows:
            scale = 1000 if row["unit"] == "GWh" else 1
            edition.factor(
                subregion(row["geography"]),
                "purchased electricity",
                "electricity",
                FLOWS[row["gas"]],
                float(row["value"]) / scale,
                "MWh",
                name=row["name"],
                flow_unit=row["gas_unit"],
                geography=subregion(row["geography"]),
                family="statistical",
                boundary="generation",
                table=row["table"].partition(" (")[2].rstrip(")") or row["table"],
                **period(row),
            )
        yield edition


def _eea(facts: list[Row]) -> Iterator[Edition]:
    years: dict[str, list[Row]] = defaultdict(list)
    for row in facts:
        if row["source"].startswith("EEA"):
            years[row["valid_from"]].append(row)
    for year, rows in sorted(years.items()):
        edition = Edition(
            "eu-eea",
            year,
            f"Greenhouse gas emission intensity of electricity generation, data year {year}",
            "EEA",
            "EEA reuse",
            url="https://www.eea.europa.eu/en/analysis/indicators/greenhouse-gas-emission-intensity-of-1",
        )
        for row in rows:
            place = COUNTRY.get(row["geography"].removeprefix("EU:"))
            if place:
                edition.factor(
                    place,
                    "purchased electricity",
                    "electricity",
                    "CO2e",
                    row["value"],
                    row["unit"],
                    name=row["name"],
                    flow_unit=row["gas_unit"],
                    geography=place,
                    family="statistical",
                    boundary="generation",
                    gwp_set="ar5-gwp100",
                    table=f"{row['source']}; GWP set not stated, taken as AR5",
                    **period(row),
                )
        yield edition


def _recent(library: str, source: str, publisher: str, licence: str, background: list[Row]) -> Edition:
    """The 2023 figures that are known only from copies of the publication, CO2e and rounded."""
    edition = Edition(
        library,
        "2023",
        f"{publisher} electricity factors, data year 2023, read in copies",
        publisher,
        licence,
        note="Selected places, CO2e totals read in copies of the publication.",
    )
    for row in background:
        if row["item"] == "electricity, grid average" and row["year"] == "2023" and source in row["source"]:
            where = {"US average": "US", "EU-27": "EU"}.get(row["location"], row["location"])
            edition.factor(
                where,
                "purchased electricity",
                "electricity",
                "CO2e",
                row["value"],
                "kWh",
                name=row["location"],
                geography=where,
                family="statistical",
                boundary="generation",
                gwp_set="ar5-gwp100",
                valid_from="2023-01-01",
                valid_to="2023-12-31",
                table=f"{row['source']}; GWP set not stated, taken as AR5",
            )
    return edition


def _secondary(facts: list[Row]) -> Iterator[Edition]:
    """Grids of lithium countries that no shipped publisher covers: single figures, unverified unless quoted from the publisher."""
    years: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for row in facts:
        place, year = SECONDARY.get(row["id"].partition(":")[0], ("", ""))
        if place:
            years[year].append((place, row))
    for year, rows in sorted(years.items()):
        edition = Edition(
            "other-grids",
            year,
            f"Electricity factors of Chile, Argentina and Korea, data year {year}",
            "secondary sources",
            "facts, cited",
            note="Secondary figures, unverified: replace by the national publication before use.",
        )
        for place, row in rows:
            frozen = row["gas"] == "CO2e"
            edition.factor(
                place,
                "purchased electricity",
                "electricity",
                row["gas"],
                row["value"],
                row["unit"],
                name=row["name"],
                flow_unit=row["gas_unit"],
                geography=place,
                family="statistical",
                boundary="generation",
                status=row["status"],
                gwp_set="ar5-gwp100" if frozen else "",
                table=row["source"] + ("; GWP set not stated, taken as AR5" if frozen else ""),
                valid_from=f"{year}-01-01",
                valid_to=f"{year}-12-31",
            )
        yield edition
