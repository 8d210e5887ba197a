"""Product systems that ship as reference data."""

from __future__ import annotations

from functools import cache

from lizero.errors import UnknownName
from lizero.lca.system import System
from lizero.reference import data_set, data_sets

__all__ = ["load", "systems"]


@cache
def load(name: str) -> System:
    """The shipped product system `name`, with its edition. Raises UnknownName with the nearest known.

    >>> load("lithium-chain").edition
    '2026...'
    """
    if name not in systems():
        raise UnknownName("product system", name, systems())
    found = data_set(name)
    parameters = found.frame("parameters") if "parameters" in found.names else None
    return System(
        found.frame("processes"), found.frame("exchanges"), parameters, name=name, edition=found.edition,
    )


def systems() -> tuple[str, ...]:
    """Names of the product systems that ship.

    >>> "lithium-chain" in systems()
    True
    """
    return tuple(n for n in data_sets() if {"processes", "exchanges"} <= set(data_set(n).names))
