"""The static solution: supply for a demand, and scores of all products at once by the transpose.

SuperLU factorises the transpose of the scaled matrix, (I − Z P⁻¹)ᵀ, because its fill is far smaller than that of the
matrix itself on real databases, and keeps the factors for every further demand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

from lizero.lca.network import Floats, Network

__all__ = ["Singular", "Solver"]


SMALLEST_PIVOT = 1e-13


class Singular(ArithmeticError):
    """A matrix without a unique solution; `diagnose.explain` says where."""


@dataclass(frozen=True, eq=False)
class Solver:
    """The factors of one network (n processes).

    Raises Singular when there is no unique solution, at the first use.
    """

    network: Network

    @cached_property
    def scaled(self) -> sparse.csc_array:
        """I − Z P⁻¹ (n × n)."""
        if np.any(self.network.pivot == 0.0):
            raise Singular("a process makes nothing of its reference")
        inverse = sparse.diags_array(1.0 / self.network.pivot)
        return (sparse.eye_array(self.network.size, format="csc") - self.network.Z @ inverse).tocsc()

    @cached_property
    def factors(self) -> linalg.SuperLU:
        """SuperLU factors of the transpose of `scaled`."""
        try:
            factors = linalg.splu(self.scaled.T.tocsc(), permc_spec="COLAMD")
        except RuntimeError as error:
            raise Singular(str(error)) from error
        if np.min(np.abs(factors.U.diagonal()), initial=1.0) < SMALLEST_PIVOT:
            raise Singular("no digits are left")
        return factors

    def output(self, demand: Floats) -> Floats:
        """x (n,) or (n, k): how much of each product the whole system makes for `demand` of the same shape."""
        return self._refined(demand, "T")

    def intensity(self, score: Floats) -> Floats:
        """λ (n,) or (n, k): what one unit of each product carries, from `score`, what one unit of output of each
        process carries by its own flows."""
        return self._refined(score, "N")

    def _refined(self, right: Floats, way: str) -> Floats:
        """The solution with one step of iterative refinement, which brings the backward error to rounding."""
        matrix = self.scaled if way == "T" else self.scaled.T
        x: Floats = self.factors.solve(right, trans=way)
        x = x + self.factors.solve(right - matrix @ x, trans=way)
        if not np.all(np.isfinite(x)):
            raise Singular("the solution is not finite")
        return x

    def amplification(self, column: int) -> float:
        """(A⁻¹)_jj of the scaled matrix: output of product `column` for one unit of it delivered; above 1 in a loop."""
        unit = np.zeros(self.network.size)
        unit[column] = 1.0
        return float(self.output(unit)[column])
