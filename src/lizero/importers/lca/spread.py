"""Uncertainty as the formats state it → distribution, spread, low and high of EXCHANGES and PARAMETERS."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, log
from typing import Any

from lizero.importers.lca.raw import Notes

__all__ = ["bounds", "lognormal", "scaled", "sound", "spread_of", "stats_array"]

_NAMES = {"LOG_NORMAL": "lognormal", "NORMAL": "normal", "TRIANGLE": "triangular", "UNIFORM": "uniform"}


def spread_of(told: Any, amount: Any, where: str, notes: Notes) -> dict[str, Any]:
    """The columns of an openLCA uncertainty around `amount`; empty, with a finding, when it makes no distribution."""
    if not isinstance(told, Mapping):
        return {}
    name = _NAMES.get(str(told.get("distributionType", "")).removesuffix("_DISTRIBUTION"))
    try:
        if name == "lognormal":
            return lognormal(float(told.get("geomSd") or 0.0))
        if name == "normal":
            return {"distribution": "normal", "spread": sound(float(told["sd"]))}
        if name in ("triangular", "uniform"):
            return bounds(name, float(told["minimum"]), float(told["maximum"]), float(amount))
    except (KeyError, TypeError, ValueError) as error:
        notes.tell(where, "uncertainty.refused", f"the uncertainty {dict(told)} makes no distribution: {error}", "the amount is held certain")
    return {}


def lognormal(deviation: float) -> dict[str, Any]:
    """The columns of a geometric standard deviation; one or less is none.

    >>> lognormal(1.0), round(lognormal(1.2214)["spread"], 4)
    ({}, 0.2)
    """
    return {"distribution": "lognormal", "spread": sound(log(deviation))} if deviation > 1.0 else {}


def stats_array(told: Mapping[str, Any], amount: Any, where: str, notes: Notes) -> dict[str, Any]:
    """The columns of an uncertainty as stats_arrays codes it: 0, 1 none; 2 lognormal; 3 normal; 4 uniform; 5 triangular.

    A lognormal without a scale takes that of its pedigree.
    """
    code = str(told.get("uncertainty type") or "0").partition(".")[0]
    scale = told.get("scale")
    try:
        if code in ("0", "1"):
            return {}
        if code == "2":
            return {"distribution": "lognormal", **({} if scale in (None, "") else {"spread": sound(float(str(scale)))})}
        if code == "3":
            return {"distribution": "normal", "spread": sound(float(str(scale)))}
        if code in ("4", "5"):
            name = "uniform" if code == "4" else "triangular"
            return bounds(name, float(str(told["minimum"])), float(str(told["maximum"])), float(amount))
        raise ValueError(f"the distribution {code} is none of 0 to 5")
    except (KeyError, TypeError, ValueError) as error:
        notes.tell(where, "uncertainty.refused", f"uncertainty type {code} makes no distribution: {error}", "the amount is held certain")
        return {}


def bounds(name: str, low: float, high: float, amount: float) -> dict[str, Any]:
    """The columns of a triangular or uniform distribution; none where low is high. Raises ValueError for unsound bounds."""
    if not sound(high) >= sound(low):
        raise ValueError(f"{low:g} lies above {high:g}")
    if name == "triangular" and not low <= amount <= high:
        raise ValueError(f"the amount {amount:g} lies outside {low:g} to {high:g}")
    return {} if low == high else {"distribution": name, "low": low, "high": high}


def sound(value: float) -> float:
    """`value` when it is finite. Raises ValueError."""
    if not isfinite(value):
        raise ValueError(f"{value} is no finite number")
    return value


def scaled(row: dict[str, Any], factor: float) -> dict[str, Any]:
    """An exchange with amount, formula and distribution times `factor`.

    >>> scaled({"amount": 2.0, "formula": "a + 1", "low": 1.0, "high": 3.0}, -2.0)
    {'amount': -4.0, 'formula': '(a + 1) * -2.0', 'low': -6.0, 'high': -2.0}
    """
    if factor == 1.0:
        return row
    found = dict(row)
    for name in ("amount", "low", "high"):
        if found.get(name) is not None:
            found[name] = found[name] * factor
    if factor < 0 and found.get("low") is not None:
        found["low"], found["high"] = found["high"], found["low"]
    if found.get("distribution") in ("normal", "none") and found.get("spread") is not None:
        found["spread"] = found["spread"] * abs(factor)
    if found.get("formula"):
        found["formula"] = f"({found['formula']}) * {factor!r}"
    return found
