"""From one unit to an unlike one through stated numbers of the item: density, calorific value, volume ratio.

Each number is a row of PARAMETERS with its source and status (convention 6): nothing is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from lizero.errors import LizeroError, UnitMismatch
from lizero.units.atoms import Powers, fold
from lizero.units.reading import quotient_sides
from lizero.units.unit import Unit, conversion, like, unit, wanted_parameters

__all__ = ["Conversion", "Step", "bridge"]

BASES = {
    "ncv": "NCV", "lhv": "NCV", "net calorific value": "NCV", "低位发热量": "NCV",
    "gcv": "GCV", "hhv": "GCV", "gross calorific value": "GCV", "高位发热量": "GCV",
    "density": "", "bulk density": "", "密度": "", "volume ratio": "", "enthalpy": "", "energy content": "", "unit mass": "",
}
"""Parameters that may link two units, and the energy basis that their name states."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stated number on the way: in words, the factor it multiplies by, and where it comes from."""

    text: str
    value: float
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """How many of the target unit one source unit is, and the steps whose values multiply to it."""

    value: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    """A parameter as an edge: one `below` of the item is `value` `above`."""

    name: str
    value: float
    above: Unit
    below: Unit
    told: str
    source: str
    status: str


def bridge(a: str, b: str, item: str, parameters: pl.DataFrame, *, year: int | None = None) -> Conversion:
    """How many `b` one `a` of `item` is, through one or two stated `parameters` (a PARAMETERS frame).

    Rows of the item's scope come before rows without scope, earlier rows before later; one step is preferred to two.
    Rows of another `year`, with a scenario, or without a value are not used. Like units need no step.
    Raises UnitMismatch that names what is missing when no stated parameter leads from `a` to `b`.

    >>> stated = pl.DataFrame({"parameter": ["density", "ncv"], "scope": ["diesel", "diesel"], "value": [0.84, 43.33],
    ...     "unit": ["kg/L", "GJ (NCV)/t"], "source": ["certificate", "guideline"], "status": ["own", "checked"]})
    >>> found = bridge("kL", "GJ (NCV)", "diesel", stated)
    >>> round(found.value, 6), [step.text for step in found.steps]
    (36.3972, ['density of diesel 0.84 kg/L', 'ncv of diesel 43.33 GJ (NCV)/t'])
    """
    start, goal = unit(a), unit(b)
    if like(start, goal):
        return Conversion(conversion(a, b), ())
    way = _way(start, goal, _links(item, parameters, year))
    if way is None:
        raise UnitMismatch(_refusal(start, goal, item, parameters))
    return _along(start, goal, way, item)


def _links(item: str, parameters: pl.DataFrame, year: int | None) -> list[_Link]:
    scope = item.strip().casefold()
    rows = [r for r in parameters.iter_rows(named=True) if _may_serve(r, scope, year)]
    rows.sort(key=lambda r: not r["scope"])
    return [link for r in rows if (link := _link(r))]


def _may_serve(row: dict[str, object], scope: str, year: int | None) -> bool:
    named = str(row.get("parameter") or "").strip().casefold() in BASES
    held = str(row.get("scope") or "").strip().casefold()
    valued = isinstance(row.get("value"), int | float) and float(row["value"]) > 0  # type: ignore[arg-type]
    return named and valued and held in ("", scope) and not row.get("scenario") and row.get("year") in (None, year)


def _link(row: dict[str, object]) -> _Link | None:
    name, told = str(row["parameter"]).strip().casefold(), str(row["unit"] or "")
    sides = quotient_sides(fold(told))
    try:
        above, below = (_on(unit(side), BASES[name]) for side in sides) if sides else (None, None)
    except LizeroError:
        return None
    if above is None or below is None:
        return None
    value = float(row["value"])  # type: ignore[arg-type]
    return _Link(name, value, above, below, told, str(row.get("source") or ""), str(row.get("status") or ""))


def _on(side: Unit, basis: str) -> Unit | None:
    """The side on the basis that the parameter's name states; None where the unit states another."""
    if side.dimension != "energy" or not basis or side.basis == basis:
        return side
    return unit(f"{side.text} ({basis})") if not side.basis else None


Way = tuple[tuple[_Link, bool], ...]


def _way(start: Unit, goal: Unit, links: list[_Link]) -> Way | None:
    edges = [(link, up) for link in links for up in (True, False)]
    ends = {(link.name, id(link), up): _ends(link, up) for link, up in edges}
    first = [(link, up) for link, up in edges if ends[link.name, id(link), up][0] == start.powers]
    for link, up in first:
        if ends[link.name, id(link), up][1] == goal.powers:
            return ((link, up),)
    for link, up in first:
        for then, on in edges:
            if then is not link and (ends[link.name, id(link), up][1], goal.powers) == ends[then.name, id(then), on]:
                return ((link, up), (then, on))
    return None


def _ends(link: _Link, up: bool) -> tuple[Powers, Powers]:
    """Where an edge leaves and arrives: `up` multiplies by the parameter, else divides."""
    return (link.below.powers, link.above.powers) if up else (link.above.powers, link.below.powers)


def _along(start: Unit, goal: Unit, way: Way, item: str) -> Conversion:
    steps, here, total = [], start, Fraction(1)
    for n, (link, up) in enumerate(way):
        leave, arrive = (link.below, link.above) if up else (link.above, link.below)
        end = goal if n == len(way) - 1 else arrive
        stated = Fraction(link.value) if up else 1 / Fraction(link.value)
        factor = here.exact / leave.exact * stated * (arrive.exact / end.exact)
        steps.append(Step(f"{link.name} of {item} {link.value:g} {link.told}", float(factor), link.source, link.status))
        here, total = end, total * factor
    return Conversion(float(total), tuple(steps))


def _refusal(start: Unit, goal: Unit, item: str, parameters: pl.DataFrame) -> str:
    try:
        conversion(start.text, goal.text)
    except UnitMismatch as fault:
        plain = str(fault).partition(";")[0]
    scope = item.strip().casefold()
    told = [r for r in parameters.iter_rows(named=True) if str(r.get("scope") or "").strip().casefold() == scope]
    known = ", ".join(dict.fromkeys(f"{r['parameter']} {r['unit']}" for r in told)) or "nothing"
    return f"{plain}; of {item!r} PARAMETERS state {known}; {wanted_parameters(start, goal)} would help"
