"""Where emissions go: what was, what would be without measures, what the plan gives, and what the target allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import ceiling, dodge, label, ticks
from lizero.report.language import Language
from lizero.report.palette import P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Path = Mapping[int, float]
BANDS = (("low", "high", 0.14), ("lower", "upper", 0.34))
QUANTILES = {"low": "p5", "lower": "p25", "upper": "p75", "high": "p95"}


def chart(
    *, actual: Path, baseline: Path, plan: Path, allowed: Path, milestones: Sequence[int], what: Say, source: Say, short: float = 0.0,
    band: pl.DataFrame | None = None, id: str = "trajectory",
) -> Chart:
    """Lines by year in t CO2e. The title says what the plan leaves in the last year, and whether milestones and the years between are kept.

    `short`: t CO2e above what is allowed over all years, removals counted. `band`: draws of the plan by `year`, t CO2e: `low` and
    `high` (5th and 95th percentile), `lower` and `upper` (quartiles).
    """
    last, first = max(plan), min(plan)
    kept = all(plan[y] <= allowed[y] * (1 + 1e-6) for y in milestones if y in plan and y in allowed and y != last)
    share = Number(1 - plan[last] / plan[first] if plan[first] else None, "%")
    told = "trajectory missed" if not kept else "trajectory between" if short > 1e-6 * plan[first] else "trajectory kept"
    title = say(told, share=share, year=str(last), since=str(first), **({"short": _tonnes(short)} if told == "trajectory between" else {}))
    rows = () if band is None else tuple(band.sort("year").to_dicts())
    data: dict[str, Any] = {
        "actual": dict(actual), "baseline": dict(baseline), "plan": dict(plan), "allowed": dict(allowed), "milestones": tuple(milestones),
        "band": rows,
    }
    alt = say("trajectory alt", first=str(first), last=str(last), start=_tonnes(plan[first]), baseline=_tonnes(baseline[last]),
              plan=_tonnes(plan[last]), allowed=_tonnes(allowed.get(last, 0.0)))
    unit = say("trajectory band", what=what) if rows else what
    return Chart(id, "trajectory", data, title, unit, alt, source, _table(data, id))


def _tonnes(t: float) -> Number:
    return Number(t, "t CO2e", scaled=True)


def _table(data: Mapping[str, Any], id: str) -> Table:
    names, drawn = ("actual", "baseline", "plan", "allowed"), {r["year"]: r for r in data["band"]}
    years = sorted({y for n in names for y in data[n] if y % 5 == 0 or y in data["milestones"] or n == "actual"})
    quantiles = QUANTILES if drawn else {}
    columns = (Column(say("year")), *(Column(say(f"path {n}"), "number") for n in names), *(Column(q, "number") for q in quantiles.values()))
    rows = tuple((str(y), *(data[n].get(y) for n in names), *(drawn.get(y, {}).get(q) for q in quantiles)) for y in years)
    return Table(f"{id}-data", say("trajectory data"), columns, rows)


_STYLES: dict[str, Spec] = {
    "baseline": {"color": P["baseline"], "strokeDash": [5, 3], "strokeWidth": 1.6},
    "allowed": {"color": P["ink"], "strokeDash": [5, 3], "strokeWidth": 1.2},
    "plan": {"color": P["plan"], "strokeWidth": 2.2},
    "actual": {"color": P["ink"], "strokeWidth": 2.2},
}
_WORDS = {"baseline": P["baseline text"], "allowed": P["ink"], "plan": P["plan text"], "actual": P["ink"]}


@register("trajectory")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """One line each with its name at its end, bands of the draws, and a diamond with its cut on each milestone of the target."""
    data = chart.data
    top = max([*(v for n in _STYLES for v in data[n].values()), *(r["high"] for r in data["band"])])
    scale = lang.scale(top)
    high = ceiling(top / scale.divisor)
    years = sorted({y for n in _STYLES for y in data[n]})
    x: Spec = {"field": "year", "type": "quantitative", "scale": {"domain": [years[0], years[-1]], "nice": False},
               "axis": {"title": None, "values": _shown(years), "tickCount": 40, "format": "d", "labelAngle": 0, "labelFlush": True}}
    y: Spec = {"field": "v", "type": "quantitative", "title": f"{scale.unit} CO₂e", "scale": {"domain": [0, high], "nice": False},
               "axis": {"tickCount": 12, "values": ticks(top / scale.divisor)}}
    layers = [*_bands(data["band"], scale.divisor, x, y), *(_line(n, data[n], scale.divisor, x, y) for n in _STYLES if data[n]),
              *_milestones(data, scale.divisor, lang, x, y), *_past(data["actual"], scale.divisor, lang, x, y, width),
              _names(data, scale.divisor, lang, y, high)]
    return finish({"layer": layers}, chart, lang, height=206, width=width)


def _shown(years: Sequence[int]) -> list[int]:
    """First and last year, and between them every fifth that keeps its distance; all of a few."""
    if len(years) <= 12:
        return list(years)
    return [years[0], *(y for y in years if y % 5 == 0 and y - years[0] > 2 and years[-1] - y > 2), years[-1]]


def _bands(rows: Sequence[Mapping[str, float]], divisor: float, x: Spec, y: Spec) -> list[Spec]:
    """The widest band first, so that the narrow one lies on it."""
    return [{"data": values({"year": r["year"], "v": r[low] / divisor, "v2": r[high] / divisor} for r in rows),
             "mark": {"type": "area", "color": P["plan"], "opacity": opacity, "interpolate": "linear"},
             "encoding": {"x": x, "y": y, "y2": {"field": "v2"}}} for low, high, opacity in BANDS if rows]


def _line(name: str, path: Path, divisor: float, x: Spec, y: Spec) -> Spec:
    rows = [{"year": year, "v": v / divisor} for year, v in sorted(path.items())]
    mark = {"type": "line", **_STYLES[name], **({"point": {"filled": True, "fill": P["ink"], "size": 26}} if name == "actual" else {})}
    return {"data": values(rows), "mark": mark, "encoding": {"x": x, "y": y}}


def _milestones(data: Mapping[str, Any], divisor: float, lang: Language, x: Spec, y: Spec) -> list[Spec]:
    """Diamonds of the target, each with what it cuts from the first year of the plan; the last one says it by its name."""
    start = data["plan"][min(data["plan"])]
    stones = [{"year": m, "v": data["allowed"][m] / divisor, "label": lang.percent(data["allowed"][m] / start - 1, sign=True) if start else ""}
              for m in data["milestones"] if m in data["allowed"]]
    diamond = {"type": "point", "shape": "diamond", "filled": True, "fill": "white", "stroke": P["ink"], "strokeWidth": 1.5, "size": 85,
               "opacity": 1}
    ends = max(data["plan"])
    return [{"data": values(stones), "mark": diamond, "encoding": {"x": x, "y": y}},
            *label(values([s for s in stones if s["year"] != ends]), x, y, align="left", dx=8, dy=-8, fontWeight=600)]


def _past(actual: Path, divisor: float, lang: Language, x: Spec, y: Spec, width: float) -> list[Spec]:
    """What the line of the past is called, under its first point."""
    if len(actual) < 2 or width < 300:
        return []
    first = min(actual)
    rows = [{"year": first, "v": actual[first] / divisor, "label": lang.text(say("path actual"))}]
    return label(values(rows), x, y, align="left", dx=5, dy=13, fontWeight=600)


def _names(data: Mapping[str, Any], divisor: float, lang: Language, y: Spec, high: float) -> Spec:
    """Names at the right end of the lines that reach it, kept apart."""
    shown = [n for n in ("baseline", "allowed", "plan") if data[n]]
    ends = [data[n][max(data[n])] / divisor for n in shown]
    gap = high * 0.075
    places = dodge(ends, gap, gap / 2)
    rows = [{"v": v, "label": lang.text(say(f"path {n}")), "c": _WORDS[n]} for n, v in zip(shown, places, strict=True)]
    return {"data": values(rows), "mark": {"type": "text", "align": "left", "x": {"expr": "width+6"}, "fontWeight": 600},
            "encoding": {"y": y, "text": {"field": "label"}, "color": {"field": "c", "type": "nominal", "scale": None}}}
