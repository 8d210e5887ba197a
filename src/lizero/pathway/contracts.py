"""How much green power a schedule needs, exactly: with its starts held, emissions are linear in the activity supplied without emissions.

    min  Σ_t (price_k·q[k,t] + removals + penalties)/(1+r)^t      E_j[t] − Σ_k φ[k,t,j]·q[k,t] − removals − short ≤ cap_j[t],  q ≤ share·used
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lizero.pathway.cases import Case
from lizero.pathway.highs import Limits, Solver
from lizero.pathway.program import program
from lizero.pathway.simulator import simulate
from lizero.pathway.terms import Terms

__all__ = ["contracted", "used_activity"]

Array = NDArray[np.float64]


def contracted(case: Case, terms: Terms, starts: NDArray[np.int64], limits: Limits, solver: Solver) -> Array:
    """The cheapest green power [k x t] under `terms` for the given starts; nought where it is not on offer."""
    found = np.zeros_like(case.sources.activity)
    if not terms.green:
        return found
    outcome, used = simulate(case, starts), np.ones_like(found)
    offered = sorted(terms.green)
    used[offered] = used_activity(case, starts)[offered]
    factor = np.divide(outcome.emissions, used[:, :, None], out=np.zeros_like(outcome.emissions), where=used[:, :, None] > 0)
    held = Case(replace(case.sources, activity=used, factor=factor), ())
    model = program(held, replace(terms, budget=None))
    x = solver(model, replace(limits, relaxed=True)).x
    for (k, t), (j, unit) in model.green.items():
        found[k, t] = x[j] * unit if x.size else 0.0
    return found


def used_activity(case: Case, starts: NDArray[np.int64]) -> Array:
    """Activity of each source by year [k x t] that no green power supplies yet: the least that is left of it for any species that it releases."""
    base, bare = case.sources, replace(case.sources, factor=np.ones_like(case.sources.factor))
    left = simulate(replace(case, sources=bare), starts).emissions
    counted = (base.factor > 0) & (base.greened > 0)
    least = np.where(counted, left, np.inf).min(axis=2, initial=np.inf)
    return np.asarray(np.where(np.isfinite(least), least, left.max(axis=2, initial=0.0)))
