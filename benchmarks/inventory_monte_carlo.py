"""Monte Carlo of an inventory: 10,000 draws × 5,000 sources that share 200 factors.

    python -m benchmarks.inventory_monte_carlo

Target: under a minute on two cores; the interval agrees with approach 1.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import polars as pl

from lizero.inventory.confidence import confidence, monte_carlo

SOURCES, FACTORS, SEED = 5_000, 200, 20251125


def main(small: bool = False) -> None:
    """Prints seconds and both intervals; exits with 1 when they differ by more than sampling allows."""
    draws = 2_000 if small else 10_000
    draw = np.random.default_rng(SEED)  # noqa: TID251
    at = draw.integers(0, FACTORS, SOURCES)
    halves = draw.uniform(0.02, 0.2, FACTORS)
    lines = pl.DataFrame(
        {
            "record": [f"r{n}" for n in range(SOURCES)],
            "factor": [f"f{n}" for n in at],
            "flow": ["CO2"] * SOURCES,
            "co2e": draw.uniform(1, 100, SOURCES),
            "u_activity": draw.uniform(0.01, 0.1, SOURCES),
            "u_factor": halves[at],
        }
    )
    begun = time.perf_counter()
    low, _, high = monte_carlo(lines, draws, SEED).quantiles()
    spent = time.perf_counter() - begun
    first = confidence(lines)
    print(f"{draws:,} draws × {SOURCES:,} sources: {spent:.1f} s (target 60)")
    print(f"half of the interval: {(high - low) / 2:,.0f} t by draws, {first.half:,.0f} t by approach 1")
    if abs((high - low) / 2 / first.half - 1) > 0.08:
        print("wrong answer: the interval is not that of approach 1")
        sys.exit(1)


if __name__ == "__main__":
    main()
