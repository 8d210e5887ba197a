"""The frozen pattern of a network: by row and by column, and the order in which its loops are swept.

Values change, the pattern does not: ``slot`` maps each entry to its place, so that a draw or a scenario scatters values
and rebuilds nothing. Self-loops are folded into the pivot. Entries of one place stay apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from lizero.lca.network import Floats, Integers, Network

__all__ = ["Layout", "Side"]


@dataclass(frozen=True, eq=False)
class Side:
    """The pattern seen from one side: `start` (n + 1,), `index` (k,) and `slot` (k,), the entry that stands there;
    `order` (n,), `bounds` (s + 1,) and `cyclic` (s,): the components in the order of solution.
    """

    start: Integers
    index: npt.NDArray[np.int32]
    slot: npt.NDArray[np.int32]
    order: npt.NDArray[np.int32]
    bounds: Integers
    cyclic: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Layout:
    """The pattern of `network`; `roots` are the columns that solutions start from (all of them by default); `parts`:
    order, bounds and cyclic of the components, suppliers first, where they are known already."""

    network: Network
    roots: Integers | None = None
    parts: tuple[npt.NDArray[np.int32], Integers, npt.NDArray[np.bool_]] | None = None

    @cached_property
    def upstream(self) -> Side:
        """Rows of the adjoint: each product with its suppliers, suppliers first."""
        entries, size = self.network.technosphere, self.network.size
        roots = np.arange(size) if self.roots is None else self.roots
        start, index, slot = kernels().compressed(entries.column, entries.row, size)
        order, bounds, cyclic = self.parts or kernels().components(start, index, roots.astype(np.int64))
        return Side(start, index, slot, order, bounds, cyclic)

    @cached_property
    def downstream(self) -> Side:
        """Rows of the supply: each product with its customers, customers first."""
        entries, size = self.network.technosphere, self.network.size
        start, index, slot = kernels().compressed(entries.row, entries.column, size)
        up = self.upstream
        count = len(up.order)
        return Side(start, index, slot, up.order[::-1].copy(), count - up.bounds[::-1], up.cyclic[::-1].copy())

    @cached_property
    def order(self) -> Integers:
        """The processes reached, customers first: the order of sweeps for a supply (r,)."""
        return self.upstream.order[::-1].astype(np.int64)

    @cached_property
    def ordered(self) -> Layout:
        """The layout of the technosphere renumbered in `order`, so that sweeps read memory in one direction."""
        up, count = self.upstream, len(self.upstream.order)
        backwards = np.arange(count - 1, -1, -1, dtype=np.int32)
        return Layout(self.network.renumbered(self.order), None, (backwards, up.bounds, up.cyclic))

    @cached_property
    def loops(self) -> Integers:
        """Entries in which a process takes its own product."""
        return np.flatnonzero(self.network.technosphere.row == self.network.technosphere.column).astype(np.int64)

    def pivot(self, value: Floats | None = None) -> Floats:
        """What one run of each process leaves of its product (n,): pivot less what it takes itself."""
        entries = self.network.technosphere
        value = entries.value if value is None else value
        folded = self.network.pivot.copy()
        np.subtract.at(folded, entries.row[self.loops], value[self.loops])
        return folded


def kernels() -> Any:
    """The compiled loops, imported when they are first needed."""
    from lizero.lca import kernels as compiled

    return compiled
