"""NGER's market-based electricity of each site, from the record: purchases, certificates, and the library's percentages."""

from __future__ import annotations

from datetime import date

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding
from lizero.factors import Library, choose
from lizero.inventory.nger import market_based
from lizero.inventory.purchased import ELECTRICITY, kwh
from lizero.inventory.rows import prepared, span_of

__all__ = ["nger_electricity"]

SCHEMA = {
    "site": pl.String(),
    "bought": pl.Float64(),
    "surrendered": pl.Float64(),
    "onsite": pl.Float64(),
    "rpp": pl.Float64(),
    "residual_kwh": pl.Float64(),
    "scope2": pl.Float64(),
    "scope3": pl.Float64(),
}


def nger_electricity(
    record: Record, library: Library, *, year: int | tuple[date, date], exempt_kwh: float = 0.0, jrpp: float = 0.0
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """For each Australian site that buys electricity: kWh bought, MWh of certificates surrendered and of own generation used, the
    renewable power percentage, what is left by the formula, and t CO2e of scopes 2 and 3.

    Certificates are INSTRUMENTS of kind LGC with a day of retirement; own generation is activity ``own electricity``. The
    percentage is the PARAMETERS row ``renewable power percentage``; a site without it or without a residual mix is a finding.
    """
    rows = prepared(record, year, "reporter").filter(pl.col("place").fill_null("").str.starts_with("AU"))
    rows = rows.with_columns((pl.col("quantity") * kwh(rows["unit"])).alias("kwh"))
    bought, own = (_by_site(rows.filter(pl.col("category") == c)) for c in (ELECTRICITY, "own electricity"))
    span = span_of(record, year)
    retired = _retired(record, span.start, span.end)
    rpp = _percentage(library)
    made, findings = [], []
    for site, amount in bought.items():
        mix = _residual(site, rows, library, span.start, span.end)
        if rpp is None or mix[0] is None:
            what = "renewable power percentage" if rpp is None else "residual mix factor"
            findings.append(
                Finding(
                    f"NGER › {site}",
                    "nger.missing",
                    f"no {what} is stated for {span.start} to {span.end}",
                    "add it to your library",
                    "warning",
                )
            )
            continue
        onsite = own.get(site, 0.0) / 1000
        found = market_based(
            amount,
            rpp=rpp,
            jrpp=jrpp,
            residual_mix=mix[0],
            residual_mix_scope3=mix[1] or 0.0,
            exempt_kwh=exempt_kwh,
            surrendered_mwh=retired.get(site, 0.0) / 1000,
            onsite_mwh=onsite,
        )
        made.append((site, amount, retired.get(site, 0.0) / 1000, onsite, rpp, found.residual_kwh, found.scope2, found.scope3))
    return pl.DataFrame(made, schema=SCHEMA, orient="row"), tuple(findings)


def _by_site(rows: pl.DataFrame) -> dict[str, float]:
    return dict(rows.group_by("site", maintain_order=True).agg(pl.col("kwh").sum()).iter_rows())


def _retired(record: Record, start: date, end: date) -> dict[str, float]:
    """kWh of large-scale generation certificates retired for use within the period, by site."""
    rows = record.register("INSTRUMENTS").filter(
        (pl.col("kind") == "LGC") & pl.col("retired_on").is_not_null() & (pl.col("start") <= end) & (pl.col("end") >= start)
    )
    return dict(
        rows.with_columns((pl.col("quantity") * kwh(rows["unit"])).alias("kwh")).group_by("site").agg(pl.col("kwh").sum()).iter_rows()
    )


def _percentage(library: Library) -> float | None:
    rows = library.parameters.filter(pl.col("parameter").str.to_lowercase() == "renewable power percentage").sort(
        "rank", maintain_order=True
    )
    found = rows["value"].drop_nulls()
    return float(found[0]) if found.len() else None


def _residual(site: str, rows: pl.DataFrame, library: Library, start: date, end: date) -> tuple[float | None, float | None]:
    """kg CO2e/kWh of the residual mix in scopes 2 and 3."""
    place = rows.filter(pl.col("site") == site)["grid"][0]
    needs = pl.DataFrame(
        {
            "need": ["2", "3"],
            "category": [ELECTRICITY, "fuel and energy upstream"],
            "flow": ["electricity"] * 2,
            "unit": ["kWh"] * 2,
            "geography": [place] * 2,
            "start": [start] * 2,
            "end": [end] * 2,
            "family": ["residual"] * 2,
        }
    )
    only = Library(library.factors.filter(pl.col("family") == "residual"), library.parameters, library.proxies, library.editions)
    frame = choose(needs, only).frame
    sums = dict(frame.group_by("need").agg((pl.col("amount") * pl.col("conversion")).sum()).iter_rows())
    return sums.get("2"), sums.get("3")
