"""50 million rows × 4,000 factors, joined and grouped, beside DuckDB in the same run.

    python -m benchmarks.inventory_bulk

Target: CPU time at most DuckDB's own; better: a quarter of it.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from lizero.inventory.bulk import emissions

ROWS, FACTORS, GROUPS, GASES, SEED = 50_000_000, 4_000, 50, 3, 20251125


def main(small: bool = False) -> None:
    """Prints CPU seconds of both and their ratio; exits with 1 when the two differ."""
    import duckdb

    rows = 500_000 if small else ROWS
    draw = np.random.default_rng(SEED)  # noqa: TID251
    quantity = draw.random(rows)
    factor, group = draw.integers(0, FACTORS, rows, dtype=np.int32), draw.integers(0, GROUPS, rows, dtype=np.int32)
    amounts = draw.random((FACTORS, GASES))
    emissions(quantity[:1], factor[:1], group[:1], amounts, GROUPS)
    begun = time.process_time()
    ours = emissions(quantity, factor, group, amounts, GROUPS)
    spent = time.process_time() - begun
    activity = {"quantity": quantity, "factor": factor, "grp": group}
    factors = {"factor": np.arange(FACTORS, dtype=np.int32), **{f"g{n}": amounts[:, n].copy() for n in range(GASES)}}
    with duckdb.connect() as base:
        for name, columns in (("activity", activity), ("factors", factors)):
            base.register(f"{name}_given", columns)
            base.execute(f"create table {name} as select * from {name}_given")
        sums = ", ".join(f"sum(quantity * g{n})" for n in range(GASES))
        begun = time.process_time()
        theirs = base.execute(f"select grp, {sums} from activity join factors using (factor) group by grp order by grp").fetchnumpy()
        other = time.process_time() - begun
    print(
        f"{rows:,} rows × {FACTORS:,} factors: {spent:.2f} s CPU, DuckDB {other:.2f} s, ratio {spent / other:.2f} (target 1, better 0.25)"
    )
    found = np.stack([np.asarray(v) for v in list(theirs.values())[1:]], axis=1)
    if not np.allclose(ours, found, rtol=1e-9):
        print("wrong answer: the two sums differ")
        sys.exit(1)


if __name__ == "__main__":
    main()
