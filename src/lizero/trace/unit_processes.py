"""A site's year as unit processes: the pure mapping of the bridge.

For a product p of site s with output X (in the product's unit), and share a of record r that falls to p:

    exchange amount = Σ_r quantity(r) × a(r, p) / X

Each source keeps an exchange of its own, so that a footprint can be followed back to the meter; where a row names no source, its process
stands for it, else its category: the `key`.
"""

from __future__ import annotations

import polars as pl

from lizero.schema import empty
from lizero.tables import PROCESSES
from lizero.trace.treatment import of, treatments

__all__ = ["KEY", "processes", "products", "releases", "uses"]

KINDS = {"input": "input", "energy": "input", "own energy": "input", "waste": "waste", "resource": "elementary"}
KEY = pl.coalesce("source", "process", "category").alias("key")
_KEY = ("site", "product", "source", "category", "key", "flow", "unit", "provider")


def products(made: pl.DataFrame, sites: pl.DataFrame, year: int) -> pl.DataFrame:
    """site, product, process (its unit process), flow (the product by name and place), unit, output, stage, geography.

    `made`: the outputs of the year; one row a product of a site, whichever of its processes made it.
    """
    about = sites.select("site", pl.col("name").alias("place"), "geography", "stage")
    rows = made.group_by("site", "product", maintain_order=True).agg(
        pl.col("unit", "name", "role").first(), pl.col("output").sum()
    ).join(about, on="site", how="left", maintain_order="left")
    name = pl.coalesce("name", "product")
    return rows.with_columns(
        pl.concat_str("site", "product", separator="/").alias("process"),
        pl.concat_str(name, pl.lit(f"own record {year}"), pl.coalesce("place", "site"), separator=", ").alias("flow"),
    )


def processes(own: pl.DataFrame, year: int) -> pl.DataFrame:
    """PROCESSES of the `own` products."""
    rows = own.select(
        "process", pl.col("flow").alias("name"), "geography", pl.lit(str(year)).alias("period"), "stage",
        pl.lit("foreground").alias("kind"), pl.lit("the site's own record").alias("source"), pl.lit("own").alias("status"),
    )
    return _as(rows, empty(PROCESSES))


def references(own: pl.DataFrame) -> pl.DataFrame:
    """The reference exchange of each own product: one unit of it."""
    return own.select(
        pl.concat_str("process", pl.lit("product"), separator="/").alias("exchange"), "process",
        pl.lit("product").alias("kind"), pl.lit(True).alias("reference"), "flow", pl.lit(1.0).alias("amount"), "unit",
    )


def uses(activity: pl.DataFrame, shares: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """What one unit of each own product uses: exchange, process, kind, site, category, source, key, item, provider, amount, unit.

    `activity`: ACTIVITY of the year; `shares`: record, product, share. An amount is in the unit of the record.
    """
    rows = activity.filter(pl.col("category").is_in(of(*KINDS))).with_columns(KEY).join(shares.drop("site"), on="record", maintain_order="left")
    summed = rows.group_by(_KEY, maintain_order=True).agg((pl.col("quantity") * pl.col("share")).sum().alias("amount"))
    kind = pl.col("category").replace_strict(treatments()).replace_strict(KINDS, default=None, return_dtype=pl.String)
    made = summed.join(own.select("site", "product", "process", "output", "geography"), on=["site", "product"], maintain_order="left")
    return made.select(
        _exchange("flow", "provider"), "process", kind.alias("kind"), "site", "category", "source", "key",
        pl.col("flow").alias("item"), "provider", (pl.col("amount") / pl.col("output")).alias("amount"), "unit",
    )


def releases(flows: pl.DataFrame, shares: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """What one unit of each own product releases at its site: elementary EXCHANGES from the direct FLOWS of the site, with site, category, key."""
    key = ("product", "site", "source", "category", "key", "flow", "compartment", "unit", "gwp_set")
    rows = flows.with_columns(KEY).drop("share").join(shares.drop("site"), on="record", maintain_order="left")
    summed = rows.group_by(key, maintain_order=True).agg(
        (pl.col("amount") * pl.col("share")).sum().alias("amount"), _weakest().alias("status"), pl.col("factor").unique().sort(),
    )
    made = summed.join(own.select("site", "product", "process", "output"), on=["site", "product"], maintain_order="left")
    return made.select(
        _exchange("category", "flow", "gwp_set"), "process", "site", "category", "key",
        pl.lit("elementary").alias("kind"), "flow", "compartment", "unit",
        "gwp_set", (pl.col("amount") / pl.col("output")).alias("amount"), "status",
        pl.format("factors: {}", pl.col("factor").list.drop_nulls().list.join(", ")).alias("source"),
    )


def _weakest() -> pl.Expr:
    """The status of a sum is that of its least known part."""
    order = ("unverified", "own", "computed", "checked")
    rank = pl.col("status").fill_null("own").replace_strict({s: n for n, s in enumerate(order)}, return_dtype=pl.Int64)
    return rank.min().replace_strict(dict(enumerate(order)), return_dtype=pl.String)


def _exchange(*parts: str) -> pl.Expr:
    """A stable id: process, source (else category and the key where it is another), and what is exchanged."""
    more = pl.when(pl.col("source").is_null() & (pl.col("key") != pl.col("category"))).then("key")
    return pl.concat_str("process", pl.coalesce("source", "category"), more, *parts, separator="/", ignore_nulls=True).alias("exchange")


def _as(rows: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """`rows` as the declared columns of `table`."""
    known = rows.select(c for c in rows.columns if c in table.columns)
    return pl.concat([table, known.cast({c: table.schema[c] for c in known.columns})], how="diagonal")
