"""What a total is made of: bars sorted by size, the rest as one grey bar with its count, unverified ones dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import lines, listed, text_units
from lizero.report.language import Language
from lizero.report.palette import TEXT, P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["Part", "chart"]

MOST = 8
TELLING = 0.005
"""The share from which the title speaks of unverified figures: what would print as nothing is not told."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the total: name, amount in the unit of the whole, colour of its meaning, status of its figures."""

    name: Say
    amount: float
    colour: str = P["other"]
    status: str = "checked"


def chart(
    parts: Sequence[Part], *, total: float, unit: str, what: Say, source: Say, unverified: float | None = None,
    id: str = "contributions", scaled: bool = False,
) -> Chart:
    """The largest of `parts` and the rest, in `unit`; the title names the largest and its share.

    `unverified` is the share of the total that rests on unverified figures; None leaves it unsaid.
    """
    shown, rest = _largest(parts)
    lead = shown[0] if shown else Part("", 0.0)
    share = Number(lead.amount / total if total else None, "%")
    title: Say = say("contributions finding", name=lead.name, share=share)
    if unverified and unverified >= TELLING:
        title = say("contributions finding unverified", first=title, share=Number(unverified, "%"))
    every = (*shown, *((Part(say("other parts", count=str(len(rest))), sum(p.amount for p in rest)),) if rest else ()))
    data = {"parts": every, "total": total, "unit": unit, "scaled": scaled}
    alt = say("contributions alt", parts=_list(every, unit, scaled), whole=Number(total, unit, scaled=scaled))
    return Chart(id, "contributions", data, title, what, alt, source, _table(parts, total, unit, id))


def _largest(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    ranked = sorted(parts, key=lambda p: -abs(p.amount))
    return (ranked, []) if len(ranked) <= MOST else (ranked[: MOST - 1], ranked[MOST - 1 :])


def _list(parts: Sequence[Part], unit: str, scaled: bool) -> Say:
    words: list[Say] = []
    for p in parts:
        words += ["; " if words else "", p.name, " ", Number(p.amount, unit, scaled=scaled)]
    return tuple(words)


def _table(parts: Sequence[Part], total: float, unit: str, id: str) -> Table:
    columns = (Column(say("part")), Column(say("amount in", unit=unit), "number"), Column(say("share"), "percent"),
               Column(say("status"), "status"))
    ranked = sorted(parts, key=lambda p: -abs(p.amount))
    body = tuple((p.name, p.amount, p.amount / total if total else None, p.status) for p in ranked)
    return Table(f"{id}-data", say("contributions data"), columns, body)


@register("contributions")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Horizontal bars with amount and share beside each."""
    rows = _rows(chart, lang)
    edge = max((abs(r["v"]) for r in rows), default=1.0) or 1.0
    low = min(0.0, min((r["v"] for r in rows), default=0.0))
    y: Spec = {"field": "i", "type": "ordinal", "scale": {"paddingInner": 0.32},
               "axis": {"title": None, "domain": False, "labels": False}}
    x: Spec = {"field": "v", "type": "quantitative", "axis": None, "scale": {"domain": [low, edge]}}
    words = max((text_units(r["txt"]) for r in rows), default=8) * 5 + 12
    layers = [_bars([r for r in rows if not r["open"]], x, y), _open([r for r in rows if r["open"]], x, y),
              *_figures(rows, x, y, words, lang), *listed([r["name"] for r in rows], y)]
    step = 23 if any(len(r["name"]) > 1 for r in rows) else 21
    return finish({"layer": layers}, chart, lang, height=58 + step * len(rows), width=width)


def _rows(chart: Chart, lang: Language) -> list[Spec]:
    data = chart.data
    biggest = max((abs(p.amount) for p in data["parts"]), default=0.0)
    scale = lang.scale(biggest) if data["scaled"] else None
    out: list[Spec] = []
    for i, p in enumerate(data["parts"]):
        amount = lang.number(p.amount / scale.divisor, scale.decimals) if scale else lang.number(p.amount)
        share = lang.percent(p.amount / data["total"]) if data["total"] else ""
        out.append({"i": i, "name": lines(lang.sentence(p.name), 40, lang), "tip": lang.text(p.name), "v": p.amount, "c": p.colour,
                    "txt": f"{amount}\u2002{share}", "open": p.status == "unverified"})
    return out


def _bars(rows: list[Spec], x: Spec, y: Spec) -> Spec:
    tip = [{"field": "tip", "title": " "}, {"field": "txt", "title": "  "}]
    colour = {"field": "c", "type": "nominal", "scale": None}
    return {"data": values(rows), "mark": {"type": "bar"}, "encoding": {"y": y, "x": x, "color": colour, "tooltip": tip}}


def _open(rows: list[Spec], x: Spec, y: Spec) -> Spec:
    mark = {"type": "bar", "fill": "white", "strokeWidth": 1.2, "strokeDash": [3, 2]}
    tip = [{"field": "tip", "title": " "}, {"field": "txt", "title": "  "}]
    stroke = {"field": "c", "type": "nominal", "scale": None}
    return {"data": values(rows), "mark": mark, "encoding": {"y": y, "x": x, "stroke": stroke, "tooltip": tip}}


def _figures(rows: list[Spec], x: Spec, y: Spec, words: float, lang: Language) -> list[Spec]:
    base = {"type": "text", "align": "left"}
    place = {**x, "field": "at"}
    data = values([{**r, "at": max(float(str(r["v"])), 0.0)} for r in rows])
    note = {**base, "dx": words, "color": TEXT["#C58519"], "text": lang.text(say("unverified"))}
    return [
        {"data": data, "mark": {**base, "dx": 6, "fontWeight": 600}, "encoding": {"y": y, "x": place, "text": {"field": "txt"}}},
        {"data": data, "transform": [{"filter": "datum.open"}], "mark": note, "encoding": {"y": y, "x": place}},
    ]
