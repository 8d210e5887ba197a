"""Where the name of each point goes, so that names cover neither points nor one another: near it, else farther."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["Placed", "place"]

_DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_RINGS = (1.0, 1.6, 2.3, 3.1, 4.0)
_SWEEPS = 4
_APART = 1.8
Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of a name beside its point: alignment, offsets in points, whether it stands apart, and what it covers in square points."""

    align: str
    dx: float
    dy: float
    far: bool = False
    covers: float = 0.0


def place(
    points: Sequence[tuple[float, float]], widths: Sequence[float], size: tuple[float, float], *, line: float = 10.0,
    reach: float = 8.0, taken: Sequence[Area] = (),
) -> list[Placed]:
    """A place for the name of each point (x, y) in a plot of `size`; `widths` are the names' lengths, `taken` areas to keep free.

    The eight places around a point are tried near and then farther, several times over while the others move; where none is free,
    the one that covers least is taken.

    >>> place([(10, 10), (12, 10)], [30, 30], (200, 100))[1].align
    'left'
    """
    dots = [(x - 5, y - 5, x + 5, y + 5) for x, y in points]
    options = [_options(p, w, line, reach) for p, w in zip(points, widths, strict=True)]
    order = sorted(range(len(points)), key=lambda i: (-_neighbours(points, i), i))
    chosen: dict[int, int] = {}
    for _ in range(_SWEEPS):
        before = dict(chosen)
        for i in order:
            others = [*taken, *(options[j][k][0] for j, k in chosen.items() if j != i)]
            chosen[i] = min((_cost(o, i, dots, others, size), k) for k, o in enumerate(options[i]))[1]
        if chosen == before:
            break
    areas = [options[i][chosen[i]][0] for i in range(len(points))]
    return [replace(options[i][k][1], covers=_covered(areas[i], i, dots, [*taken, *areas[:i], *areas[i + 1 :]]))
            for i, k in sorted(chosen.items())]


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
            placed = Placed({1: "left", -1: "right", 0: "center"}[a], dx, dy, ring > _APART and b != 0)
            found.append(((left, y - line / 2, left + width, y + line / 2), placed))
    return found


def _cost(option: tuple[Area, Placed], i: int, dots: Sequence[Area], filled: Sequence[Area], size: tuple[float, float]) -> float:
    area = option[0]
    out = max(0.0, -area[0]) + max(0.0, area[2] - size[0]) + max(0.0, -area[1]) + max(0.0, area[3] - size[1])
    return 200 * out + 3 * _covered(area, i, dots, filled) + 1.5 * (abs(option[1].dx) + abs(option[1].dy))


def _covered(area: Area, i: int, dots: Sequence[Area], filled: Sequence[Area]) -> float:
    """What an area covers of the dots of others, counted twice, and of what is filled, square points."""
    return sum(2 * _overlap(area, d) for k, d in enumerate(dots) if k != i) + sum(_overlap(area, f) for f in filled)


def _overlap(a: Area, b: Area) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
