"""Answers for a verifier: what would be material, which records to look at, a sheet to enter what is found, the documents.

A record is looked at as a whole: its lines of every gas, market-based, are one size in t CO2e.
"""

from __future__ import annotations

import math

import polars as pl

from lizero.report import inventory_report as account
from lizero.report import sums
from lizero.report.answers import answer
from lizero.report.sampling import sampled
from lizero.report.sources import Sources
from lizero.report.tree import Column, Formula, Name, Node, Number, Say, Table, Text, say

__all__ = ["looked_at", "records"]

_GROUPS = 30
_PARTS = (("scope 1", "1"), ("scope 2 market", "2"), ("scopes 1 and 2", "12"), ("scope 3", "3"), ("total", "123"))
_DOCUMENT = ("name", "issued", "held_by", "file", "sha256", "state")


def records(s: Sources) -> pl.DataFrame:
    """record, scope (its first), site, size in t CO2e, lines; of the lines that count, market-based."""
    assert s.account is not None
    lines = sums.counted(s.account.lines).filter(sums.on("market"), pl.col("record").is_not_null())
    return lines.group_by("record").agg(pl.col("scope").min(), pl.col("site").first(), size=pl.col("t_co2e").sum(), lines=pl.len()).sort("record")


def looked_at(s: Sources) -> pl.DataFrame:
    """The sample of the records by the agreement, with what stands behind each: source, flow, quantity, unit, evidence."""
    made = records(s).with_columns(stratum=pl.concat_str("scope", "site", separator="/", ignore_nulls=True))
    drawn = sampled(made, s.agreement.sample, s.agreement.seed)
    return drawn.join(_activity(s), on="record", how="left", maintain_order="left")


def _activity(s: Sources) -> pl.DataFrame:
    """source, category, flow, quantity, unit, evidence by record; a record of several parts of one unit is their sum."""
    keys = ("source", "category", "flow", "unit", "evidence")
    trail = getattr(s.inventory.flows, "trail", None)
    if trail is None:
        return pl.DataFrame(schema={"record": pl.String, **dict.fromkeys(keys, pl.String), "quantity": pl.Float64})
    held: pl.DataFrame = trail.activity
    held = held.with_columns(pl.lit(None, pl.String).alias(c) for c in keys if c not in held.columns)
    return held.group_by("record", maintain_order=True).agg(pl.col(*keys).first(), pl.col("quantity").sum())


def _documents(s: Sources) -> pl.DataFrame | None:
    """The documents as they were looked over, else the register; None without either."""
    return s.documents if s.documents is not None else s.register("EVIDENCE")


def _called(s: Sources) -> dict[str, str]:
    """What each document is called."""
    found = _documents(s)
    return {} if found is None or "name" not in found.columns else dict(found.select("evidence", pl.coalesce("name", "evidence")).iter_rows())


@answer("materiality")
def _materiality(s: Sources) -> list[Node] | None:
    """The threshold by scope, beside what rests on records without a document and on unverified factors."""
    assert s.account is not None
    a = s.agreement
    lines = sums.counted(s.account.lines).filter(sums.on("market"))
    held = lines.join(_activity(s).select("record", "evidence"), on="record", how="left")
    bare, weak = pl.col("evidence").is_null(), pl.col("status").fill_null("unverified") == "unverified"
    rows = []
    for name, part in _PARTS:
        of = held.filter(pl.col("scope").is_in(list(part)))
        whole = math.fsum(of["t_co2e"])
        rows.append((say(name), whole, abs(whole) * a.materiality, *(float(of.filter(test)["t_co2e"].sum()) for test in (bare, weak))))
    columns = (Column(say("scope")), *(Column(say(h), "number", 0) for h in (
        "verifier amount", "verifier threshold", "verifier without document", "verifier unverified")))
    level = say(f"level {a.level}") if a.level in ("limited", "reasonable") else a.level or say("level open")
    told = say("answer materiality", share=Number(a.materiality, "%", "materiality", 1 if a.materiality < 0.01 else 0), level=level,
               standing=say("agreed" if "materiality" in a.agreed else "proposed"))
    return [Text(told), Table("materiality", say("materiality table"), columns, tuple(rows), strong=frozenset({len(rows) - 1}))]


@answer("sample")
def _sample(s: Sources) -> list[Node] | None:
    assert s.account is not None
    drawn, a = looked_at(s), s.agreement
    if drawn.is_empty():
        return None
    sites = account.site_names(s.account)
    columns = (Column(say("record")), Column(say("scope")), Column(say("site")), Column(say("amount in", unit="t CO2e"), "number", 0),
               Column(say("verifier why")))
    rows = tuple((r["record"], r["scope"], sites.get(r["site"], r["site"]) or "–", r["size"], say(f"drawn {r['why']}"))
                 for r in drawn.iter_rows(named=True))
    whole = records(s)
    size = math.fsum(whole["size"])
    covered = Number(math.fsum(drawn["size"]) / size if size else None, "%", "sample-share")
    told = say("answer sample", count=str(drawn.height), whole=str(whole.height), share=covered)
    rule = say("sample rule", size=str(a.sample), seed=str(a.seed))
    return [Text((told, " ", rule)), Table("sample", say("sample table"), columns, rows)]


def _named(evidence: str | None, names: dict[str, str]) -> Say:
    return say("no evidence") if evidence is None else names.get(evidence, evidence)


@answer("worksheet")
def _worksheet(s: Sources) -> list[Node] | None:
    """The sample to fill in: beside each quantity that of the document, and what the difference makes in t CO2e."""
    drawn = looked_at(s).filter(pl.col("quantity").fill_null(0.0) != 0)
    if drawn.is_empty():
        return None
    names = _called(s)
    columns = (Column(say("record")), Column(say("evidence")), Column(say("quantity"), "number"), Column(say("unit")),
               Column(say("amount in", unit="t CO2e"), "number"), Column(say("verifier found"), "number", about=say("about verifier found")),
               Column(say("verifier misstated"), "number", 2, about=say("about verifier misstated")))
    rows: list[tuple[object, ...]] = [
        (r["record"], _named(r["evidence"], names), r["quantity"], r["unit"] or "–", r["size"], None,
         Formula('IF({5}="",0,({2}-{5})/{2}*{4})', 0.0)) for r in drawn.iter_rows(named=True)
    ]
    rows.append((say("total"), "", None, "", Formula("SUM({4.above})", math.fsum(drawn["size"])), None, Formula("SUM({6.above})", 0.0)))
    return [Text(say("answer worksheet")), Table("worksheet", say("worksheet table"), columns, tuple(rows), strong=frozenset({len(rows) - 1}))]


@answer("evidence")
def _evidence(s: Sources) -> list[Node] | None:
    """How many records name a document, the documents that they and the gates of instruments name, and who has none."""
    if getattr(s.inventory.flows, "trail", None) is None:
        return None
    held = _activity(s)
    without = held.filter(pl.col("evidence").is_null())
    told: list[Node] = [Text(say("answer evidence", count=str(held.height - without.height), whole=str(held.height)))]
    return [*told, *_listed(s, held), *_bare(s, without)]


def _listed(s: Sources, held: pl.DataFrame) -> list[Node]:
    register = s.register("INSTRUMENTS")
    gates = set() if register is None else {g for c in register.select(pl.col("^gate_.*$")).get_columns() for g in c.drop_nulls()}
    found = _documents(s)
    if found is None:
        return []
    named = found.filter(pl.col("evidence").is_in([*held["evidence"].drop_nulls().unique(), *gates]))
    named = named.with_columns(pl.lit(None, pl.String).alias(c) for c in _DOCUMENT if c not in named.columns)
    note = say("evidence more", count=str(found.height - named.height)) if found.height > named.height else ""
    filed, other = named.filter(pl.col("file").is_not_null()), named.filter(pl.col("file").is_null())
    return [t for t in (_filed(filed), _elsewhere(other, note)) if t.rows]


def _filed(rows: pl.DataFrame) -> Table:
    columns = (Column(say("evidence")), Column(say("verifier issued")), Column(say("answer file")), Column("sha256"), Column(say("answer state")))
    return Table("evidence-files", say("evidence files table"), columns, tuple(
        (r["name"] or r["evidence"], r["issued"] or "–", r["file"], r["sha256"] or "–", _state(r["state"])) for r in rows.iter_rows(named=True)))


def _elsewhere(rows: pl.DataFrame, note: Say) -> Table:
    columns = (Column(say("evidence")), Column(say("verifier issued")), Column(say("verifier holder")), Column(say("answer state")))
    return Table("evidence", say("evidence table"), columns, tuple(
        (r["name"] or r["evidence"], r["issued"] or "–", r["held_by"] or "–", _state(r["state"])) for r in rows.iter_rows(named=True)), note=note)


def _state(state: str | None) -> Say:
    return say(f"document {state}") if state else say("document not looked over")


def _bare(s: Sources, without: pl.DataFrame) -> list[Node]:
    """Who has no document, by source and item, largest first."""
    assert s.account is not None
    if without.is_empty():
        return []
    sized = without.join(records(s).select("record", "size"), on="record", how="left")
    by = sized.group_by("source", "flow").agg(count=pl.len(), size=pl.col("size").sum())
    by = by.sort([pl.col("size").abs(), "source", "flow"], descending=[True, False, False], nulls_last=True)
    top, rest, whole = by.head(_GROUPS), by.slice(_GROUPS), s.account.market
    kept = [(r["source"] or "–", _item(r["flow"]), r["count"], r["size"]) for r in top.iter_rows(named=True)]
    if rest.height:
        kept.append((say("other parts", count=str(rest.height)), "", int(rest["count"].sum()), float(rest["size"].sum())))
    kept.append((say("total"), "", without.height, float(by["size"].sum())))
    rows = [(source, flow, str(count), size, size / whole if whole else None) for source, flow, count, size in kept]
    columns = (Column(say("column source")), Column(say("flow")), Column(say("answer rows")), Column(say("amount in", unit="t CO2e"), "number", 0),
               Column(say("share"), "percent", 1))
    return [Table("without-document", say("without document table"), columns, tuple(rows), strong=frozenset({len(rows) - 1}))]


def _item(flow: str | None) -> Say:
    return "–" if flow is None else Name("item", flow)
