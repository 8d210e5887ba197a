"""Headers of a sheet → columns of a declared table, in English, Chinese or Spanish."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lizero.importers.fold import key
from lizero.importers.sheet import Sheet, column_number
from lizero.schema import Table

__all__ = ["Header", "find_header", "label", "match_header"]

_SEARCHED = 40


@dataclass(frozen=True)
class Header:
    """The header row (counted in the frame from 0), letter by column name, and the headers that fit no column."""

    row: int
    columns: Mapping[str, str]
    others: Mapping[str, str]


def label(column: str, lang: str = "en") -> str:
    """The header of `column` in `lang` (en, zh-Hans, es), as the template prints it.

    >>> label("quantity", "zh-Hans")
    '数量'
    """
    row = _rows().get(column, {})
    return row.get(lang) or row.get("en") or column


def match_header(cells: Mapping[str, str | None], names: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Letter by column name for the `cells` (text by letter) that are headers of `names`, and the other headers.

    An exact name comes before a label, a label before a synonym; the first cell from the left wins.

    >>> match_header({"A": "数量", "B": "unit", "C": "colour"}, ["quantity", "unit"])
    ({'quantity': 'A', 'unit': 'B'}, {'colour': 'C'})
    """
    keys = {letter: key(text) for letter, text in cells.items() if text and key(text)}
    found: dict[str, str] = {}
    for known in _known(tuple(names)):
        for letter, text in keys.items():
            name = known.get(text)
            if name and name not in found and letter not in found.values():
                found[name] = letter
    others = {str(cells[letter]).strip(): letter for letter in keys if letter not in found.values()}
    return dict(sorted(found.items(), key=lambda pair: column_number(pair[1]))), others


def find_header(sheet: Sheet, table: Table, *, extra: Iterable[str] = ()) -> Header:
    """The row among the first that names most columns of `table` (and of the `extra` ones)."""
    names = (*table.names, *extra)
    best = Header(0, {}, {})
    for row in range(min(_SEARCHED, sheet.text.height)):
        cells = dict(zip(sheet.text.columns, sheet.text.row(row), strict=True))
        if sum(v is not None for v in cells.values()) > len(best.columns):
            found, others = match_header(cells, names)
            if len(found) > len(best.columns):
                best = Header(row, found, others)
    return best


@cache
def _rows() -> dict[str, dict[str, str]]:
    text = files("lizero.importers").joinpath("columns.csv").read_text(encoding="utf-8")
    return {r["column"]: r for r in csv.DictReader(text.splitlines())}


@cache
def _known(names: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Column name by exact name, by label and by synonym; a text that names two columns in one of them is left out."""
    rows = [_rows().get(n, {}) for n in names]
    exact = {key(n): n for n in names}
    labels = _unique((r.get(lang, ""), n) for n, r in zip(names, rows, strict=True) for lang in ("en", "zh-Hans", "es"))
    others = _unique((s, n) for n, r in zip(names, rows, strict=True) for s in r.get("synonyms", "").split("|"))
    return exact, labels, others


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    made: dict[str, str] = {}
    twice = set()
    for text, name in pairs:
        folded = key(text)
        if made.setdefault(folded, name) != name:
            twice.add(folded)
    return {text: name for text, name in made.items() if text and text not in twice}
