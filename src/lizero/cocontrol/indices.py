"""Indices of joint progress. They describe; they do not decide, and each has a known distortion.

Coupling coordination: C = n·(Πu)^(1/n) / Σu, T = Σ a·u, D = √(C·T). Two systems that are equally poor couple perfectly (C = 1), so D is
given beside C. Synergy of a composite system (Meng): c = sign·|Π Δu|^(1/n), the sign being + only when every change is an advance.
Scores stay comparable only with FIXED bounds: bounds taken from the data would change all scores when a site is added.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Coupling", "coupling", "normalised", "synergy"]

_CLASSES = ("serious imbalance", "imbalance", "barely coordinated", "coordinated", "well coordinated")


class Coupling(NamedTuple):
    """Coupling C, development T and coordination D, each from 0 to 1, and the class of D in steps of 0.2."""

    coupling: float
    development: float
    coordination: float
    grade: str


def normalised(value: float, low: float, high: float, *, good: str = "high") -> float:
    """`value` on the fixed scale from `low` to `high`, held in 0 to 1; ``good="low"`` turns it round. Raises ValueError unless low < high.

    >>> normalised(30, 0, 100, good="low")
    0.7
    """
    if not low < high:
        raise ValueError(f"fixed bounds need low < high, found {low:g} and {high:g}")
    share = min(max((value - low) / (high - low), 0.0), 1.0)
    return share if good == "high" else 1 - share


def coupling(scores: Sequence[float], shares: Sequence[float] | None = None) -> Coupling:
    """Coupling coordination of systems with `scores` in 0 to 1; `shares` weigh them (equal when not given) and sum to 1.

    >>> tuple(round(v, 5) for v in coupling((0.6, 0.4))[:3])
    (0.9798, 0.5, 0.69993)
    """
    if len(scores) < 2 or any(not 0 <= u <= 1 for u in scores):
        raise ValueError("coupling needs two or more scores between 0 and 1")
    parts = list(shares) if shares is not None else [1 / len(scores)] * len(scores)
    if len(parts) != len(scores) or not math.isclose(sum(parts), 1.0, abs_tol=1e-9):
        raise ValueError("the shares must be as many as the scores and sum to 1")
    total = sum(scores)
    joint = len(scores) * math.prod(scores) ** (1 / len(scores)) / total if total else 0.0
    level = sum(a * u for a, u in zip(parts, scores))
    degree = math.sqrt(joint * level)
    return Coupling(joint, level, degree, _CLASSES[min(int(degree * 5), 4)])


def synergy(before: Sequence[float], after: Sequence[float]) -> float:
    """Synergy of a composite system: geometric mean of the sizes of change, positive only when every system advances.

    >>> round(synergy((0.4, 0.5), (0.6, 0.55)), 3), round(synergy((0.4, 0.5), (0.6, 0.45)), 3)
    (0.1, -0.1)
    """
    if not before or len(before) != len(after):
        raise ValueError("synergy needs as many scores after as before")
    changes = [b - a for a, b in zip(before, after)]
    size = float(abs(math.prod(changes)) ** (1 / len(changes)))
    return size if all(c > 0 for c in changes) else -size
