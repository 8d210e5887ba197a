"""Element balances of unit processes and routes: what goes in, what comes out, and the loss that is left.

    loss = Σ inputs × content + Σ resources × content − Σ outputs × content − Σ releases × content

`contents` says what one unit of a flow holds of an element; a flow that is not listed holds none of it.
"""

from __future__ import annotations

import polars as pl

from lizero.lca import System

__all__ = ["element_balance", "mass_balance", "route_recovery"]

OUTPUTS = ("product", "co-product", "waste")
CUBIC_METRE = 1000.0  # kg of water or waste water in a cubic metre


def element_balance(
    chain: System, contents: pl.DataFrame, element: str, *, scenario: str | None = None, year: int | None = None
) -> pl.DataFrame:
    """By process that makes a product with `element`: `into`, `out`, `loss` (kg for one run) and `lost`, loss over `into`.

    `lost` is null where nothing that goes in is listed: the balance is open there, and `route_recovery` closes it.

    `contents`: flow, element, content (kg of the element in one unit of the flow). Processes whose reference product
    is not listed for the element are left out: nothing is known of what leaves them.

    >>> import polars as pl
    >>> chain = System(pl.DataFrame({"process": ["roast"], "name": ["roast"]}), pl.DataFrame({
    ...     "process": ["roast"] * 2, "kind": ["product", "elementary"], "reference": [True, False],
    ...     "flow": ["carbonate", "lithium"], "amount": [1.0, 0.25], "unit": ["kg", "kg"],
    ...     "compartment": [None, "resource"]}))
    >>> contents = pl.DataFrame({"flow": ["carbonate", "lithium"], "element": ["lithium"] * 2, "content": [0.125, 1.0]})
    >>> element_balance(chain, contents, "lithium").select("into", "out", "lost").rows()
    [(0.25, 0.125, 0.5)]
    """
    rows = chain.model(scenario, year).exchanges.join(_of(contents, element), on="flow")
    outside = (pl.col("kind") == "elementary") & (pl.col("compartment") != "resource")
    leaves = pl.col("kind").is_in(OUTPUTS) | outside
    held = pl.col("value") * pl.col("content")
    sums = rows.group_by("process", maintain_order=True).agg(
        held.filter(~leaves).sum().alias("into"), held.filter(leaves).sum().alias("out"),
        pl.col("reference").fill_null(False).any().alias("made"),
    )
    loss = pl.col("into") - pl.col("out")
    share = pl.when(pl.col("into") > 0).then(loss / pl.col("into"))
    known = sums.filter("made").drop("made").with_columns(loss.alias("loss"), share.alias("lost"))
    names = chain.processes.select("process", "name", "stage")
    return known.join(names, on="process", how="left", maintain_order="left")


def mass_balance(chain: System, *, scenario: str | None = None, year: int | None = None) -> pl.DataFrame:
    """By process that makes kilograms: mass `into` and `out` (kg for one run), the `gap` between them, `open` over `into`.

    What is counted in kilograms weighs itself, water and waste water in cubic metres 1,000 kg each; gas, energy and
    freight weigh nothing. Air drawn in and vapour that a source does not state are the gap: it is stated, not closed.

    >>> from lizero.lca import load
    >>> found = mass_balance(load("lithium-chain"))
    >>> found.filter(pl.col("process") == "soda-ash-cn").select("into", "out", "open").rows()
    [(1.0, 1.0, 0.0)]
    """
    water = pl.col("flow").str.contains("water")
    weight = pl.when(pl.col("unit") == "kg").then(1.0).when((pl.col("unit") == "m3") & water).then(CUBIC_METRE)
    rows = chain.model(scenario, year).exchanges.with_columns((pl.col("value") * weight).alias("mass"))
    leaves = pl.col("kind").is_in(OUTPUTS) | ((pl.col("kind") == "elementary") & (pl.col("compartment") != "resource"))
    sums = rows.filter(pl.col("mass").is_not_null()).group_by("process", maintain_order=True).agg(
        pl.col("mass").filter(~leaves).sum().alias("into"), pl.col("mass").filter(leaves).sum().alias("out"),
        (pl.col("reference").fill_null(False) & (pl.col("kind") == "product")).any().alias("made"),
    )
    gap = pl.col("into") - pl.col("out")
    made = sums.filter("made").drop("made")
    return made.with_columns(gap.alias("gap"), pl.when(pl.col("into") > 0).then(gap / pl.col("into")).alias("open"))


def route_recovery(chain: System, contents: pl.DataFrame, element: str, product: str, *, resource: str) -> float:
    """The share of the element taken from nature (the elementary flow `resource`) that reaches `product`.

    Not a number where nothing is taken from nature (recycled products). Raises UnknownName for a product that the chain
    does not make.

    >>> from lizero.lca import load
    >>> from lizero.reference import data_set
    >>> contents = data_set("lithium-chain").frame("contents")
    >>> name = "lithium hydroxide monohydrate, battery grade, spodumene route"
    >>> round(route_recovery(load("lithium-chain"), contents, "lithium", name, resource="lithium"), 2)
    0.65
    """
    pcf = chain.footprint(product)
    held = float(_of(contents, element).filter(pl.col("flow") == pcf.product)["content"].sum())
    drawn = pcf.flows.frame.filter((pl.col("flow") == resource) & (pl.col("compartment") == "resource"))
    taken = float(drawn["amount"].sum())
    return held / taken if taken else float("nan")


def _of(contents: pl.DataFrame, element: str) -> pl.DataFrame:
    return contents.filter(pl.col("element") == element).select("flow", pl.col("content").cast(pl.Float64))
