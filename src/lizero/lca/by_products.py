"""By-products: what leaves beside a product, and what it carries by each way of allocation.

A by-product that is shipped carries nothing until a way is chosen: a share of the burden by mass or by revenue, or the
product that it displaces, whose making is then taken off. Prices stand in the set's ``products``, what is displaced in
its ``displaced``.
"""

from __future__ import annotations

import polars as pl

from lizero.errors import SystemRefused, UnknownName
from lizero.lca.allocation import allocated, shares, substituted
from lizero.lca.system import System
from lizero.reference import data_set, data_sets
from lizero.schema import check
from lizero.tables import PRODUCTS

__all__ = ["WAYS", "by_products", "with_by_products"]

WAYS = ("mass", "economic", "substitution")
_DISPLACED = {"flow": pl.String, "displaced": pl.String, "ratio": pl.Float64}


def by_products(system: System, products: pl.DataFrame | None = None, displaced: pl.DataFrame | None = None) -> pl.DataFrame:
    """process, flow, amount, unit, stated, mass, economic, displaced, ratio: a row for each by-product.

    `amount` for one unit of the product; `stated`, `mass` and `economic` are shares of the burden, null where the key
    lacks a figure; `displaced` is the product taken off by substitution, `ratio` its amount for one of the by-product.
    `products` (PRODUCTS) says which flows are co-products and what they cost; by default both tables are those that ship
    with the system.

    >>> from lizero.lca import load
    >>> by_products(load("lithium-chain")).filter(pl.col("flow").str.starts_with("boric acid")).select(
    ...     "process", pl.col("amount").round(2), "stated", pl.col("economic").round(3)).row(0)
    ('lithium-carbonate-rhyolite-us', 7.91, 0.3, 0.356)
    """
    prices = _prices(system, products)
    taken = (_table(system, "displaced") if displaced is None else displaced).select(list(_DISPLACED)).cast(_DISPLACED)  # type: ignore[arg-type]
    made = system.model().columns.filter(pl.len().over("process") > 1)
    named = prices.filter(pl.col("role") == "co-product")["product"].to_list()
    rows = made.filter(pl.col("flow").is_in(named) & ~pl.col("reference"))
    keyed = [made.filter(pl.col("process") == process).pipe(_keyed, prices) for process in rows["process"].unique(maintain_order=True)]
    if not keyed:
        keyed = [pl.DataFrame(schema={"process": pl.String, "flow": pl.String, "mass": pl.Float64, "economic": pl.Float64})]
    return rows.select("process", "flow", pl.col("pivot").alias("amount"), "unit", pl.col("share").alias("stated")).join(
        pl.concat(keyed), on=["process", "flow"], how="left", maintain_order="left",
    ).join(taken, on="flow", how="left", maintain_order="left")


def with_by_products(
    system: System, way: str, products: pl.DataFrame | None = None, displaced: pl.DataFrame | None = None,
) -> System:
    """The system in which every by-product carries its share by `way` ("mass", "economic"), or displaces another.

    A by-product whose figures the way needs and nobody states keeps the share that the system states. By substitution a
    footprint holds a credit for what is avoided: it belongs beside a total, never in an inventory (convention 9).

    >>> from lizero.lca import load
    >>> chain, product = load("lithium-chain"), "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
    >>> plain, shared = (s.footprint(product).total for s in (chain, with_by_products(chain, "economic")))
    >>> 0.9 * plain < shared < plain
    True
    """
    if way not in WAYS:
        raise UnknownName("way of allocating by-products", way, WAYS)
    found = by_products(system, products, displaced)
    return _displacing(system, found) if way == "substitution" else _sharing(system, found, way, products)


def _sharing(system: System, found: pl.DataFrame, way: str, products: pl.DataFrame | None) -> System:
    prices = _prices(system, products)
    for process in found.filter(pl.col(way).is_not_null())["process"].unique(maintain_order=True):
        system = allocated(system, process, way, prices)
    return system


def _displacing(system: System, found: pl.DataFrame) -> System:
    known = found.filter(pl.col("displaced").is_not_null())
    for (process, *_), rows in known.group_by(["process"], maintain_order=True):
        taken = {flow: (other, ratio) for flow, other, ratio in rows.select("flow", "displaced", "ratio").iter_rows()}
        system = substituted(system, str(process), taken)
    return system


def _keyed(made: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """The shares of the outputs of one process by mass and by revenue, null where a figure is missing."""
    outputs = made.select("flow", pl.col("pivot").alias("amount"), "unit")
    by = {key: _shares_or_none(outputs, key, prices) for key in ("mass", "economic")}
    return made.select("process", "flow").with_columns(
        pl.col("flow").replace_strict(found, default=None, return_dtype=pl.Float64).alias(key) for key, found in by.items())


def _shares_or_none(outputs: pl.DataFrame, key: str, prices: pl.DataFrame) -> dict[str, float]:
    try:
        return shares(outputs, key, prices)
    except SystemRefused:
        return {}


def _prices(system: System, products: pl.DataFrame | None) -> pl.DataFrame:
    return check(_table(system, "products") if products is None else products, PRODUCTS).frame


def _table(system: System, name: str) -> pl.DataFrame:
    """The table `name` that ships with the system; raises SystemRefused when none does."""
    if system.name in data_sets() and name in data_set(system.name).names:
        return data_set(system.name).frame(name)
    raise SystemRefused(f"{system.name or 'this system'} ships no table of {name}: give one")
