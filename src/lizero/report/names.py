"""The printed names of things in a language: categories, stages, elementary flows, items, from the vocabulary."""

from __future__ import annotations

from functools import cache

from lizero import vocab
from lizero.errors import UnknownName
from lizero.vocab.lists import rows

__all__ = ["label"]


@cache
def label(kind: str, id: str, lang: str) -> str:
    """The label of `id` in `lang`, or the id itself where the vocabulary has none.

    >>> label("category", "purchased electricity", "zh-Hans")
    '外购电力'
    """
    if kind in ("category", "stage"):
        return _listed({"category": "categories", "stage": "stages"}[kind]).get(id, {}).get(lang) or id
    try:
        return vocab.label(id, lang, kind=kind)
    except UnknownName:
        return id


@cache
def _listed(name: str) -> dict[str, dict[str, str]]:
    return {r["id"]: r for r in rows(name)}
