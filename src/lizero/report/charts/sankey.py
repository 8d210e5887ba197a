"""Flows through columns: what enters a footprint, step by step, or lithium through its chain. Ribbons as Vega paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lizero.report.charts.forms import register
from lizero.report.charts.layout import Box, Ribbon, layout
from lizero.report.charts.theme import FONT, Spec, finish
from lizero.report.charts.words import dodge, shorten, text_units, wrap
from lizero.report.language import Language
from lizero.report.palette import P
from lizero.report.tree import Chart, Column, Say, Table, say

__all__ = ["Link", "Stop", "chart"]


@dataclass(frozen=True, slots=True)
class Stop:
    """A node: id, column (0 at the left), name, colour of its meaning."""

    id: str
    column: int
    name: Say
    colour: str = P["other"]


@dataclass(frozen=True, slots=True)
class Link:
    """A flow from one node to another in the unit of the diagram."""

    source: str
    target: str
    value: float


def chart(
    stops: Sequence[Stop], links: Sequence[Link], *, unit: str, title: Say, what: Say, alt: Say, source: Say,
    heads: Sequence[Say] = (), id: str = "sankey",
) -> Chart:
    """A Sankey diagram; `heads` name the columns. Links to or from an unknown node raise KeyError."""
    known = {s.id: s for s in stops}
    body = tuple((known[link.source].name, known[link.target].name, link.value) for link in links)
    columns = (Column(say("from")), Column(say("to")), Column(say("amount in", unit=unit), "number"))
    data = {"stops": tuple(stops), "links": tuple(links), "unit": unit, "heads": tuple(heads)}
    return Chart(id, "sankey", data, title, what, alt, source, Table(f"{id}-data", say("sankey data"), columns, body))


@register("sankey")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Nodes as thin bars, ribbons in the colour of their origin, a name and a figure at each node."""
    data, wide = chart.data, width > 400
    names = {s.id: _broken(lang.text(s.name), lang, wide) for s in data["stops"]}
    left = _margin([names[s.id] for s in data["stops"] if s.column == 0], wide)
    right = _margin([names[s.id] for s in data["stops"] if s.column == max(t.column for t in data["stops"])], wide)
    crowd = max(sum(s.column == c for s in data["stops"]) for c in {s.column for s in data["stops"]})
    height = max(200.0, min(330.0, 26.0 * crowd + 60))
    boxes, ribbons = layout([(s.id, s.column) for s in data["stops"]], [(x.source, x.target, x.value) for x in data["links"]],
                            width=width - left - right, height=height, left=left)
    spec = _vega(chart, lang, boxes, ribbons, names, (width, height))
    return finish(spec, chart, lang)


def _broken(name: str, lang: Language, wide: bool) -> list[str]:
    """A name in at most two lines; the figure goes behind the last one."""
    lines = wrap(name, 18 if wide else 14, lang)
    return lines if len(lines) <= 2 else wrap(shorten(name, 34 if wide else 24), 18 if wide else 14, lang)[:2]


def _margin(names: Sequence[Sequence[str]], wide: bool) -> float:
    longest = max((text_units(line) + (7 if line is lines[-1] else 0) for lines in names for line in lines), default=0)
    return min(longest * 4.7 + 10, 150.0 if wide else 104.0)


def _vega(
    chart: Chart, lang: Language, boxes: Sequence[Box], ribbons: Sequence[Ribbon], names: dict[str, list[str]],
    size: tuple[float, float],
) -> Spec:
    width, height = size
    colour, unit = {s.id: s.colour for s in chart.data["stops"]}, lang.unit(chart.data["unit"])
    links = [{"path": r.path, "c": colour[r.source.id], "s": r.source.id, "t": r.target.id,
              "tip": f"{' '.join(names[r.source.id])} → {' '.join(names[r.target.id])}: {lang.number(r.value)} {unit}"} for r in ribbons]
    bars = [{"x": b.x, "y": b.y, "w": 9, "h": max(b.height, 0.8), "c": colour[b.id], "id": b.id,
             "tip": f"{' '.join(names[b.id])}: {lang.number(b.value)} {unit}"} for b in boxes]
    heads = _heads(chart, lang, boxes)
    top = 16 if heads else 0
    marks = [{"type": "group", "encode": {"enter": {"y": {"value": top}}}, "marks": [*_shapes(), *_texts()]}, _head_mark()]
    data = {"links": links, "nodes": bars, "texts": _labels(boxes, names, lang, height), "heads": heads}
    over = [{"events": "@node:pointerover", "update": "datum.id"}, {"events": "@node:pointerout", "update": "null"}]
    return {
        "width": width, "height": height + top, "autosize": {"type": "pad", "contains": "padding"}, "padding": 2,
        "signals": [{"name": "node", "value": None, "on": over}],
        "data": [{"name": k, "values": v} for k, v in data.items()], "marks": marks,
    }


def _labels(boxes: Sequence[Box], names: dict[str, list[str]], lang: Language, height: float) -> list[Spec]:
    out: list[Spec] = []
    columns, top = sorted({b.column for b in boxes}), max((b.value for b in boxes), default=0.0)
    for c in columns:
        column = [b for b in boxes if b.column == c]
        gap = 11.5 if all(len(names[b.id]) == 1 for b in column) else 23.0
        for b, y in zip(column, dodge([b.middle for b in column], gap, 5, height - 5), strict=True):
            first = c == columns[0]
            out.append({"x": b.x - 5 if first else b.x + 14, "y": y, "align": "right" if first else "left",
                        "weight": 600 if c == columns[-1] else "normal",
                        "text": _worded(names[b.id], _figure(b.value, top, lang), c not in (columns[0], columns[-1]))})
    return out


def _worded(lines: list[str], figure: str, inside: bool) -> list[str]:
    """A name with its figure; between two columns a second line is cut so that it ends before the next one."""
    last = shorten(lines[-1], max(4, 18 - len(figure))) if inside and len(lines) > 1 else lines[-1]
    return [*lines[:-1], f"{last}\u2002{figure}"]


def _figure(value: float, top: float, lang: Language) -> str:
    """The figure of a node with the decimals of its set; one that would read as nothing keeps its own digits."""
    decimals = 0 if top >= 100 else 1 if top >= 1 else 2
    return lang.number(value, decimals) if value >= 0.5 * 10.0**-decimals else lang.number(value)


def _heads(chart: Chart, lang: Language, boxes: Sequence[Box]) -> list[Spec]:
    columns = sorted({b.column for b in boxes})
    place = {c: next(b.x for b in boxes if b.column == c) for c in columns}
    return [{"x": place[c] - 5 if c == columns[0] else place[c] + 14, "label": lang.text(head),
             "align": "right" if c == columns[0] else "left"} for c, head in zip(columns, chart.data["heads"], strict=False)]


def _shapes() -> list[Spec]:
    opacity = "node == null ? .38 : (datum.s == node || datum.t == node ? .7 : .1)"
    link = {"enter": {"path": {"field": "path"}, "fill": {"field": "c"}, "tooltip": {"field": "tip"}},
            "update": {"fillOpacity": {"signal": opacity}}, "hover": {"fillOpacity": {"value": 0.75}}}
    bar = {f: {"field": k} for f, k in (("x", "x"), ("y", "y"), ("width", "w"), ("height", "h"), ("fill", "c"), ("tooltip", "tip"))}
    return [{"type": "path", "name": "link", "from": {"data": "links"}, "encode": link},
            {"type": "rect", "name": "node", "from": {"data": "nodes"}, "encode": {"enter": bar}}]


def _texts() -> list[Spec]:
    enter: Spec = {k: {"field": k} for k in ("x", "y", "text", "align")}
    enter |= {"baseline": {"value": "middle"}, "fontSize": {"value": 8.5}, "font": {"value": FONT}, "fontWeight": {"field": "weight"},
              "lineHeight": {"value": 10}}
    white = {"value": "white"}
    halo = {**enter, "stroke": white, "strokeWidth": {"value": 3}, "strokeJoin": {"value": "round"}, "fill": white}
    base = {"type": "text", "from": {"data": "texts"}, "interactive": False}
    return [{**base, "aria": False, "encode": {"enter": halo}}, {**base, "encode": {"enter": {**enter, "fill": {"value": P["ink"]}}}}]


def _head_mark() -> Spec:
    enter = {"x": {"field": "x"}, "y": {"value": 2}, "text": {"field": "label"}, "align": {"field": "align"},
             "baseline": {"value": "top"}, "fontSize": {"value": 8.5}, "fontWeight": {"value": 600}, "font": {"value": FONT},
             "fill": {"value": P["muted"]}}
    return {"type": "text", "from": {"data": "heads"}, "encode": {"enter": enter}}

