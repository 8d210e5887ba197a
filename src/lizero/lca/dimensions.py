"""Units of formulas: the dimension that a formula gives is held against the one that is declared (convention 6).

Numbers written in a formula may carry any unit (``1000``) or turn one substance into another (``44 / 12``), so what they
multiply keeps its dimension and loses its scale and its substance. What has no unit is not judged. Sums of unlike
dimensions, or of like ones in different units, are named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from lizero.errors import Finding, UnitMismatch, UnknownName
from lizero.lca.formula import FUNCTIONS, Formula, FormulaRefused, parse
from lizero.units import unit

__all__ = ["formula_units"]

Powers = Mapping[tuple[str, str], float]
ALIKE = (FUNCTIONS["min"][0], FUNCTIONS["max"][0], np.add, np.subtract)
PURE = (np.exp, np.log, np.log10)


@dataclass(frozen=True)
class Size:
    """Dimensions of a value with their powers, and its scale; scale None: a number in the formula may have changed it;
    `number`: it holds nothing but numbers."""

    powers: Powers
    scale: float | None = None
    number: bool = False


class _Unlike(Exception):
    pass


def formula_units(
    parameters: pl.DataFrame, exchanges: pl.DataFrame, made: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """A warning for each formula of PARAMETERS or EXCHANGES whose dimension is not that of its declared unit.

    `made`: process → unit of its product; an exchange may be written for one run (kg) or for one unit of product (kg/MJ).

    >>> import polars as pl
    >>> rows = {"parameter": ["ncv", "heat", "coal"], "scope": [None] * 3, "formula": [None, None, "heat * ncv"],
    ...         "unit": ["MJ/kg", "MJ", "kg"]}
    >>> nothing = pl.DataFrame(schema={"exchange": pl.String, "process": pl.String, "formula": pl.String, "unit": pl.String})
    >>> print(*formula_units(pl.DataFrame(rows), nothing))
    warning: PARAMETERS › coal: 'heat * ncv' is energy²/mass, not mass (kg) [formula.unit] check the formula and the units ...
    """
    known = {(s or "", p): _size(u) for s, p, u in parameters.select("scope", "parameter", "unit").iter_rows()}
    by_formula = pl.col("formula").is_not_null()
    parameters, exchanges = parameters.filter(by_formula), exchanges.filter(by_formula)
    asked = [
        (f"PARAMETERS › {name}", scope or "", formula, text)
        for name, scope, formula, text in parameters.select("parameter", "scope", "formula", "unit").iter_rows()
    ] + [
        (f"EXCHANGES › {name}", process, formula, text)
        for name, process, formula, text in exchanges.select("exchange", "process", "formula", "unit").iter_rows()
    ]
    found = (_judged(*row, known, _size((made or {}).get(row[1]))) for row in asked)
    return tuple(f for f in found if f is not None)


def _judged(
    where: str, scope: str, text: str, declared: str | None, known: Mapping[tuple[str, str], Size | None], per: Size | None
) -> Finding | None:
    hint = "check the formula and the units of its parameters"
    try:
        size = _run(parse(text), scope, known)
    except FormulaRefused:
        return None
    except _Unlike as wrong:
        return Finding(where, "formula.unit", f"{text!r} {wrong}", hint, "warning")
    goal = _size(declared)
    if size is None or goal is None or size.number or _same(size, goal):
        return None
    if where.startswith("EXCHANGES") and (not size.powers or per is None or _is_per(size, goal, per)):
        return None
    return Finding(where, "formula.unit", f"{text!r} is {_told(size.powers)}, not {_told(goal.powers)} ({declared})", hint, "warning")


def _is_per(size: Size, goal: Size, per: Size) -> bool:
    return _same(size, _product(goal, per, -1.0))


def _same(size: Size, goal: Size) -> bool:
    """Whether dimensions agree; a number in the formula may turn one substance into another (44 / 12: t C into t CO2)."""
    if size.scale is not None:
        return dict(size.powers) == dict(goal.powers)
    return _bare(size) == _bare(goal)


def _bare(size: Size) -> dict[tuple[str, str], float]:
    """Dimensions with the substance of masses left out."""
    found: dict[tuple[str, str], float] = {}
    for (dimension, basis), power in size.powers.items():
        key = (dimension, "" if dimension == "mass" else basis)
        found[key] = found.get(key, 0.0) + power
    return {k: v for k, v in found.items() if v}


@cache
def _size(text: str | None) -> Size | None:
    if text is None:
        return None
    try:
        found = unit(text)
    except (UnknownName, UnitMismatch):
        return None
    return Size({key: float(power) for key, power in found.powers}, found.scale)


def _run(formula: Formula, scope: str, known: Mapping[tuple[str, str], Size | None]) -> Size | None:
    """The size of the formula's value; None when a parameter without unit takes part."""
    stack: list[tuple[Size, float | None]] = []
    for kind, what, count in formula.program:
        if kind == "number":
            stack.append((Size({}, None, True), float(what)))
        elif kind == "name":
            size = known.get((scope, what), known.get(("", what)))
            if size is None:
                return None
            stack.append((size, None))
        else:
            arguments = stack[len(stack) - count:]
            del stack[len(stack) - count:]
            stack.append((_applied(what, arguments), None))
    return stack[0][0]


def _applied(function: object, arguments: list[tuple[Size, float | None]]) -> Size:
    sizes = [size for size, _ in arguments]
    if function in ALIKE:
        return _alike(sizes)
    if function in PURE:
        if sizes[0].powers:
            raise _Unlike(f"takes the exponential or logarithm of {_told(sizes[0].powers)}")
        return Size({}, None, sizes[0].number)
    if function is np.multiply or function is np.divide:
        return _product(sizes[0], sizes[1], 1.0 if function is np.multiply else -1.0)
    if function is np.power or function is np.sqrt:
        exponent = 0.5 if function is np.sqrt else arguments[1][1]
        if exponent is None:
            if sizes[0].powers:
                raise _Unlike(f"raises {_told(sizes[0].powers)} to a power that is not a number")
            exponent = 1.0
        return Size({k: v * exponent for k, v in sizes[0].powers.items()}, None, sizes[0].number)
    return sizes[0]


def _alike(sizes: list[Size]) -> Size:
    given = [s for s in sizes if not s.number]
    if not given:
        return Size({}, None, True)
    for other in given[1:]:
        if dict(other.powers) != dict(given[0].powers):
            raise _Unlike(f"adds {_told(given[0].powers)} and {_told(other.powers)}")
        if None not in (other.scale, given[0].scale) and other.scale != given[0].scale:
            raise _Unlike(f"adds {_told(given[0].powers)} in different units")
    return given[0]


def _product(first: Size, second: Size, sign: float) -> Size:
    powers = dict(first.powers)
    for key, power in second.powers.items():
        powers[key] = powers.get(key, 0.0) + sign * power
    free = first.scale is None or second.scale is None
    scale = None if free else float(first.scale * second.scale**sign)  # type: ignore[operator]
    return Size({k: v for k, v in powers.items() if v}, scale, first.number and second.number)


_MARKS = {2.0: "²", 3.0: "³"}


def _told(powers: Powers) -> str:
    """Dimensions in words: energy²/mass."""
    def part(key: tuple[str, str], power: float) -> str:
        name = f"{key[0]} ({key[1]})" if key[1] else key[0]
        return name if power == 1.0 else f"{name}{_MARKS.get(power, f'^{power:g}')}"

    above = "·".join(part(k, v) for k, v in sorted(powers.items()) if v > 0) or ("1" if powers else "a pure number")
    below = "·".join(part(k, -v) for k, v in sorted(powers.items()) if v < 0)
    return f"{above}/{below}" if below else above
