"""The amount of each exchange: the stated one, or that of its formula over the parameters."""

from __future__ import annotations

import polars as pl

from lizero.errors import Finding
from lizero.lca.formula import FormulaRefused
from lizero.lca.link import Fault
from lizero.lca.parameters import Values

__all__ = ["amounts"]


def amounts(exchanges: pl.DataFrame, values: Values) -> tuple[pl.DataFrame, tuple[Fault, ...]]:
    """`exchanges` (EXCHANGES) with the column `value`, and `share` with its formula worked out; and the faults met.

    An exchange without amount and formula, or with a formula that has no value, is left out and named.
    """
    stated = exchanges.with_columns(pl.col("amount").alias("value"))
    by_formula = exchanges.filter(pl.col("formula").is_not_null() | pl.col("share_formula").is_not_null())
    worked, faults = _worked(by_formula, values)
    if worked.height:
        stated = stated.join(worked, on="exchange", how="left", maintain_order="left").with_columns(
            pl.when(pl.col("formula").is_null()).then("value").otherwise("by formula").alias("value"),
            pl.when(pl.col("share_formula").is_null()).then("share").otherwise("share by formula").alias("share"),
        ).drop("by formula", "share by formula")
    faults.extend(_missing(stated.filter(pl.col("value").is_null() & pl.col("formula").is_null())))
    return stated.filter(pl.col("value").is_not_null()), tuple(faults)


def _worked(rows: pl.DataFrame, values: Values) -> tuple[pl.DataFrame, list[Fault]]:
    """Formulas are programs of their own, so this is the one place that goes row by row."""
    faults: list[Fault] = []
    found: list[tuple[str, float | None, float | None]] = []
    for exchange, process, formula, share in rows.select("exchange", "process", "formula", "share_formula").iter_rows():
        found.append((exchange, *(_one(exchange, process, text, values, faults) for text in (formula, share))))
    schema = {"exchange": pl.String, "by formula": pl.Float64, "share by formula": pl.Float64}
    return pl.DataFrame(found, schema=schema, orient="row"), faults


def _one(exchange: str, process: str, text: str | None, values: Values, faults: list[Fault]) -> float | None:
    if text is None:
        return None
    try:
        return float(values.formula(text, process))
    except FormulaRefused as refused:
        finding = Finding(f"EXCHANGES › {exchange}", "formula.refused", str(refused), "the exchange does not count")
        faults.append(Fault(process, finding))
        return None


def _missing(rows: pl.DataFrame) -> list[Fault]:
    return [
        Fault(process, Finding(
            f"EXCHANGES › {exchange}", "amount.missing", f"{flow!r} of {process!r} has neither amount nor formula",
            "a blank is missing, not zero; write 0 if it does not occur",
        ))
        for exchange, process, flow in rows.select("exchange", "process", "flow").iter_rows()
    ]
