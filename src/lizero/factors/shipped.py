"""The factor libraries that ship: one folder a publisher and edition under ``reference/factors``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from lizero.errors import UnknownName
from lizero.reference import data_set, data_sets
from lizero.schema import check, empty
from lizero.tables import FACTORS, PARAMETERS

__all__ = ["OWN", "Shipped", "catalogue", "editions_of", "names", "shipped"]

OWN = "own"


@dataclass(frozen=True)
class Shipped:
    """One shipped edition: its two tables, its title and its edition rule."""

    factors: pl.DataFrame
    parameters: pl.DataFrame
    title: str
    rule: str


@cache
def _folders() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in data_sets():
        kind, _, rest = name.partition("/")
        library, _, edition = rest.partition("/")
        if kind == "factors" and edition:
            found.setdefault(library, []).append(edition)
    return {name: tuple(sorted(editions)) for name, editions in sorted(found.items())}


def names() -> tuple[str, ...]:
    """Names of the libraries that ship.

    >>> "cn-grid" in names()
    True
    """
    return tuple(_folders())


def editions_of(name: str, edition: str = "") -> tuple[str, ...]:
    """Editions of the library `name`, or the one asked for. Raises UnknownName for either.

    >>> editions_of("au-nga", "2025")
    ('2025',)
    """
    if name not in _folders():
        raise UnknownName("factor library", name, (OWN, *_folders()))
    known = _folders()[name]
    if edition and edition not in known:
        raise UnknownName(f"edition of {name}", edition, known)
    return (edition,) if edition else known


@cache
def shipped(name: str, edition: str) -> Shipped:
    """The shipped edition, checked against FACTORS and PARAMETERS."""
    held = data_set(f"factors/{name}/{edition}")
    parameters = held.frame("parameters") if "parameters" in held.names else empty(PARAMETERS)
    return Shipped(
        check(held.frame("factors"), FACTORS).frame,
        check(parameters, PARAMETERS).frame,
        held.source.title,
        str(held.source.extra.get("rule", "within")),
    )


def catalogue() -> pl.DataFrame:
    """All that ships: library, edition, title, publisher, licence, edition rule, number of factors and parameters, note.

    >>> catalogue().filter(library="cn-grid")["edition"].to_list()
    ['2021', '2022', '2023', '2024']
    """
    rows = [(name, edition) for name in names() for edition in editions_of(name)]
    return pl.DataFrame([_entry(name, edition) for name, edition in rows])


def _entry(name: str, edition: str) -> dict[str, str | int]:
    source, held = data_set(f"factors/{name}/{edition}").source, shipped(name, edition)
    told: dict[str, str | int] = {"library": name, "edition": edition, "title": source.title, "publisher": source.publisher}
    told["licence"] = source.licence
    return told | {"rule": held.rule, "factors": held.factors.height, "parameters": held.parameters.height, "note": source.note}
