"""The fifteen categories of scope 3: what each counts, and why one counts nothing (Scope 3 Standard, chapter 6).

An exclusion needs a reason: a PARAMETERS row ``not relevant`` with the category as scope and the reason as source.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from lizero.errors import Finding
from lizero.vocab import categories

__all__ = ["category_table", "unexplained"]

SCHEMA = {
    "number": pl.Int64(),
    "category": pl.String(),
    "location": pl.Float64(),
    "market": pl.Float64(),
    "lines": pl.Int64(),
    "state": pl.String(),
    "reason": pl.String(),
}


def category_table(lines: pl.DataFrame, not_assessed: Iterable[str], parameters: pl.DataFrame) -> pl.DataFrame:
    """Number, category, t CO2e on both bases, lines, state and reason of each of the fifteen categories.

    States: ``counted``; ``not assessed`` (something is recorded or derived, and has no factor); ``not relevant`` (with its
    reason); ``not recorded`` (nothing is known, which is not zero: convention 1).
    """
    reasons = _reasons(parameters)
    missing = set(not_assessed)
    rows = []
    for name, row in categories().items():
        if row["scope"] != "3":
            continue
        some = lines.filter((pl.col("scope") == "3") & (pl.col("category") == name))
        sums = [some.filter(pl.col("basis") != other)["co2e"].sum() for other in ("market", "location")]
        state = "counted" if some.height else "not assessed" if name in missing else "not relevant" if reasons.get(name) else "not recorded"
        rows.append((int(row["scope3_category"]), name, *sums, some.height, state, reasons.get(name, "")))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("number")


def _reasons(parameters: pl.DataFrame) -> dict[str, str]:
    rows = parameters.filter(pl.col("parameter").str.to_lowercase() == "not relevant").select("scope", pl.col("source").fill_null(""))
    return {scope: reason.strip() for scope, reason in rows.iter_rows() if scope}


def unexplained(table: pl.DataFrame, parameters: pl.DataFrame) -> tuple[Finding, ...]:
    """Findings for exclusions without a reason, and for categories that are excluded though something is counted."""
    reasons = _reasons(parameters)
    bare = [name for name, reason in reasons.items() if not reason]
    counted = set(table.filter(state="counted")["category"])
    notes = [
        Finding(
            f"PARAMETERS › not relevant › {n}",
            "scope3.no-reason",
            f"{n} is called not relevant without a reason",
            "write the reason as the source of the row",
            "warning",
        )
        for n in bare
    ]
    notes += [
        Finding(
            f"PARAMETERS › not relevant › {n}",
            "scope3.counted",
            f"{n} is called not relevant, and lines are counted in it",
            "remove the exclusion or the rows",
            "warning",
        )
        for n in reasons
        if n in counted
    ]
    return tuple(notes)
