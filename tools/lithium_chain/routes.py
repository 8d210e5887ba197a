"""Distances between the real places of the chain: great circle times a factor for the way that is really taken."""

from __future__ import annotations

import math

DETOUR = 1.25
EARTH = 6371.0
# latitude, longitude in degrees
PLACES = {
    "green river": (41.53, -109.47), "portland": (45.63, -122.70), "silver peak": (37.75, -117.63),
    "antofagasta": (-23.65, -70.40), "olaroz": (-23.45, -66.70), "greenbushes": (-33.85, 116.06), "kwinana": (-32.23, 115.77),
}
ROUTES = (
    ("green river", "portland"), ("green river", "silver peak"), ("portland", "antofagasta"), ("antofagasta", "olaroz"),
    ("greenbushes", "kwinana"),
)


def great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points on the sphere (haversine).

    >>> round(great_circle((0.0, 0.0), (0.0, 90.0)))
    10008
    """
    (la, oa), (lb, ob) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((ob - oa) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(h))


def distances() -> dict[str, float]:
    """Kilometres by ``place>place``."""
    return {f"{a}>{b}": round(great_circle(PLACES[a], PLACES[b]) * DETOUR, -1) for a, b in ROUTES}


def citation(key: str) -> str:
    """How the distance was found."""
    a, b = key.split(">")
    return f"Great-circle distance {a.title()} to {b.title()} times {DETOUR}"
