"""Refrigerants, foams and switchgear gases: one kilogram released as its component gases, so that any GWP set can follow.

Pure gases come from the list of GWP values; blends from their composition by mass (ASHRAE Standard 34). A composition is
marked checked when the GWP computed from it (AR4) is the one that a publisher prints, else unverified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from factor_build import Edition, Row

BLENDS = {
    "R-401A": {"HCFC-22": 53, "HCFC-124": 34, "HFC-152a": 13},
    "R-401B": {"HCFC-22": 61, "HCFC-124": 28, "HFC-152a": 11},
    "R-402A": {"HCFC-22": 38, "HFC-125": 60, "R-290": 2},
    "R-402B": {"HCFC-22": 60, "HFC-125": 38, "R-290": 2},
    "R-404A": {"HFC-125": 44, "HFC-134a": 4, "HFC-143a": 52},
    "R-407A": {"HFC-32": 20, "HFC-125": 40, "HFC-134a": 40},
    "R-407B": {"HFC-32": 10, "HFC-125": 70, "HFC-134a": 20},
    "R-407C": {"HFC-32": 23, "HFC-125": 25, "HFC-134a": 52},
    "R-407D": {"HFC-32": 15, "HFC-125": 15, "HFC-134a": 70},
    "R-407E": {"HFC-32": 25, "HFC-125": 15, "HFC-134a": 60},
    "R-407F": {"HFC-32": 30, "HFC-125": 30, "HFC-134a": 40},
    "R-408A": {"HCFC-22": 47, "HFC-125": 7, "HFC-143a": 46},
    "R-409A": {"HCFC-22": 60, "HCFC-124": 25, "HCFC-142b": 15},
    "R-410A": {"HFC-32": 50, "HFC-125": 50},
    "R-410B": {"HFC-32": 45, "HFC-125": 55},
    "R-413A": {"HFC-134a": 88, "C3F8": 9, "R-600a": 3},
    "R-417A": {"HFC-125": 46.6, "HFC-134a": 50, "R-600": 3.4},
    "R-422A": {"HFC-125": 85.1, "HFC-134a": 11.5, "R-600a": 3.4},
    "R-422D": {"HFC-125": 65.1, "HFC-134a": 31.5, "R-600a": 3.4},
    "R-423A": {"HFC-134a": 52.5, "HFC-227ea": 47.5},
    "R-424A": {"HFC-125": 50.5, "HFC-134a": 47, "R-600": 2.5},
    "R-426A": {"HFC-125": 5.1, "HFC-134a": 93, "R-600": 1.9},
    "R-428A": {"HFC-125": 77.5, "HFC-143a": 20, "R-600a": 2.5},
    "R-434A": {"HFC-125": 63.2, "HFC-134a": 16, "HFC-143a": 18, "R-600a": 2.8},
    "R-438A": {"HFC-32": 8.5, "HFC-125": 45, "HFC-134a": 44.2, "R-600": 2.3},
    "R-448A": {"HFC-32": 26, "HFC-125": 26, "HFC-134a": 21, "HFO-1234yf": 20, "HFO-1234ze(E)": 7},
    "R-449A": {"HFC-32": 24.3, "HFC-125": 24.7, "HFC-134a": 25.7, "HFO-1234yf": 25.3},
    "R-450A": {"HFC-134a": 42, "HFO-1234ze(E)": 58},
    "R-452A": {"HFC-32": 11, "HFC-125": 59, "HFO-1234yf": 30},
    "R-454B": {"HFC-32": 68.9, "HFO-1234yf": 31.1},
    "R-500": {"CFC-12": 73.8, "HFC-152a": 26.2},
    "R-502": {"HCFC-22": 48.8, "CFC-115": 51.2},
    "R-504": {"HFC-32": 48.2, "CFC-115": 51.8},
    "R-507A": {"HFC-125": 50, "HFC-143a": 50},
    "R-508A": {"HFC-23": 39, "C2F6": 61},
    "R-508B": {"HFC-23": 46, "C2F6": 54},
    "R-513A": {"HFC-134a": 44, "HFO-1234yf": 56},
}
HYDROCARBONS = ("R-290", "R-600", "R-600a")
KYOTO = ("HFC", "SF6", "NF3", "CF4", "C2F6", "C3F8", "C4F10", "C5F12", "C6F14", "c-C4F8")
PURE = re.compile(r"^(CFC|HCFC|HFC|HFE|Halon)-|^(CF4|C2F6|C3F8|C4F10|C5F12|C6F14|c-C4F8|SF6|NF3|SF5CF3)$")
NUMBERS = {
    "HCFC-22": "R-22",
    "HFC-32": "R-32",
    "HFC-134a": "R-134a",
    "HFC-23": "R-23",
    "HFC-125": "R-125",
    "HFC-143a": "R-143a",
    "HFC-152a": "R-152a",
    "HFC-227ea": "R-227ea",
    "HFC-245fa": "R-245fa",
    "HFC-236fa": "R-236fa",
    "HCFC-123": "R-123",
    "HCFC-141b": "R-141b",
    "CFC-11": "R-11",
    "CFC-12": "R-12",
    "SF6": "sulfur hexafluoride, switchgear",
}
PRINTED = {"R-507": "R-507A"}


def editions(facts: list[Row], background: list[Row]) -> Iterator[Edition]:
    """One edition: pure gases and blends."""
    printed, gwp = _printed(facts), _gwp(facts, "gwp_ar4gwp100:")
    edition = Edition(
        "refrigerants",
        "2026",
        "Refrigerants and technical gases by composition",
        "ASHRAE Standard 34 (compositions)",
        "facts, cited",
        note="Computed from composition; printed tables of blends are not used. Hydrocarbons in blends are not counted.",
    )
    for species in sorted({*gwp, *_gwp(facts, "gwp_ar6gwp100:")}):
        if PURE.match(species):
            for name in filter(None, (species, NUMBERS.get(species))):
                _row(edition, name, species, 1.0, "a pure gas", "checked")
    for blend, parts in BLENDS.items():
        counted = sum(share / 100 * gwp[s] for s, share in parts.items() if s.startswith(KYOTO))
        agrees = blend in printed and abs(counted - printed[blend]) <= 1
        mixture = ", ".join(f"{share:g} % {s}" for s, share in parts.items())
        for species, share in parts.items():
            if species not in HYDROCARBONS:
                _row(edition, blend, species, round(share / 100, 6), f"ASHRAE 34: {mixture}", "checked" if agrees else "unverified")
    yield edition


def _row(edition: Edition, item: str, species: str, amount: float, table: str, status: str) -> None:
    edition.factor(
        f"{item}:{species}",
        "fugitive",
        item,
        species,
        amount,
        "kg",
        name=item,
        geography="WORLD",
        boundary="release",
        table=table,
        status=status,
    )


def _gwp(facts: list[Row], prefix: str) -> dict[str, float]:
    """GWP values of a printed set by species."""
    return {_spelled(r["name"]): float(r["value"]) for r in facts if r["id"].startswith(prefix) and r["value"]}


def _spelled(name: str) -> str:
    """``HFC134a`` as HFC-134a, ``cC4F8`` as c-C4F8."""
    return re.sub(r"^(CFC|HCFC|HFC|HFE|Halon)(?=\d)", r"\1-", name).replace("cC4F8", "c-C4F8")


def _printed(facts: list[Row]) -> dict[str, float]:
    """AR4 GWPs of blends as a publisher prints them; it counts Kyoto gases only."""
    made = {}
    for row in facts:
        found = re.match(r"blend (R-\w+)", row["name"])
        if found and row["id"].startswith("gwp_ar4_epa:"):
            made[PRINTED.get(found.group(1), found.group(1))] = float(row["value"])
    return made
