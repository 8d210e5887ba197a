"""The life cycle inventory: g = B s, kept exchange by exchange as FLOWS."""

from __future__ import annotations

import numpy as np
import polars as pl

from lizero.errors import Finding
from lizero.impact import Flows
from lizero.lca.model import Model
from lizero.lca.network import Floats, Network
from lizero.lca.score import flow_lines

__all__ = ["life_cycle_flows", "negative_supply"]


def life_cycle_flows(model: Model, part: Network, about: pl.DataFrame, runs: Floats, holder: str) -> Flows:
    """One line for each elementary exchange of the processes in `part`, times how often each process runs.

    `about`: rows of Model.columns for `part` (k,); `runs` (k,); `record` names the exchange.
    """
    entries = part.biosphere
    stated = model.exchanges[entries.exchange].select(
        "process", pl.col("exchange").alias("record"), "flow", "compartment", "unit", "gwp_set", "status"
    )
    years = pl.col("period").str.extract_all(r"\d{4}")
    places = about.select(
        "geography",
        years.list.first().str.to_date("%Y", strict=False).alias("start"),
        pl.date(years.list.last().cast(pl.Int32, strict=False), 12, 31).alias("end"),
    )[entries.column]
    lines = pl.concat([stated, places], how="horizontal").with_columns(
        pl.Series("amount", entries.value * runs[entries.column]),
        pl.lit(holder).alias("holder"), pl.lit("none").alias("basis"), pl.lit(1.0).alias("share"),
    )
    return Flows(flow_lines(lines), None)


def negative_supply(part: Network, about: pl.DataFrame, output: Floats) -> list[Finding]:
    """A warning when a loop takes more than it makes, so that less than nothing of a product would be made.

    Where products are avoided or amounts are negative, less than nothing is a credit and no fault.
    """
    if np.any(part.technosphere.value < 0.0) or np.any(part.pivot < 0.0):
        return []
    scale = np.max(np.abs(output), initial=0.0)
    where = np.flatnonzero(output < -1e-12 * scale)
    if not where.size:
        return []
    names = ", ".join(repr(name) for name in about["process"][where].to_list()[:6])
    message = f"less than nothing would be made by {names}: a loop takes more than it makes"
    return [Finding("EXCHANGES", "supply.negative", message, "look for an amount or unit that is too large", "warning")]
