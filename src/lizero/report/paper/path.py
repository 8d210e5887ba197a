"""The path: trajectory, costs and commitments of the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from lizero.pathway import views
from lizero.report import inventory_report as account
from lizero.report.charts import abatement, budget, trajectory
from lizero.report.language import catalogue
from lizero.report.paper.parts import joined, lever_names, missing, named, plan_source, tonnes, unit
from lizero.report.tree import Callout, Column, Heading, Node, Number, Say, Strong, Table, TwoColumns, say

__all__ = ["commitments", "path", "trajectory_chart"]

QUANTILES = {"low": 0.05, "lower": 0.25, "upper": 0.75, "high": 0.95}


def path(plan: Any, a: Any, inventories: Sequence[Any], source: Say, outlook: Any = None) -> list[Node]:
    """Trajectory with what is uncertain about it, costs, and costs of abatement."""
    if plan is None:
        return [Heading(say("chapter path"), 1, say("chapter path lead"), "path"), *missing("plan")]
    head = Heading(say("chapter path year", year=str(plan.years[-1])), 1, say("chapter path lead"), "path")
    base, allowed, exact, source = _baseline(plan), _allowed(plan), plan.exact, plan_source(plan, source)
    over = exact["shortfall_by_year"]
    short = math.fsum(over.values())
    cost = say("plan cost", value=Number(exact["cost"] / 1e6, "", "plan-cost", 0), currency=plan.currency or "¤",
               rate=Number(plan.schedule.terms.rate, "%"))
    verdict = joined(Strong(say("plan met title")), say("plan met", last=str(plan.years[-1])))
    if not exact["met"]:
        verdict = joined(Strong(say("plan short title")), say("plan short", amount=tonnes(short, "plan-shortfall")))
    return [
        head, trajectory_chart(plan, inventories, unit(plan, "trajectory unit"), source, outlook), _budget(plan, allowed, source),
        _by_year(plan, base, allowed),
        TwoColumns(joined(Strong(say("plan cost title")), cost), verdict), _certainty(plan, outlook),
        _cash(plan), *_macc(plan, source),
    ]


def _by_year(plan: Any, base: Mapping[int, float], allowed: Mapping[int, float]) -> Table:
    """Every fifth year, the year that is furthest above the target, and all years together."""
    over, removed = plan.exact["shortfall_by_year"], plan.exact["removals_by_year"]
    worst = max(plan.years, key=lambda y: over[y])
    shown = [y for y in plan.years if y in plan.shown_years or (y == worst and over[y] >= 0.5)]
    heads = ("path baseline", "path allowed", "path plan", "removals", "shortfall")
    columns = (Column(say("year")), *(Column(say(h), "number", 0) for h in heads))
    rows = [(str(y), base[y], allowed.get(y), plan.gross[y], removed[y], over[y]) for y in shown]
    whole = math.fsum(allowed.values()) if set(plan.years) <= set(allowed) else None
    total = (say("all years"), *(math.fsum(x.values()) if x is not None else whole for x in (base, None, plan.gross, removed, over)))
    return Table("path", say("path table"), columns, (*rows, total), strong=frozenset({len(rows)}))


def _budget(plan: Any, allowed: Mapping[int, float], source: Say) -> Node:
    """What all years emit together, removals taken off, against what the target allows over them."""
    removed = math.fsum(plan.exact["removals_by_year"].values())
    net = [allowed[y] if plan.target.net(y) else 0.0 for y in plan.years if y in allowed]
    whole = math.fsum(net) if len(net) == len(plan.years) else None
    return budget.chart(plan=math.fsum(plan.gross.values()) - removed, baseline=math.fsum(_baseline(plan).values()), allowed=whole,
                        first=plan.years[0], last=plan.years[-1], what=unit(plan, "budget unit"), source=source)


def trajectory_chart(plan: Any, inventories: Sequence[Any], what: Say, source: Say, outlook: Any = None) -> Node:
    """What was, what would be without measures, what the plan gives and what the target allows, with the band of an outlook."""
    actual = {i.year: _target_total(i, plan) for i in inventories}
    return trajectory.chart(actual=actual, baseline=_baseline(plan), plan=plan.gross, allowed=_allowed(plan),
                            milestones=sorted(plan.target.milestones), what=what, source=source,
                            short=math.fsum(plan.exact["shortfall_by_year"].values()), band=_band(plan, outlook))


def _band(plan: Any, outlook: Any) -> pl.DataFrame | None:
    """Percentiles of the plan's emissions by year over the draws of an outlook, t CO2e."""
    if outlook is None:
        return None
    drawn = plan.drawn(outlook.spread, draws=outlook.draws) / 1000
    found = {name: np.quantile(drawn, q, axis=0) for name, q in QUANTILES.items()}
    return pl.DataFrame({"year": list(plan.years), **found})


def _certainty(plan: Any, outlook: Any) -> Callout:
    """How near the plan is to the cheapest, and over draws how likely allowances are kept and between what its cost lies."""
    proven = say("plan method", gap=Number(plan.gap, "%", "plan-gap", 2))
    chances = None if outlook is None else outlook.years.drop_nulls("allowed")
    if chances is None or chances.is_empty():
        return Callout(say("plan method title"), proven, "calm")
    least = chances.sort("chance", "year").row(0, named=True)
    low, high = (Number(outlook.cost[n] / 1e6, "", decimals=0) for n in ("low", "high"))
    drawn = say("outlook body", draws=Number(float(outlook.draws), "", decimals=0), least=Number(least["chance"], "%"), year=str(least["year"]),
                low=low, high=high, currency=plan.currency or "¤")
    return Callout(say("plan method title"), joined(proven, drawn), "calm")


def _baseline(plan: Any) -> dict[int, float]:
    return dict(zip(plan.years, (plan.baseline_co2e / 1000).tolist(), strict=True))


def _allowed(plan: Any) -> dict[int, float]:
    """t CO2e that the target allows, by year where it allows a finite amount."""
    limit = (plan.allowed / 1000).tolist()
    return {y: cap for y, cap in zip(plan.years, limit, strict=True) if math.isfinite(cap)}


def _cash(plan: Any) -> Table:
    """What the plan spends, in steps of five years, in millions; the carbon price stands beside, not within the total."""
    frame, first, last = views.cash(plan), plan.years[0], plan.years[-1]
    kinds = ("capex", "opex", "green_power", "removals", "total")
    step = (first + (pl.col("year") - first) // 5 * 5).alias("from")
    spent = frame.group_by(step, maintain_order=True).agg(pl.col(*kinds).sum() / 1e6, pl.col("cumulative_discounted").last() / 1e6)
    rows = [(f"{r[0]}–{min(r[0] + 4, last)}" if r[0] < last else str(last), *r[1:]) for r in spent.iter_rows()]
    whole = frame.select(pl.col(*kinds).sum() / 1e6, pl.col("cumulative_discounted").last() / 1e6).row(0)
    heads = ("capital short", "running cost", "green power", "removals", "total", "cumulative present value")
    columns = (Column(say("years")), *(Column(say(h), "number", 1) for h in heads))
    return Table("cash", say("cash table", currency=plan.currency or "¤"), columns, (*rows, (say("total"), *whole)), strong=frozenset({len(rows)}),
                 note=say("cash note", rate=Number(plan.schedule.terms.rate, "%")))


def _macc(plan: Any, source: Say) -> list[Node]:
    """Marginal costs as a view of the plan, each measure last in."""
    found = views.macc(plan)
    if not found.height:
        return []
    cost = (pl.col("cost") * pl.col("width")).sum() / pl.col("width").sum()
    frame = found.group_by("name", maintain_order=True).agg(
        pl.col("transformation").first(), pl.col("width").sum().alias("abatement"), cost.alias("cost")
    ).rename({"name": "lever"})
    made = abatement.chart(frame, year=plan.years[-1], currency=plan.currency or "¤", source=source)
    return [named(made, lever_names(plan))]


def _target_total(inventory: Any, plan: Any) -> float:
    """What of an inventory the target covers: its scopes on its basis, t CO2e."""
    t = account.account_of(inventory).totals
    names = {"1": "scope1", "2": f"scope2_{plan.target.basis}", "3": f"scope3_{plan.target.basis}"}
    return float(sum(t[names[s]] for s in plan.target.scopes))


def commitments(plan: Any) -> list[Node]:
    head = Heading(say("chapter commitments"), 2, say("chapter commitments lead"), "commitments")
    if plan is None:
        return [head, *missing("plan")]
    heads = (say("commitment"), say("scopes"), say("base year"), say("year"))
    columns = (*(Column(h) for h in heads), Column(say("cut"), "percent", 0), Column(say("path plan"), "percent", 0), Column(say("rule set")))
    rows = tuple(
        (t.id, "+".join(t.scopes), (str(t.base_year), say("assumed") if t.base_year_assumed else ""), _when(t, year), share,
         _reached(plan, t, year), _rules(t.rule_set))
        for t in plan.targets.targets for year, share in sorted(t.milestones.items())
    )
    return [head, Table("commitments", say("commitments table"), columns, rows, note=say("commitments note"))]


def _when(target: Any, year: int) -> Say:
    """The year of a milestone, and that it is the one from which nothing may be left uncompensated."""
    return say("year of net zero", year=str(year)) if target.net_zero == year else str(year)


def _reached(plan: Any, target: Any, year: int) -> float | None:
    """The cut that the plan gives by a milestone, gross, in the scopes of its target; None where the plan does not answer it."""
    if target.id not in {x.id for x in plan.assessed}:
        return None
    gross = plan.facing(target.id).gross
    start = gross[plan.years[0]]
    return 1 - gross[year] / start if start and year in gross else None


def _rules(name: str) -> Say:
    """A rule set by what it is called, else by its name."""
    return say(f"rules {name}") if f"rules {name}" in catalogue() else name
