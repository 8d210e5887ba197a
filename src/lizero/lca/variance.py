"""Fewer draws for a mean, and what each exchange's spread does to the whole: control variate and Sobol indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lizero.errors import UnknownName
from lizero.lca.monte_carlo import MonteCarlo, Run, draw
from lizero.lca.network import Floats
from lizero.lca.problem import Problem
from lizero.lca.sensitivity import gradient, means

__all__ = ["Controlled", "controlled_mean", "sobol"]

CELLS = 4_000_000


@dataclass(frozen=True)
class Controlled:
    """A mean with its standard error, by the control variate, and how many times fewer draws it needs for it."""

    mean: float
    error: float
    saving: float


def controlled_mean(found: MonteCarlo, seed: int) -> Controlled:
    """The mean of the draws, corrected by the linear score whose mean is known exactly.

    L_d = S + Σ g (a_d − a), g from `gradient`; mean = mean(S_d) − β (mean(L_d) − E L), β by least squares. `seed` is the
    one that the draws were made with.
    """
    problem = found.engine.problem
    linear = _linear(problem, seed, found.draws)[~found.rejected]
    values = found.values
    slope = gradient(problem)
    exact = float(slope @ (means(problem.uncertain) - problem.uncertain.loc))
    covariance = np.cov(values, linear)
    beta = covariance[0, 1] / covariance[1, 1] if covariance[1, 1] > 0 else 0.0
    left = values - beta * (linear - exact)
    plain, better = float(np.var(values, ddof=1)), float(np.var(left, ddof=1))
    return Controlled(float(left.mean()), float(np.sqrt(better / len(values))), plain / better if better else np.inf)


def _linear(problem: Problem, seed: int, draws: int) -> Floats:
    """Σ g (a_d − a) of each draw (draws,)."""
    slope = gradient(problem)
    which = np.flatnonzero((problem.uncertain.kind != 0) & (slope != 0.0)).astype(np.int64)
    found = np.empty(draws)
    step = max(16, CELLS // max(1, len(which)))
    for first in range(0, draws, step):
        count = min(step, draws - first)
        moved = problem.uncertain.values(seed, which, first, count) - problem.uncertain.loc[which, None]
        found[first : first + count] = slope[which] @ moved
    return found


def sobol(
    problem: Problem, names: pl.Series, exchanges: Sequence[str], draws: int, seed: int, *, run: Run = map
) -> pl.DataFrame:
    """exchange, first (order), total: shares of the variance of the first demand's score by its first method.

    `names`: ids of all exchanges as numbered. Each index takes one more set of draws, in which only that exchange is
    drawn anew (Saltelli et al. 2010, Computer Physics Communications 181, 259-270: first order by their table 2(b),
    total by Jansen's 2(f)). Raises UnknownName for an exchange that is not there.
    """
    places = {name: i for i, name in enumerate(names.to_list())}
    a = draw(problem, ["a"], draws, seed, run=run).scores[:, 0, 0]
    b = draw(problem, ["b"], draws, seed + 1, run=run).scores[:, 0, 0]
    variance = float(np.nanvar(np.concatenate([a, b])))
    rows = []
    for name in exchanges:
        if name not in places:
            raise UnknownName("exchange", name, places)
        anew = replace(problem.uncertain, anew=np.array([places[name]]), anew_seed=seed + 1)
        ab = draw(replace(problem, uncertain=anew), ["ab"], draws, seed, run=run).scores[:, 0, 0]
        first = float(np.nanmean(b * (ab - a))) / variance
        rows.append((name, first, float(np.nanmean((a - ab) ** 2)) / (2.0 * variance)))
    return pl.DataFrame(rows, schema=["exchange", "first", "total"], orient="row")
