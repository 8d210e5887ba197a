"""The annexes: how it was computed, what was answered, and what the reader must know of the data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lizero.report import inventory_report as account
from lizero.report.coverage import answered, coverage
from lizero.report.frameworks import framework
from lizero.report.ledger import used_factors
from lizero.report.paper.parts import Products
from lizero.report.sources import Sources
from lizero.report.tree import Findings, Heading, Method, Node, Text, say

__all__ = ["answers", "data", "method"]


def method(a: Any, products: Products | None, plan: Any) -> list[Node]:
    body = say("inventory method", approach=say(f"approach {a.says('approach', 'operational')}"), gwp=a.says("gwp"), year=a.says("year"))
    nodes: list[Node] = [Heading(say("method annex"), 1, say("method lead"), "method"), Method(say("how it is made"), body)]
    if products is not None:
        nodes.append(Method(say("product method title"), say("product method", method=products.method)))
    if plan is not None:
        nodes.append(Method(say("path method title"), say("path method")))
    return nodes


def data(a: Any, plan: Any) -> list[Node]:
    used = used_factors(a.lines, getattr(a.inventory.flows, "trail", None))
    findings = (*a.findings, *(plan.findings if plan is not None else ()))
    nodes: list[Node] = [Heading(say("data annex"), 1, say("data annex lead", count=str(a.lines.height)), "data")]
    if used.width > 1 and used.height:
        nodes.append(account.libraries(used))
    nodes += [Text(say("licences")), Findings(account.once_a_rule(findings))]
    return nodes


def answers(sources: Sources) -> list[Node]:
    """What a white paper is asked for, and whether data or a text answers it, under a heading of its own."""
    asked = framework("white-paper")
    rows = answered(asked, sources)
    table = coverage(asked, rows)
    named = tuple((say(f"chapter name {row[0]}"), *row[1:]) for row in table.rows)
    return [Heading(say("coverage"), 2, say("coverage lead", standard=asked.title, answered=str(sum(r.state != "not yet" for r in rows)),
                                            count=str(len(rows))), "coverage"), replace(table, rows=named)]
