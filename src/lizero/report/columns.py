"""How wide the columns of a printed table are: each holds its longest word, then what it would take, then what is left over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Widths", "balanced", "length", "widths"]

ROOM = 479.0
INSET, APART = 6.0, 7.0
MARK = 10.0
SHORT = 13
CLOSING = "，。、；：）%」』》"
FIGURES = ("number", "percent")
_NARROW, _WIDE = frozenset("iIjlft.,:;'’|!()[] ·-\u00a0\u2060"), frozenset("mwMW@%—")


@dataclass(frozen=True, slots=True)
class Widths:
    """Shares of the width by column; `tight` where words must be divided, for they do not fit whole."""

    shares: tuple[float, ...]
    tight: bool = False


def widths(head: Sequence[Any], rows: Sequence[Sequence[Any]], *, size: float, room: float = ROOM) -> Widths:
    """The widths of the columns of a table block set in type of `size` points in a `room` of points.

    >>> head = [{"text": "Year", "kind": "text"}, {"text": "Plan", "kind": "number"}]
    >>> cell = lambda t: {"runs": [{"t": t}]}
    >>> widths(head, [[cell("2030"), cell("351,982")]], size=8.2).tight
    False
    """
    spans = [_span(h, [row[i] for row in rows], size, APART * _follows(head, i)) for i, h in enumerate(head)]
    least, wanted = [a for a, _ in spans], [min(b, max(a, 0.42 * room)) for a, b in spans]
    if sum(least) > room:
        return Widths(tuple(least), True)
    if sum(wanted) <= room:
        return Widths(tuple(wanted))
    free = (room - sum(least)) / sum(w - m for w, m in zip(wanted, least, strict=True))
    return Widths(tuple(m + free * (w - m) for w, m in zip(wanted, least, strict=True)))


def _follows(head: Sequence[Any], i: int) -> bool:
    """Whether the column stands to the right of figures: it then keeps off them."""
    return i > 0 and head[i - 1]["kind"] in FIGURES


def _span(head: Any, cells: Sequence[Any], size: float, apart: float) -> tuple[float, float]:
    """The least width of a column and the one in which nothing breaks."""
    texts, more = ["".join(r["t"] for r in c["runs"]) for c in cells], MARK if head["kind"] == "status" else 0.0
    title = head["text"]
    whole = max((length(t) for t in texts), default=0.0) * size + more
    parts = texts if head["kind"] in FIGURES else [p for t in texts for p in _pieces(t)]
    least = max([1.07 * length(p) for p in _pieces(title)] + [length(p) for p in parts]) * size + more * (head["kind"] not in FIGURES)
    return least + INSET + apart, max(whole, 1.07 * length(title) * size, least) + INSET + apart


def _pieces(text: str) -> list[str]:
    """What of a text stays on one line: words; a short text whole; of Chinese text a few characters."""
    if len(text) <= SHORT:
        return [text]
    return [piece[:4] if _han(piece) else piece for piece in re.split("(?<=-)|[ \u200b]+", text) if piece] or [""]


def _han(text: str) -> bool:
    return any(unicodedata.east_asian_width(c) in "WF" for c in text)


def balanced(text: str, *, size: float, used: float = 0.0, room: float = ROOM) -> list[str]:
    """A title in lines of like length, where it needs more than one; `used` points of the first line are taken.

    >>> balanced("one short title", size=10.0), len(balanced("a title of many words " * 6, size=10.0))
    (['one short title'], 2)
    """
    words = re.findall(r"[!-~\u00a0-\u2e7f]+(?: CO₂e[!-~]*)? ?|.", text)
    sizes = [1.07 * size * length(word) for word in words]
    whole, most = used + sum(sizes), 0.97 * room
    if whole <= room or len(words) < 2:
        return [text]
    count = -int(-whole // most)
    width = next((w for n in range(60) if (w := whole / count * (1 + n / 50)) <= most and len(_filled(words, sizes, w, used)) <= count), most)
    return _filled(words, sizes, width, used)


def _filled(words: Sequence[str], sizes: Sequence[float], width: float, used: float) -> list[str]:
    """Lines filled with words up to `width`, the first one from `used` on."""
    lines, taken = [""], used
    for word, size in zip(words, sizes, strict=True):
        if lines[-1] and taken + size > width and word not in CLOSING:
            lines, taken = [*lines, ""], 0.0
        lines[-1], taken = lines[-1] + word, taken + size
    return [line.rstrip() for line in lines]


def length(text: str) -> float:
    """How long a text is in ems of the text face.

    >>> length("ill") < length("man") < length("锂电池")
    True
    """
    return sum(_em(c) for c in text)


def _em(c: str) -> float:
    if unicodedata.combining(c) or c == "\u200b":
        return 0.0
    if unicodedata.east_asian_width(c) in "WF":
        return 1.0
    if c == "–":
        return 0.62
    if c in _NARROW:
        return 0.31
    if c in _WIDE:
        return 0.88
    return 0.66 if c.isupper() or c.isdigit() or c in "+−" else 0.58
