"""Draws of a large system, sixteen at a time: sampled in float32, swept from the static solution, certified each.

A draw is float32 by definition; its matrix is then solved in double precision. The static adjoint weighs the residual of
each draw: y₀·(b − A x) is the error that is left in the score, to first order, and adding it takes that error away. A
draw whose certificate does not come within bounds is solved directly, and one draw in 256 is solved directly anyway, as
a standing audit. Blocks begin at multiples of 16, so a score does not depend on threads or chunks, to the bit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import linalg

from lizero.lca.layout import Layout, Side, kernels
from lizero.lca.network import Entries, Floats, Integers
from lizero.lca.problem import Block, Problem

__all__ = ["AUDIT", "LANES", "Lanes", "Singles", "Source", "Store", "in_order"]

Singles = npt.NDArray[np.float32]
LANES = 16
AUDIT = 256
SWEEPS = 400


def sampler() -> Any:
    """The compiled sampler, imported when it is first needed."""
    from lizero.lca import sampler as compiled

    return compiled


@dataclass(frozen=True, eq=False)
class Source:
    """What the sampler needs to know of some entries; all (k,). `followers`: places that follow formulas."""

    exchange: Integers
    base: npt.NDArray[np.uint64]
    kind: npt.NDArray[np.int8]
    loc: Floats
    spread: Floats
    low: Floats
    high: Floats
    factor: Floats
    followers: Integers


@dataclass(frozen=True, eq=False)
class Store:
    """Scores of background products, draw by draw (draws, products, methods); `place`: where the rows from `flows` on
    stand among the products."""

    scores: Singles
    place: Integers
    flows: int


@dataclass(frozen=True, eq=False)
class Lanes:
    """The engine for large systems; `tolerance`: the largest relative error of a score; `store`: draws of a background
    that the elementary entries from `store.flows` on are priced by."""

    problem: Problem
    seed: int
    tolerance: float = 5e-8
    store: Store | None = None
    block: int = LANES

    @cached_property
    def layout(self) -> Layout:
        """The pattern of the network."""
        return Layout(self.problem.network)

    @cached_property
    def technosphere(self) -> Source:
        """Requirements in the order of the rows of supply."""
        entries = self.problem.network.technosphere
        slot = self.layout.downstream.slot
        return self.source(entries.exchange[slot], entries.factors[slot])

    @cached_property
    def loops(self) -> Source:
        """What processes take of their own product."""
        entries, at = self.problem.network.technosphere, self.layout.loops
        return self.source(entries.exchange[at], entries.factors[at])

    @cached_property
    def pivots(self) -> Source:
        """What processes make."""
        return self.source(self.problem.made, np.ones(self.problem.network.size))

    @cached_property
    def biosphere(self) -> Source:
        """Elementary entries that count in some method."""
        entries = self.problem.biosphere
        return self.source(entries.exchange, np.ones(len(entries)))

    def __getstate__(self) -> dict[str, Any]:
        """Without the factors, which cannot be sent to another process and are made anew there."""
        return {name: value for name, value in self.__dict__.items() if name != "_base"}

    def prepare(self) -> None:
        """Works out what all blocks share, so that threads find it ready."""
        for name in ("technosphere", "loops", "pivots", "biosphere", "_usual", "_right", "_scale", "_weights", "_inside"):
            getattr(self, name)

    def source(self, which: Integers, factor: Floats) -> Source:
        found = self.problem.uncertain
        return Source(
            which, found.bases(self.seed, which), found.kind[which], found.loc[which], found.spread[which],
            found.low[which], found.high[which], factor, found.followers(which),
        )

    def drawn(self, source: Source, first: int) -> Singles:
        """Values (k, 16) of the entries of `source`, with their factors, in the draws from `first` on."""
        out = np.empty((len(source.kind), LANES), dtype=np.float32)
        sampler().sample_lanes(
            source.base, source.kind, source.loc, source.spread, source.low, source.high, source.factor, first, out
        )
        if source.followers.size:
            which = source.exchange[source.followers]
            followed = self.problem.uncertain.followed(self.seed, which, first, LANES)
            out[source.followers] = followed * source.factor[source.followers, None]
        return out

    def run(self, first: int) -> Block:
        """The sixteen draws from `first` on; `first` is a multiple of 16."""
        problem = self.problem
        value = self.drawn(self.technosphere, first)
        pivot, rejected = self.left(first)
        scores = np.empty((LANES, problem.demand.shape[1], len(problem.q)))
        error, fallback = np.empty_like(scores), np.zeros(LANES, dtype=np.bool_)
        audit = np.full(LANES, np.nan)
        for d in range(problem.demand.shape[1]):
            scores[:, d], error[:, d], again, apart = self._demand(first, d, value, pivot)
            fallback |= again
            audit = np.fmax(audit, apart)
        rejected |= np.any(np.isnan(scores), axis=(1, 2))
        scores[rejected] = np.nan
        return Block(first, scores, error, rejected, fallback, audit)

    def left(self, first: int) -> tuple[Singles, npt.NDArray[np.bool_]]:
        """What one run of each process leaves of its product (n, 16), and the draws that lose all of one (16,)."""
        pivot = self.drawn(self.pivots, first)
        loops = self.problem.network.technosphere.row[self.layout.loops]
        np.subtract.at(pivot, loops, self.drawn(self.loops, first))
        usual = self._usual
        rejected = np.any((pivot / usual <= 0.0) | ~np.isfinite(pivot), axis=0)
        pivot[:, rejected] = usual
        return pivot, rejected

    @cached_property
    def _usual(self) -> Floats:
        return self.layout.pivot()[:, None]

    def _demand(
        self, first: int, d: int, value: Singles, pivot: Singles
    ) -> tuple[Floats, Floats, npt.NDArray[np.bool_], Floats]:
        """Scores (16, methods), their certified relative error before correction, which lanes did not settle, and how
        far the scores of audited lanes were from a direct solution (nan elsewhere)."""
        x = np.repeat(self.problem.supply[:, d : d + 1], LANES, axis=1)
        scale = self._scale[d]
        goal = 2.0 * self.tolerance
        side = self.layout.downstream
        for _ in range(4):
            self._sweep(side, d, value, pivot, x, goal)
            correction = self._residual(side, d, value, pivot, x)
            rough = np.max(np.abs(correction) / scale, axis=1)
            if np.all(rough <= self.tolerance):
                break
            goal *= 0.1
        again = ~(rough <= self.tolerance)
        scores = self._scores(first, x) + correction
        direct = again | ((first + np.arange(LANES)) % AUDIT == 0)
        if not direct.any():
            return scores, correction / scale, again, np.full(LANES, np.nan)
        for lane in np.flatnonzero(direct):
            x[:, lane] = self._directly(d, value[:, lane], pivot[:, lane], x[:, lane])
        exact = np.where(direct[:, None], self._scores(first, x), scores)
        apart = np.max(np.abs(exact - scores) / scale, axis=1)
        return exact, correction / scale, again, np.where(direct & ~again, apart, np.nan)

    def _sweep(self, side: Side, d: int, value: Singles, pivot: Singles, x: Floats, goal: float) -> None:
        kernels().solve_lanes(
            side.start, side.index, value, pivot, side.order, side.bounds, side.cyclic,
            self._right[d], x, self._weights[d], goal, SWEEPS,
        )

    def _residual(self, side: Side, d: int, value: Singles, pivot: Singles, x: Floats) -> Floats:
        plain = np.empty((len(self.problem.q), LANES))
        kernels().residual_lanes(
            side.start, side.index, value, pivot, side.order, self._right[d][:, 0], x, self.problem.dual, plain
        )
        return plain.T

    @cached_property
    def _right(self) -> list[Floats]:
        return [np.ascontiguousarray(column[:, None]) for column in self.problem.demand.T]

    def _scores(self, first: int, x: Floats) -> Floats:
        source, entries, problem = self.biosphere, self.problem.biosphere, self.problem
        if self.store is not None:
            return self._banked(first, x, self.store)
        out = np.zeros((len(problem.q), LANES))
        sampler().score_lanes(
            source.base, source.kind, source.loc, source.spread, source.low, source.high, entries.column,
            problem.weight, first, x, out,
        )
        if source.followers.size:
            out += self._followed(first, source, entries, x)
        return out.T

    def _followed(self, first: int, source: Source, entries: Entries, x: Floats) -> Floats:
        """What the entries that follow formulas add beyond their static value."""
        at = source.followers
        moved = self.problem.uncertain.followed(self.seed, source.exchange[at], first, LANES)
        usual = np.zeros((len(at), LANES), dtype=np.float32)
        sampler().sample_lanes(
            source.base[at], source.kind[at], source.loc[at], source.spread[at], source.low[at], source.high[at],
            source.factor[at], first, usual,
        )
        return np.asarray(self.problem.weight[at].T @ ((moved - usual) * x[entries.column[at]]))

    def _banked(self, first: int, x: Floats, store: Store) -> Floats:
        """Scores when what is taken from the background is priced by the draws of `store`."""
        entries, inside = self.problem.biosphere, self._inside
        value = self.drawn(self.biosphere, first)
        runs = x[entries.column[inside]]
        out = self.problem.weight[inside].T @ (value[inside] * runs)
        taken = ~inside
        if first + LANES > len(store.scores):
            raise ValueError(f"the bank holds {len(store.scores)} draws; draws up to {first + LANES} are asked for")
        sampler().bank_lanes(
            value[taken], *self._taken, store.scores[first : first + LANES], x, out
        )
        return np.asarray(out.T)

    @cached_property
    def _taken(self) -> tuple[Integers, Integers, Floats]:
        """Column, place in the bank, and factor of each entry that takes from the background."""
        entries, taken = self.problem.biosphere, ~self._inside
        assert self.store is not None
        product = self.store.place[entries.row[taken] - self.store.flows]
        return entries.column[taken], product, entries.factors[taken]

    @cached_property
    def _inside(self) -> npt.NDArray[np.bool_]:
        return self.problem.biosphere.row < (self.store.flows if self.store else self.problem.network.flows)

    @cached_property
    def _scale(self) -> Floats:
        """What errors of scores are measured by (demands, methods): the score, or, where it cancels, its parts."""
        parts = np.abs(self.problem.supply).T @ np.abs(self.problem.own).T
        return np.maximum(np.maximum(np.abs(self.problem.static), 1e-6 * parts), 1e-300)

    @cached_property
    def _weights(self) -> Floats:
        """What a change of supply adds to the scores, relative to them; the largest of the methods (demands, n)."""
        by_method = self.problem.dual[None, :, :] / self._scale[:, :, None] * self.layout.pivot()
        largest = np.argmax(np.abs(by_method), axis=1)[:, None, :]
        return np.ascontiguousarray(np.take_along_axis(by_method, largest, axis=1)[:, 0, :])

    def _matrix(self, value: Singles, pivot: Singles) -> sparse.csr_array:
        """A of one lane, columns scaled by the static pivots, in double precision."""
        side, size = self.layout.downstream, self.problem.network.size
        z = sparse.csr_array((value.astype(np.float64), side.index, side.start), shape=(size, size))
        scale = sparse.diags_array(1.0 / self.problem.network.pivot)
        return ((sparse.diags_array(pivot.astype(np.float64)) - z) @ scale).tocsr()

    def _directly(self, d: int, value: Singles, pivot: Singles, guess: Floats) -> Floats:
        """Supply of one lane: BiCGSTAB with the factors of the static matrix, else SuperLU of the lane's own."""
        static, matrix = self.problem.network.pivot, self._matrix(value, pivot)
        right = self.problem.demand[:, d]
        base = linalg.LinearOperator(matrix.shape, lambda r: self._base.solve(r, trans="T"))
        with np.errstate(all="ignore"):
            x, _ = linalg.bicgstab(matrix, right, guess * static, rtol=1e-15, atol=0.0, maxiter=40, M=base)
            left = right - matrix @ x
            bound = np.abs(matrix) @ np.abs(x) + np.abs(right)
            settled = np.all(np.abs(self.problem.dual @ left) <= 1e-12 * self._scale[d])
        if not (settled and np.all(np.abs(left) <= 1e-8 * bound)):
            x = _factorised(matrix, right)
        return np.asarray(x / static)

    @cached_property
    def _base(self) -> linalg.SuperLU:
        return self.problem.solver.factors


def in_order(problem: Problem) -> Problem:
    """`problem` with its processes numbered as they are swept, so that memory is read in one direction."""
    order = Layout(problem.network).order
    return replace(problem, network=problem.network.part(order), demand=np.ascontiguousarray(problem.demand[order]))


def _factorised(matrix: sparse.csr_array, right: Floats) -> Floats:
    """The solution by SuperLU of this matrix alone; nan when it is singular."""
    try:
        return np.asarray(linalg.splu(matrix.T.tocsc()).solve(right, trans="T"))
    except RuntimeError:
        return np.full(len(right), np.nan)
