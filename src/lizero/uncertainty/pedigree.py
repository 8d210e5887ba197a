"""The pedigree matrix: five scores of data quality become the sigma of a lognormal.

    sigma = 1/2 sqrt( sum ln²(U_i) + ln²(U_b) )          GSD² = exp(2 sigma)

U_i are the uncertainty factors of the scores, U_b the basic one (Weidema et al. 2013, data quality guideline of ecoinvent 3;
the factors as in its data quality system).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from lizero.uncertainty.distribution import Distribution

__all__ = ["PEDIGREE", "pedigree", "pedigree_sigma"]

PEDIGREE: dict[str, tuple[float, ...]] = {
    "reliability": (1.0, 1.05, 1.1, 1.2, 1.5),
    "completeness": (1.0, 1.02, 1.05, 1.1, 1.2),
    "time": (1.0, 1.03, 1.1, 1.2, 1.5),
    "place": (1.0, 1.01, 1.02, 1.05, 1.1),
    "technology": (1.0, 1.05, 1.2, 1.5, 2.0),
}


def pedigree_sigma(scores: Sequence[int] | str, basic: float = 1.0) -> float:
    """Sigma of the logarithm for five scores from 1 (best) to 5, as ``(2, 3, 1, 2, 3)`` or ``"2,3,1,2,3"``.

    `basic` is the basic uncertainty factor (GSD² of the kind of figure), at least 1. All ones with basic 1 give 0.
    Raises ValueError for anything but five scores from 1 to 5.

    >>> round(pedigree_sigma("2,3,1,2,3", 1.05), 6)
    0.1006
    """
    marks = _scores(scores)
    if basic < 1:
        raise ValueError(f"the basic uncertainty factor is at least 1, found {basic:g}")
    factors = [PEDIGREE[name][mark - 1] for name, mark in zip(PEDIGREE, marks, strict=True)]
    return 0.5 * math.sqrt(sum(math.log(f) ** 2 for f in (*factors, basic)))


def pedigree(value: float, scores: Sequence[int] | str, basic: float = 1.0) -> Distribution:
    """The lognormal of `value` with the sigma of its scores; no spread where the sigma is 0."""
    return Distribution("lognormal", value, pedigree_sigma(scores, basic))


def _scores(scores: Sequence[int] | str) -> tuple[int, ...]:
    parts = scores.strip("() ").replace(";", ",").split(",") if isinstance(scores, str) else list(scores)
    try:
        marks = tuple(int(p) for p in parts)
    except ValueError:
        marks = ()
    if len(marks) != len(PEDIGREE) or not all(1 <= m <= 5 for m in marks):
        raise ValueError(f"a pedigree is five scores from 1 to 5 ({', '.join(PEDIGREE)}), found {scores!r}")
    return marks
