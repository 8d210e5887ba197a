"""The four transformations: what each brings, what it costs, and when its measures start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from lizero.pathway import views
from lizero.report.charts import gantt, wedges
from lizero.report.palette import TRANSFORMATIONS
from lizero.report.paper.parts import lever_names, missing, named, plan_source, unit
from lizero.report.tree import Column, Heading, Node, Number, Say, Table, say

__all__ = ["gantt_chart", "scorecard", "transformations", "wedges_chart"]


NAMED = 2
"""Sites of a lever that are named; more are counted."""


def transformations(plan: Any, names: Mapping[str, Say], source: Say) -> list[Node]:
    """Wedges, scorecard, timing and the measures."""
    head = Heading(say("chapter transformations"), 1, say("chapter transformations lead"), "transformations")
    if plan is None:
        return [head, *missing("plan")]
    source = plan_source(plan, source)
    found = {r["transformation"]: r for r in plan.transformations().iter_rows(named=True)}
    last, capital = str(plan.years[-1]), say("capital in", currency=plan.currency or "¤")
    columns = (Column(say("transformation")), Column(say("what it means")), Column(say("measures"), "number", 0), Column(capital, "number", 1),
               Column(say("abatement in", year=last), "number", 0), Column(say("abatement all"), "number", 0))
    rows = tuple(
        (say(f"transformation {t}"), say(f"about {t}"), float(found[t]["measures"] or 0) if t in found else 0.0,
         float(found[t]["capex"] or 0.0) / 1e6 if t in found else 0.0, float(found[t][last]) if t in found else 0.0,
         float(found[t]["all years"]) if t in found else 0.0) for t in TRANSFORMATIONS
    )
    listed = _measures(plan, names)
    heads = (Column(say("start")), Column(say("measure")), Column(say("sites")), Column(capital, "number", 1), Column(say("status"), "status"))
    weak = Number(plan.illustrative_share(), "%", "illustrative-share")
    return [
        head, wedges_chart(plan, unit(plan, "wedges unit"), source), Table("transformations", say("transformations table"), columns, rows),
        *scorecard(plan), *gantt_chart(plan, source),
        Table("measures", say("measures table"), heads, listed, note=say("measures note", share=weak)),
    ]


def _measures(plan: Any, names: Mapping[str, Say]) -> tuple[tuple[Any, ...], ...]:
    """A row a lever: when it starts first and last, its sites, its capital, and whether all of its figures are checked."""
    called, rows = lever_names(plan), []
    for (name,), part in plan.measures().group_by(["name"], maintain_order=True):
        first, last, sites = part["start"].min(), part["start"].max(), part["site"].unique(maintain_order=True).to_list()
        told = (tuple(x for i, s in enumerate(sites) for x in ("; " if i else "", names.get(s, s))) if len(sites) <= NAMED
                else say("count of sites", count=str(len(sites))))
        checked = set(part["status"].to_list()) <= {"checked", "computed"}
        rows.append((f"{first}" if first == last else f"{first}–{last}", called.get(name, name), told, float(part["capex"].sum()) / 1e6,
                     "checked" if checked else "unverified"))
    return tuple(rows)


def wedges_chart(plan: Any, what: Say, source: Say) -> Node:
    """What each transformation takes from the baseline, year by year."""
    parts: dict[str, dict[int, float]] = {}
    for r in plan.wedges().group_by("transformation", "year").agg(pl.col("amount").sum()).iter_rows(named=True):
        parts.setdefault(r["transformation"], {})[r["year"]] = r["amount"]
    return wedges.chart(parts, plan.gross, what=what, source=source)


def scorecard(plan: Any) -> list[Node]:
    """What a board asks of each transformation: its share of the cut, its worth, the air, and how far its capital is known."""
    found = views.scorecard(plan)
    if found.is_empty():
        return []
    money = plan.currency or "¤"
    columns = (Column(say("transformation")), Column(say("share of abatement"), "percent", 0),
               Column(say("net present value", currency=money), "number", 1),
               Column(say("equivalents cut"), "number", 0), Column(say("weak capital"), "percent", 0))
    rows = tuple((say(f"transformation {r['transformation']}"), r["share"], None if r["npv"] is None else r["npv"] / 1e6, r["equivalents"],
                  r["illustrative"]) for r in found.sort("share", descending=True).iter_rows(named=True) if r["transformation"] in TRANSFORMATIONS)
    return [Table("scorecard", say("scorecard table"), columns, rows, note=say("scorecard note"))]


def gantt_chart(plan: Any, source: Say) -> list[Node]:
    """Start, full effect and end of each lever, over the sites that take it; the chart draws those that cut most and counts the others."""
    found, last = views.gantt(plan), plan.years[-1]
    if found.is_empty():
        return []
    cut = plan.wedges().filter(pl.col("year") == last).group_by("lever").agg(pl.col("amount").sum().alias("abatement"))
    frame = found.group_by("lever", maintain_order=True).agg(
        pl.col("name").first(), pl.col("transformation").first(), pl.col("start").min().alias("begins"),
        pl.col("full").max(), pl.col("end").max().alias("ends"),
    ).join(cut, on="lever", how="left", maintain_order="left").with_columns(pl.lit(None, pl.Int64).alias("decision"))
    made = gantt.chart(frame.drop("lever").rename({"name": "lever"}), year=last, target=2030 if 2030 in plan.years else None, source=source)
    return [named(made, lever_names(plan))]
