"""Lithium through the sites of a record, in t LCE of whole sites: what each makes, what moves on, what does not leave in a product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from lizero.errors import LizeroError
from lizero.inventory.intensity import LCE_PER_LITHIUM
from lizero.units import conversion
from lizero.vocab import item_id

__all__ = ["Lithium", "lithium"]

NONE = pl.DataFrame(schema={"source": pl.String, "target": pl.String, "product": pl.String, "amount": pl.Float64})


@dataclass(frozen=True)
class Lithium:
    """`made`: site, product, amount; `moves`: source, target, product, amount (t LCE); `depth`: site → steps from the sources (a site
    that sends nothing on stands with the last); `held`: site → what came in and left in no product of the year."""

    made: pl.DataFrame
    moves: pl.DataFrame
    depth: dict[str, int]
    held: dict[str, float]

    @property
    def taken(self) -> float:
        """What the sites took in from each other, t LCE."""
        return float(sum(self.moves["amount"].to_list()))

    def kept(self) -> pl.DataFrame:
        """site, product, amount: what was made and not moved to another site: sold, or in stock."""
        gone = self.moves.group_by(pl.col("source").alias("site"), "product").agg(pl.col("amount").sum().alias("gone"))
        rest = self.made.join(gone, on=["site", "product"], how="left").with_columns(pl.col("amount") - pl.col("gone").fill_null(0.0))
        return rest.filter(pl.col("amount") > 1e-9 * sum(self.made["amount"].to_list())).select("site", "product", "amount").sort("site", "product")


def lithium(record: Any, year: int | None) -> Lithium:
    """The lithium of one year of a record whose PRODUCTS say how much lithium they hold; empty where none does.

    >>> lithium(None, 2025).moves.height
    0
    """
    rows = _rows(record, year)
    made = rows.filter(pl.col("category") == "product output").group_by("site", "product").agg(pl.col("amount").sum()).sort("site", "product")
    sent = rows.filter((pl.col("category") == "internal transfer") & pl.col("provider").is_in(made["site"].to_list()))
    moves = sent.group_by(pl.col("provider").alias("source"), pl.col("site").alias("target"), "product").agg(pl.col("amount").sum())
    moves = moves.filter((pl.col("amount") > 0) & (pl.col("source") != pl.col("target"))).sort("source", "target", "product")
    return Lithium(made, moves, _depth(made, moves), _held(made, moves))


def _rows(record: Any, year: int | None) -> pl.DataFrame:
    products = getattr(record, "registers", {}).get("PRODUCTS")
    names = {"site": pl.String, "provider": pl.String, "category": pl.String, "product": pl.String, "amount": pl.Float64}
    if products is None:
        return pl.DataFrame(schema=names)
    content = {k: v for p, v in products.select("product", "lithium").drop_nulls().iter_rows() for k in (p, item_id(p) or p)}
    activity = pl.DataFrame((record.year(year) if isinstance(year, int) else record).activity)
    activity = activity.filter(pl.col("category").is_in(["product output", "internal transfer"]))
    item = {f: item_id(f) or f for f in activity["flow"].unique().to_list()}
    scale = {u: _tonnes(u) for u in activity["unit"].unique().to_list()}
    told = activity.with_columns(pl.col("flow").replace_strict(item, default=None, return_dtype=pl.String).alias("product"))
    share = pl.col("product").replace_strict(content, default=0.0, return_dtype=pl.Float64)
    size = pl.col("unit").replace_strict(scale, default=None, return_dtype=pl.Float64)
    amount = (pl.col("quantity") * size * share * LCE_PER_LITHIUM).fill_null(0.0).alias("amount")
    return told.select("site", "provider", "category", "product", amount).filter(pl.col("amount") != 0)


def _tonnes(text: str) -> float | None:
    try:
        return conversion(text, "t")
    except LizeroError:
        return None


def _depth(made: pl.DataFrame, moves: pl.DataFrame) -> dict[str, int]:
    """Steps from the sources by site, the longest way; a loop ends after as many steps as there are sites."""
    sites = sorted({*made["site"].to_list(), *moves["target"].to_list()})
    depth, links = dict.fromkeys(sites, 0), list(moves.select("source", "target").unique().sort("source", "target").iter_rows())
    for _ in sites:
        for a, b in links:
            depth[b] = max(depth[b], min(depth[a] + 1, len(sites)))
    deepest = max(depth.values(), default=0)
    sending = set(moves["source"].to_list())
    return {s: d if s in sending else deepest for s, d in depth.items()}


def _held(made: pl.DataFrame, moves: pl.DataFrame) -> dict[str, float]:
    """What came in and was in no product of the year, by site: residues, losses, stock. A site that made more than came in has none."""
    came = dict(moves.group_by("target").agg(pl.col("amount").sum()).iter_rows())
    out = dict(made.group_by("site").agg(pl.col("amount").sum()).iter_rows())
    return {s: v - out.get(s, 0.0) for s, v in sorted(came.items()) if v - out.get(s, 0.0) > 1e-9 * v}
