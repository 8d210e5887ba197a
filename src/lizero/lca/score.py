"""Characterisation of a model's elementary flows: Q as a labelled table, by the one function that serves all rooms."""

from __future__ import annotations

import numpy as np
import polars as pl

from lizero.errors import Finding
from lizero.impact import Flows, Method, characterise
from lizero.impact import method as named_method
from lizero.lca.network import Floats
from lizero.schema import empty
from lizero.tables import FLOWS

__all__ = ["as_method", "flow_lines", "main_impact", "q_vector"]


def flow_lines(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` as FLOWS: columns that they lack are null, columns that FLOWS does not have are left out."""
    blank = empty(FLOWS)
    known = rows.select([c for c in rows.columns if c in blank.columns])
    return pl.concat([blank, known.cast({c: blank.schema[c] for c in known.columns})], how="diagonal")


def as_method(method: str | Method) -> Method:
    """The method of that name, or the method itself."""
    return method if isinstance(method, Method) else named_method(method)


def q_vector(flows: pl.DataFrame, method: str | Method, impact: str | None = None) -> tuple[Floats, tuple[Finding, ...]]:
    """Factors (m,) of `impact` for the elementary `flows` of a model; nan where the method has none."""
    unit = flow_lines(flows.with_columns(
        pl.lit("unit").alias("holder"), pl.lit(1.0).alias("amount"), pl.lit(1.0).alias("share"),
        pl.col("row").cast(pl.String).alias("record"),
    ))
    result = characterise(Flows(unit, None), as_method(method))
    chosen = result.frame.filter(pl.col("impact") == (impact or main_impact(method)))
    factors = np.full(flows.height, np.nan)
    factors[chosen["record"].cast(pl.Int64).to_numpy()] = chosen["amount"].fill_null(float("nan")).to_numpy()
    return factors, tuple(result.findings)


def main_impact(method: str | Method) -> str:
    """The impact category that a total of `method` is given in: climate change where the method has it."""
    categories = as_method(method).frame["category"].unique(maintain_order=True).to_list()
    return "climate change" if "climate change" in categories else str(categories[0])
