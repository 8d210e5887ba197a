"""A customer's declaration of one product on one page: figure, interval, stages, parts, quality, what is declared, and its twin.

What stands before the first page break is the page; the list of requests and what of them is answered follows it, where the
format has room for more than a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lizero.lca.validity import valid_until
from lizero.report.charts import contributions
from lizero.report.charts.contributions import Part
from lizero.report.language import pretty, significant
from lizero.report.palette import STAGES, P
from lizero.report.sources import Study
from lizero.report.tree import Callout, Card, Chart, Column, Heading, KeyFigures, Name, Node, Number, Say, Table, Text, say

__all__ = ["page", "stages"]

_FLAME, _TEAL, _OCHRE = "#971541", "#1C8588", "#C58519"


def page(study: Study, texts: Sequence[Node], *, unanswered: Sequence[Say], digest: str) -> list[Node]:
    """The page of `study`; `texts` are the company's own words, `unanswered` the heads of requests without an answer."""
    tables = [t for t in (_facts(study), _parts(study), _quality(study)) if t is not None]
    chart = stages(study)
    return [
        Heading(_name(study), 1, _under(study), "declaration"), KeyFigures(_cards(study)), *([chart] if chart else []), *tables, *texts,
        *_open(unanswered), _twin(study, digest),
    ]


def _name(study: Study) -> Say:
    return Name("item", study.item) if study.item else study.title


def _under(study: Study) -> Say:
    parts: list[Say] = []
    for more in (study.title if study.item and study.item != study.title else "", study.maker, study.holder):
        parts += [" · " if parts else "", more] if more else []
    return tuple(parts)


def _cards(study: Study) -> tuple[Card, ...]:
    total = Card(study.number(study.footprint.total, "pcf"), say("declaration figure"), _interval(study), _FLAME)
    known = Number(study.footprint.unverified_share, "%", "pcf-unverified", 1)
    share = Card(known, say("declaration unverified"), say("declaration unverified note"), _OCHRE)
    both = study.views.get("including uptake")
    if both is None:
        return total, share
    return total, Card(study.number(both, "pcf-including"), say("declaration including"), say("view including uptake"), _TEAL), share


def _interval(study: Study) -> Say:
    if study.interval is None:
        return say("declaration no interval")
    places = significant(study.footprint.total / study.size) if study.footprint.total else None
    low, high = (replace(study.number(v, id), decimals=places) for v, id in zip(study.interval, ("pcf-low", "pcf-high"), strict=True))
    return say("declaration interval", low=low, high=high)


def stages(study: Study) -> Chart | None:
    """Bars of the stages of a footprint for one declared unit; None where it is not assessed."""
    rows = study.footprint.by_stage()
    if study.footprint.total is None or rows.is_empty():
        return None
    parts = [Part(Name("stage", s) if s else say("other"), d / study.size, STAGES.get(s or "", P["other"]))
             for s, d in rows.select("stage", "direct").iter_rows() if d]
    unit = f"{study.footprint.unit}/{study.unit}"
    return contributions.chart(parts, total=study.footprint.total / study.size, unit=unit, what=say("declaration stages", unit=pretty(unit)),
                               source=say("declaration source", method=str(study.footprint.method)), id="declaration-stages")


def _facts(study: Study) -> Table:
    rows: list[tuple[Say, Say]] = [
        (say("declaration unit"), say("declaration unit is", unit=study.unit, product=study.title)),
        (say("declaration place"), _place(study)),
        (say("declaration boundary"), say("declaration gate")),
        (say("declaration rules"), ", ".join(study.standards) or "–"),
        (say("declaration potentials"), str(study.footprint.method)),
        (say("declaration allocation"), say(f"allocation {study.allocation}") if study.allocation else "–"),
        (say("declaration left out"), say("not known") if study.exempted is None else Number(study.exempted / 100, "%", "exempted", 1)),
        (say("declaration databases"), "; ".join(" ".join(p for p in pair if p) for pair in study.databases) or "–"),
        (say("declaration verification"), study.verification or say("declaration not verified")),
    ]
    if study.start is not None and study.end is not None:
        span = say("declaration span", start=study.start.isoformat(), end=study.end.isoformat())
        valid = say("declaration valid", until=valid_until(study.end).isoformat())
        rows[2:2] = [(say("declaration period"), span), (say("declaration validity"), valid)]
    return Table("declaration-facts", say("declaration facts"), (Column(say("declaration what")), Column(say("declaration stated"))), tuple(rows))


def _place(study: Study) -> Say:
    where: Say = Name("geography", study.place) if study.place else ""
    return (study.maker, ", ", where) if study.maker and study.place else study.maker or where or "–"


def _parts(study: Study) -> Table | None:
    if study.parts is None:
        return None
    rows = tuple((say(f"carbon {part}"), amount / study.size) for part, amount in study.parts.select("part", "amount").iter_rows())
    columns = (Column(say("part")), Column(say("amount in", unit=f"{study.footprint.unit}/{study.unit}"), "number", 3))
    return Table("declaration-parts", say("parts table"), columns, rows)


def _quality(study: Study) -> Table | None:
    rows = tuple((say(f"rating {name}"), value) for name, value in study.ratings.items() if value is not None)
    columns = (Column(say("rating")), Column(say("rating value"), "number", 2))
    return Table("declaration-quality", say("ratings table"), columns, rows) if rows else None


def _open(unanswered: Sequence[Say]) -> list[Node]:
    if not unanswered:
        return []
    listed: list[Say] = []
    for head in unanswered:
        listed += ["; " if listed else "", head]
    return [Callout(say("declaration open"), tuple(listed), "warn")]


def _twin(study: Study, digest: str) -> Node:
    run = say("declaration run", digest=digest or "–")
    if study.twin is None:
        return Text((run, " ", say("declaration no twin")))
    return Text((run, " ", say("declaration twin", file=study.twin.name, number=study.twin.id, digest=study.twin.digest)))

