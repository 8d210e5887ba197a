"""Units as databases write them."""

from __future__ import annotations

__all__ = ["unit_of"]

_UNITS = {"ton kilometer": "t*km", "metric ton*km": "t*km", "kilo Becquerel": "kBq", "guest night": "night", "guest-night": "night",
          "personkm": "person*km", "person kilometer": "person*km", "tkm": "t*km", "p": "unit"}


def unit_of(text: str) -> str:
    """The unit that a database means by `text`.

    >>> unit_of("ton kilometer"), unit_of("kilogram")
    ('t*km', 'kilogram')
    """
    return _UNITS.get(text.strip(), text.strip()) or "unit"
