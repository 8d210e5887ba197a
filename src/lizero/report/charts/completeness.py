"""Which records have come in: a site's months as cells, dark when complete, a cross in a dashed cell when nothing came."""

from __future__ import annotations

from collections.abc import Sequence

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import picked, shorten
from lizero.report.language import Language
from lizero.report.palette import COMPLETENESS, TEXT, P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Row = tuple[Say, Sequence[float | None]]


def chart(rows: Sequence[Row], *, year: int, source: Say, id: str = "completeness") -> Chart:
    """Share of expected records received (0 to 1), by site and month; None: nothing received where something was due.

    A month in which nothing was due is NaN: it stays white and counts nowhere.
    """
    due = [v for _, months in rows for v in months if v is None or v == v]
    overall = sum(v or 0.0 for v in due) / len(due) if due else None
    open_ = sorted((r for r in rows if _mean(r[1]) < 0.995), key=lambda r: _mean(r[1]))
    names: Say = tuple(x for i, r in enumerate(open_[:2]) for x in ((", " if i else ""), r[0]))
    title = (say("completeness finding open", share=Number(overall, "%", decimals=1), year=str(year), sites=names) if open_
             else say("completeness finding full", year=str(year)))
    columns = (Column(say("site")), *(Column(str(m), "percent") for m in range(1, 13)), Column(say("year"), "percent"))
    body = tuple((r[0], *(None if v is None or v != v else v for v in r[1]), _mean(r[1])) for r in rows)
    alt = say("completeness alt", count=str(len(rows)), share=Number(overall, "%"),
              missing=str(sum(v is None for _, months in rows for v in months)))
    return Chart(id, "completeness", {"rows": tuple(rows)}, title, say("completeness unit", year=str(year)), alt, source,
                 Table(f"{id}-data", say("completeness data"), columns, body))


def _mean(months: Sequence[float | None]) -> float:
    due = [v or 0.0 for v in months if v is None or v == v]
    return sum(due) / len(due) if due else 1.0


@register("completeness")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Cells by site and month with the year's share at the right."""
    rows = chart.data["rows"]
    cells = [_cell(i, m, v) for i, (_, months) in enumerate(rows) for m, v in enumerate(months, 1) if v is None or v == v]
    x: Spec = {"field": "m", "type": "ordinal", "scale": {"domain": list(range(1, 13))},
               "axis": {"orient": "top", "labelAngle": 0, "title": None, "domain": False,
                        "labelExpr": f"{picked([lang.month(m) for m in range(1, 13)])}".replace("datum.value", "datum.value-1")}}
    names = [shorten(lang.text(r[0]), 34) for r in rows]
    y: Spec = {"field": "i", "type": "ordinal", "axis": {"title": None, "domain": False, "labelFontSize": 9, "labelColor": P["ink"],
               "labelExpr": picked(names)}}
    totals = [{"i": i, "v": 1, "label": lang.percent(_mean(r[1]))} for i, r in enumerate(rows)]
    side = {"data": values(totals), "mark": {"type": "text", "align": "left", "x": {"expr": "width+8"}, "fontWeight": 600},
            "encoding": {"y": y, "text": {"field": "label"}}}
    return finish({"layer": [*_cells(cells, x, y), side]}, chart, lang, height=76 + 19 * len(rows), width=width)


def _cell(i: int, m: int, v: float | None) -> Spec:
    whole = v is not None and v >= 0.995
    return {"i": i, "m": m, "v": None if v is None else 100 * v, "missing": v is None, "dark": v is not None and v >= 0.62,
            "label": "" if v is None or whole else f"{100 * v:.0f}"}


def _cells(cells: Sequence[Spec], x: Spec, y: Spec) -> list[Spec]:
    ramp = {"domain": [0, 40, 70, 100], "range": list(COMPLETENESS)}
    box = {"type": "rect", "stroke": "white", "strokeWidth": 2, "cornerRadius": 2}
    dashed = {**box, "fill": "white", "stroke": TEXT["#C58519"], "strokeWidth": 1, "strokeDash": [2, 2]}
    cross = {"type": "text", "text": "×", "color": TEXT["#C58519"], "fontSize": 11, "fontWeight": 600}
    ink = {"condition": {"test": "datum.dark", "value": "white"}, "value": P["ink"]}
    here, missing = values([c for c in cells if not c["missing"]]), values([c for c in cells if c["missing"]])
    return [
        {"data": here, "mark": box, "encoding": {
            "x": x, "y": y, "color": {"field": "v", "type": "quantitative", "scale": ramp, "legend": None},
            "tooltip": [{"field": "m", "title": " "}, {"field": "v", "title": "%", "format": ".0f"}]}},
        {"data": missing, "mark": dashed, "encoding": {"x": x, "y": y}},
        {"data": missing, "mark": cross, "encoding": {"x": x, "y": y}},
        {"data": here, "mark": {"type": "text"}, "encoding": {"x": x, "y": y, "text": {"field": "label"}, "color": ink}},
    ]
