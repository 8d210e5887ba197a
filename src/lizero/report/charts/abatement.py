"""Levers by what a tonne costs: width is what each cuts, height its cost. A view of the plan, not its method."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import polars as pl

from lizero.report.charts.forms import register
from lizero.report.charts.key import Entry, colour, held, key_row, numbered, sourced
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import label, ticks
from lizero.report.language import Language, Scale, pretty
from lizero.report.palette import P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Row = dict[str, Any]
MOST, LEAST = 14, 0.005
"""Levers drawn: those that cut most, and none of less than this share of all; the others are in the table."""


def chart(
    levers: pl.DataFrame, *, year: int, currency: str, source: Say, price: float | None = None, digest: str = "", id: str = "macc",
) -> Chart:
    """Bars from the cheapest lever to the dearest: `lever`, `transformation`, `abatement` (t CO2e a year), `cost` (`currency`/t CO2e).

    A lever that cuts nothing or has no cost stands in the table, not in the drawing, and the unit line counts it. `price`
    is an internal or market carbon price to compare with.
    """
    rows = held(levers, "lever", "transformation", "abatement", "cost", chart="abatement").to_dicts()
    known = sorted((r for r in rows if r["cost"] is not None and (r["abatement"] or 0) > 0), key=lambda r: (r["cost"], str(r["lever"])))
    what: Say = say("macc unit", year=str(year))
    if len(known) < len(rows):
        what = say("macc without", what=what, count=str(len(rows) - len(known)))
    drawn = _drawn(known)
    if len(drawn) < len(known):
        what = say("smaller in the table", unit=what, count=str(len(known) - len(drawn)))
    columns = (Column(say("lever")), Column(say("transformation")), Column(say("abatement"), "number"),
               Column(say("cost per tonne", currency=currency), "number"))
    body = tuple((r["lever"], say(f"transformation {r['transformation']}") if r["transformation"] else "", r["abatement"], r["cost"])
                 for r in sorted(rows, key=lambda r: (r["cost"] is None, r["cost"] or 0.0)))
    data = {"rows": drawn, "currency": currency, "price": price, "year": year}
    return Chart(id, "macc", data, _finding(known, price), what, _alt(known, currency), sourced(source, digest),
                 Table(f"{id}-data", say("macc data", year=str(year)), columns, body))


def _drawn(known: list[Row]) -> tuple[Row, ...]:
    """What is drawn, in the order of cost: a lever that cuts next to nothing would make the axis of cost its own."""
    least = LEAST * sum(r["abatement"] for r in known)
    largest = sorted((r for r in known if r["abatement"] >= least), key=lambda r: -r["abatement"])[:MOST]
    return tuple(r for r in known if any(r is k for k in largest))


def _finding(known: list[Row], price: float | None) -> Say:
    paying, count = sum(r["cost"] < 0 for r in known), str(len(known))
    first = say("macc finding", paying=str(paying), count=count) if paying > 1 else say(f"macc finding {'one' if paying else 'none'}", count=count)
    if price is None or not known:
        return first
    return say("macc finding price", first=first, below=str(sum(r["cost"] <= price for r in known)), price=_price(price))


def _price(price: float) -> Number:
    return Number(price, "", decimals=0 if price == round(price) else 2)


def _alt(known: list[Row], currency: str) -> Say:
    total = Number(sum(r["abatement"] for r in known), "t CO2e", scaled=True)
    nothing: Row = {"lever": "–", "cost": None}
    low, high = (known[0], known[-1]) if known else (nothing, nothing)
    return say("macc alt", count=str(len(known)), total=total, first=low["lever"], low=Number(low["cost"], f"{currency}/t CO2e"),
               last=high["lever"], high=Number(high["cost"], f"{currency}/t CO2e"))


@register("macc")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """Numbered bars with their names and amounts below."""
    rows, total = chart.data["rows"], sum(r["abatement"] for r in chart.data["rows"])
    scale = lang.scale(total)
    edges = [0.0, *accumulate(r["abatement"] / scale.divisor for r in rows)]
    bars = [{"i": i + 1, "x": edges[i], "x2": edges[i + 1], "m": (edges[i] + edges[i + 1]) / 2, "y": r["cost"],
             "c": colour(r["transformation"]), "label": str(i + 1), "name": pretty(lang.text(r["lever"])),
             "q": lang.number(r["abatement"] / scale.divisor, scale.decimals)} for i, r in enumerate(rows)]
    named, room = numbered([Entry(b["name"], b["c"], b["q"]) for b in bars], lang, width, below=46)
    keys, room = key_row([r["transformation"] for r in rows], lang, width, below=room + 8)
    x, y = _axes(edges[-1], bars, scale, chart, lang)
    return finish({"layer": [*_bars(bars, x, y, chart, lang), *named, *keys]}, chart, lang, height=188 + room, width=width)


def _axes(total: float, bars: list[Row], scale: Scale, chart: Chart, lang: Language) -> tuple[Spec, Spec]:
    found = [0.0, chart.data["price"] or 0.0, *(b["y"] for b in bars)]
    low, high = min(found), max(found)
    room = 0.1 * ((high - low) or 1.0)
    across = lang.text(say("macc x", unit=f"{scale.unit} CO₂e", year=str(chart.data["year"])))
    x: Spec = {"field": "x", "type": "quantitative", "title": across, "scale": {"domain": [0, total or 1], "nice": False},
               "axis": {"tickCount": 6, "domain": False}}
    y: Spec = {"field": "y", "type": "quantitative", "title": lang.text(say("macc y", currency=chart.data["currency"])),
               "scale": {"domain": [low - room if low < 0 else 0, high + room], "nice": False},
               "axis": {"tickCount": 12, "values": ticks(high, low)}}
    return x, y


def _bars(bars: list[Row], x: Spec, y: Spec, chart: Chart, lang: Language) -> list[Spec]:
    price = chart.data["price"]
    tip = [{"field": "name", "title": " "}, {"field": "q", "title": lang.text(say("abatement short"))}]
    solid = {"data": values(bars), "mark": {"type": "rect", "stroke": "white", "strokeWidth": 1}, "encoding": {
        "x": x, "x2": {"field": "x2"}, "y": y, "y2": {"datum": 0}, "color": {"field": "c", "type": "nominal", "scale": None}, "tooltip": tip}}
    zero = {"data": values([{"y": 0}]), "mark": {"type": "rule", "color": P["ink"], "strokeWidth": 0.9}, "encoding": {"y": y}}
    middle = {**x, "field": "m"}
    texts = [*label(values([b for b in bars if b["y"] >= 0]), middle, y, dy=-7, fontWeight=600),
             *label(values([b for b in bars if b["y"] < 0]), middle, y, dy=8, fontWeight=600)]
    if price is None:
        return [solid, zero, *texts]
    words = lang.text(say("carbon price", price=_price(price)))
    line = {"data": values([{"y": price}]), "mark": {"type": "rule", "strokeDash": [4, 3], "color": P["ink"]}, "encoding": {"y": y}}
    named = {"data": values([{"y": price, "label": words}]), "mark": {"type": "text", "align": "left", "x": 2, "dy": -6},
             "encoding": {"y": y, "text": {"field": "label"}}}
    return [solid, line, zero, *texts, named]
