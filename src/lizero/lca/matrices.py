"""The matrices of a system with labels, for work outside lizero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from lizero.lca.score import q_vector
from lizero.lca.system import System

__all__ = ["Matrices", "matrices"]


@dataclass(frozen=True, eq=False)
class Matrices:
    """`A` (n × n, rows products, columns processes; made +, required −), `B` (m × n), `Q` (methods × m).

    `columns`: what row and column of A mean; `flows`: what rows of B and columns of Q mean; `methods`: rows of Q. A
    waste's row counts its treatment, so the treating process stands with + and the one that sends it with −.
    """

    A: sparse.csc_array
    B: sparse.csc_array
    Q: sparse.csc_array
    columns: pl.DataFrame
    flows: pl.DataFrame
    methods: tuple[str, ...]


def matrices(system: System, *methods: str, scenario: str | None = None, year: int | None = None) -> Matrices:
    """A and B of `system`, and a row of Q for each of `methods` (main impact; zero where there is no factor)."""
    model = system.model(scenario, year)
    q = np.zeros((len(methods), model.flows.height))
    for row, method in enumerate(methods):
        q[row] = np.nan_to_num(q_vector(model.flows, method)[0])
    return Matrices(model.network.A, model.network.B, sparse.csc_array(q), model.columns, model.flows, methods)
