"""From a record to the inventory of a holder: the steps in order.

1. boundary: the holder's share of every organisation, day by day
2. rows: the period's activity, split by days, blends as their components
3. answers: releases; scope 1 and 3 by factors; purchased energy on both bases; category 3 derived
4. consolidation: the holder's lines, internal supply left out, category 15 added
5. characterisation, totals, energy, intensity
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from lizero.activity import Period, Record
from lizero.errors import Finding
from lizero.factors import Library
from lizero.factors import library as stack
from lizero.impact import Flows, Impacts, characterise, method
from lizero.inventory.asks import Answer, answer, asks, stacked
from lizero.inventory.blends import unblended
from lizero.inventory.boundary import Boundary, boundary
from lizero.inventory.consolidate import consolidated, site_lines
from lizero.inventory.energy import energy
from lizero.inventory.instruments import Cover, cover
from lizero.inventory.intensity import intensity, output
from lizero.inventory.purchased import ELECTRICITY, HEAT, Purchased, kwh, purchased
from lizero.inventory.releases import are_releases, releases
from lizero.inventory.result import Inventory
from lizero.inventory.rows import prepared, span_of
from lizero.inventory.totals import totals
from lizero.inventory.trail import trail
from lizero.inventory.unresolved import Open, open_rows
from lizero.inventory.upstream import CATEGORY, typed, upstream
from lizero.tables import FLOWS

__all__ = ["account"]


def account(
    record: Record,
    library: Library | Iterable[str] | str,
    *,
    year: int | tuple[date, date] | None = None,
    holder: str | None = None,
    approach: str = "operational",
    gwp: str = "ar6-gwp100",
) -> Inventory:
    """The inventory of `holder` over `year` (a calendar year, or first and last day; None: all that the record covers).

    `library`: a Library, or names of libraries in order of precedence. `approach`: equity, financial or operational.
    `gwp`: a GWP set, as in `lizero.impact.methods`. Both bases of purchased energy are always in the result. Rows that
    find no factor are listed in `unresolved`, and the totals are then marked incomplete (convention 2).
    Raises BoundaryRefused for a circle of interests or several possible holders, UnknownName for an approach, a
    library or a GWP set.

    >>> row = {"record": "b1", "site": "kiln", "category": "measured release", "flow": "CO2", "quantity": 12.0, "unit": "t",
    ...        "start": date(2025, 1, 1), "end": date(2025, 12, 31)}
    >>> account(Record.of(pl.DataFrame([row])), "ipcc-2006", year=2025).totals.scope1
    12.0
    """
    shelf = _library(library, record)
    chosen = method(gwp)
    span = span_of(record, year)
    bound = boundary(record, span, approach=approach, holder=holder)
    rows = _within(prepared(record, year, bound.holder), bound)
    found = _measured(rows, shelf, _covered(rows, record, span, bound), gwp)
    lines = site_lines(found.answer.lines, found.rows)
    flows = consolidated(lines, bound)
    kept = Flows(flows.select(FLOWS.names), trail(found.answer.lines, found.answer.steps, found.answer.factors, rows))
    return _result(record, span, bound, gwp, rows, shelf, found, kept, characterise(kept, chosen))


@dataclass(frozen=True)
class _Found:
    """Rows after blending, their lines, the rows that stay open, cover by instruments, purchased lines, findings."""

    rows: pl.DataFrame
    answer: Answer
    open: Open
    cover: Cover
    bought: Purchased
    findings: tuple[Finding, ...]


def _library(library: Library | Iterable[str] | str, record: Record) -> Library:
    """The library asked for, with the record's own proxies and parameters laid over it."""
    names = (library,) if isinstance(library, (str, Library)) else tuple(library)
    shelf = names[0] if len(names) == 1 and isinstance(names[0], Library) else stack(*names)
    assert isinstance(shelf, Library)
    parameters, proxies = record.register("PARAMETERS"), record.register("PROXIES")
    if proxies.height:
        shelf = shelf.under(proxies)
    return Library.of(parameters=parameters).over(shelf) if parameters.height else shelf


def _within(rows: pl.DataFrame, bound: Boundary) -> pl.DataFrame:
    reached = bound.spans.filter((pl.col("share") > 0) | (pl.col("left_out") > 0)).select("organisation").unique()
    return rows.join(reached, on="organisation", how="semi", maintain_order="left")


def _covered(rows: pl.DataFrame, record: Record, span: Period, bound: Boundary) -> Cover:
    power = rows.filter((pl.col("category") == ELECTRICITY) & pl.col("provider_organisation").is_null())
    power = power.with_columns((pl.col("quantity") * kwh(power["unit"])).alias("kwh")).filter(pl.col("kwh").is_not_null())
    entities = {bound.holder, *bound.spans["organisation"]}
    return cover(power, record.register("INSTRUMENTS"), span, entities=entities, evidence=record.register("EVIDENCE")["evidence"])


def _measured(rows: pl.DataFrame, shelf: Library, covered: Cover, gwp: str) -> _Found:
    """Every line of the rows, at 100 % of their sites."""
    mixed = unblended(rows, shelf)
    released = mixed.rows.filter(are_releases())
    by_factor = mixed.rows.filter(
        pl.col("scope").is_not_null() & ~are_releases() & ~pl.col("category").is_in([ELECTRICITY, HEAT, CATEGORY])
    )
    bought = purchased(mixed.rows, shelf, covered, gwp)
    direct = stacked([releases(released, gwp), answer(asks(by_factor), shelf), bought.location, bought.market])
    derived = upstream(mixed.rows, shelf, bought)
    still = open_rows(rows, direct.unresolved, derived.unresolved, mixed)
    notes = (*mixed.findings, *typed(rows), *covered.findings, *direct.findings, *derived.findings)
    return _Found(mixed.rows, stacked([direct, derived]), still, covered, bought, notes)


def _result(
    record: Record,
    span: Period,
    bound: Boundary,
    gwp: str,
    rows: pl.DataFrame,
    shelf: Library,
    found: _Found,
    flows: Flows,
    impacts: Impacts,
) -> Inventory:
    lines, outside = _co2e(impacts.frame, "climate change"), _co2e(impacts.frame, "biogenic CO2")
    used, energy_notes = energy(found.rows, shelf, _renewable(found))
    made, output_notes = output(rows, record)
    own = _of_period(record, span)
    missing = found.open.rows.height or own.rejected.height or any(f.severity == "error" for f in (*bound.findings, *typed(rows)))
    findings = (
        *own.findings,
        *bound.findings,
        *shelf.findings,
        *_named(found.findings, rows),
        *found.open.findings,
        *energy_notes,
        *output_notes,
        *impacts.findings,
    )
    return Inventory(
        holder=bound.holder,
        approach=bound.approach,
        gwp=gwp,
        period=span,
        record=record,
        boundary=bound,
        flows=flows,
        impacts=impacts,
        lines=lines,
        totals=totals(lines, outside, complete=not missing),
        outside=outside,
        unresolved=found.open.rows,
        not_assessed=found.open.not_assessed,
        instruments=found.cover.used,
        energy=_shared(used, bound),
        intensity=intensity(lines, _shared(made, bound)),
        findings=tuple(dict.fromkeys(findings)),
    )


def _co2e(impacts: pl.DataFrame, category: str) -> pl.DataFrame:
    """Lines of one impact category with `whole` (t, the site's) and `co2e` (t, the holder's share)."""
    whole = pl.col("amount") / 1000
    return impacts.filter(pl.col("impact") == category).with_columns(whole.alias("whole"), (whole * pl.col("share")).alias("co2e"))


def _shared(frame: pl.DataFrame, bound: Boundary) -> pl.DataFrame:
    """A frame of rows with the holder's `share` of each; rows without one are left out."""
    key = ["organisation", "provider_organisation", "start", "end"]
    bare = frame.with_columns(pl.lit(None, pl.String).alias("provider_organisation"))
    joined = bare.join(bound.over(bare), on=key, how="left", nulls_equal=True, maintain_order="left")
    return joined.filter(pl.col("share") > 0).drop("left_out", "provider_organisation")


def _renewable(found: _Found) -> pl.DataFrame:
    """Part and renewable share: covered by zero-factor instruments, or a fuel that gives biogenic and no fossil CO2."""
    zero = found.cover.covered.filter(pl.col("factor") == 0).group_by("part").agg(pl.col("covered").sum().alias("_kwh"))
    power = found.rows.join(zero, on="part", how="inner", maintain_order="left")
    power = power.select("part", (pl.col("_kwh") / (pl.col("quantity") * kwh(power["unit"]))).alias("renewable_share"))
    burnt = (
        found.answer.lines.filter(pl.col("scope") == "1")
        .group_by("part", "item", maintain_order=True)
        .agg((pl.col("flow") == "CO2 biogenic").any().alias("_bio"), (pl.col("flow") == "CO2").any().alias("_fossil"))
    )
    fuel = burnt.filter(pl.col("_bio") & ~pl.col("_fossil")).select("part", "item", pl.lit(1.0).alias("renewable_share"))
    named = power.join(found.rows.select("part", "item"), on="part", how="left", maintain_order="left")
    return pl.concat([named.select("part", "item", "renewable_share"), fuel])


def _named(findings: Iterable[Finding], rows: pl.DataFrame) -> list[Finding]:
    """Findings about asks, told of the first record that asked."""
    records = dict(rows.select(pl.col("part").cast(pl.String), "record").unique("part", keep="first").iter_rows())
    return [
        replace(f, record=records[f.record], where=f"ACTIVITY › {records[f.record]}")
        if f.record in records and f.where.startswith("factors ›")
        else f
        for f in findings
    ]


def _of_period(record: Record, span: Period) -> Record:
    """The record's findings and rejected rows that are not about other periods."""
    rejected = record.rejected
    if not {"start", "end"} <= set(rejected.columns):
        return record
    start, end = (pl.col(c).cast(pl.String).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False) for c in ("start", "end"))
    away = rejected.filter((start <= end) & ((end < span.start) | (start > span.end)))
    names = set(away["record"].drop_nulls().to_list()) if "record" in away.columns else set()
    kept = rejected.join(away, on=rejected.columns, how="anti", nulls_equal=True)
    return replace(record, rejected=kept, findings=tuple(f for f in record.findings if not f.record or f.record not in names))
