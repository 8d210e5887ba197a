"""Items: what is used, made or thrown away, each with one id, a usual unit and its names in three languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lizero.vocab.lists import rows
from lizero.vocab.names import fold, index

__all__ = ["Item", "item_id", "items"]


@dataclass(frozen=True, slots=True)
class Item:
    """An item: id, kind (fuel, energy, reagent, product, …), usual unit, synonyms, labels."""

    id: str
    kind: str
    unit: str
    synonyms: tuple[str, ...]
    en: str
    zh: str
    es: str


@cache
def _items() -> dict[str, Item]:
    return {
        r["id"]: Item(r["id"], r["kind"], r["unit"], tuple(filter(None, r["synonyms"].split("|"))), r["en"], r["zh-Hans"], r["es"])
        for r in rows("items")
    }


def items() -> dict[str, Item]:
    """All items by id.

    >>> items()["soda ash"].zh
    '纯碱'
    """
    return dict(_items())


@cache
def _index() -> dict[str, str]:
    return index(rows("items"))


def item_id(text: str) -> str | None:
    """The id of the item that `text` names in any language or spelling; None when it is not known.

    >>> item_id("碳酸钠"), item_id("Li₂CO₃"), item_id("moon dust")
    ('soda ash', 'lithium carbonate', None)
    """
    return _index().get(fold(text))
