"""A schedule out of a relaxation: strong wishes are fixed a few at a time, and the rest is wished for again after each step.

A relaxation spreads a measure over several starts, or takes half of it. Fixing the strongest third at their likeliest start and solving again
lets the others make up for what was rounded, which rounding all at once does not. Nothing is drawn.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lizero.pathway.allowance import TargetRefused
from lizero.pathway.cases import Case
from lizero.pathway.highs import Limits, Solution, Solver
from lizero.pathway.program import Program

__all__ = ["dive"]

Starts = NDArray[np.int64]
Array = NDArray[np.float64]
TAKEN, SURE, PLAIN, PART = 0.5, 0.95, 0.1, 3


def dive(case: Case, model: Program, relaxed: Solution, limits: Limits, solver: Solver) -> Starts:
    """Year numbers of the starts (−1 never) that the relaxation leads to. A step that leaves no plan is taken back and made one by one; a
    measure that cannot be taken at all is left out."""
    walk = _Walk(case, model)
    x, most = relaxed.x, len(case.measures)
    while x.size and (wished := walk.wished(x)[:most]):
        ahead = walk.fixed(wished, x)
        try:
            x, walk, most = solver(ahead.bounded(), replace(limits, relaxed=True)).x, ahead, len(case.measures)
        except TargetRefused:
            walk, most = (walk.without(wished[0]) if len(wished) == 1 else walk), 1
    return _kept(case, walk.starts)


class _Walk:
    """How far a dive has come: the starts fixed, the bounds of the columns, and the columns of the measures that are open."""

    def __init__(self, case: Case, model: Program) -> None:
        self.model = model
        self.needed = {p for x in case.measures for p in x.requires}
        self.starts: Starts = np.full(len(case.measures), -1, np.int64)
        self.lower, self.upper = model.lower.copy(), model.upper.copy()
        self.open: dict[int, list[tuple[int, int]]] = {}
        for m, t, j in model.starts:
            self.open.setdefault(m, []).append((t, j))

    def wished(self, x: Array) -> list[int]:
        """Measures to be fixed next: the strongest third of those that are more taken than not, and those that are surely taken."""
        whole = {m: sum(float(x[j]) for _, j in pairs) for m, pairs in self.open.items()}
        some = sorted((m for m, v in whole.items() if v >= TAKEN), key=lambda m: (-whole[m], m))
        most = -(-len(some) // PART)
        return some[:most] + [m for m in some[most:] if max(float(x[j]) for _, j in self.open[m]) > SURE]

    def fixed(self, wished: list[int], x: Array) -> _Walk:
        """This walk with measures fixed at their likeliest start; one that others need at the first that is wished for at all."""
        ahead = self._copy()
        for m in wished:
            pairs = ahead.open.pop(m)
            some = [p for p in pairs if x[p[1]] > PLAIN] if m in self.needed else []
            start, column = some[0] if some else max(pairs, key=lambda p: (x[p[1]], -p[0]))
            ahead.starts[m] = start
            ahead.upper[[j for _, j in pairs]] = 0.0
            ahead.lower[column] = ahead.upper[column] = 1.0
        return ahead

    def without(self, m: int) -> _Walk:
        """This walk with a measure left out."""
        ahead = self._copy()
        ahead.upper[[j for _, j in ahead.open.pop(m)]] = 0.0
        return ahead

    def bounded(self) -> Program:
        return replace(self.model, lower=self.lower, upper=self.upper)

    def _copy(self) -> _Walk:
        ahead = copy(self)
        ahead.starts, ahead.lower, ahead.upper, ahead.open = self.starts.copy(), self.lower.copy(), self.upper.copy(), dict(self.open)
        return ahead


def _kept(case: Case, starts: Starts) -> Starts:
    """Starts without the measures that are used more than what they need."""
    found, years = starts.copy(), len(case.sources.years)

    def use(m: int) -> Array:
        used = np.zeros(years)
        if found[m] >= 0:
            used[found[m]:] = case.profile(m)[: years - found[m]]
        return used

    while lost := [m for m, x in enumerate(case.measures) if found[m] >= 0 and any((use(m) > use(p) + 1e-9).any() for p in x.requires)]:
        found[lost] = -1
    return found
