"""What the chapters share: the products of the paper, its numbers, and names in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from lizero.errors import Finding
from lizero.report.language import catalogue, pretty
from lizero.report.tree import Callout, Chart, Name, Node, Number, Phrase, Say, say, words
from lizero.vocab import geographies, item_id

__all__ = [
    "Input", "Product", "Products", "a_tonne", "interval", "joined", "lever_names", "missing", "named", "plan_source", "product_words", "span",
    "tonnes", "unit",
]


@dataclass(frozen=True)
class Input:
    """What one input brings to a product's footprint, kg CO2e a kg, and the stage that it belongs to."""

    name: Say
    amount: float
    stage: str = ""


@dataclass(frozen=True)
class Product:
    """A footprint in kg CO2e for one kg: the product, where it is made, the interval of draws, the share of unverified figures, and a
    published value beside it with who published it.
    """

    name: Say
    origin: Say
    total: float | None
    unverified: float | None = None
    low: float | None = None
    high: float | None = None
    published: float | None = None
    publisher: str = ""
    own: bool = False
    inputs: tuple[Input, ...] = ()
    draws: tuple[float, ...] = ()


@dataclass(frozen=True)
class Products:
    """The footprints of the paper, and the largest relative residual of their reconciliation with the inventory."""

    rows: tuple[Product, ...]
    residual: float | None = None
    lines: int = 0
    method: str = "ar6-gwp100"
    findings: tuple[Finding, ...] = field(default=())


def tonnes(value: float | None, id: str = "") -> Number:
    """A mass of CO2e in the unit that a reader of the language expects."""
    return Number(value, "t CO2e", id, scaled=True)


def a_tonne(inventory: Any) -> dict[str | None, float]:
    """Scope 1 and 2, market-based, for a tonne of lithium carbonate equivalent (t CO2e/t) by site; None: of all sites together.

    >>> a_tonne(object())
    {}
    """
    frame = getattr(inventory, "intensity", None)
    if not isinstance(frame, pl.DataFrame) or not {"site", "scope", "basis", "per_lce"} <= set(frame.columns):
        return {}
    return dict(frame.filter(scope="1+2", basis="market").drop_nulls("per_lce").select("site", "per_lce").iter_rows())


def missing(what: str) -> list[Node]:
    """Said where a part would stand that the run does not give."""
    return [Callout(say("not in this run"), say(f"missing {what}"), "warn")]


def interval(p: Product) -> Say:
    """The 90 % interval of a product, or where it is made."""
    if p.low is None or p.high is None:
        return p.origin
    return say("interval of draws", low=Number(p.low, "", "", 1), high=Number(p.high, "", "", 1))


def span(p: Product) -> Say:
    """Low to high, or a dash."""
    if p.low is None or p.high is None:
        return "–"
    return (Number(p.low, "", "", 2), "–", Number(p.high, "", "", 2))


def unit(plan: Any, phrase: str) -> Say:
    """The unit line of a figure about the plan: scopes, basis, years."""
    first, last = str(plan.years[0]), str(plan.years[-1])
    return say(phrase, scopes="+".join(plan.target.scopes), basis=say(f"basis {plan.target.basis}"), first=first, last=last)


def joined(*sentences: Say) -> Say:
    """Sentences one after the other, with a space between them where the language has one.

    >>> from lizero.report.language import language
    >>> language("en").text(joined("A.", "B.")), language("zh").text(joined("甲。", "乙。"))
    ('A. B.', '甲。乙。')
    """
    told = sentences[0]
    for sentence in sentences[1:]:
        told = say("two sentences", first=told, second=sentence)
    return told


def plan_source(plan: Any, source: Say) -> Say:
    """The source line of a figure about the plan: its years, and the account that it starts from."""
    return say("source plan years", first=str(plan.years[0]), last=str(plan.years[-1]), source=source)


def lever_names(plan: Any) -> dict[str, Say]:
    """Names of the levers of a plan in each language, by the name that its tables carry."""
    return {x.lever.name: words(x.lever.name, x.lever.name_zh, x.lever.name_es) for x in plan.schedule.case.measures}


def product_words(name: str, most: int = 4) -> Say:
    """The name of a product of the chain (product, grade, route, place) in each language, as far as its parts are known, at most `most` parts.

    Parts that say nothing to a reader are left out: that it is supplied, and from which year's record it comes.

    >>> from lizero.report.language import language
    >>> language("zh").text(product_words("caustic soda, WORLD")), language("en").text(product_words("kiln, own record 2025"))
    ('烧碱，全球', 'kiln')
    """
    head, *rest = name.split(", ")
    shown = [p for p in rest if p != "supplied" and not p.startswith("own record")][: most - 1]
    told = _word(head, Name("item", found) if (found := item_id(head)) else pretty(head))
    for part in shown:
        told = say("product and part", name=told, part=_word(part, Name("geography", part) if part in geographies() else pretty(part)))
    return told


def _word(text: str, other: Say) -> Say:
    return say(f"part {text}") if f"part {text}" in catalogue() else other


def named(made: Chart, names: Mapping[str, Say]) -> Chart:
    """A chart whose names of things are said in the reader's language: wherever a name of `names` stands alone, what it is called.

    >>> named(Chart("c", "gantt", {"rows": ({"lever": "Kiln"},)}, "", "", "", ""), {"Kiln": "窑炉"}).data["rows"][0]["lever"]
    '窑炉'
    """
    known = {**{pretty(k): v for k, v in names.items()}, **names}

    def told(thing: Any) -> Any:
        match thing:
            case str():
                return known.get(thing, thing)
            case Phrase():
                return Phrase(thing.id, tuple((k, told(v)) for k, v in thing.args))
            case tuple() if not hasattr(thing, "_fields"):
                return tuple(told(v) for v in thing)
            case list():
                return [told(v) for v in thing]
            case Mapping():
                return {k: told(v) for k, v in thing.items()}
        return thing

    table = made.table and replace(made.table, rows=told(made.table.rows))
    return replace(made, data=told(made.data), title=told(made.title), alt=told(made.alt), table=table)
