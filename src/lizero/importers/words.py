"""Words of a column with choices → the word of the declaration, whatever its language or case."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import polars as pl

from lizero.importers.fold import key
from lizero.schema import Column
from lizero.vocab import LANGUAGES, categories, label, label_kinds
from lizero.vocab.lists import rows

__all__ = ["canonical"]

_FLAGS = {"y": "yes", "n": "no", "sí": "yes", "si": "yes", "√": "yes", "×": "no"}


def canonical(texts: pl.Series, column: Column) -> pl.Series:
    """Each text as the declared choice that it means; what means none stays as it is, for the check to name.

    >>> from lizero.tables import ACTIVITY, OWNERSHIP
    >>> canonical(pl.Series(["外购电力", "Process"]), ACTIVITY["category"]).to_list()
    ['purchased electricity', 'process']
    >>> canonical(pl.Series(["合营企业"]), OWNERSHIP["relation"]).to_list()
    ['joint venture']
    """
    if column.kind == "flag":
        return _replaced(texts, _FLAGS)
    return _replaced(texts, _meanings(column.name, column.choices)) if column.choices else texts


def _replaced(texts: pl.Series, known: dict[str, str]) -> pl.Series:
    distinct = [t for t in texts.drop_nulls().unique() if key(t) in known]
    return texts.replace(distinct, [known[key(t)] for t in distinct]) if distinct else texts


@cache
def _meanings(name: str, choices: tuple[str, ...]) -> dict[str, str]:
    """Choice by each of its words; a word of two choices means none of them."""
    made: dict[str, str] = {key(c): c for c in choices}
    twice = set()
    for choice in choices:
        for word in _words(name, choice):
            if made.setdefault(key(word), choice) != choice:
                twice.add(key(word))
    return {word: choice for word, choice in made.items() if word and (word not in twice or word == key(choice))}


def _words(name: str, choice: str) -> list[str]:
    own = _own().get(choice, {})
    words = [own.get("zh-Hans", ""), own.get("es", ""), *own.get("synonyms", "").split("|")]
    if name == "category":
        words += [categories()[choice][lang] for lang in LANGUAGES if choice in categories()]
    elif name == "stage":
        words += [r[lang] for r in rows("stages") if r["id"] == choice for lang in LANGUAGES]
    elif name in label_kinds():
        words += [label(choice, lang, kind=name) for lang in LANGUAGES]
    return words


@cache
def _own() -> dict[str, dict[str, str]]:
    text = files("lizero.importers").joinpath("choices.csv").read_text(encoding="utf-8")
    return {r["choice"]: r for r in csv.DictReader(text.splitlines())}
