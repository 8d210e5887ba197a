"""Where the name of each point goes, so that names cover neither points nor one another: the first free of eight places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Placed", "place"]

_DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_RINGS = (1.0, 1.6, 2.4)
Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of a name beside its point: alignment and offsets in points."""

    align: str
    dx: float
    dy: float


def place(
    points: Sequence[tuple[float, float]], widths: Sequence[float], size: tuple[float, float], *, line: float = 10.0,
    reach: float = 8.0, taken: Sequence[Area] = (),
) -> list[Placed]:
    """A place for the name of each point (x, y) in a plot of `size`; `widths` are the names' lengths, `taken` areas to keep free.

    The eight places around a point are tried near and then farther; where none is free, the one that covers least is taken.

    >>> place([(10, 10), (12, 10)], [30, 30], (200, 100))[1].align
    'left'
    """
    out: list[Placed | None] = [None] * len(points)
    dots = [(x - 5, y - 5, x + 5, y + 5) for x, y in points]
    filled: list[Area] = list(taken)
    for i in sorted(range(len(points)), key=lambda i: (-_neighbours(points, i), i)):
        best = min((_cost(option, i, dots, filled, size), k) for k, option in enumerate(_options(points[i], widths[i], line, reach)))
        area, out[i] = _options(points[i], widths[i], line, reach)[best[1]]
        filled.append(area)
    return [p for p in out if p is not None]


def _neighbours(points: Sequence[tuple[float, float]], i: int) -> int:
    x, y = points[i]
    return sum(abs(x - a) < 60 and abs(y - b) < 24 for a, b in points)


def _options(point: tuple[float, float], width: float, line: float, reach: float) -> list[tuple[Area, Placed]]:
    found = []
    for ring in _RINGS:
        for a, b in _DIRECTIONS:
            dx, dy = a * reach * (1.0 if b == 0 else 0.6) * ring, b * (line / 2 + 6) * ring
            x, y = point[0] + dx, point[1] + dy
            left = x if a > 0 else x - width if a < 0 else x - width / 2
            placed = Placed({1: "left", -1: "right", 0: "center"}[a], dx, dy)
            found.append(((left, y - line / 2, left + width, y + line / 2), placed))
    return found


def _cost(option: tuple[Area, Placed], i: int, dots: Sequence[Area], filled: Sequence[Area], size: tuple[float, float]) -> float:
    area = option[0]
    out = max(0.0, -area[0]) + max(0.0, area[2] - size[0]) + max(0.0, -area[1]) + max(0.0, area[3] - size[1])
    covered = sum(_overlap(area, d) for k, d in enumerate(dots) if k != i) + sum(_overlap(area, f) for f in filled)
    return 200 * out + covered + 1.5 * (abs(option[1].dx) + abs(option[1].dy))


def _overlap(a: Area, b: Area) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
