"""Words of a column with choices → the word of the declaration, whatever its language or case."""

from __future__ import annotations

from functools import cache

import polars as pl

from lizero.importers.fold import key
from lizero.schema import Column
from lizero.vocab import STAGES, categories
from lizero.vocab.lists import rows

__all__ = ["canonical"]

_FLAGS = {"y": "yes", "n": "no", "sí": "yes", "si": "yes", "√": "yes", "×": "no"}
_LANGUAGES = ("en", "zh-Hans", "es")


def canonical(texts: pl.Series, column: Column) -> pl.Series:
    """Each text as the declared choice that it means; what means none stays as it is, for the check to name.

    >>> from lizero.tables import ACTIVITY
    >>> canonical(pl.Series(["外购电力", "Process"]), ACTIVITY["category"]).to_list()
    ['purchased electricity', 'process']
    """
    if column.kind == "flag":
        return _replaced(texts, _FLAGS)
    return _replaced(texts, _choices(column.choices)) if column.choices else texts


def _replaced(texts: pl.Series, known: dict[str, str]) -> pl.Series:
    distinct = [t for t in texts.drop_nulls().unique() if key(t) in known]
    return texts.replace(distinct, [known[key(t)] for t in distinct]) if distinct else texts


@cache
def _choices(choices: tuple[str, ...]) -> dict[str, str]:
    made = {key(c): c for c in choices}
    made |= _labels(choices, {c: dict(v) for c, v in categories().items()})
    if set(choices) <= set(STAGES):
        made |= _labels(choices, {r["id"]: r for r in rows("stages")})
    return made


def _labels(choices: tuple[str, ...], words: dict[str, dict[str, str]]) -> dict[str, str]:
    return {key(words[c][lang]): c for c in choices if c in words for lang in _LANGUAGES}
