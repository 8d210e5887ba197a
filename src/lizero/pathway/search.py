"""Exact local search: better schedules by changing one or two decisions at a time, each judged by the simulator's own equations.

A decision is an exclusivity group at a site: none of its measures, or one of them from one year on. With the others held,

    E[o,t] = E_rest[t] + Σ_k f[k,t]·(A[k,t]·Π_others·(1 − a[o,k]·u[o,t]) + added[k,t] + d[o,k]·u[o,t])        for every option o at once

so a change costs the sources of one site and never the whole case. Limits on capital, roll-out, starts at a site and prerequisites are held;
caps and budgets are judged by their penalty. Nothing is drawn: the same case gives the same schedule to the bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lizero.pathway.cases import Case
from lizero.pathway.contracts import used_activity
from lizero.pathway.terms import Ledger, Terms, judge, weights

__all__ = ["Proposal", "improve"]

Array = NDArray[np.float64]
Starts = NDArray[np.int64]
_Known = tuple[dict[str, int], dict[str, int], set[int]]
SMALL = 1e-9
LEAST_WISH = 0.2


@dataclass(frozen=True)
class Proposal:
    """Year numbers of the starts (−1 never), what they are worth under the terms, the kg CO2e by year that they claim, and their green power."""

    starts: Starts
    objective: float
    co2e: Array
    green: Array


@dataclass(frozen=True)
class _Decision:
    """Options (measure, start), −1 for none, of one group at a site: number of the lever and start [o], use [o x t], share removed [o x k x p]
    and activity added [o x k] on the sources `at`, capex and running cost [o x t]; `linked` by a prerequisite."""

    options: tuple[tuple[int, int], ...]
    site: int
    lever: NDArray[np.int64]
    start: NDArray[np.int64]
    at: NDArray[np.int64]
    use: Array
    share: Array
    added: Array
    capex: Array
    running: Array
    linked: bool

    def left(self, option: int) -> Array:
        """What an option leaves of each source and kind of species, [k x t x p]."""
        return np.asarray(1 - self.share[option][:, None, :] * self.use[option][None, :, None])

    def more(self, option: int) -> Array:
        """Activity that an option adds to each source, [k x t]."""
        return np.asarray(self.added[option][:, None] * self.use[option][None, :])


def improve(case: Case, terms: Terms, starts: Starts, *, wish: Mapping[tuple[int, int], float] | None = None,
            cost: Mapping[tuple[int, int], float] | None = None, green: Array | None = None, good: float = -np.inf, rounds: int = 6,
            width: int = 6, grid: int | None = None) -> Proposal:
    """A schedule no worse than `starts` where those keep the limits, else the best that is found from there.

    `wish` (by measure and year number, 0 to 1, as a relaxation gives it) adds starts first, the strongest wishes first, as far as limits
    allow. Then every decision is tried alone, then pairs of decisions among their `width` options of least `cost` (reduced costs serve well).
    The search ends when a round finds nothing, after `rounds`, or when the objective is `good` enough. Green power [k x t] is given for
    `starts`; the share that it has of what is used is held.
    `grid`: starts after year number ten only every `grid` years.
    """
    search = _Search(case, terms, starts, np.zeros_like(case.sources.activity) if green is None else green, grid)
    search.grant(wish or {})
    search.settle()
    for _ in range(rounds):
        if search.worth <= good or not search.pairs(cost or {}, width, good):
            break
        search.settle()
    return Proposal(search.starts.copy(), search.worth, search.co2e[:, 0].copy(), search.share * used_activity(case, search.starts))


class _Search:
    """The state of a search: the option of each decision, what is left of each source, and the sums by year."""

    def __init__(self, case: Case, terms: Terms, starts: Starts, green: Array, grid: int | None) -> None:
        self.case, self.terms = case, terms
        self.years = len(case.sources.years)
        kinds, used = _kinds(case, terms), used_activity(case, starts)
        self.share = np.divide(np.minimum(green, used), used, out=np.zeros_like(green), where=used > 0)
        self.factor = _factors(case, terms, kinds, self.share)
        self.starts = starts.copy()
        self.profiles = [case.profile(m) for m in range(len(case.measures))]
        known, free = _known(case), self._free(grid)
        self.decisions = tuple(_decision(case, many, free, [some[0] for some in kinds], known) for many in _groups(case))
        self.ties = _ties(case, self.decisions)
        self.now = [self._chosen(d) for d in self.decisions]
        self._limits()
        self._sum()

    def _limits(self) -> None:
        """Starts by lever and year and by site and year, and the most there may be."""
        most, sites = np.iinfo(np.int64).max, {x.site for x in self.case.measures}
        levers = {x.lever.id: x.lever for x in self.case.measures}
        self.most_rolled = np.array([most if x.rollout is None else x.rollout for x in levers.values()])
        self.most_sited = most if self.terms.site_starts is None else self.terms.site_starts
        self.rolled, self.sited = np.zeros((len(levers), self.years), np.int64), np.zeros((len(sites), self.years), np.int64)
        self._count([g for g, n in enumerate(self.now) if n], 1)

    def _free(self, grid: int | None) -> dict[int, list[int]]:
        return {m: [t for t in self.case.starts(m) if grid is None or t < 10 or (t - 10) % grid == 0 or t == self.starts[m]]
                for m in range(len(self.case.measures))}

    def _chosen(self, d: _Decision) -> int:
        return next((n for n, (m, t) in enumerate(d.options) if m >= 0 and self.starts[m] == t), 0)

    def _sum(self) -> None:
        """All sums anew from the options chosen: no drift from many small changes."""
        base = self.case.sources
        self.changes: dict[int, Array] = {}
        self.acting: list[list[tuple[int, int]]] = [[] for _ in base.keys]
        self.left: list[Array] = []
        self.more: list[Array] = []
        for g, d in enumerate(self.decisions):
            self.left.append(d.left(self.now[g]))
            self.more.append(d.more(self.now[g]))
            for here, k in enumerate(d.at):
                self.acting[k].append((g, here))
        self.emitted = np.stack([self._source(k) for k in range(len(base.keys))])
        self.co2e = self.emitted.sum(axis=0)
        self.capex = sum((d.capex[n] for d, n in zip(self.decisions, self.now)), np.zeros(self.years))
        self.running = sum((d.running[n] for d, n in zip(self.decisions, self.now)), np.zeros(self.years))
        self.worth = float(self._judge(self.co2e[None], self.capex[None], self.running[None])[0])

    def _judge(self, emitted: Array, capex: Array, running: Array) -> Array:
        return judge(self.case, self.terms, Ledger(emitted[:, :, :-1], capex, running + emitted[:, :, -1]))

    def _rest(self, k: int, without: tuple[int, ...]) -> tuple[Array, Array]:
        """What is left [t x p] and added [t] at source k by all decisions but those named."""
        left, added = np.ones((self.years, self.factor.shape[2])), np.zeros(self.years)
        for g, here in self.acting[k]:
            if g not in without and self.now[g]:
                left *= self.left[g][here]
                added += self.more[g][here]
        return left, added

    def _source(self, k: int) -> Array:
        """kg of each weighing, and last the money for green power, from source k as it stands, [t x j]."""
        left, added = self._rest(k, ())
        activity = self.case.sources.activity[k][:, None] * left + added[:, None]
        return np.asarray((self.factor[k] * activity[:, :, None]).sum(axis=1))

    def _options(self, g: int) -> Array:
        """What each option of decision g changes against now, as `_source` counts it [o x t x j]; kept until one of its sources changes."""
        if g not in self.changes:
            self.changes[g] = self._change(g)
        return self.changes[g]

    def _change(self, g: int) -> Array:
        d, base = self.decisions[g], self.case.sources
        change = np.zeros((len(d.options), self.years, self.factor.shape[3]))
        for here, k in enumerate(d.at):
            left, added = self._rest(int(k), (g,))
            kept = left * (1 - d.share[:, here, None, :] * d.use[:, :, None])
            activity = base.activity[k][:, None] * kept + (added + d.added[:, here, None] * d.use)[:, :, None]
            emitted = np.matmul(activity.transpose(1, 0, 2), self.factor[k])
            change += emitted.transpose(1, 0, 2) - self.emitted[k]
        return change

    def grant(self, wish: Mapping[tuple[int, int], float]) -> None:
        """Takes wished options of decisions that have none, the strongest first, as far as capital and the other limits allow."""
        wanted = sorted((-wish[o], g, n) for g, d in enumerate(self.decisions) for n, o in enumerate(d.options) if wish.get(o, 0.0) > LEAST_WISH)
        for _, g, n in wanted:
            if not self.now[g] and self._allowed(g)[n] and self._affords(self.decisions[g].capex[n]):
                self._take(g, n)
        self._sum()

    def _affords(self, capex: Array) -> bool:
        return self.terms.budget is None or bool((np.cumsum(self.terms.budget - self.capex - capex) >= 0).all())

    def settle(self) -> None:
        """Takes the best option of each decision in turn until none gets better."""
        better = True
        while better:
            better = False
            for g in range(len(self.decisions)):
                better |= self._best(g)
        self._sum()

    def _best(self, g: int) -> bool:
        d, n = self.decisions[g], self.now[g]
        change = self._options(g)
        worth = self._judge(self.co2e + change, self.capex + d.capex - d.capex[n], self.running + d.running - d.running[n])
        worth[~self._allowed(g)] = np.inf
        best = int(worth.argmin())
        if worth[best] >= self.worth - SMALL * abs(self.worth):
            return False
        self._take(g, best)
        self.worth = float(worth[best])
        return True

    def _take(self, g: int, option: int) -> None:
        d, n = self.decisions[g], self.now[g]
        for m, t, into in ((*d.options[n], -1), (*d.options[option], d.options[option][1])):
            if m >= 0 and t >= 0:
                self.starts[m] = into
        self._count([g] if n else [], -1)
        self.now[g] = option
        self.left[g], self.more[g] = d.left(option), d.more(option)
        self._count([g] if option else [], 1)
        self.capex = self.capex + d.capex[option] - d.capex[n]
        self.running = self.running + d.running[option] - d.running[n]
        for k in d.at:
            fresh = self._source(int(k))
            self.co2e = self.co2e + fresh - self.emitted[k]
            self.emitted[k] = fresh
            for h, _ in self.acting[k]:
                self.changes.pop(h, None)

    def _allowed(self, g: int, without: int = -1) -> NDArray[np.bool_]:
        """Options of g that keep roll-out, starts at a site and prerequisites, decision `without` thought away."""
        d = self.decisions[g]
        here = [h for h in (g, without) if h >= 0 and self.now[h]]
        self._count(here, -1)
        room = (self.rolled[d.lever, d.start] < self.most_rolled[d.lever]) & (self.sited[d.site, d.start] < self.most_sited)
        self._count(here, 1)
        room[0] = True
        return np.asarray(room & self._stands(g) if d.linked else room)

    def _count(self, some: list[int], by: int) -> None:
        for h in some:
            d, n = self.decisions[h], self.now[h]
            self.rolled[d.lever[n], d.start[n]] += by
            self.sited[d.site, d.start[n]] += by

    def _stands(self, g: int) -> NDArray[np.bool_]:
        """Options of g that use no measure more than its prerequisites, on both sides."""
        d, fit = self.decisions[g], np.ones(len(self.decisions[g].options), bool)
        measure = np.array([m for m, _ in d.options])
        for q, p in self.ties[g]:
            more, least = (np.where((measure == x)[:, None], d.use, 0.0) if x in measure else self._used(x) for x in (q, p))
            fit &= (more <= least + 1e-9).all(axis=-1)
        return fit

    def _used(self, m: int) -> Array:
        """Use of measure m as it stands, [t]."""
        found, start = np.zeros(self.years), int(self.starts[m])
        if start >= 0:
            found[start:] = self.profiles[m][: self.years - start]
        return found

    def pairs(self, cost: Mapping[tuple[int, int], float], width: int, good: float) -> bool:
        """One round over pairs of decisions; True when one got better."""
        before = self.worth
        short = [self._short(g, cost, width) for g in range(len(self.decisions))]
        for g in range(len(self.decisions)):
            self._against(g, short)
            if self.worth <= good:
                break
        self._sum()
        return self.worth < before * (1 - SMALL) if before > 0 else self.worth < before - SMALL

    def _short(self, g: int, cost: Mapping[tuple[int, int], float], width: int) -> NDArray[np.int64]:
        d = self.decisions[g]
        value = np.array([cost.get(o, 0.0) for o in d.options])
        keep = np.argsort(value, kind="stable")[:width]
        return np.unique(np.append(keep, [0]))

    def _against(self, g: int, short: list[NDArray[np.int64]]) -> None:
        """Moves g to each of its short-listed options with the best answer of one other decision."""
        mine = set(self.decisions[g].at.tolist())
        for h in range(g + 1, len(self.decisions)):
            other = self.decisions[h]
            if mine.isdisjoint(other.at.tolist()) and set(self.ties[g]).isdisjoint(self.ties[h]):
                self._both(g, h, short)
            else:
                self._together(g, h, short[h])

    def _together(self, g: int, h: int, short: NDArray[np.int64]) -> None:
        """Moves h to each of its short-listed options with the best answer of g, where both act on one source or need each other."""
        before = self.now[h]
        for j in self._open(h, g, short).tolist():
            if j == before:
                continue
            self._take(h, j)
            if self._best(g):
                return
            self._take(h, before)

    def _both(self, g: int, h: int, short: list[NDArray[np.int64]]) -> bool:
        a, b = self.decisions[g], self.decisions[h]
        i, j = self._open(g, h, short[g]), self._open(h, g, short[h])
        i, j = i[i != self.now[g]], j[j != self.now[h]]
        if not i.size or not j.size:
            return False
        own, other = self._options(g), self._options(h)
        emitted = self.co2e + own[i][:, None] + other[j][None, :]
        capex = self.capex + (a.capex[i] - a.capex[self.now[g]])[:, None] + (b.capex[j] - b.capex[self.now[h]])[None, :]
        running = self.running + (a.running[i] - a.running[self.now[g]])[:, None] + (b.running[j] - b.running[self.now[h]])[None, :]
        flat = (-1, self.years)
        worth = self._judge(emitted.reshape(-1, *emitted.shape[2:]), capex.reshape(flat), running.reshape(flat))
        for n in np.argsort(worth, kind="stable")[:3]:
            if worth[n] >= self.worth - SMALL * abs(self.worth):
                return False
            if self._fits(g, h, int(i[n // j.size]), int(j[n % j.size])):
                self._take(g, int(i[n // j.size]))
                self._take(h, int(j[n % j.size]))
                self.worth = float(worth[n])
                return True
        return False

    def _open(self, g: int, h: int, some: NDArray[np.int64]) -> NDArray[np.int64]:
        return some[self._allowed(g, h)[some]]

    def _fits(self, g: int, h: int, i: int, j: int) -> bool:
        """Whether two options, each with room without the other, have room together."""
        a, b, here = self.decisions[g], self.decisions[h], [x for x in (g, h) if self.now[x]]
        t = a.start[i]
        if not i or not j or t != b.start[j]:
            return True
        self._count(here, -1)
        lever = a.lever[i] != b.lever[j] or self.rolled[a.lever[i], t] + 2 <= self.most_rolled[a.lever[i]]
        site = a.site != b.site or self.sited[a.site, t] + 2 <= self.most_sited
        self._count(here, 1)
        return bool(lever and site)


def _groups(case: Case) -> list[list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for m, x in enumerate(case.measures):
        found.setdefault((x.site, x.lever.group or f"only {x.lever.id}"), []).append(m)
    return list(found.values())


def _kinds(case: Case, terms: Terms) -> list[list[int]]:
    """Species that count, together where every measure and green power treat them alike."""
    counted = np.flatnonzero(np.abs(weights(terms, case)).sum(axis=1) > 0)
    shares = np.array([a for x in case.measures for a in x.removes.values()]).reshape(-1, len(case.sources.species))
    found: dict[bytes, list[int]] = {}
    for p in counted.tolist():
        found.setdefault(shares[:, p].tobytes() + case.sources.greened[p].tobytes(), []).append(p)
    return list(found.values()) or [[0]]


def _factors(case: Case, terms: Terms, kinds: list[list[int]], share: Array) -> Array:
    """kg of each weighing, and last the money for green power, for one unit of activity [k x t x kind x j], with `share` of it green [k x t]."""
    base, greened = case.sources, case.sources.greened[[some[0] for some in kinds]]
    kg = np.stack([base.factor[:, :, some] @ weights(terms, case)[some] for some in kinds], axis=2)
    money = np.zeros((*kg.shape[:3], 1))
    for k, price in terms.green.items():
        served = np.flatnonzero(kg[k].any(axis=(0, 2)) & (greened > 0))
        money[k, :, served[:1], 0] = price * share[k]
    return np.concatenate([kg * (1 - share[:, :, None] * greened)[:, :, :, None], money], axis=3)


def _ties(case: Case, decisions: tuple[_Decision, ...]) -> list[list[tuple[int, int]]]:
    """Pairs (measure, its prerequisite) that each decision has a part in."""
    pairs = [(q, p) for q, x in enumerate(case.measures) for p in x.requires]
    return [[(q, p) for q, p in pairs if {q, p} & {m for m, _ in d.options}] for d in decisions]


def _known(case: Case) -> _Known:
    """Numbers of levers and of sites, and the measures that others require."""
    levers, sites = ({n: i for i, n in enumerate(dict.fromkeys(names))} for names in (
        (x.lever.id for x in case.measures), (x.site for x in case.measures)))
    return levers, sites, {p for x in case.measures for p in x.requires}


def _decision(case: Case, many: list[int], free: dict[int, list[int]], seen: list[int], known: _Known) -> _Decision:
    base, years = case.sources, len(case.sources.years)
    levers, sites, need = known
    options = [(-1, -1), *((m, t) for m in many for t in free[m])]
    at = np.array(sorted({k for m in many for k in (*case.measures[m].removes, *case.measures[m].adds)}), np.int64)
    share, added = np.zeros((len(options), at.size, len(seen))), np.zeros((len(options), at.size))
    used, capex, running = (np.zeros((len(options), years)) for _ in range(3))
    for n, (m, t) in enumerate(options):
        if m >= 0:
            x = case.measures[m]
            used[n, t:] = case.profile(m)[: years - t]
            capex[n] = case.spending(m, t)
            for here, k in enumerate(at):
                share[n, here] = x.removes[int(k)][seen] if int(k) in x.removes else 0.0
                added[n, here] = x.adds.get(int(k), 0.0)
            price = 0.0 if base.price is None else sum((base.price[k] * d for k, d in x.adds.items()), np.zeros(years))
            running[n] = used[n] * (x.lever.opex + price)
    linked = any(case.measures[m].requires for m in many) or bool(set(many) & need)
    lever = np.array([0 if m < 0 else levers[case.measures[m].lever.id] for m, _ in options])
    start = np.array([max(t, 0) for _, t in options])
    return _Decision(tuple(options), sites[case.measures[many[0]].site], lever, start, at, used, share, added, capex, running, linked)
