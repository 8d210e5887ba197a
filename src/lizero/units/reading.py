"""A written unit taken apart: named units, powers of ten, bases, substances, quotients, products, money."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from lizero.errors import UnitMismatch
from lizero.units.atoms import AMBIGUOUS, Measure, loose_names, names, product
from lizero.units.currencies import CURRENCIES

__all__ = ["measure", "quotient_sides"]

_GROSS = "gross calorific value|gross cv|gross|gcv|hhv|pcs|高位发热量|高位热值|高位"
_NET = "net calorific value|net cv|net|ncv|lhv|pci|低位发热量|低位热值|低位"
_BASIS = re.compile(rf"(.+?)[\s_,-]*[(\[]?\s*(?:({_GROSS})|({_NET}))\s*[)\]]?", re.IGNORECASE)
_GLOSS = re.compile(r"(.+?)\s*\((.+)\)")
_CO2E = re.compile(r"(.+?)[\s_-]*(?:CO2|二氧化碳)[\s-]?(?:e|eq\.?|equivalents?|当量)", re.IGNORECASE)
_SUBSTANCES = (
    "CO2|C|CH4|N2O|SF6|NF3|Li2CO3|Li2O|LiOH\\.H2O|LiOH|LiCl|LCE|Li|Ni|Co|Mn|Cu|Fe|Al|Na2CO3|CaCO3|SO2|NOx|NH3|N|P|S"
)
_WORDS = {
    "carbon dioxide": "CO2", "dióxido de carbono": "CO2", "二氧化碳": "CO2", "carbon": "C", "carbono": "C", "碳": "C", "lithium": "Li",
    "litio": "Li", "锂": "Li", "碳酸锂当量": "LCE", "lithium carbonate equivalent": "LCE",
}
_SUBSTANCE = re.compile(rf"(.+?)[\s_-]*(?:\b(?:of|de)\s+)?({'|'.join(_WORDS)}|{_SUBSTANCES})")
_EQUIVALENT = re.compile(r"(\S+) (.+?)[\s-]*(?:eq\.?|equivalents?|当量)", re.IGNORECASE)
_TENS = {
    "十亿": 9, "千万": 7, "百万": 6, "十万": 5, "亿": 8, "万": 4, "千": 3, "百": 2,
    "billion": 9, "million": 6, "thousand": 3, "mil millones": 9, "millones": 6, "miles": 3,
}
_MULTIPLE = re.compile(
    rf"(?:({'|'.join(_TENS)})|(?:10\s?(?:\^|\*\*)\s?|1e)(\d+)|(\d[\d,]*(?:\.\d+)?))\s?[x×*]?\s?(.+)", re.IGNORECASE
)
_MONEY_WORDS = {"RMB": "CNY", "人民币": "CNY", "元": "CNY", "US$": "USD", "美元": "USD", "€": "EUR", "欧元": "EUR", "£": "GBP",
                "A$": "AUD", "澳元": "AUD", "日元": "JPY"}
_MONEY = re.compile(rf"(?:(\d{{4}})[ -]?)?({'|'.join(map(re.escape, _MONEY_WORDS))}|[A-Za-z]{{3}})(?:[ _-]?\(?(\d{{4}})\)?)?")
_BETWEEN = re.compile(r"\s*[.·⋅•∙・*×]\s*|-")


@lru_cache(maxsize=4096)
def measure(text: str) -> Measure | None:
    """The folded `text` taken apart, or None when it is no unit. Raises UnitMismatch for a form that means several."""
    return next((found for form in _FORMS if (found := form(text))), None)


def quotient_sides(text: str) -> tuple[str, str] | None:
    """Numerator and denominator of a folded quotient, split at its last slash.

    >>> quotient_sides("GJ (GCV)/kL")
    ('GJ (GCV)', 'kL')
    """
    above, slash, below = re.sub(r"\s+(?:per|por)\s+", "/", text).rpartition("/")
    return (above.strip(), below.strip()) if slash and above.strip() and below.strip() else None


def _named(text: str) -> Measure | None:
    if (found := names().get(text)) is not None:
        return found
    key = text.casefold()
    meant = AMBIGUOUS.get(key) or (_told_by_case(key) if loose_names().get(key, 0) is None else ())
    if meant:
        raise UnitMismatch(f"{text!r} has {len(meant)} meanings: write {', '.join(map(repr, meant))}; nothing is guessed (convention 6)")
    return loose_names().get(key)


def _told_by_case(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.text for name, m in names().items() if name.casefold() == key))


def _money(text: str) -> Measure | None:
    found = _MONEY.fullmatch(text)
    if not found:
        return None
    year = found[1] or found[3] or ""
    written = found[2].upper() if year else found[2]
    code = _MONEY_WORDS.get(written, written)
    if code not in CURRENCIES:
        return None
    return Measure(code + year, ((("currency", f"{code} {year}".strip()), 1),), Fraction(1))


def _glossed(text: str) -> Measure | None:
    found = _GLOSS.fullmatch(text)
    said, again = (measure(found[1]), measure(found[2])) if found else (None, None)
    return said if said and again and _same(said, again) else None


def _with_basis(text: str) -> Measure | None:
    found = _BASIS.fullmatch(text)
    energy = measure(found[1]) if found else None
    basis = "GCV" if found and found[2] else "NCV"
    if not energy or energy.powers not in (((("energy", ""), 1),), ((("energy", basis), 1),)):
        return None
    told = "" if energy.powers[0][0][1] else f" ({basis})"
    return replace(energy.on(basis), text=energy.text + told)


def _carbon_equivalent(text: str) -> Measure | None:
    return _of_mass(found[1], "CO2e") if (found := _CO2E.fullmatch(text)) else None


def _of_substance(text: str) -> Measure | None:
    found = _SUBSTANCE.fullmatch(text)
    return _of_mass(found[1], _WORDS.get(found[2], found[2])) if found else None


def _of_mass(text: str, substance: str) -> Measure | None:
    mass = measure(text)
    if not mass or mass.powers != ((("mass", ""), 1),):
        return None
    return replace(mass.on(substance), text=f"{mass.text} {substance}")


def _equivalent(text: str) -> Measure | None:
    found = _EQUIVALENT.fullmatch(text)
    size = names().get(found[1]) if found else None
    if not found or not size or len(size.powers) != 1:
        return None
    basis = f"{found[2]} eq"
    return replace(size.on(basis), text=f"{size.text} {basis}")


def _multiple(text: str) -> Measure | None:
    found = _MULTIPLE.fullmatch(text)
    size = measure(found[4]) if found else None
    if not found or not size:
        return None
    power = _TENS[found[1].casefold()] if found[1] else int(found[2] or 0)
    times = Fraction(found[3].replace(",", "")) if found[3] else Fraction(10) ** power
    told = found[3] if found[3] else f"1e{power}"
    return Measure(f"{told} {size.text}", size.powers, size.scale * times)


def _quotient(text: str) -> Measure | None:
    sides = quotient_sides(text)
    above, below = (measure(sides[0]), measure(sides[1])) if sides else (None, None)
    return product(f"{above.text}/{below.text}", (above, 1), (below, -1)) if above and below else None


def _product(text: str) -> Measure | None:
    parts = _BETWEEN.split(text)
    if len(parts) == 1:
        parts = text.rsplit(" ", 1)
    sizes = [_single(part) for part in parts] if 2 <= len(parts) <= 3 else []
    known = [(size, 1) for size in sizes if size]
    if not sizes or len(known) < len(sizes):
        return None
    return product(".".join(size.text for size, _ in known), *known)


def _single(text: str) -> Measure | None:
    return next((found for form in _SINGLE if (found := form(text))), None)


def _same(a: Measure, b: Measure) -> bool:
    return a.powers == b.powers and a.scale == b.scale


_SINGLE: tuple[Callable[[str], Measure | None], ...] = (
    _named, _money, _glossed, _with_basis, _carbon_equivalent, _of_substance, _equivalent, _multiple,
)
_FORMS = (*_SINGLE, _quotient, _product)
