"""100,000 rows of activity, 50 sites in a tree of 20 joint ventures, both bases, three approaches; and one edited row.

    python -m benchmarks.inventory_account

Targets on two cores: three approaches under 10 s and 2 GB; one row edited and all that depends on it under 1 s.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from lizero.activity import Record
from lizero.factors import Library
from lizero.inventory import account

SEED, SITES, VENTURES = 20251125, 50, 20
KINDS = (
    ("stationary combustion", "diesel", "L"),
    ("mobile combustion", "diesel", "L"),
    ("purchased electricity", "electricity", "MWh"),
    ("purchased heat", "heat", "GJ"),
    ("purchased goods", "soda ash", "t"),
    ("upstream transport", "freight, truck", "t.km"),
    ("waste", "general waste", "t"),
    ("measured release", "CO2", "t"),
    ("fugitive", "SF6", "kg"),
    ("product output", "lithium carbonate", "t"),
)
FACTORS = (
    ("stationary combustion", "diesel", "L", "CO2", 2.7, None),
    ("stationary combustion", "diesel", "L", "CH4", 1e-4, None),
    ("mobile combustion", "diesel", "L", "CO2", 2.7, None),
    ("purchased electricity", "electricity", "kWh", "CO2", 0.5, "statistical"),
    ("purchased electricity", "electricity", "kWh", "CO2", 0.6, "residual"),
    ("purchased heat", "heat", "GJ", "CO2", 110.0, "statistical"),
    ("fuel and energy upstream", "diesel", "L", "CO2", 0.6, None),
    ("fuel and energy upstream", "electricity", "kWh", "CO2", 0.05, None),
    ("fuel and energy upstream", "heat", "GJ", "CO2", 10.0, None),
    ("purchased goods", "soda ash", "kg", "CO2", 1.0, None),
    ("upstream transport", "freight, truck", "t.km", "CO2", 0.1, None),
    ("waste", "general waste", "t", "CO2", 400.0, None),
)


def library() -> Library:
    """A factor for each kind of row."""
    names = ("category", "activity", "unit", "flow", "amount", "family")
    rows = [dict(zip(names, f, strict=True)) | {"id": f"f{n}", "flow_unit": "kg", "reason": "benchmark"} for n, f in enumerate(FACTORS)]
    return Library.of(pl.from_dicts(rows, infer_schema_length=None))


def record(rows: int) -> Record:
    """`rows` rows over the days of a year, 50 sites, 20 joint ventures four deep, two of them sold in mid-year."""
    draw = np.random.default_rng(SEED)  # noqa: TID251
    kind, month = draw.integers(0, len(KINDS), rows), draw.integers(1, 13, rows)
    n = np.arange(rows)
    activity = (
        pl.DataFrame(
            {
                "record": [f"r{i}" for i in n],
                "site": [f"s{i % SITES}" for i in n],
                "source": [f"m{i % 997}" for i in n],
                "category": [KINDS[k][0] for k in kind],
                "flow": [KINDS[k][1] for k in kind],
                "unit": [KINDS[k][2] for k in kind],
                "quantity": draw.uniform(0, 1000, rows),
                "month": month,
            }
        )
        .with_columns(pl.date(2025, "month", 1).alias("start"), pl.date(2025, "month", 1).dt.month_end().alias("end"))
        .drop("month")
    )
    sites = pl.DataFrame(
        {
            "site": [f"s{i}" for i in range(SITES)],
            "organisation": [f"v{i % VENTURES}" for i in range(SITES)],
            "name": [f"Site {i}" for i in range(SITES)],
            "geography": ["CN-SC"] * SITES,
        }
    )
    return Record.of(activity, sites=sites, ownership=pl.from_dicts([_edge(i) for i in range(VENTURES)], infer_schema_length=None))


def _edge(i: int) -> dict[str, Any]:
    holder = "group" if i < 5 else f"v{i - 5}"
    return {
        "holder": holder,
        "held": f"v{i}",
        "share": 0.51,
        "relation": "joint venture",
        "control": "joint",
        "operator": i % 2 == 0,
        "start": None,
        "end": date(2025, 6, 30) if i in (4, 9) else None,
    }


def _peak() -> float:
    """GB of memory at most, so far; not known on Windows."""
    if sys.platform == "win32":
        return float("nan")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def main(small: bool = False) -> None:
    """Prints seconds and memory; exits with 1 when a total is not the sum of its lines or an edit is not seen."""
    made, shelf = record(2_000 if small else 100_000), library()
    begun = time.perf_counter()
    found = [account(made, shelf, year=2025, approach=a) for a in ("equity", "financial", "operational")]
    spent = time.perf_counter() - begun
    peak = _peak()
    print(f"{made.activity.height:,} rows, three approaches, both bases: {spent:.2f} s (target 10), {peak:.2f} GB (target 2)")
    begun = time.perf_counter()
    one = pl.col("record") == made.activity.filter(category="stationary combustion")["record"][0]
    activity = made.activity.with_columns(pl.when(one).then(pl.col("quantity") + 1000).otherwise(pl.col("quantity")).alias("quantity"))
    edited = account(replace(made, activity=activity), shelf, year=2025)
    print(f"one row edited, everything that depends on it: {time.perf_counter() - begun:.2f} s (target 1)")
    sums = [(i.by("site", "category", basis=b)["co2e"].sum(), i.total(b)) for i in found for b in ("location", "market")]
    right = all(abs(a - b) <= 1e-12 * abs(b) + 1e-9 for a, b in sums) and all(i.totals.complete for i in found)
    moved = edited.total() - found[2].total()
    if not right or not moved > 0:
        print("wrong answer: totals differ from the sum of their lines, or an edit was not seen")
        sys.exit(1)


if __name__ == "__main__":
    main()
