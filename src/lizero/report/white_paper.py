"""The white paper of a sustainable lithium company: chain, account, product, air and water, four transformations, path,
commitments, method and data, as a tree.

It reads what the run gives: inventories (the last is the year's), `Products`, an assessment of co-control, a plan, and the
user's own narrative. A part that is not there is said to be missing where it would stand: no chapter is left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lizero.pathway import ProductPath
from lizero.report import inventory_report as account
from lizero.report.frameworks import topics
from lizero.report.paper.air import air
from lizero.report.paper.annexes import answers, data, method
from lizero.report.paper.brief import brief
from lizero.report.paper.chain import chain
from lizero.report.paper.emissions import emissions
from lizero.report.paper.parts import Input, Product, Products
from lizero.report.paper.path import commitments, path
from lizero.report.paper.product import product
from lizero.report.paper.transformations import transformations
from lizero.report.sources import Sources
from lizero.report.tree import Heading, Node, say

__all__ = ["Input", "Product", "Products", "build"]


def build(
    inventories: Sequence[Any], *, products: Products | None = None, cocontrol: Any = None, plan: Any = None,
    narrative: Mapping[str, Sequence[Node]] | None = None, sources: Sources | None = None, outlook: Any = None,
    by_year: ProductPath | None = None,
) -> list[Node]:
    """The nodes of the paper; `narrative`: chapter or topic → what the company says there in its own words; `sources`: what its coverage reads;
    `outlook`: of the plan; `by_year`: footprints of own products under the plan. The plan is shown by its target of most scopes.
    """
    a = account.account_of(inventories[-1])
    own, plan = narrative or {}, getattr(plan, "whole", plan)
    source = say("source inventory", year=a.says("year"), gwp=a.says("gwp"))
    names = account.site_names(a)
    return [
        *brief(a, inventories, products, plan, source), *own.get("brief", ()),
        *chain(a, inventories, source), *_under(own, "organisation"), *own.get("chain", ()),
        *emissions(a, inventories, source), *own.get("account", ()),
        *product(products, source, by_year), *own.get("product", ()),
        *air(cocontrol, plan, names, source), *own.get("air", ()),
        *transformations(plan, names, source), *own.get("transformations", ()),
        *path(plan, a, inventories, source, outlook), *own.get("path", ()),
        *commitments(plan), *own.get("commitments", ()),
        *method(a, products, plan), *own.get("method", ()), *_under(own, "governance"),
        *(answers(sources) if sources is not None else ()),
        *data(a, plan),
    ]


def _under(own: Mapping[str, Sequence[Node]], topic: str) -> list[Node]:
    """What the company says on a topic that no chapter is about, under the topic's head."""
    told = own.get(topic)
    return [Heading(topics()[topic].head, 2), *told] if told else []
