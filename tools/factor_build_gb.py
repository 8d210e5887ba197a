"""United Kingdom: DESNZ (formerly BEIS) greenhouse gas conversion factors 2021, 2025 and 2026.

Where the publisher gives parts per gas ("kg CO2e of CH4"), the parts ship, turned back to mass by the set of the edition,
and the total does not; where there is only a total, it ships frozen to that set. Densities and calorific values are the
ratios of factors of one fuel, marked computed. Figures per kWh or GJ whose net or gross basis the table does not say, are
left out, and so are tables that repeat others (managed assets, energy for disclosure).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from factor_build import Edition, Row, burnt_methane, items, slug, turned_back

from lizero.errors import UnknownName
from lizero.vocab import geography

GWP = {
    "2021": ("ar4-gwp100", {"CH4": 25.0, "N2O": 298.0}),
    "2025": ("ar5-gwp100", {"CH4": 28.0, "N2O": 265.0}),
    "2026": ("ar5-gwp100", {"CH4": 28.0, "N2O": 265.0}),
}
UNITS = {
    "litres": "L",
    "Litres": "L",
    "tonnes": "t",
    "cubic metres": "m3",
    "tonne.km": "t.km",
    "million litres": "ML",
    "miles": "mile",
    "passenger.km": "passenger.km",
    "Room per night": "room.night",
    "per FTE Working Hour": "h",
    "kWh (Gross CV)": "kWh (GCV)",
    "kWh (Net CV)": "kWh (NCV)",
}
TRAVEL, COMMUTE = "business travel", "commuting"
UPSTREAM, DOWNSTREAM, ENERGY = "upstream transport", "downstream transport", "fuel and energy upstream"
PLACES = {
    "Freighting goods": ((UPSTREAM, DOWNSTREAM), "tank-to-wheel"),
    "WTT- delivery vehs & freight": ((UPSTREAM, DOWNSTREAM), "well-to-tank"),
    "Business travel- land": ((TRAVEL, COMMUTE), "tank-to-wheel"),
    "WTT- pass vehs & travel- land": ((TRAVEL, COMMUTE), "well-to-tank"),
    "Business travel- air": ((TRAVEL,), "tank-to-wheel"),
    "Business travel- sea": ((TRAVEL,), "tank-to-wheel"),
    "WTT- business travel- air": ((TRAVEL,), "well-to-tank"),
    "WTT- business travel- sea": ((TRAVEL,), "well-to-tank"),
    "Hotel stay": ((TRAVEL,), "stay"),
    "Homeworking": ((COMMUTE,), "working hour"),
    "Delivery vehicles": (("mobile combustion",), "combustion"),
    "Passenger vehicles": (("mobile combustion",), "combustion"),
    "Waste disposal": (("waste",), "treatment"),
    "Material use": (("purchased goods",), "cradle-to-gate"),
    "Water supply": (("purchased goods",), "cradle-to-gate"),
    "Water treatment": (("waste",), "treatment"),
}
GRID = {
    "UK electricity": ("purchased electricity", "electricity", "generation"),
    "Heat and steam": ("purchased heat", "", "generation"),
    "Transmission and distribution": (ENERGY, "", "transmission and distribution"),
    "WTT- UK electricity": (ENERGY, "electricity", ""),
    "WTT- heat and steam": (ENERGY, "", ""),
}
SOLID = ("coal", "coke", "wood", "grass", "straw", "biogas", "landfill gas")


def editions(facts: list[Row], background: list[Row]) -> Iterator[Edition]:
    """One edition a year. An edition serves its calendar year; a year April to March goes to the edition of most months."""
    for year in GWP:
        edition = Edition(
            "uk-desnz",
            year,
            f"UK Government GHG Conversion Factors for Company Reporting {year}",
            "UK DESNZ",
            "OGL-3.0",
            rule="most-days",
            url="https://www.gov.uk/government/collections/government-conversion-factors-for-company-reporting",
            note="Contains public sector information licensed under the Open Government Licence v3.0.",
        )
        rows = [r for r in facts if r["id"].startswith(f"desnz{year}:")]
        biogenic = _outside(rows)
        for (heading, name, unit), group in _groups(rows).items():
            _place(edition, heading, name, unit, group, biogenic)
        _parameters(edition, rows)
        yield edition


def _clean(name: str) -> tuple[str, str]:
    """Heading and own name of a published row; the forms of the 2025 and 2026 tables are brought to those of 2021."""
    name = name.replace("�", "–").replace("UK electricity: generated", "UK electricity / Electricity: UK").removesuffix(" / kWh")
    heading, _, rest = name.partition(" / ")
    rest = re.sub(r" / (Energy - (Gross|Net) CV|Volume|Tonnes)$", "", rest)
    rest = re.sub(
        r"^(Liquid fuels|Gaseous fuels|Solid fuels|Biofuel|Biomass|Biogas|Electricity generated|Heat and steam|"
        r"WTT- (biofuel|biomass|biogas|heat and steam|district heat & steam distribution)|Forecourt fuels containing biofuel) / ",
        "",
        rest,
    )
    return heading, rest.replace("(from Tallow)", "(from tallow)")


def _groups(rows: list[Row]) -> dict[tuple[str, str, str], dict[str, Row]]:
    """The gases of each published line."""
    lines: dict[tuple[str, str, str], dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if not row["gas"].startswith(("parameter", "CO2_biogenic")):
            lines[(*_clean(row["name"]), row["unit"])][row["gas"]] = row
    return lines


def _outside(rows: list[Row]) -> dict[tuple[str, str], Row]:
    """Biogenic CO2 by own name and unit."""
    return {(_clean(r["name"])[1], r["unit"].lower()): r for r in rows if r["gas"].startswith("CO2_biogenic")}


def _place(edition: Edition, heading: str, name: str, unit: str, group: dict[str, Row], biogenic: dict[tuple[str, str], Row]) -> None:
    if heading in ("Fuels", "Bioenergy") and unit in ("kWh", "GJ"):
        return
    if heading in ("Fuels", "Bioenergy", "WTT- fuels", "WTT- bioenergy"):
        _fuel(edition, heading, name, unit, group, biogenic)
    elif heading in GRID:
        _grid(edition, heading, name, unit, group, biogenic)
    elif heading == "Managed assets- electricity":
        _grid(edition, "UK electricity", name, unit, group, biogenic)
    elif heading in PLACES and "- vehicles" not in heading:
        categories, boundary = PLACES[heading]
        if heading == "Hotel stay":
            _hotel(edition, name, unit, group)
            return
        for category in categories:
            _gases(edition, f"{slug(category)}:{slug(heading + name)}", category, _item(heading, name), name, unit, group, boundary)


def _hotel(edition: Edition, name: str, unit: str, group: dict[str, Row]) -> None:
    """A night in a hotel of the country that the row names."""
    country = name.removeprefix("Hotel stay / ")
    try:
        place = geography(country)
    except UnknownName:
        place = ""
    row = group["CO2e"]
    edition.factor(
        f"hotel:{slug(country)}",
        TRAVEL,
        "hotel stay" if place else f"hotel stay, {country}",
        "CO2e",
        row["value"],
        UNITS.get(unit, unit),
        name=name,
        table=row["table"],
        gwp_set=GWP[edition.edition][0],
        **(_shared(edition, "stay") | {"geography": place or "GB"}),
    )


def _fuel(edition: Edition, heading: str, name: str, unit: str, group: dict[str, Row], biogenic: dict[tuple[str, str], Row]) -> None:
    item = _item("Fuels", name)
    if heading.startswith("WTT"):
        if unit not in ("kWh", "GJ"):
            _gases(edition, f"upstream:{slug(name)}", ENERGY, item, name, unit, group, "well-to-tank")
        return
    for category in ("stationary combustion", "mobile combustion"):
        if category == "mobile combustion" and any(s in name.casefold() for s in SOLID):
            continue
        key = f"{category.split()[0]}:{slug(name)}"
        _gases(edition, key, category, item, name, unit, group, "combustion")
        outside = biogenic.get((name, unit.lower()))
        if outside:
            edition.factor(
                key,
                category,
                item,
                "CO2 biogenic",
                outside["value"],
                UNITS.get(unit, unit),
                name=name,
                table=outside["table"],
                **_shared(edition, "combustion"),
            )


def _grid(edition: Edition, heading: str, name: str, unit: str, group: dict[str, Row], biogenic: dict[tuple[str, str], Row]) -> None:
    category, item, boundary = GRID[heading]
    published = next(iter(group.values()))["name"]
    if "heat" in published.casefold():
        item = "heat, on-site" if "Onsite heat" in published else "heat"
    elif not item:
        item = "electricity"
    if not boundary:
        lost = "(T&D)" in name or "loss" in name
        boundary = "well-to-tank of transmission and distribution" if lost else "well-to-tank of generation"
    key = f"{slug(category)}:{slug(boundary)}:{slug(name)}"
    mine = [f for f in edition.factors if (f["category"], f["name"], f["boundary"]) == (category, name, boundary)]
    if mine and set(group) == {"CO2e"}:
        return
    edition.factors = [f for f in edition.factors if f not in mine]
    _gases(edition, key, category, item, name, unit, group, boundary, family="statistical")
    if item == "heat":
        _gases(edition, f"{key}:steam", category, "steam", name, unit, group, boundary, family="statistical")
    if category == "purchased electricity" and (outside := biogenic.get((name, "kwh"))):
        edition.factor(
            key,
            category,
            item,
            "CO2 biogenic",
            outside["value"],
            "kWh",
            name=name,
            table=outside["table"],
            family="statistical",
            **_shared(edition, boundary),
        )


def _shared(edition: Edition, boundary: str) -> Row:
    year = edition.edition
    return {"geography": "GB", "boundary": boundary, "valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31"}


def _gases(
    edition: Edition,
    key: str,
    category: str,
    item: str,
    name: str,
    unit: str,
    group: dict[str, Row],
    boundary: str,
    family: str = "",
) -> None:
    """The parts of a line as masses, or its total frozen to the edition's GWP set when there are no parts."""
    gwp_set, gwp = GWP[edition.edition]
    shared = _shared(edition, boundary) | {"name": name, "family": family, "table": next(iter(group.values()))["table"]}
    unit = UNITS.get(unit, unit)
    parts = {g: r for g, r in group.items() if g != "CO2e"}
    if not parts:
        edition.factor(key, category, item, "CO2e", group["CO2e"]["value"], unit, gwp_set=gwp_set, **shared)
        return
    for gas, row in parts.items():
        species = re.sub(r"CO2e\((\w+) part\)", r"\1", gas)
        flow = {"CO2": "CO2", "CH4": burnt_methane(item), "N2O": "N2O"}[species]
        amount = float(row["value"]) if species == "CO2" else turned_back(row["value"], gwp[species])
        edition.factor(key, category, item, flow, amount, unit, **shared)


def _item(heading: str, name: str) -> str:
    known = items("uk-desnz")
    return known.get(f"{heading} / {name}", known.get(name, name) if heading == "Fuels" else name)


def _parameters(edition: Edition, rows: list[Row]) -> None:
    """Density, gross and net calorific value of each fuel from the ratios of its factors."""
    per: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        heading, name = _clean(row["name"])
        part = row["gas"] == "CO2e(CO2 part)" or (row["gas"] == "CO2e" and edition.edition != "2021")
        if heading == "Fuels" and part:
            per[name][UNITS.get(row["unit"], row["unit"])] = float(row["value"])
    for name, given in per.items():
        item, source = _item("Fuels", name), f"ratio of factors of {name}, UK conversion factors {edition.edition}"
        mass = given.get("t", 0.0)
        if not mass or name.startswith(("Bio", "Landfill")):
            continue
        for unit, parameter, of in (("L", "density", "kg/L"), ("m3", "density", "kg/m3")):
            if given.get(unit):
                edition.parameter(parameter, item, float(f"{given[unit] / mass * 1000:.6g}"), of, source, "computed")
        for unit, parameter, of in (("kWh (GCV)", "gcv", "GJ (GCV)/t"), ("kWh (NCV)", "ncv", "GJ (NCV)/t")):
            if given.get(unit):
                edition.parameter(parameter, item, float(f"{mass / given[unit] * 0.0036:.6g}"), of, source, "computed")
