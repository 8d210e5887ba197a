"""The best schedule of measures under terms: proposed by the optimiser, decided by the exact simulator (convention 12)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lizero.pathway.cases import Case
from lizero.pathway.highs import Limits, Solution, Solver, solve
from lizero.pathway.program import Program, program
from lizero.pathway.simulator import Outcome, simulate
from lizero.pathway.terms import Standing, Terms, standing

__all__ = ["Schedule", "exact", "schedule"]

Array = NDArray[np.float64]
Starts = NDArray[np.int64]
MARGIN = 0.003
EARLY = 10


@dataclass(frozen=True)
class Schedule:
    """A schedule with what the optimiser claims and what is true of it.

    `starts` year number of each measure (−1 never), `green` activity [k x t]; `claimed` and `bound` in money, `claimed_co2e` kg by year;
    `exact` the standing of `outcome`; `stop` is gap or time; `binding` names limits on capital, roll-out and starts that the optimiser's
    plan reaches; none means that more levers would be needed.
    """

    case: Case
    terms: Terms
    starts: Starts
    green: Array
    claimed: float
    bound: float
    stop: str
    form: str
    outcome: Outcome
    exact: Standing
    binding: tuple[str, ...]
    claimed_co2e: Array

    @property
    def claim_gap(self) -> float:
        """(exact − claimed) / |exact|: how far the claim is from the truth."""
        return (self.exact.objective - self.claimed) / max(abs(self.exact.objective), 1e-12)

    @property
    def gap(self) -> float:
        """(exact − bound) / |exact|: how far the truth may be from the best plan."""
        return (self.exact.objective - self.bound) / max(abs(self.exact.objective), 1e-12)


def exact(case: Case, terms: Terms, starts: Starts, green: Array | None = None) -> tuple[Outcome, Standing, Array]:
    """Outcome and standing of a schedule; green power is held at what is used."""
    clean = np.zeros_like(case.sources.activity) if green is None else green
    outcome = simulate(case, starts, green=clean)
    return outcome, standing(case, outcome, terms, clean), clean


def schedule(case: Case, terms: Terms, *, form: str = "auto", grid: int | None = 3, limits: Limits | None = None, solver: Solver = solve) -> Schedule:
    """The best schedule found: combination hull where it fits, else the log form with relax-and-fix; both with starts on a coarse late grid.

    The claim may be low while ramps run; when the truth then costs more than the claim by more than the gap asked for, the caps are tightened by
    0.3 % once and the better exact plan stands. Doing nothing is always a candidate, so no lever ever makes a plan worse.
    """
    asked = limits or Limits()
    model = program(case, terms, form=form, grid=grid)
    found = _solved(model, asked, solver)
    best = _schedule(case, terms, model, found, found.bound)
    if best.claim_gap > asked.gap:
        tighter = program(case, terms, form=form, grid=grid, margin=MARGIN)
        again = _schedule(case, terms, tighter, _solved(tighter, asked, solver), found.bound)
        best = min(best, again, key=lambda s: s.exact.objective)
    return _or_nothing(best, model)


def _or_nothing(best: Schedule, model: Program) -> Schedule:
    nothing = np.full(len(best.case.measures), -1, np.int64)
    outcome, stands, clean = exact(best.case, best.terms, nothing)
    if stands.objective >= best.exact.objective:
        return best
    return replace(best, starts=nothing, green=clean, outcome=outcome, exact=stands, claimed=stands.objective, claimed_co2e=outcome.co2e)


def _solved(model: Program, limits: Limits, solver: Solver) -> Solution:
    if model.form == "combination":
        return solver(model, limits)
    return _relax_and_fix(model, limits, solver)


def _relax_and_fix(model: Program, limits: Limits, solver: Solver) -> Solution:
    """Starts before year ten as integers with the rest relaxed, then those fixed and the rest as integers; the bound is that of the relaxation."""
    relaxed = solver(model, replace(limits, relaxed=True, seconds=limits.seconds * 0.2))
    late = np.zeros_like(model.integer)
    late[[j for _, t, j in model.starts if t >= EARLY]] = True
    first = solver(replace(model, integer=model.integer & ~late), replace(limits, seconds=limits.seconds * 0.5))
    if first.stop == "none":
        return replace(first, bound=relaxed.objective)
    lower, upper = model.lower.copy(), model.upper.copy()
    early = np.array([j for _, t, j in model.starts if t < EARLY], np.int64)
    lower[early] = upper[early] = np.round(first.x[early])
    rest = solver(replace(model, lower=lower, upper=upper), replace(limits, seconds=limits.seconds * 0.3))
    stop = "time" if "time" in (first.stop, rest.stop) else rest.stop
    return replace(rest, bound=relaxed.objective, stop=stop)


def _schedule(case: Case, terms: Terms, model: Program, found: Solution, bound: float) -> Schedule:
    starts = np.full(len(case.measures), -1, np.int64)
    green = np.zeros_like(case.sources.activity)
    if found.stop != "none":
        for m, t, j in model.starts:
            if found.x[j] > 0.5:
                starts[m] = t
        for (k, t), (j, unit) in model.green.items():
            green[k, t] = found.x[j] * unit
    outcome, stands, clean = exact(case, terms, starts, green)
    claimed = stands.objective if found.stop == "none" else found.objective * model.money
    carbon = outcome.co2e if found.stop == "none" else model.emissions(found.x)
    return Schedule(case, terms, starts, clean, claimed, bound * model.money, found.stop, model.form, outcome, stands, _binding(model, found), carbon)


def _binding(model: Program, found: Solution) -> tuple[str, ...]:
    if found.stop == "none":
        return ()
    values = model.rows @ found.x
    tight = np.isclose(values, model.high, rtol=1e-6, atol=1e-7)
    unspent = {n: found.x[model.rows.indices[model.rows.indptr[i]: model.rows.indptr[i + 1]].max()] for i, n in enumerate(model.row_names)
               if n.startswith("capital")}
    named = [n for n, t in zip(model.row_names, tight) if t and n in ("roll-out", "starts at a site")]
    return tuple(dict.fromkeys([*named, *(n for n, left in unspent.items() if left < 1e-6)]))
