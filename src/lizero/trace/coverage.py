"""How much of a product an impact other than climate covers: background known only as CO2e gives climate and nothing else.

    covered = Σ |climate score of processes that state a flow of the impact| / Σ |climate score of all|

The climate score stands for the weight of a process because every process has one. An impact that is covered in part is a
part of the truth: it is shown with its share, and where nothing is covered it is not assessed.
"""

from __future__ import annotations

import polars as pl

from lizero.impact import Method
from lizero.lca import System

__all__ = ["coverage"]


def coverage(
    chain: System, product: str, method: Method | str, *, process: str | None = None, climate: str = "ar6-gwp100"
) -> pl.DataFrame:
    """impact, amount, unit, covered: by category of `method`, what one unit of `product` carries and the share that is covered.

    `amount` is null, not assessed, where no process that is reached states a flow of the impact. Raises UnknownName for a
    product or a method that is not there.

    >>> from lizero.lca import load
    >>> rows = {"category": ["acidification"], "flow": ["SO2"], "factor": [1.31], "flow_unit": ["kg"], "unit": ["mol H+ eq"]}
    >>> acid = Method.of(pl.DataFrame(rows), "my-acidification")
    >>> coverage(load("lithium-chain"), "copper, WORLD", acid).select("amount", "covered").rows()
    [(None, 0.0)]
    """
    pcf = chain.footprint(product, method=method, process=process)
    weights = chain.footprint(product, method=climate, process=process).reached.group_by("process").agg(pl.col("direct").abs().sum())
    shares = [_share(chain, weights, pcf.impacts.method, impact) for impact in pcf.impacts.method.categories]
    stated = pl.DataFrame({"impact": list(pcf.impacts.method.categories), "covered": shares}, schema_overrides={"covered": pl.Float64})
    found = stated.join(pcf.totals, on="impact", how="left", maintain_order="left")
    units = dict(pcf.impacts.method.frame.select("category", "unit").iter_rows())
    unit = pl.col("unit").fill_null(pl.col("impact").replace_strict(units, return_dtype=pl.String))
    amount = pl.when(pl.col("covered") > 0).then("amount").alias("amount")
    return found.select("impact", amount, unit.alias("unit"), "covered")


def _share(chain: System, weights: pl.DataFrame, method: Method, impact: str) -> float:
    flows = method.frame.filter(pl.col("category") == impact).select("flow").unique()
    rows = chain.model().exchanges.filter((pl.col("kind") == "elementary") & (pl.col("value") != 0))
    states = rows.join(flows, on="flow", how="semi").select("process").unique()
    total = float(weights["direct"].sum())
    covered = float(weights.join(states, on="process", how="semi")["direct"].sum())
    return covered / total if total else 0.0
