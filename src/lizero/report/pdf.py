"""PDF through typst: PDF/A-3 with the structure of PDF/UA, from the same resolved tree as the page and the workbook.

Every text reaches typst as data, never as markup. A character that no typeface has is replaced by its name in brackets, with
a finding: never an empty box.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from importlib.resources import files
from itertools import takewhile
from typing import Any

import typst

from lizero.errors import Finding, LizeroError
from lizero.report.charts import specification
from lizero.report.charts.draw import svg
from lizero.report.columns import balanced, widths
from lizero.report.fonts import FOLDER, families, han_face
from lizero.report.palette import STATUS, P
from lizero.report.palette import TRANSFORMATIONS as COLOURS
from lizero.report.safe import shown
from lizero.report.tree import say
from lizero.report.view import Block, View, figures

__all__ = ["PdfRefused", "pdf"]

STANDARDS = ["a-3a", "ua-1"]
_WORDS = {"method": "method tag", "table": "table", "figure": "figure", "source": "source is", "draft": "draft", "contents": "contents",
          "numbers": "about numbers", "twin": "about twin"}
_REGIONS = {"en": ("en", "gb"), "zh-Hans": ("zh", "cn"), "es": ("es", "es")}
_SEVERITY = {"error": "#971541", "warning": "#C58519", "notice": "#64707A"}
_LONG = 26
_TABLE, _SMALL, _FEW, _MANY = 8.2, 7.4, 6, 20
_CAPTION, _TAG = 10.2, 46.0
_NARROW = 330
_LONG_WORD = re.compile(r"\S{25,}")
_ATTEMPTS = 60


class PdfRefused(LizeroError, RuntimeError):
    """A document that typst could not set."""


def pdf(v: View, meta: Any) -> tuple[bytes, tuple[Finding, ...]]:
    """The document of a view, and findings on characters that no typeface of this machine has.

    Raises PdfRefused when it cannot be set at all.
    """
    sources: dict[str, bytes] = {"main": files("lizero.report").joinpath("pages", f"{meta.layout}.typ").read_bytes()}
    wide = {"width": _NARROW} if meta.layout == "sheet" else {}
    for n, chart in enumerate(v.charts):
        sources[f"chart-{n}.svg"] = svg(specification(chart, v.lang, **wide)).encode("utf-8")
    told = json.dumps(_data(v, meta), ensure_ascii=False)
    sources["numbers.json"] = json.dumps(figures(v, meta), ensure_ascii=True).encode("ascii")
    replaced = {c: _name(c) for c in _beyond(told + "".join(s.decode("utf-8") for n, s in sources.items() if n != "main"))}
    for character, instead in replaced.items():
        told, sources = told.replace(character, instead), _without(sources, character, instead)
    for _ in range(_ATTEMPTS):
        try:
            made = _compile({**sources, "data.json": told.encode("utf-8"), **dict(meta.attached)})
        except typst.TypstError as error:
            lost = _lost(str(error))
            if not lost:
                raise PdfRefused(f"the document cannot be set: {error}") from error
            for character in lost:
                replaced[character] = _name(character)
                told = told.replace(character, replaced[character])
                sources = _without(sources, character, replaced[character])
            continue
        return bytes(made), tuple(_finding(c, r) for c, r in replaced.items())
    raise PdfRefused("the document has too many characters that no typeface of this machine has: install fonts-noto")


def _compile(sources: Mapping[str, bytes]) -> Any:
    compile_: Any = typst.compile
    return compile_(dict(sources), format="pdf", pdf_standards=STANDARDS, font_paths=[FOLDER])


def _without(sources: Mapping[str, bytes], character: str, replaced: str) -> dict[str, bytes]:
    """The drawings with a character replaced."""
    old, new = character.encode("utf-8"), replaced.encode("utf-8")
    return {name: data if name == "main" else data.replace(old, new) for name, data in sources.items()}


def _lost(message: str) -> list[str]:
    """The characters that typst names as not to be shown."""
    shown_not = re.findall(r'the text `"(.+?)"` could not be displayed', message, re.DOTALL)
    codes = [chr(int(code, 16)) for code in re.findall(r"(?:U\+|\\u\{)([0-9A-Fa-f]{2,6})", message)]
    return list(dict.fromkeys([*(c for text in shown_not for c in text if ord(c) > 126), *codes]))


def _beyond(told: str) -> list[str]:
    """Characters that no text face has: pictures beyond the planes of scripts, and codes that are nobody's."""
    return sorted({c for c in told if 0x1F000 <= ord(c) < 0x20000 or unicodedata.category(c) in ("Co", "Cn", "Cs")})


def _name(character: str) -> str:
    """What stands in place of a character: its plain form where it has one, else its name."""
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain or f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"


def _finding(character: str, replaced: str) -> Finding:
    return Finding(
        "fonts", "report.glyph.missing", f"no typeface of this machine has U+{ord(character):04X}: {replaced!r} stands for it",
        "install fonts-noto-core, fonts-noto-cjk, fonts-noto-color-emoji, or write it otherwise", "warning",
    )


def _data(v: View, meta: Any) -> Mapping[str, Any]:
    iso, region = _REGIONS[v.lang.id]
    title = v.text(meta.title)
    blocks, charts = [], iter(range(len(v.charts)))
    for b in v.blocks:
        blocks.append(_block(b, charts))
    if meta.layout == "sheet":
        blocks = list(takewhile(lambda b: b["type"] != "break", blocks))
    chapters = [n for n, b in enumerate(blocks) if b["type"] == "heading" and b["level"] == 1]
    return {
        "title": title, "subtitle": v.text(meta.subtitle), "organisation": shown(meta.organisation), "lang": v.lang.id, "iso": iso,
        "region": region, "latin": "Inter" if "Inter" in families() else "Roboto", "han": han_face() or "",
        "date": _date(meta),
        "day": v.lang.day(meta.date) if meta.date else "", "kicker": _kicker(v, meta), "cover-line": _cover_line(v, meta),
        "footer": _footer(v, meta), "watermark": v.text(meta.watermark), "colours": {**P, **COLOURS, "upstream": COLOURS["upstream"]},
        "status": STATUS, "severity": _SEVERITY, "words": _words(v), "notes": v.notes,
        "seed": 20_250_000 + int(meta.year) if str(meta.year).isdigit() else 20_252_025, "contents-at": chapters[1] if len(chapters) > 2 else -1,
        "depth": 1 if meta.kind == "white-paper" else 2,
        "long": max((len(blocks[n]["text"]) for n in chapters), default=0) > (_LONG if v.lang.id == "zh-Hans" else 2 * _LONG),
        "transformations": _transformations(v) if meta.kind == "white-paper" else [], "blocks": blocks,
        "attached": [name for name, _ in meta.attached],
    }


def _words(v: View) -> dict[str, str]:
    return {k: v.text(say(m)) for k, m in _WORDS.items()} | {"chapter": v.text(say("chapter", n="{n}"))}


def _date(meta: Any) -> list[int]:
    """The day of the document; without one the last of its year, for PDF/A asks for a date and nothing here asks a clock."""
    if meta.date is not None:
        return [meta.date.year, meta.date.month, meta.date.day]
    return [int(meta.year) if str(meta.year).isdigit() else 2000, 12, 31]


def _transformations(v: View) -> list[Block]:
    tones = {"upstream": "#1C8588", "midstream": "#D0517C", "downstream": "#E0A83E", "end of life": "#8F7BD0"}
    return [{"label": v.text(say(f"transformation {t}")), "stage": v.text(say(f"place {t}")), "colour": c} for t, c in tones.items()]


def _block(b: Block, charts: Any) -> Block:
    if b["type"] == "chart":
        return {**b, "file": f"chart-{next(charts)}.svg", "note": [], "lines": balanced(b["title"], size=_CAPTION, used=_TAG)}
    if b["type"] == "table":
        rows = [[{**cell, "runs": [{**r, "t": _LONG_WORD.sub(_breakable, r["t"])} for r in cell["runs"]]} for cell in row] for row in b["rows"]]
        small = len(b["head"]) > _FEW or len(b["rows"]) > _MANY
        found = widths(b["head"], rows, size=_SMALL if small else _TABLE)
        return {**b, "widths": found.shares, "tight": found.tight, "small": small, "rows": rows,
                "lines": balanced(b["caption"], size=_CAPTION, used=_TAG)}
    return b


def _breakable(word: re.Match[str]) -> str:
    """A long word, such as the id of a record, that may break after its marks; a digest may after each 16 digits."""
    digest = re.sub(r"[0-9a-f]{32,}", lambda m: "\u200b".join(m[0][at:at + 16] for at in range(0, len(m[0]), 16)), word[0])
    return re.sub(r"([_/:.-])(?=\w)", "\\1\u200b", digest)


def _kicker(v: View, meta: Any) -> str:
    return " · ".join(p for p in (v.text(say(f"kind {meta.kind}")), str(meta.year)) if p)


def _cover_line(v: View, meta: Any) -> str:
    return " · ".join(p for p in (shown(meta.organisation), f"{v.text(say('digest'))} {meta.digest[:16]}" if meta.digest else "") if p)


def _footer(v: View, meta: Any) -> str:
    return " · ".join(p for p in (f"{v.text(say('digest'))} {meta.digest[:16] or '–'}", shown(meta.command)) if p)
