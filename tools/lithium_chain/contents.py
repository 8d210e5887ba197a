"""What a unit of each flow holds of mass, carbon, water and energy: generated rows of contents.csv, beside those written by hand.

Mass: a kilogram weighs itself, a cubic metre of water a tonne, a service nothing. Carbon: by `carbon.csv`, whose first row that
fits wins; what is mineral, metal or salt holds none; of assemblies and mixtures nothing is known. Water: free water only, brines
unknown. Energy: net calorific values, electricity and heat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from facts import read

HERE = Path(__file__).parent
CARBON = [(re.compile(r["contains"]), r["content"], r["source"]) for r in read(HERE / "carbon.csv")]
SERVICES = re.compile(r"^(rolling|moulding|extrusion|film extrusion) of|^compressed air")
MIXED = re.compile(r"paste|separator|electrolyte|cell|pack\b|packaging|pouch|management|chemicals, unspecified|electronic|resin|hexafluorophosphate|"
                   r"hazardous|board|cellulose|tab,|container|foil|metal scrap|wastewater|glass|cathode active|precursor|silane")
WATERY = re.compile(r"brine|eluate|liquor|carbonate, |ore, |redissolved|liquid waste|tailings|sludge")
ASSEMBLED = ("battery cell, ", "battery pack, ")
NCV = {"hard coal, supplied, CN": 23.204, "natural gas, supplied, WORLD": 34.4, "diesel, supplied, WORLD": 43.0,
       "residual fuel oil, supplied, WORLD": 40.4}
ENERGY = {"kWh": 3.6, "MJ": 1.0}
# kilograms of an element in a kilogram of a salt, by molar mass
SALTS = {"nickel sulfate hexahydrate": ("nickel", 0.2233), "cobalt sulfate heptahydrate": ("cobalt", 0.20965),
         "manganese sulfate monohydrate": ("manganese", 0.32506), "lithium carbonate, battery grade": ("lithium", 0.18785),
         "lithium hydroxide monohydrate": ("lithium", 0.16539)}


def rows(flows: Iterable[tuple[str, str, str]]) -> Iterator[dict[str, Any]]:
    """Rows of contents for each (flow, unit, kind) that is known to hold an amount, nought included."""
    for flow, unit, kind in sorted({(f, u, "elementary" if k == "elementary" else "material") for f, u, k in flows}):
        for element, found in (("mass", mass(flow, unit)), ("carbon", carbon(flow, unit, kind)), ("water", water(flow, unit, kind)),
                               ("energy", energy(flow, unit))):
            if found is not None:
                yield _row(flow, element, *found)


def more(written: list[dict[str, str]], made: Iterable[tuple[str, str, float]]) -> Iterator[dict[str, Any]]:
    """Elements of salts, and of cells and packs as the sum of their parts; `made`: product, part, amount of the part.

    What is written by hand is left as it is.
    """
    held = {(r["flow"], r["element"]): float(r["content"]) for r in written}
    parts: dict[str, list[tuple[str, float]]] = {}
    for product, part, amount in made:
        parts.setdefault(product, []).append((part, amount))
    for flow in sorted(parts):
        salt = next((s for s in SALTS if flow.startswith(s)), None)
        if salt and (flow, SALTS[salt][0]) not in held:
            held[flow, SALTS[salt][0]] = SALTS[salt][1]
            yield _row(flow, *SALTS[salt], "stoichiometry with IUPAC atomic masses")
    for flow in sorted((f for f in parts if f.startswith(ASSEMBLED)), key=lambda f: (f.startswith("battery pack"), f)):
        for element in ("lithium", "nickel", "cobalt", "manganese"):
            if (flow, element) not in held:
                held[flow, element] = sum(held.get((part, element), 0.0) * amount for part, amount in parts[flow])
                yield _row(flow, element, float(f"{held[flow, element]:.6g}"), "sum of its parts")


def _row(flow: str, element: str, content: Any, source: str) -> dict[str, Any]:
    return {"flow": flow, "element": element, "content": content, "source": source, "status": "computed"}


def mass(flow: str, unit: str) -> tuple[Any, str] | None:
    """Kilograms in a unit of `flow`."""
    if SERVICES.match(flow):
        return 0, "a service, or air"
    if unit == "kg":
        return 1, "a kilogram"
    return (1000, "a cubic metre of water") if unit == "m3" and "water" in flow else None


def carbon(flow: str, unit: str, kind: str) -> tuple[Any, str] | None:
    """Kilograms of carbon in a unit of `flow`; None where nothing is known."""
    if unit not in ("kg", "Sm3", "m3"):
        return None
    for pattern, content, source in CARBON:
        if pattern.search(flow):
            return content, source
    if kind != "elementary" and (MIXED.search(flow) or unit != "kg"):
        return None
    return 0, "mineral, metal, salt or gas without carbon"


def water(flow: str, unit: str, kind: str) -> tuple[Any, str] | None:
    """Kilograms of free water in a unit of `flow`; None where nothing is known."""
    if unit == "m3" and "water" in flow:
        return 1000, "a cubic metre of water"
    if re.match(r"(process )?water", flow):
        return 1, "water"
    return None if unit != "kg" or (kind != "elementary" and WATERY.search(flow)) else (0, "no free water")


def energy(flow: str, unit: str) -> tuple[Any, str] | None:
    """Megajoules in a unit of `flow`."""
    if flow in NCV:
        return NCV[flow], "net calorific value, parameters.csv"
    capacity = flow.startswith(ASSEMBLED)
    return (ENERGY[unit], "energy itself") if unit in ENERGY and not capacity else None
