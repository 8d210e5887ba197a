"""What abatement costs and what it is worth; every figure depends on the discount rate, so print the rate beside it.

    CRF = r / (1 − (1+r)^−n)            MAC = (CAPEX·CRF + Δopex) / annual abatement
    LCCA = Σ cost_t/(1+r)^t / Σ abatement_t/(1+r)^t        both discounted; dividing by undiscounted tonnes flatters
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lizero.pathway.allowance import TargetRefused

__all__ = ["abatement_cost", "break_even", "discounted_payback", "levelised_cost", "present_value", "rank", "recovery_factor"]


def recovery_factor(rate: float, years: float) -> float:
    """Capital recovery factor: the yearly payment for one unit of capital over `years`.

    >>> round(recovery_factor(0.08, 15), 6), recovery_factor(0.0, 4)
    (0.11683, 0.25)
    """
    if years <= 0 or rate <= -1:
        raise TargetRefused(f"a life above 0 and a rate above -100 % are needed, found {years:g} and {rate:g}")
    return float(rate / (1 - (1 + rate) ** -years)) if rate else 1 / years


def abatement_cost(capex: float, opex: float, abatement: float, *, rate: float, years: float) -> float | None:
    """Money for one tonne: (capex·CRF + opex) / abatement a year; None where nothing is abated.

    >>> round(abatement_cost(10e6, -1e6, 5_000, rate=0.08, years=15), 2)
    33.66
    """
    return (capex * recovery_factor(rate, years) + opex) / abatement if abatement > 0 else None


def present_value(flows: ArrayLike, rate: float, *, first: int = 0) -> float:
    """Σ flow_t / (1+r)^t, the first flow at t = `first`.

    >>> round(present_value([-100.0, 121.0], 0.1), 9)
    10.0
    """
    values = np.asarray(flows, float)
    return float((values / (1 + rate) ** (first + np.arange(values.size))).sum())


def levelised_cost(capex: float, opex: Sequence[float], abatement: Sequence[float], *, rate: float) -> float | None:
    """Capital now, `opex` and `abatement` at the end of each year: discounted cost over discounted tonnes.

    >>> round(levelised_cost(10e6, [-1e6] * 15, [5_000 * 0.97**n for n in range(15)], rate=0.08), 2)
    39.6
    """
    if len(opex) != len(abatement):
        raise TargetRefused(f"as many costs as abatements are needed, found {len(opex)} and {len(abatement)}")
    tonnes = present_value(abatement, rate, first=1)
    return (capex + present_value(opex, rate, first=1)) / tonnes if tonnes > 0 else None


def break_even(capex: float, opex: Sequence[float], abatement: Sequence[float], *, rate: float) -> float | None:
    """Constant carbon price at which the present value is nought: the levelised cost, but never below 0."""
    cost = levelised_cost(capex, opex, abatement, rate=rate)
    return None if cost is None else max(cost, 0.0)


def discounted_payback(flows: ArrayLike, rate: float) -> float | None:
    """Years until the discounted sum of `flows` (from year 0) turns positive for good within them, None when it does not.

    >>> discounted_payback([-100, 50, 100], 0.0)
    1.5
    """
    values = np.asarray(flows, float)
    parts = values / (1 + rate) ** np.arange(values.size)
    sums = parts.cumsum()
    below = np.flatnonzero(sums < 0)
    if not below.size:
        return 0.0
    last = int(below[-1])
    return None if last == values.size - 1 else last + float(-sums[last] / parts[last + 1])


def rank(costs: Sequence[float], abatements: Sequence[float]) -> list[int]:
    """Order of measures: those that save (cost ≤ 0) first by their saving, the others by cost for a tonne.

    A negative cost for a tonne is no rank: of two equal savings it prefers the one that abates less.

    >>> rank([-100, -100, 50], [1, 2, 10])
    [1, 0, 2]
    """
    def place(n: int) -> tuple[int, float, float]:
        cost, tonnes = costs[n], abatements[n]
        if cost <= 0:
            return (0, cost, -tonnes)
        return (1, cost / tonnes, -tonnes) if tonnes > 0 else (2, cost, 0.0)

    return sorted(range(len(costs)), key=place)
