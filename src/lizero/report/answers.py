"""Answers of an inventory to what frameworks ask: each gives nodes from the data, or None where the run holds nothing for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from lizero.report import inventory_report as account
from lizero.report import sums
from lizero.report.charts import scopes
from lizero.report.language import catalogue
from lizero.report.ledger import used_factors, used_potentials
from lizero.report.paper.emissions import change
from lizero.report.sentences import worded
from lizero.report.sources import Sources
from lizero.report.tree import Column, Findings, Ledger, Name, Node, Number, Say, Table, Text, say

__all__ = ["ANSWERS", "Answer", "answer"]

Answer = Callable[[Sources], "list[Node] | None"]
ANSWERS: dict[str, tuple[str, Answer]] = {}
"""Answer by name, with the part of a run that it is made from."""


def answer(name: str, part: str = "inventory") -> Callable[[Answer], Answer]:
    """Keep a function as the answer `name`, made from the part `part` of a run."""

    def keep(made: Answer) -> Answer:
        ANSWERS[name] = (part, made)
        return made

    return keep


def _held(s: Sources) -> account.Account:
    assert s.account is not None
    return s.account


def _tonnes(value: float | None, id: str = "") -> Number:
    return Number(value, "t CO2e", id, scaled=True)


@answer("period")
def _period(s: Sources) -> list[Node] | None:
    span = getattr(s.inventory, "period", None)
    if span is None:
        return [Text(say("answer year", year=str(s.inventory.year)))]
    return [Text(say("answer period", start=span.start.isoformat(), end=span.end.isoformat()))]


@answer("boundary")
def _boundary(s: Sources) -> list[Node] | None:
    spans = getattr(getattr(s.inventory, "boundary", None), "spans", None)
    lead = Text(say("answer boundary", approach=say(f"approach {_held(s).says('approach', 'operational')}")))
    if not isinstance(spans, pl.DataFrame):
        return [lead]
    register = s.register("ORGANISATIONS")
    names = dict(register.select("organisation", "name").iter_rows()) if register is not None else {}
    columns = (Column(say("column organisation")), Column(say("column start")), Column(say("column end")), Column(say("column share"), "percent"),
               Column(say("left out share"), "percent"))
    rows = tuple((names.get(r["organisation"]) or r["organisation"], r["start"], r["end"], r["share"], r["left_out"])
                 for r in spans.iter_rows(named=True))
    return [lead, Table("boundary", say("boundary table"), columns, rows)]


@answer("exclusions")
def _exclusions(s: Sources) -> list[Node] | None:
    frame = s.frame("categories")
    if frame is None or "state" not in frame.columns:
        return None
    columns = (Column("", width=4), Column(say("category")), Column(say("answer state")), Column(say("answer why")))
    rows = tuple((str(r["number"]), Name("category", r["category"]), say(f"state {r['state']}") if f"state {r['state']}" in catalogue() else
                  str(r["state"]), worded(r["reason"]) if r["reason"] else "") for r in frame.iter_rows(named=True))
    return [Table("categories", say("exclusions table"), columns, rows)]


@answer("scopes")
def _scopes(s: Sources) -> list[Node] | None:
    return [account.by_scope(_held(s)), *account.parts(_held(s), _source(s))]


def _source(s: Sources) -> Say:
    return say("source inventory", year=_held(s).says("year"), gwp=_held(s).says("gwp"))


@answer("scope1")
def _scope1(s: Sources) -> list[Node] | None:
    lines = sums.counted(_held(s).lines).filter(pl.col("scope") == "1")
    by = lines.group_by("category", "flow").agg(tonnes=(pl.col("amount") * pl.col("share")).sum() / 1000, t_co2e=pl.col("t_co2e").sum())
    columns = (Column(say("category")), Column(say("gas")), Column(say("tonnes of gas"), "number", 3),
               Column(say("amount in", unit="t CO2e"), "number"))
    rows = tuple((Name("category", r["category"] or ""), Name("flow", r["flow"]), r["tonnes"], r["t_co2e"])
                 for r in by.sort(["t_co2e", "category", "flow"], descending=[True, False, False]).iter_rows(named=True))
    total = (say("total"), "", None, _held(s).totals["scope1"])
    return [Table("scope1-sources", say("scope 1 table"), columns, (*rows, total), strong=frozenset({len(rows)}))]


@answer("scope2")
def _scope2(s: Sources) -> list[Node] | None:
    t, frame = _held(s).totals, sums.both(_held(s).lines, ["scope", "site"]).filter(pl.col("scope") == "2")
    names = account.site_names(_held(s))
    rows = tuple((names.get(r["site"], r["site"]) or "–", r["location"], r["market"]) for r in frame.iter_rows(named=True))
    columns = (Column(say("site")), Column(say("location-based"), "number"), Column(say("market-based"), "number"))
    total = (say("total"), t["scope2_location"], t["scope2_market"])
    return [Table("scope2-sites", say("scope 2 table"), columns, (*rows, total), strong=frozenset({len(rows)}))]


@answer("scope3")
def _scope3(s: Sources) -> list[Node] | None:
    table = account.by_category(_held(s))
    frame = sums.both(_held(s).lines, ["scope", "category"]).sort("scope", "market", descending=[False, True])
    kept = tuple(row for row, scope in zip(table.rows, frame["scope"], strict=True) if scope == "3")
    total = (say("total"), "", _held(s).totals["scope3_location"], _held(s).totals["scope3_market"])
    return [replace(table, id="scope3", caption=say("scope 3 table"), rows=(*kept, total), strong=frozenset({len(kept)}))]


@answer("gases")
def _gases(s: Sources) -> list[Node] | None:
    return [account.by_gas(_held(s))]


@answer("sites")
def _sites(s: Sources) -> list[Node] | None:
    return [account.by_site(_held(s))]


@answer("biogenic")
def _biogenic(s: Sources) -> list[Node] | None:
    return [Text(say("answer biogenic", amount=Number(_held(s).totals["biogenic_co2"], "t CO2", "biogenic-co2", 1)))]


@answer("removals")
def _removals(s: Sources) -> list[Node] | None:
    lines = _held(s).lines.filter(pl.col("flow") == "CO2 uptake", sums.on("market"))
    if lines.is_empty():
        return None
    return [Text(say("answer removals", amount=Number(float((lines["amount"] * lines["share"]).sum()) / 1000, "t CO2", "removals", 1)))]


@answer("ozone")
def _ozone(s: Sources) -> list[Node] | None:
    frame = s.frame("outside")
    if frame is None or "flow" not in frame.columns:
        return None
    kept = frame.filter(pl.col("flow").str.contains("^(CFC|HCFC|R-22|halon)"))
    return [account.of_frame(kept, "ozone", say("outside table"))] if kept.height else None


@answer("instruments")
def _instruments(s: Sources) -> list[Node] | None:
    frame = s.frame("instruments")
    if frame is None:
        return None
    table = account.of_frame(frame, "instruments", say("instruments table"))
    return [table]


@answer("energy")
def _energy(s: Sources) -> list[Node] | None:
    return account.energy_nodes(_held(s))[1:] or None


@answer("intensity")
def _intensity(s: Sources) -> list[Node] | None:
    frame = s.frame("intensity")
    if frame is None or not {"site", "scope", "basis", "per_tonne", "per_lce"} <= set(frame.columns):
        return None
    names = account.site_names(_held(s))
    columns = (Column(say("site")), Column(say("scope")), Column(say("basis")), Column(say("per tonne"), "number", 3),
               Column(say("per lce"), "number", 3))
    rows = tuple((names.get(r["site"], r["site"]) or say("whole group"), r["scope"], say(f"basis {r['basis']}"), r["per_tonne"], r["per_lce"])
                 for r in frame.iter_rows(named=True))
    return [Table("intensity", say("intensity table"), columns, rows)]


@answer("trend")
def _trend(s: Sources) -> list[Node] | None:
    if len(s.inventories) < 2:
        return None
    rows = []
    for one in s.inventories:
        t = account.account_of(one).totals
        total = math.fsum((t["scope1"], t["scope2_market"], t["scope3_market"]))
        rows.append((str(one.year), t["scope1"], t["scope2_location"], t["scope2_market"], t["scope3_market"], total))
    heads: tuple[Say, ...] = (say("scope 1"), say("scope 2 location"), say("scope 2 market"), say("scope 3"), say("total market"))
    columns = (Column(say("year")), *(Column(h, "number", 0) for h in heads))
    approach = say(f"approach {_held(s).says('approach', 'operational')}")
    drawn = scopes.chart([account.year(i) for i in s.inventories], basis="market", approach=approach, gwp=_held(s).says("gwp"), source=_source(s))
    caused = change(_held(s), s.inventories, _source(s))
    return [Text(say("answer base year", year=str(s.inventories[0].year))), drawn, *caused, Table("trend", say("trend table"), columns, tuple(rows))]


@answer("method")
def _method(s: Sources) -> list[Node] | None:
    a = _held(s)
    body = say("inventory method", approach=say(f"approach {a.says('approach', 'operational')}"), gwp=a.says("gwp"), year=a.says("year"))
    activity = getattr(getattr(s.inventory.flows, "trail", None), "activity", None)
    if activity is None or "method" not in activity.columns:
        return [Text(body)]
    by = activity.group_by(pl.col("method").fill_null("–")).agg(count=pl.len()).sort("count", "method", descending=[True, False])
    columns = (Column(say("method")), Column(say("answer rows"), "number", 0))
    rows = tuple((_measured(r["method"]), float(r["count"])) for r in by.iter_rows(named=True))
    return [Text(body), Table("measured", say("measured table"), columns, rows)]


def _measured(method: str) -> Say:
    return say(f"measured {method}") if f"measured {method}" in catalogue() else method


@answer("gwp")
def _gwp(s: Sources) -> list[Node] | None:
    used = used_potentials(_held(s).lines)
    columns = (Column(say("gas")), Column("kg CO2e/kg", "number", 1))
    rows = tuple((Name("flow", r["flow"]), float(r["gwp"])) for r in used.unique(["flow", "gwp"]).sort("flow").iter_rows(named=True))
    return [Table("gwp", say("gwp table", gwp=_held(s).says("gwp")), columns, rows)]


@answer("factors")
def _factors(s: Sources) -> list[Node] | None:
    used = used_factors(_held(s).lines, getattr(s.inventory.flows, "trail", None)) if s.inventory is not None else pl.DataFrame()
    return [account.libraries(used)] if used.width > 1 and used.height else None


@answer("quality")
def _quality(s: Sources) -> list[Node] | None:
    lines = sums.counted(_held(s).lines).filter(sums.on("market"))
    whole = _held(s).market
    by = lines.group_by(pl.col("status").fill_null("unverified")).agg(pl.col("t_co2e").sum()).sort("t_co2e", "status", descending=[True, False])
    columns = (Column(say("status"), "status"), Column(say("amount in", unit="t CO2e"), "number"), Column(say("share"), "percent", 1))
    rows = tuple((r["status"], r["t_co2e"], r["t_co2e"] / whole if whole else None) for r in by.iter_rows(named=True))
    return [Table("quality", say("quality table"), columns, rows)]


@answer("findings")
def _findings(s: Sources) -> list[Node] | None:
    return [Findings(account.once_a_rule(_held(s).findings))]


@answer("lines")
def _lines(s: Sources) -> list[Node] | None:
    a = _held(s)
    return [Ledger(a.lines, account.method_of(s.inventory), used_factors(a.lines, getattr(s.inventory.flows, "trail", None)), a.totals)]
