"""Units by dimension and basis (convention 6): like converts into like, exactly; unlike is refused and named."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from lizero.errors import UnitMismatch, UnknownName
from lizero.units.atoms import Powers, atoms, fold, names
from lizero.units.reading import measure

__all__ = ["Unit", "conversion", "like", "unit", "unit_names", "wanted_parameters"]

_LINKED = ("mass", "volume", "energy")

_ENERGY_BASES = {"GCV": "on gross calorific value", "NCV": "on net calorific value", "": "with no basis stated"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: canonical text, dimension, basis, and its size in the base unit of the dimension (kg, m3, MJ, m, s)."""

    text: str
    dimension: str
    basis: str
    scale: float
    powers: Powers
    exact: Fraction

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def unit(text: str) -> Unit:
    """The unit that `text` means: widths, case where it tells nothing apart, names in English, Chinese and Spanish.

    Raises UnknownName for a text that is no unit, UnitMismatch for one that may mean several (``ton``, ``gallon``).

    >>> unit("吨").text, unit("万立方米").text, unit("GJ HHV").text, unit("ＭＷＨ").text
    ('t', '1e4 m3', 'GJ (GCV)', 'MWh')
    >>> unit("US gal").scale
    0.003785411784
    """
    found = measure(fold(text)) if text.strip() else None
    if found is None:
        raise UnknownName("unit", text, names())
    return Unit(found.text, _dimension(found.powers), _basis(found.powers), float(found.scale), found.powers, found.scale)


def conversion(a: str, b: str) -> float:
    """How many `b` one `a` is. Raises UnitMismatch naming both sides on unlike dimension or basis.

    >>> conversion("万kWh", "MWh"), conversion("short ton", "lb"), conversion("tce", "GJ (NCV)")
    (10.0, 2000.0, 29.3076)
    """
    one, other = unit(a), unit(b)
    if not like(one, other):
        raise UnitMismatch(f"{_side(one)} and {_side(other)} are unlike and are not converted (convention 6){_hint(one, other)}")
    return float(one.exact / other.exact)


def like(a: Unit, b: Unit) -> bool:
    """True when `a` and `b` have the same dimension and basis."""
    return a.powers == b.powers


def unit_names() -> tuple[str, ...]:
    """The named units, canonical."""
    return tuple(atoms())


def _dimension(powers: Powers) -> str:
    if {key[0]: p for key, p in powers} == {"energy": 1, "time": -1}:
        return "power"
    above = ".".join(_power(key[0], p) for key, p in powers if p > 0) or "1"
    below = ".".join(_power(key[0], -p) for key, p in powers if p < 0)
    return above + (f"/{below}" if below else "") if powers else "one"


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"


def _basis(powers: Powers) -> str:
    if len(powers) == 1:
        return powers[0][0][1]
    return ", ".join(f"{name} {basis}" for (name, basis), _ in powers if basis)


def _side(one: Unit) -> str:
    return f"{one.text!r} ({one.dimension}{_basis_words(one)})"


def _basis_words(one: Unit) -> str:
    if one.dimension == "energy":
        return f" {_ENERGY_BASES[one.basis]}"
    if one.dimension == "volume":
        return f" at {one.basis}" if one.basis else " under unstated conditions"
    return f", {one.basis}" if one.basis else ""


def _hint(a: Unit, b: Unit) -> str:
    if {a.dimension, b.dimension} == {"mass"}:
        return "; a mass of one substance is not a mass of another"
    wanted = wanted_parameters(a, b)
    return f"; {wanted} would help" if wanted != "nothing" else ""


def wanted_parameters(a: Unit, b: Unit) -> str:
    """What a user may state so that `a` leads to `b`, in words: the parameter and its unit; "nothing" when none leads."""
    first, second = sorted((a, b), key=lambda u: ("mass", "volume", "energy").index(u.dimension) if u.dimension in _LINKED else 9)
    match (first.dimension, second.dimension):
        case ("mass", "volume"):
            return f"a density of the item in PARAMETERS (kg/{second.text})"
        case ("volume", "volume"):
            return f"a volume ratio of the item in PARAMETERS ({b.text}/{a.text})"
        case ("energy", "energy") if {a.basis, b.basis} == {"NCV", "GCV"}:
            return "ncv and gcv of the item in PARAMETERS (GJ (NCV)/t, GJ (GCV)/t)"
        case ("mass" | "volume", "energy") if second.basis:
            return f"{second.basis.lower()} of the item in PARAMETERS (GJ ({second.basis})/{first.text})"
        case (_, "energy"):
            return "the basis of the energy, (NCV) or (GCV) written after the unit: a fuel's energy has one, electricity and heat have none,"
    return "nothing"
