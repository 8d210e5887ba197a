"""A framework answered: each disclosure from data, by a text of the company, or not yet, and the table that says which.

A text stands where a topic has one, under the id of the disclosure or of the topic; data and text may both answer. What has
no answer is listed with what is missing: nothing is left out in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lizero.report import answers_board, answers_check, answers_path, answers_plan, answers_product, answers_verifier, declaration
from lizero.report.answers import ANSWERS
from lizero.report.frameworks import Disclosure, Framework, Topic
from lizero.report.language import catalogue
from lizero.report.sources import Sources
from lizero.report.tree import Card, Column, Heading, KeyFigures, Node, Number, PageBreak, Say, Strong, Table, Text, say

__all__ = ["Answered", "answered", "build", "coverage"]

BUILT_IN = (answers_board, answers_check, answers_path, answers_plan, answers_product, answers_verifier)
"""Modules whose answers are kept when they are loaded."""
_COLOURS = {"data": "#1C8588", "text": "#27708A", "not yet": "#C58519"}


@dataclass(frozen=True)
class Answered:
    """A disclosure with its answer: `state` (data, text, data and text, not yet), nodes, what is missing, and tables of a board."""

    disclosure: Disclosure
    state: str
    nodes: tuple[Node, ...]
    missing: Say = ""
    tables: tuple[str, ...] = ()

    @property
    def where(self) -> Say:
        """What is missing, else the head of the answer, with the tables of the board that stand behind it."""
        head = self.disclosure.topic.head
        return self.missing or (say("board tables", head=head, tables=", ".join(self.tables)) if self.tables else head)


def answered(framework: Framework, sources: Sources) -> tuple[Answered, ...]:
    """Every disclosure of `framework` with what `sources` answers to it, in its order."""
    return tuple(_one(d, sources, framework.unit) for d in framework.disclosures)


def _one(d: Disclosure, s: Sources, unit: str) -> Answered:
    own = _own(d, s)
    if d.topic.answer == "statement":
        return Answered(d, "text" if own else "not yet", own, "" if own else say("missing statement"))
    made, missing = _data(d, s, unit)
    state = "data and text" if made and own else "data" if made else "text" if own else "not yet"
    return Answered(d, state, (*made, *own), missing if state == "not yet" else "", answers_board.behind(d.topic.answer, s) if made else ())


def _own(d: Disclosure, s: Sources) -> tuple[Node, ...]:
    """The company's text under the id of the disclosure, else of the topic."""
    return tuple(s.texts.get(d.id) or s.texts.get(d.topic.id) or ())


def _data(d: Disclosure, s: Sources, unit: str = "") -> tuple[tuple[Node, ...], Say]:
    if not d.topic.answer:
        return (), say("missing text", file=f"narrative/{d.topic.id}.md")
    part, make = ANSWERS[d.topic.answer]
    if part and (lacking := s.lacking((part,))):
        return (), lacking
    if part == "product" and unit and s.study is not None and s.study.unit != unit:
        return (), say("missing unit", unit=unit, found=s.study.unit)
    found = make(s)
    lacks = f"missing {d.topic.answer}"
    return (tuple(found), "") if found else ((), say(lacks if lacks in catalogue() else "missing data"))


def coverage(framework: Framework, rows: Sequence[Answered]) -> Table:
    """The coverage table: disclosure, request in own words, state, and where it is answered or what is missing."""
    columns = (Column(say("disclosure"), width=12), Column(say("asks for")), Column(say("answer state")), Column(say("answer where")))
    cells = tuple((r.disclosure.place, r.disclosure.topic.asks, say(f"coverage {r.state}"), r.where) for r in rows)
    note = say("coverage note", standard=framework.name, edition=framework.edition, status=say(f"list {_listed(framework.status)}"),
               source=framework.source)
    return Table("coverage", say("coverage table"), columns, cells, note=note)


def _listed(status: str) -> str:
    """How well the list of disclosures is known: checked, own, or unverified."""
    return "checked" if status.startswith("checked") else status if status == "own" else "unverified"


def build(framework: Framework, sources: Sources) -> list[Node]:
    """The document of a framework: coverage first, then each disclosure that is answered; a declaration turns this round."""
    rows = answered(framework, sources)
    opening = _opening(framework, rows)
    if framework.template == "declaration" and sources.study is not None:
        own = [node for r in rows if "text" in r.state for node in _own(r.disclosure, sources)]
        lacking = [r.disclosure.topic.head for r in rows if r.state == "not yet"]
        return [*declaration.page(sources.study, own, unanswered=lacking, digest=sources.digest), PageBreak(), *opening]
    body = [node for r in rows if r.state != "not yet" for node in _section(r, rows, sources)]
    return [*opening, Heading(say("answers"), 1, say("answers lead"), "answers"), *body]


def _opening(framework: Framework, rows: Sequence[Answered]) -> list[Node]:
    counts = Counter("data" if r.state == "data and text" else r.state for r in rows)
    cards = tuple(Card(Number(float(counts[state]), "", f"coverage-{state}", 0), say(f"coverage {state}"),
                       say("of disclosures", count=str(len(rows))), colour) for state, colour in _COLOURS.items())
    lead = say("coverage lead", standard=framework.name, answered=str(counts["data"] + counts["text"]), count=str(len(rows)))
    return [Heading(say("coverage"), 1, lead, "coverage-head"), KeyFigures(cards), coverage(framework, rows)]


def _section(r: Answered, rows: Sequence[Answered], s: Sources) -> list[Node]:
    """An answer under its head; where the same topic was answered before, a line that points there."""
    topic = r.disclosure.topic
    head: list[Node] = [Heading((r.disclosure.place, " · ", topic.head), 2, topic.asks, f"d-{rows.index(r)}")]
    first = next(x for x in rows if x.disclosure.topic.id == topic.id)
    if first is not r:
        return [*head, Text(Strong(say("answered at", where=first.disclosure.place)))]
    return [*head, *(_named(node, f"{rows.index(r)}", _how(topic, s)) for node in r.nodes)]


def _named(node: Any, place: str, how: Say) -> Node:
    """A table under an id of its own, however often its like stands in the document, and how its figures come about."""
    return replace(node, id=f"{node.id}-{place}", how=node.how or how) if isinstance(node, Table) else node


def _how(topic: Topic, s: Sources) -> Say:
    """How the figures of an answer come about, by the part of the run that gives them."""
    part = ANSWERS[topic.answer][0] if topic.answer in ANSWERS else ""
    if part == "product" and s.study is not None:
        return say("how footprint", product=s.study.title, method=str(s.study.footprint.method))
    year = str(getattr(s.inventory, "year", "") or "")
    return say(f"how {part}", year=year) if part in ("inventory", "plan", "pollutants") and year else ""
