"""Rows without a place in the totals, and derived quantities that are not assessed (convention 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from lizero.errors import Finding, Severity
from lizero.inventory.blends import Blends

__all__ = ["Open", "open_rows"]

SHOWN = ["record", "organisation", "site", "source", "category", "flow", "quantity", "unit", "start", "end"]


@dataclass(frozen=True)
class Open:
    """`rows`: rows of the record that are unresolved, with rule, message, hint; `not_assessed`: derived asks without a factor."""

    rows: pl.DataFrame
    not_assessed: pl.DataFrame
    findings: tuple[Finding, ...]


def open_rows(rows: pl.DataFrame, direct: pl.DataFrame, derived: pl.DataFrame, mixed: Blends) -> Open:
    """What stays open of `rows` (prepared): asks of the record itself are errors, derived ones are warnings."""
    blends = mixed.refused.select(
        "part", *_told("blend.unit", "the unit of the row is not that of the blend's shares", "see the blend's finding")
    )
    told = pl.concat([direct.select("part", "rule", "message", "hint"), blends])
    missing = _described(rows, told)
    upstream = _described(rows, derived.select("part", "rule", "message", "hint"))
    findings = (*_findings(missing, "error", ""), *_findings(upstream, "warning", "upstream.not-assessed"))
    return Open(missing, upstream, findings)


def _told(rule: str, message: str, hint: str) -> list[pl.Expr]:
    return [pl.lit(text).alias(name) for name, text in (("rule", rule), ("message", message), ("hint", hint))]


def _described(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """The rows concerned, each with the first reason."""
    once = told.unique("part", keep="first", maintain_order=True)
    about = rows.unique("part", keep="first", maintain_order=True)
    return about.join(once, on="part", how="inner", maintain_order="left").select(*SHOWN, "rule", "message", "hint")


def _findings(rows: pl.DataFrame, severity: Severity, rule: str) -> Iterable[Finding]:
    """One finding for all rows that want for the same thing."""
    groups = rows.group_by("rule", "message", "hint", maintain_order=True).agg(pl.col("record").first(), pl.len().alias("rows"))
    for row in groups.iter_rows(named=True):
        more = f" (and {row['rows'] - 1} more rows)" if row["rows"] > 1 else ""
        text = f"{row['message']}{more}" if not rule else f"category 3 is not assessed: {row['message']}{more}"
        yield Finding(f"ACTIVITY › {row['record']}", rule or row["rule"], text, row["hint"], severity, row["record"])
