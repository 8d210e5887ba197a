"""The loops that must be fast, compiled by Numba. Everything here works on plain arrays; nothing here knows a name.

Numba costs half a second to import, so this module is imported by those who need it, when they need it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

__all__ = ["components", "compressed", "solve_lanes", "solve_shared", "times_lanes"]

Array = Any
compiled = njit(cache=True, nogil=True, boundscheck=False)
contracted = njit(cache=True, nogil=True, boundscheck=False, fastmath={"contract", "nsz", "reassoc"})


@compiled
def compressed(major: Array, minor: Array, size: int) -> tuple[Array, Array, Array]:
    """Entries sorted by `major` (k,), those of one place in their order: start (size + 1,), minor index, entry."""
    start = np.zeros(size + 1, dtype=np.int64)
    for e in range(len(major)):
        if major[e] != minor[e]:
            start[major[e] + 1] += 1
    for i in range(size):
        start[i + 1] += start[i]
    fill = start[:-1].copy()
    index = np.empty(start[size], dtype=np.int32)
    entry = np.empty(start[size], dtype=np.int32)
    for e in range(len(major)):
        i = major[e]
        if i != minor[e]:
            at = fill[i]
            index[at] = minor[e]
            entry[at] = e
            fill[i] = at + 1
    return start, index, entry


@compiled
def components(start: Array, index: Array, roots: Array) -> tuple[Array, Array, Array]:
    """Strongly connected components of what `roots` reach along `index`, sinks first, each in depth-first post-order.

    Gives order (r,): the nodes; bounds (s + 1,): where each component begins; cyclic (s,): whether it has more than one
    node. Tarjan's method with stacks of its own, so that a chain of any length needs no recursion.
    """
    size = len(start) - 1
    number = np.full(size, -1, dtype=np.int32)
    low = np.zeros(size, dtype=np.int32)
    on = np.zeros(size, dtype=np.bool_)
    stack = np.empty(size, dtype=np.int32)
    path = np.empty(size, dtype=np.int32)
    edge = np.empty(size, dtype=np.int64)
    finish = np.empty(size, dtype=np.int32)
    order = np.empty(size, dtype=np.int32)
    bounds = np.zeros(size + 1, dtype=np.int64)
    count = done = held = parts = finished = 0
    for root in roots:
        if number[root] >= 0:
            continue
        depth = 0
        path[0] = root
        edge[0] = start[root]
        number[root] = low[root] = count
        count += 1
        stack[held] = root
        held += 1
        on[root] = True
        while depth >= 0:
            node = path[depth]
            if edge[depth] < start[node + 1]:
                other = index[edge[depth]]
                edge[depth] += 1
                if number[other] < 0:
                    number[other] = low[other] = count
                    count += 1
                    stack[held] = other
                    held += 1
                    on[other] = True
                    depth += 1
                    path[depth] = other
                    edge[depth] = start[other]
                elif on[other]:
                    low[node] = min(low[node], number[other])
                continue
            finish[node] = finished
            finished += 1
            depth -= 1
            if depth >= 0:
                low[path[depth]] = min(low[path[depth]], low[node])
            if low[node] == number[node]:
                first = held
                while True:
                    first -= 1
                    on[stack[first]] = False
                    if stack[first] == node:
                        break
                members = stack[first:held].copy()
                ranks = np.empty(len(members), dtype=np.int32)
                for m in range(len(members)):
                    ranks[m] = finish[members[m]]
                for m in np.argsort(ranks):
                    order[done] = members[m]
                    done += 1
                held = first
                parts += 1
                bounds[parts] = done
    cyclic = np.zeros(parts, dtype=np.bool_)
    for c in range(parts):
        cyclic[c] = bounds[c + 1] - bounds[c] > 1
    return order[:done].copy(), bounds[: parts + 1].copy(), cyclic


@contracted
def solve_shared(
    start: Array, index: Array, value: Array, pivot: Array, order: Array, bounds: Array, cyclic: Array, right: Array,
    x: Array, tolerance: float, most: int,
) -> tuple[int, float]:
    """Block Gauss-Seidel for many right-hand sides of one matrix: pivot_i x_i = right_i + Σ value_e x_index(e).

    Rows in `order`, component by component; a component with a loop is swept until no row changes by more than
    `tolerance` of the sum of its absolute terms. `right` and `x` are (n, lanes); `x` is the first guess and the
    answer. Gives the sweeps of the slowest component, and its last change (nan when it grows out of bounds).
    """
    lanes = right.shape[1]
    total = np.empty(lanes)
    size = np.empty(lanes)
    slowest = 0
    worst = 0.0
    for c in range(len(cyclic)):
        sweeps = 0
        while True:
            change = 0.0
            for at in range(bounds[c], bounds[c + 1]):
                i = order[at]
                for lane in range(lanes):
                    total[lane] = right[i, lane]
                    size[lane] = abs(right[i, lane])
                for e in range(start[i], start[i + 1]):
                    v = value[e]
                    j = index[e]
                    for lane in range(lanes):
                        term = v * x[j, lane]
                        total[lane] += term
                        size[lane] += abs(term)
                p = 1.0 / pivot[i]
                for lane in range(lanes):
                    new = total[lane] * p
                    gap = abs(new - x[i, lane])
                    bound = size[lane] * abs(p)
                    x[i, lane] = new
                    if gap > change * bound:
                        change = gap / bound if bound > 0.0 else np.inf
            sweeps += 1
            if not cyclic[c] or change <= tolerance:
                break
            if sweeps >= most or not math.isfinite(change):
                return sweeps, np.nan if not math.isfinite(change) else change
        slowest = max(slowest, sweeps)
        if cyclic[c]:
            worst = max(worst, change)
    return slowest, worst


@contracted
def solve_lanes(
    start: Array, index: Array, value: Array, pivot: Array, order: Array, bounds: Array, cyclic: Array, right: Array,
    x: Array, weight: Array, tolerance: float, most: int,
) -> int:
    """Block Gauss-Seidel for a matrix of its own in each lane: `value` (k, lanes), `pivot` and `x` (n, lanes).

    `right` (n,) is common. `weight` (n,): what one unit of x adds to the score, so that a component is swept until
    the changes of a sweep move no lane's score by more than `tolerance` (an amount of score). Gives the sweeps.
    """
    lanes = x.shape[1]
    total = np.empty(lanes)
    change = np.empty(lanes)
    slowest = 0
    for c in range(len(cyclic)):
        sweeps = 0
        while True:
            change[:] = 0.0
            for at in range(bounds[c], bounds[c + 1]):
                i = order[at]
                r = right[i]
                for lane in range(lanes):
                    total[lane] = r
                for e in range(start[i], start[i + 1]):
                    j = index[e]
                    for lane in range(lanes):
                        total[lane] += value[e, lane] * x[j, lane]
                w = weight[i]
                for lane in range(lanes):
                    new = total[lane] / pivot[i, lane]
                    change[lane] += abs(new - x[i, lane]) * w
                    x[i, lane] = new
            sweeps += 1
            if not cyclic[c] or sweeps >= most:
                break
            moved = 0.0
            for lane in range(lanes):
                moved = max(moved, change[lane])
            if not moved > tolerance:
                break
        slowest = max(slowest, sweeps)
    return slowest


@contracted
def times_lanes(
    start: Array, index: Array, value: Array, pivot: Array, order: Array, right: Array, x: Array, dual: Array
) -> tuple[Array, Array]:
    """The residual of each lane weighed by `dual` (n,): Σ dual_i r_i and Σ |dual_i r_i|, both (lanes,), with
    r_i = right_i + Σ value x − pivot_i x_i."""
    lanes = x.shape[1]
    total = np.empty(lanes)
    plain = np.zeros(lanes)
    absolute = np.zeros(lanes)
    for at in range(len(order)):
        i = order[at]
        for lane in range(lanes):
            total[lane] = right[i] - pivot[i, lane] * x[i, lane]
        for e in range(start[i], start[i + 1]):
            j = index[e]
            for lane in range(lanes):
                total[lane] += value[e, lane] * x[j, lane]
        y = dual[i]
        for lane in range(lanes):
            plain[lane] += y * total[lane]
            absolute[lane] += abs(y * total[lane])
    return plain, absolute
