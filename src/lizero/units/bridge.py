"""From one unit to an unlike one through stated numbers of the item: density, calorific value, volume ratio.

Each number is a row of PARAMETERS with its source and status (convention 6): nothing is assumed. Only the volume of a gas at
another reference temperature follows without a statement, by the ideal gas law, and is listed as a step of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from lizero.errors import LizeroError, UnitMismatch
from lizero.units.atoms import Powers, fold
from lizero.units.reading import quotient_sides
from lizero.units.unit import Unit, conversion, like, unit, wanted_parameters

__all__ = ["Conversion", "Step", "bridge"]

MOST_STEPS = 3
_SPEAKS = re.compile(
    r"(?P<NCV>ncv|lhv|net calorific value|低位发热量|低位热值)|(?P<GCV>gcv|hhv|gross calorific value|高位发热量|高位热值)"
    r"|(?P<any>density|bulk density|密度|volume ratio|net to gross|enthalpy|energy content|calorific value|unit mass)",
    re.IGNORECASE,
)
"""How the name of a parameter begins that may link two units, and the energy basis that it states."""

_KELVIN = {"0 °C": Fraction("273.15"), "15 °C": Fraction("288.15"), "60 °F": (Fraction(60) - 32) * 5 / 9 + Fraction("273.15")}


@dataclass(frozen=True, slots=True)
class Step:
    """One stated number on the way: in words, its value, and where it comes from."""

    text: str
    value: float
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """How many of the target unit one source unit is, and the stated numbers on the way."""

    value: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    """One base unit of `start` is `factor` base units of `end`."""

    start: Powers
    end: Powers
    factor: Fraction
    step: Step

    def back(self) -> _Edge:
        return _Edge(self.end, self.start, 1 / self.factor, self.step)


def bridge(a: str, b: str, item: str, parameters: pl.DataFrame, *, year: int | None = None) -> Conversion:
    """How many `b` one `a` of `item` is, by at most three stated `parameters` (a PARAMETERS frame), fewest first.

    A parameter counts when its name begins with density, ncv, gcv, volume ratio, net to gross, enthalpy, energy content or
    unit mass, and its unit is a ratio (``kg/L``, ``GJ (NCV)/t``). Rows of the item's scope come before rows without scope,
    earlier rows before later; rows of another `year`, of a scenario or without a positive value are not used.
    Raises UnitMismatch that names what is stated and what would help when nothing leads from `a` to `b`.

    >>> stated = pl.DataFrame({"parameter": ["density", "ncv"], "scope": ["diesel", "diesel"], "value": [0.84, 43.33],
    ...     "unit": ["kg/L", "GJ (NCV)/t"], "source": ["certificate", "guideline"], "status": ["own", "checked"]})
    >>> found = bridge("kL", "GJ (NCV)", "diesel", stated)
    >>> round(found.value, 6), [step.text for step in found.steps]
    (36.3972, ['density of diesel 0.84 kg/L', 'ncv of diesel 43.33 GJ (NCV)/t'])
    """
    start, goal = unit(a), unit(b)
    if like(start, goal):
        return Conversion(conversion(a, b), ())
    scope = item.strip().casefold()
    rows = [r for r in parameters.iter_rows(named=True) if str(r.get("scope") or "").strip().casefold() in ("", scope)]
    stated = [edge for row in sorted(rows, key=lambda r: not r["scope"]) for edge in _stated(row, item, year)]
    way = _way(start.powers, goal.powers, [e for one in (*stated, *_gas()) for e in (one, one.back())])
    if way is None:
        raise UnitMismatch(_refusal(start, goal, item, [f"{r['parameter']} {r['unit']}" for r in rows if r["scope"]]))
    factor = start.exact / goal.exact
    for edge in way:
        factor *= edge.factor
    return Conversion(float(factor), tuple(edge.step for edge in way))


def _stated(row: Mapping[str, Any], item: str, year: int | None) -> Iterator[_Edge]:
    """The edge that a row of PARAMETERS states, if it states one."""
    name, told, value = str(row["parameter"]).strip(), str(row["unit"] or ""), row.get("value")
    basis = _SPEAKS.match(name.replace("_", " "))
    sides = quotient_sides(fold(told))
    if not basis or not sides or value is None or value <= 0 or row.get("scenario") or row.get("year") not in (None, year):
        return
    above, below = (_on(side, basis.lastgroup or "") for side in sides)
    if above and below and above.powers != below.powers:
        step = Step(f"{name} of {item} {value:g} {told}", float(value), str(row.get("source") or ""), str(row.get("status") or ""))
        yield _Edge(below.powers, above.powers, Fraction(float(value)) * above.exact / below.exact, step)


def _on(side: str, basis: str) -> Unit | None:
    """A side of the ratio on the basis that the parameter's name states; None where its unit states another, or is none."""
    try:
        found = unit(side)
    except LizeroError:
        return None
    if found.dimension != "energy" or basis == "any" or found.basis == basis:
        return found
    return None if found.basis else unit(f"{found.text} ({basis})")


def _gas() -> Iterator[_Edge]:
    for start, cold in _KELVIN.items():
        for end, warm in _KELVIN.items():
            if start < end:
                told = f"gas volume at {start} to {end}: {float(warm):g} K / {float(cold):g} K"
                step = Step(told, float(warm / cold), "ideal gas law at 101.325 kPa", "computed")
                yield _Edge(((("volume", start), 1),), ((("volume", end), 1),), warm / cold, step)


def _way(start: Powers, goal: Powers, edges: list[_Edge]) -> tuple[_Edge, ...] | None:
    frontier: list[tuple[Powers, tuple[_Edge, ...]]] = [(start, ())]
    seen = {start}
    for _ in range(MOST_STEPS):
        frontier = [(e.end, (*way, e)) for here, way in frontier for e in edges if e.start == here and e.end not in seen]
        for here, way in frontier:
            if here == goal:
                return way
        seen |= {here for here, _ in frontier}
    return None


def _refusal(start: Unit, goal: Unit, item: str, stated: list[str]) -> str:
    known = ", ".join(dict.fromkeys(stated)) or "nothing"
    return (
        f"{start.text!r} is {start.kind}, {goal.text!r} is {goal.kind}: of {item!r} PARAMETERS state {known}; "
        f"state {wanted_parameters(start, goal, item)}"
    )
