"""The bridge and the reconciliation as a user asks for them: a record, a year, and how shared meters are allocated."""

from __future__ import annotations

from functools import cache

import polars as pl

from lizero.activity import Record
from lizero.factors import Library, library, names
from lizero.lca import System
from lizero.reference import data_set
from lizero.trace.allocation import Allocation
from lizero.trace.bridge import Bridge, bridged
from lizero.trace.reconcile import Reconciliation, reconciled

__all__ = ["bridge", "foreground", "reconcile"]

CHAIN = "lithium-chain"


def foreground(
    record: Record, year: int, *, allocation: Allocation = "lithium", library: Library | None = None, chain: System | None = None
) -> System:
    """A year of the record as unit processes, linked to each other and to the chain: ask it for footprints.

    `allocation`: who carries a shared meter: ``lithium``, ``mass`` or ``economic``, or a mapping from a source, a site or
    ``*`` to one of these or to shares by product. `library`: factors for the sites' own releases (all that ship by
    default). `chain`: the system that bought inputs link to (the open lithium chain by default). Own products are called
    by name, record and place, or ``site/product``. Raises UnknownName for an unknown key.
    """
    return bridge(record, year, allocation=allocation, library=library, chain=chain).system


def reconcile(
    record: Record, year: int, *, allocation: Allocation = "lithium", library: Library | None = None, chain: System | None = None
) -> Reconciliation:
    """Whether the footprints of a year's products add up to the sites' inventory: residual by site and flow."""
    return reconciled(bridge(record, year, allocation=allocation, library=library, chain=chain))


def bridge(
    record: Record, year: int, *, allocation: Allocation = "lithium", library: Library | None = None, chain: System | None = None
) -> Bridge:
    """The bridge itself: the system with outputs, shares, links, and what stands apart."""
    factors = library if library is not None else _shipped()
    return bridged(record, year, library=factors, chain=chain or _chain(), links=_links(), allocation=allocation)


@cache
def _shipped() -> Library:
    return library(*names())


@cache
def _chain() -> System:
    data = data_set(CHAIN)
    return System(data.frame("processes"), data.frame("exchanges"), data.frame("parameters"), name=CHAIN, edition=data.edition)


def _links() -> pl.DataFrame:
    return data_set(CHAIN).frame("links")
