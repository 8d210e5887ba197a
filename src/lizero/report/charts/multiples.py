"""The same measure for many sites, each in a small plot of its own on one scale, with the whole in grey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lizero.report.charts.forms import register
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import ceiling, lines, picked, ticks
from lizero.report.language import Language
from lizero.report.palette import SCOPES, P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["Panel", "chart"]

Path = Mapping[int, float]
TALL, AXIS = 82.0, 27.0
HALO: Spec = {"stroke": "white", "strokeWidth": 3, "strokeJoin": "round", "aria": False}


@dataclass(frozen=True, slots=True)
class Panel:
    """A site, or another thing of a set: its name and its values by year."""

    name: Say
    path: Path


def chart(panels: Sequence[Panel], whole: Path, *, unit: str, what: Say, source: Say, id: str = "multiples") -> Chart:
    """A panel each in the order given, in `unit`; `whole` is the value of all together. The title counts who fell since its first year.

    A panel without a value is left out. Raises ValueError when none is left.
    """
    shown = [p for p in panels if p.path]
    if not shown:
        raise ValueError("the multiples chart needs at least one panel with a value; the panels have none")
    years = sorted({y for p in shown for y in p.path} | set(whole))
    columns = (Column(say("site")), *(Column(str(y), "number", 2) for y in years))
    every = (*shown, *([Panel(say("multiples whole"), whole)] if whole else []))
    rows = tuple((p.name, *(p.path.get(y) for y in years)) for p in every)
    table = Table(f"{id}-data", say("multiples data", unit=unit), columns, rows, strong=frozenset({len(shown)} if whole else ()))
    data = {"panels": tuple(shown), "whole": dict(whole), "unit": unit}
    return Chart(id, "multiples", data, _finding(shown), what, _alt(shown, unit), source, table)


def _change(p: Panel) -> float:
    return p.path[max(p.path)] - p.path[min(p.path)]


def _finding(panels: Sequence[Panel]) -> Say:
    """How many fell between their first and last year, and which rose most where any rose."""
    several = [p for p in panels if len(p.path) > 1]
    if not several:
        lead = max(panels, key=lambda p: p.path[max(p.path)])
        return say("multiples finding highest", name=lead.name)
    fell, most = sum(_change(p) < 0 for p in several), max(several, key=_change)
    counts = {"count": str(fell), "of": str(len(several)), "since": str(min(min(p.path) for p in several))}
    if fell == len(several):
        return say("multiples finding all", **counts)
    return say("multiples finding", **counts, name=most.name)


def _alt(panels: Sequence[Panel], unit: str) -> Say:
    parts: list[Say] = []
    for p in panels:
        parts += ["; " if parts else "", p.name, " ", Number(p.path[min(p.path)], ""), " → ", Number(p.path[max(p.path)], "")]
    return say("multiples alt", count=str(len(panels)), unit=unit, parts=tuple(parts))


@register("multiples")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Small lines with their last value, the whole in grey behind each, up to five beside one another, two where the box is narrow."""
    panels, whole = chart.data["panels"], chart.data["whole"]
    columns = 2 if width <= 400 else len(panels) if len(panels) <= 5 else 4
    wide = (width - AXIS - 16 * (columns - 1)) / columns
    years = sorted({y for p in panels for y in p.path} | set(whole))
    top = max([*(v for p in panels for v in p.path.values()), *whole.values()])
    x: Spec = {"field": "year", "type": "quantitative", "title": None, "scale": {"domain": [years[0], years[-1] + (0.12 * (years[-1] - years[0]))],
               "nice": False}, "axis": {"format": "d", "values": sorted({years[0], years[-1]}), "labelFlush": True, "tickCount": 9}}
    y: Spec = {"field": "v", "type": "quantitative", "title": None, "scale": {"domain": [0, ceiling(top, 0.2)], "nice": False},
               "axis": {"tickCount": 6, "values": ticks(top, count=3)}}
    rows = [row for i, p in enumerate(panels) for row in _rows(i, p, whole, lang)]
    names = [lines(lang.sentence(p.name), int((wide + 8) / 4.5), lang, 3) for p in panels]
    head = {"title": None, "labelExpr": picked(names), "labelAnchor": "start", "labelAlign": "left", "labelFontSize": 8.5, "labelLineHeight": 10.5,
            "labelPadding": 4, "labelFontWeight": 600}
    spec = {"data": values(rows), "facet": {"field": "p", "type": "ordinal", "title": None, "header": head},
            "columns": columns, "spacing": {"row": 14, "column": 16}, "resolve": {"axis": {"x": "independent"}},
            "spec": {"width": wide, "height": TALL, "layer": _layers(x, y)}}
    return finish(spec, chart, lang, width=width)


def _rows(i: int, p: Panel, whole: Path, lang: Language) -> list[dict[str, Any]]:
    last, size = max(p.path), max(p.path.values())
    places = 0 if size >= 100 else 1 if size >= 0.95 else 2
    return [
        *({"p": i, "k": "all", "year": y, "v": v} for y, v in sorted(whole.items())),
        *({"p": i, "k": "one", "year": y, "v": v, "t": lang.number(v), "name": lang.text(p.name)} for y, v in sorted(p.path.items())),
        {"p": i, "k": "last", "year": last, "v": p.path[last], "label": lang.number(p.path[last], places)},
    ]


def _layers(x: Spec, y: Spec) -> list[Spec]:
    def of(kind: str, mark: Spec, **encoding: Any) -> Spec:
        return {"transform": [{"filter": f"datum.k == '{kind}'"}], "mark": mark, "encoding": encoding}

    tip = [{"field": "name", "title": " "}, {"field": "year", "title": " "}, {"field": "t", "title": "  "}]
    last: Spec = {"type": "text", "dy": -9, "fontWeight": 600}
    solid = {"type": "line", "color": SCOPES["1"], "strokeWidth": 2, "point": {"filled": True, "size": 14, "fill": SCOPES["1"]}}
    return [
        of("all", {"type": "line", "color": P["mean"], "strokeWidth": 1.3}, x=x, y=y),
        of("one", solid, x=x, y=y, tooltip=tip),
        *(of("last", {**last, **halo}, x=x, y=y, text={"field": "label"}) for halo in (HALO, {})),
    ]
