"""The open lithium chain: one footprint of any product, and all products under all methods.

    python -m benchmarks lithium_chain

Targets on two cores: every footprint under a second after the first, all products under all methods under one. Both ways of
computing must give the same; a difference ends with 1.
"""

from __future__ import annotations

import time

import numpy as np
import polars as pl

import lizero as lz
from lizero.impact import methods
from lizero.lca import System

METHOD = "ar6-gwp100"
SECOND = 1.0


def main(small: bool = False) -> None:
    """Measure and print; SystemExit when an answer or a bound does not hold."""
    start = time.perf_counter()
    chain = lz.load("lithium-chain")
    chain.footprint("electricity, grid, CN").total  # noqa: B018
    print(f"first call, with loading: {time.perf_counter() - start:.2f} s")
    totals, slowest = each(chain, step=20 if small else 1)
    matrix, took = everything(chain)
    print(f"{len(totals)} footprints one by one: slowest {slowest:.3f} s")
    print(f"{matrix.height} products x {len(methods())} methods: {took:.3f} s")
    compare(totals, matrix)
    if max(slowest, took) > SECOND:
        raise SystemExit("slower than a second")


def each(chain: System, step: int) -> tuple[dict[str, float | None], float]:
    """The total of every `step`-th product, and the seconds of the slowest."""
    totals, slowest = {}, 0.0
    for process, product in chain.products().select("process", "product").rows()[::step]:
        start = time.perf_counter()
        totals[f"{process}/{product}"] = chain.footprint(product, process=process).total
        slowest = max(slowest, time.perf_counter() - start)
    return totals, slowest


def everything(chain: System) -> tuple[pl.DataFrame, float]:
    """Scores of every product under every method, and the seconds they take once the matrices stand."""
    chain.scores(METHOD)
    start = time.perf_counter()
    found = chain.scores(*methods())
    return found, time.perf_counter() - start


def compare(totals: dict[str, float | None], matrix: pl.DataFrame) -> None:
    """Fail where a footprint and the score of the same product are not the same."""
    scores = dict(matrix.select(pl.concat_str("process", "product", separator="/"), METHOD).iter_rows())
    for product, total in totals.items():
        if total is not None and not np.isclose(total, scores[product], rtol=1e-9, atol=1e-12):
            raise SystemExit(f"{product}: {total!r} and {scores[product]!r}")


if __name__ == "__main__":
    main()
