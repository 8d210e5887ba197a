"""Words on charts: lines that break evenly, labels that keep their distance, and type with a halo."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from lizero.report.language import Language

__all__ = ["apart", "ceiling", "direct", "dodge", "label", "lines", "listed", "picked", "shorten", "text_units", "ticks", "wrap"]

_CLOSING = "，。、；：）%」』》"
_TOKEN = re.compile(r"[!-~\u00a0-\u2e7f]+ ?|.")
"""What stays on one line of Chinese: a word or number in Latin letters, else a character."""


def text_units(text: str) -> int:
    """The length of `text` in units: a Han character counts two.

    >>> text_units("锂 Li")
    5
    """
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)


def wrap(text: str, units: int, lang: Language) -> list[str]:
    """Balanced lines of at most `units`: as few as fit, then as even as possible, no word alone.

    >>> from lizero.report.language import language
    >>> wrap("one two three four", 10, language("en"))
    ['one two', 'three four']
    """
    lines, width = _lines(text, units, lang), units
    while len(lines) > 1 and width > 8 and len(closer := _lines(text, width - 1, lang)) == len(lines):
        lines, width = closer, width - 1
    return lines


def _lines(text: str, units: int, lang: Language) -> list[str]:
    out, line, joint = [], "", "" if lang.chinese else " "
    for token in _TOKEN.findall(text) if lang.chinese else text.split(" "):
        longer = f"{line}{joint}{token}" if line else token
        if line and text_units(longer) > units and token not in _CLOSING:
            out.append(line)
            longer = token
        line = longer
    return [*out, line]


def lines(text: str, units: int, lang: Language, most: int = 2) -> list[str]:
    """`text` in at most `most` lines of at most `units`; only what does not fit then is cut.

    >>> from lizero.report.language import language
    >>> lines("heat pump for the dryer", 14, language("en")), lines("a b c", 1, language("en"))
    (['heat pump for', 'the dryer'], ['a', '…'])
    """
    found = wrap(text, units, lang)
    if len(found) > most:
        joint = "" if lang.chinese else " "
        found = [*_lines(text, units, lang)[: most - 1], joint.join(_lines(text, units, lang)[most - 1 :])]
    return [shorten(line, units) for line in found]


def shorten(text: str, units: int) -> str:
    """`text` cut to `units` with an ellipsis.

    >>> shorten("a very long name of a process", 12)
    'a very long…'
    """
    if text_units(text) <= units:
        return text
    kept = text
    while text_units(kept) > units - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def dodge(positions: Sequence[float], gap: float, low: float = float("-inf"), high: float = float("inf")) -> list[float]:
    """Least-moved positions that keep `gap` between neighbours (pool adjacent violators), inside [low, high].

    >>> dodge([1.0, 1.0, 9.0], 2.0)
    [0.0, 2.0, 9.0]
    """
    order = sorted(range(len(positions)), key=positions.__getitem__)
    blocks: list[tuple[float, list[int]]] = []
    for i in order:
        block = (float(positions[i]), [i])
        while blocks and block[0] - blocks[-1][0] < gap * (len(block[1]) + len(blocks[-1][1])) / 2:
            mean, members = blocks.pop()
            n, m = len(members), len(block[1])
            block = ((mean * n + block[0] * m) / (n + m), members + block[1])
        blocks.append(block)
    out = [0.0] * len(positions)
    for centre, members in blocks:
        half = gap * (len(members) - 1) / 2
        held = min(max(centre, low + half), high - half)
        for k, i in enumerate(members):
            out[i] = held - half + k * gap
    return _spread(out, order, gap, low)


def _spread(out: list[float], order: list[int], gap: float, low: float) -> list[float]:
    floor = low
    for i in order:
        out[i] = max(out[i], floor)
        floor = out[i] + gap
    return out


def apart(positions: Sequence[float], sizes: Sequence[float], height: float) -> list[float]:
    """Middles near `positions` for things of `sizes` that do not overlap between 0 and `height`, in their order.

    >>> apart([5.0, 6.0], [10.0, 10.0], 40.0)
    [5.0, 15.0]
    """
    order, out, edge = sorted(range(len(positions)), key=positions.__getitem__), list(positions), 0.0
    for i in order:
        out[i] = max(out[i], edge + sizes[i] / 2)
        edge = out[i] + sizes[i] / 2
    edge = height
    for i in reversed(order):
        out[i] = min(out[i], edge - sizes[i] / 2)
        edge = out[i] - sizes[i] / 2
    return out


def label(data: Any, x: Any, y: Any, *, field: str = "label", colour: str = "", **mark: Any) -> list[dict[str, Any]]:
    """A text mark with a white halo beneath, so that it stays readable over lines and bars."""
    encoding = {"x": x, "y": y, "text": {"field": field}}
    base = {"type": "text", **mark}
    top = {"data": data, "mark": base, "encoding": dict(encoding)}
    if colour:
        top["encoding"]["color"] = {"field": colour, "type": "nominal", "scale": None}
    halo = {**base, "stroke": "white", "strokeWidth": 3, "strokeJoin": "round", "aria": False}
    return [{"data": data, "mark": halo, "encoding": encoding}, top]


def listed(names: Sequence[list[str]], y: Any, *, size: float = 9) -> list[dict[str, Any]]:
    """Names of one or two lines to the left of a plot, each centred on its row of the ordinal axis `y` (field ``i``)."""
    rows = [(k - (len(name) - 1) / 2, i, line) for i, name in enumerate(names) for k, line in enumerate(name)]
    mark = {"type": "text", "align": "right", "x": 0, "dx": -7, "fontSize": size}
    return [{"data": {"values": [{"i": i, "label": line} for m, i, line in rows if m == n]}, "mark": {**mark, "dy": 10.5 * n},
             "encoding": {"y": y, "text": {"field": "label"}}} for n in sorted({m for m, _, _ in rows})]


def direct(data: Any, y: Any, *, field: str = "label", colour: str = "c", gap: float = 6) -> dict[str, Any]:
    """Names at the right end of the plot, whatever its width; reserve `padding` on that side."""
    return {
        "data": data,
        "mark": {"type": "text", "align": "left", "x": {"expr": f"width+{gap}"}, "fontWeight": 600},
        "encoding": {"y": y, "text": {"field": field}, "color": {"field": colour, "type": "nominal", "scale": None}},
    }


def ticks(high: float, low: float = 0.0, count: int = 5) -> list[float]:
    """Round tick values that cover [low, high], about `count` of them.

    >>> ticks(2092)
    [0.0, 500.0, 1000.0, 1500.0, 2000.0]
    """
    span = (high - low) or 1.0
    step = _round_step(span / count)
    first = -(-low // step)
    return [round((first + i) * step, 12) for i in range(int((high - first * step) / step + 1e-9) + 1)]


def ceiling(high: float, room: float = 0.12) -> float:
    """The top of an axis: `high` with `room` above it, or 1 for an empty set."""
    return high * (1 + room) if high > 0 else 1.0


def _round_step(raw: float) -> float:
    power = 1.0
    while power * 10 <= raw:
        power *= 10
    while power > raw:
        power /= 10
    return next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw * 0.8)


def picked(names: Sequence[str | list[str]]) -> str:
    """A label expression that shows the n-th of `names` for the value n, whatever characters they hold.

    >>> picked(["a", 'b"'])
    '["a", "b\\\\""][datum.value]'
    """
    return f"{json.dumps(list(names))}[datum.value]"
