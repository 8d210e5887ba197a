"""An organisational inventory: lines, totals on both bases, what stays open, energy and intensity."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from lizero.activity import Period, Record, split_by_months
from lizero.errors import Finding, UnknownName
from lizero.impact import Flows, Impacts
from lizero.inventory.boundary import Boundary
from lizero.inventory.totals import Totals
from lizero.vocab import categories

__all__ = ["GROUPS", "Inventory"]

GROUPS = (
    "scope",
    "category",
    "scope3_category",
    "iso_category",
    "organisation",
    "site",
    "source",
    "process",
    "record",
    "factor",
    "flow",
    "geography",
    "basis",
    "status",
    "year",
    "month",
)
BASES = ("location", "market")


@dataclass(frozen=True)
class Inventory:
    """The inventory of `holder` over `period` under one approach and GWP set.

    `flows`: the holder's lines (FLOWS with share, both bases). `impacts`: the same characterised. `lines`: the climate
    change of each line with `co2e` (t, the holder's share). `unresolved`: rows of the record without a place in the
    totals. `not_assessed`: derived quantities without a factor. `categories`: the fifteen
    of scope 3 with their state. `energy`, `intensity`: frames.
    """

    holder: str
    approach: str
    gwp: str
    period: Period
    record: Record
    boundary: Boundary
    flows: Flows
    impacts: Impacts
    lines: pl.DataFrame
    totals: Totals
    outside: pl.DataFrame
    unresolved: pl.DataFrame
    not_assessed: pl.DataFrame
    categories: pl.DataFrame
    instruments: pl.DataFrame
    energy: pl.DataFrame
    intensity: pl.DataFrame
    findings: tuple[Finding, ...]

    @property
    def year(self) -> int:
        """The calendar year in which the period ends."""
        return self.period.year

    def by(self, *groups: str, basis: str = "market") -> pl.DataFrame:
        """t CO2e by any of GROUPS, on one basis; the sum is the total of this basis, to 1e-12 (convention 7).

        Raises UnknownName for a group or basis.
        """
        for group in groups:
            if group not in GROUPS:
                raise UnknownName("grouping", group, GROUPS)
        if basis not in BASES:
            raise UnknownName("basis", basis, BASES)
        lines = self.lines.filter(pl.col("basis").is_in([basis, "none"]) & pl.col("scope").is_not_null())
        return _grouped(_dated(lines, groups), groups)

    def total(self, basis: str = "market") -> float:
        """t CO2e of scopes 1, 2 and 3 on one basis. Raises UnknownName for a basis."""
        if basis not in BASES:
            raise UnknownName("basis", basis, BASES)
        t = self.totals
        parts = (t.scope2_market, t.scope3) if basis == "market" else (t.scope2_location, t.scope3_location)
        return math.fsum((t.scope1, *parts))


def _dated(lines: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    """Columns that are not stored: categories of the standards, month and year (a line over months is cut by days)."""
    if "month" in groups or "year" in groups:
        lines = split_by_months(lines, amount="co2e").with_columns(
            pl.col("start").dt.strftime("%Y-%m").alias("month"), pl.col("start").dt.year().alias("year")
        )
    known = categories()
    maps = {"scope3_category": "scope3_category", "iso_category": "iso_category"}
    return lines.with_columns(
        pl.col("category").replace_strict({c: r[field] or None for c, r in known.items()}, default=None, return_dtype=pl.String).alias(name)
        for name, field in maps.items()
    )


def _grouped(lines: pl.DataFrame, groups: tuple[str, ...]) -> pl.DataFrame:
    if not groups:
        return pl.DataFrame({"co2e": [math.fsum(lines["co2e"].drop_nulls())]})
    found = lines.group_by(groups, maintain_order=True).agg(pl.col("co2e").sum())
    return found.sort(groups, nulls_last=True)
