"""Scheduling levers: 12 sites × 40 levers (combination hull) and 30 × 60 (log form) over 26 years, and draws of a plan.

    python benchmarks/pathway_schedule.py

Targets on two cores: true gap ≤ 1 % in 120 s; 3 % above the relaxation's bound in 150 s; 10,000 draws of a 12 × 40 plan in seconds.
Objectives are those of the exact simulator. The case is generated and stands for no company.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from lizero.pathway.cases import Case, Sources, case
from lizero.pathway.highs import Limits
from lizero.pathway.lever import Lever
from lizero.pathway.scheduling import Schedule, schedule
from lizero.pathway.simulator import Spread, co2e_draws
from lizero.pathway.terms import Terms
from lizero.uncertainty import uniform

KINDS = ("kiln", "boiler", "haul", "grid")
YEARS, SEED = 26, 1


def plant(sites: int, levers: int, seed: int = SEED) -> tuple[Case, Terms]:
    """A generated group: four sources a site, `levers` in groups of at most three, growth of 0 to 3 % a year, a cap of 4.2 % a year."""
    keys = tuple((f"s{n}", k) for n in range(sites) for k in KINDS)
    size = 20e6 + 80e6 * uniform(seed, [f"{a}/{b}" for a, b in keys], 1)
    growth = 1 + 0.03 * uniform(seed, [f"growth/{a}" for a, _ in keys], 1)
    activity = size * growth ** np.arange(YEARS)
    base = Sources(keys, tuple(range(2025, 2025 + YEARS)), ("CO2",), np.ones(1), activity, np.ones((len(keys), YEARS, 1)))
    cap = size.sum() * np.maximum(1 - 0.042 * np.arange(YEARS), 0.1)
    terms = Terms(cap=cap, carbon_price=np.linspace(0.03, 0.15, YEARS), removal_most=0.1 * cap[0], removal_from=25, site_starts=3,
                  budget=np.full(YEARS, 0.03 * size.sum()))
    return case(base, _levers(levers, sites, seed)), terms


def _levers(count: int, sites: int, seed: int) -> list[Lever]:
    u = uniform(seed, [f"lever {n}" for n in range(count)], 5)
    return [Lever(f"L{n}", f"lever {n}", "midstream", ("*",), (KINDS[n % 4],), {"CO2": 0.05 + 0.55 * u[n, 0]}, first=2025 + int(10 * u[n, 1]),
                  ramp=3, life=40, capex=1e6 + 30e6 * float(u[n, 0] * u[n, 2]), opex=(u[n, 3] - 0.4) * 8e5, learning=0.01,
                  group=f"{KINDS[n % 4]} {n // 12}", rollout=max(sites // 4, 1)) for n in range(count)]


def main(small: bool = False) -> None:
    """Prints size, time, gap and stop of each case; exits 1 when the gap or the claim is beyond its target."""
    bad = False
    sizes = ((2, 8, 0.01, 30.0),) if small else ((12, 40, 0.01, 115.0), (30, 60, 0.03, 145.0))
    for sites, levers, target, seconds in sizes:
        there, terms = plant(sites, levers)
        begun = time.perf_counter()
        found = schedule(there, terms, limits=Limits(gap=target / 2.5, seconds=seconds))
        bad |= not _report(found, f"{sites} x {levers}", time.perf_counter() - begun, target)
        if sites <= 12:
            _draws(found, 200 if small else 10_000)
    sys.exit(int(bad))


def _report(found: Schedule, size: str, seconds: float, target: float) -> bool:
    print(f"{size}: {found.form}, {seconds:.1f} s, true gap {found.gap:.2%} (target {target:.0%}), claim off by {found.claim_gap:.2%}, "
          f"bound {found.bound:.6g}, plan {found.exact.objective:.6g}, "
          f"stopped by {found.stop}, shortfall {found.exact.shortfall.sum() / 1e3:.0f} t", flush=True)
    return found.gap <= target


def _draws(found: Schedule, draws: int) -> None:
    begun = time.perf_counter()
    co2e_draws(found.case, found.starts, Spread(0.1, 0.05, 0.1), draws=draws, seed=1)
    whole = time.perf_counter() - begun
    begun = time.perf_counter()
    for n in range(20):
        co2e_draws(found.case, found.starts, Spread(0.1, 0.05, 0.1), draws=1, seed=n)
    loop = (time.perf_counter() - begun) / 20 * draws
    print(f"{draws} draws: {whole:.2f} s, {loop / whole:.0f} times faster than one plan after another", flush=True)


if __name__ == "__main__":
    main("--small" in sys.argv)
