"""The named units: name, dimension, basis and exact scale, read from ``units.csv`` beside this module.

A dimension is a product of base dimensions, each with its basis and an integer exponent: ``kg/Nm3`` is mass with
exponent 1 and volume at 0 °C with exponent -1. Base units: kg, m3, m, m2, s, MJ, and one of each countable thing.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

__all__ = ["AMBIGUOUS", "Measure", "atoms", "fold", "loose_names", "names", "product"]

Powers = tuple[tuple[tuple[str, str], int], ...]

AMBIGUOUS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ton", "tons", "tn"), ("t", "short ton", "long ton")),
    **dict.fromkeys(("gal", "gallon", "gallons", "gals", "加仑"), ("US gal", "imp gal")),
    **dict.fromkeys(("mt",), ("t", "Mt")),
}
"""Written forms, case folded, that mean different units in different places, and what they may mean."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit taken apart: canonical text, powers of (dimension, basis), exact size in base units."""

    text: str
    powers: Powers
    scale: Fraction

    def on(self, basis: str) -> Measure:
        """The same size on `basis`, for a measure of one dimension."""
        ((dimension, _), exponent), = self.powers
        return Measure(self.text, (((dimension, basis), exponent),), self.scale)


def product(text: str, *parts: tuple[Measure, int]) -> Measure:
    """The product of `parts`, each a measure and its exponent."""
    powers: dict[tuple[str, str], int] = {}
    scale = Fraction(1)
    for part, exponent in parts:
        scale *= part.scale**exponent
        for key, power in part.powers:
            powers[key] = powers.get(key, 0) + power * exponent
    return Measure(text, tuple(sorted((k, p) for k, p in powers.items() if p)), scale)


def fold(text: str) -> str:
    """`text` with widths, spaces and superscript powers of ten written one way.

    >>> fold("１０⁴ Ｎｍ³"), fold("GJ（ＧＣＶ）")
    ('1e4 Nm3', 'GJ(GCV)')
    """
    powers = re.sub("[1１][0０]([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "1e" + m[1].translate(_SUPERSCRIPTS), text)
    plain = unicodedata.normalize("NFKC", powers).replace("μ", "µ").replace("–", "-").replace("⁻", "-")
    return " ".join(plain.split())


@cache
def atoms() -> dict[str, Measure]:
    """The named units by canonical name."""
    return {row["unit"]: _measure(row) for row in _rows()}


@cache
def names() -> dict[str, Measure]:
    """The named units by every written form, case kept."""
    return {fold(name): atoms()[row["unit"]] for row in _rows() for name in _written(row)}


@cache
def loose_names() -> dict[str, Measure | None]:
    """The named units by case-folded form of two letters and more; None where case tells units apart."""
    found: dict[str, Measure | None] = {}
    for name, measure in names().items():
        key = name.casefold()
        if len(key) > 1:
            found[key] = measure if found.get(key, measure) is measure else None
    return found


def _written(row: dict[str, str]) -> list[str]:
    return [row["unit"], *(s for s in row["synonyms"].split("|") if s)]


def _measure(row: dict[str, str]) -> Measure:
    parts = [] if row["dimension"] == "one" else row["dimension"].split(".")
    powers = [part for name in parts for part in _base(name, row["basis"])]
    return Measure(row["unit"], tuple(sorted(powers)), Fraction(row["scale"]))


def _base(dimension: str, basis: str) -> Powers:
    return ((("energy", basis), 1), (("time", ""), -1)) if dimension == "power" else (((dimension, basis), 1),)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("lizero.units").joinpath("units.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
