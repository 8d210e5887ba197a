"""Draws of a small system in double precision: each draw's matrix is solved by itself, many at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lizero.lca.network import Entries, Floats, Integers
from lizero.lca.problem import Block, Problem

__all__ = ["Dense"]

CELLS = 2_000_000


@dataclass(frozen=True, eq=False)
class Dense:
    """The engine for systems of up to a hundred processes or so."""

    problem: Problem
    seed: int

    @property
    def block(self) -> int:
        """How many draws go together."""
        return int(np.clip(CELLS // max(1, self.problem.network.size**2), 16, 256)) // 16 * 16

    def run(self, first: int) -> Block:
        """The draws from `first` on, `block` of them."""
        problem, count = self.problem, self.block
        network, size = problem.network, problem.network.size
        tech = network.technosphere
        pivot = self._drawn(first, problem.made, np.ones(size))
        matrix = np.zeros((count, size, size))
        matrix[:, np.arange(size), np.arange(size)] = pivot.T
        requirement = self._drawn(first, tech.exchange, tech.factors)
        place = tech.row * size + tech.column
        np.subtract.at(matrix.reshape(count, -1).T, place, requirement)
        left = matrix[:, np.arange(size), np.arange(size)] / network.pivot
        usual = np.diag(network.A.toarray()) / network.pivot
        rejected = np.any((left <= 0.0) & (usual > 0.0), axis=1) | ~np.all(np.isfinite(matrix), axis=(1, 2))
        supply = self._solved(matrix / network.pivot[:, None], rejected)
        scores = self._scores(first, problem.biosphere, supply)
        scores[rejected] = np.nan
        return Block(first, scores, np.zeros_like(scores), rejected, np.zeros(count, dtype=np.bool_), np.full(count, np.nan))

    def _drawn(self, first: int, which: Integers, factor: Floats) -> Floats:
        unique, place = np.unique(which, return_inverse=True)
        values = self.problem.uncertain.values(self.seed, unique, first, self.block)
        return values[place] * factor[:, None]

    def _solved(self, matrix: Floats, rejected: npt.NDArray[np.bool_]) -> Floats:
        """Supply (draws, n, demands); a singular draw is rejected. Rows are scaled by their static pivot."""
        right = self.problem.demand / self.problem.network.pivot[:, None]
        good = ~rejected
        supply = np.full((len(matrix), *right.shape), np.nan)
        try:
            supply[good] = np.linalg.solve(matrix[good], np.broadcast_to(right, (int(good.sum()), *right.shape)))
        except np.linalg.LinAlgError:
            for draw in np.flatnonzero(good):
                try:
                    supply[draw] = np.linalg.solve(matrix[draw], right)
                except np.linalg.LinAlgError:
                    rejected[draw] = True
        return supply

    def _scores(self, first: int, entries: Entries, supply: Floats) -> Floats:
        values = self._drawn(first, entries.exchange, np.ones(len(entries)))
        runs = supply[:, entries.column, :]
        return np.asarray(np.einsum("kd,dkf,km->dfm", values, runs, self.problem.weight, optimize=True))
