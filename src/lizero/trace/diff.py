"""What would move under other factors: two inventories of the same record, line by line (convention 5)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding
from lizero.factors import Library
from lizero.inventory import Inventory, account

__all__ = ["Difference", "diff"]

_KEY = ("record", "site", "scope", "category", "flow", "basis", "start")


@dataclass(frozen=True)
class Difference:
    """`lines`: record, site, scope, category, flow, basis, start, before, after, change (t CO2e), factor before and after; largest first.

    `before` and `after` are the two inventories; nothing that was frozen is touched.
    """

    lines: pl.DataFrame
    before: Inventory
    after: Inventory
    findings: tuple[Finding, ...]

    @property
    def totals(self) -> pl.DataFrame:
        """total, before, after, change: one row a total, t CO2e."""
        names = ("scope1", "scope2_location", "scope2_market", "scope3", "biogenic_co2")
        old, new = (inventory.totals.as_dict() for inventory in (self.before, self.after))
        rows = [(n, float(str(old[n])), float(str(new[n]))) for n in names]
        frame = pl.DataFrame(rows, schema={"total": pl.String, "before": pl.Float64, "after": pl.Float64}, orient="row")
        return frame.with_columns((pl.col("after") - pl.col("before")).alias("change"))


def diff(
    record: Record, library: Library, changed: Library, *, year: int, holder: str | None = None, approach: str = "operational",
    gwp: str = "ar6-gwp100",
) -> Difference:
    """What would move in `year` if `changed` stood in place of `library`.

    Lines that are the same to 1e-12 are left out; a line that only one of the two has stands with null on the other side.
    """
    before, after = (account(record, lib, year=year, holder=holder, approach=approach, gwp=gwp) for lib in (library, changed))
    old, new = (_lines(inventory) for inventory in (before, after))
    joined = old.join(new, on=list(_KEY), how="full", coalesce=True, nulls_equal=True, suffix=" after")
    change = pl.col("co2e after").fill_null(0.0) - pl.col("co2e").fill_null(0.0)
    told = joined.select(
        *_KEY, pl.col("co2e").alias("before"), pl.col("co2e after").alias("after"), change.alias("change"),
        pl.col("factors").alias("factor before"), pl.col("factors after").alias("factor after"),
    )
    scale = pl.max_horizontal(pl.col("before", "after").abs()).fill_null(0.0)
    moved = told.filter((pl.col("change").abs() > 1e-12 * scale) | (pl.col("factor before") != pl.col("factor after")))
    said = {str(f) for f in before.findings}
    fresh = tuple(f for f in after.findings if str(f) not in said)
    return Difference(moved.sort(pl.col("change").abs(), descending=True, maintain_order=True), before, after, fresh)


def _lines(inventory: Inventory) -> pl.DataFrame:
    grouped = inventory.lines.group_by(_KEY, maintain_order=True)
    return grouped.agg(pl.col("co2e").sum(), pl.col("factor").drop_nulls().unique().sort().str.join(", ").alias("factors"))
