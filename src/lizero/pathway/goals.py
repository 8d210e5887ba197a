"""Several targets on one plan: the scopes and bases that it must carry, and each target as a limit over its own part of the case.

    target j:   Σ_k Σ_p w_j[p]·E[k,t,p] − removals that count ≤ base_j · allowed share(t)        w_j = GWP in its scopes on its basis, else 0

The first target is the plan's main limit, the others are further limits (`terms.Other`) with the same penalty a tonne. A target that another
one of the same part already keeps is left out of the program; it is judged all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lizero.errors import Finding
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.baselines import Baseline, Boundary
from lizero.pathway.commitments import Target, Targets
from lizero.pathway.terms import Other, Standing, Terms

__all__ = ["assessed", "boundaries", "limit_name", "missing", "terms_of", "unassessed"]

Array = NDArray[np.float64]
PREFIX = "target "


def boundaries(targets: Targets | Sequence[Target]) -> tuple[Boundary, ...]:
    """Scopes and basis of each target, each once, the first target's first."""
    given = targets.targets if isinstance(targets, Targets) else targets
    return tuple(dict.fromkeys((tuple(sorted(x.scopes)), x.basis) for x in given))


def assessed(targets: Targets, first_year: int) -> tuple[Target, ...]:
    """Targets whose base year is the plan's. Raises TargetRefused when the first one's is not."""
    if not targets.targets:
        raise TargetRefused("no target can be used: " + "; ".join(str(f) for f in targets.findings))
    if targets.targets[0].base_year != first_year:
        raise TargetRefused(f"the target's base year is {targets.targets[0].base_year}, the impacts are of {first_year}")
    return tuple(x for x in targets.targets if x.base_year == first_year)


def unassessed(targets: Targets, base: Baseline) -> list[Finding]:
    """Targets of another base year, which the plan says nothing of, and those of a scope of which the baseline holds nothing."""
    first, held = base.sources.years[0], set(base.sources.scopes)
    late = [Finding(f"targets › {x.id}", "target.base-year", f"its base year is {x.base_year}, the plan begins in {first}: not assessed",
                    "plan from that year", "warning", x.id) for x in targets.targets if x.base_year != first]
    empty = [Finding(f"targets › {x.id}", "target.scope", f"nothing of scope {', '.join(lost)} is known: it is held against the rest",
                     "record what the scope needs", "warning", x.id)
             for x in targets.targets if x.base_year == first and (lost := [s for s in x.scopes if s == "3" and s not in held])]
    return late + empty


def limit_name(target: Target) -> str:
    """The name of a target among the further limits of a plan's terms."""
    return PREFIX + target.id


def terms_of(targets: Sequence[Target], base: Baseline, given: Terms) -> Terms:
    """The terms `given` with the first target as the main limit and the others beside it, in kg CO2e."""
    main, *rest = targets
    cap, most = _path(main, base, given)
    years = base.sources.years
    since = int(np.flatnonzero(most > 0)[0]) if most.any() else len(years)
    total = given.total if main.budget is None else main.budget * 1000
    kept, others = [(main, cap, most)], dict(given.others)
    for x in rest:
        here, may = _path(x, base, given)
        if not any(_keeps(y, c, m, x, here) for y, c, m in kept):
            kept.append((x, here, may))
            whole = float("inf") if x.budget is None else x.budget * 1000
            others[limit_name(x)] = Other(base.weight(x.scopes, x.basis), here, whole, given.penalty, may)
    return replace(given, cap=cap, total=total, removal_most=float(most.max(initial=0.0)), removal_from=since, others=others)


def missing(stands: Standing) -> float:
    """kg CO2e that a plan is short of over all years, its targets taken together: a tonne that two of them miss counts in both."""
    rest = [float(v.sum()) for n, v in stands.shortfall_others.items() if n.startswith(PREFIX)]
    late = [v for n, v in stands.totals_others.items() if n.startswith(PREFIX)]
    return float(stands.shortfall.sum()) + stands.shortfall_total + sum(rest) + sum(late)


def _path(x: Target, base: Baseline, given: Terms) -> tuple[Array, Array]:
    """Net kg CO2e that a target allows by year, and the removals that may count, [t]."""
    years = base.sources.years
    start = float((base.sources.emissions[:, 0] @ base.weight(x.scopes, x.basis)).sum())
    residual = start * x.residual
    most = min(given.removal_most or residual, residual)
    since = x.removals_start
    allowed = np.array([start * float(x.net(y) or 0.0) for y in years])
    return allowed, np.array([0.0 if since is None or y < since else most for y in years])


def _keeps(x: Target, cap: Array, most: Array, other: Target, path: Array) -> bool:
    """Whether a plan that keeps `x` keeps `other`, gross and without removals."""
    alike = set(x.scopes) == set(other.scopes) and x.basis == other.basis
    return alike and other.budget is None and bool((cap + most <= path * (1 + 1e-12)).all())
