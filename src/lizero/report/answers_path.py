"""Answers on the way of a plan: what would be without it, who answers for what by when, how far it has come, what else changes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from lizero.activity import months_table
from lizero.inventory import Inventory
from lizero.pathway.product import by_product
from lizero.report import inventory_report as account
from lizero.report.answers import answer
from lizero.report.answers_board import from_table, held
from lizero.report.charts import completeness, footprints, waterfall
from lizero.report.language import catalogue
from lizero.report.paper.air import quadrant_chart
from lizero.report.paper.chain import chain
from lizero.report.paper.future import courses
from lizero.report.paper.parts import lever_names
from lizero.report.paper.path import commitments
from lizero.report.sources import Sources
from lizero.report.tree import Column, Name, Node, Number, Say, Table, Text, say
from lizero.vocab import item_id

__all__: list[str] = []

_MILESTONES = ("milestone", "owner", "gate", "date", "kpi", "pay_link", "trigger")


@answer("bau", "plan")
def _bau(s: Sources) -> list[Node] | None:
    """Emissions by scope and year if technology stays, of what the plan holds."""
    frame = held(s, "T1")
    if frame is None:
        return None
    years = s.plan.shown_years
    wide = frame.group_by("scope", "year").agg(pl.col("amount").sum()).pivot("year", index="scope", values="amount").sort("scope", nulls_last=True)
    rows = [(say(f"scope {r['scope']}") if r["scope"] else say("other"), *(r[str(y)] for y in years)) for r in wide.iter_rows(named=True)]
    rows.append((say("total"), *(math.fsum(wide[str(y)].drop_nulls()) for y in years)))
    columns = (Column(say("scope")), *(Column(str(y), "number", 0) for y in years))
    base = say("bau base year assumed" if s.plan.target.base_year_assumed else "bau base year", year=str(s.plan.target.base_year))
    return [Text(base), Table("board-bau", say("bau table"), columns, tuple(rows), from_table("T1"), frozenset({len(rows) - 1}))]


@answer("milestones", "plan")
def _milestones(s: Sources) -> list[Node] | None:
    """Milestones with owner, gate, indicator, pay link and trigger where the company states them, else those of the targets."""
    frame = held(s, "T14")
    if frame is None:
        return None
    if {"target", "year", "removed"} <= set(frame.columns):
        columns = (Column(say("target")), Column(say("year")), Column(say("milestone cut"), "percent"))
        marks = tuple((r["target"], str(r["year"]), r["removed"]) for r in frame.iter_rows(named=True))
        return [Table("board-milestones", say("milestones of targets"), columns, marks, from_table("T14"), note=say("milestones lack"))]
    names = list(dict.fromkeys(c for c in (*_MILESTONES, *frame.columns) if c in frame.columns))
    heads = tuple(Column(say(f"milestone {c}") if f"milestone {c}" in catalogue() else c.replace("_", " ")) for c in names)
    rows = tuple(tuple("–" if v is None else str(v) for v in row) for row in frame.select(names).iter_rows())
    return [Table("board-milestones", say("milestones table"), heads, rows, from_table("T14"))]


@answer("progress", "plan")
def _progress(s: Sources) -> list[Node] | None:
    """The year against the plan that was kept, by what caused the difference."""
    frame = held(s, "T15")
    if frame is None or not {"driver", "amount"} <= set(frame.columns) or frame.height < 2:
        return None
    rows = [(_driver(d), float(v)) for d, v in frame.select("driver", "amount").iter_rows()]
    first, causes, last = rows[0], [r for r in rows[1:-1] if r[1]], rows[-1]
    columns = (Column(say("cause")), Column(say("amount in", unit="t CO2e"), "number", 0))
    table = Table("board-progress", say("progress table"), columns, tuple(rows), from_table("T15"), frozenset({0, len(rows) - 1}))
    drawn = waterfall.chart(first, causes, last, what=say("progress unit"), source=say("source plan"), id="progress")
    return [drawn, table]


def _driver(name: str) -> Say:
    return say(f"driver {name}") if f"driver {name}" in catalogue() else name


@answer("pcf-path", "plan")
def _footprints(s: Sources) -> list[Node] | None:
    """What a unit of each own product carries by year, under the plan and if technology stays."""
    frame = held(s, "T18")
    if frame is None or not {"product", "year", "value", "unit"} <= set(frame.columns):
        return None
    frame = frame.with_columns(pl.lit(v).alias(c) for c, v in (("series", "plan"), ("site", "")) if c not in frame.columns)
    years = sorted(frame["year"].unique().to_list())
    names = dict(account.site_names(s.account)) if s.account is not None else {}
    columns = (Column(say("product")), Column(say("site")), Column(say("path of series")), *(Column(str(y), "number", 2) for y in years),
               Column(say("unit")))
    rows = []
    for (product, site, series, unit), part in frame.group_by("product", "site", "series", "unit", maintain_order=True):
        value = dict(part.select("year", "value").iter_rows())
        rows.append((_product(str(product)), names.get(site, str(site)), say(f"path {series}"), *(value.get(y) for y in years), str(unit)))
    return [*_courses(frame), Table("board-footprints", say("footprints by year table"), columns, tuple(rows), from_table("T18"))]


def _courses(frame: pl.DataFrame) -> list[Node]:
    """Lines of the products that carry most over their output, means of their sites; nothing where outputs are not stated."""
    if "output" not in frame.columns:
        return []
    unit, shown = courses(by_product(frame))
    return [footprints.chart(shown, unit=unit, what=say("board footprints unit", unit=unit), source=say("source plan"))] if shown else []


def _product(name: str) -> Say:
    found = item_id(name)
    return name if found is None else Name("item", found)


@answer("co-benefits", "plan")
def _beside(s: Sources) -> list[Node] | None:
    """What the measures of the plan do to pollutants beside carbon."""
    frame = held(s, "T16")
    if frame is None or "view" not in frame.columns:
        return None
    taken = frame.filter(pl.col("view") == "in the plan")
    if taken.is_empty():
        return None
    names, called = dict(account.site_names(s.account)) if s.account is not None else {}, lever_names(s.plan)
    by = taken.group_by("name", "site", maintain_order=True).agg(
        pl.col("ghg_reduction").first() / 1000, eq=pl.col("reduction").filter(pl.col("flow") == "APeq").first() / 1000,
        adverse=pl.col("adverse").any(), assessed=pl.col("flow").is_not_null().any())
    columns = (Column(say("measure")), Column(say("site")), Column(say("amount in", unit="t CO2e"), "number", 0),
               Column(say("amount in", unit="t APeq"), "number", 1), Column(say("beside verdict")))
    rows = tuple((called.get(r["name"], r["name"]), names.get(r["site"], r["site"]), r["ghg_reduction"], r["eq"], _verdict(r))
                 for r in by.sort("ghg_reduction", descending=True).iter_rows(named=True))
    return [*quadrant_chart(s.plan.whole, say("source plan")), Table("board-beside", say("beside table"), columns, rows, from_table("T16"))]


def _verdict(row: dict[str, object]) -> Say:
    return say("beside adverse") if row["adverse"] else say("beside both") if row["eq"] is not None else say("not assessed")


@answer("completeness")
def _completeness(s: Sources) -> list[Node] | None:
    """Which months are in, site by site."""
    if not isinstance(s.inventory, Inventory) or s.account is None:
        return None
    months = months_table(s.inventory.record, s.inventory.year).filter(pl.col("expected") > 0)
    if months.is_empty():
        return None
    share = (pl.col("covered").sum() / pl.col("expected").sum()).alias("share")
    by = months.group_by("site", pl.col("month").dt.month().alias("month")).agg(share).sort("site", "month")
    names = account.site_names(s.account)
    rows = [(names.get(site, site), _months(dict(part.select("month", "share").iter_rows())))
            for (site,), part in by.group_by("site", maintain_order=True)]
    covered = Number(math.fsum(months["covered"]) / math.fsum(months["expected"]), "%", "months-in", 1)
    open_ = months.filter(pl.col("covered") < pl.col("expected"))
    nodes: list[Node] = [Text(say("answer completeness", share=covered, count=str(open_.height)))]
    return [*nodes, completeness.chart(rows, year=s.inventory.year, source=_source(s))]


@answer("chain")
def _chain(s: Sources) -> list[Node] | None:
    """The sites on the map, lithium between them, and what each makes; nothing where no sites are told."""
    if s.account is None or s.register("SITES") is None:
        return None
    return chain(s.account, s.inventories, _source(s))[1:]


@answer("commitments", "plan")
def _commitments(s: Sources) -> list[Node] | None:
    return commitments(s.plan)[1:] if s.plan.targets.targets else None


def _source(s: Sources) -> Say:
    return say("source inventory", year=str(s.inventory.year), gwp=str(getattr(s.inventory, "gwp", "")))


def _months(known: dict[int, float]) -> Sequence[float | None]:
    """Share of each month: NaN where nothing was due, None where nothing came in."""
    return [math.nan if m not in known else known[m] or None for m in range(1, 13)]
