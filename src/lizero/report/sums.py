"""Sums over the lines of an inventory, on each basis, in t CO2e."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

__all__ = ["BIOGENIC", "SUMS", "both", "counted", "gases", "on", "stated"]

BIOGENIC = "CO2 biogenic"
SUMS = ("scope1", "scope2_location", "scope2_market", "scope3_location", "scope3_market")


def counted(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines that count in a scope and have a potential."""
    return lines.filter(pl.col("scope").is_in(["1", "2", "3"]), pl.col("t_co2e").is_not_null())


def on(basis: str) -> pl.Expr:
    """Whether a line counts on `basis`: it is of that basis, or of none."""
    return pl.col("basis").fill_null("none").is_in([basis, "none"])


def both(lines: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Columns `keys`, ``location`` and ``market``: t CO2e on each basis, largest market value first.

    >>> frame = pl.DataFrame({"scope": ["2", "2"], "basis": ["location", "market"], "t_co2e": [2.0, 1.0]})
    >>> both(frame, ["scope"]).row(0)
    ('2', 2.0, 1.0)
    """
    sums = [pl.col("t_co2e").filter(on(b)).sum().alias(b) for b in ("location", "market")]
    grouped = counted(lines).group_by(*keys).agg(*sums)
    return grouped.sort(pl.col("market"), *keys, descending=[True, *(False for _ in keys)], nulls_last=True)


def stated(lines: pl.DataFrame) -> dict[str, float]:
    """The totals `SUMS` in t CO2e and ``biogenic_co2`` in t CO2, from the lines."""
    def total(scope: str, basis: str) -> float:
        return float(counted(lines).filter(pl.col("scope") == scope, on(basis))["t_co2e"].sum())

    sums = {"scope1": total("1", "market")}
    sums |= {f"scope{s}_{b}": total(s, b) for s in "23" for b in ("location", "market")}
    apart = lines.filter(pl.col("flow") == BIOGENIC, on("market")).select(pl.col("amount") * pl.col("share"))
    return {**sums, "biogenic_co2": float(apart.to_series().sum()) / 1000}


def gases(lines: pl.DataFrame) -> pl.DataFrame:
    """Columns flow, scope, ``tonnes`` of the gas and ``t_co2e``, market-based, largest first."""
    market = counted(lines).filter(on("market"))
    return market.group_by("flow", "scope").agg(
        tonnes=(pl.col("amount") * pl.col("share")).sum() / 1000, t_co2e=pl.col("t_co2e").sum()
    ).sort(["t_co2e", "flow", "scope"], descending=[True, False, False])
