"""Carbon against pollutants: what each lever cuts of both, in four quadrants; who helps one at the cost of the other is seen at once."""

from __future__ import annotations

from typing import Any

import polars as pl

from lizero.report.charts.forms import register
from lizero.report.charts.key import Entry, colour, held, key_row, numbered, sourced
from lizero.report.charts.placing import Placed, place
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import label, text_units
from lizero.report.language import Language, Scale, pretty
from lizero.report.palette import P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Row = dict[str, Any]
CLEAR = 30.0
"""What a name may cover of an axis or a neighbour, square points, before numbers stand for names."""


def chart(levers: pl.DataFrame, *, year: int, unit: str, basis: Say, source: Say, digest: str = "", id: str = "quadrant") -> Chart:
    """A point a lever: `lever`, `transformation`, `ghg` (t CO2e cut a year), `pollutants` (cut, in `unit`; null: not assessed).

    Both are positive when they fall. `basis` says how pollutants are added up. A lever without `pollutants` or `ghg` is
    counted in the unit line as not assessed and drawn nowhere (convention 2).
    """
    rows = held(levers, "lever", "transformation", "ghg", "pollutants", chart="quadrant").to_dicts()
    known = [r for r in rows if r["ghg"] is not None and r["pollutants"] is not None]
    both = sum(r["ghg"] > 0 and r["pollutants"] > 0 for r in known)
    what: Say = say("quadrant unit", year=str(year), basis=basis, unit=unit)
    if len(known) < len(rows):
        what = say("quadrant unassessed", what=what, count=str(len(rows) - len(known)))
    columns = (Column(say("lever")), Column(say("transformation")), Column(say("ghg cut"), "number"),
               Column(say("pollutants cut", unit=unit), "number"))
    body = tuple((r["lever"], _kind(r), r["ghg"], r["pollutants"]) for r in rows)
    data = {"rows": tuple(known), "unit": unit, "year": year}
    return Chart(id, "quadrant", data, _finding(known, both), what, _alt(known, both), sourced(source, digest),
                 Table(f"{id}-data", say("quadrant data", year=str(year)), columns, body))


def _kind(row: Row) -> Say:
    return say(f"transformation {row['transformation']}") if row["transformation"] else ""


def _finding(known: list[Row], both: int) -> Say:
    if not known:
        return say("quadrant finding none")
    against = [r for r in known if r["ghg"] > 0 > r["pollutants"]]
    worst = min(against, key=lambda r: r["pollutants"], default=None)
    first = say("quadrant finding", both=str(both), count=str(len(known)))
    return say("quadrant finding against", first=first, lever=worst["lever"]) if worst else first


def _alt(known: list[Row], both: int) -> Say:
    parts: list[Say] = []
    for r in sorted(known, key=lambda r: -r["ghg"])[:3]:
        parts += ["; " if parts else "", r["lever"], " ", Number(r["ghg"], "t CO2e", scaled=True, sign=True)]
    rise = sum(r["ghg"] < 0 for r in known)
    return say("quadrant alt", count=str(len(known)), both=str(both), rise=str(rise), parts=tuple(parts))


@register("quadrant")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Points in the colour of their transformation, each with its name, or with a number and the names below where they are crowded."""
    rows = chart.data["rows"]
    scale = lang.scale(max((abs(r["ghg"]) for r in rows), default=0.0))
    points = [{**r, "x": r["ghg"] / scale.divisor, "y": r["pollutants"], "c": colour(r["transformation"]),
               "label": pretty(lang.text(r["lever"]))} for r in sorted(rows, key=lambda r: -r["ghg"])]
    xs, ys = _domain([p["x"] for p in points]), _domain([p["y"] for p in points])
    x, y = _axes(xs, ys, scale, chart, lang)
    names, listed, room = [p["label"] for p in points], list[Spec](), 34.0
    placed = _placed(points, names, xs, ys, width)
    if any(q.far or q.covers > CLEAR for q in placed):
        listed, room = numbered([Entry(p["label"], p["c"]) for p in points], lang, width, below=46)
        names = [str(i + 1) for i in range(len(points))]
        placed = _placed(points, names, xs, ys, width)
    keys, room = key_row([r["transformation"] for r in rows], lang, width, below=room + 8)
    layers = [*_grounds(xs, ys, x, y, lang, width), _dots(points, x, y, lang, scale, chart), *_names(points, names, placed, x, y), *listed, *keys]
    return finish({"layer": layers}, chart, lang, height=212 + room, width=width)


def _domain(found: list[float]) -> tuple[float, float]:
    low, high = min([0.0, *found]), max([0.0, *found])
    span = (high - low) or 1.0
    return min(low - 0.14 * span, -0.2 * span), max(high + 0.14 * span, 0.2 * span)


def _axes(xs: tuple[float, float], ys: tuple[float, float], scale: Scale, chart: Chart, lang: Language) -> tuple[Spec, Spec]:
    right = lang.text(say("quadrant x", unit=f"{scale.unit} CO₂e"))
    up = lang.text(say("quadrant y", unit=lang.unit(chart.data["unit"])))
    x: Spec = {"field": "x", "type": "quantitative", "title": right, "scale": {"domain": list(xs), "nice": False},
               "axis": {"grid": False, "titleAnchor": "end", "domain": False, "tickCount": 7}}
    y: Spec = {"field": "y", "type": "quantitative", "title": up, "scale": {"domain": list(ys), "nice": False},
               "axis": {"grid": False, "tickCount": 6}}
    return x, y


def _grounds(xs: tuple[float, float], ys: tuple[float, float], x: Spec, y: Spec, lang: Language, width: float) -> list[Spec]:
    def ground(x2: float, y2: float, fill: str) -> Spec:
        return {"data": values([{"x": 0, "x2": x2, "y": 0, "y2": y2}]), "mark": {"type": "rect", "color": fill},
                "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}}

    words = [("both fall", xs[1], ys[1], "right", -6, 9), ("pollutants fall", xs[0], ys[1], "left", 6, 9),
             ("carbon falls", xs[1], ys[0], "right", -6, -9), ("both rise", xs[0], ys[0], "left", 6, -9)]
    wide = (xs[1] - xs[0]) if width > 400 else 3 * (xs[1] - xs[0])
    texts = [{"data": values([{"x": a, "y": b, "label": _corner(name, a, wide, lang)}]), "encoding": {
        "x": x, "y": y, "text": {"field": "label"}}, "mark": {"type": "text", "align": align, "dx": dx, "dy": dy, "fontSize": 8,
        "fontWeight": 700, "color": P["muted"], "baseline": "top" if dy > 0 else "bottom", "lineHeight": 10}}
        for name, a, b, align, dx, dy in words]
    rules = [{"data": values([{k: 0}]), "mark": {"type": "rule", "color": P["ink2"], "strokeWidth": 0.9}, "encoding": {k: axis}}
             for k, axis in (("x", x), ("y", y))]
    return [ground(xs[1], ys[1], P["both fall"]), ground(xs[0], ys[0], P["both rise"]), *rules, *texts]


def _corner(name: str, edge: float, wide: float, lang: Language) -> list[str]:
    """The words of a quadrant, in two lines where the quadrant is narrow."""
    text = lang.text(say(f"corner {name}"))
    narrow = abs(edge) / wide < 0.36
    return [part.strip() for part in text.split("·")] if narrow else [text.replace(" ·", ",") if not lang.chinese else text.replace("·", "、")]


def _dots(points: list[Row], x: Spec, y: Spec, lang: Language, scale: Scale, chart: Chart) -> Spec:
    unit = lang.unit(chart.data["unit"])
    data = [{"x": p["x"], "y": p["y"], "c": p["c"], "name": p["label"],
             "t": f"{lang.number(p['x'], scale.decimals, sign=True)} {scale.unit} CO₂e; {lang.number(p['y'], sign=True)} {unit}"}
            for p in points]
    return {"data": values(data), "mark": {"type": "point", "filled": True, "size": 85, "opacity": 1, "stroke": "white", "strokeWidth": 1},
            "encoding": {"x": x, "y": y, "color": {"field": "c", "type": "nominal", "scale": None},
                         "tooltip": [{"field": "name", "title": " "}, {"field": "t", "title": "  "}]}}


def _placed(points: list[Row], names: list[str], xs: tuple[float, float], ys: tuple[float, float], width: float) -> list[Placed]:
    """Places for names of the points that keep off the words of the quadrants and, where they can, off the axes."""
    size = (width - 24, 152.0) if width > 400 else (0.7 * width, 160.0)
    at = [((p["x"] - xs[0]) / (xs[1] - xs[0]) * size[0], (ys[1] - p["y"]) / (ys[1] - ys[0]) * size[1]) for p in points]
    zero = (-xs[0] / (xs[1] - xs[0]) * size[0], ys[1] / (ys[1] - ys[0]) * size[1])
    corners = [(size[0] - 130, 0.0, size[0], 22.0), (0.0, 0.0, max(zero[0], 60.0), 22.0),
               (size[0] - 150, size[1] - 22, size[0], size[1]), (0.0, size[1] - 22, max(zero[0], 60.0), size[1])]
    rules = [(zero[0] - 0.5, 0.0, zero[0] + 0.5, size[1]), (0.0, zero[1] - 0.5, size[0], zero[1] + 0.5)]
    return place(at, [text_units(n) * 4.5 for n in names], size, taken=[*corners, *rules])


def _names(points: list[Row], names: list[str], placed: list[Placed], x: Spec, y: Spec) -> list[Spec]:
    return [mark for p, name, q in zip(points, names, placed, strict=True)
            for mark in label(values([{"x": p["x"], "y": p["y"], "label": name}]), x, y, align=q.align, dx=q.dx, dy=q.dy)]
