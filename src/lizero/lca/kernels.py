"""The loops that must be fast, compiled by Numba. Everything here works on plain arrays; nothing here knows a name.

Numba costs half a second to import, so this module is imported by those who need it, when they need it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["LANES", "components", "compressed", "residual_lanes", "solve_lanes", "solve_one", "solve_shared"]

Array = Any
compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")
contracted = njit(
    cache=True, nogil=True, boundscheck=False, error_model="numpy", fastmath={"contract", "nsz", "reassoc"}
)
LANES = 16
PERIOD = 8


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
    x: Array, tolerance: float, most: int, failed: Array,
) -> int:
    """Block Gauss-Seidel for many right-hand sides of one matrix: pivot_i x_i = right_i + Σ value_e x_index(e).

    Rows in `order`, component by component; a component with a loop is swept until no row changes by more than
    `tolerance` of the sum of its absolute terms, which is the backward error of each row (the first sweeps, far from it,
    are measured by the value alone). Every eighth sweep the
    slowest mode is extrapolated along the last change (Aitken). `right` and `x` are (n, k); `x` is the first guess
    and the answer. `failed` (s,) tells the components that do not settle within `most` sweeps. Gives the most sweeps.
    """
    lanes = right.shape[1]
    total = np.empty(lanes)
    size = np.empty(lanes)
    signed = np.zeros(lanes)
    last = np.zeros(lanes)
    before = np.empty_like(x)
    slowest = 0
    for c in range(len(cyclic)):
        sweeps = 0
        careful = not cyclic[c]
        while True:
            leap = cyclic[c] and sweeps % PERIOD == PERIOD - 1
            change = 0.0
            wild = False
            for lane in range(lanes):
                last[lane] = signed[lane]
                signed[lane] = 0.0
            for at in range(bounds[c], bounds[c + 1]):
                i = order[at]
                for lane in range(lanes):
                    total[lane] = right[i, lane]
                    size[lane] = abs(right[i, lane])
                if careful:
                    for e in range(start[i], start[i + 1]):
                        v = value[e]
                        j = index[e]
                        for lane in range(lanes):
                            term = v * x[j, lane]
                            total[lane] += term
                            size[lane] += abs(term)
                else:
                    for e in range(start[i], start[i + 1]):
                        v = value[e]
                        j = index[e]
                        for lane in range(lanes):
                            total[lane] += v * x[j, lane]
                    for lane in range(lanes):
                        size[lane] = max(size[lane], abs(total[lane]))
                p = 1.0 / pivot[i]
                for lane in range(lanes):
                    new = total[lane] * p
                    old = x[i, lane]
                    bound = size[lane] * abs(p)
                    gap = (new - old) / bound if bound > 0.0 else new - old
                    signed[lane] += gap
                    change = max(change, abs(gap))
                    wild |= not abs(gap) < 1e12
                    if leap:
                        before[i, lane] = old
                    x[i, lane] = new
            sweeps += 1
            if wild or sweeps >= most:
                failed[c] = cyclic[c]
                break
            if careful and (not cyclic[c] or change <= tolerance):
                break
            careful = careful or change < 1e-8 or sweeps >= 40
            if leap and change > 16.0 * tolerance:
                for lane in range(lanes):
                    rate = signed[lane] / last[lane] if last[lane] != 0.0 else 0.0
                    total[lane] = rate / (1.0 - rate) if 0.0 < rate < 0.98 else 0.0
                for at in range(bounds[c], bounds[c + 1]):
                    i = order[at]
                    for lane in range(lanes):
                        x[i, lane] += total[lane] * (x[i, lane] - before[i, lane])
        slowest = max(slowest, sweeps)
    return slowest


@contracted
def solve_one(
    start: Array, index: Array, value: Array, pivot: Array, order: Array, bounds: Array, cyclic: Array, right: Array,
    x: Array, tolerance: float, most: int, failed: Array,
) -> int:
    """`solve_shared` for a single right-hand side: `right` and `x` are (n,)."""
    before = np.empty_like(x)
    slowest = 0
    signed = 0.0
    for c in range(len(cyclic)):
        sweeps = 0
        careful = not cyclic[c]
        while True:
            leap = cyclic[c] and sweeps % PERIOD == PERIOD - 1
            change = 0.0
            wild = False
            last = signed
            signed = 0.0
            for at in range(bounds[c], bounds[c + 1]):
                i = order[at]
                total = right[i]
                size = abs(total)
                if careful:
                    for e in range(start[i], start[i + 1]):
                        term = value[e] * x[index[e]]
                        total += term
                        size += abs(term)
                else:
                    for e in range(start[i], start[i + 1]):
                        total += value[e] * x[index[e]]
                    size = max(size, abs(total))
                new = total / pivot[i]
                bound = size / abs(pivot[i])
                gap = (new - x[i]) / bound if bound > 0.0 else new - x[i]
                signed += gap
                change = max(change, abs(gap))
                wild |= not abs(gap) < 1e12
                if leap:
                    before[i] = x[i]
                x[i] = new
            sweeps += 1
            if wild or sweeps >= most:
                failed[c] = cyclic[c]
                break
            if careful and (not cyclic[c] or change <= tolerance):
                break
            careful = careful or change < 1e-8 or sweeps >= 40
            rate = signed / last if last != 0.0 else 0.0
            if leap and change > 16.0 * tolerance and 0.0 < rate < 0.98:
                for at in range(bounds[c], bounds[c + 1]):
                    i = order[at]
                    x[i] += rate / (1.0 - rate) * (x[i] - before[i])
        slowest = max(slowest, sweeps)
    return slowest


@contracted
def solve_lanes(
    start: Array, index: Array, value: Array, pivot: Array, order: Array, bounds: Array, cyclic: Array, right: Array,
    x: Array, weight: Array, tolerance: float, most: int,
) -> int:
    """Block Gauss-Seidel for a matrix of its own in each of 16 lanes: `value` (k, 16), `pivot` and `x` (n, 16).

    `right` is (n, 1), common to the lanes, or (n, 16). `weight` (n,): what one unit of x adds to the score, with its
    sign; a component is swept until the changes of a sweep move no lane's score by more than `tolerance` (an amount of
    score), whatever their signs. Every eighth sweep the slowest mode of each lane is extrapolated, as in `solve_shared`. Gives the sweeps.
    """
    total = np.empty(LANES)
    change = np.empty(LANES)
    signed = np.zeros(LANES)
    last = np.zeros(LANES)
    before = np.empty_like(x)
    common = right.shape[1] == 1
    slowest = 0
    for c in range(len(cyclic)):
        sweeps = 0
        while True:
            leap = cyclic[c] and sweeps % PERIOD == PERIOD - 1
            for lane in range(LANES):
                change[lane] = 0.0
                last[lane] = signed[lane]
                signed[lane] = 0.0
            if leap:
                for at in range(bounds[c], bounds[c + 1]):
                    i = order[at]
                    for lane in range(LANES):
                        before[i, lane] = x[i, lane]
            for at in range(bounds[c], bounds[c + 1]):
                i = order[at]
                if common:
                    for lane in range(LANES):
                        total[lane] = right[i, 0]
                else:
                    for lane in range(LANES):
                        total[lane] = right[i, lane]
                for e in range(start[i], start[i + 1]):
                    j = index[e]
                    for lane in range(LANES):
                        total[lane] += value[e, lane] * x[j, lane]
                w = weight[i]
                for lane in range(LANES):
                    new = total[lane] / pivot[i, lane]
                    moved = (new - x[i, lane]) * w
                    change[lane] += abs(moved)
                    signed[lane] += moved
                    x[i, lane] = new
            sweeps += 1
            largest = 0.0
            for lane in range(LANES):
                largest = max(largest, change[lane])
            if not cyclic[c] or sweeps >= most or not largest > tolerance:
                break
            if leap:
                for lane in range(LANES):
                    rate = signed[lane] / last[lane] if last[lane] != 0.0 else 0.0
                    total[lane] = rate / (1.0 - rate) if 0.0 < rate < 0.98 else 0.0
                for at in range(bounds[c], bounds[c + 1]):
                    i = order[at]
                    for lane in range(LANES):
                        x[i, lane] += total[lane] * (x[i, lane] - before[i, lane])
        slowest = max(slowest, sweeps)
    return slowest


@contracted
def residual_lanes(
    start: Array, index: Array, value: Array, pivot: Array, order: Array, right: Array, x: Array, dual: Array,
    plain: Array,
) -> None:
    """Fills `plain` (k, 16) with the residual of each lane weighed by k rows of `dual` (k, n): Σ_i dual_i r_i, where
    r_i = right_i + Σ value x − pivot_i x_i."""
    total = np.empty(LANES)
    plain[:] = 0.0
    for at in range(len(order)):
        i = order[at]
        for lane in range(LANES):
            total[lane] = right[i] - pivot[i, lane] * x[i, lane]
        for e in range(start[i], start[i + 1]):
            j = index[e]
            for lane in range(LANES):
                total[lane] += value[e, lane] * x[j, lane]
        for m in range(dual.shape[0]):
            y = dual[m, i]
            for lane in range(LANES):
                plain[m, lane] += y * total[lane]
