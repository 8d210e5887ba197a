"""Units with dimension and basis, and exact conversions between like units (convention 6)."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lizero.errors import UnitMismatch, UnknownName
from lizero.units.currencies import CURRENCIES
from lizero.units.spelling import spell

__all__ = ["Unit", "conversion", "ratio", "unit", "unit_names"]

_MONEY = re.compile(r"^([A-Z]{3}|RMB)(?:\s?(\d{4}))?$")
_BOTH = re.compile(r"^(.+?) ?\((.+)\)$")
_GALLON = {"gallon", "gallons", "gal", "加仑", "galón", "galones"}
_TON = {"ton", "tons"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its spelling, what it measures, on which basis, and how many base units it holds.

    `basis` tells apart what shares a dimension and yet differs: GCV and NCV energy, gas volumes at 0 °C, 15 °C and 60 °F,
    the price year of a currency. `scale` is in the base unit of the dimension (kg, MJ, m3, km, t.km, …).
    """

    text: str
    dimension: str
    basis: str
    scale: float

    @property
    def kind(self) -> str:
        """Dimension and basis in words."""
        return f"{self.dimension} ({self.basis})" if self.basis else self.dimension


@cache
def _table() -> dict[str, Unit]:
    text = files("lizero.units").joinpath("units.csv").read_text(encoding="utf-8")
    known: dict[str, Unit] = {}
    for row in csv.DictReader(text.splitlines()):
        made = Unit(row["unit"], row["dimension"], row["basis"], float(row["scale"]))
        for name in (row["unit"], *filter(None, row["synonyms"].split("|"))):
            if known.setdefault(spell(name), made) is not made:
                raise ValueError(f"units.csv: {name!r} stands for {known[spell(name)].text!r} and {made.text!r}")
    return known


@cache
def _folded() -> dict[str, Unit]:
    """Spellings without case and spaces, where they mean one unit only."""
    groups: dict[str, set[Unit]] = {}
    for name, made in _table().items():
        groups.setdefault(_fold(name), set()).add(made)
    return {name: next(iter(made)) for name, made in groups.items() if len(made) == 1}


def _fold(text: str) -> str:
    return text.casefold().replace(" ", "").replace("*", ".")


def unit_names() -> tuple[str, ...]:
    """The one spelling of every known unit (currencies aside)."""
    return tuple(dict.fromkeys(u.text for u in _table().values()))


@cache
def unit(text: str) -> Unit:
    """The unit that `text` means, whatever its width, case, language or common spelling.

    Raises UnknownName with the nearest spellings, and UnitMismatch when the word has more than one meaning.

    >>> unit("吨标煤")
    Unit(text='tce', dimension='energy', basis='NCV', scale=29307.6)
    >>> unit("Nm³").kind
    'volume (0 °C)'
    """
    spelled = spell(text)
    found = _table().get(spelled) or _folded().get(_fold(spelled)) or _money(spelled) or _twice(spelled)
    if found:
        return found
    if spelled.casefold() in _GALLON:
        raise UnitMismatch(f"unit {text!r} has two meanings: write 'US gal' or 'imp gal'")
    if spelled.casefold() in _TON:
        raise UnitMismatch(f"unit {text!r} has three meanings: write 't', 'short ton' or 'long ton'")
    raise UnknownName("unit", text, _table())


def _twice(text: str) -> Unit | None:
    """A unit written in two languages, as ``tce (吨标煤)``."""
    said = _BOTH.match(text)
    meant = {_folded().get(_fold(part)) for part in said.groups()} if said else set()
    return meant.pop() if len(meant) == 1 else None


def _money(text: str) -> Unit | None:
    found = _MONEY.match(text.upper())
    if not found:
        return None
    code = "CNY" if found[1] == "RMB" else found[1]
    if code not in CURRENCIES:
        return None
    priced = f"{code}{found[2] or ''}"
    return Unit(priced, "currency", priced, 1.0)


def conversion(a: str, b: str) -> float:
    """How many `b` one `a` is, exactly. Raises UnitMismatch for unlike dimension or basis, UnknownName for no unit.

    >>> conversion("US gal", "L")
    3.785411784
    >>> conversion("GJ", "GJ (NCV)")
    Traceback (most recent call last):
    ...
    lizero.errors.UnitMismatch: 'GJ' is energy, 'GJ (NCV)' is energy (NCV): state whether the energy is gross (GCV) or net (NCV)
    """
    if a == b:
        unit(a)
        return 1.0
    left, right = unit(a), unit(b)
    if (left.dimension, left.basis) != (right.dimension, right.basis):
        raise UnitMismatch(f"{a!r} is {left.kind}, {b!r} is {right.kind}{_advice(left, right)}")
    return left.scale / right.scale


def _advice(left: Unit, right: Unit) -> str:
    if left.dimension != right.dimension:
        return ""
    if left.dimension == "energy":
        bare = not left.basis or not right.basis
        return ": state whether the energy is gross (GCV) or net (NCV)" if bare else ": a stated ratio of net to gross is needed"
    if left.dimension == "volume":
        return ": gas volumes need their reference temperature (Nm3 0 °C, Sm3 15 °C, scf 60 °F)"
    return ": a stated exchange rate or price index is needed" if left.dimension == "currency" else ""


@cache
def ratio(text: str) -> tuple[Unit, Unit]:
    """Numerator and denominator of a unit such as ``kg/L`` or ``GJ (NCV)/1e4 Nm3``; the denominator is ``1`` without a slash.

    >>> [u.text for u in ratio("GJ (NCV)/1e4 Nm3")]
    ['GJ (NCV)', '1e4 Nm3']
    """
    top, _, bottom = text.partition("/")
    return unit(top.strip()), unit(bottom.strip() or "1")
