"""Places: ISO 3166 codes and named grids, each with a parent up to the world."""

from __future__ import annotations

import re
from functools import cache

from lizero.errors import UnknownName
from lizero.vocab.lists import rows
from lizero.vocab.names import fold, index

__all__ = ["geographies", "geography", "parents"]


@cache
def _parent() -> dict[str, str]:
    return {r["id"]: r["parent"] for r in rows("geographies")}


@cache
def _index() -> dict[str, str]:
    return index(rows("geographies"))


def geographies() -> tuple[str, ...]:
    """Codes of all known places."""
    return tuple(_parent())


@cache
def geography(text: str) -> str:
    """The code of the place that `text` names: a code, a name in three languages, or a publisher's spelling.

    Raises UnknownName with the nearest names.

    >>> geography("CN:四川"), geography("AU:WA_SWIS"), geography("EU:Latvia"), geography("US:CAMX")
    ('CN-SC', 'AU-WA-SWIS', 'LV', 'US-EGRID-CAMX')
    """
    known = _index()
    plain = fold(text)
    after = re.sub(r"^[a-z]{2}\s*[:：]\s*", "", plain)
    for name in (plain, plain.replace("_", "-"), plain.replace(":", "-").replace("_", "-"), after):
        if name in known:
            return known[name]
    raise UnknownName("geography", text, (*_parent(), *(r["en"] for r in rows("geographies"))))


@cache
def parents(code: str) -> tuple[str, ...]:
    """The places that hold `code`, nearest first, the world last. Raises UnknownName for no known code.

    >>> parents("CN-SC")
    ('CN-GRID-SOUTHWEST', 'CN', 'WORLD')
    """
    known = _parent()
    if code not in known:
        raise UnknownName("geography", code, known)
    above = known[code]
    return (above, *parents(above)) if above else ()
