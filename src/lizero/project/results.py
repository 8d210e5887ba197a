"""What is computed of a year when it is frozen, and again when it is verified."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding
from lizero.factors import Library
from lizero.inventory import Inventory, account
from lizero.project.settings import Settings

__all__ = ["Asked", "Compute", "Computed", "inventory_of", "inventory_results", "results_of"]

_NUMBERS = ("part",)
"""Columns that number the rows as they came."""
_OPEN = ("record", "organisation", "site", "source", "category", "flow", "quantity", "unit", "start", "end", "rule")


@dataclass(frozen=True)
class Asked:
    """What is computed: the record, the libraries, the settings, and the year."""

    record: Record
    library: Library
    settings: Settings
    year: int


@dataclass(frozen=True)
class Computed:
    """Result frames by name, findings, whether every line is resolved, the ids of the factors that were used, further
    frames that the results rest on (`inputs`: the characterisation method), and a summary for the manifest.
    """

    tables: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...] = ()
    complete: bool = True
    factors: frozenset[str] = frozenset()
    inputs: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)


Compute = Callable[[Asked], Computed]


def inventory_of(asked: Asked) -> Inventory:
    """The inventory of the settings' holder, by the settings' approach and GWP set."""
    settings = asked.settings
    return account(
        asked.record, asked.library, year=asked.year, holder=settings.holder or None, approach=settings.approach, gwp=settings.gwp
    )


def inventory_results(asked: Asked) -> Computed:
    """The inventory of the settings' holder: flows, impacts, energy, intensity, open rows and totals of the year."""
    return results_of(inventory_of(asked))


def results_of(made: Inventory) -> Computed:
    """What is kept of an inventory when it is frozen."""
    return Computed(
        _tables(made), made.findings, made.totals.complete, _factors(made), {"method": made.impacts.method.frame}, made.totals.as_dict()
    )


def _tables(made: Inventory) -> dict[str, pl.DataFrame]:
    totals = {name: value for name, value in made.totals.as_dict().items() if isinstance(value, float)}
    return {
        "flows": made.flows.frame,
        "impacts": made.impacts.frame,
        "energy": made.energy.drop(_NUMBERS, strict=False),
        "intensity": made.intensity.drop(_NUMBERS, strict=False),
        "unresolved": made.unresolved.select(c for c in _OPEN if c in made.unresolved.columns),
        "totals": pl.DataFrame({"total": list(totals), "amount": list(totals.values())}),
    }


def _factors(made: Inventory) -> frozenset[str]:
    trail = made.flows.trail
    told = trail.factors["id"].drop_nulls().to_list() if trail is not None else []
    return frozenset([*told, *made.flows.frame["factor"].drop_nulls().to_list()])
