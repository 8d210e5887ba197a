"""Published figures by reference: a recipe names a figure, this module finds it with its source and its status.

A reference reads ``@book[key]``, optionally ``* number``. Books: ``gaps`` (item/location), ``background``
(item/location/year/indicator), ``ef`` (id of an emission factor), ``chemistry`` (entity/property) and ``route`` (place>place, km).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import routes

REFERENCE = re.compile(r"^@(?P<book>\w+)\[(?P<key>[^\]]+)\](?:\s*\*\s*(?P<scale>[-+0-9.eE/]+))?$")
GOOD = {"checked": "checked", "computed": "computed", "computed from checked values": "computed"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure: value, bounds where published, source, status."""

    value: float
    source: str
    status: str
    low: float | None = None
    high: float | None = None

    def scaled(self, factor: float) -> Figure:
        """The figure in another unit."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Figure(self.value * factor, self.source, self.status, low, high)


def status(text: str) -> str:
    """One of checked, computed, unverified, from the wording of a facts file."""
    if text.startswith("checked"):
        return "checked"
    return GOOD.get(text, "unverified")


def number(text: str) -> float | None:
    """The number in `text`, or None where the cell is empty."""
    return float(text) if text.strip() else None


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Facts:
    """The facts in `folder`, read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def gaps(self) -> dict[str, Figure]:
        return {f"{r['item']}/{r['location']}": self._figure(r, "status") for r in read(self.folder / "background_gaps.csv")
                if r["value"]}

    @cached_property
    def background(self) -> dict[str, Figure]:
        return {"/".join((r["item"], r["location"], r["year"], r["indicator"])): self._figure(r, "provenance")
                for r in read(self.folder / "background.csv") if number(r["value"]) is not None}

    @cached_property
    def chemistry(self) -> dict[str, Figure]:
        return {f"{r['entity']}/{r['property']}": self._figure(r, "provenance")
                for r in read(self.folder / "chemistry.csv") if r["value"]}

    @cached_property
    def ef(self) -> dict[str, Figure]:
        rows = read(self.folder / "emission_factors.csv")
        return {r["id"]: Figure(float(r["value"]), f"{r['source']}, {r['table']}".strip(", "), status(r["status"]))
                for r in rows if _is_number(r["value"])}

    @cached_property
    def route(self) -> dict[str, Figure]:
        return {key: Figure(km, routes.citation(key), "computed") for key, km in routes.distances().items()}

    @cached_property
    def uslci(self) -> dict[str, dict[str, str]]:
        return {f"{r['process']}/{r['product']}": r for r in read(self.folder / "uslci_intensities.csv")}

    @cached_property
    def grids(self) -> dict[str, dict[str, str]]:
        return {r["zone"]: r for r in read(self.folder / "grids.csv")}

    @cached_property
    def published(self) -> dict[str, list[dict[str, str]]]:
        """Unit processes transcribed from publications: process|location -> exchanges."""
        out: dict[str, list[dict[str, str]]] = {}
        for r in read(self.folder / "lithium_unit_processes.csv"):
            out.setdefault(f"{r['process']}|{r['location']}", []).append(r)
        return out

    def figure(self, reference: str) -> Figure:
        """The figure that a reference such as ``@gaps[quicklime/CN] * 0.5`` names; KeyError when there is none."""
        match = REFERENCE.match(reference.strip())
        if match is None:
            raise KeyError(f"{reference!r} is not a reference")
        figure: Figure = getattr(self, match["book"])[match["key"]]
        return figure.scaled(_scale(match["scale"])) if match["scale"] else figure

    @staticmethod
    def _figure(row: dict[str, str], mark: str) -> Figure:
        low, high = number(row.get("low") or ""), number(row.get("high") or "")
        return Figure(float(row["value"]), row["source"], status(row[mark]), low, high)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _scale(text: str) -> float:
    top, _, bottom = text.partition("/")
    return float(top) / float(bottom or 1)
