"""Where a year came out against its plan: the difference split by what caused it, and the budget used (LMDI, no residual).

For source k of site s:      E_k = Q · m_s · L_k · u_k · f_k
    Q    activity of the group: Σ_s w_s·q_s, with q_s output relative to the base year and w_s the site's base emissions
    m_s  the site's share of Q                              (mix)
    L_k  what the levers leave, from the exact simulator    (lever delay: starts as they came instead of as planned)
    u_k  use per unit of output beside the levers           (energy use; 1 in the plan)
    f_k  emissions for one unit of activity                 (factors; green power is part of it)

A source that the plan does not know is a boundary bar of its own. Where the base year is computed differently now than when the plan was
made, the actual year is set back by the same ratio source by source, and the difference is the restatement bar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.errors import Finding
from lizero.impact import Impacts
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.baselines import Baseline, baseline
from lizero.pathway.cases import Case
from lizero.pathway.lmdi import variance
from lizero.pathway.planning import Plan
from lizero.pathway.simulator import simulate

__all__ = ["DRIVERS", "Facts", "Progress", "progress"]

Array = NDArray[np.float64]
DRIVERS = ("activity", "mix", "lever delay", "energy use", "factors", "restatement", "boundary")


@dataclass(frozen=True)
class Facts:
    """What is known of the years beside their emissions. `output`: site → year → output (any unit of its own); `starts`: (lever, site) → the year
    in which it did start, None when it has not yet; `base`: (site, source) → t CO2e of the base year as it was when the plan was made."""

    output: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    starts: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    base: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """`table`: driver, amount (t CO2e; first the plan, then each driver, last the actual, and they add up); `sources`: site, source, planned,
    actual; `budget`: year, allowed, planned, actual, and the same cumulative."""

    year: int
    table: pl.DataFrame
    sources: pl.DataFrame
    budget: pl.DataFrame
    findings: tuple[Finding, ...]

    @property
    def on_track(self) -> bool:
        """Whether the cumulative actual emissions are within the cumulative allowance, by a millionth."""
        last = self.budget.row(-1, named=True)
        return bool(last["cumulative_actual"] <= last["cumulative_allowed"] * (1 + 1e-6))


def progress(plan: Plan, actuals: Mapping[int, Impacts], year: int, facts: Facts | None = None) -> Progress:
    """The progress of `year` against `plan`, from the impacts of the years since the base year (the year itself is needed).

    Raises TargetRefused for a year outside the plan or without impacts. Years between that are missing leave the budget incomplete, with a
    finding.
    """
    told = facts or Facts()
    if year not in plan.years or year not in actuals:
        raise TargetRefused(f"progress of {year} needs its impacts and a plan that covers it; the plan covers {plan.years[0]} to {plan.years[-1]}")
    seen = {y: _seen(plan, actuals[y], y) for y in sorted(actuals) if y in plan.years and y <= year}
    planned, actual = _planned(plan, year), _actual(seen[year])
    known = {k: v for k, v in actual.items() if k in planned}
    before, after, set_back = _drivers(plan, seen[year], year, told)
    bars = variance(before, after, restatement=sum(known.values()) - set_back, boundary=sum(actual.values()) - sum(known.values()))
    rows = [("plan", sum(planned.values())), *((d, bars[d]) for d in DRIVERS), ("actual", sum(actual.values()))]
    sources = [(*k, planned.get(k, 0.0), actual.get(k, 0.0)) for k in sorted(planned.keys() | actual.keys()) if planned.get(k) or actual.get(k)]
    names = {"site": pl.String, "source": pl.String, "planned": pl.Float64, "actual": pl.Float64}
    return Progress(year, pl.DataFrame(rows, schema={"driver": pl.String, "amount": pl.Float64}, orient="row"),
                    pl.DataFrame(sources, schema=names, orient="row"), _budget(plan, {y: sum(_actual(s).values()) for y, s in seen.items()}, year),
                    (*_unsaid(plan, told, year, seen), *_unknown(told, plan)))


def _seen(plan: Plan, impacts: Impacts, year: int) -> Baseline:
    return baseline(impacts, until=year, scopes=plan.target.scopes, basis=plan.target.basis, year=year)


def _actual(seen: Baseline) -> dict[tuple[str, str], float]:
    kg = (seen.sources.emissions @ seen.sources.gwp)[:, 0]
    return dict(zip(seen.sources.keys, (kg / 1000).tolist()))


def _planned(plan: Plan, year: int) -> dict[tuple[str, str], float]:
    t, base = plan.years.index(year), plan.baseline.sources
    return dict(zip(base.keys, ((plan.schedule.outcome.emissions[:, t] @ base.gwp) / 1000).tolist()))


def _drivers(plan: Plan, seen: Baseline, year: int, told: Facts) -> tuple[dict[str, Array], dict[str, Array], float]:
    """Drivers of plan and actual over the plan's sources, and the actual of these sources by the plan's method, t CO2e."""
    base, t = plan.baseline.sources, plan.years.index(year)
    w = _site_weights(plan)
    q0 = base.activity[:, t] / np.where(base.activity[:, 0] > 0, base.activity[:, 0], 1.0)
    q1 = np.array([_relative(told.output.get(s, {}), plan.years[0], year, q) for (s, _), q in zip(base.keys, q0)])
    left0, left1 = _left(plan, None, t), _left(plan, told, t)
    place = {k: n for n, k in enumerate(seen.sources.keys)}
    found = [place.get(k) for k in base.keys]
    emitted = np.array([0.0 if n is None else float(seen.sources.emissions[n, 0] @ seen.sources.gwp) / 1000 for n in found])
    emitted *= np.array([_set_back(plan, told, k, n) for n, k in enumerate(base.keys)])
    factor0 = _planned_factor(plan, t, left0)
    factor1 = np.array([_seen_factor(plan, seen, k, n, e, factor0[k]) for (k, n), e in zip(enumerate(found), emitted)])
    sides = [_side(w, q, base.keys) for q in (q0, q1)]
    whole = base.activity[:, 0]
    used, left1 = _use(emitted, whole * q1 * factor1, left1)
    before = {"activity": sides[0][0], "mix": sides[0][1], "lever delay": left0, "energy use": whole / w, "factors": factor0}
    after = {"activity": sides[1][0], "mix": sides[1][1], "lever delay": left1, "energy use": used * whole / w, "factors": factor1}
    return before, after, float(emitted.sum())


def _site_weights(plan: Plan) -> Array:
    """Base emissions of the site of each source, t CO2e; a site that emits nothing weighs 1."""
    base = plan.baseline.sources
    kg = (base.emissions[:, 0] @ base.gwp) / 1000
    sums = {s: 0.0 for s, _ in base.keys}
    for (s, _), v in zip(base.keys, kg):
        sums[s] += float(v)
    return np.array([sums[s] or 1.0 for s, _ in base.keys])


def _side(w: Array, q: Array, keys: tuple[tuple[str, str], ...]) -> tuple[Array, Array]:
    """Activity of the group, and each source's site share of it: one site counts once."""
    sites = {s: float(a * b) for (s, _), a, b in zip(keys, w, q)}
    total = sum(sites.values())
    return np.full(len(w), total), w * q / total if total > 0 else np.zeros(len(w))


def _relative(output: Mapping[int, float], base: int, year: int, planned: float) -> float:
    return output[year] / output[base] if output.get(base, 0.0) > 0 and year in output else float(planned)


def _left(plan: Plan, told: Facts | None, t: int) -> Array:
    """What the levers leave of each source's activity (CO2e-weighted), with starts as planned or, when `told`, as they came."""
    s, base = plan.schedule, plan.baseline.sources
    starts = s.starts.copy()
    for m, x in enumerate(s.case.measures):
        if told is not None and (x.lever.id, x.site) in told.starts:
            came = told.starts[x.lever.id, x.site]
            starts[m] = -1 if came is None else min(max(came - plan.years[0], 0), len(plan.years) - 1)
    outcome = simulate(s.case if told is None else _at_any_time(s.case), starts)
    whole = base.emissions[:, t] @ base.gwp
    return np.asarray(np.where(whole > 0, (outcome.emissions[:, t] @ base.gwp) / np.where(whole > 0, whole, 1.0), 1.0))


def _at_any_time(case: Case) -> Case:
    """The case without windows, groups and prerequisites: what has happened needs no permission."""
    free = [replace(x.lever, first=0, last=9999, requires=(), group="") for x in case.measures]
    return replace(case, measures=tuple(replace(x, lever=y, requires=()) for x, y in zip(case.measures, free)))


def _planned_factor(plan: Plan, t: int, left: Array) -> Array:
    """kg CO2e for one unit of activity that the levers leave, green power counted, in t."""
    base = plan.baseline.sources
    kg = (plan.schedule.outcome.emissions[:, t] @ base.gwp) / 1000
    used = base.activity[:, t] * left
    return np.asarray(np.where(used > 0, kg / np.where(used > 0, used, 1.0), (base.factor[:, t] @ base.gwp) / 1000))


def _seen_factor(plan: Plan, seen: Baseline, k: int, n: int | None, emitted: float, planned: float) -> float:
    """t CO2e for one unit in the actual year; the plan's where the source has no single unit, or another one."""
    if n is None or plan.baseline.units[k] == "1" or seen.units[n] != plan.baseline.units[k]:
        return planned
    used = float(seen.sources.activity[n, 0])
    return emitted / used if used > 0 and emitted > 0 else planned


def _use(emitted: Array, expected: Array, left: Array) -> tuple[Array, Array]:
    """Use beside the levers, and what the levers left: where they should have left nothing and something came out, the lever fell short."""
    whole = np.where(expected > 0, expected, 1.0)
    failed = (left <= 0) & (emitted > 0)
    left = np.where(failed, emitted / whole, left)
    used = np.where(left > 0, emitted / whole / np.where(left > 0, left, 1.0), 1.0)
    return np.where(failed, 1.0, used), left


def _set_back(plan: Plan, told: Facts, key: tuple[str, str], k: int) -> float:
    """Base year as it was over base year as computed now, for one source; 1 when it is not told."""
    base = plan.baseline.sources
    now = float(base.emissions[k, 0] @ base.gwp) / 1000
    return told.base[key] / now if key in told.base and now > 0 else 1.0


def _budget(plan: Plan, actual: Mapping[int, float], year: int) -> pl.DataFrame:
    years = [y for y in plan.years if y <= year]
    limit = dict(zip(plan.years, (plan.allowed / 1000).tolist()))
    frame = pl.DataFrame({"year": years, "allowed": [limit[y] for y in years], "planned": [plan.gross[y] for y in years],
                          "actual": [actual.get(y) for y in years]}, schema_overrides={"actual": pl.Float64})
    return frame.with_columns(pl.col(c).cum_sum().alias(f"cumulative_{c}") for c in ("allowed", "planned", "actual"))


def _unsaid(plan: Plan, told: Facts, year: int, seen: Mapping[int, Baseline]) -> list[Finding]:
    missing = [y for y in plan.years if y <= year and y not in seen]
    found = [Finding(f"progress › {y}", "progress.year", "has no inventory: the cumulative actual leaves it out", "record the year", "warning")
             for y in missing]
    base = plan.baseline.sources
    weighty = [bool(kg.any()) for kg in base.emissions @ base.gwp]
    silent = sorted({s for (s, _), counts in zip(base.keys, weighty) if counts and not {plan.years[0], year} <= set(told.output.get(s, {}))})
    if silent:
        text = "no output in both years: its activity is taken as planned, so that a change of output shows as energy use"
        found.append(Finding(f"progress › {', '.join(silent)}", "progress.output", text, "record the output of products", "notice"))
    due = [x.name for m, x in enumerate(plan.schedule.case.measures) if 0 <= plan.schedule.starts[m] <= year - plan.years[0]
           and (x.lever.id, x.site) not in told.starts]
    if due:
        text = "was planned to have started and nobody said whether it did: taken as planned"
        found.append(Finding(f"progress › {', '.join(due)}", "progress.start", text, "say when it started", "notice"))
    return found


def _unknown(told: Facts, plan: Plan) -> list[Finding]:
    known = {(x.lever.id, x.site) for x in plan.schedule.case.measures}
    return [Finding(f"progress › {lever}@{site}", "progress.unknown-lever", "is no measure of the plan", "name a lever and site of the plan")
            for lever, site in sorted(set(told.starts) - known)]
