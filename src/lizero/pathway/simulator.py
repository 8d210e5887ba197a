"""The exact simulator: what a plan does, with every interaction. What a plan reports is this (convention 12).

    u[m,t] = ρ_m(t − start)                                        use of measure m
    E[k,t,p] = f[k,t,p]·(A[k,t]·Π_m (1 − a[m,k,p]·u[m,t]) + Σ_m d[m,k]·u[m,t] − g[p]·q[k,t])

Activity that a lever adds is not reduced by levers on the source that it is added to. Green power q is a quantity of activity without
emissions, at most what is used; g is the share of a species that it takes away: market-based scope 2, but not what lies upstream.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lizero.pathway.allowance import TargetRefused
from lizero.pathway.cases import Case
from lizero.uncertainty import sample, uniform

__all__ = ["Outcome", "Spread", "acted", "co2e_draws", "cost_draws", "simulate", "use"]

Array = NDArray[np.float64]
Starts = NDArray[np.int64]


@dataclass(frozen=True)
class Outcome:
    """kg [k x t x p], kg CO2e [t], capex and running cost [t], and the use of each measure [m x t]."""

    emissions: Array
    co2e: Array
    capex: Array
    running: Array
    use: Array


@dataclass(frozen=True)
class Spread:
    """What is uncertain: standard deviations of the logarithm of grid or fuel factors (one draw for all sites), of activity by site, and of
    each lever's capital, and the relative standard deviation of each lever's effect; what is a lever's is shared by all sites that use it.

    Raises TargetRefused for a negative or missing spread.
    """

    factor: float = 0.0
    activity: float = 0.0
    effect: float = 0.0
    capex: float = 0.0

    def __post_init__(self) -> None:
        wrong = {n: v for n, v in vars(self).items() if not 0 <= v < np.inf}
        if wrong:
            raise TargetRefused(f"a spread is 0 or more: {', '.join(f'{n} is {v:g}' for n, v in wrong.items())}")


def checked(case: Case, starts: ArrayLike) -> Starts:
    """Year numbers of the starts, −1 for never. Raises TargetRefused when the plan breaks a window, group or prerequisite."""
    plan = np.asarray(starts, np.int64)
    if plan.shape != (len(case.measures),):
        raise TargetRefused(f"a plan has one start for each of the {len(case.measures)} measures, found shape {plan.shape}")
    taken: dict[tuple[str, str], str] = {}
    for m, start in enumerate(plan):
        if start >= 0:
            _check_start(case, m, int(start), taken)
    return plan


def _check_start(case: Case, m: int, start: int, taken: dict[tuple[str, str], str]) -> None:
    x = case.measures[m]
    if start not in case.starts(m):
        raise TargetRefused(f"{x.name} starts in {case.sources.years[0] + start}, outside {x.lever.first} to {x.lever.last}")
    group = (x.site, x.lever.group or f"only {x.lever.id}")
    if group in taken:
        raise TargetRefused(f"{x.name} and {taken[group]} exclude each other (group {x.lever.group!r})")
    taken[group] = x.name


def use(case: Case, starts: Starts) -> Array:
    """Use of each measure by year [m x t], and a refusal where a measure is used more than its prerequisite."""
    years = len(case.sources.years)
    found = np.zeros((len(case.measures), years))
    for m, start in enumerate(starts):
        if start >= 0:
            found[m, start:] = case.profile(m)[: years - start]
    for m, x in enumerate(case.measures):
        for p in x.requires:
            if (found[m] > found[p] + 1e-9).any():
                raise TargetRefused(f"{x.name} is used more than its prerequisite {case.measures[p].name}")
    return found


def simulate(case: Case, starts: ArrayLike, *, green: ArrayLike | None = None) -> Outcome:
    """The outcome of a plan: `starts` [m] are year numbers (−1: never), `green` [k x t] activity supplied without emissions.

    Raises TargetRefused for a plan that breaks a window, a group or a prerequisite.
    """
    plan = checked(case, starts)
    used = use(case, plan)
    base = case.sources
    left, added = acted(case, plan, used)
    activity = base.activity[:, :, None] * left + added[:, :, None]
    clean = np.zeros_like(added) if green is None else np.asarray(green, float)
    emissions = base.factor * np.maximum(activity - clean[:, :, None] * base.greened, 0.0)
    capex = np.sum([case.spending(int(m), int(plan[m])) for m in np.flatnonzero(plan >= 0)], axis=0) + np.zeros(len(base.years))
    running = used.T @ np.array([x.lever.opex for x in case.measures]) if case.measures else np.zeros(len(base.years))
    price = np.zeros_like(added) if base.price is None else base.price
    return Outcome(emissions, np.asarray((emissions @ base.gwp).sum(axis=0)), capex, running + (added * price).sum(axis=0), used)


def acted(case: Case, starts: Starts, used: Array) -> tuple[Array, Array]:
    """What the measures leave of each source and species [k x t x p], and the activity that they add [k x t]."""
    left, added = np.ones(case.sources.factor.shape), np.zeros(case.sources.activity.shape)
    for m in np.flatnonzero(starts >= 0):
        for k, share in case.measures[m].removes.items():
            left[k] *= 1 - share[None, :] * used[m][:, None]
        for k, amount in case.measures[m].adds.items():
            added[k] += amount * used[m]
    return left, added


def co2e_draws(case: Case, starts: ArrayLike, spread: Spread, *, draws: int, seed: int, green: ArrayLike | None = None, block: int = 512) -> Array:
    """kg CO2e of a fixed plan by draw and year, [draws x t]; the same to the bit whatever the block (convention 8).

    The factors of one source name share a draw over all sites, as does a lever's effect; an effect is held at or below 100 %. `green` [k x t]
    is a quantity that was contracted: it stays as it is, and serves at most what a draw uses.
    """
    plan = checked(case, starts)
    used, clean = use(case, plan), np.zeros_like(case.sources.activity) if green is None else np.asarray(green, float)
    parts = [_block(case, plan, used, clean, spread, seed, np.arange(n, min(n + block, draws))) for n in range(0, draws, block)]
    return np.concatenate(parts) if parts else np.zeros((0, len(case.sources.years)))


def cost_draws(case: Case, starts: ArrayLike, spread: Spread, *, draws: int, seed: int) -> Array:
    """Capital and running cost of a fixed plan by draw and year, [draws x t]: each lever's capital is drawn once, for all sites and renewals."""
    plan = checked(case, starts)
    numbers, taken = np.arange(draws), np.flatnonzero(plan >= 0)
    running = simulate(case, plan).running
    drawn = _lognormal(seed, [f"capex/{case.measures[m].lever.id}" for m in taken], spread.capex, numbers)
    spent = np.array([case.spending(int(m), int(plan[m])) for m in taken]).reshape(taken.size, len(case.sources.years))
    return np.asarray(drawn.T @ spent + running)


def _block(case: Case, plan: Starts, used: Array, clean: Array, spread: Spread, seed: int, numbers: NDArray[np.int64]) -> Array:
    base = case.sources
    total = np.zeros((numbers.size, len(base.years)))
    of_factor = _lognormal(seed, [f"factor/{s}" for _, s in base.keys], spread.factor, numbers)
    of_activity = _lognormal(seed, [f"activity/{s}" for s, _ in base.keys], spread.activity, numbers)
    of_effect = _normal(seed, [f"effect/{x.lever.id}" for x in case.measures], spread.effect, numbers)
    for k in range(len(base.keys)):
        acting = [int(m) for m in np.flatnonzero(plan >= 0) if k in case.measures[m].removes]
        adding = [int(m) for m in np.flatnonzero(plan >= 0) if k in case.measures[m].adds]
        extra = np.sum([case.measures[m].adds[k] * used[m] for m in adding], axis=0) + np.zeros(len(base.years))
        total += _source(case, k, acting, used, (extra, clean[k]), (of_factor[k], of_activity[k], of_effect))
    return total


def _source(case: Case, k: int, acting: list[int], used: Array, more: tuple[Array, Array], drawn: tuple[Array, Array, Array]) -> Array:
    """kg CO2e of source k, [draws x t], with activity that is added and what of it is clean; species with the same shares removed are
    taken together."""
    base, (extra, clean), (factor, activity, effect) = case.sources, more, drawn
    served = base.greened if clean.any() else np.zeros(len(base.species))
    shares = np.array([case.measures[m].removes[k] for m in acting]).reshape(len(acting), len(base.species))
    kinds: dict[bytes, list[int]] = {}
    for p in range(len(base.species)):
        if base.gwp[p] and base.factor[k, :, p].any():
            kinds.setdefault(shares[:, p].tobytes() + served[p].tobytes(), []).append(p)
    total = np.zeros((factor.size, len(base.years)))
    for same in kinds.values():
        left = np.ones_like(total)
        for n, m in enumerate(acting):
            drawn_share = np.minimum(shares[n, same[0]] * effect[m], 1.0)
            left *= 1 - drawn_share[:, None] * used[m][None, :]
        weight = base.factor[k][:, same] @ base.gwp[same]
        total += weight * factor[:, None] * np.maximum(base.activity[k] * activity[:, None] * left + extra - served[same[0]] * clean, 0.0)
    return total


def _lognormal(seed: int, ids: list[str], spread: float, numbers: NDArray[np.int64]) -> Array:
    return sample("lognormal", 1.0, spread, 0.0, 0.0, uniform(seed, ids, numbers))


def _normal(seed: int, ids: list[str], spread: float, numbers: NDArray[np.int64]) -> Array:
    return np.maximum(sample("normal", 1.0, spread, 0.0, 0.0, uniform(seed, ids, numbers)), 0.0)
