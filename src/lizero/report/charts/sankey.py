"""Flows through columns: what enters a footprint, step by step, or lithium through its chain. Ribbons as Vega paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lizero.report.charts.forms import register
from lizero.report.charts.layout import Box, Ribbon, layout
from lizero.report.charts.theme import FONT, Spec, finish
from lizero.report.charts.words import apart, lines, text_units
from lizero.report.language import Language
from lizero.report.palette import P
from lizero.report.tree import Chart, Column, Say, Table, say

__all__ = ["Link", "Stop", "chart"]

LETTER = 4.4


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
    stops, columns = chart.data["stops"], sorted({s.column for s in chart.data["stops"]})
    last = {s.id: lines(lang.sentence(s.name), 22 if width > 400 else 15, lang, 2 if width > 400 else 3) for s in stops if s.column == columns[-1]}
    inside = width - _margin(list(last.values()), width > 400)
    room = int((inside / max(len(columns) - 1, 1) - 18) / LETTER)
    names = {s.id: last.get(s.id) or lines(lang.sentence(s.name), max(room, 8), lang, 3) for s in stops}
    crowd = max(sum(_tall(names[s.id]) for s in stops if s.column == c) for c in columns)
    height = max(200.0, min(360.0, 1.15 * crowd + 40))
    boxes, ribbons = layout([(s.id, s.column) for s in stops], [(x.source, x.target, x.value) for x in chart.data["links"]],
                            width=inside, height=height)
    return finish(_vega(chart, lang, boxes, ribbons, names, (width, height)), chart, lang)


def _tall(name: Sequence[str]) -> float:
    """The height of a label in points."""
    return 10.0 * len(name) + 2.5


def _margin(names: Sequence[Sequence[str]], wide: bool) -> float:
    longest = max((text_units(line) + (7 if line is lines[-1] else 0) for lines in names for line in lines), default=0)
    return min(longest * 4.7 + 16, 160.0 if wide else 110.0)


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
    """Names and figures to the right of their nodes, kept apart down each column by how tall each is."""
    out: list[Spec] = []
    columns, top = sorted({b.column for b in boxes}), max((b.value for b in boxes), default=0.0)
    place = {c: next(b.x for b in boxes if b.column == c) for c in columns}
    for c, after in zip(columns, [*columns[1:], None], strict=True):
        column = [b for b in boxes if b.column == c]
        room = None if after is None else int((place[after] - place[c] - 18) / LETTER)
        texts = [_worded(names[b.id], _figure(b.value, top, lang), room) for b in column]
        sizes = [_tall(t) for t in texts]
        for b, text, size, y in zip(column, texts, sizes, apart([b.middle for b in column], sizes, height), strict=True):
            out.append({"x": b.x + 14, "y": y - (size - 12.5) / 2, "align": "left", "weight": 600 if after is None else "normal", "text": text})
    return out


def _worded(name: list[str], figure: str, room: int | None) -> list[str]:
    """A name with its figure behind it, or below where both do not fit in `room`."""
    if room is None or text_units(name[-1]) + len(figure) + 1 <= room:
        return [*name[:-1], f"{name[-1]}\u2002{figure}"]
    return [*name, figure]


def _figure(value: float, top: float, lang: Language) -> str:
    """The figure of a node with the decimals of its set; one that would read as nothing keeps its own digits."""
    decimals = 0 if top >= 100 else 1 if top >= 1 else 2
    return lang.number(value, decimals) if value >= 0.5 * 10.0**-decimals else lang.number(value)


def _heads(chart: Chart, lang: Language, boxes: Sequence[Box]) -> list[Spec]:
    columns = sorted({b.column for b in boxes})
    place = {c: next(b.x for b in boxes if b.column == c) for c in columns}
    return [{"x": place[c] if c == columns[0] else place[c] + 14, "label": lang.text(head), "align": "left"}
            for c, head in zip(columns, chart.data["heads"], strict=False)]


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

