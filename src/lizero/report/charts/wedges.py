"""What each transformation takes away: bands between the path without measures and what is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import ceiling, dodge, ticks
from lizero.report.language import Language
from lizero.report.palette import TEXT, TRANSFORMATIONS, P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Path = Mapping[int, float]


def chart(parts: Mapping[str, Path], left: Path, *, what: Say, source: Say, id: str = "wedges") -> Chart:
    """`parts`: transformation → abatement by year, `left`: what remains, t CO2e. The title names the largest and its share."""
    last = max(left)
    cut = {t: sum(path.values()) for t, path in parts.items()}
    whole = sum(max(v, 0.0) for v in cut.values())
    first = max(cut, key=lambda t: cut[t]) if cut else "midstream"
    title = say("wedges finding", name=say(f"transformation {first}"), share=Number(cut.get(first, 0.0) / whole if whole else None, "%"))
    data = {"parts": {t: dict(parts.get(t, {})) for t in TRANSFORMATIONS}, "left": dict(left)}
    alt = say("wedges alt", first=str(min(left)), last=str(last), left=Number(left[last], "t CO2e", scaled=True))
    return Chart(id, "wedges", data, title, what, alt, source, _table(data, id))


def _table(data: Mapping[str, Any], id: str) -> Table:
    years = [y for y in sorted(data["left"]) if y % 5 == 0]
    heads = (*(f"transformation {t}" for t in TRANSFORMATIONS), "path left")
    columns = (Column(say("year")), *(Column(say(h), "number", 0) for h in heads))
    rows = tuple((str(y), *(data["parts"][t].get(y, 0.0) for t in TRANSFORMATIONS), data["left"][y]) for y in years)
    return Table(f"{id}-data", say("wedges data"), columns, rows)


@register("wedges")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Stacked areas, what is left below in grey; each name in its band, or beside it where the band is thin."""
    parts, left = chart.data["parts"], chart.data["left"]
    years = sorted(left)
    top = max(left[y] + sum(max(parts[t].get(y, 0.0), 0.0) for t in parts) for y in years)
    scale = lang.scale(top)
    high = ceiling(top / scale.divisor)
    order = ["left", *reversed(TRANSFORMATIONS)]
    rows, edges = [], dict.fromkeys(order, 0.0)
    for y in years:
        low = 0.0
        for n in order:
            size = (left[y] if n == "left" else max(parts[n].get(y, 0.0), 0.0)) / scale.divisor
            rows.append({"year": y, "n": n, "low": low, "high": low + size, "c": P["rest"] if n == "left" else TRANSFORMATIONS[n]})
            if y == years[-1]:
                edges[n] = low + size / 2
            low += size
    x: Spec = {"field": "year", "type": "quantitative", "scale": {"domain": [years[0], years[-1]], "nice": False},
               "axis": {"title": None, "values": [y for y in years if y % 5 == 0], "tickCount": 30, "format": "d", "labelFlush": True}}
    y_: Spec = {"field": "low", "type": "quantitative", "title": f"{scale.unit} CO₂e", "scale": {"domain": [0, high], "nice": False},
                "axis": {"tickCount": 12, "values": ticks(top / scale.divisor)}}
    area = {"data": values(rows), "mark": {"type": "area", "stroke": "white", "strokeWidth": 0.8, "opacity": 1}, "encoding": {
        "x": x, "y": y_, "y2": {"field": "high"}, "detail": {"field": "n"}, "color": {"field": "c", "type": "nominal", "scale": None}}}
    shown = [n for n in order if n == "left" or any(v > 0 for v in parts[n].values())]
    gap = high * 0.07
    words: list[dict[str, Any]] = [{"low": v, "label": lang.text(say("path left" if n == "left" else f"transformation {n}")),
              "c": P["ink2"] if n == "left" else TEXT.get(TRANSFORMATIONS[n], TRANSFORMATIONS[n])}
             for n, v in zip(shown, dodge([edges[n] for n in shown], gap, gap / 2), strict=True)]
    side = {"data": values(words), "mark": {"type": "text", "align": "left", "x": {"expr": "width+6"}, "fontWeight": 600},
            "encoding": {"y": y_, "text": {"field": "label"}, "color": {"field": "c", "type": "nominal", "scale": None}}}
    return finish({"layer": [area, side]}, chart, lang, width=width)
