"""What a Monte Carlo draws from: a network, its distributions, the demands, and the factors of its scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lizero.lca.network import Entries, Floats, Integers, Network
from lizero.lca.solve import Solver
from lizero.lca.uncertain import Uncertain

__all__ = ["Block", "Problem"]


class Block(NamedTuple):
    """Scores (draws, demands, methods) of a run of draws; `error`: the certified relative error of each before it was
    corrected; `rejected` (draws,): the draw has no solution; `fallback` (draws,): it did not settle and was solved
    directly; `audit` (draws,): relative difference to a direct solution, nan where none was made."""

    first: int
    scores: Floats
    error: Floats
    rejected: npt.NDArray[np.bool_]
    fallback: npt.NDArray[np.bool_]
    audit: Floats


@dataclass(frozen=True, eq=False)
class Problem:
    """`network` (n processes, m flows), `uncertain` of its exchanges, `demand` (n, demands), `q` (methods, m)."""

    network: Network
    uncertain: Uncertain
    demand: Floats
    q: Floats

    @cached_property
    def solver(self) -> Solver:
        """The static solutions."""
        return Solver(self.network)

    @cached_property
    def biosphere(self) -> Entries:
        """The elementary entries that some method has a factor for."""
        seen = np.any(self.q != 0.0, axis=0)
        return self.network.biosphere.of(seen[self.network.biosphere.row])

    @cached_property
    def weight(self) -> Floats:
        """Factor of each elementary entry in `biosphere` by each method, times its conversion and share (k, methods)."""
        return np.ascontiguousarray((self.q[:, self.biosphere.row] * self.biosphere.factors).T)

    @cached_property
    def supply(self) -> Floats:
        """How often each process runs in the static solution (n, demands)."""
        return self.solver.output(self.demand) / self.network.pivot[:, None]

    @cached_property
    def own(self) -> Floats:
        """Static score of one run of each process (methods, n)."""
        return np.asarray(self.q @ self.network.B)

    @cached_property
    def dual(self) -> Floats:
        """Static score of one unit of each product (methods, n): the adjoint solution."""
        return np.ascontiguousarray(self.solver.intensity((self.own / self.network.pivot).T).T)

    @cached_property
    def static(self) -> Floats:
        """Static scores (demands, methods)."""
        return self.supply.T @ self.own.T

    @property
    def made(self) -> Integers:
        """The exchange that each pivot comes from (n,)."""
        if self.network.pivot_exchange is None:
            raise ValueError("a network to draw from names the exchange of each pivot")
        return self.network.pivot_exchange
