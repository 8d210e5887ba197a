"""Why a system has no unique solution, in names.

First the pattern: in a square system each product must be paired with a process of its own (a maximum matching); a
product or a process that finds no partner is empty. Then the numbers: in a group of processes that feed each other,
the group whose loop takes all that it makes (its matrix has no inverse) is named, with the processes that take part.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components, maximum_bipartite_matching

from lizero.lca.network import Integers, Network

__all__ = ["explain", "loops"]

DENSE = 400


def explain(network: Network, names: Sequence[str]) -> str:
    """What makes `network` singular; `names` (n,) are those of its processes."""
    empty = np.flatnonzero(network.pivot == 0.0)
    if empty.size:
        return f"{_list(names, empty)} makes none of its reference (amount 0); state what one run makes"
    matrix = network.A.tocsr()
    matrix.eliminate_zeros()
    match = maximum_bipartite_matching(matrix, perm_type="column")
    alone = np.flatnonzero(match < 0)
    if alone.size:
        return f"{_list(names, alone)} takes as much of its product as it makes: nothing is left to deliver"
    for group in loops(network):
        if _closed(network, group):
            return f"the loop of {_list(names, group)} takes all that it makes: no amount of it delivers anything"
    return "the processes reached are so nearly dependent on each other that no digits are left"


def loops(network: Network) -> list[Integers]:
    """Groups of processes that feed each other, and processes that feed themselves; the largest last."""
    pattern = network.Z
    _, label = connected_components(pattern, directed=True, connection="strong")
    sizes = np.bincount(label)
    itself = np.unique(label[np.flatnonzero(pattern.diagonal() != 0.0)])
    chosen = np.union1d(np.flatnonzero(sizes > 1), itself)
    groups = [np.flatnonzero(label == group).astype(np.int64) for group in chosen]
    return sorted(groups, key=len)


def _closed(network: Network, group: Integers) -> bool:
    part = network.part(group)
    scaled = (sparse.eye_array(part.size) - part.Z @ sparse.diags_array(1.0 / part.pivot)).tocsc()
    if part.size <= DENSE:
        return bool(np.linalg.cond(scaled.toarray()) > 1e13)
    try:
        return not np.all(np.isfinite(sparse.linalg.splu(scaled.T.tocsc()).solve(np.ones(part.size))))
    except RuntimeError:
        return True


def _list(names: Sequence[str], which: Integers, most: int = 6) -> str:
    shown = ", ".join(repr(names[i]) for i in which[:most])
    return shown if len(which) <= most else f"{shown} and {len(which) - most} more"
