"""Units by dimension and basis (convention 6): like converts into like, exactly; unlike is refused and named."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from lizero.errors import UnitMismatch, UnknownName
from lizero.units.atoms import Powers, atoms, fold, names
from lizero.units.reading import measure, quotient_sides

__all__ = ["Unit", "conversion", "like", "ratio", "unit", "unit_names", "wanted_parameters"]



_COMPOSED = (
    *(f"{energy} ({basis})" for basis in ("GCV", "NCV") for energy in ("MJ", "GJ", "TJ", "kWh", "MWh", "mmBtu")), "kcal (NCV)",
    "1e4 Nm3", "1e4 m3", "1e4 kWh", "1e4 t", "kg CO2e", "t CO2e", "kg CO2", "t CO2", "t C", "kg Li", "t LCE",
)
_WORDS = {
    "CO2e": "carbon dioxide equivalent", "CO2": "carbon dioxide", "C": "carbon", "LCE": "lithium carbonate equivalent", "Li": "lithium",
}
_PRODUCTS: dict[tuple[tuple[str, int], ...], str] = {
    (("energy", 1), ("time", -1)): "power",
    (("length", 1), ("mass", 1)): "transport",
    (("length", 1), ("person", 1)): "passenger transport",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: canonical text, dimension, basis, and its size in the base unit of the dimension (kg, m3, MJ, m, s)."""

    text: str
    dimension: str
    basis: str
    scale: float
    powers: Powers
    exact: Fraction

    @property
    def kind(self) -> str:
        """Dimension and basis in words.

        >>> unit("Nm³").kind, unit("GJ").kind
        ('volume (0 °C)', 'energy (no basis stated)')
        """
        blank = {"energy": "no basis stated", "volume": "conditions not stated"}.get(self.dimension, "")
        told = _WORDS.get(self.basis, self.basis) or blank
        return f"{self.dimension} ({told})" if told else self.dimension

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
    """How many `b` one `a` is, exactly. Raises UnitMismatch naming both sides on unlike dimension or basis.

    >>> conversion("万kWh", "MWh"), conversion("short ton", "lb"), conversion("tce", "GJ (NCV)")
    (10.0, 2000.0, 29.3076)
    >>> conversion("Nm3", "m3")
    Traceback (most recent call last):
    ...
    lizero.errors.UnitMismatch: 'Nm3' is volume (0 °C), 'm3' is volume (conditions not stated): state the reference
    temperature and pressure of the gas (Nm3 0 °C, Sm3 15 °C, scf 60 °F), or a volume ratio of the item in PARAMETERS (m3/Nm3)
    """
    one, other = unit(a), unit(b)
    if not like(one, other):
        raise UnitMismatch(f"{a!r} is {one.kind}, {b!r} is {other.kind}: {_advice(one, other)}")
    return float(one.exact / other.exact)


def ratio(text: str) -> tuple[Unit, Unit]:
    """Numerator and denominator of a unit such as ``kg/L``; the denominator is ``1`` without a slash.

    >>> [side.text for side in ratio("GJ (NCV)/1e4 Nm3")]
    ['GJ (NCV)', '1e4 Nm3']
    """
    above, below = quotient_sides(fold(text)) or (text, "1")
    return unit(above), unit(below)


def like(a: Unit, b: Unit) -> bool:
    """True when `a` and `b` have the same dimension and basis."""
    return a.powers == b.powers


def unit_names(*dimensions: str) -> tuple[str, ...]:
    """The units that are in common use, by canonical text; only those of `dimensions` when any are named.

    >>> unit_names("transport")
    ('t.km', 'kg.km')
    """
    names = (*atoms(), *_COMPOSED)
    return tuple(name for name in names if not dimensions or unit(name).dimension in dimensions)


def _dimension(powers: Powers) -> str:
    known = _PRODUCTS.get(tuple((key[0], p) for key, p in powers))
    if known:
        return known
    above = ".".join(_power(key[0], p) for key, p in powers if p > 0) or "1"
    below = ".".join(_power(key[0], -p) for key, p in powers if p < 0)
    return above + (f"/{below}" if below else "") if powers else "one"


def _power(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"


def _basis(powers: Powers) -> str:
    if len(powers) == 1:
        return powers[0][0][1]
    return ", ".join(f"{name} {basis}" for (name, basis), _ in powers if basis)


def _advice(a: Unit, b: Unit) -> str:
    kinds = {a.dimension, b.dimension}
    if kinds == {"mass"}:
        return "a mass of one substance is not a mass of another (convention 6)"
    if kinds == {"currency"}:
        return "a stated exchange rate or price index is needed"
    if kinds <= {"mass", "volume", "energy"}:
        return f"state {wanted_parameters(a, b, 'the item')}"
    return "they are unlike and nothing converts them (convention 6)"


def wanted_parameters(a: Unit, b: Unit, item: str) -> str:
    """What to state of `item` so that `a` leads to `b`: the parameter with its unit, or what is missing in the units."""
    order = {"mass": 0, "volume": 1, "energy": 2}
    first, second = sorted((a, b), key=lambda u: order.get(u.dimension, -1))
    match (first.dimension, second.dimension):
        case ("mass", "volume"):
            return f"the density of {item} in PARAMETERS (for example in kg/{second.text}) with its source"
        case ("volume", "volume"):
            how = f"a volume ratio of {item} in PARAMETERS ({b.text}/{a.text})"
            return f"the reference temperature and pressure of the gas (Nm3 0 °C, Sm3 15 °C, scf 60 °F), or {how}"
        case ("energy", "energy") if a.basis and b.basis:
            return f"the ratio of net to gross of {item} in PARAMETERS (net to gross, GJ (NCV)/GJ (GCV)) or both calorific values"
        case ("mass" | "volume", "energy") if second.basis:
            which = {"GCV": "gross calorific value (gcv)", "NCV": "net calorific value (ncv)"}.get(second.basis, "energy content")
            return f"the {which} of {item} in PARAMETERS (for example in GJ ({second.basis})/{first.text}) with its source"
        case (_, "energy"):
            return "whether the energy is gross (GCV) or net (NCV): a fuel's energy has a basis, that of electricity and heat has none"
    return f"a parameter of {item} that leads from one to the other"
