"""Answers for whom checks the inventory: regimes, interval, digests."""

from __future__ import annotations

from lizero.inventory import Inventory
from lizero.inventory.confidence import confidence, uncertain_lines
from lizero.inventory.regimes import view as regime_view
from lizero.report.answers import answer
from lizero.report.language import catalogue
from lizero.report.sources import Sources
from lizero.report.tree import Column, Findings, Node, Number, Say, Table, Text, say

__all__: list[str] = []


def _regime(s: Sources, name: str) -> list[Node] | None:
    if not isinstance(s.inventory, Inventory):
        return None
    seen = regime_view(s.inventory, name)
    columns = (Column(say("regime row")), Column(say("amount in", unit=seen.unit), "number"), Column(say("in total")))
    rows = tuple((_told(r["name"]), r["amount"], r["in_total"]) for r in seen.rows.iter_rows(named=True))
    table = Table(f"regime-{name}", _told(seen.title), columns, (*rows, (say("total"), seen.total, "")), strong=frozenset({len(rows)}))
    return [table, Findings(seen.findings)] if seen.findings else [table]


def _told(name: str) -> Say:
    """A name of the regimes' own in the reader's language, as far as the catalogue has it."""
    return say(f"regime {name}") if f"regime {name}" in catalogue() else name


@answer("iso")
def _iso(s: Sources) -> list[Node] | None:
    return _regime(s, "iso-14064-1")


@answer("china")
def _china(s: Sources) -> list[Node] | None:
    return _regime(s, "cn-enterprise")


@answer("nger")
def _nger(s: Sources) -> list[Node] | None:
    return _regime(s, "nger")


@answer("uncertainty")
def _uncertainty(s: Sources) -> list[Node] | None:
    """The interval by approach 1; nothing where no line states its uncertainty, for that is not an interval of zero."""
    if not isinstance(s.inventory, Inventory) or s.inventory.flows.trail is None:
        return None
    found = confidence(uncertain_lines(s.inventory, "market"))
    if found.unknown > 1 - 1e-9:
        return None
    half = Number(found.half, "t CO2e", "interval-half", scaled=True)
    told = Text(say("answer interval", total=Number(found.total, "t CO2e", "interval-total", scaled=True), half=half,
                    share=Number(found.relative, "%", decimals=1), unknown=Number(found.unknown, "%")))
    columns = (Column(say("what it comes from")), Column(say("amount in", unit="t CO2e"), "number"), Column(say("part of variance"), "percent", 1))
    rows = tuple((str(r["name"]), r["co2e"], r["part"]) for r in found.ranking.head(10).iter_rows(named=True))
    return [told, Table("uncertainty", say("uncertainty table"), columns, rows)]


@answer("digests", "")
def _digests(s: Sources) -> list[Node] | None:
    if not s.digest:
        return None
    columns = (Column(say("digest"), width=20), Column(say("content")))
    return [Table("digests", say("digests table"), columns, ((s.digest, say("panel digest")), (s.command or "–", say("rerun"))))]
