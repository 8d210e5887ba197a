"""A foreground on a big background: the background enters as one score for each product that the foreground takes.

Frozen: the background's scores are the static ones. Joint: a *bank* of the background's scores in each draw, keyed by
draw number, so that every foreground drawn with its seed meets the same background draw by draw and alternatives stay
paired. Either way the network that is drawn is the foreground alone; what it takes from the background stands among its
elementary entries, with the background's score as its factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from lizero.errors import SystemRefused
from lizero.lca.lanes import LANES, SWEEPS, Lanes, Singles, Source, Store, in_order
from lizero.lca.layout import kernels
from lizero.lca.monte_carlo import MonteCarlo, Run, Watch, run_engine
from lizero.lca.network import Entries, Floats, Integers, Network
from lizero.lca.problem import Problem

__all__ = ["Bank", "Split", "bank", "drawn_on", "split"]


@dataclass(frozen=True, eq=False)
class Split:
    """`problem`: the foreground, `taken` (b,): background columns that it takes from, as numbered before; the boundary
    entries follow the elementary flows, one flow a background product."""

    problem: Problem
    taken: Integers


def split(problem: Problem, background: npt.NDArray[np.bool_], scores: Floats | None = None) -> Split:
    """The foreground of `problem`, its background (n,) frozen at its static scores, or at `scores` (methods, n).

    Raises SystemRefused when the background takes from the foreground: then neither can be solved before the other.
    """
    network = problem.network
    tech = network.technosphere
    back = np.any(background[tech.column] & ~background[tech.row] & (tech.value != 0.0))
    if back or np.any(problem.demand[background] != 0.0):
        what = "takes from the foreground" if back else "is demanded itself"
        raise SystemRefused(f"the background {what}, so it cannot be solved before it; move the processes of the loop")
    front = np.flatnonzero(~background).astype(np.int64)
    crossing = background[tech.row] & ~background[tech.column]
    taken, place = np.unique(tech.row[crossing], return_inverse=True)
    inner = network.part(front)
    at = np.searchsorted(front, tech.column[crossing])
    bio = inner.biosphere
    boundary = Entries(
        np.concatenate([bio.row, network.flows + place]), np.concatenate([bio.column, at]),
        np.concatenate([bio.value, tech.value[crossing]]), np.concatenate([bio.exchange, tech.exchange[crossing]]),
        np.concatenate([bio.factors, tech.factors[crossing]]),
    )
    price = (problem.dual if scores is None else scores)[:, taken]
    made = Network(inner.pivot, inner.technosphere, boundary, network.flows + len(taken), inner.pivot_exchange)
    q = np.concatenate([problem.q, price], axis=1)
    return Split(replace(problem, network=made, demand=problem.demand[front], q=q), taken)


@dataclass(frozen=True, eq=False)
class Bank:
    """Scores of background products in each draw: `scores` (draws, products, methods), float32 as all draws are;
    `taken` (products,): which; `seed`: of the draws."""

    scores: Singles
    taken: Integers
    seed: int


def bank(
    problem: Problem, background: npt.NDArray[np.bool_], draws: int, seed: int, *, run: Run = map,
    tolerance: float = 1e-9,
) -> Bank:
    """Scores of the background products that the foreground of `problem` takes, in at least `draws` draws.

    One adjoint solution of the drawn background for each draw and method; every foreground that takes no other products
    can be drawn on it. `tolerance`: the largest relative change of the last sweep.
    """
    taken = split(problem, background).taken
    columns = np.flatnonzero(background).astype(np.int64)
    at = np.searchsorted(columns, taken)
    price = problem.dual[0][taken]
    demand = np.zeros((len(columns), 1))
    demand[at, 0] = np.where(price != 0.0, 1.0 / np.where(price != 0.0, price, 1.0), 0.0)
    behind = replace(problem, network=problem.network.part(columns), demand=demand)
    prices = _Prices(Lanes(behind, seed, tolerance), at)
    prices.prepare()
    found = list(run(prices.run, range(0, draws, LANES)))
    return Bank(np.concatenate(found), taken, seed)


@dataclass(frozen=True, eq=False)
class _Prices:
    """Adjoint scores of the products `at` of a drawn network, sixteen draws at a time."""

    lanes: Lanes
    at: Integers

    def prepare(self) -> None:
        """Works out what all blocks share."""
        for name in ("supply", "dual", "static", "biosphere", "weight"):
            getattr(self.lanes.problem, name)
        for name in ("loops", "pivots", "biosphere"):
            getattr(self.lanes, name)
        self._source, self._weights  # noqa: B018

    @cached_property
    def _source(self) -> Source:
        entries, slot = self.lanes.problem.network.technosphere, self.lanes.layout.upstream.slot
        return self.lanes.source(entries.exchange[slot], entries.factors[slot])

    @cached_property
    def _weights(self) -> Floats:
        """What a change of a price means beside the prices that are taken (methods, n)."""
        problem = self.lanes.problem
        made = problem.supply[:, 0] * problem.network.pivot
        scale = np.abs(made) @ np.abs(problem.dual).T
        return np.ascontiguousarray(made[None, :] / np.maximum(scale, 1e-300)[:, None])

    def run(self, first: int) -> Singles:
        """Scores (16, products, methods) of the draws from `first` on; nan where a draw has no solution."""
        lanes, problem, side = self.lanes, self.lanes.problem, self.lanes.layout.upstream
        value = lanes.drawn(self._source, first)
        pivot, rejected = lanes.left(first)
        elementary = lanes.drawn(lanes.biosphere, first)
        found = np.empty((LANES, len(self.at), len(problem.q)), dtype=np.float32)
        for m in range(len(problem.q)):
            x = np.repeat(problem.dual[m][:, None], LANES, axis=1)
            kernels().solve_lanes(
                side.start, side.index, value, pivot, side.order, side.bounds, side.cyclic, self._own(m, elementary), x,
                self._weights[m], lanes.tolerance, SWEEPS,
            )
            found[:, :, m] = x[self.at].T
        found[rejected | ~np.all(np.isfinite(found), axis=(1, 2))] = np.nan
        return found

    def _own(self, m: int, elementary: npt.NDArray[np.float32]) -> Floats:
        """Drawn score of one run of each process (n, 16) by method m."""
        problem = self.lanes.problem
        entries, weight = problem.biosphere, problem.weight[:, m]
        used = np.flatnonzero(weight)
        spread = sparse.csr_array(
            (weight[used], (entries.column[used], used)), shape=(problem.network.size, len(entries))
        )
        return np.asarray(spread @ elementary)


def drawn_on(
    problem: Problem, background: npt.NDArray[np.bool_], names: Sequence[str], draws: int, seed: int, *,
    store: Bank | None = None, run: Run = map, watch: Watch | None = None, tolerance: float = 5e-8,
) -> MonteCarlo:
    """Draws of the foreground of `problem`: on its frozen background, or on the draws of the bank `store`.

    Raises SystemRefused when the bank is of another seed or lacks a product that the foreground takes.
    """
    parted = split(problem, background)
    if store is None:
        return run_engine(Lanes(in_order(parted.problem), seed, tolerance), names, draws, run=run, watch=watch)
    missing = np.setdiff1d(parted.taken, store.taken)
    if store.seed != seed or missing.size:
        raise SystemRefused(
            f"the bank holds draws of seed {store.seed} for {len(store.taken)} products; asked for seed {seed}, and "
            f"{missing.size} products are not in it; build the bank for this foreground and seed"
        )
    place = np.searchsorted(store.taken, parted.taken).astype(np.int64)
    engine = Lanes(in_order(parted.problem), seed, tolerance, Store(store.scores, place, problem.network.flows))
    return run_engine(engine, names, draws, run=run, watch=watch)
