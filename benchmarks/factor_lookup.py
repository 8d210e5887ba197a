"""100,000 needs in a library of 80,000 rows, all questions distinct, and the same with a month grid of few questions.

    python benchmarks/factor_lookup.py

Target: under 5 seconds each on two cores.
"""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import polars as pl

from lizero.factors import Library, choose, library
from lizero.vocab import geographies, items

ROWS, NEEDS, SEED = 80_000, 100_000, 20251125


def big_library(rows: int = ROWS, seed: int = SEED) -> Library:
    """Factors of 100 items at 40 places in 10 yearly editions of two gases: `rows` rows under ``big``."""
    names = [i for i, item in items().items() if item.kind in ("fuel", "reagent", "product", "metal", "material")][:100]
    places = [g for g in geographies() if g != "WORLD"][:40]
    draw = np.random.default_rng(seed)  # noqa: TID251
    grid = pl.DataFrame({"activity": names}).join(pl.DataFrame({"geography": places}), how="cross")
    grid = grid.join(pl.DataFrame({"year": list(range(2016, 2026))}), how="cross").join(pl.DataFrame({"flow": ["CO2", "N2O"]}), how="cross")
    grid = grid.head(rows).with_row_index("id").with_columns(
        pl.format("big:{}", "id").alias("id"), pl.lit("big").alias("library"), pl.col("year").cast(pl.String).alias("edition"),
        pl.lit("purchased goods").alias("category"), pl.lit("kg").alias("unit"), pl.lit("kg").alias("flow_unit"),
        pl.date(pl.col("year"), 1, 1).alias("valid_from"), pl.date(pl.col("year"), 12, 31).alias("valid_to"),
    )
    return Library.of(grid.with_columns(pl.Series("amount", draw.uniform(0.1, 10, grid.height))))


def many_needs(lib: Library, needs: int = NEEDS, seed: int = SEED, *, days: bool = True) -> pl.DataFrame:
    """`needs` questions on the items and places of `lib`, over spans of days (all distinct) or over months."""
    draw = np.random.default_rng([seed, needs])  # noqa: TID251
    about = lib.factors.select("activity", "geography").unique(maintain_order=True)
    picked = about[draw.integers(0, about.height, needs)]
    year, month = draw.integers(2016, 2026, needs), draw.integers(1, 13, needs)
    start = pl.date(pl.col("year"), pl.col("month"), pl.col("day") if days else 1)
    frame = picked.with_columns(pl.Series("year", year), pl.Series("month", month), pl.Series("day", draw.integers(1, 29, needs)))
    return frame.with_row_index("need").select(
        pl.col("need").cast(pl.String), pl.lit("purchased goods").alias("category"), pl.col("activity").alias("flow"),
        pl.when(pl.col("need") % 2 == 0).then(pl.lit("t")).otherwise(pl.lit("kg")).alias("unit"), "geography",
        start.alias("start"), start.dt.month_end().alias("end"),
    )


def main() -> None:
    """Prints the seconds of each case."""
    lib = library(big_library(), "ipcc-2006")
    for days in (True, False):
        needs = many_needs(lib, days=days)
        begun = time.perf_counter()
        choice = choose(needs, lib)
        spent = time.perf_counter() - begun
        distinct = needs.drop("need").n_unique()
        print(f"{needs.height} needs, {distinct} distinct, {lib.factors.height} rows: {spent:.2f} s, {choice.frame.height} answers, "
              f"{choice.unresolved.height} unresolved, {date.isoformat(needs['start'].min())} on")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
