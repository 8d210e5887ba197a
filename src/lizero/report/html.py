"""One self-contained web page: no outside request, strict content policy, charts drawn before any script runs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import vl_convert
from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from lizero.report.charts import specification
from lizero.report.charts.draw import svg, vega
from lizero.report.columns import SHORT
from lizero.report.safe import shown
from lizero.report.tree import Chart, say
from lizero.report.view import Block, View

__all__ = ["chart_markup", "page"]

_WORDS = {
    "method": "method tag", "table": "table", "figure": "figure", "source": "source is", "data": "show the data",
    "digest": "digest", "draft": "draft", "skip": "skip", "contents": "contents", "notes": "notes", "back": "back",
    "rerun": "rerun", "close": "close", "fail": "chart failed",
}
_LONG_WORD = re.compile(r"\S{25,}")
NARROW, NARROW_FIXED = 350, 330
"""Points in which the drawing for a phone is laid out; less where it scales as a whole, so that its type stays readable."""
_PANEL = ("where", "value", "unit", "how", "id", "digest", "command")
_TONES = {"#123B52": "1", "#27708A": "2", "#7399A4": "3", "#971541": "m", "#C58519": "o", "#1F6FB2": "p", "#1C8588": "t", "#3B2673": "v"}


def page(v: View, meta: Any) -> str:
    """The page of a view: `meta` is the document's (title, organisation, digest, command, watermark …)."""
    css, js, library = _css(), _file("page.js"), _library() if v.charts else ""
    specs = {str(i): _json(_variants(c, v)) for i, c in enumerate(v.charts)}
    return _environment().get_template("page.html.j2").render(
        lang=v.lang.id, title=v.text(meta.title), subtitle=v.text(meta.subtitle), kicker=_kicker(v, meta), css=Markup(css),
        js=Markup(js), library=Markup(library), csp=_policy(css, [s for s in (library, js) if s]), sections=_sections(v),
        watermark=v.text(meta.watermark), words={k: v.text(say(m)) for k, m in _WORDS.items()}, notes=v.notes,
        digest=meta.digest[:16], footer=_footer(v, meta), command=shown(meta.command), specs=specs, numbers=_numbers(v, meta),
    )


@cache
def _environment() -> Environment:
    made = Environment(loader=FunctionLoader(_file), autoescape=select_autoescape(default=True, default_for_string=True),
                       undefined=StrictUndefined, trim_blocks=True)
    made.filters["breaks"] = _breaks
    return made


def _breaks(runs: Sequence[Block]) -> str:
    """The class of a cell by how its text may break: a short one never, a word longer than a column anywhere."""
    text = "".join(r["t"] for r in runs)
    return " short" if len(text) <= SHORT else " long" if _LONG_WORD.search(text) else ""


@cache
def _file(name: str) -> str:
    return files("lizero.report").joinpath("pages", name).read_text(encoding="utf-8")


@cache
def _css() -> str:
    faces = "".join(
        f'@font-face{{font-family:"lizero Roboto";font-weight:{w};font-display:swap;'
        f'src:url(data:font/woff2;base64,{base64.b64encode(_bytes(f"roboto-{w}.woff2")).decode()}) format("woff2")}}\n'
        for w in (400, 600, 700)
    )
    tones = "".join(f".k{t}{{border-color:{c}}}" for c, t in _TONES.items())
    return faces + _file("page.css") + tones


def _bytes(name: str) -> bytes:
    return files("lizero.report").joinpath("pages", name).read_bytes()


@cache
def _library() -> str:
    return str(vl_convert.javascript_bundle("window.vegaEmbed=vegaEmbed;")).replace("</script", "<\\/script")


def _policy(css: str, scripts: Sequence[str]) -> str:
    hashed = " ".join(_hash(s) for s in scripts)
    return (f"default-src 'none'; script-src {hashed}; style-src {_hash(css)}; font-src data:; img-src data:; "
            "base-uri 'none'; form-action 'none'")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"


def _json(value: Any) -> Markup:
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _kicker(v: View, meta: Any) -> str:
    parts = [shown(meta.organisation), meta.year, v.lang.day(meta.date) if meta.date else "", v.text(say(f"kind {meta.kind}"))]
    return " · ".join(p for p in parts if p)


def _footer(v: View, meta: Any) -> str:
    return f"lizero · {v.text(say('digest'))} {meta.digest or '–'}"


def _sections(v: View) -> list[Block]:
    """Blocks gathered under their chapter; what stands before the first has none."""
    out: list[Block] = [{"id": "", "text": "", "lead": [], "blocks": []}]
    charts = iter(range(len(v.charts)))
    for b in v.blocks:
        if b["type"] == "heading" and b["level"] == 1:
            out.append({**b, "blocks": []})
        else:
            out[-1]["blocks"].append(_prepared(b, v, charts))
    return [s for s in out if s["blocks"] or s["text"]]


def _prepared(b: Block, v: View, charts: Any) -> Block:
    match b["type"]:
        case "heading":
            return {**b, "type": "subheading"}
        case "cards":
            return {**b, "cards": [{**c, "tone": _TONES.get(c["colour"], "")} for c in b["cards"]]}
        case "findings":
            return {**b, "entries": b["items"]}
        case "chart":
            i = next(charts)
            return {**b, "key": str(i), "svg": chart_markup(v.charts[i], v)}
    return b


def chart_markup(chart: Chart, v: View) -> Markup:
    """The static drawing of a chart as inline SVG that fills its box."""
    text = svg(specification(chart, v.lang))
    found = re.search(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"', text)
    if found:
        text = text.replace(f'width="{found[1]}" height="{found[2]}"', 'aria-hidden="true"', 1)
    return Markup(text.replace('fill="white"', 'fill="none"', 1) if "background" not in text else text)


def _variants(chart: Chart, v: View) -> Block:
    """The live specification for a wide box and, where width changes the layout, for a narrow one."""
    wide = specification(chart, v.lang)
    fixed = wide.get("autosize", {}).get("type") != "fit"
    narrow = specification(chart, v.lang, width=NARROW_FIXED if fixed else NARROW)
    return {"wide": vega(wide, k=1.0 if fixed else 1.45), "narrow": vega(narrow, k=1.0 if fixed else 1.2), "fixed": fixed}


def _numbers(v: View, meta: Any) -> Markup:
    figures = {k: {"printed": n.printed, "value": repr(n.value), "unit": n.unit, "where": n.where, "how": n.how}
               for k, n in v.numbers.items()}
    labels = [[k, v.text(say(f"panel {k}"))] for k in _PANEL]
    command = f"lizero explain --document {v.text(say('this file'))} {{id}}"
    return _json({"figures": figures, "digest": meta.digest, "command": command, "labels": labels})
