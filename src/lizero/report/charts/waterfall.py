"""From one total to another by causes: increases in rust, decreases in jade, always with a sign."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import ceiling, label, picked, shorten, text_units, ticks, wrap
from lizero.report.language import Language, Scale
from lizero.report.palette import DIRECTION, SCOPES, P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Step = tuple[Say, float]


def chart(
    start: tuple[Say, float], causes: Sequence[Step], end: tuple[Say, float], *, what: Say, source: Say,
    id: str = "waterfall", method: Say = "",
) -> Chart:
    """A waterfall in t CO2e: a total, its causes of change (signed), the later total.

    Raises ValueError when the causes do not close the change: a waterfall never carries a plug.
    """
    gap = start[1] + math.fsum(v for _, v in causes) - end[1]
    if abs(gap) > 1e-9 * max(abs(start[1]), abs(end[1]), 1.0):
        raise ValueError(f"the causes leave {gap:.6g} t CO2e between {start[1]:.6g} and {end[1]:.6g} unexplained")
    data = {"start": start, "causes": tuple(causes), "end": end}
    title = _finding(causes, end[1] / start[1] - 1 if start[1] else None, end[1] < start[1])
    alt = say("waterfall alt", start=_plain(start[1]), end=_plain(end[1]), parts=_list(causes))
    columns = (Column(say("cause")), Column(say("amount in", unit="t CO2e"), "number"))
    body = ((start[0], start[1]), *causes, (end[0], end[1]))
    table = Table(f"{id}-data", say("waterfall data"), columns, body, strong=frozenset({0, len(body) - 1}))
    return Chart(id, "waterfall", data, title, (what, method) if method else what, alt, source, table)


def _finding(causes: Sequence[Step], change: float | None, fell: bool) -> Say:
    """The change and the cause that pushed most in its direction; where none did, the change alone."""
    lead = (min if fell else max)(causes, key=lambda c: c[1], default=("", 0.0))
    if lead[1] == 0 or (lead[1] < 0) != fell:
        return say("waterfall finding plain", change=Number(change, "%", sign=True))
    size = Number(None if change is None else abs(change), "%")
    return say("waterfall finding cut" if fell else "waterfall finding added", change=size, cause=lead[0], amount=_signed(lead[1]))


def _plain(t: float) -> Number:
    return Number(t, "t CO2e", scaled=True)


def _signed(t: float) -> Number:
    return Number(t, "t CO2e", scaled=True, sign=True)


def _list(causes: Sequence[Step]) -> Say:
    words: list[Say] = []
    for name, v in causes:
        words += ["; " if words else "", name, " ", _signed(v)]
    return tuple(words)


@register("waterfall")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Two totals and the bars between them; the axis is cut when the changes are small beside the totals."""
    start, causes, end = chart.data["start"], chart.data["causes"], chart.data["end"]
    scale = lang.scale(max(start[1], end[1]))
    rows = _rows(start, causes, end, scale, lang)
    high = max(max(r["a"], r["b"]) for r in rows)
    low = _floor(min(min(r["a"], r["b"]) for r in rows), high)
    for r in rows:
        r["lo"], r["hi"] = (low, r["b"]) if r["total"] else sorted((r["a"], r["b"]))
    band = {"paddingInner": 0.3, "paddingOuter": 0.1, "domain": [r["i"] for r in rows]}
    flat = width > 400 or len(rows) < 5
    turned = {"labelAngle": 0, "labelAlign": "center", "labelBaseline": "top"} if flat else {"labelAngle": -50, "labelAlign": "right"}
    names = [_two(r["name"], len(rows), lang) if flat else shorten(r["name"], 22) for r in rows]
    x: Spec = {"field": "i", "type": "ordinal", "scale": band,
               "axis": {**turned, "title": None, "domain": False, "labelLimit": 74 if flat else 110, "labelExpr": picked(names)}}
    domain = [low, low + ceiling(high - low)]
    y: Spec = {"field": "lo", "type": "quantitative", "title": f"{scale.unit} CO₂e" + (lang.text(say("axis cut")) if low else ""),
               "scale": {"domain": domain, "zero": False, "nice": False},
               "axis": {"tickCount": 12, "values": [t for t in ticks(high, low) if t > low or not low]}}
    return finish({"layer": _layers(rows, x, y, band, low)}, chart, lang, height=238 if flat else 300, width=width)


def _two(name: str, bars: int, lang: Language) -> str | list[str]:
    """A name in lines that fit below its bar."""
    room = max(8, 88 // bars)
    return name if text_units(name) <= room else wrap(name, room, lang)


def _floor(low: float, high: float) -> float:
    """Zero, or a round value below the smallest bar edge when the changes would be thin beside the totals."""
    if low <= 0 or high - low > 0.35 * high:
        return 0.0
    return next((t for t in reversed(ticks(high, 0.0, 20)) if t < low - 0.15 * (high - low)), 0.0)


def _rows(start: Step, causes: Sequence[Step], end: Step, scale: Scale, lang: Language) -> list[Spec]:
    rows, run = [_row(0, start[0], 0.0, start[1], True, scale, lang)], start[1]
    for i, (name, change) in enumerate(causes, start=1):
        rows.append(_row(i, name, run, run + change, False, scale, lang))
        run += change
    return [*rows, _row(len(causes) + 1, end[0], 0.0, end[1], True, scale, lang)]


def _row(i: int, name: Say, a: float, b: float, whole: bool, scale: Scale, lang: Language) -> Spec:
    colour = SCOPES["1"] if whole else DIRECTION["increase" if b > a else "decrease"]
    shown = b if whole else b - a
    return {"i": i, "name": lang.text(name), "a": a / scale.divisor, "b": b / scale.divisor, "total": whole, "c": colour,
            "label": lang.number(shown / scale.divisor, scale.decimals, sign=not whole)}


def _layers(rows: list[Spec], x: Spec, y: Spec, band: Spec, low: float) -> list[Spec]:
    links = [{"n1": r["i"], "n2": s["i"], "y": r["b"]} for r, s in pairwise(rows)]
    wholes = values([r for r in rows if r["total"]])
    layers: list[Spec] = [
        {"data": values(links), "mark": {"type": "rule", "color": P["muted"], "strokeWidth": 0.7},
         "encoding": {"x": {"field": "n1", "type": "ordinal", "bandPosition": 0, "scale": band},
                      "x2": {"field": "n2", "bandPosition": 1}, "y": {"field": "y", "type": "quantitative"}}},
        {"data": values(rows), "mark": {"type": "bar"},
         "encoding": {"x": x, "y": y, "y2": {"field": "hi"}, "color": {"field": "c", "type": "nominal", "scale": None},
                      "tooltip": [{"field": "name", "title": " "}, {"field": "label", "title": "  "}]}},
        *label(values(rows), x, {"field": "hi", "type": "quantitative"}, dy=-7, fontWeight=600),
    ]
    broken = {"type": "text", "text": "≈", "fontSize": 15, "color": "white", "dy": -1, "baseline": "bottom", "fontWeight": 700}
    cut = {"data": wholes, "mark": broken, "encoding": {"x": x, "y": {"datum": low}}}
    return [*layers, cut] if low else layers
