"""Which balances of a system close, process by process, and which do not: mass, carbon, water, energy and elements.

A balance is `closed` within its tolerance, `gap` outside it, `open` where a flow of the process is not known to hold any or
none of the quantity. A gap or an open balance has a cause, from a table of patterns: it is stated, never silent.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lizero.lca import System

__all__ = ["QUANTITIES", "closure"]

QUANTITIES = ("mass", "lithium", "nickel", "cobalt", "manganese", "carbon", "water", "energy")
TOLERANCE = {"mass": 0.05, "carbon": 0.05, "water": 0.05, "energy": 0.05}
FOLLOWED = ("mass", "carbon", "water")  # a flow that is not listed may hold any; of an element it holds none
FINE = 0.001  # of an element that the tables follow by its molar mass
NATURE = ("resource",)
MATERIAL = ("kg", "m3", "Sm3")
ENERGY = ("MJ", "kWh")


def closure(
    chain: System, contents: pl.DataFrame, gaps: pl.DataFrame | None = None, *, quantities: Sequence[str] = QUANTITIES,
    process: str | None = None,
) -> pl.DataFrame:
    """process, quantity, into, out, lost, state, cause: one row for each process, or for `process`, and quantity it holds.

    Energy is balanced where energy is made; what enters a plant otherwise leaves it as heat. The rest is balanced where a
    material is made.

    `contents`: flow, element, content (of the quantity in one unit of the flow). `gaps`: process (a regular expression),
    quantity, cause; the first that fits explains what is not closed. `into` and `out` are those of one run; `lost` is what
    does not come out over what goes in, null where nothing goes in.

    >>> import polars as pl
    >>> kiln = System(pl.DataFrame({"process": ["kiln"], "name": ["kiln"]}), pl.DataFrame({
    ...     "process": ["kiln"] * 3, "kind": ["product", "elementary", "elementary"], "reference": [True, False, False],
    ...     "flow": ["lime", "limestone", "CO2"], "amount": [1.0, 1.785, 0.785], "unit": ["kg"] * 3,
    ...     "compartment": [None, "resource", "air"]}))
    >>> held = pl.DataFrame({"flow": ["lime", "limestone", "CO2"], "element": ["carbon"] * 3, "content": [0.0, 0.12, 0.2729]})
    >>> closure(kiln, held, quantities=["carbon"]).select("quantity", "state", pl.col("lost").round(3)).rows()
    [('carbon', 'closed', -0.0)]
    """
    rows = chain.model().exchanges.select("process", "kind", "reference", "flow", "unit", "compartment", "value")
    if process is not None:
        rows = rows.filter(pl.col("process") == process)
    held = contents.select("flow", pl.col("element").alias("quantity"), pl.col("content").cast(pl.Float64))
    found = pl.concat([_sums(rows, held, quantity) for quantity in quantities])
    return _explained(_stated(found), gaps)


def _sums(rows: pl.DataFrame, held: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """By process: into, out and how many material flows are not known; processes without a listed flow are left out."""
    known = held.filter(pl.col("quantity") == quantity).drop("quantity")
    makes = pl.col("reference").fill_null(False) & (pl.col("kind") == "product")
    makers = rows.filter(makes & pl.col("unit").is_in(ENERGY if quantity == "energy" else MATERIAL)).select("process").unique()
    joined = rows.join(makers, on="process", how="semi", maintain_order="left").join(known, on="flow", how="left", maintain_order="left")
    leaves = (pl.col("kind") != "input") & ~((pl.col("kind") == "elementary") & pl.col("compartment").is_in(NATURE))
    amount = pl.col("value") * pl.col("content")
    followed = quantity in FOLLOWED
    unknown = pl.col("content").is_null() & pl.col("unit").is_in(MATERIAL) & (pl.col("kind") != "elementary")
    return joined.group_by("process", maintain_order=True).agg(
        pl.lit(quantity).alias("quantity"), amount.filter(~leaves).sum().alias("into"), amount.filter(leaves).sum().alias("out"),
        (unknown.sum() if followed else pl.lit(0, pl.UInt32)).cast(pl.UInt32).alias("unknown"),
        (pl.col("content").fill_null(0) != 0).any().alias("holds"),
    ).filter("holds").drop("holds")


def _stated(found: pl.DataFrame) -> pl.DataFrame:
    tolerance = pl.col("quantity").replace_strict(TOLERANCE, default=FINE, return_dtype=pl.Float64)
    lost = pl.when(pl.col("into") > 0).then((pl.col("into") - pl.col("out")) / pl.col("into")).alias("lost")
    state = (
        pl.when((pl.col("unknown") > 0) | pl.col("lost").is_null()).then(pl.lit("open"))
        .when(pl.col("lost").abs() <= tolerance).then(pl.lit("closed")).otherwise(pl.lit("gap")).alias("state")
    )
    return found.with_columns(lost).with_columns(state).drop("unknown")


def _explained(found: pl.DataFrame, gaps: pl.DataFrame | None) -> pl.DataFrame:
    cause: pl.Expr = pl.lit(None, pl.String)
    for pattern, quantity, text in [] if gaps is None else reversed(gaps.select("process", "quantity", "cause").rows()):
        fits = pl.col("process").str.contains(pattern) & (pl.col("quantity") == quantity)
        cause = pl.when(fits).then(pl.lit(text)).otherwise(cause)
    return found.with_columns(pl.when(pl.col("state") != "closed").then(cause).alias("cause"))
