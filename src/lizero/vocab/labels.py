"""Labels in three languages, as data: en, zh-Hans, es."""

from __future__ import annotations

from functools import cache

from lizero.errors import UnknownName
from lizero.vocab.lists import rows

__all__ = ["LANGUAGES", "label", "label_kinds"]

LANGUAGES = ("en", "zh-Hans", "es")
_LISTS = {"category": "categories", "stage": "stages", "item": "items", "geography": "geographies"}


@cache
def _labels() -> dict[tuple[str, str], dict[str, str]]:
    known = {(r["kind"], r["id"]): {n: r[n] for n in LANGUAGES} for r in rows("labels")}
    for kind, name in _LISTS.items():
        known |= {(kind, r["id"]): {n: r[n] for n in LANGUAGES} for r in rows(name)}
    return known


def label_kinds() -> tuple[str, ...]:
    """The kinds of things that have labels."""
    return tuple(dict.fromkeys(kind for kind, _ in _labels()))


def label(id: str, lang: str, *, kind: str) -> str:
    """What `id` of `kind` is called in `lang`. Raises UnknownName for any of the three.

    >>> label("15", "zh-Hans", kind="scope 3 category")
    '投资'
    """
    if lang not in LANGUAGES:
        raise UnknownName("language", lang, LANGUAGES)
    if kind not in label_kinds():
        raise UnknownName("kind of label", kind, label_kinds())
    if (kind, id) not in _labels():
        raise UnknownName(kind, id, (i for k, i in _labels() if k == kind))
    return _labels()[kind, id][lang]
