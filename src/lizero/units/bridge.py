"""Between unlike units of one item, through stated densities and calorific values only (convention 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from lizero.errors import UnitMismatch, UnknownName
from lizero.units.unit import Unit, ratio, unit

__all__ = ["Conversion", "Step", "bridge"]

MOST_STEPS = 3
_KELVIN = {"0 °C": 273.15, "15 °C": 288.15, "60 °F": 288.70555555555557}
IDEAL_GAS = "ideal gas law at 101.325 kPa"


@dataclass(frozen=True, slots=True)
class Step:
    """One stated parameter or physical relation that a conversion goes through."""

    text: str
    value: float
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """How many target units one unit is, and the steps on the way."""

    value: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    """From one kind of unit to another: value in base units of `end` for one base unit of `start`."""

    start: tuple[str, str]
    end: tuple[str, str]
    value: float
    step: Step


def bridge(a: str, b: str, item: str, parameters: pl.DataFrame) -> Conversion:
    """How many `b` one `a` of `item` is, by at most three stated steps, fewest first, earlier rows first.

    `parameters`: PARAMETERS rows whose scope is `item`, each with a unit that is a ratio (``kg/L``, ``GJ (NCV)/t``,
    ``GJ (NCV)/GJ (GCV)``). Gas volumes at 0 °C, 15 °C and 60 °F convert by the ideal gas law, which is listed as a step.
    Raises UnitMismatch naming both sides and the parameter that would help.

    >>> stated = pl.DataFrame({"parameter": ["density"], "scope": ["diesel"], "value": [0.84], "unit": ["kg/L"],
    ...                        "source": ["certificate"], "status": ["own"]})
    >>> round(bridge("t", "kL", "diesel", stated).value, 6)
    1.190476
    """
    left, right = unit(a), unit(b)
    edges = [*_stated(item, parameters), *_gas()]
    frontier: list[tuple[tuple[str, str], float, tuple[Step, ...]]] = [(_kind(left), left.scale, ())]
    seen = {_kind(left)}
    for _ in range(MOST_STEPS + 1):
        for kind, value, steps in frontier:
            if kind == _kind(right):
                return Conversion(value / right.scale, steps)
        frontier = [
            (e.end, value * e.value, (*steps, e.step))
            for kind, value, steps in frontier for e in edges if e.start == kind and e.end not in seen
        ]
        seen |= {kind for kind, _, _ in frontier}
    raise UnitMismatch(f"{a!r} of {item} is {left.kind}, {b!r} is {right.kind}: {_help(left, right, item)}")


def _kind(u: Unit) -> tuple[str, str]:
    return u.dimension, u.basis


def _stated(item: str, parameters: pl.DataFrame) -> Iterator[_Edge]:
    rows = parameters.filter(pl.col("scope") == item).iter_rows(named=True)
    for row in rows:
        value = row.get("value")
        try:
            top, bottom = ratio(row["unit"] or "1")
        except (UnknownName, UnitMismatch):
            continue
        if value is None or value <= 0 or _kind(top) == _kind(bottom):
            continue
        per_base = value * top.scale / bottom.scale
        step = Step(f"{row['parameter']} of {item} {value:g} {row['unit']}", value, row.get("source") or "", row.get("status") or "")
        yield _Edge(_kind(bottom), _kind(top), per_base, step)
        yield _Edge(_kind(top), _kind(bottom), 1 / per_base, step)


def _gas() -> Iterator[_Edge]:
    for start, cold in _KELVIN.items():
        for end, warm in _KELVIN.items():
            if start != end:
                step = Step(f"gas volume at {start} to {end}: {warm:g} K / {cold:g} K", warm / cold, IDEAL_GAS, "computed")
                yield _Edge(("volume", start), ("volume", end), warm / cold, step)


_NAMES = {"mass": "density or calorific value", "volume": "density or calorific value", "energy": "calorific value"}


def _help(left: Unit, right: Unit, item: str) -> str:
    if left.dimension == right.dimension == "energy":
        return f"state the ratio of net to gross calorific value of {item} (parameter unit 'GJ (NCV)/GJ (GCV)') or both calorific values"
    if {left.dimension, right.dimension} == {"mass", "volume"}:
        return f"state the density of {item} (for example in kg/L) with its source"
    if "energy" in (left.dimension, right.dimension):
        energy, other = (left, right) if left.dimension == "energy" else (right, left)
        if not energy.basis:
            return "state whether the energy is gross (GCV) or net (NCV)"
        which = {"GCV": "gross calorific value (gcv)", "NCV": "net calorific value (ncv)"}[energy.basis]
        return f"state the {which} of {item} (for example in GJ ({energy.basis})/{other.text}) with its source"
    known = _NAMES.get(left.dimension, "ratio")
    return f"no stated {known} of {item} leads from one to the other"
