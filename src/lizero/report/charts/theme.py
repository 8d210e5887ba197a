"""The quiet frame of every chart: type, axes, grid, number locale, and the words in `usermeta`.

A full figure is 480 points wide: one pixel of the specification is one point of the page.
"""

from __future__ import annotations

from typing import Any

from lizero.report.charts.words import wrap
from lizero.report.language import Language
from lizero.report.palette import P
from lizero.report.tree import Chart

__all__ = ["FONT", "WIDTH", "Spec", "bare", "finish", "locale", "narrow_axis", "scaled", "values"]

Spec = dict[str, Any]
WIDTH = 480
FONT = "Inter, Roboto, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
VEGA_LITE = "https://vega.github.io/schema/vega-lite/v6.json"
VEGA = "https://vega.github.io/schema/vega/v6.json"
_SCALED = {
    "fontSize", "labelFontSize", "labelLineHeight", "titleFontSize", "dx", "dy", "lineHeight", "labelPadding", "titlePadding", "titleY",
    "size", "strokeWidth", "labelLimit", "height", "cornerRadius", "xOffset", "yOffset", "x2Offset", "y2Offset",
}
_COMPOSED = ("vconcat", "hconcat", "concat", "facet")


def values(rows: Any) -> Spec:
    """Rows as the inline data of a layer."""
    return {"values": list(rows)}


def locale(lang: Language) -> Spec:
    """The number locale of an axis, the same rule as `Language.number`."""
    spanish = lang.id == "es"
    return {
        "decimal": "," if spanish else ".", "thousands": "\u00a0" if spanish else ",", "grouping": [3],
        "currency": ["", ""], "minus": "\u2212", "percent": "\u00a0%" if spanish else "%",
    }


def _config(lang: Language) -> Spec:
    axis = {
        "labelFont": FONT, "titleFont": FONT, "labelFontSize": 8.5, "titleFontSize": 8.5, "labelColor": P["ink2"],
        "titleColor": P["ink2"], "titleFontWeight": "normal", "gridColor": P["grid"], "gridWidth": 0.7, "domain": False,
        "ticks": False, "labelPadding": 5, "domainColor": P["rule"], "labelLimit": 220, "titleAnchor": "start",
        "titlePadding": 6,
    }
    return {
        "font": FONT, "background": "white", "padding": {"left": 2, "right": 2, "top": 2, "bottom": 2},
        "view": {"stroke": None}, "axis": axis,
        "axisX": {"grid": False, "domain": True, "domainWidth": 0.8, "domainColor": P["ink2"]},
        "axisY": {"titleAngle": 0, "titleAlign": "left", "titleY": -10, "titleX": 0},
        "title": _title_style(),
        "text": {"font": FONT, "fontSize": 8.5, "color": P["ink"]},
        "header": {"labelFont": FONT, "labelFontSize": 9, "labelFontWeight": 600, "labelColor": P["ink"],
                   "labelAnchor": "start", "title": None},
        "bar": {"continuousBandSize": 20}, "line": {"strokeWidth": 1.8, "strokeCap": "round"},
        "locale": {"number": locale(lang)},
    }


def _title_style() -> Spec:
    return {
        "font": FONT, "subtitleFont": FONT, "anchor": "start", "frame": "bounds", "fontSize": 12.5, "fontWeight": 700,
        "color": P["ink"], "subtitleFontSize": 9, "subtitleColor": P["ink2"], "lineHeight": 16,
        "subtitleLineHeight": 13, "subtitlePadding": 4, "offset": 6,
    }


def finish(spec: Spec, chart: Chart, lang: Language, *, height: float = 250, width: float = WIDTH) -> Spec:
    """The specification with finding, unit line, source, alternative text and theme on it; `height` is with one line of each."""
    vega, words = "marks" in spec, {k: lang.sentence(getattr(chart, k)) for k in ("title", "unit", "source", "alt")}
    out: Spec = {"$schema": VEGA if vega else VEGA_LITE, **spec, "description": words["alt"]}
    out["usermeta"] = {"lizero": {"id": chart.id, "chart": chart.name, "lang": lang.id, **words}}
    out["title"] = {"text": wrap(words["title"], round(70 * width / WIDTH), lang),
                    "subtitle": wrap(words["unit"], round(106 * width / WIDTH), lang)}
    config = _config(lang)
    out["config"] = {k: config[k] for k in ("title", "text", "locale", "background")} if vega else config
    if vega:
        out["title"].update(anchor="start", frame="bounds")
    elif not any(k in spec for k in _COMPOSED):
        out.setdefault("width", width)
        out.setdefault("autosize", {"type": "fit", "contains": "padding"})
        more = 16 * (len(out["title"]["text"]) - 1) + 13 * (len(out["title"]["subtitle"]) - 1)
        out.setdefault("height", height + (more if out["autosize"]["type"] == "fit" else 0))
    return out


def bare(spec: Spec) -> Spec:
    """The same drawing for a page that sets title, unit line and source as text."""
    out = {k: v for k, v in spec.items() if k != "title"}
    if out.get("autosize", {}).get("type") == "none":
        out["padding"] = {**spec["padding"], "top": 2}
    elif out.get("autosize", {}).get("type") == "fit":
        title = spec["title"]
        out["height"] = spec["height"] - 24 - 16 * len(title["text"]) - 13 * (len(title["subtitle"]) - 1)
    return out


def scaled(spec: Spec, k: float) -> Spec:
    """The same specification with type, offsets and heights `k` times as large, for a card on a screen."""
    out: Spec = _grown(spec, k)
    if isinstance(out.get("padding"), dict):
        out["padding"] = {side: size * k for side, size in out["padding"].items()}
    return out


def _grown(node: Any, k: float, key: str = "") -> Any:
    if isinstance(node, dict):
        return {a: b if a in ("data", "datasets", "values", "usermeta") else _grown(b, k, a) for a, b in node.items()}
    if isinstance(node, list):
        return [_grown(x, k, key) for x in node]
    grows = key in _SCALED and isinstance(node, (int, float)) and not isinstance(node, bool)
    return node * k if grows else node


def narrow_axis(every: list[Any], few: list[Any]) -> str:
    """A label expression that shows `every` tick on a wide axis and `few` on a narrow one."""
    return f"(width < 380 ? indexof({few}, datum.value) >= 0 : indexof({every}, datum.value) >= 0) ? datum.label : ''"
