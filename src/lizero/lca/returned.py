"""Footprints that return to the inventory: rows of FACTORS for what a product carries, gas by gas."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from lizero.lca.system import System
from lizero.schema import empty
from lizero.tables import FACTORS

__all__ = ["as_factors"]


def as_factors(
    system: System,
    products: Iterable[str],
    *,
    library: str = "own",
    category: str = "purchased goods",
    names: dict[str, str] | None = None,
    scenario: str | None = None,
    year: int | None = None,
) -> pl.DataFrame:
    """FACTORS rows, cradle to gate, for one unit of each of `products`: one row an elementary flow, in its own unit.

    Gas by gas, so that any GWP set can be applied afterwards (convention 3); CO2e frozen to a set keeps it. `names`
    gives the activity that a product stands for in the record (``{"lime, CN": "lime"}``); by default its own name.
    The geography is that of the process that makes it; the status is unverified as soon as one line of the flow is.
    """
    frames = [_rows(system, p, library, category, (names or {}).get(p), scenario, year) for p in products]
    return pl.concat([empty(FACTORS), *frames], how="diagonal")


def _rows(
    system: System, product: str, library: str, category: str, activity: str | None, scenario: str | None,
    year: int | None,
) -> pl.DataFrame:
    found = system.footprint(product, scenario=scenario, year=year)
    maker = found.maker
    key = ["flow", "compartment", "unit", "gwp_set"]
    doubtful = (pl.col("status") == "unverified").any()
    status = pl.when(doubtful).then(pl.lit("unverified")).otherwise(pl.lit("computed")).alias("status")
    summed = found.flows.frame.group_by(key, maintain_order=True).agg(pl.col("amount").sum(), status)
    where = ":".join([system.name or "system", maker["process"]])
    return summed.with_columns(
        pl.concat_str(pl.lit(f"{where}:{found.product}"), "flow", "gwp_set", separator=":", ignore_nulls=True).alias("id"),
        pl.lit(library).alias("library"), pl.lit(system.edition or "1").alias("edition"),
        pl.lit(category).alias("category"), pl.lit(activity or found.product).alias("activity"),
        pl.lit(maker["name"]).alias("name"), pl.col("unit").alias("flow_unit"), pl.lit(found.per).alias("unit"),
        pl.lit(maker["geography"], dtype=pl.String).alias("geography"), pl.lit("cradle-to-gate").alias("boundary"),
        pl.lit(system.name or None, dtype=pl.String).alias("publisher"),
    )
