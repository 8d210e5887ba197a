"""Lines at 100 % of a site, made the holder's: with its share, what is internal left out, and category 15 added.

share = mean over the row's days of  s(organisation) × (1 − s(providing own entity))
category 15 (investments): scope 1 and 2 lines × the economic interest that the approach leaves out
"""

from __future__ import annotations

import polars as pl

from lizero.inventory.boundary import Boundary
from lizero.tables import FLOWS
from lizero.vocab import elementary

__all__ = ["consolidated", "site_lines"]


def site_lines(lines: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """FLOWS columns but holder and share, from answered asks and their prepared rows; Montreal gases leave the scopes."""
    about = rows.unique("part", keep="first", maintain_order=True).select(
        "part", "record", "organisation", "provider_organisation", "site", "source", "process", "place"
    )
    montreal = elementary().filter(pl.col("group") == "montreal gas")["flow"].to_list()
    amount = (pl.col("quantity") * pl.col("conversion")) * pl.col("amount")
    joined = lines.join(about, on="part", how="left", maintain_order="left")
    return joined.with_columns(
        amount.alias("amount"),
        pl.col("flow_unit").alias("unit"),
        pl.coalesce("place", "geography").alias("geography"),
        pl.when(pl.col("flow").is_in(montreal)).then(None).otherwise(pl.col("scope")).alias("scope"),
    )


def consolidated(lines: pl.DataFrame, boundary: Boundary) -> pl.DataFrame:
    """FLOWS of the boundary's holder, with `part`; lines without a share of any kind are left out."""
    shares = boundary.over(lines)
    key = ["organisation", "provider_organisation", "start", "end"]
    joined = lines.join(shares, on=key, how="left", nulls_equal=True, maintain_order="left")
    own = joined.filter(pl.col("share") > 0)
    left_out = joined.filter((pl.col("left_out") > 0) & pl.col("scope").is_in(["1", "2"])).with_columns(
        pl.lit("3").alias("scope"), pl.lit("investments").alias("category"), pl.col("left_out").alias("share")
    )
    both = pl.concat([own, left_out]).with_columns(pl.lit(boundary.holder).alias("holder"))
    return both.select("part", *FLOWS.names)
