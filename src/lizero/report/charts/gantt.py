"""When to decide and build: each lever from its decision over building and ramp to full effect."""

from __future__ import annotations

from typing import Any

import polars as pl

from lizero.report.charts.forms import register
from lizero.report.charts.key import colour, held, key_row, sourced
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import lines, listed, text_units
from lizero.report.language import Language, pretty
from lizero.report.palette import P
from lizero.report.tree import Chart, Column, Say, Table, say

__all__ = ["chart"]

Row = dict[str, Any]
MOST = 14
"""Levers drawn: those that cut most; the others are in the table, and the unit line counts them."""


def chart(levers: pl.DataFrame, *, year: int, source: Say, target: int | None = None, digest: str = "", id: str = "gantt") -> Chart:
    """Levers in time: `lever`, `transformation`, `decision`, `begins`, `full`, `ends` (years, fractions allowed), `abatement` (t CO2e).

    `abatement` is what the lever cuts in `year`; `decision` may be null where none is planned. A lever without `begins`,
    `full` or `ends` is in the table only. `target` marks the year of a target. The title counts the decisions of the five
    years from the first one.
    """
    rows = held(levers, "lever", "transformation", "decision", "begins", "full", "ends", "abatement", chart="gantt").to_dicts()
    rows = sorted(({**r, "lever": pretty(str(r["lever"]))} for r in rows), key=lambda r: (r["begins"] is None, r["begins"] or 0, r["full"] or 0))
    timed = [r for r in rows if None not in (r["begins"], r["full"], r["ends"])]
    columns = (Column(say("lever")), *(Column(say(k)) for k in ("decision", "begins", "full effect", "ends")), Column(say("abatement"), "number"))
    body = tuple((r["lever"], *(_when(r[k]) for k in ("decision", "begins", "full", "ends")), r["abatement"]) for r in rows)
    span = [r[k] for r in timed for k in ("begins", "ends")] or [year]
    alt = say("gantt alt", count=str(len(timed)), first=str(int(min(span))), last=str(int(max(span))))
    kept = sorted(timed, key=lambda r: -abs(r["abatement"] or 0.0))[:MOST]
    drawn = tuple(r for r in timed if any(r is k for k in kept))
    unit = _unit(timed, year, target)
    if len(drawn) < len(timed):
        unit = say("smaller in the table", unit=unit, count=str(len(timed) - len(drawn)))
    return Chart(id, "gantt", {"rows": drawn, "year": year, "target": target}, _finding(rows, timed), unit, alt,
                 sourced(source, digest), Table(f"{id}-data", say("gantt data"), columns, body))


def _when(year: float | None) -> str | None:
    return None if year is None else f"{year:g}"


def _unit(timed: list[Row], year: int, target: int | None) -> Say:
    decided = any(r["decision"] is not None for r in timed)
    told: Say = say("gantt unit" if decided else "gantt unit undecided", year=str(year))
    return told if target is None else say("gantt target", unit=told, year=str(target))


def _finding(rows: list[Row], timed: list[Row]) -> Say:
    decided = sorted((r for r in rows if r["decision"] is not None), key=lambda r: (r["decision"], r["lever"]))
    if not decided and timed:
        until = int(min(r["begins"] for r in timed)) + 4
        return say("gantt finding starts", count=str(sum(int(r["begins"]) <= until for r in timed)), of=str(len(timed)), year=str(until))
    if not decided:
        return say("gantt finding none", count=str(len(rows)))
    until = int(decided[0]["decision"]) + 4
    return say("gantt finding", count=str(sum(int(r["decision"]) <= until for r in decided)), year=str(until), lever=decided[0]["lever"])


@register("gantt")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Dark bars for building and ramp, light ones for full effect, a diamond at the decision, the cut at the right."""
    rows, target = chart.data["rows"], chart.data["target"]
    scale = lang.scale(max((abs(r["abatement"] or 0.0) for r in rows), default=0.0))
    bars = [{"i": i, "s": r["begins"], "e": min(r["full"], r["ends"]), "end": r["ends"], "d": r["decision"], "c": colour(r["transformation"]),
             "name": lang.text(r["lever"]),
             "q": "–" if r["abatement"] is None else lang.number(r["abatement"] / scale.divisor, scale.decimals)} for i, r in enumerate(rows)]
    found = [v for b in bars for v in (b["s"], b["end"], b["d"]) if v is not None] + ([target] if target else [])
    low, high = (min(found) - 0.6, max(found)) if found else (0.0, 1.0)
    ticks = sorted({v for v in range(int(low) + 1, int(high) + 1) if v % 5 == 0} | ({target} if target else set()))
    names = [lines(b["name"], 36 if width > 400 else 22, lang) for b in bars]
    x: Spec = {"type": "quantitative", "scale": {"domain": [low, high], "nice": False}, "title": None,
               "axis": {"orient": "top", "format": "d", "values": ticks, "grid": True, "domain": False, "tickCount": 40}}
    y: Spec = {"field": "i", "type": "ordinal", "scale": {"domain": list(range(len(bars)))},
               "axis": {"title": None, "domain": False, "grid": False, "labels": False}}
    longest = max((text_units(line) for name in names for line in name), default=0)
    keys, room = key_row([r["transformation"] for r in rows], lang, width - longest * 4.8, below=14)
    side = max((text_units(b["q"]) for b in bars), default=1) * 5 + 12
    step = 21 if any(len(name) > 1 for name in names) else 15
    layers = [*_bars(bars, x, y, lang), *_marks(bars, target, x, y, side, scale.unit), *listed(names, y), *keys]
    return finish({"layer": layers}, chart, lang, height=78 + step * len(bars) + room, width=width)


def _bars(bars: list[Row], x: Spec, y: Spec, lang: Language) -> list[Spec]:
    tip = [{"field": "name", "title": " "}, *({"field": k, "title": lang.text(say(n)), "format": "d"}
           for k, n in (("s", "begins"), ("e", "full effect"), ("end", "ends")))]

    def bar(a: str, b: str, opacity: float) -> Spec:
        return {"data": values(bars), "mark": {"type": "bar", "height": 9, "opacity": opacity}, "encoding": {
            "y": y, "x": {**x, "field": a}, "x2": {"field": b}, "color": {"field": "c", "type": "nominal", "scale": None}, "tooltip": tip}}

    return [bar("e", "end", 0.28), bar("s", "e", 1.0)]


def _marks(bars: list[Row], target: int | None, x: Spec, y: Spec, side: float, unit: str) -> list[Spec]:
    diamond = {"type": "point", "shape": "diamond", "filled": True, "fill": "white", "stroke": P["ink"], "strokeWidth": 1.3, "size": 48,
               "opacity": 1}
    at = {"type": "text", "align": "right", "x": {"expr": "width"}, "dx": side, "fontWeight": 600}
    layers: list[Spec] = [
        {"data": values([b for b in bars if b["d"] is not None]), "mark": diamond, "encoding": {"y": y, "x": {**x, "field": "d"}}},
        {"data": values(bars), "mark": at, "encoding": {"y": y, "text": {"field": "q"}}},
        {"data": values([{}]), "mark": {**at, "y": 0, "dy": -22, "fontWeight": "normal", "text": f"{unit} CO₂e", "color": P["ink2"]}},
    ]
    line = {"type": "rule", "color": P["ink"], "strokeDash": [4, 3], "strokeWidth": 1}
    return layers if target is None else [{"data": values([{"x": target}]), "mark": line, "encoding": {"x": {**x, "field": "x"}}}, *layers]
