"""The best schedule of measures under terms: proposed by the optimiser, decided by the exact simulator (convention 12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lizero.pathway.cases import Case
from lizero.pathway.contracts import contracted
from lizero.pathway.dive import dive
from lizero.pathway.highs import Limits, Solution, Solver, solve
from lizero.pathway.program import Program, program
from lizero.pathway.search import improve
from lizero.pathway.simulator import Outcome, simulate
from lizero.pathway.terms import Standing, Terms, standing

__all__ = ["Schedule", "exact", "given", "schedule"]

Array = NDArray[np.float64]
Starts = NDArray[np.int64]
WISHED = 1e-3
EARLY = 10
ROUNDS, WIDTH, TURNS, SMALL = 6, 8, 4, 1e-6
SLACK = 0.02
LEAST = 30.0
"""Seconds that a relaxation may take at least: nothing good comes without it."""


@dataclass(frozen=True)
class Schedule:
    """A schedule with what the optimiser claims and what is true of it.

    `starts` year number of each measure (−1 never), `green` activity [k x t]; `claimed` and `bound` in money, `claimed_co2e` kg by year;
    `exact` the standing of `outcome`; `stop` is gap or time; `binding` names limits on capital, roll-out and starts that the optimiser's
    plan reaches; none means that more levers would be needed. `prices`: what one unit more of a cap (kg), of the cumulative budget (kg) or of a
    year's capital would save in present value, the starts as they are. `claimed_others`: kg by year that the optimiser claims under each
    other limit.
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
    prices: Mapping[str, float] = field(default_factory=dict)
    claimed_others: Mapping[str, Array] = field(default_factory=dict)

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
    """The best schedule found: combination hull where it fits, else the log form; both with starts on a coarse late grid.

    1. The relaxation bounds every plan and wishes for starts. 2. Its wishes are rounded at once, and where that is not within the gap, step by
    step (`dive`); each is improved by exact local search and given the green power that it needs (`contracts`), in turns. 3. Where the truth
    is then farther from the bound than the gap asked for, the integer program (relax-and-fix in the log form) starts from that plan and its
    answer is improved in the same way. The better exact plan stands; doing nothing is always a candidate, so no lever makes a plan worse.
    """
    asked, model = limits or Limits(), program(case, terms, form=form, grid=grid)
    relaxed = solver(model, replace(asked, relaxed=True, seconds=_for_relaxation(asked)))
    task = _Task(case, terms, model, asked, solver, grid, relaxed)
    best = min(task.searched(), task.standing_still(), key=_worth)
    if best.gap > asked.gap and case.measures:
        best = min(best, task.dived(SLACK), key=_worth)
    return best if best.gap <= asked.gap or not case.measures else task.solved(best)


def given(case: Case, terms: Terms, starts: Starts, green: Array) -> Schedule:
    """A schedule that was decided before, evaluated exactly: it claims what is true of it, and its `stop` is ``given``."""
    outcome, stands, clean = exact(case, terms, starts, green)
    return Schedule(case, terms, starts, clean, stands.objective, stands.objective, "given", "given", outcome, stands,
                    _binding(case, terms, starts, outcome), outcome.co2e)


def _for_relaxation(limits: Limits) -> float:
    return max(limits.seconds * 0.4, LEAST)


def _tighter(terms: Terms, share: float) -> Terms:
    """`terms` with every cap lower by `share`."""
    cap = None if terms.cap is None else terms.cap * (1 - share)
    return replace(terms, cap=cap, others={n: x._replace(cap=x.cap * (1 - share)) for n, x in terms.others.items()})


def _worth(s: Schedule) -> float:
    return s.exact.objective


@dataclass(frozen=True)
class _Task:
    """One case on its way to a schedule."""

    case: Case
    terms: Terms
    model: Program
    limits: Limits
    solver: Solver
    grid: int | None
    relaxed: Solution

    def standing_still(self) -> Schedule:
        return self.proposed(np.full(len(self.case.measures), -1, np.int64), "gap", self.relaxed.bound)

    def searched(self) -> Schedule:
        """The relaxation's wishes, rounded and improved."""
        x, never = self.relaxed, np.full(len(self.case.measures), -1, np.int64)
        wish = {(m, t): float(x.x[j]) for m, t, j in self.model.starts} if x.x.size else {}
        return self.settled(never, self.contracts(never), wish=wish)

    def dived(self, slack: float) -> Schedule:
        """The relaxation's wishes, fixed step by step and improved; `slack` tightens the caps by a share, for ramps pair too well in the hull."""
        model = program(self.case, _tighter(self.terms, slack), form=self.model.form, grid=self.grid)
        relaxed = self.solver(model, replace(self.limits, relaxed=True, seconds=_for_relaxation(self.limits)))
        starts = dive(self.case, model, relaxed, self.limits, self.solver)
        return self.settled(starts, self.contracts(starts))

    def settled(self, starts: Starts, green: Array, *, wish: Mapping[tuple[int, int], float] | None = None, rounds: int = ROUNDS) -> Schedule:
        """Starts and green power improved in turns until neither gets better; the objective falls with every turn."""
        x, best = self.relaxed, np.inf
        cost = {} if x.reduced is None else {(m, t): float(x.reduced[j]) - WISHED * float(x.x[j]) for m, t, j in self.model.starts}
        for _ in range(TURNS):
            found = improve(self.case, self.terms, starts, wish=wish, cost=cost, green=green, good=self.good(), rounds=rounds, width=WIDTH,
                            grid=self.grid)
            starts, wish = found.starts, None
            green = self.contracts(starts)
            now = exact(self.case, self.terms, starts, green)[1].objective
            if now >= best - SMALL * abs(best) or now <= self.good() or not self.terms.green:
                break
            best = now
        return self.proposed(starts, "gap", x.bound)

    def contracts(self, starts: Starts) -> Array:
        return contracted(self.case, self.terms, starts, self.limits, self.solver)

    def good(self) -> float:
        """The objective at which the gap asked for is reached."""
        bound = self.relaxed.bound * self.model.money
        return bound / (1 - self.limits.gap) if bound > 0 else bound / (1 + self.limits.gap)

    def solved(self, best: Schedule) -> Schedule:
        """The integer program's plan, improved, where it is better than `best`; its bound and its stop either way."""
        hinted = replace(self.model, hint=self.model.chosen(best.starts))
        found = _integer(hinted, replace(self.limits, seconds=self.limits.seconds * 0.35), self.solver)
        bound = max(found.bound, self.relaxed.bound)
        best = replace(best, bound=bound * self.model.money, stop="time" if found.stop == "none" else found.stop)
        if found.stop == "none":
            return best
        taken = np.full(len(self.case.measures), -1, np.int64)
        for m, t, j in self.model.starts:
            taken[m] = t if found.x[j] > 0.5 else taken[m]
        better = self.settled(taken, self.contracts(taken), rounds=0)
        here = (self.proposed(taken, found.stop, bound), replace(better, stop=found.stop, bound=bound * self.model.money))
        return min(best, *here, key=_worth)

    def proposed(self, starts: Starts, stop: str, bound: float) -> Schedule:
        """The schedule of `starts`: what the program claims of it with its starts held, and what is true of it."""
        model = self.model
        held = self.solver(model.held(starts), replace(self.limits, relaxed=True))
        outcome, stands, clean = exact(self.case, self.terms, starts, self.contracts(starts))
        claimed, carbon = (held.objective * model.money, model.emissions(held.x)) if held.x.size else (stands.objective, outcome.co2e)
        others = {n: model.emissions(held.x, n) for n in self.terms.others} if held.x.size else {}
        return Schedule(self.case, self.terms, starts, clean, claimed, bound * model.money, stop, model.form, outcome, stands,
                        _binding(self.case, self.terms, starts, outcome), carbon, _prices(model, held), others)


def _integer(model: Program, limits: Limits, solver: Solver) -> Solution:
    if model.form == "combination":
        return solver(model, limits)
    return _relax_and_fix(model, limits, solver)


def _relax_and_fix(model: Program, limits: Limits, solver: Solver) -> Solution:
    """Starts before year ten as integers with the rest relaxed, then those fixed and the rest as integers; the bound is the first step's."""
    late = np.zeros_like(model.integer)
    late[[j for _, t, j in model.starts if t >= EARLY]] = True
    first = solver(replace(model, integer=model.integer & ~late), replace(limits, seconds=limits.seconds * 0.6))
    if first.stop == "none":
        return first
    lower, upper = model.lower.copy(), model.upper.copy()
    early = np.array([j for _, t, j in model.starts if t < EARLY], np.int64)
    lower[early] = upper[early] = np.round(first.x[early])
    rest = solver(replace(model, lower=lower, upper=upper, hint=None), replace(limits, seconds=limits.seconds * 0.4))
    stop = "time" if "time" in (first.stop, rest.stop) else rest.stop
    return replace(rest, bound=first.bound, stop=stop)


def _prices(model: Program, held: Solution) -> dict[str, float]:
    """What one unit more of each named limit would save, with the starts as they are, in present value."""
    if held.prices is None:
        return {}
    worth = {n: -float(p) * model.money / model.units[n] for n, p in zip(model.row_names, held.prices) if n in model.units}
    return {n: v for n, v in worth.items() if v > 1e-9 * model.money / model.units[n]}


def _binding(case: Case, terms: Terms, starts: Starts, outcome: Outcome) -> tuple[str, ...]:
    """Limits on roll-out and starts that are reached in some year, and the years in which all capital so far is spent."""
    at = [(case.measures[m], int(starts[m])) for m in np.flatnonzero(starts >= 0)]
    rolled, sited = Counter((x.lever.id, t) for x, t in at), Counter((x.site, t) for x, t in at)
    here = {x.lever.id: x.lever.rollout for x in case.measures}
    named = ["roll-out"] if any(here[i] is not None and n >= (here[i] or 0) for (i, _), n in rolled.items()) else []
    named += ["starts at a site"] if terms.site_starts is not None and any(n >= terms.site_starts for n in sited.values()) else []
    if terms.budget is None:
        return tuple(named)
    left = np.cumsum(terms.budget - outcome.capex)
    small = 1e-6 * max(float(np.cumsum(terms.budget).max(initial=0.0)), 1.0)
    return (*named, *(f"capital {y}" for y, rest in zip(case.sources.years, left) if rest <= small))
