"""Emissions by scope over the years, with the path to a target where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import ceiling, dodge, label, ticks
from lizero.report.language import Language, Scale
from lizero.report.palette import SCOPES, TEXT, P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Year = Mapping[str, float]


def chart(
    years: Sequence[Year], *, basis: str, approach: Say, gwp: Say, source: Say, target: tuple[int, float] | None = None,
    id: str = "scopes",
) -> Chart:
    """Stacked scopes by year; each row holds year, scope1, scope2, scope3 in t CO2e, scope 2 on `basis`.

    `target` is a year and its total in t CO2e. The title is made from the numbers: the change since the highest year,
    else the share of the largest scope.
    """
    rows = sorted(years, key=lambda r: r["year"])
    first, last = rows[0], rows[-1]
    data = {"years": rows, "target": target, "basis": basis}
    span = str(int(first["year"])) if first is last else f"{int(first['year'])}–{int(last['year'])}"
    return Chart(
        id, "scopes", data, _finding(rows, target),
        say("scopes unit", span=span, basis=say(f"basis {basis}"), approach=approach, gwp=gwp),
        say("scopes alt", first=str(int(first["year"])), last=str(int(last["year"])), low=_tonnes(total(first)),
            high=_tonnes(max(total(r) for r in rows)), now=_tonnes(total(last))),
        source, _table(rows, id),
    )


def total(row: Year) -> float:
    """Scope 1, 2 and 3 of a year together."""
    return row["scope1"] + row["scope2"] + row["scope3"]


def _tonnes(t: float) -> Number:
    return Number(t, "t CO2e", scaled=True)


def _finding(rows: Sequence[Year], target: tuple[int, float] | None) -> Say:
    last, peak = rows[-1], max(rows, key=total)
    now, fall = total(last), 1 - total(last) / total(peak) if total(peak) else 0.0
    if len(rows) > 1 and round(fall, 2) > 0:
        first: Say = say("scopes finding fall", share=Number(fall, "%"), peak=str(int(peak["year"])))
    elif len(rows) > 1 and total(rows[0]) > 0:
        rise = now / total(rows[0]) - 1
        first = say("scopes finding rise", share=Number(rise, "%"), since=str(int(rows[0]["year"])))
    else:
        scope = max("123", key=lambda s: last[f"scope{s}"])
        share = last[f"scope{scope}"] / now if now else None
        first = say("scopes finding one", scope=say(f"scope {scope}"), share=Number(share, "%"), now=_tonnes(now))
    if target is None or not now or target[1] >= now:
        return first
    return say("scopes finding target", first=first, year=str(target[0]), share=Number(1 - target[1] / now, "%"))


def _table(rows: Sequence[Year], id: str) -> Table:
    columns = (Column(say("year")), *(Column(say(f"scope {s}"), "number") for s in "123"), Column(say("total"), "number"))
    body = tuple((str(int(r["year"])), r["scope1"], r["scope2"], r["scope3"], total(r)) for r in rows)
    return Table(f"{id}-data", say("scopes data"), columns, body)


ROOM = 24
"""What a year needs of the width for its label and total, in points; with less, only the years that tell most keep theirs."""


@register("scopes")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Stacked bars with the total on each, scope names at the right, dashed path to the target."""
    rows, target = chart.data["years"], chart.data["target"]
    top = max([total(r) for r in rows] + ([target[1]] if target else []))
    scale, last = lang.scale(top), rows[-1]
    high = ceiling(top / scale.divisor)
    years = list(range(int(rows[0]["year"]), max(int(last["year"]), target[0] if target else 0) + 1))
    x = _years(years, [int(rows[0]["year"]), int(max(rows, key=total)["year"]), int(last["year"]), years[-1]])
    y: Spec = {
        "field": "v", "type": "quantitative", "title": f"{scale.unit} CO₂e", "scale": {"domain": [0, high], "nice": False},
        "axis": {"tickCount": 12, "values": ticks(top / scale.divisor)},
    }
    layers = [_bars(rows, scale, lang, x, y), *_path(last, rows, target, scale, lang, x, y), _totals(rows, scale, lang, x, y)]
    return finish({"layer": [*layers, _side(chart, last, scale, lang, y, high)]}, chart, lang, height=236, width=width)


def _years(years: list[int], few: list[int]) -> Spec:
    step = max(1, -(-len(years) // 14))
    every = sorted({*years[::step], *few})
    show = f"(width < {ROOM * len(years)} ? indexof({sorted(set(few))}, datum.value) >= 0 : indexof({every}, datum.value) >= 0)"
    return {"field": "year", "type": "ordinal", "scale": {"domain": years, "paddingInner": 0.28},
            "axis": {"labelAngle": 0, "title": None, "labelExpr": f"{show} ? datum.label : ''"}}


def _names(chart: Chart, lang: Language) -> list[str]:
    two = say("scope 2 on", basis=say(f"basis {chart.data['basis']}"))
    return [lang.text(s) for s in (say("scope 1"), two, say("scope 3"))]


def _bars(rows: Sequence[Year], scale: Scale, lang: Language, x: Spec, y: Spec) -> Spec:
    data = [
        {"year": int(r["year"]), "scope": lang.text(say(f"scope {s}")), "o": int(s), "v": r[f"scope{s}"] / scale.divisor,
         "c": SCOPES[s], "t": f"{lang.number(r[f'scope{s}'] / scale.divisor, scale.decimals)} {scale.unit} CO₂e"}
        for r in rows for s in "123"
    ]
    tip = [{"field": f, "title": lang.text(say(n))} for f, n in (("year", "year"), ("scope", "scope"), ("t", "emissions"))]
    return {
        "data": values(data), "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.8},
        "encoding": {"x": x, "y": {**y, "stack": "zero"}, "color": {"field": "c", "type": "nominal", "scale": None},
                     "order": {"field": "o"}, "tooltip": tip},
    }


def _totals(rows: Sequence[Year], scale: Scale, lang: Language, x: Spec, y: Spec) -> Spec:
    key = {int(rows[0]["year"]), int(rows[-1]["year"]), int(max(rows, key=total)["year"])}
    data = [{"year": int(r["year"]), "v": total(r) / scale.divisor, "key": int(r["year"]) in key,
             "label": lang.number(total(r) / scale.divisor, scale.decimals)} for r in rows]
    shown = f"width < {ROOM * len(x['scale']['domain'])} && !datum.key ? 0 : 1"
    mark = {"type": "text", "dy": -7, "fontWeight": 600, "opacity": {"expr": shown}}
    return {"data": values(data), "mark": mark, "encoding": {"x": x, "y": y, "text": {"field": "label"}}}


def _path(
    last: Year, rows: Sequence[Year], target: tuple[int, float] | None, scale: Scale, lang: Language, x: Spec, y: Spec
) -> list[Spec]:
    if target is None:
        return []
    points = [{"year": int(last["year"]), "v": total(last) / scale.divisor}, {"year": target[0], "v": target[1] / scale.divisor}]
    change = lang.percent(target[1] / total(last) - 1, sign=True) if total(last) else ""
    words = [lang.text(say("target year", year=str(target[0]))),
             f"{lang.number(target[1] / scale.divisor, scale.decimals)} ({change})"]
    return [
        {"data": values(points), "mark": {"type": "line", "strokeDash": [5, 3], "color": P["ink"], "strokeWidth": 1.4},
         "encoding": {"x": x, "y": y}},
        {"data": values(points[1:]), "encoding": {"x": x, "y": y},
         "mark": {"type": "point", "shape": "diamond", "filled": True, "fill": "white", "stroke": P["ink"],
                  "strokeWidth": 1.6, "size": 95, "opacity": 1}},
        *label(values([{**points[1], "label": words}]), x, y, align="right", dx=14, dy=15, lineHeight=11, fontWeight=600),
    ]


def _side(chart: Chart, last: Year, scale: Scale, lang: Language, y: Spec, high: float) -> Spec:
    edge, mids = 0.0, []
    for s in "123":
        mids.append((edge + last[f"scope{s}"] / 2) / scale.divisor)
        edge += last[f"scope{s}"]
    gap = high * 0.062
    data = [{"v": v, "label": n, "c": TEXT.get(SCOPES[s], SCOPES[s])}
            for v, n, s in zip(dodge(mids, gap, gap / 2), _names(chart, lang), "123", strict=True)]
    return {
        "data": values(data),
        "mark": {"type": "text", "align": "left", "x": {"expr": "width+6"}, "fontWeight": 600},
        "encoding": {"y": y, "text": {"field": "label"}, "color": {"field": "c", "type": "nominal", "scale": None}},
    }
