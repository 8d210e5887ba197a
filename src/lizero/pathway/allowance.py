"""Target paths, budgets and their tests, each one published relation.

E* allowed emissions, E_b base emissions, b base year, T target year, B cumulative budget as the SUM of annual inventories (the
trapezoid is 3 to 5 % lower). Any unit of mass; rates are shares of a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lizero.errors import LizeroError

__all__ = [
    "CatchUp", "TargetRefused", "absolute_contraction", "budget", "catch_up", "compound_path", "forward_ambition", "least_reduction",
    "linear_path", "overshoot", "sectoral_convergence", "temperature", "yearly_reduction",
]

TCRE = 2.2
"""Warming for 3664 Gt CO2 (1000 Gt C), °C."""


class TargetRefused(LizeroError, ValueError):
    """A target that has no path: a target year not after the base year, a base not above 0."""


def _span(base_year: int, target_year: int) -> int:
    if target_year <= base_year:
        raise TargetRefused(f"the target year {target_year} is not after the base year {base_year}")
    return target_year - base_year


def absolute_contraction(base: float, base_year: int, year: int, *, rate: float = 0.042, floor: float = 0.0) -> float:
    """E*(y) = E_b · max(1 − r·(y − b), floor): linear in BASE-year emissions, not compound.

    >>> round(absolute_contraction(100, 2020, 2030), 9), absolute_contraction(100, 2020, 2050, floor=0.1)
    (58.0, 10.0)
    """
    return base * max(1 - rate * (year - base_year), floor)


def linear_path(base: float, target: float, base_year: int, target_year: int) -> dict[int, float]:
    """Allowed emissions by year along a straight line, both ends included."""
    span = _span(base_year, target_year)
    return {base_year + n: base + (target - base) * n / span for n in range(span + 1)}


def compound_path(base: float, target: float, base_year: int, target_year: int) -> dict[int, float]:
    """Allowed emissions by year at a constant relative cut; both ends above 0. Raises TargetRefused."""
    span = _span(base_year, target_year)
    if base <= 0 or target <= 0:
        raise TargetRefused(f"a constant relative cut needs both ends above 0, found {base:g} and {target:g}")
    return {base_year + n: float(base * (target / base) ** (n / span)) for n in range(span + 1)}


def yearly_reduction(base: float, target: float, base_year: int, target_year: int) -> float:
    """LAR = (1 − E_T/E_b) / (T − b): the linear annual reduction as a share of the base.

    >>> round(yearly_reduction(100, 58, 2020, 2030), 9)
    0.042
    """
    if base <= 0:
        raise TargetRefused(f"the base must be above 0, found {base:g}")
    return (1 - target / base) / _span(base_year, target_year)


def least_reduction(base_year: int, target_year: int, *, rate: float = 0.042, ceiling: float = 0.9, reference_year: int = 2020) -> float:
    """Least reduction of a target (share of the base): min(ceiling, r·(T − b)), counted from `reference_year` for later bases.

    >>> round(least_reduction(2023, 2033), 9)
    0.546
    """
    _span(base_year, target_year)
    return min(ceiling, rate * (target_year - min(base_year, reference_year)))


def forward_ambition(base: float, recent: float, target: float, recent_year: int, target_year: int) -> float:
    """(E_recent − E_T) / E_b / (T − recent year): the reduction still ahead, as a share of the base a year.

    >>> round(forward_ambition(100, 95, 58, 2024, 2030), 4)
    0.0617
    """
    if base <= 0:
        raise TargetRefused(f"the base must be above 0, found {base:g}")
    return (recent - target) / base / _span(recent_year, target_year)


def sectoral_convergence(
    company: float, sector_start: float, sector_year: float, sector_end: float, *, company_growth: float, sector_growth: float,
    cap_share: bool = True,
) -> float:
    """SDA: I*(t) = d·p·m + I_sec(end), d = I_co(0) − I_sec(end), p the sector's remaining way, m = sector growth / company growth.

    Growth is output(t) / output(0). A company already below the sector's end stays flat (d < 0 never allows growth); a sector
    that does not move has p = 0. With `cap_share` a shrinking company gains nothing (m ≤ 1).

    >>> round(sectoral_convergence(10, 8, 5, 1, company_growth=2, sector_growth=1.5), 3)
    4.857
    """
    if company_growth <= 0 or sector_growth <= 0:
        raise TargetRefused(f"growth of output must be above 0, found {company_growth:g} and {sector_growth:g}")
    way = company - sector_end
    if way <= 0:
        return company
    left = (sector_year - sector_end) / (sector_start - sector_end) if sector_start != sector_end else 0.0
    share = sector_growth / company_growth
    return way * left * (min(share, 1.0) if cap_share else share) + sector_end


def budget(path: Mapping[int, float]) -> float:
    """Cumulative budget: the sum of the annual inventories of a path."""
    return float(sum(path[y] for y in sorted(path)))


def overshoot(actual: Mapping[int, float], allowed: Mapping[int, float]) -> float:
    """Σ (actual − allowed) over the years of `actual`. Raises TargetRefused when a year has no allowance."""
    if missing := sorted(actual.keys() - allowed.keys()):
        raise TargetRefused(f"no allowance for {', '.join(map(str, missing))}")
    return float(sum(actual[y] - allowed[y] for y in sorted(actual)))


class CatchUp(NamedTuple):
    """A constant annual cut that returns to the budget, and the emissions by year it gives (negative: only removals would)."""

    cut: float
    path: tuple[float, ...]


def catch_up(latest: float, remaining: float, years: int) -> CatchUp:
    """g = (n·E − R) / (n(n+1)/2): the constant cut from `latest` that spends exactly the `remaining` budget in `years`.

    >>> round(catch_up(95, 377, 6).cut, 3)
    9.19
    """
    if years < 1:
        raise TargetRefused(f"catching up needs one year or more, found {years}")
    cut = (years * latest - remaining) / (years * (years + 1) / 2)
    return CatchUp(cut, tuple(latest - cut * n for n in range(1, years + 1)))


def temperature(company: Sequence[float], allowance: Sequence[float], *, benchmark: float, global_budget: float) -> float:
    """Implied temperature, °C: T = T_bench + B_global·(Σ company / Σ allowance − 1)·TCRE / 3664, `global_budget` in Gt CO2.

    >>> round(temperature([130], [100], benchmark=1.5, global_budget=400), 3)
    1.572
    """
    allowed = sum(allowance)
    if allowed <= 0:
        raise TargetRefused(f"the allowance must be above 0, found {allowed:g}")
    return benchmark + global_budget * (sum(company) / allowed - 1) * TCRE / 3664
