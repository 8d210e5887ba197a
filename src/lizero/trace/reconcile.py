"""Reconciliation: what the products carry of their sites' own releases and energy, against what the sites report.

    Σ products (output × direct flow of one unit) + unallocated = the site's own FLOWS        for each site and flow

The left side goes through the matrices: the demand on each own product is what it made less what own sites took of it
(both from the record); A s = f gives how much each own process has to run, and B s what it then releases. If a key
leaves something over, a transfer is lost or an exchange is wrong, the residual shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from lizero.errors import Finding
from lizero.lca import Network
from lizero.lca.solve import Solver
from lizero.trace.bridge import Bridge
from lizero.trace.outputs import converted
from lizero.trace.treatment import of

__all__ = ["TOLERANCE", "Reconciliation", "reconciled"]

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Reconciliation:
    """`lines`: site, kind (release, energy, output), flow, unit, products, unallocated, record, residual, relative.

    `apart`: what stands apart from the products, with its reason. Energy is in MWh, a release in its own unit.
    """

    year: int
    lines: pl.DataFrame
    apart: pl.DataFrame
    findings: tuple[Finding, ...]

    @property
    def residual(self) -> dict[str, float]:
        """Residual of each released flow over all sites, in its own unit (kg)."""
        rows = self.lines.filter(pl.col("kind") == "release")
        return dict(rows.group_by("flow", maintain_order=True).agg(pl.col("residual").sum()).iter_rows())

    @property
    def worst(self) -> float:
        """The largest relative residual of any line."""
        value: Any = self.lines["relative"].abs().max()
        return float(value or 0.0)

    @property
    def closed(self) -> bool:
        """Whether every line closes within 1e-9."""
        return self.worst <= TOLERANCE

    def __str__(self) -> str:
        verdict = "closes" if self.closed else "does not close"
        return f"reconciliation {self.year}: {self.lines.height} lines, {verdict} (largest residual {self.worst:.1e} of its line)"


def reconciled(bridge: Bridge) -> Reconciliation:
    """The reconciliation of a bridge: releases, purchased energy and outputs of each own site."""
    runs = _runs(bridge)
    found = pl.concat([_releases(bridge, runs), _energy(bridge, runs), _outputs(bridge, runs)])
    found = found.with_columns((pl.col("record") - pl.col("products") - pl.col("unallocated")).alias("residual"))
    scale = pl.max_horizontal(pl.col("record", "products").abs())
    relative = pl.when(scale > 0).then(pl.col("residual") / scale).otherwise(0.0)
    return Reconciliation(bridge.year, found.with_columns(relative.alias("relative")), bridge.lines, bridge.findings)


def _runs(bridge: Bridge) -> pl.DataFrame:
    """process, exchange (direct elementary), site, run: how much each own process makes for the demand of the year."""
    model = bridge.system.model()
    sites = bridge.own.select("site", "process", "output").join(_taken(bridge), on="process", how="left", maintain_order="left")
    demand = sites.with_columns((pl.col("output") - pl.col("taken").fill_null(0.0)).alias("demand"))
    places = model.columns.with_row_index("place").filter(pl.col("reference")).select(pl.col("place").cast(pl.Int64), "process")
    wanted = places.join(demand, on="process", maintain_order="left")
    columns = model.network.reach(wanted["place"].to_numpy())
    part = model.network.part(columns)
    f = np.zeros(len(columns))
    f[np.searchsorted(columns, wanted["place"].to_numpy())] = wanted["demand"].to_numpy()
    made = _made(part, f)
    run = pl.Series("run", made[np.searchsorted(columns, wanted["place"].to_numpy())])
    return wanted.select("process", "site", "output").with_columns(run)


def _made(part: Network, demand: np.ndarray) -> np.ndarray:
    return Solver(part).output(demand)


def _taken(bridge: Bridge) -> pl.DataFrame:
    """process, taken: how much of each own product own sites took in the year, in its unit, by the record."""
    own = bridge.own.select(pl.col("site").alias("provider"), pl.col("product").alias("flow"), "process", pl.col("unit").alias("counted"))
    rows = bridge.activity.filter(pl.col("category").is_in(of("input"))).drop("process")
    rows, _ = converted(rows.join(own, on=["provider", "flow"], maintain_order="left"), "counted")
    return rows.group_by("process", maintain_order=True).agg(pl.col("converted").sum().alias("taken"))


def _releases(bridge: Bridge, runs: pl.DataFrame) -> pl.DataFrame:
    key = ["site", "flow", "unit"]
    model = bridge.system.model()
    entries = model.exchanges.filter(pl.col("kind") == "elementary").select("process", "flow", "unit", "compartment", "value")
    pivots = model.columns.filter(pl.col("reference")).select("process", "pivot")
    carried = entries.filter(pl.col("compartment") != "resource").join(runs, on="process").join(pivots, on="process")
    carried = carried.group_by(key).agg((pl.col("value") * pl.col("run") / pl.col("pivot")).sum().alias("products"))
    reported = bridge.flows.group_by(key, maintain_order=True).agg(pl.col("amount").sum().alias("record"))
    return _lines("release", reported, carried, _unallocated(bridge), key)


def _energy(bridge: Bridge, runs: pl.DataFrame) -> pl.DataFrame:
    key = ["site", "flow", "unit"]
    bought = bridge.activity.filter(pl.col("category").is_in(of("energy")))
    taken = bridge.uses.filter(pl.col("category").is_in(of("energy"))).join(runs.select("process", "run"), on="process")
    taken = taken.select("site", pl.col("item").alias("flow"), (pl.col("amount") * pl.col("run")).alias("quantity"), "unit", record="exchange")
    left = bridge.lines.filter((pl.col("kind") == "unallocated") & pl.col("category").is_in(of("energy")))
    parts = [_in_mwh(rows).group_by(key, maintain_order=True).agg(pl.col("converted").sum()) for rows in (bought, taken, left)]
    reported, carried, open_ = (p.rename({"converted": n}) for p, n in zip(parts, ("record", "products", "unallocated"), strict=True))
    return _lines("energy", reported, carried, open_, key)


def _in_mwh(rows: pl.DataFrame) -> pl.DataFrame:
    """Energy in MWh; what is no energy (steam in tonnes) stays in its own unit, so that no line is lost."""
    good, _ = converted(rows.with_columns(pl.lit("MWh").alias("counted")), "counted")
    other = rows.join(good.select("record"), on="record", how="anti").with_columns(pl.col("quantity").alias("converted"))
    return pl.concat([good.with_columns(pl.lit("MWh").alias("unit")).drop("counted"), other.select(good.drop("counted").columns)])


def _outputs(bridge: Bridge, runs: pl.DataFrame) -> pl.DataFrame:
    """What own processes run for the year's demand, against what they made: internal links closed, or not."""
    key = ["site", "flow", "unit"]
    about = bridge.own.select("site", "process", pl.col("product").alias("flow"), "unit", pl.col("output").alias("record"))
    joined = about.join(runs.select("process", pl.col("run").alias("products")), on="process", maintain_order="left")
    return _lines("output", joined.select(*key, "record"), joined.select(*key, "products"), pl.DataFrame(schema=_OPEN), key)


_OPEN = {"site": pl.String(), "flow": pl.String(), "unit": pl.String(), "unallocated": pl.Float64()}


def _unallocated(bridge: Bridge) -> pl.DataFrame:
    rows = bridge.lines.filter((pl.col("kind") == "unallocated") & pl.col("record").is_in(bridge.flows["record"].implode()))
    return rows.group_by("site", "flow", "unit").agg(pl.col("quantity").sum().alias("unallocated"))


def _lines(kind: str, reported: pl.DataFrame, carried: pl.DataFrame, open_: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    rows = reported.join(carried, on=key, how="full", coalesce=True).join(open_, on=key, how="left")
    numbers = [pl.col(c).fill_null(0.0) for c in ("products", "unallocated", "record")]
    return rows.select("site", pl.lit(kind).alias("kind"), "flow", "unit", *numbers).sort(key)
