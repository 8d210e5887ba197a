"""Who supplies a bought input: an own site, the supplier's own footprint, else the open chain by item and place."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from lizero.errors import UnknownName
from lizero.lca import System
from lizero.vocab import geography, item_id, parents

__all__ = ["LINKS", "chain_suppliers", "ladder"]

LINKS = {"item": pl.String(), "geography": pl.String(), "product": pl.String(), "note": pl.String()}


def ladder(*places: str | None) -> tuple[str, ...]:
    """The places to look in, nearest first: each of `places` and its parents, ``WORLD`` last.

    >>> ladder("AU-WA-SWIS", "AU-WA")[:2]
    ('AU-WA-SWIS', 'AU-WA')
    """
    found: list[str] = []
    for place in places:
        if place:
            try:
                code = geography(place)
            except UnknownName:
                continue
            found += [code, *parents(code)]
    found = [p for p in found if p != "WORLD"]
    return (*dict.fromkeys(found), "WORLD")


def chain_suppliers(needs: pl.DataFrame, links: pl.DataFrame, chain: System) -> pl.DataFrame:
    """`needs` (item, site, grid, geography) with supplier (process), product and its unit; null where none is linked.

    `links`: item, geography, product; the nearest place wins. A link to a product that the chain does not make is none.
    """
    made = chain.products().select("product", pl.col("process").alias("supplier"), pl.col("unit").alias("supplied in"))
    known = links.join(made.unique("product", keep="first", maintain_order=True), on="product")
    by_place = {(i, g or "WORLD"): (s, p, u) for i, g, p, s, u in known.select(
        "item", "geography", "product", "supplier", "supplied in").iter_rows()}
    asked = needs.select("item", "grid", "geography").unique(maintain_order=True)
    found = [_first(by_place, item_id(str(i)) or str(i), ladder(grid, place)) for i, grid, place in asked.iter_rows()]
    columns = {"supplier": pl.String, "product": pl.String, "supplied in": pl.String}
    served = asked.hstack(pl.DataFrame(found, schema=columns, orient="row"))
    return needs.join(served, on=["item", "grid", "geography"], how="left", nulls_equal=True, maintain_order="left")


def _first(
    known: dict[tuple[str, str], tuple[str, str, str]], item: str, places: Iterable[str]
) -> tuple[str | None, str | None, str | None]:
    return next((known[(item, place)] for place in places if (item, place) in known), (None, None, None))
