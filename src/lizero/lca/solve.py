"""The static solution: supply for a demand, and scores of all products at once by the transpose.

Two ways up the ladder. A small network is factorised by SuperLU, of the transpose of the scaled matrix
(I − Z P⁻¹)ᵀ, because its fill is far smaller than that of the matrix itself on real databases; the factors are kept for
every further demand. A large one is swept component by component (block Gauss-Seidel) until the backward error of every
row is at rounding; what does not settle is factorised after all. Neither assumes that amounts are positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

from lizero.lca.layout import Layout, kernels
from lizero.lca.network import Floats, Integers, Network

__all__ = ["Singular", "Solver"]

SMALL = 1500
SMALLEST_PIVOT = 1e-13
SETTLED = 4e-15
SWEEPS = 1000


class Singular(ArithmeticError):
    """A matrix without a unique solution; `diagnose.explain` says where."""


@dataclass(frozen=True, eq=False)
class Solver:
    """Solutions of one network (n processes). `way`: "direct", "sweeps", or "auto" by size. `roots`: the columns that
    demands are made of, when sweeps need not go beyond what these reach.

    Raises Singular when there is no unique solution, at the first use.
    """

    network: Network
    way: str = "auto"
    roots: Integers | None = None

    @cached_property
    def layout(self) -> Layout:
        """The pattern of the network."""
        return Layout(self.network, self.roots)

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

    def __getstate__(self) -> dict[str, Any]:
        """Without the factors, which cannot be sent to another process and are made anew there."""
        return {name: value for name, value in self.__dict__.items() if name != "factors"}

    def output(self, demand: Floats) -> Floats:
        """x (n,) or (n, k): how much of each product the whole system makes for `demand` of the same shape."""
        return self._solved(demand, "T") if self._swept else self._direct(demand, "T")

    def intensity(self, score: Floats) -> Floats:
        """λ (n,) or (n, k): what one unit of each product carries, from `score`, what one unit of output of each
        process carries by its own flows."""
        return self._solved(score, "N") if self._swept else self._direct(score, "N")

    def amplification(self, column: int) -> float:
        """(A⁻¹)_jj of the scaled matrix: output of product `column` for one unit of it delivered; above 1 in a loop."""
        unit = np.zeros(self.network.size)
        unit[column] = 1.0
        return float(self.output(unit)[column])

    @cached_property
    def _absolute(self) -> sparse.csc_array:
        return abs(self.scaled)

    @property
    def _swept(self) -> bool:
        return self.way == "sweeps" or (self.way == "auto" and self.network.size > SMALL)

    def _direct(self, right: Floats, way: str) -> Floats:
        """The solution; refined once where the backward error of some row is above rounding."""
        matrix, size = self.scaled, self._absolute
        if way == "N":
            matrix, size = matrix.T, size.T
        x: Floats = self.factors.solve(right, trans=way)
        left = right - matrix @ x
        if np.any(np.abs(left) > SETTLED * (size @ np.abs(x) + np.abs(right))):
            x = x + self.factors.solve(left, trans=way)
        if not np.all(np.isfinite(x)):
            raise Singular("the solution is not finite")
        return x

    def _solved(self, right: Floats, way: str) -> Floats:
        """Swept; factorised when a component does not settle. What is not reached from the roots is zero."""
        layout, order = self.layout.ordered, self.layout.order
        side = layout.downstream if way == "T" else layout.upstream
        pivot = layout.pivot()
        if np.any(pivot == 0.0):
            return self._direct(right, way)
        scale = self.network.pivot[order, None]
        given = (right if right.ndim == 2 else right[:, None])[order]
        given = np.ascontiguousarray(given if way == "T" else given * scale, dtype=np.float64)
        x = np.zeros_like(given)
        failed = np.zeros(len(side.cyclic), dtype=np.bool_)
        value = layout.network.technosphere.value[side.slot]
        pattern = (side.start, side.index, value, pivot, side.order, side.bounds, side.cyclic)
        if given.shape[1] == 1:
            kernels().solve_one(*pattern, given[:, 0].copy(), x[:, 0], SETTLED, SWEEPS, failed)
        else:
            kernels().solve_shared(*pattern, given, x, SETTLED, SWEEPS, failed)
        if failed.any() or not np.all(np.isfinite(x)):
            return self._direct(right, way)
        whole = np.zeros((self.network.size, x.shape[1]))
        whole[order] = x * scale if way == "T" else x
        return whole if right.ndim == 2 else whole[:, 0]
