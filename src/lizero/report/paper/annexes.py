"""The annexes: how it was computed, what was answered, and what the reader must know of the data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lizero.report import inventory_report as account
from lizero.report.coverage import answered, coverage
from lizero.report.frameworks import framework
from lizero.report.language import catalogue
from lizero.report.ledger import used_factors
from lizero.report.paper.parts import Products
from lizero.report.sources import Sources
from lizero.report.tree import Findings, Heading, Method, Node, Table, Text, say

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
        nodes.append(_libraries(used))
    nodes += [Text(say("licences")), Findings(account.once_a_rule(findings))]
    return nodes


def answers(sources: Sources) -> list[Node]:
    """What a white paper is asked for, and whether data or a text answers it, under a heading of its own."""
    asked = framework("white-paper")
    rows = answered(asked, sources)
    table = coverage(asked, rows)
    lead = say("coverage lead", standard=asked.title, answered=str(sum(r.state != "not yet" for r in rows)), count=str(len(rows)))
    return [Heading(say("coverage"), 2, lead, "coverage"), replace(table, note=say("coverage own", edition=asked.edition))]


def _libraries(used: Any) -> Table:
    """The factor libraries with their licences in the reader's words where the catalogue has them."""
    table = account.libraries(used)
    at = [i for i, c in enumerate(table.columns) if c.head == say("licence")]
    rows = tuple(tuple(_licence(x) if i in at else x for i, x in enumerate(row)) for row in table.rows)
    return replace(table, rows=rows)


def _licence(text: Any) -> Any:
    return say(f"licence {text}") if f"licence {text}" in catalogue() else text
