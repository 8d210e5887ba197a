"""The pollution and the carbon of the same flows, source by source, and what changed against a base."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lizero.cocontrol.quadrants import elasticity
from lizero.cocontrol.tax_law import PARTICLES, Weights, weights
from lizero.errors import Finding
from lizero.impact import Flows, characterise, method
from lizero.units import conversion
from lizero.vocab import elementary

__all__ = ["Assessment", "assess"]

KEY = ("site", "source")
BURNING = ("stationary combustion", "mobile combustion")
USUAL = ("SO2", "NOx", "PM")


@dataclass(frozen=True)
class Assessment:
    """GHG and pollutants by site and source.

    `frame`: site, source, medium, flow, amount (kg), equivalents (null where the law gives no weight), ghg (kg CO2e of the source).
    `change`: against the base, with elasticity, quadrant and reason; empty without one. `sources`: site, source, assessed, missing (those of
    SO2, NOx and PM that no line gives), ghg.
    """

    frame: pl.DataFrame
    sources: pl.DataFrame
    change: pl.DataFrame
    weights: Weights
    findings: tuple[Finding, ...]

    @property
    def equivalents(self) -> float:
        """Air pollution equivalents of the assessed sources; PM, PM10 and PM2.5 of one source are counted once."""
        return float(self.frame.filter(pl.col("medium") == "air")["equivalents"].fill_null(0).sum())

    @property
    def complete(self) -> bool:
        """Whether every burning source has pollutant flows."""
        return bool(self.sources["assessed"].all())


def assess(flows: Flows | pl.DataFrame, *, base: Flows | pl.DataFrame | None = None, gwp: str = "ar6-gwp100", edition: str = "2018",
           basis: str = "location") -> Assessment:
    """Co-control of scope 1 and 2 `flows`, and of their change against `base` (earlier year, or the plan without a lever).

    Pollutants are those in the flows: measured releases, mass balances or factors of a library. A burning source without any is not
    assessed: a finding names it and it has no quadrant (convention 1). `basis` chooses the lines of purchased electricity.

    >>> burnt = pl.DataFrame({"site": ["k"] * 2, "source": ["kiln"] * 2, "category": ["stationary combustion"] * 2, "flow": ["CO2", "SO2"],
    ...     "amount": [5e6, 950.0], "unit": ["kg", "kg"]})
    >>> round(assess(burnt).equivalents)
    1000
    """
    scale = weights(edition)
    now = _pollutants(Flows.of(flows).frame, scale, basis)
    carbon, faults = _carbon(Flows.of(flows), gwp, basis)
    sources = _sources(Flows.of(flows).frame, now, carbon)
    change = _change(now, carbon, Flows.of(base), scale, gwp, basis) if base is not None else pl.DataFrame(schema=_CHANGE)
    frame = now.join(carbon, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    return Assessment(frame, sources, change, scale, (*faults, *_missing(sources)))


_CHANGE = {"flow": pl.String, "reduction": pl.Float64, "base": pl.Float64, "ghg_reduction": pl.Float64, "ghg_base": pl.Float64,
           "elasticity": pl.Float64, "quadrant": pl.Int64, "meaning": pl.String, "adverse": pl.Boolean, "reason": pl.String}


def _held(frame: pl.DataFrame, basis: str) -> pl.DataFrame:
    """Lines of scopes 1 and 2 (a blank scope counts: pollutants have none) of one basis, in kg, at the holder's share."""
    return frame.filter((pl.col("scope").fill_null("1") != "3") & pl.col("basis").fill_null("none").is_in([basis, "none"]))


def _pollutants(frame: pl.DataFrame, scale: Weights, basis: str) -> pl.DataFrame:
    usual = elementary().select("flow", pl.col("compartment").alias("usual"), "group")
    rows = _held(frame, basis).join(usual, on="flow", how="left", maintain_order="left").filter(pl.col("group") == "pollutant")
    rows = rows.with_columns(pl.coalesce("compartment", "usual", pl.lit("air")).alias("medium"), _in_kg(rows).alias("amount"),
                             pl.when(pl.col("category").is_in(BURNING)).then(pl.lit("combustion")).otherwise(pl.lit("process")).alias("origin"))
    sums = rows.group_by(*KEY, "medium", "origin", "flow", maintain_order=True).agg(
        (pl.col("amount") * pl.col("share").fill_null(1.0)).sum().alias("amount"))
    return _once(sums, scale).sort(*KEY, "medium", "flow", nulls_last=False)


def _in_kg(rows: pl.DataFrame) -> pl.Series:
    """Amounts in kg, one conversion for each distinct unit. Raises UnitMismatch for a pollutant that is not a mass."""
    scales = {u: conversion(u, "kg") for u in rows["unit"].unique()}
    return rows["amount"] * pl.Series([scales[u] for u in rows["unit"]], dtype=pl.Float64)


def _once(sums: pl.DataFrame, scale: Weights) -> pl.DataFrame:
    """Equivalents, with particles of one source counted once: the widest size class that is given stands for them."""
    rank = pl.col("flow").replace_strict({p: i for i, p in enumerate(PARTICLES)}, default=None, return_dtype=pl.Int64)
    first = sums.filter(rank.is_not_null()).group_by(*KEY, "medium", "origin").agg(rank.min().alias("widest"))
    joined = sums.join(first, on=[*KEY, "medium", "origin"], how="left", nulls_equal=True, maintain_order="left").with_columns(rank.alias("rank"))
    values = [_equivalents(r, scale) for r in joined.iter_rows(named=True)]
    return joined.with_columns(pl.Series("equivalents", values, pl.Float64)).drop("widest", "rank")


def _equivalents(row: dict[str, object], scale: Weights) -> float | None:
    narrower = row["rank"] is not None and row["rank"] != row["widest"]
    flow = "PM" if row["rank"] in (0, 1) else str(row["flow"])
    if narrower or not scale.holds(flow, str(row["medium"])):
        return None
    return float(row["amount"]) / scale.of(flow, str(row["medium"]), str(row["origin"]))  # type: ignore[arg-type]


def _carbon(flows: Flows, gwp: str, basis: str) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    impacts = characterise(Flows(_held(flows.frame, basis), flows.trail), method(gwp))
    rows = impacts.frame.filter(pl.col("impact") == "climate change")
    sums = rows.group_by(*KEY, maintain_order=True).agg((pl.col("amount") * pl.col("share").fill_null(1.0)).sum().alias("ghg"))
    return sums, impacts.findings


def _sources(frame: pl.DataFrame, now: pl.DataFrame, carbon: pl.DataFrame) -> pl.DataFrame:
    burning = frame.filter(pl.col("category").is_in(BURNING)).select(KEY).unique(maintain_order=True)
    kind = pl.when(pl.col("flow").is_in(PARTICLES)).then(pl.lit("PM")).otherwise("flow").alias("flow")
    air = now.filter(pl.col("medium") == "air").with_columns(kind)
    known = air.group_by(KEY).agg(pl.col("flow").unique()).with_columns(pl.lit(True).alias("assessed"))
    rows = burning.join(known, on=KEY, how="left", nulls_equal=True, maintain_order="left").with_columns(pl.col("assessed").fill_null(False))
    missing = [", ".join(f for f in USUAL if f not in (held or [])) for held in rows["flow"].to_list()]
    rows = rows.drop("flow").with_columns(pl.Series("missing", missing, pl.String))
    return rows.join(carbon, on=KEY, how="left", nulls_equal=True, maintain_order="left")


def _missing(sources: pl.DataFrame) -> tuple[Finding, ...]:
    rows = sources.filter(~pl.col("assessed")).iter_rows(named=True)
    part = sources.filter(pl.col("assessed") & (pl.col("missing") != "")).iter_rows(named=True)
    partly = [Finding(f"FLOWS › {r['site']} › {r['source']}", "cocontrol.partly-assessed", f"{r['missing']} of it is not assessed, not zero",
                      "measure it, or state the fuel's sulfur and ash", "notice") for r in part]
    return (*partly, *(Finding(f"FLOWS › {r['site']} › {r['source']}", "cocontrol.not-assessed",
                         "burns fuel and has no pollutant flow: its pollution is not assessed, not zero",
                         "give a measured release, its stack, the fuel's sulfur, or a library with SO2, NOx and PM", "warning") for r in rows))


def _change(now: pl.DataFrame, carbon: pl.DataFrame, base: Flows, scale: Weights, gwp: str, basis: str) -> pl.DataFrame:
    before = _pollutants(base.frame, scale, basis)
    ghg0, _ = _carbon(base, gwp, basis)
    carbon0, carbon1 = float(ghg0["ghg"].sum()), float(carbon["ghg"].sum())
    pairs = {**_by_flow(before, now), "APeq": (_air(before), _air(now))}
    return pl.DataFrame([_row(flow, a, b, carbon0, carbon1) for flow, (a, b) in pairs.items()], schema=_CHANGE)


def _by_flow(before: pl.DataFrame, now: pl.DataFrame) -> dict[str, tuple[float | None, float | None]]:
    """Sums before and now of each flow; None where no line stands, which is not zero."""
    a = dict(before.group_by("flow").agg(pl.col("amount").sum()).iter_rows())
    b = dict(now.group_by("flow").agg(pl.col("amount").sum()).iter_rows())
    return {flow: (a.get(flow), b.get(flow)) for flow in sorted(a.keys() | b.keys())}


def _air(frame: pl.DataFrame) -> float | None:
    rows = frame.filter((pl.col("medium") == "air") & pl.col("equivalents").is_not_null())
    return float(rows["equivalents"].sum()) if rows.height else None


def _row(flow: str, before: float | None, now: float | None, carbon0: float, carbon1: float) -> dict[str, object]:
    if before is None or now is None:
        side = "the base" if before is None else "the later flows"
        return {"flow": flow, "base": before, "ghg_reduction": carbon0 - carbon1, "ghg_base": carbon0,
                "reason": f"not assessed: {side} has no line of it"}
    found = elasticity(before - now, carbon0 - carbon1, before, carbon0)
    return {"flow": flow, "reduction": before - now, "base": before, "ghg_reduction": carbon0 - carbon1, "ghg_base": carbon0,
            "elasticity": found.value, "quadrant": found.quadrant.number, "meaning": found.quadrant.name,
            "adverse": found.quadrant.adverse, "reason": found.reason}
