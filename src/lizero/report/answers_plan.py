"""Answers of a plan and of the assessment of pollutants."""

from __future__ import annotations

import polars as pl

from lizero.report import inventory_report as account
from lizero.report.answers import answer
from lizero.report.paper.parts import lever_names, unit
from lizero.report.paper.path import trajectory_chart
from lizero.report.paper.transformations import gantt_chart, wedges_chart
from lizero.report.sources import Sources
from lizero.report.tree import Callout, Column, Name, Node, Table, Text, say

__all__: list[str] = []

def _some(years: list[int]) -> list[int]:
    """First year, every fifth, last."""
    return [y for y in years if y in (years[0], years[-1]) or y % 5 == 0]


@answer("targets", "plan")
def _targets(s: Sources) -> list[Node] | None:
    frame: pl.DataFrame = s.plan.standing()
    shown = _some(sorted(frame["year"].unique().to_list()))
    heads = ("allowed", "gross", "net", "gap")
    columns = (Column(say("target")), Column(say("year")), *(Column(say(f"plan {h}"), "number", 0) for h in heads))
    rows = tuple((r["target"], str(r["year"]), *(float(r[h]) for h in heads))
                 for r in frame.filter(pl.col("year").is_in(shown)).iter_rows(named=True))
    drawn = trajectory_chart(s.plan, s.inventories, unit(s.plan, "trajectory of targets"), say("source plan"))
    return [drawn, Table("targets", say("targets table"), columns, rows)]


@answer("measures", "plan")
def _measures(s: Sources) -> list[Node] | None:
    frame: pl.DataFrame = s.plan.measures()
    if frame.is_empty():
        return None
    columns = (Column(say("measure")), Column(say("site")), Column(say("transformation")), Column(say("plan start")),
               Column(say("plan capital"), "number", 0), Column(say("status"), "status"))
    names = dict(account.site_names(s.account)) if s.account is not None else {}
    called = lever_names(s.plan)
    rows = tuple((called.get(r["name"], r["name"]), names.get(r["site"], r["site"]), say(f"transformation {r['transformation']}"), str(r["start"]),
                  r["capex"], "checked" if r["status"] in ("checked", "computed") else "unverified") for r in frame.iter_rows(named=True))
    share = float(s.plan.illustrative_share())
    weak: list[Node] = [Callout(say("weak title"), say("weak body", share=f"{100 * share:.0f}%"), "warn")] if share > 0 else []
    return [*gantt_chart(s.plan.whole, say("source plan")), Table("measures", say("plan measures table"), columns, rows), *weak]


@answer("transformations", "plan")
def _transformations(s: Sources) -> list[Node] | None:
    seen = s.plan.whole
    frame: pl.DataFrame = seen.transformations()
    years = [c for c in frame.columns if c.isdigit()]
    columns = (Column(say("transformation")), Column(say("plan capital"), "number", 0), *(Column(c, "number", 0) for c in years),
               Column(say("all years"), "number", 0))
    rows = tuple((say(f"transformation {r['transformation']}"), r["capex"], *(r[c] for c in years), r["all years"])
                 for r in frame.iter_rows(named=True))
    drawn = wedges_chart(seen, unit(seen, "trajectory of targets"), say("source plan"))
    return [drawn, Table("transformations", say("plan transformations table"), columns, rows)]


@answer("credits", "plan")
def _credits(s: Sources) -> list[Node] | None:
    exact = s.plan.exact
    years = _some(sorted(exact["emissions_by_year"]))
    columns = (Column(say("year")), Column(say("plan gross"), "number", 0), Column(say("plan removals"), "number", 0),
               Column(say("plan shortfall"), "number", 0))
    series = ("emissions_by_year", "removals_by_year", "shortfall_by_year")
    rows = tuple((str(y), *(float(exact[name][y]) for name in series)) for y in years)
    return [Table("credits", say("credits table"), columns, rows)]


@answer("pollutants", "pollutants")
def _pollutants(s: Sources) -> list[Node] | None:
    found = s.pollutants
    if found.frame.is_empty():
        return None
    by = found.frame.group_by("flow", "medium").agg(pl.col("amount").sum()).sort("amount", "flow", descending=[True, False])
    columns = (Column(say("flow")), Column(say("medium")), Column(say("amount in", unit="kg"), "number", 0))
    rows = tuple((Name("flow", r["flow"]), say(f"medium {r['medium']}"), r["amount"]) for r in by.iter_rows(named=True))
    nodes: list[Node] = [Table("pollutants", say("assessed pollutants table"), columns, rows)]
    missing = found.sources.filter(~found.sources["assessed"]).height
    return [*nodes, Text(say("answer not assessed", count=str(missing), whole=str(found.sources.height)))] if missing else nodes
