"""In brief: key figures, the trend, what stands and what remains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from lizero.report import inventory_report as account
from lizero.report import sums
from lizero.report.charts import scopes
from lizero.report.paper.parts import Products, interval, tonnes
from lizero.report.tree import Callout, Card, Heading, KeyFigures, Node, Number, Say, TwoColumns, say

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
        cards.append(Card(Number(-cut, "%", "plan-cut", sign=True), say("plan card", year=str(last)), note, "#1F6FB2"))
    open_ = _unverified(a)
    cards.append(Card(Number(open_, "%", "unverified-share"), say("unverified card"), say("unverified card note"), "#C58519"))
    nodes: list[Node] = [Heading(say("in brief"), 1, _lead(a, products, plan), "brief"), KeyFigures(tuple(cards[:4]))]
    nodes.append(_trend(inventories, source))
    remains: Say = say("brief remains", scope3=Number(a.totals["scope3_market"] / a.market if a.market else None, "%"))
    nodes.append(TwoColumns((say("brief stands", total=tonnes(a.market), scope1=tonnes(a.totals["scope1"])),), (remains,)))
    nodes.append(Callout(say("how to read title"), say("how to read"), "calm"))
    return nodes


def _lead(a: Any, products: Products | None, plan: Any) -> Say:
    if products is None or plan is None:
        return say("paper lead short", total=tonnes(a.market))
    return say("paper lead", total=tonnes(a.market), count=str(len(products.rows)))


def _unverified(a: Any) -> float | None:
    counted = sums.counted(a.lines).filter(sums.on("market"))
    return float(counted.filter(pl.col("status") == "unverified")["t_co2e"].sum()) / a.market if a.market else None


def _trend(inventories: Sequence[Any], source: Say) -> Node:
    last = inventories[-1]
    rows = [account.year(i) for i in inventories]
    approach = say(f"approach {getattr(last, 'approach', 'operational')}")
    return scopes.chart(rows, basis="market", approach=approach, gwp=str(getattr(last, "gwp", "")), source=source)
