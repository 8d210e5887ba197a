"""From the ways people write a unit to its one spelling."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["spell"]

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"(?:10|×10|\*10)\^?([48])(?=\s|N|m|t|k|吨|立|标|度|千)")
_GROSS = re.compile(r"\(?\b(?:gross\s*cv|gcv|hhv|gross|upper)\b\)?|[(]?高位(?:发热量|热值)?[)]?", re.IGNORECASE)
_NET = re.compile(r"\(?\b(?:net\s*cv|ncv|lhv|net|lower)\b\)?|[(]?低位(?:发热量|热值)?[)]?", re.IGNORECASE)


def spell(text: str) -> str:
    """`text` with one width, one space, powers of ten as ``1e4`` and the calorific basis as ``(GCV)`` or ``(NCV)``.

    >>> spell("ＧＪ　ＬＨＶ"), spell("10⁴ Nm³"), spell("kWh (Gross CV)")
    ('GJ (NCV)', '1e4 Nm3', 'kWh (GCV)')
    """
    raised = re.sub(r"(?<=10)([⁴⁸])", lambda m: "^" + m.group(1).translate(_SUPERSCRIPTS), text)
    plain = unicodedata.normalize("NFKC", raised.translate(_SUPERSCRIPTS))
    plain = re.sub(r"\s+", " ", plain.replace("·", ".").replace("•", ".").replace("⋅", ".")).strip()
    plain = re.sub(r"\b10\^([48])\s*", lambda m: f"1e{m.group(1)} ", plain)
    return _basis(plain)


def _basis(text: str) -> str:
    for pattern, mark in ((_GROSS, "(GCV)"), (_NET, "(NCV)")):
        if pattern.search(text):
            return f"{pattern.sub('', text).strip()} {mark}"
    return text
