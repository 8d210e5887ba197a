"""How sure a footprint is: the spread of its draws as density, interval and median, products compared draw by draw."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from lizero.report.charts.forms import register
from lizero.report.charts.key import held, sourced
from lizero.report.charts.theme import Spec, finish, values
from lizero.report.charts.words import lines, listed, text_units, ticks
from lizero.report.language import Language, pretty
from lizero.report.palette import DIRECTION, SCOPES, P
from lizero.report.tree import Chart, Column, Number, Say, Table, say

__all__ = ["chart"]

Row = dict[str, Any]
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
GRID = 80


def chart(
    draws: pl.DataFrame, *, unit: str, what: Say, source: Say, published: pl.DataFrame | None = None, digest: str = "",
    id: str = "uncertainty",
) -> Chart:
    """The draws of one or more products: `product`, `draw`, `value` in `unit`; equal `draw` means a joint draw.

    `published` holds `product` and `value` of others' answers, drawn as crosses. The title says in how many of the joint
    draws the product with the lowest median is below every other; with one product, where 90% of its draws lie.
    """
    frame = held(draws, "product", "draw", "value", chart="uncertainty").drop_nulls("value")
    frame = frame.with_columns(pl.col("product").map_elements(pretty, return_dtype=pl.String))
    rows = sorted((_row(str(name), part["value"].to_numpy()) for (name,), part in frame.group_by(["product"], maintain_order=True)),
                  key=lambda r: (r["p50"], r["product"]))
    others = [] if published is None else held(published, "product", "value", chart="uncertainty").to_dicts()
    others = [{**o, "product": pretty(o["product"])} for o in others]
    columns = (Column(say("product")), *(Column(f"p{round(100 * q)}", "number") for q in LEVELS))
    body = tuple((r["product"], *(r[f"p{round(100 * q)}"] for q in LEVELS)) for r in rows)
    n = frame.group_by("product").len()["len"].max()
    return Chart(id, "uncertainty", {"rows": tuple(rows), "published": tuple(others), "unit": unit}, _finding(rows, frame, unit),
                 say("uncertainty unit", what=what, draws=Number(float(str(n)), "", decimals=0)), _alt(rows, unit), sourced(source, digest),
                 Table(f"{id}-data", say("uncertainty data", unit=unit), columns, body))


def _row(name: str, drawn: Any) -> Row:
    found = np.quantile(drawn, LEVELS)
    return {"product": name, **{f"p{round(100 * q)}": float(v) for q, v in zip(LEVELS, found, strict=True)}, "density": _density(drawn)}


def _density(drawn: Any) -> list[tuple[float, float]]:
    """A Gaussian kernel estimate with Silverman's width, between the 0.5th and 99.5th percentile, highest value 1."""
    spread = min(float(np.std(drawn)), float(np.subtract(*np.quantile(drawn, [0.75, 0.25]))) / 1.34 or float(np.std(drawn)))
    if not spread:
        return []
    width = 0.9 * spread * len(drawn) ** -0.2
    low, high = np.quantile(drawn, [0.005, 0.995])
    grid = np.linspace(low, high, GRID)
    edges = np.linspace(drawn.min() - width, drawn.max() + width, 401)
    counts, _ = np.histogram(drawn, edges)
    middle = (edges[1:] + edges[:-1]) / 2
    height = (np.exp(-0.5 * ((grid[:, None] - middle) / width) ** 2) * counts).sum(axis=1)
    return [(float(x), float(y)) for x, y in zip(grid, height / height.max(), strict=True)]


def _finding(rows: list[Row], frame: pl.DataFrame, unit: str) -> Say:
    lead = rows[0]
    if len(rows) == 1:
        return say("uncertainty finding one", product=lead["product"], low=Number(lead["p5"], ""), high=Number(lead["p95"], unit))
    joint = frame.pivot(on="product", index="draw", values="value", aggregate_function="first").drop_nulls()
    if joint.is_empty():
        return say("uncertainty finding apart", product=lead["product"], low=Number(lead["p50"], unit))
    others = [c for c in joint.columns if c not in ("draw", lead["product"])]
    share = joint.select((pl.col(lead["product"]) < pl.min_horizontal(others)).mean()).item()
    nearly = 0.995 <= share < 1
    shown = Number(min(share, 0.999), "%", decimals=1) if nearly else Number(share, "%")
    return say("uncertainty finding", product=lead["product"], share=shown)


def _alt(rows: list[Row], unit: str) -> Say:
    parts: list[Say] = []
    for r in rows[:6]:
        parts += ["; " if parts else "", r["product"], " ", Number(r["p50"], ""), " (", Number(r["p5"], ""), "–", Number(r["p95"], ""), ")"]
    return say("uncertainty alt", parts=tuple(parts), unit=unit)


@register("uncertainty")
def draw(chart: Chart, lang: Language, width: float) -> Spec:
    """A line a product: density above, thin line 90%, thick line 50%, ring at the median, figures at the right."""
    rows, others = chart.data["rows"], chart.data["published"]
    names = [lines(lang.sentence(r["product"]), 34 if width > 400 else 22, lang, 3) for r in rows]
    high = max([r["p95"] for r in rows] + [r["density"][-1][0] for r in rows if r["density"]] + [o["value"] for o in others])
    low = min([0.0, *(r["p5"] for r in rows)])
    marks = [{**_marks(r, i, lang)} for i, r in enumerate(rows)]
    at = {r["product"]: i for i, r in enumerate(rows)}
    crosses = [{"i": at[o["product"]] + 0.22, "x": o["value"]} for o in others if o["product"] in at]
    x: Spec = {"type": "quantitative", "scale": {"domain": [low, high * 1.02], "nice": False}, "title": lang.unit(chart.data["unit"]),
               "axis": {"grid": True, "domain": False, "tickCount": 12, "values": ticks(high, low)}}
    y: Spec = {"type": "quantitative", "scale": {"domain": [-0.95, len(rows) - 0.6], "reverse": True, "nice": False}, "axis": None}
    layers = [*_shapes(rows, marks, crosses, x, y), *listed(names, {**y, "field": "i"}), *_figures(marks, y)]
    return finish({"layer": layers}, chart, lang, height=86 + (46 if any(len(n) > 2 for n in names) else 36) * len(rows), width=width)


def _marks(r: Row, i: int, lang: Language) -> Row:
    size = max(abs(r["p95"]), abs(r["p50"]))
    decimals = 0 if size >= 100 else 1 if size >= 1 else 2 if size >= 0.1 else 3
    spread = f"{lang.number(r['p5'], decimals)}–{lang.number(r['p95'], decimals)}"
    return {"i": i, **{k: r[k] for k in ("p5", "p25", "p50", "p75", "p95")}, "label": lang.number(r["p50"], decimals), "range": spread,
            "name": lang.text(r["product"])}


def _shapes(rows: list[Row], marks: list[Row], crosses: list[Row], x: Spec, y: Spec) -> list[Spec]:
    hills = [{"x": a, "lo": i - 0.1, "hi": i - 0.1 - 0.62 * b, "i": i} for i, r in enumerate(rows) for a, b in r["density"]]
    here = {**y, "field": "i"}
    tip = [{"field": "name", "title": " "}, {"field": "label", "title": "p50"}, {"field": "range", "title": "p5–p95"}]

    def rule(a: str, b: str, thick: float) -> Spec:
        return {"data": values(marks), "mark": {"type": "rule", "color": SCOPES["1"], "strokeWidth": thick},
                "encoding": {"x": {**x, "field": a}, "x2": {"field": b}, "y": here, "tooltip": tip}}

    return [
        {"data": values(hills), "mark": {"type": "area", "color": SCOPES["2"], "opacity": 0.28, "interpolate": "monotone"},
         "encoding": {"x": {**x, "field": "x"}, "y": {**y, "field": "lo"}, "y2": {"field": "hi"}, "detail": {"field": "i"}}},
        rule("p5", "p95", 1.2), rule("p25", "p75", 4.5),
        {"data": values(marks), "mark": {"type": "point", "filled": True, "fill": "white", "stroke": SCOPES["1"], "strokeWidth": 1.5,
                                         "size": 42, "opacity": 1}, "encoding": {"x": {**x, "field": "p50"}, "y": here, "tooltip": tip}},
        {"data": values(crosses), "mark": {"type": "point", "shape": "cross", "filled": True, "color": DIRECTION["increase"], "size": 46,
                                           "angle": 45, "opacity": 1, "stroke": "white", "strokeWidth": 0.6},
         "encoding": {"x": {**x, "field": "x"}, "y": here}},
    ]


def _figures(marks: list[Row], y: Spec) -> list[Spec]:
    """Median and interval at the right."""
    here = {**y, "field": "i"}
    wide = max(text_units(m["label"]) for m in marks) * 5.2 + 12
    side = {"type": "text", "align": "left", "x": {"expr": "width"}}
    return [
        {"data": values(marks), "mark": {**side, "dx": 8, "fontWeight": 600}, "encoding": {"y": here, "text": {"field": "label"}}},
        {"data": values(marks), "mark": {**side, "dx": 8 + wide, "color": P["ink2"]}, "encoding": {"y": here, "text": {"field": "range"}}},
    ]
