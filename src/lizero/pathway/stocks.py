"""Batteries in use and what comes back: an inflow-driven stock with Weibull lives.

    S(a) = exp(−(a/λ)^k), mean life = λ·Γ(1 + 1/k)      O_t = Σ_c I_c·[S(t−c−1) − S(t−c)]      K_t = Σ_c I_c·S(t−c)

When in its year a cohort enters decides S's argument: ``start`` (age t−c+1 at the end of year t), ``middle`` (t−c+½), ``end`` (t−c), or
``quadrature`` (mean over the year of entry). The difference is material; the model's own convention is ``middle``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import ArrayLike, NDArray

from lizero.pathway.allowance import TargetRefused

__all__ = ["ClosedLoop", "Stock", "closed_loop", "recovery_yield", "recycled_content", "stock", "survival", "weibull_scale"]

Array = NDArray[np.float64]
ENTRY = {"start": 1.0, "middle": 0.5, "end": 0.0}


@dataclass(frozen=True)
class Stock:
    """Inflow, outflow and stock by year, in the inflow's unit; `by_cohort` is the stock [year x cohort]."""

    inflow: Array
    outflow: Array
    stock: Array
    by_cohort: Array

    @property
    def imbalance(self) -> float:
        """Largest |K_t − K_(t−1) − I_t + O_t|: zero but for rounding."""
        change = np.diff(self.stock, prepend=0.0)
        return float(np.abs(change - self.inflow + self.outflow).max(initial=0.0))


def weibull_scale(mean: float, shape: float) -> float:
    """Scale λ of a Weibull life with `mean` and `shape`."""
    if mean <= 0 or shape <= 0:
        raise TargetRefused(f"mean life and shape must be above 0, found {mean:g} and {shape:g}")
    return mean / math.gamma(1 + 1 / shape)


def survival(age: ArrayLike, scale: float, shape: float) -> Array:
    """Share still in use at `age` (1 for ages below 0)."""
    return np.asarray(np.exp(-((np.maximum(np.asarray(age, float), 0.0) / scale) ** shape)))


def stock(inflow: ArrayLike, *, scale: float, shape: float, entry: str = "middle") -> Stock:
    """The stock of yearly `inflow` with Weibull lives of `scale` and `shape`. Raises TargetRefused for a negative inflow.

    >>> s = stock([10, 20, 40, 80] + [100] * 11, scale=12, shape=3.5)
    >>> round(float(s.outflow.sum()), 1), s.imbalance < 1e-9
    (245.7, True)
    """
    put = np.asarray(inflow, float)
    if (put < 0).any() or not np.isfinite(put).all():
        raise TargetRefused("an inflow is negative or missing: the model is driven by inflows, give trade as a term of its own")
    years = np.arange(put.size)
    left = _surviving(years[:, None] - years[None, :], scale, shape, entry)
    cohorts = np.where(years[:, None] >= years[None, :], left, 0.0) * put
    before = np.vstack([np.zeros(put.size), cohorts[:-1]]) + np.diag(put)
    return Stock(put, (before - cohorts).sum(axis=1), cohorts.sum(axis=1), cohorts)


def _surviving(age: NDArray[np.int64], scale: float, shape: float, entry: str) -> Array:
    if entry == "quadrature":
        nodes, parts = leggauss(12)
        return np.asarray(sum(w / 2 * survival(age + (x + 1) / 2, scale, shape) for x, w in zip(nodes, parts)))
    if entry not in ENTRY:
        raise TargetRefused(f"entry {entry!r} is not known; known: {', '.join((*ENTRY, 'quadrature'))}")
    return survival(age + ENTRY[entry], scale, shape)


@dataclass(frozen=True)
class ClosedLoop:
    """Recovered, primary demand and closed-loop share by year; exported is a leak of its own, never hidden in collection."""

    end_of_life: Array
    exported: Array
    collected: Array
    second_use: Array
    recovered: Array
    primary: Array
    share: Array


def closed_loop(demand: ArrayLike, *, scale: float, shape: float, collection: ArrayLike, recovery: ArrayLike, entry: str = "middle",
                export: ArrayLike = 0.0, second_use: ArrayLike = 0.0, second_scale: float = 8.0, second_shape: float = 3.5,
                scrap: ArrayLike = 0.0) -> ClosedLoop:
    """Recycling of gross `demand` (metal put into batteries by year).

    O is the outflow less `export` (share); the share `second_use` of what is collected lives on with a second Weibull and comes back
    after it. Recovered = (recycled now) × recovery + new scrap I·φ/(1 − φ) × recovery, φ = `scrap`. Primary = demand − recovered.
    """
    gross = np.asarray(demand, float)
    shares = {n: np.broadcast_to(np.asarray(v, float), gross.shape)
              for n, v in (("collection", collection), ("recovery", recovery), ("export", export), ("second use", second_use), ("scrap", scrap))}
    for name, values in shares.items():
        if (values < 0).any() or (values > 1).any() or (name == "scrap" and (values == 1).any()):
            raise TargetRefused(f"{name} must lie between 0 and 1")
    out = stock(gross, scale=scale, shape=shape, entry=entry).outflow
    leaked = out * shares["export"]
    got = (out - leaked) * shares["collection"]
    kept = got * shares["second use"]
    back = stock(kept, scale=second_scale, shape=second_shape, entry=entry).outflow
    new = gross * shares["scrap"] / (1 - shares["scrap"])
    recovered = (got - kept + back + new) * shares["recovery"]
    part = np.divide(recovered, gross, out=np.zeros_like(gross), where=gross > 0)
    return ClosedLoop(out, leaked, got, kept, recovered, gross - recovered, part)


def recycled_content(recovered_in_product: float, total_in_product: float) -> float:
    """Recovered over all of the metal in the active material of a model, plant and year (EU 2023/1542, article 8)."""
    return _share(recovered_in_product, total_in_product, "metal in the product")


def recovery_yield(recovered: float, in_waste: float) -> float:
    """Metal recovered over metal in the waste batteries taken in (EU 2023/1542, annex XII): a quantity of the recycler, not of the product."""
    return _share(recovered, in_waste, "metal in the waste")


def _share(part: float, whole: float, name: str) -> float:
    if whole <= 0 or not 0 <= part <= whole:
        raise TargetRefused(f"{name}: needs 0 <= part <= whole and a whole above 0, found {part:g} of {whole:g}")
    return part / whole
