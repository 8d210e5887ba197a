"""Where a measure stands: carbon against a pollutant, with the quadrant always carried.

    x = reduction of the pollutant / its base, y = reduction of greenhouse gases / their base
    1 both fall · 2 carbon falls, the pollutant rises · 3 both rise · 4 the pollutant falls, carbon rises (end-of-pipe)
    Els = x / y          (two negative changes give a positive number too: hence never without the quadrant)
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Elasticity", "Quadrant", "elasticity", "quadrant"]

_NAMES = {
    1: "both fall",
    2: "carbon falls, pollutant rises",
    3: "both rise",
    4: "pollutant falls, carbon rises",
    0: "at least one does not change",
}


@dataclass(frozen=True)
class Quadrant:
    """Quadrant 1 to 4 (0: on an axis), angle in degrees on the normalised axes, and distance from the origin."""

    number: int
    angle: float
    size: float

    @property
    def name(self) -> str:
        """The quadrant in words."""
        return _NAMES[self.number]

    @property
    def adverse(self) -> bool:
        """Whether carbon or the pollutant rises."""
        return self.number in (2, 3, 4)


@dataclass(frozen=True)
class Elasticity:
    """Relative reduction of the pollutant over that of the gases; `value` is None, with a reason, where it is not defined."""

    value: float | None
    quadrant: Quadrant
    reason: str = ""


def quadrant(pollutant: float, ghg: float, pollutant_base: float, ghg_base: float) -> Quadrant:
    """The quadrant of reductions `pollutant` and `ghg` (positive: less), each over its base. Raises ValueError for a base not above 0.

    >>> quadrant(50, 20, 100, 100).number, quadrant(50, -20, 100, 100).name
    (1, 'pollutant falls, carbon rises')
    """
    if pollutant_base <= 0 or ghg_base <= 0:
        raise ValueError(f"both bases must be above 0, found {pollutant_base:g} and {ghg_base:g}")
    x, y = pollutant / pollutant_base, ghg / ghg_base
    number = {(True, True): 1, (False, True): 2, (False, False): 3, (True, False): 4}[(x > 0, y > 0)] if x and y else 0
    return Quadrant(number, math.degrees(math.atan2(y, x)), math.hypot(x, y))


def elasticity(pollutant: float, ghg: float, pollutant_base: float, ghg_base: float) -> Elasticity:
    """Els = (pollutant / its base) / (ghg / its base), with the quadrant. Without a base or a change of carbon it is not defined.

    >>> elasticity(120, 50, 300, 250).value
    2.0
    """
    if pollutant_base <= 0 or ghg_base <= 0:
        return Elasticity(None, Quadrant(0, 0.0, 0.0), "no base to compare with")
    where = quadrant(pollutant, ghg, pollutant_base, ghg_base)
    if ghg == 0:
        return Elasticity(None, where, "greenhouse gases do not change")
    return Elasticity((pollutant / pollutant_base) / (ghg / ghg_base), where)
