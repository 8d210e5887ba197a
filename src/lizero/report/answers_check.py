"""Answers for whom checks the inventory: regimes, interval, sample, evidence, digests, what is not yet answered."""

from __future__ import annotations

import polars as pl

from lizero.inventory import Inventory
from lizero.inventory.confidence import confidence, uncertain_lines
from lizero.inventory.regimes import view as regime_view
from lizero.report import sums
from lizero.report.answers import answer
from lizero.report.sources import Sources
from lizero.report.tree import Column, Findings, Node, Number, Table, Text, say

__all__ = ["drawn_lines"]

_DRAWN = 40
_SHOWN = 30


def _regime(s: Sources, name: str) -> list[Node] | None:
    if not isinstance(s.inventory, Inventory):
        return None
    seen = regime_view(s.inventory, name)
    columns = (Column(say("regime row")), Column(say("amount in", unit=seen.unit), "number"), Column(say("in total")))
    rows = tuple((r["name"], r["amount"], r["in_total"]) for r in seen.rows.iter_rows(named=True))
    table = Table(f"regime-{name}", seen.title, columns, (*rows, (say("total"), seen.total, "")), strong=frozenset({len(rows)}))
    return [table, Findings(seen.findings)] if seen.findings else [table]


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


def drawn_lines(lines: pl.DataFrame, size: int) -> pl.DataFrame:
    """Lines at equal steps of the running total of |t CO2e|: each is drawn in proportion to its size, one above the step surely.

    ``times``: how many steps fall into the line. The same lines give the same sample.

    >>> drawn_lines(pl.DataFrame({"line": [1, 2, 3], "t_co2e": [80.0, 5.0, 15.0]}), 5)["line"].to_list()
    [1, 3]
    """
    held = lines.with_columns(size=pl.col("t_co2e").fill_null(0.0).abs()).filter(pl.col("size") > 0)
    step = float(held["size"].sum()) / size if held.height else 1.0
    end = (pl.col("size").cum_sum() / step + 0.5).floor()
    start = ((pl.col("size").cum_sum() - pl.col("size")) / step + 0.5).floor()
    return held.with_columns(times=(end - start).cast(pl.Int64)).filter(pl.col("times") > 0).drop("size")


@answer("sample")
def _sample(s: Sources) -> list[Node] | None:
    assert s.account is not None
    lines = sums.counted(s.account.lines).filter(sums.on("market"))
    drawn = drawn_lines(lines, _DRAWN).sort("t_co2e", descending=True)
    trail = getattr(s.inventory.flows, "trail", None)
    held = trail.activity.select("record", "evidence").unique("record", keep="first") if trail is not None else None
    found = drawn.join(held, on="record", how="left", maintain_order="left") if held is not None else drawn.with_columns(evidence=pl.lit(None))
    columns = (Column(say("record")), Column(say("quantity"), "number"), Column(say("unit")), Column(say("factor")),
               Column(say("amount in", unit="t CO2e"), "number"), Column(say("evidence")))
    rows = tuple((r["record"] or "–", r["quantity"], r["unit"] or "–", r["factor"] or "–", r["t_co2e"], r["evidence"] or say("no evidence"))
                 for r in found.iter_rows(named=True))
    covered = Number(float(drawn["t_co2e"].sum()) / s.account.market if s.account.market else None, "%", "sample-share")
    return [Text(say("answer sample", count=str(drawn.height), whole=str(lines.height), share=covered)),
            Table("sample", say("sample table"), columns, rows)]


@answer("evidence")
def _evidence(s: Sources) -> list[Node] | None:
    trail = getattr(s.inventory.flows, "trail", None)
    if trail is None:
        return None
    records = trail.activity.unique("record", keep="first")
    without = records.filter(pl.col("evidence").is_null())
    told = Text(say("answer evidence", count=str(records.height - without.height), whole=str(records.height)))
    register = s.register("EVIDENCE")
    if register is None:
        return [told]
    columns = (Column(say("evidence")), Column(say("answer file")), Column("sha256"), Column(say("answer note")))
    rows = tuple((r["evidence"], r["file"] or "–", r["sha256"] or say("no digest"), r["note"] or "") for r in register.iter_rows(named=True))
    return [told, Table("evidence", say("evidence table"), columns, rows, placement="annex")]


@answer("digests", "")
def _digests(s: Sources) -> list[Node] | None:
    if not s.digest:
        return None
    columns = (Column(say("digest"), width=20), Column(say("content")))
    return [Table("digests", say("digests table"), columns, ((s.digest, say("panel digest")), (s.command or "–", say("rerun"))))]
