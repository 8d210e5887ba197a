"""Answers of a product's footprint: the figure for a declared unit, its stages, parts, sources, quality, validity."""

from __future__ import annotations

import polars as pl

from lizero.lca.validity import valid_until
from lizero.report.answers import answer
from lizero.report.declaration import stages
from lizero.report.paper.parts import product_words
from lizero.report.sources import Sources, Study
from lizero.report.tree import Card, Column, KeyFigures, Name, Node, Number, Say, Table, Text, say

__all__: list[str] = []

_TOP = 12


def _study(s: Sources) -> Study:
    assert s.study is not None
    return s.study


def _columns(study: Study) -> tuple[Column, Column]:
    return Column(say("amount in", unit=f"{study.footprint.unit}/{study.unit}"), "number"), Column(say("share"), "percent", 1)


def _made(study: Study) -> Say:
    """What the product is called in the reader's language."""
    return Name("item", study.item) if study.item else product_words(study.title)


@answer("pcf", "product")
def _pcf(s: Sources) -> list[Node] | None:
    study = _study(s)
    note = say("pcf note", method=str(study.footprint.method), unit=study.unit)
    return [KeyFigures((Card(study.number(study.footprint.total, "pcf"), _made(study), note, "#971541"),)),
            Text(say("answer pcf", product=_made(study), maker=study.maker or "–", unit=study.unit))]


@answer("pcf-stages", "product")
def _stages(s: Sources) -> list[Node] | None:
    study = _study(s)
    rows = tuple((Name("stage", r["stage"] or "") if r["stage"] else say("other"), r["direct"] / study.size, r["fraction"])
                 for r in study.footprint.by_stage().iter_rows(named=True))
    total = (say("total"), study.number(study.footprint.total, "pcf"), None)
    drawn = stages(study)
    columns = (Column(say("stage")), *_columns(study))
    table = Table("pcf-stages", say("stages table"), columns, (*rows, total), strong=frozenset({len(rows)}))
    return [drawn, table] if drawn else [table]


@answer("pcf-hotspots", "product")
def _hotspots(s: Sources) -> list[Node] | None:
    study = _study(s)
    rows = tuple((product_words(str(r["product"])), Name("geography", r["geography"] or "–"), r["direct"] / study.size, r["fraction"])
                 for r in study.footprint.by_process(_TOP).iter_rows(named=True) if r["direct"])
    return [Table("pcf-hotspots", say("hotspots table"), (Column(say("process")), Column(say("place")), *_columns(study)), rows)]


@answer("pcf-parts", "product")
def _parts(s: Sources) -> list[Node] | None:
    study = _study(s)
    if study.parts is None:
        return None
    rows = tuple((say(f"carbon {r['part']}"), r["amount"] / study.size) for r in study.parts.iter_rows(named=True))
    return [Table("pcf-parts", say("parts table"), (Column(say("part")), _columns(study)[0]), rows)]


@answer("pcf-views", "product")
def _views(s: Sources) -> list[Node] | None:
    study = _study(s)
    rows = tuple((say(f"view {name}"), value / study.size) for name, value in study.views.items())
    return [Table("pcf-views", say("views table"), (Column(say("view")), _columns(study)[0]), rows)] if rows else None


@answer("pcf-quality", "product")
def _quality(s: Sources) -> list[Node] | None:
    study = _study(s)
    told: list[Node] = [Text(say("answer unverified", share=Number(study.footprint.unverified_share, "%", "pcf-unverified", 1)))]
    rows = tuple((say(f"rating {name}"), value) for name, value in study.ratings.items() if value is not None)
    columns = (Column(say("rating")), Column(say("rating value"), "number", 2))
    return [*told, Table("pcf-quality", say("ratings table"), columns, rows)] if rows else told


@answer("pcf-cut-off", "product")
def _cut(s: Sources) -> list[Node] | None:
    cut = _study(s).footprint.cut
    if cut.is_empty():
        return [Text(say("answer nothing cut"))]
    by = cut.group_by("flow").agg(count=pl.len()).sort("count", "flow", descending=[True, False]).head(30)
    columns = (Column(say("flow")), Column(say("answer rows"), "number", 0))
    return [Table("pcf-cut-off", say("cut table"), columns, tuple((r["flow"], float(r["count"])) for r in by.iter_rows(named=True)))]


@answer("pcf-allocation", "product")
def _allocation(s: Sources) -> list[Node] | None:
    chosen = _study(s).allocation
    return [Text(say("answer allocation", key=say(f"allocation {chosen}")))] if chosen else None


@answer("pcf-interval", "product")
def _interval(s: Sources) -> list[Node] | None:
    study = _study(s)
    if study.interval is None:
        return None
    low, high = study.interval
    return [Text(say("answer draws", low=study.number(low, "pcf-low"), high=study.number(high, "pcf-high")))]


@answer("pcf-validity", "product")
def _validity(s: Sources) -> list[Node] | None:
    study = _study(s)
    if study.start is None or study.end is None:
        return None
    until = valid_until(study.end)
    return [Text(say("answer validity", start=study.start.isoformat(), end=study.end.isoformat(), until=until.isoformat()))]


@answer("pcf-verification", "product")
def _verification(s: Sources) -> list[Node] | None:
    told = _study(s).verification
    return [Text(told)] if told else None


@answer("pcf-twin", "product")
def _twin(s: Sources) -> list[Node] | None:
    twin = _study(s).twin
    return None if twin is None else [Text(say("declaration twin", file=twin.name, number=twin.id, digest=twin.digest))]


@answer("pcf-databases", "product")
def _databases(s: Sources) -> list[Node] | None:
    rows = tuple((name, edition or "–") for name, edition in _study(s).databases)
    columns = (Column(say("library")), Column(say("edition")))
    return [Table("pcf-databases", say("databases table"), columns, rows)] if rows else None


@answer("pcf-life", "product")
def _life(s: Sources) -> list[Node] | None:
    """The figure for what a battery gives over its life, where the company states how much that is."""
    study = _study(s)
    if study.life is None or study.footprint.total is None or study.unit != "kWh":
        return None
    figure = Number(study.footprint.total / study.size / study.life, f"{study.footprint.unit}/kWh", "pcf-life", how=say("how life"))
    return [KeyFigures((Card(figure, say("answer life"), say("life note", energy=Number(study.life, "kWh", decimals=0)), "#971541"),))]
