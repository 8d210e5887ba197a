"""The bridge from record to product: a year of the own sites as unit processes, linked to each other and to the chain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding
from lizero.factors import Library
from lizero.impact import Flows
from lizero.inventory import account
from lizero.lca import System
from lizero.schema import empty
from lizero.tables import EXCHANGES, PARAMETERS, SITES, SOURCES
from lizero.trace import unit_processes
from lizero.trace.allocation import Allocation, allocate
from lizero.trace.outputs import named, outputs
from lizero.trace.standing import lines
from lizero.trace.suppliers import Linked, linked
from lizero.trace.treatment import of
from lizero.vocab import categories

__all__ = ["Bridge", "bridged", "direct_flows"]


@dataclass(frozen=True)
class Bridge:
    """A year of the own sites as a product system.

    `system`: own unit processes, suppliers' footprints and the chain; `own`: site, product, process, flow, unit, output;
    `uses`: what they take, each with its supplier; `activity`: the year's rows; `flows`: the sites' direct FLOWS, whole;
    `shares`: record, product, share; `lines`: what stands apart, each with its reason;
    `origins`: exchange, process, site, category, key, flow and kind (release, or as in `uses`) of each own exchange; `findings`.
    """

    year: int
    system: System
    own: pl.DataFrame
    uses: pl.DataFrame
    activity: pl.DataFrame
    flows: pl.DataFrame
    shares: pl.DataFrame
    lines: pl.DataFrame
    origins: pl.DataFrame
    findings: tuple[Finding, ...]


def bridged(
    record: Record, year: int, *, library: Library, chain: System, links: pl.DataFrame, allocation: Allocation = "lithium"
) -> Bridge:
    """The bridge for `year` of `record`; see `foreground` for what the arguments mean."""
    once = named(record.year(year))
    once = replace(once, activity=_served(once))
    sites = once.registers.get("SITES", empty(SITES))
    made, unread = outputs(once)
    once = replace(once, activity=_provided(once, made))
    carried = of("input", "energy", "own energy", "waste", "resource", "release")
    shared = allocate(once.activity.filter(pl.col("category").is_in(carried)), made, allocation)
    own = unit_processes.products(made, sites, year)
    direct = direct_flows(record, year, library)
    uses = unit_processes.uses(once.activity, shared.shares, own)
    joined = linked(uses, own, sites, library=library, chain=chain, links=links, parameters=_parameters(once, library, chain), year=year)
    releases = unit_processes.releases(direct.frame, shared.shares, own)
    system = _system(own, joined, releases.drop("site", "category", "key"), year).joined(joined.system, chain)
    apart = lines(once.activity, direct.frame, shared, joined.frame)
    findings = (*unread, *shared.findings, *joined.findings)
    return Bridge(year, system, own, joined.frame, once.activity, direct.frame, shared.shares, apart, _origins(joined.frame, releases), findings)


def _origins(uses: pl.DataFrame, releases: pl.DataFrame) -> pl.DataFrame:
    named = ("exchange", "process", "site", "category", "key")
    released = releases.select(*named, "flow", pl.lit("release").alias("kind"))
    return pl.concat([released, uses.select(*named, pl.col("item").alias("flow"), "kind")])


def direct_flows(record: Record, year: int, library: Library) -> Flows:
    """The releases of every site itself, whole: scope 1, and what the same activity releases outside the scopes."""
    alone = replace(record, registers={n: f for n, f in record.registers.items() if n != "OWNERSHIP"})
    flows = account(alone, library, year=year).flows
    direct = [name for name, row in categories().items() if row["scope"] == "1"]
    return replace(flows, frame=flows.frame.filter(pl.col("category").is_in(direct) & pl.col("record").is_not_null()))


def _served(record: Record) -> pl.DataFrame:
    """The activity, a row without a process having that of its source."""
    sources = record.registers.get("SOURCES", empty(SOURCES)).select("site", "source", pl.col("process").alias("served"))
    rows = record.activity.join(sources.unique(["site", "source"], keep="first"), on=["site", "source"], how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("process", "served").alias("process")).drop("served")


def _provided(record: Record, made: pl.DataFrame) -> pl.DataFrame:
    """The activity, an own organisation named as provider read as its site that makes the item, where one alone does."""
    sites = record.registers.get("SITES", empty(SITES)).select("site", pl.col("organisation").alias("provider"))
    makers = made.select("site", pl.col("product").alias("flow")).unique().join(sites, on="site")
    makers = makers.filter(pl.len().over("provider", "flow") == 1, ~pl.col("provider").is_in(sites["site"].implode()))
    rows = record.activity.join(makers.rename({"site": "maker"}), on=["provider", "flow"], how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("maker", "provider").alias("provider")).drop("maker")


def _parameters(record: Record, library: Library, chain: System) -> pl.DataFrame:
    """Stated parameters, the project's own first."""
    parts = [record.registers.get("PARAMETERS"), library.parameters.sort("rank", maintain_order=True), chain.parameters]
    frames = [p.select(PARAMETERS.names) for p in parts if p is not None]
    return pl.concat([empty(PARAMETERS), *frames])


def _system(own: pl.DataFrame, joined: Linked, releases: pl.DataFrame, year: int) -> System:
    rows = joined.frame
    taken = rows.select(
        "exchange", "process", "kind",
        pl.when(pl.col("kind") == "elementary").then("item").otherwise(pl.coalesce("product", "item")).alias("flow"),
        pl.col("supplier").alias("provider"),
        (pl.col("amount") * pl.col("conversion").fill_null(1.0)).alias("amount"), pl.coalesce("supplied in", "unit").alias("unit"),
        pl.when(pl.col("kind") == "elementary").then(pl.lit("resource")).alias("compartment"),
        pl.lit("own").alias("status"), pl.format("the site's record, {}", pl.coalesce("source", "category")).alias("source"),
        pl.col("how").alias("note"),
    )
    exchanges = pl.concat([empty(EXCHANGES), unit_processes.references(own), taken, releases], how="diagonal_relaxed")
    return System(unit_processes.processes(own, year), exchanges, name=f"own record {year}", edition=str(year))
