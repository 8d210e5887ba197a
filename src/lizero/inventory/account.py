"""From a record to the inventory of a holder: the steps in order.

1. boundary: the holder's share of every organisation, day by day
2. rows: the period's activity, split by days, blends as their components
3. answers: releases; scope 1 and 3 by factors; purchased energy on both bases; category 3 derived
4. consolidation: the holder's lines, internal supply left out, category 15 added
5. characterisation, totals, energy, intensity
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import polars as pl

from lizero.activity import Period, Record
from lizero.factors import Library
from lizero.factors import library as stack
from lizero.impact import Flows, Trail, method
from lizero.inventory.asks import stacked
from lizero.inventory.assemble import Measured, assembled
from lizero.inventory.balance import are_balanced, balances, trapped
from lizero.inventory.blends import unblended
from lizero.inventory.boundary import Boundary, boundary
from lizero.inventory.consolidate import consolidated, site_lines
from lizero.inventory.instruments import Cover, cover
from lizero.inventory.leases import leased
from lizero.inventory.null_power import null_power
from lizero.inventory.purchased import ELECTRICITY, HEAT, exported, kwh, purchased
from lizero.inventory.releases import are_releases, releases
from lizero.inventory.result import Inventory
from lizero.inventory.rows import prepared, span_of
from lizero.inventory.scope3 import overlaps, value_chain
from lizero.inventory.sold import sold_use
from lizero.inventory.trail import trail
from lizero.inventory.unresolved import open_rows
from lizero.inventory.upstream import CATEGORY, typed, upstream
from lizero.tables import FLOWS

__all__ = ["account", "site_flows"]


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
    found = _measured(rows, record, shelf, span, _entities(bound), gwp)
    lines, leases = leased(site_lines(found.answer.lines, found.rows), shelf.parameters, approach)
    found = replace(found, findings=(*found.findings, *leases))
    flows = Flows(consolidated(lines, bound).select(FLOWS.names), _behind(found))
    return assembled(record, span, bound, flows, found, chosen)


def site_flows(
    record: Record, library: Library | Iterable[str] | str, *, year: int | tuple[date, date] | None = None, gwp: str = "ar6-gwp100"
) -> Flows:
    """The lines of every site at 100 %, before any consolidation: each organisation is its own holder, nothing is internal."""
    shelf, span = _library(library, record), span_of(record, year)
    rows = prepared(record, year, "reporter")
    entities = {*rows["organisation"], *record.register("ORGANISATIONS")["organisation"]}
    found = _measured(rows, record, shelf, span, entities, gwp)
    lines = site_lines(found.answer.lines, found.rows).with_columns(pl.col("organisation").alias("holder"), pl.lit(1.0).alias("share"))
    return Flows(lines.select(FLOWS.names), _behind(found))


def _behind(found: Measured) -> Trail:
    return trail(found.answer.lines, found.answer.steps, found.answer.factors, found.recorded)


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


def _covered(rows: pl.DataFrame, record: Record, span: Period, entities: set[str]) -> Cover:
    power = rows.filter((pl.col("category") == ELECTRICITY) & pl.col("provider_organisation").is_null())
    power = power.with_columns((pl.col("quantity") * kwh(power["unit"])).alias("kwh")).filter(pl.col("kwh").is_not_null())
    return cover(power, record.register("INSTRUMENTS"), span, entities=entities, evidence=record.register("EVIDENCE")["evidence"])


def _entities(bound: Boundary) -> set[str]:
    return {bound.holder, *bound.spans["organisation"]}


def _measured(rows: pl.DataFrame, record: Record, shelf: Library, span: Period, entities: set[str], gwp: str) -> Measured:
    """Every line of the rows, at 100 % of their sites."""
    mixed = unblended(rows, shelf)
    covered = _covered(rows, record, span, entities)
    null, null_notes = null_power(rows, record.register("INSTRUMENTS"), entities)
    bought = purchased(mixed.rows, shelf, covered, gwp, null)
    model, model_notes = sold_use(mixed.rows, shelf.parameters)
    chain = value_chain(pl.concat([mixed.rows.filter(_by_factor()), model]), shelf, shelf.parameters)
    released = releases(mixed.rows.filter(are_releases()), gwp)
    direct = stacked([released, balances(mixed.rows, shelf.parameters), chain, bought.location, bought.market])
    derived = upstream(mixed.rows, shelf, bought)
    still = open_rows(rows, direct.unresolved, derived.unresolved, mixed)
    notes = (*mixed.findings, *model_notes, *null_notes, *typed(rows), *covered.findings, *direct.findings, *derived.findings)
    lines = stacked([direct, derived, exported(mixed.rows, shelf)])
    return Measured(rows, mixed.rows, lines, still, covered, bought, null, shelf, (*notes, *overlaps(chain, mixed.rows), *trapped(rows)))


def _by_factor() -> pl.Expr:
    """Rows of scope 1 and 3 that factors answer: no releases, no purchased energy, nothing derived."""
    return pl.col("scope").is_not_null() & ~are_releases() & ~are_balanced() & ~pl.col("category").is_in([ELECTRICITY, HEAT, CATEGORY])
