"""Where the nodes and ribbons of a Sankey diagram lie: columns are given, heights are proportional, positions relax.

The scale k is the smallest over the columns of (height - gaps) / sum of values; a node stands at the weighted mean of its
neighbours, swept left to right and back with a falling step, and neighbours in a column push each other apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["Box", "Ribbon", "layout"]

SWEEPS = 24


@dataclass
class Box:
    """A node: its column, value, and place in points."""

    id: str
    column: int
    value: float = 0.0
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0
    into: list[Ribbon] = field(default_factory=list)
    out: list[Ribbon] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Half way down the node."""
        return self.y + self.height / 2


@dataclass
class Ribbon:
    """A link: its ends, value, width and SVG path."""

    source: Box
    target: Box
    value: float
    width: float = 0.0
    y0: float = 0.0
    y1: float = 0.0
    path: str = ""


def layout(
    nodes: Iterable[tuple[str, int]], links: Iterable[tuple[str, str, float]], *, width: float, height: float,
    left: float = 0.0, gap: float = 10.0, thick: float = 9.0,
) -> tuple[list[Box], list[Ribbon]]:
    """Boxes and ribbons of a diagram `width` by `height` points; nodes as (id, column), links as (from, to, value)."""
    boxes = {id: Box(id, column) for id, column in nodes}
    ribbons = [Ribbon(boxes[a], boxes[b], v) for a, b, v in links if v > 0]
    for r in ribbons:
        r.source.out.append(r)
        r.target.into.append(r)
    for b in boxes.values():
        b.value = max(sum(r.value for r in b.into), sum(r.value for r in b.out))
    columns = _columns([b for b in boxes.values() if b.value > 0])
    tight = _gap(columns, height, gap)
    k = min(((height - (len(c) - 1) * tight) / sum(b.value for b in c) for c in columns), default=0.0)
    _place(columns, k, width - thick, height, tight)
    _relax(columns, height, tight)
    for b in boxes.values():
        b.x += left
    _ribbons(columns, ribbons, k, thick)
    return [b for c in columns for b in c], ribbons


def _columns(boxes: Sequence[Box]) -> list[list[Box]]:
    return [[b for b in boxes if b.column == c] for c in sorted({b.column for b in boxes})]


def _gap(columns: Sequence[Sequence[Box]], height: float, gap: float) -> float:
    """The gap asked for, or less where a crowded column would leave its nodes no room."""
    most = max((len(c) for c in columns), default=1)
    return min(gap, 0.4 * height / max(most - 1, 1))


def _place(columns: Sequence[Sequence[Box]], k: float, width: float, height: float, gap: float) -> None:
    for i, column in enumerate(columns):
        y = (height - k * sum(b.value for b in column) - (len(column) - 1) * gap) / 2
        for b in column:
            b.x, b.y, b.height = i * width / max(len(columns) - 1, 1), y, b.value * k
            y += b.height + gap


def _relax(columns: list[list[Box]], height: float, gap: float) -> None:
    for s in range(SWEEPS):
        step, forward = 0.9 * (1 - s / SWEEPS) + 0.05, s % 2 == 0
        for column in columns if forward else columns[::-1]:
            for b in column:
                b.y += step * (_pull(b, forward) - b.middle)
            _settle(column, height, gap)


def _pull(b: Box, forward: bool) -> float:
    ends = [(r.source, r.value) for r in b.into] if forward else [(r.target, r.value) for r in b.out]
    weight = sum(v for _, v in ends)
    return sum(o.middle * v for o, v in ends) / weight if weight else b.middle


def _settle(column: list[Box], height: float, gap: float) -> None:
    column.sort(key=lambda b: b.middle)
    edge = 0.0
    for b in column:
        b.y = max(b.y, edge)
        edge = b.y + b.height + gap
    edge = height
    for b in reversed(column):
        b.y = min(b.y, edge - b.height)
        edge = b.y - gap


def _ribbons(columns: Sequence[Sequence[Box]], ribbons: Sequence[Ribbon], k: float, thick: float) -> None:
    for b in (b for c in columns for b in c):
        y = b.y
        for r in sorted(b.out, key=lambda r: r.target.middle):
            r.y0, y = y, y + r.value * k
        y = b.y
        for r in sorted(b.into, key=lambda r: r.source.middle):
            r.y1, y = y, y + r.value * k
    for r in ribbons:
        r.width = r.value * k
        r.path = _path(r.source.x + thick, r.target.x, r.y0, r.y1, r.width)


def _path(a: float, b: float, y0: float, y1: float, w: float) -> str:
    m = (a + b) / 2
    return (f"M{a:.1f},{y0:.2f}C{m:.1f},{y0:.2f} {m:.1f},{y1:.2f} {b:.1f},{y1:.2f}"
            f"L{b:.1f},{y1 + w:.2f}C{m:.1f},{y1 + w:.2f} {m:.1f},{y0 + w:.2f} {a:.1f},{y0 + w:.2f}Z")
