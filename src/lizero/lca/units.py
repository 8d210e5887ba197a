"""Conversion of the units of exchanges to those of the products that serve them."""

from __future__ import annotations

import polars as pl

from lizero.errors import Finding, UnitMismatch, UnknownName
from lizero.lca.link import Fault
from lizero.units import bridge, conversion

__all__ = ["converted"]


def converted(rows: pl.DataFrame, parameters: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Fault, ...]]:
    """`rows` with the column `conversion`, from `unit` to `made in`; rows of unlike units are left out and named.

    A step through density or calorific value is taken only when `parameters` (PARAMETERS) states it for the flow.
    """
    unlike = rows.filter(pl.col("unit") != pl.col("made in"))
    pairs = unlike.select("unit", "made in", "flow").unique(maintain_order=True)
    found = [(a, b, flow, *_conversion(a, b, flow, parameters)) for a, b, flow in pairs.iter_rows()]
    schema = {"unit": pl.String, "made in": pl.String, "flow": pl.String, "conversion": pl.Float64, "why": pl.String}
    table = pl.DataFrame(found, schema=schema, orient="row")
    rows = rows.join(table, on=["unit", "made in", "flow"], how="left", maintain_order="left")
    same = pl.when(pl.col("unit") == pl.col("made in")).then(1.0).otherwise("conversion")
    rows = rows.with_columns(same.alias("conversion"))
    failed = rows.filter(pl.col("conversion").is_null())
    faults = tuple(_fault(*row) for row in failed.select("process", "exchange", "flow", "why").iter_rows())
    return rows.filter(pl.col("conversion").is_not_null()).drop("why"), faults


def _conversion(unit: str, made_in: str, flow: str, parameters: pl.DataFrame) -> tuple[float | None, str]:
    try:
        return conversion(unit, made_in), ""
    except (UnitMismatch, UnknownName) as plain:
        try:
            return bridge(unit, made_in, flow, parameters).value, ""
        except (UnitMismatch, UnknownName):
            return None, str(plain)


def _fault(process: str, exchange: str, flow: str, why: str) -> Fault:
    hint = "state the amount in the product's unit, or the parameter that leads to it; the exchange does not count"
    return Fault(process, Finding(f"EXCHANGES › {exchange}", "unit.mismatch", f"{flow!r} of {process!r}: {why}", hint))
