"""In brief: key figures, the trend, what stands and what remains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from lizero.report import inventory_report as account
from lizero.report import sums
from lizero.report.charts import scopes
from lizero.report.paper.parts import Products, a_tonne, interval, joined, tonnes
from lizero.report.tree import Callout, Card, Heading, KeyFigures, Node, Number, Say, Strong, TwoColumns, say

__all__ = ["brief"]


def brief(a: Any, inventories: Sequence[Any], products: Products | None, plan: Any, source: Say) -> list[Node]:
    cards = [Card(tonnes(a.market, "total-market"), say("total market"), say("location is", amount=tonnes(a.location, "total-location")))]
    first = next((p for p in products.rows if p.own and p.total is not None), None) if products else None
    if first is not None:
        cards.append(Card(Number(first.total, "kg CO2e/kg", "product-first", 1), first.name, interval(first), "#971541"))
    if plan is not None:
        last, start = plan.years[-1], plan.years[0]
        cut = 1 - plan.gross[last] / plan.gross[start]
        note = say("plan card note", left=tonnes(plan.gross[last], "plan-left"))
        label = say("plan card", scopes="+".join(plan.target.scopes), year=str(last))
        cards.append(Card(Number(-cut, "%", "plan-cut", sign=True), label, note, "#1F6FB2"))
    cards.append(_open(a, plan))
    nodes: list[Node] = [Heading(say("in brief"), 1, _lead(a, products, plan), "brief"), KeyFigures(tuple(cards[:4]))]
    nodes.append(_trend(inventories, source))
    remains = say("brief remains", scope3=Number(a.totals["scope3_market"] / a.market if a.market else None, "%"))
    stands = say("brief stands", total=tonnes(a.market), scope1=tonnes(a.totals["scope1"]))
    left = joined(Strong(say("brief stands title")), stands, *_intensity(inventories))
    nodes.append(TwoColumns(left, joined(Strong(say("brief remains title")), remains, _covered(plan))))
    nodes.append(Callout(say("how to read title"), say("how to read"), "calm"))
    return nodes


def _lead(a: Any, products: Products | None, plan: Any) -> Say:
    if products is None or plan is None:
        return say("paper lead short", total=tonnes(a.market))
    return say("paper lead", total=tonnes(a.market), count=str(len(products.rows)))


def _covered(plan: Any) -> Say:
    """Whether what others emit has a path in the plan: said only where a target covers it."""
    scopes = {s for t in plan.targets.targets for s in t.scopes} if plan is not None else set()
    if not scopes:
        return say("brief no plan")
    return say("brief plan covers" if "3" in scopes else "brief plan leaves", scopes="+".join(sorted(scopes)))


def _open(a: Any, plan: Any) -> Card:
    """What rests on figures that nobody checked: of the account, and beside it of the plan's capital."""
    share = _unverified(a)
    shown = Number(share, "%", "unverified-share", 1 if share is not None and 0 < share < 0.01 else 0)
    weak = plan is not None and plan.illustrative_share()
    note = say("unverified card plan", share=Number(plan.illustrative_share(), "%")) if weak else say("unverified card note")
    return Card(shown, say("unverified card"), note, "#C58519")


def _intensity(inventories: Sequence[Any]) -> list[Say]:
    """What a tonne of lithium carbonate equivalent carries in scope 1 and 2, and since when it changed by how much."""
    years = {getattr(i, "year", None): found for i in inventories if (found := a_tonne(i).get(None)) is not None}
    if len(years) < 2 or inventories[-1].year not in years:
        return []
    since, now = next(iter(years)), years[inventories[-1].year]
    change = Number(now / years[since] - 1 if years[since] else None, "%", sign=True)
    return [say("brief intensity", now=Number(now, "t CO2e", "intensity-lce"), change=change, since=str(since))]


def _unverified(a: Any) -> float | None:
    counted = sums.counted(a.lines).filter(sums.on("market"))
    return float(counted.filter(pl.col("status") == "unverified")["t_co2e"].sum()) / a.market if a.market else None


def _trend(inventories: Sequence[Any], source: Say) -> Node:
    last = inventories[-1]
    rows = [account.year(i) for i in inventories]
    approach = say(f"approach {getattr(last, 'approach', 'operational')}")
    return scopes.chart(rows, basis="market", approach=approach, gwp=str(getattr(last, "gwp", "")), source=source)
