"""What is emitted over all years against what a target allows: bars of the plan and of no measures, and the budget as a rule across them."""

from __future__ import annotations

from typing import Any

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import label, listed
from lizero.report.language import Language
from lizero.report.palette import P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

CLOSE = 1e-9
"""The share of the budget within which sums count as the same."""
INSIDE = 0.3
"""The share of the longest bar from which a bar holds its own figure."""


def chart(*, plan: float, baseline: float, allowed: float | None, first: int, last: int, what: Say, source: Say, id: str = "budget") -> Chart:
    """Sums in t CO2e from `first` to `last`: the plan's with removals taken off, those without measures, and what the target allows.

    `allowed` None: the target says nothing of some years, and no rule is drawn.
    """
    span = {"first": str(first), "last": str(last)}
    rows = (("path plan", plan, P["plan"]), ("path baseline", baseline, P["baseline"]))
    columns = (Column(say("path of series")), Column(say("amount in", unit="t CO2e"), "number", 0))
    body = [(say(n), v) for n, v, _ in rows] + ([(say("path allowed"), allowed)] if allowed is not None else [])
    alt = say("budget alt", **span, plan=_tonnes(plan), baseline=_tonnes(baseline), allowed=_tonnes(allowed) if allowed is not None else "–")
    return Chart(id, "budget", {"rows": rows, "allowed": allowed}, _finding(plan, baseline, allowed, span), what, alt, source,
                 Table(f"{id}-data", say("budget data", **span), columns, tuple(body)))


def _tonnes(t: float) -> Number:
    return Number(t, "t CO2e", scaled=True)


def _finding(plan: float, baseline: float, allowed: float | None, span: dict[str, str]) -> Say:
    cut = Number(1 - plan / baseline if baseline else None, "%")
    if allowed is None:
        return say("budget finding plain", **span, cut=cut)
    if plan - allowed > CLOSE * abs(allowed):
        return say("budget finding over", **span, over=_tonnes(plan - allowed), allowed=_tonnes(allowed))
    return say("budget finding within", **span, cut=cut, allowed=_tonnes(allowed))


@register("budget")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Two bars with their sums at their ends, the budget in ink across both."""
    rows, allowed = chart.data["rows"], chart.data["allowed"]
    most = max([v for _, v, _ in rows] + [allowed or 0.0])
    scale = lang.scale(most)

    def said(t: float) -> str:
        return f"{lang.number(t / scale.divisor, scale.decimals)} {scale.unit} CO₂e"

    bars: list[dict[str, Any]] = [{"i": i, "v": v / scale.divisor, "c": c, "label": said(v)} for i, (_, v, c) in enumerate(rows)]
    x: Spec = {"field": "v", "type": "quantitative", "axis": None, "scale": {"domain": [0, most / scale.divisor], "nice": False}}
    y: Spec = {"field": "i", "type": "ordinal", "scale": {"paddingInner": 0.3, "paddingOuter": 0.45},
               "axis": {"title": None, "domain": False, "labels": False}}
    solid = {"data": values(bars), "mark": {"type": "bar"}, "encoding": {
        "x": x, "y": y, "color": {"field": "c", "type": "nominal", "scale": None}, "tooltip": [{"field": "label", "title": " "}]}}
    names = listed([[lang.sentence(say(n))] for n, _, _ in rows], y)
    held = [b for b in bars if b["v"] * scale.divisor > INSIDE * most]
    beside = [b for b in bars if b not in held]
    ends = [{"data": values(some), "mark": {"type": "text", "fontWeight": 600, **mark}, "encoding": {"x": x, "y": y, "text": {"field": "label"}}}
            for some, mark in ((held, {"align": "right", "dx": -6, "color": "white"}), (beside, {"align": "left", "dx": 6}))]
    layers = [solid, *ends, *names, *(_rule(allowed / scale.divisor, lang.text(say("budget rule", allowed=said(allowed))), x) if allowed else [])]
    return finish({"layer": layers}, chart, lang, height=90, width=width)


def _rule(at: float, words: str, x: Spec) -> list[Spec]:
    data = values([{"v": at, "label": words}])
    line = {"data": data, "mark": {"type": "rule", "color": P["ink"], "strokeWidth": 1.8}, "encoding": {"x": x}}
    return [line, *label(data, x, {"value": 0}, align="left", dx=5, dy=3, baseline="top", fontWeight=600)]
