"""Leased assets: in which scope or category their emissions stand (Corporate Standard, Appendix F; rule R1.5).

    party    lease       equity or financial control    operational control
    lessee   operating   category 8                     scope 1 and 2
    lessee   finance     scope 1 and 2                  scope 1 and 2
    lessor   operating   scope 1 and 2                  category 13
    lessor   finance     category 13                    category 13

A leased site is stated by a PARAMETERS row ``lease: lessee, operating`` with the site as scope.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lizero.errors import Finding, UnknownName
from lizero.vocab import fold

__all__ = ["LEASES", "lease_category", "leased"]

UP, DOWN = "upstream leased assets", "downstream leased assets"
LEASES: Mapping[tuple[str, str], Mapping[str, str | None]] = {
    ("lessee", "operating"): {"equity": UP, "financial": UP, "operational": None},
    ("lessee", "finance"): {"equity": None, "financial": None, "operational": None},
    ("lessor", "operating"): {"equity": None, "financial": None, "operational": DOWN},
    ("lessor", "finance"): {"equity": DOWN, "financial": DOWN, "operational": DOWN},
}
PREFIX = "lease:"


def lease_category(party: str, lease: str, approach: str) -> str | None:
    """The scope 3 category of a leased asset; None where it stays in scopes 1 and 2. Raises UnknownName.

    >>> lease_category("lessee", "operating", "equity"), lease_category("lessee", "operating", "operational")
    ('upstream leased assets', None)
    """
    if (party, lease) not in LEASES:
        raise UnknownName("lease", f"{party}, {lease}", [", ".join(k) for k in LEASES])
    if approach not in LEASES[party, lease]:
        raise UnknownName("approach", approach, LEASES[party, lease])
    return LEASES[party, lease][approach]


def leased(lines: pl.DataFrame, parameters: pl.DataFrame, approach: str) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Site lines with those of leased sites moved to category 8 or 13 where the approach says so, and findings.

    The minimum boundary of both categories is scope 1 and 2 of the asset: what was derived upstream of it is left out, and said.
    """
    rows = parameters.filter(pl.col("parameter").str.to_lowercase().str.starts_with(PREFIX) & pl.col("scope").is_not_null())
    moved, findings = {}, []
    for name, site in rows.select("parameter", "scope").iter_rows():
        party, _, kind = name.lower().removeprefix(PREFIX).partition(",")
        try:
            category = lease_category(party.strip(), kind.strip(), approach)
        except UnknownName as fault:
            findings.append(Finding(f"PARAMETERS › {name} › {site}", "lease.unknown", str(fault), "write 'lease: lessee, operating'"))
            continue
        if category:
            moved[fold(site)] = category
            text = f"leased site {site} stands in {category} under {approach} control; what lies upstream of its energy is left out"
            findings.append(Finding(f"PARAMETERS › {name} › {site}", "lease.moved", text, "rule R1.5", "notice"))
    return _moved(lines, moved), tuple(findings)


def _moved(lines: pl.DataFrame, moved: dict[str, str]) -> pl.DataFrame:
    to = pl.col("site").str.to_lowercase().replace_strict(moved, default=None, return_dtype=pl.String)
    direct = pl.col("scope").is_in(["1", "2"])
    kept = lines.with_columns(to.alias("_to")).filter(~(pl.col("_to").is_not_null() & (pl.col("category") == "fuel and energy upstream")))
    away = pl.col("_to").is_not_null() & direct
    return kept.with_columns(
        pl.when(away).then(pl.col("_to")).otherwise(pl.col("category")).alias("category"),
        pl.when(away).then(pl.lit("3")).otherwise(pl.col("scope")).alias("scope"),
    ).drop("_to")
