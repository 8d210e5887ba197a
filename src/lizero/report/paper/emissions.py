"""The account: where emissions arise, by scope, site, category and gas, and what changed them since the first year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lizero.report import inventory_report as account
from lizero.report.charts import waterfall
from lizero.report.paper.change import causes
from lizero.report.tree import Heading, Node, Say, say

__all__ = ["change", "emissions"]


def emissions(a: Any, inventories: Sequence[Any], source: Say) -> list[Node]:
    """What emits most, what changed since the first year, and the tables."""
    return [
        Heading(say("chapter account"), 1, account.lead(a), "account"), *account.parts(a, source), *change(a, inventories, source),
        account.by_scope(a), account.by_site(a), account.by_category(a), account.by_gas(a),
    ]


def change(a: Any, inventories: Sequence[Any], source: Say) -> list[Node]:
    """From the first year's total to the last's by cause, where there are two years."""
    if len(inventories) < 2:
        return []
    first = account.account_of(inventories[0])
    found = causes(first, a)
    if not found:
        return []
    what = say("change unit", first=first.says("year"), last=a.says("year"))
    told = [(say(f"cause {name}"), value) for name, value in found.items()]
    return [waterfall.chart((first.says("year"), first.market), told, (a.says("year"), a.market), what=what, source=source, id="change")]
