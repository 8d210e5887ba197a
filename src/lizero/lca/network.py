"""The numbers of a product system: production and requirements kept apart, and the matrices that they make.

    A = P − Z          technosphere (n × n): row i, column j: product i made (+) or required (−) by process j
    A s = f            s: how often each process runs (n,), f: demand (n,) in the product's unit
    x = P s            output of each product (n,); scaled: (I − Z P⁻¹) x = f
    g = B s            elementary flows (m,)
    y B = c            c: score of one run of a process by its own flows; λ A = c: score of one unit of each product

A waste is counted as its treatment: the treating process makes the service (+), the one that sends waste requires it
(−), so that no row needs a sign of its own. An avoided product is a negative requirement. Two exchanges to one
supplier are two entries; they meet only in the matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order

__all__ = ["Entries", "Floats", "Integers", "Network"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Entries:
    """Exchanges as numbers: row, column, value, and the index of the exchange that each comes from; all (k,).

    `factor` (k,): what the exchange's own figure is multiplied with (conversion, sign, share) to give the value; one
    where it is not given.
    """

    row: Integers
    column: Integers
    value: Floats
    exchange: Integers
    factor: Floats | None = None

    def __len__(self) -> int:
        return len(self.value)

    def matrix(self, shape: tuple[int, int]) -> sparse.csc_array:
        """The entries as a sparse matrix; entries of one place are added."""
        return sparse.coo_array((self.value, (self.row, self.column)), shape=shape).tocsc()

    def of(self, mask: npt.NDArray[np.bool_]) -> Entries:
        """The entries for which `mask` (k,) holds."""
        factor = None if self.factor is None else self.factor[mask]
        return Entries(self.row[mask], self.column[mask], self.value[mask], self.exchange[mask], factor)

    @property
    def factors(self) -> Floats:
        """`factor`, ones where it is not given."""
        return np.ones(len(self)) if self.factor is None else self.factor


@dataclass(frozen=True, eq=False)
class Network:
    """`pivot` (n,): product made by one run of each process, in the product's unit; `technosphere`: requirements in the
    supplier's unit (row: supplier, column: taker); `biosphere`: elementary flows in their unit (row: flow);
    `pivot_exchange` (n,): the exchange that each pivot comes from.
    """

    pivot: Floats
    technosphere: Entries
    biosphere: Entries
    flows: int
    pivot_exchange: Integers | None = None

    @property
    def size(self) -> int:
        """The number n of processes (columns)."""
        return len(self.pivot)

    @cached_property
    def Z(self) -> sparse.csc_array:
        """Requirements (n × n)."""
        return self.technosphere.matrix((self.size, self.size))

    @cached_property
    def A(self) -> sparse.csc_array:
        """Technosphere P − Z (n × n)."""
        return (sparse.diags_array(self.pivot).tocsc() - self.Z).tocsc()

    @cached_property
    def B(self) -> sparse.csc_array:
        """Elementary flows (m × n)."""
        return self.biosphere.matrix((self.flows, self.size))

    def reach(self, columns: Integers) -> Integers:
        """The columns that a demand on `columns` reaches upstream, sorted.

        >>> import numpy as np
        >>> none = Entries(*(np.zeros(0, dtype=t) for t in (np.int64, np.int64, float, np.int64)))
        >>> Network(np.ones(3), none, none, 0).reach(np.array([1])).tolist()
        [1]
        """
        pattern = sparse.coo_array(
            (np.ones(len(self.technosphere)), (self.technosphere.column, self.technosphere.row)),
            shape=(self.size, self.size),
        ).tocsr()
        found = [breadth_first_order(pattern, int(c), return_predecessors=False) for c in np.unique(columns)]
        return np.unique(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, dtype=np.int64)

    def renumbered(self, columns: Integers) -> Network:
        """The technosphere of `columns` alone, in their order; without elementary flows."""
        none = np.zeros(0, dtype=np.int64)
        nothing = Entries(none, none, np.zeros(0), none)
        return Network(self.pivot, self.technosphere, nothing, 0, self.pivot_exchange).part(columns)

    def part(self, columns: Integers) -> Network:
        """The network of `columns` alone, renumbered in their order; requirements from outside them are left out."""
        place = np.full(self.size, -1, dtype=np.int64)
        place[columns] = np.arange(len(columns))
        tech = self.technosphere.of((place[self.technosphere.column] >= 0) & (place[self.technosphere.row] >= 0))
        bio = self.biosphere.of(place[self.biosphere.column] >= 0)
        return Network(
            self.pivot[columns],
            Entries(place[tech.row], place[tech.column], tech.value, tech.exchange, tech.factor),
            Entries(bio.row, place[bio.column], bio.value, bio.exchange, bio.factor),
            self.flows,
            None if self.pivot_exchange is None else self.pivot_exchange[columns],
        )
