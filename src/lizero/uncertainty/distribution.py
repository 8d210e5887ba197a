"""Distributions of a single figure, and samples by inversion of their distribution functions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from lizero.errors import UnknownName

__all__ = ["KINDS", "Distribution", "from_interval", "sample"]

KINDS = ("none", "lognormal", "normal", "triangular", "uniform")
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Distribution:
    """A figure with its spread, in the figure's unit.

    `loc` is the median (lognormal), mean (normal) or mode (triangular); `spread` the standard deviation of the logarithm
    (lognormal) or of the figure (normal); `low` and `high` bound triangular and uniform. A spread of 0 is "none".
    """

    kind: str
    loc: float
    spread: float = 0.0
    low: float = math.nan
    high: float = math.nan

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise UnknownName("distribution", self.kind, KINDS)
        if self.spread < 0:
            raise ValueError(f"{self.kind}: the spread {self.spread:g} is negative")
        if self.kind in ("lognormal", "normal") and self.spread == 0:
            object.__setattr__(self, "kind", "none")
        if self.kind in ("triangular", "uniform"):
            self._check_bounds()

    def _check_bounds(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"{self.kind}: needs low <= high, found {self.low:g} and {self.high:g}")
        if self.kind == "triangular" and not self.low <= self.loc <= self.high:
            raise ValueError(f"triangular: the mode {self.loc:g} lies outside {self.low:g} to {self.high:g}")
        if self.low == self.high:
            object.__setattr__(self, "kind", "none")
            object.__setattr__(self, "loc", self.low)

    def quantile(self, u: ArrayLike) -> NDArray[np.float64]:
        """The values below which the shares `u` of the distribution lie, shape of `u`.

        >>> Distribution("triangular", 2.0, low=1.0, high=3.0).quantile([0.5]).tolist()
        [2.0]
        """
        return sample(self.kind, self.loc, self.spread, self.low, self.high, u)


def sample(kind: str, loc: float, spread: float, low: float, high: float, u: ArrayLike) -> NDArray[np.float64]:
    """Values of a distribution at the uniform numbers `u` (see `Distribution` for the arguments).

    A lognormal figure keeps its sign: sign(loc) × |loc| × exp(spread × z). Raises UnknownName for another kind.
    """
    share = np.asarray(u, dtype=np.float64)
    if kind == "lognormal":
        return np.asarray(loc * np.exp(spread * ndtri(share)))
    if kind == "normal":
        return np.asarray(loc + spread * ndtri(share))
    if kind == "uniform":
        return low + (high - low) * share
    if kind == "triangular":
        return _triangular(loc, low, high, share)
    if kind == "none":
        return np.full(share.shape, loc)
    raise UnknownName("distribution", kind, KINDS)


def _triangular(mode: float, low: float, high: float, u: NDArray[np.float64]) -> NDArray[np.float64]:
    width = high - low
    turn = (mode - low) / width
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u < turn, rising, falling)


def from_interval(value: float, half: float, *, kind: str = "normal") -> Distribution:
    """The distribution whose 95 % interval has the relative half-width `half` (0.1 is ±10 %) around `value`.

    Normal: spread = half × |value| / 1.96. Lognormal: the upper bound is value × (1 + half), so sigma = ln(1 + half) / 1.96.

    >>> round(from_interval(100.0, 0.1).spread, 3)
    5.102
    """
    if half < 0:
        raise ValueError(f"the half-width {half:g} of an interval is negative")
    if kind == "normal":
        return Distribution("normal", value, half * abs(value) / Z95)
    if kind == "lognormal":
        return Distribution("lognormal", value, math.log1p(half) / Z95)
    raise UnknownName("distribution of an interval", kind, ("normal", "lognormal"))
