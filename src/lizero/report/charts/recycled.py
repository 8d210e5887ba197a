"""Recycled content over time against the legal minimum: actuals, plan with its band, and the steps of the law."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl

from lizero.report.charts.forms import register
from lizero.report.charts.key import held, sourced
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import label, ticks
from lizero.report.language import Language
from lizero.report.palette import TRANSFORMATIONS, P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Row = dict[str, Any]


def chart(
    shares: pl.DataFrame, *, what: Say, source: Say, minimum: pl.DataFrame | None = None, digest: str = "", id: str = "recycled",
) -> Chart:
    """Recycled content by year: `year`, `share` (0 to 1), `low`, `high` (null without a band), `kind` (actual or plan).

    `minimum` holds the steps of the law: `year` from which one binds (fractions allowed: 2031.63 is August 2031) and `share`.
    The title compares the last step that falls within the years with the content then; where all steps are yet to come, the last
    content with the first of them; else it tells first and last.
    """
    needed = ("year", "share", "low", "high", "kind")
    rows = held(shares, *needed, chart="recycled").drop_nulls("share").sort("year", "kind").to_dicts()
    steps = [] if minimum is None else held(minimum, "year", "share", chart="recycled").sort("year").to_dicts()
    numbers = (Column(head, "number", 3) for head in (say("share"), "p5", "p95"))
    columns = (Column(say("year")), *numbers, Column(say("kind of value")))
    body = tuple((f"{r['year']:g}", float(r["share"]), r["low"], r["high"], say(f"recycled {r['kind']}")) for r in rows)
    first, last = rows[0], rows[-1]
    parts = tuple(x for i, s in enumerate(steps) for x in ("; " if i else "", str(int(s["year"])), " ", Number(s["share"], "%")))
    alt = say("recycled alt", first=Number(first["share"], "%", decimals=1), start=str(int(first["year"])), end=str(int(last["year"])),
              last=Number(last["share"], "%", decimals=1), steps=parts or "–")
    return Chart(id, "recycled", {"rows": tuple(rows), "steps": tuple(steps)}, _finding(rows, steps), _unit(what, rows), alt,
                 sourced(source, digest), Table(f"{id}-data", say("recycled data"), columns, body))


def _unit(what: Say, rows: list[Row]) -> Say:
    told = say("recycled unit", what=what)
    return say("recycled unit band", unit=told) if any(r["low"] is not None for r in rows) else told


def _finding(rows: list[Row], steps: list[Row]) -> Say:
    within = [s for s in steps if rows[0]["year"] <= s["year"] <= rows[-1]["year"]]
    ahead_of = [s for s in steps if s["year"] > rows[-1]["year"]]
    if not within and ahead_of:
        now, step = rows[-1], ahead_of[0]
        return say("recycled none yet", share=Number(now["share"], "%", decimals=1), year=str(int(now["year"])), minimum=Number(step["share"], "%"),
                   **{"from": str(int(step["year"]))})
    if not within:
        first, last = (Number(r["share"], "%", decimals=1) for r in (rows[0], rows[-1]))
        return say("recycled finding plain", first=first, last=last, year=str(int(rows[-1]["year"])))
    step = within[-1]
    then = _at(rows, step["year"])
    asked = Number(step["share"], "%")
    if then < step["share"]:
        return say("recycled finding short", share=Number(then, "%", decimals=1), minimum=asked, year=str(int(step["year"])))
    since = max((r["year"] for r in rows if r["share"] < step["share"]), default=None)
    ahead = 0 if since is None else int(step["year"] - min(r["year"] for r in rows if r["year"] > since))
    return say("recycled finding ahead", minimum=asked, years=str(ahead)) if ahead > 0 else say("recycled finding meets", minimum=asked)


def _at(rows: list[Row], year: float) -> float:
    """The content at a time between two years, on the line that is drawn."""
    for a, b in pairwise(rows):
        if a["year"] <= year <= b["year"] and b["year"] > a["year"]:
            return float(a["share"] + (b["share"] - a["share"]) * (year - a["year"]) / (b["year"] - a["year"]))
    return float(rows[-1]["share"])


@register("recycled")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Actuals with dots, plan in the colour of recycling with its band, the law as steps in ink."""
    rows, steps = chart.data["rows"], chart.data["steps"]
    high = 100 * max([r["high"] or r["share"] for r in rows] + [s["share"] for s in steps])
    low, end = rows[0]["year"], _end(rows, steps)
    years = sorted({int(low), int(end), *(y for y in range(int(low), int(end)) if y % 5 == 0 and y - low > 1.5 and end - y > 1.5)})
    x: Spec = {"field": "year", "type": "quantitative", "scale": {"domain": [low, end], "nice": False}, "title": None,
               "axis": {"format": "d", "values": years, "domain": False, "tickCount": 40}}
    y: Spec = {"field": "v", "type": "quantitative", "title": "%", "scale": {"domain": [0, high * 1.12 or 1], "nice": False},
               "axis": {"tickCount": 12, "values": ticks(high)}}
    layers = [*_lines(rows, x, y, lang), *_steps(steps, low, end, x, y, lang, width), *_ends(rows, x, y, lang)]
    return finish({"layer": layers}, chart, lang, height=205, width=width)


def _end(rows: tuple[Row, ...], steps: tuple[Row, ...]) -> float:
    """The last year drawn: that of the values, or after the last step where all of them are yet to come."""
    last = float(rows[-1]["year"])
    return last if not steps or steps[0]["year"] <= last else float(steps[-1]["year"]) + 4


def _lines(rows: tuple[Row, ...], x: Spec, y: Spec, lang: Language) -> list[Spec]:
    points = {k: [{"year": r["year"], "v": 100 * r["share"], "t": lang.percent(r["share"], 1)} for r in rows if r["kind"] == k]
              for k in ("actual", "plan")}
    band = [{"year": r["year"], "v": 100 * r["low"], "hi": 100 * r["high"]} for r in rows if r["low"] is not None and r["high"] is not None]
    joined = points["actual"][-1:] + points["plan"] if points["plan"] else []
    violet, tip = TRANSFORMATIONS["end of life"], [{"field": "year", "title": " "}, {"field": "t", "title": "  "}]
    dots = {"type": "line", "color": P["ink"], "strokeWidth": 2.2, "point": {"filled": True, "fill": P["ink"], "size": 22}}
    return [
        {"data": values(band), "mark": {"type": "area", "color": violet, "opacity": 0.15}, "encoding": {"x": x, "y": y, "y2": {"field": "hi"}}},
        {"data": values(joined), "mark": {"type": "line", "color": violet, "strokeWidth": 2}, "encoding": {"x": x, "y": y, "tooltip": tip}},
        {"data": values(points["actual"]), "mark": dots, "encoding": {"x": x, "y": y, "tooltip": tip}},
    ]


def _steps(steps: tuple[Row, ...], low: float, end: float, x: Spec, y: Spec, lang: Language, width: float) -> list[Spec]:
    seen = [s for s in steps if s["year"] < end]
    edges = [*(max(s["year"], low) for s in seen), end]
    flat = [{"year": edges[i], "to": edges[i + 1], "v": 100 * s["share"], "from": 100 * seen[i - 1]["share"] if i else 0.0,
             "label": _law(s, lang, i == 0 and width > 400)} for i, s in enumerate(seen)]
    ink = {"type": "rule", "color": P["ink"], "strokeWidth": 1.6}
    return [
        {"data": values(flat), "mark": ink, "encoding": {"x": x, "x2": {"field": "to"}, "y": y}},
        {"data": values(flat), "mark": ink, "encoding": {"x": x, "y": {**y, "field": "from"}, "y2": {"field": "v"}}},
        *label(values(flat), x, y, align="left", dx=4, dy=11, fontWeight=600),
    ]


def _law(step: Row, lang: Language, full: bool) -> str:
    share, year = lang.percent(step["share"]), str(int(step["year"]))
    return lang.text(say("law from", year=year, share=share)) if full else f"{year}: {share}"


def _ends(rows: tuple[Row, ...], x: Spec, y: Spec, lang: Language) -> list[Spec]:
    layers: list[Spec] = []
    for kind, colour in (("actual", P["ink"]), ("plan", TRANSFORMATIONS["end of life"])):
        last = next((r for r in reversed(rows) if r["kind"] == kind), None)
        if last is not None:
            words = [lang.sentence(say(f"recycled {kind}")), lang.percent(last["share"], 1)]
            place: Row = {"align": "left", "dx": 7, "dy": -2} if kind == "plan" else {"align": "right", "dx": -4, "dy": -20}
            layers += label(values([{"year": last["year"], "v": 100 * last["share"], "label": words, "c": colour}]), x, y, colour="c",
                            lineHeight=11, fontWeight=600, **place)
    return layers
