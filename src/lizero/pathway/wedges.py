"""The abatement of a plan split among its levers. Levers interact, so a rule must be named.

    Shapley    mean over all orders of the marginal removal                       any interaction
    log-share  w_l = E0·(1 − F)·ln f_l / ln F, F = Π f_l                            product model, closed form (LMDI)
    scaled     standalone removals, all times one multiplier
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from lizero.pathway.allowance import TargetRefused

__all__ = ["last_in", "log_share", "scaled", "shapley", "standalone"]

MOST = 16
Emissions = Callable[[frozenset[str]], float]


def shapley(levers: Sequence[str], emissions: Emissions) -> dict[str, float]:
    """Shapley value of each lever's removal; `emissions` gives the emissions under a set of levers. At most 16 levers (2^n sets).

    >>> left = {"A": 0.6, "B": 0.5}
    >>> {k: round(v, 9) for k, v in shapley(["A", "B"], lambda s: 100 * math.prod(left[x] for x in s)).items()}
    {'A': 30.0, 'B': 40.0}
    """
    if len(levers) > MOST:
        raise TargetRefused(f"{len(levers)} levers are more than {MOST}: split by source, or use log_share")
    known = {s: emissions(s) for n in range(len(levers) + 1) for s in map(frozenset, combinations(levers, n))}
    count = len(levers)
    chance = [math.factorial(n) * math.factorial(count - n - 1) / math.factorial(count) for n in range(count)]
    return {x: sum(chance[len(s)] * (known[s] - known[s | {x}]) for s in known if x not in s) for x in levers}


def log_share(base: float, left: Mapping[str, float]) -> dict[str, float]:
    """Wedges of levers that leave the shares `left` (0 < f ≤ 1, or above 1 for a lever that adds) of the `base` of ONE source.

    >>> {k: round(v, 1) for k, v in log_share(100, {"A": 0.6, "B": 0.5}).items()}
    {'A': 29.7, 'B': 40.3}
    """
    if any(f <= 0 for f in left.values()):
        return _vanishing(base, left)
    total = math.prod(left.values())
    if math.isclose(total, 1.0, rel_tol=1e-12):
        return {x: -base * math.log(f) for x, f in left.items()}
    return {x: base * (1 - total) * math.log(f) / math.log(total) for x, f in left.items()}


def _vanishing(base: float, left: Mapping[str, float]) -> dict[str, float]:
    """The limit f → 0: the levers that leave nothing share the whole removal, the others get none."""
    gone = [x for x, f in left.items() if f <= 0]
    return {x: base / len(gone) if x in gone else 0.0 for x in left}


def standalone(levers: Sequence[str], emissions: Emissions) -> dict[str, float]:
    """What each lever removes alone."""
    return {x: emissions(frozenset()) - emissions(frozenset((x,))) for x in levers}


def last_in(levers: Sequence[str], emissions: Emissions) -> dict[str, float]:
    """What comes back when each lever is taken out of the whole plan."""
    whole = frozenset(levers)
    return {x: emissions(whole - {x}) - emissions(whole) for x in levers}


def scaled(levers: Sequence[str], emissions: Emissions) -> dict[str, float]:
    """Standalone removals times the one multiplier that makes them sum to the plan's removal.

    >>> left = {"A": 0.6, "B": 0.5}
    >>> {k: round(v, 1) for k, v in scaled(["A", "B"], lambda s: 100 * math.prod(left[x] for x in s)).items()}
    {'A': 31.1, 'B': 38.9}
    """
    alone = standalone(levers, emissions)
    total = sum(alone.values())
    if total == 0:
        raise TargetRefused("the levers remove nothing alone: their removals cannot be scaled")
    factor = (emissions(frozenset()) - emissions(frozenset(levers))) / total
    return {x: v * factor for x, v in alone.items()}
