"""Folding of written names, so that width, case, spacing and subscripts do not tell words apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

__all__ = ["fold", "index"]

_MARKS = str.maketrans({"·": ".", "•": ".", "⋅": ".", "‐": "-", "‑": "-", "–": "-", "—": "-", "’": "'"})


def fold(text: str) -> str:
    """`text` as it is compared: one width, no case, single spaces, plain digits.

    >>> fold("ＬｉＯＨ·Ｈ₂Ｏ"), fold("  Soda   Ash ")
    ('lioh.h2o', 'soda ash')
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MARKS)
    return re.sub(r"\s+", " ", plain).strip().casefold()


def index(rows: Iterable[Mapping[str, str]], *, languages: Iterable[str] = ("en", "zh-Hans", "es")) -> dict[str, str]:
    """Folded name → id, from id, labels and synonyms; the earlier row keeps a name that two rows claim."""
    known: dict[str, str] = {}
    listed = list(rows)
    for row in listed:
        known.setdefault(fold(row["id"]), row["id"])
    for row in listed:
        for name in (*(row[n] for n in languages), *row["synonyms"].split("|")):
            if name.strip():
                known.setdefault(fold(name), row["id"])
    return known
