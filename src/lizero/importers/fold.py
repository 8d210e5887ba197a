"""Text as typed → text as meant: full-width letters, compatibility characters, stray blanks."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

__all__ = ["fold", "fold_series", "key"]

_BLANKS = re.compile(r"\s+")


def fold(text: str) -> str:
    """`text` in its compatibility form (NFKC), blanks joined and trimmed.

    >>> fold("ＫＷｈ　（净） ")
    'KWh (净)'
    """
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def key(text: str) -> str:
    """`text` for comparison: folded, case ignored, separators as one blank, marks of required fields left out.

    >>> key("Valid_From *") == key("valid from")
    True
    """
    folded = fold(text).casefold().replace("_", " ").replace("-", " ").replace("/", " ").strip(" *:")
    return _BLANKS.sub(" ", re.sub(r"\((required|必填|obligatorio)\)$", "", folded)).strip()


def fold_series(texts: pl.Series) -> pl.Series:
    """Each text folded; blank becomes null. Only distinct texts are worked on."""
    plain = texts.str.strip_chars()
    plain = plain.set(plain == "", None)
    odd = plain.filter(plain.str.contains(r"[^\x20-\x7e]|  ").fill_null(False)).unique()
    if not odd.len():
        return plain
    return plain.replace(odd, pl.Series([fold(t) or None for t in odd], dtype=pl.String))
