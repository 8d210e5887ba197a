"""Where emissions go: what was, what would be without measures, what the plan gives, and what the target allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import ceiling, dodge, ticks
from lizero.report.language import Language
from lizero.report.palette import P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Path = Mapping[int, float]


def chart(
    *, actual: Path, baseline: Path, plan: Path, allowed: Path, milestones: Sequence[int], what: Say, source: Say, id: str = "trajectory",
) -> Chart:
    """Lines by year in t CO2e. The title says what the plan leaves in the last year, and whether every milestone is kept."""
    last, first = max(plan), min(plan)
    kept = all(plan[y] <= allowed[y] * (1 + 1e-6) for y in milestones if y in plan and y in allowed and y != last)
    share = Number(1 - plan[last] / plan[first] if plan[first] else None, "%")
    title = say("trajectory kept" if kept else "trajectory missed", share=share, year=str(last), since=str(first))
    data: dict[str, Any] = {
        "actual": dict(actual), "baseline": dict(baseline), "plan": dict(plan), "allowed": dict(allowed), "milestones": tuple(milestones),
    }
    alt = say("trajectory alt", first=str(first), last=str(last), start=_tonnes(plan[first]), baseline=_tonnes(baseline[last]),
              plan=_tonnes(plan[last]), allowed=_tonnes(allowed.get(last, 0.0)))
    return Chart(id, "trajectory", data, title, what, alt, source, _table(data, id))


def _tonnes(t: float) -> Number:
    return Number(t, "t CO2e", scaled=True)


def _table(data: Mapping[str, Any], id: str) -> Table:
    names = ("actual", "baseline", "plan", "allowed")
    years = sorted({y for n in names for y in data[n] if y % 5 == 0 or y in data["milestones"] or n == "actual"})
    columns = (Column(say("year")), *(Column(say(f"path {n}"), "number") for n in names))
    return Table(f"{id}-data", say("trajectory data"), columns, tuple((str(y), *(data[n].get(y) for n in names)) for y in years))


_STYLES: dict[str, Spec] = {
    "baseline": {"color": P["baseline"], "strokeDash": [5, 3], "strokeWidth": 1.6},
    "allowed": {"color": P["ink"], "strokeDash": [5, 3], "strokeWidth": 1.2},
    "plan": {"color": P["plan"], "strokeWidth": 2.2},
    "actual": {"color": P["ink"], "strokeWidth": 2.2},
}
_WORDS = {"baseline": P["baseline text"], "allowed": P["ink"], "plan": P["plan text"], "actual": P["ink"]}


@register("trajectory")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """One line each with its name at its end; a diamond on each milestone of the target."""
    data = chart.data
    top = max(v for n in _STYLES for v in data[n].values())
    scale = lang.scale(top)
    high = ceiling(top / scale.divisor)
    years = sorted({y for n in _STYLES for y in data[n]})
    every = [y for y in years if y % 5 == 0] if len(years) > 12 else years
    x: Spec = {"field": "year", "type": "quantitative", "scale": {"domain": [years[0], years[-1]], "nice": False},
               "axis": {"title": None, "values": every, "tickCount": 30, "format": "d", "labelAngle": 0, "labelFlush": True}}
    y: Spec = {"field": "v", "type": "quantitative", "title": f"{scale.unit} CO₂e", "scale": {"domain": [0, high], "nice": False},
               "axis": {"tickCount": 12, "values": ticks(top / scale.divisor)}}
    layers = [_line(n, data[n], scale.divisor, x, y) for n in _STYLES if data[n]]
    stones = [{"year": m, "v": data["allowed"][m] / scale.divisor} for m in data["milestones"] if m in data["allowed"]]
    layers.append({"data": values(stones), "encoding": {"x": x, "y": y}, "mark": {
        "type": "point", "shape": "diamond", "filled": True, "fill": "white", "stroke": P["ink"], "strokeWidth": 1.5, "size": 85, "opacity": 1}})
    layers.append(_names(data, scale.divisor, lang, y, high))
    return finish({"layer": layers}, chart, lang, width=width)


def _line(name: str, path: Path, divisor: float, x: Spec, y: Spec) -> Spec:
    rows = [{"year": year, "v": v / divisor} for year, v in sorted(path.items())]
    mark = {"type": "line", **_STYLES[name], **({"point": {"filled": True, "fill": P["ink"], "size": 26}} if name == "actual" else {})}
    return {"data": values(rows), "mark": mark, "encoding": {"x": x, "y": y}}


def _names(data: Mapping[str, Path], divisor: float, lang: Language, y: Spec, high: float) -> Spec:
    """Names at the right end of the lines that reach it, kept apart; what ended before stands where the plan begins."""
    shown = [n for n in ("baseline", "allowed", "plan") if data[n]]
    ends = [data[n][max(data[n])] / divisor for n in shown]
    gap = high * 0.075
    places = dodge(ends, gap, gap / 2)
    rows = [{"v": v, "label": lang.text(say(f"path {n}")), "c": _WORDS[n]} for n, v in zip(shown, places, strict=True)]
    return {"data": values(rows), "mark": {"type": "text", "align": "left", "x": {"expr": "width+6"}, "fontWeight": 600},
            "encoding": {"y": y, "text": {"field": "label"}, "color": {"field": "c", "type": "nominal", "scale": None}}}
