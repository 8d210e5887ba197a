"""Where the chain's sites lie and what moves between them, over a plain outline of the land: no borders."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import polars as pl

from lizero.reference import data_set
from lizero.report.charts.forms import register
from lizero.report.charts.key import colour, held, key_row, sourced
from lizero.report.charts.placing import place
from lizero.report.charts.theme import WIDTH, Spec, finish, values
from lizero.report.charts.words import shorten, text_units
from lizero.report.language import Language, pretty
from lizero.report.palette import SCOPES, P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart", "project"]

Row = dict[str, Any]
HEIGHT, CENTRE, SCALE, MIDDLE = 206.0, 150.0, 87.0, (238.0, 112.0)
_A = (1.340264, -0.081106, 0.000893, 0.003796)


def chart(
    sites: pl.DataFrame, flows: pl.DataFrame | None = None, *, unit: str, what: Say, source: Say, digest: str = "", id: str = "sites",
) -> Chart:
    """Sites (`site`, `name`, `longitude`, `latitude` in degrees, `transformation`) and flows (`source`, `target`, `amount` in `unit`).

    `source` and `target` are ids of sites. A site without coordinates, and its flows, stand in the table and are counted in
    the unit line. The title names the largest flow and its share of all that moves.
    """
    rows = held(sites, "site", "name", "longitude", "latitude", "transformation", chart="sites").to_dicts()
    moved = [] if flows is None or flows.is_empty() else held(flows, "source", "target", "amount", chart="sites").to_dicts()
    names = {r["site"]: pretty(str(r["name"])) for r in rows}
    moved = sorted((f for f in moved if f["amount"]), key=lambda f: -f["amount"])
    placed = [r for r in rows if r["longitude"] is not None and r["latitude"] is not None]
    told: Say = say("map unit", what=what)
    if len(placed) < len(rows):
        told = say("map without", what=told, count=str(len(rows) - len(placed)))
    columns = (Column(say("from")), Column(say("to")), Column(say("amount in", unit=unit), "number"))
    body = tuple((names.get(f["source"], f["source"]), names.get(f["target"], f["target"]), f["amount"]) for f in moved)
    data = {"sites": tuple({**r, "name": names[r["site"]]} for r in placed), "flows": tuple(moved), "unit": unit}
    return Chart(id, "sites", data, _finding(rows, moved, names), told, _alt(placed, moved, names, unit),
                 say("land source", source=sourced(source, digest)), Table(f"{id}-data", say("map data", unit=unit), columns, body))


def _finding(rows: list[Row], moved: list[Row], names: dict[str, str]) -> Say:
    if not moved:
        return say("map finding sites", count=str(len(rows)))
    lead = moved[0]
    share = lead["amount"] / math.fsum(f["amount"] for f in moved)
    return say("map finding", share=Number(share, "%"), source=names.get(lead["source"]) or str(lead["source"]),
               target=names.get(lead["target"]) or str(lead["target"]))


def _alt(placed: list[Row], moved: list[Row], names: dict[str, str], unit: str) -> Say:
    parts: list[Say] = []
    for f in moved[:3]:
        ends = f"{names.get(f['source'], f['source'])} → {names.get(f['target'], f['target'])} "
        parts += ["; " if parts else "", ends, Number(f["amount"], unit)]
    return say("map alt", count=str(len(placed)), flows=str(len(moved)), parts=tuple(parts) or "–")


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Equal Earth coordinates (Šavrič, Patterson, Jenny 2018) with 150° E in the middle; x east, y north, radius 1.

    >>> project(150, 0)
    (0.0, 0.0)
    """
    turned = math.radians((longitude - CENTRE + 180) % 360 - 180)
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    a, b, c, d = _A
    slope = 9 * d * t**8 + 7 * c * t**6 + 3 * b * t**2 + a
    return 2 * math.sqrt(3) * turned * math.cos(t) / (3 * slope), t * (d * t**8 + c * t**6 + b * t**2 + a)


@cache
def _land() -> Any:
    return json.loads(data_set("land").text("land.geojson"))


@register("sites")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Land in pale sand, flows as great circles with a white casing, sites as dots with their names."""
    k = width / WIDTH
    projection = {"type": "equalEarth", "scale": SCALE * k, "translate": [MIDDLE[0] * k, MIDDLE[1] * k], "rotate": [-CENTRE, 0, 0],
                  "precision": 0.1}
    sites = chart.data["sites"]
    keys, room = key_row([s["transformation"] for s in sites], lang, width, below=8)
    land = {"data": {"values": [_land()]}, "mark": {"type": "geoshape", "fill": P["land"], "stroke": None}, "projection": projection}
    layers = [land, *_lines(chart, lang, projection), *_dots(sites, projection, lang), *_names(sites, projection, k, lang), *keys]
    spec = finish({"layer": layers, "autosize": {"type": "none"}}, chart, lang, height=HEIGHT * k, width=width - 4)
    top = 12 + 16 * len(spec["title"]["text"]) + 13 * len(spec["title"]["subtitle"])
    spec["padding"] = {"left": 2, "right": 2, "top": top, "bottom": room + 2}
    spec["config"]["view"] = {"stroke": None, "clip": False}
    return spec


def _lines(chart: Chart, lang: Language, projection: Spec) -> list[Spec]:
    at = {s["site"]: [s["longitude"], s["latitude"]] for s in chart.data["sites"]}
    drawn = [f for f in chart.data["flows"] if f["source"] in at and f["target"] in at and f["source"] != f["target"]]
    most, unit, layers = max((f["amount"] for f in drawn), default=1.0), lang.unit(chart.data["unit"]), []
    for casing in (True, False):
        for f in drawn:
            thick = 0.6 + 4.4 * math.sqrt(f["amount"] / most) + (1.6 if casing else 0.0)
            line = {"type": "Feature", "properties": {"t": f"{lang.number(f['amount'])} {unit}"},
                    "geometry": {"type": "LineString", "coordinates": [at[f["source"]], at[f["target"]]]}}
            mark = {"type": "geoshape", "filled": False, "stroke": "white" if casing else SCOPES["1"], "strokeWidth": thick,
                    "strokeOpacity": 0.9 if casing else 0.62, "strokeCap": "round", "aria": False}
            layers.append({"data": {"values": [line]}, "mark": mark, "projection": projection})
    return layers


def _dots(sites: tuple[Row, ...], projection: Spec, lang: Language) -> list[Spec]:
    data = [{"lon": s["longitude"], "lat": s["latitude"], "c": colour(s["transformation"]), "label": lang.text(s["name"])} for s in sites]
    return [{"data": values(data), "mark": {"type": "circle", "size": 58, "stroke": "white", "strokeWidth": 1.2, "opacity": 1},
             "projection": projection, "encoding": {"longitude": {"field": "lon"}, "latitude": {"field": "lat"},
             "color": {"field": "c", "type": "nominal", "scale": None}, "tooltip": [{"field": "label", "title": " "}]}}]


def _names(sites: tuple[Row, ...], projection: Spec, k: float, lang: Language) -> list[Spec]:
    flat = [project(s["longitude"], s["latitude"]) for s in sites]
    at = [(k * (MIDDLE[0] + SCALE * x), k * (MIDDLE[1] - SCALE * y)) for x, y in flat]
    names = [shorten(lang.text(s["name"]), 56 if k > 0.8 else 24) for s in sites]
    placed = place(at, [text_units(n) * 4.5 for n in names], (WIDTH * k, HEIGHT * k))
    layers = []
    for s, name, p in zip(sites, names, placed, strict=True):
        for halo in (True, False):
            mark = {"type": "text", "align": p.align, "baseline": "middle", "dx": p.dx, "dy": p.dy}
            mark |= {"stroke": "white", "strokeWidth": 2.6, "strokeJoin": "round", "aria": False} if halo else {}
            layers.append({"data": values([{"lon": s["longitude"], "lat": s["latitude"], "label": name}]), "mark": mark,
                           "projection": projection, "encoding": {"longitude": {"field": "lon"}, "latitude": {"field": "lat"},
                                                                  "text": {"field": "label"}}})
    return layers
