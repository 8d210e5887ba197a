"""Specifications drawn without a browser: SVG for pages, PNG for files, compiled Vega for the web."""

from __future__ import annotations

import re

import vl_convert

from lizero.report.charts.theme import Spec, bare, scaled
from lizero.report.fonts import families, han_face, ready

__all__ = ["png", "svg", "vega"]

_HAN = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
_TEXT = re.compile(r"<text ([^>]*)>(.*?)</text>", re.S)
_FAMILY = re.compile(r"font-family=(\"[^\"]*\"|'[^']*')")
_LOWERED = {chr(0x2080 + i): str(i) for i in range(10)} | {"\u2093": "x"}


def svg(spec: Spec, *, titled: bool = False) -> str:
    """The drawing as SVG; one face named for each label, so that every renderer sets it alike."""
    ready()
    drawing = spec if titled else bare(spec)
    text = vl_convert.vega_to_svg(drawing) if "marks" in drawing else vl_convert.vegalite_to_svg(drawing)
    return _faces(text)


def png(spec: Spec, *, scale: float = 2.0, titled: bool = True) -> bytes:
    """The drawing as PNG at `scale` pixels a point."""
    return bytes(vl_convert.svg_to_png(svg(spec, titled=titled), scale=scale))


def vega(spec: Spec, *, k: float = 1.0, fluid: bool = True) -> Spec:
    """The drawing as a Vega specification for the browser: type `k` times as large, as wide as its box."""
    drawing = bare(spec)
    if "marks" in drawing:
        return drawing
    if fluid and drawing.get("autosize", {}).get("type") == "fit":
        drawing = {**drawing, "width": "container", "autosize": {"type": "fit", "contains": "padding", "resize": True}}
    drawing = scaled(drawing, k)
    drawing["config"] = {**drawing["config"], "background": None}
    compiled: Spec = vl_convert.vegalite_to_vega(drawing)
    return compiled


def _faces(text: str) -> str:
    """Name one face a label: a renderer without font fallback by glyph would take any face that has the one it misses."""
    latin, han = ("Inter" if "Inter" in families() else "Roboto"), han_face() or "sans-serif"
    return _TEXT.sub(lambda m: _one(m, latin, han), text)


def _one(found: re.Match[str], latin: str, han: str) -> str:
    attributes, body = found.groups()
    chinese = bool(_HAN.search(body))
    if chinese:
        body = "".join(f'<tspan baseline-shift="sub" font-size="72%">{_LOWERED[c]}</tspan>' if c in _LOWERED else c
                       for c in body)
    return f'<text {_FAMILY.sub(f"font-family={chr(34)}{han if chinese else latin}{chr(34)}", attributes)}>{body}</text>'
