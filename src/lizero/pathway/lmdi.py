"""Logarithmic mean Divisia index (Ang 2005, Energy Policy 33:867): a change split by driver without a residual.

    C = Σ_i Π_x x_i             L(a, b) = (a − b)/(ln a − ln b), L(a, a) = a, L(0, ·) = 0
    additive        ΔC_x = Σ_i L(C_i', C_i)·ln(x_i'/x_i)                        Σ_x ΔC_x = C' − C
    multiplicative  D_x = exp(Σ_i L(C_i', C_i)/L(C', C)·ln(x_i'/x_i))           Π_x D_x = C'/C

Drivers that vanish or appear take the whole term of their part (the limit for δ → 0), shared equally when several do at once.
Negative values (removals) are refused: decompose gross emissions and show removals as a bar of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lizero.pathway.allowance import TargetRefused

__all__ = ["Decomposition", "decompose", "log_mean", "variance"]

Array = NDArray[np.float64]
_NEAR = 1e-4


@dataclass(frozen=True)
class Decomposition:
    """Change of C by driver: `additive` in the unit of C, `multiplicative` as factors (None when C is 0 on a side)."""

    before: float
    after: float
    additive: Mapping[str, float]
    multiplicative: Mapping[str, float] | None

    @property
    def residual(self) -> float:
        """What the additive bars leave: zero but for rounding."""
        return self.after - self.before - sum(self.additive.values())


def log_mean(a: ArrayLike, b: ArrayLike) -> Array:
    """L(a, b) element by element; a series near a = b, where the quotient would lose its digits.

    >>> [round(float(v), 6) for v in log_mean([2.0, 4.0, 0.0], [1.0, 4.0, 3.0])]
    [1.442695, 4.0, 0.0]
    """
    x, y = np.broadcast_arrays(np.asarray(a, float), np.asarray(b, float))
    both = (x > 0) & (y > 0)
    x1, y1 = np.where(both, x, 1.0), np.where(both, y, 1.0)
    r = (x1 - y1) / (x1 + y1)
    near = np.abs(r) < _NEAR
    far = np.where(near, 1.0, np.log(x1 / y1))
    mean = np.where(near, (x1 + y1) / 2 * (1 - r**2 / 3 - 4 * r**4 / 45), (x1 - y1) / far)
    return np.where(both, mean, 0.0)


def decompose(before: Mapping[str, ArrayLike], after: Mapping[str, ArrayLike]) -> Decomposition:
    """Split of the change of Σ_i Π_x x_i; each driver is a number or an array over the parts i, the same drivers on both sides.

    >>> d = decompose({"Q": 10.0, "I": [2.0]}, {"Q": 20.0, "I": [1.0]})
    >>> {k: round(v, 3) for k, v in d.additive.items()}
    {'Q': 13.863, 'I': -13.863}
    """
    names, x0, x1 = _drivers(before, after)
    c0, c1 = x0.prod(axis=0), x1.prod(axis=0)
    terms = _terms(x0, x1, c0, c1)
    total0, total1 = float(c0.sum()), float(c1.sum())
    bars = dict(zip(names, (float(v) for v in terms.sum(axis=1))))
    factors = None
    if total0 > 0 and total1 > 0:
        scale = float(log_mean(total1, total0))
        factors = {n: float(np.exp(v / scale)) for n, v in bars.items()}
    return Decomposition(total0, total1, bars, factors)


def _drivers(before: Mapping[str, ArrayLike], after: Mapping[str, ArrayLike]) -> tuple[list[str], Array, Array]:
    if before.keys() != after.keys() or not before:
        raise TargetRefused(f"both sides need the same drivers, found {sorted(before)} and {sorted(after)}")
    names = list(before)
    values = [np.asarray(side[n], float) for side in (before, after) for n in names]
    wide = np.stack(np.broadcast_arrays(*(np.atleast_1d(v) for v in values)))
    if not np.isfinite(wide).all() or (wide < 0).any():
        bad = [n for n, v in zip(names * 2, values) if not np.isfinite(v).all() or (v < 0).any()]
        raise TargetRefused(f"{', '.join(dict.fromkeys(bad))}: negative or missing; decompose gross emissions, show removals apart")
    return names, wide[: len(names)], wide[len(names):]


def _terms(x0: Array, x1: Array, c0: Array, c1: Array) -> Array:
    alive = (x0 > 0) & (x1 > 0)
    ratio = np.where(alive, np.log(np.where(alive, x1, 1.0) / np.where(alive, x0, 1.0)), 0.0)
    smooth = log_mean(c1, c0) * ratio
    turned = (x0 > 0) != (x1 > 0)
    counts = np.maximum(turned.sum(axis=0), 1)
    return np.where(turned.any(axis=0), np.where(turned, (c1 - c0) / counts, 0.0), smooth)


def variance(plan: Mapping[str, ArrayLike], actual: Mapping[str, ArrayLike], *, restatement: float = 0.0, boundary: float = 0.0) -> dict[str, float]:
    """Actual less plan by driver, with what a new method and a new boundary add as bars of their own.

    `restatement` and `boundary` are actual less actual recomputed with the plan's method and boundary; give `actual` recomputed.
    """
    return {**decompose(plan, actual).additive, "restatement": restatement, "boundary": boundary}
