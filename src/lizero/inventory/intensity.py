"""Emissions for one tonne of product and one tonne of lithium carbonate equivalent (LCE).

    t LCE = t product × (kg lithium in one kg) × M(Li2CO3) / (2 M(Li))

For a site the output is what it makes; for the holder, what all its entities make less what they take from one another,
each with the holder's share, so that a concentrate that is refined within the group is not counted twice.
"""

from __future__ import annotations

import math

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding, LizeroError
from lizero.units import conversion
from lizero.vocab import item_id

__all__ = ["LCE_PER_LITHIUM", "intensity", "output"]

# Abridged standard atomic weights, IUPAC 2021: Li 6.94, C 12.011, O 15.999.
LCE_PER_LITHIUM = (2 * 6.94 + 12.011 + 3 * 15.999) / (2 * 6.94)


def output(rows: pl.DataFrame, record: Record) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Output and internal transfers: organisation, site, category, product, tonnes, t LCE (null where no lithium is stated).

    A product whose PRODUCTS role is co-product or residue is left out.
    """
    made = rows.filter(pl.col("category").is_in(["product output", "internal transfer"]))
    scale = {u: _tonnes(u) for u in made["unit"].unique().to_list()}
    contents = _contents(record)
    beside = record.register("PRODUCTS").filter(pl.col("role").is_in(["co-product", "residue"]))["product"].to_list()
    made = made.filter(~pl.col("item").is_in([*beside, *(item_id(p) or p for p in beside)]))
    frame = made.with_columns(
        (pl.col("quantity") * pl.col("unit").replace_strict(scale, default=None, return_dtype=pl.Float64)).alias("tonnes"),
        pl.col("item").replace_strict(contents, default=None, return_dtype=pl.Float64).alias("lithium"),
    )
    faults = tuple(
        Finding(
            f"ACTIVITY › {r['record']} › unit",
            "output.unit",
            f"{r['item']} is made in {r['unit']}, which is no mass",
            "write outputs in t or kg",
            "warning",
            r["record"],
        )
        for r in frame.filter(pl.col("tonnes").is_null() & (pl.col("category") == "product output"))
        .unique(["item", "unit"], maintain_order=True)
        .iter_rows(named=True)
    )
    lce = (pl.col("tonnes") * pl.col("lithium") * LCE_PER_LITHIUM).alias("lce")
    columns = [
        "part",
        "organisation",
        "provider_organisation",
        "site",
        "category",
        "start",
        "end",
        pl.col("item").alias("product"),
        "tonnes",
        lce,
    ]
    return frame.filter(pl.col("tonnes").is_not_null()).select(columns), faults


def _tonnes(text: str) -> float | None:
    try:
        return conversion(text, "t")
    except LizeroError:
        return None


def _contents(record: Record) -> dict[str, float]:
    rows = record.register("PRODUCTS").select("product", "lithium").drop_nulls()
    return {key: value for product, value in rows.iter_rows() for key in (product, item_id(product) or product)}


def intensity(lines: pl.DataFrame, outputs: pl.DataFrame) -> pl.DataFrame:
    """t CO2e per tonne of product and per t LCE, for each site (at 100 %) and for the holder (`site` null, its share).

    `lines`: site, scope, basis, `whole` (t CO2e of the site) and `co2e` (the holder's). `outputs`: as `output`, with `share`.
    Columns: site, scope (``1+2``, ``1+2+3``), basis, co2e, tonnes, lce, per_tonne, per_lce; blank where nothing is made.
    """
    made = outputs.filter(pl.col("category") == "product output")
    by_site = {s: (t, e) for s, t, e in made.group_by("site").agg(pl.col("tonnes").sum(), pl.col("lce").sum()).iter_rows()}
    sign = pl.when(pl.col("category") == "product output").then(1.0).otherwise(-1.0) * pl.col("share")
    held = outputs.select(t=(pl.col("tonnes") * sign).sum(), e=(pl.col("lce") * sign).sum())
    rows = []
    for scope, among in (("1+2", ["1", "2"]), ("1+2+3", ["1", "2", "3"])):
        for basis in ("location", "market"):
            some = lines.filter(pl.col("scope").is_in(among) & pl.col("basis").is_in([basis, "none"]))
            own = some.filter(pl.col("category") != "investments")
            sites = dict(own.group_by("site").agg(pl.col("whole").sum()).iter_rows())
            rows += [_row(site, scope, basis, sites.get(site, 0.0), *by_site[site]) for site in sorted(by_site)]
            rows.append(_row(None, scope, basis, math.fsum(some["co2e"].drop_nulls()), *held.row(0)))
    names = ("site", "scope", "basis", "co2e", "tonnes", "lce", "per_tonne", "per_lce")
    return pl.DataFrame(rows, {n: pl.String() if i < 3 else pl.Float64() for i, n in enumerate(names)}, orient="row")


def _row(site: str | None, scope: str, basis: str, co2e: float, tonnes: float, lce: float) -> tuple[object, ...]:
    return site, scope, basis, co2e, tonnes, lce, co2e / tonnes if tonnes > 0 else None, co2e / lce if lce > 0 else None
