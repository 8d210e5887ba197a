"""Monte Carlo: the distribution of footprints when exchanges and parameters vary within their distributions.

A draw is a function of seed, exchange and draw number (convention 8): the same whatever the blocking, the threads and
the other products, so alternatives drawn with one seed are compared draw by draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from lizero.errors import Finding
from lizero.lca.dense import Dense
from lizero.lca.lanes import Lanes, in_order
from lizero.lca.network import Floats
from lizero.lca.problem import Block, Problem

__all__ = ["Engine", "MonteCarlo", "Run", "Watch", "draw", "run_engine"]

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
Watch = Callable[[int, int], bool | None]
SMALL = 120


class Engine(Protocol):
    """Makes blocks of draws."""

    @property
    def block(self) -> int:
        """Draws of one block."""

    @property
    def problem(self) -> Problem:
        """What is drawn from."""

    def run(self, first: int) -> Block:
        """The block of draws that begins with number `first`."""


@dataclass(frozen=True, eq=False)
class MonteCarlo:
    """Draws of scores: `scores` (draws, demands, methods), nan where a draw was rejected.

    `error`: certified relative error of each score before it was corrected by it; `audit` (draws,): relative difference
    of the score to a direct solution, nan where none was made; `names`: of the demands; `asked`: draws asked for.
    """

    engine: Engine
    names: tuple[str, ...]
    asked: int
    scores: Floats
    error: Floats
    rejected: npt.NDArray[np.bool_]
    fallback: npt.NDArray[np.bool_]
    audit: Floats

    @property
    def draws(self) -> int:
        """Draws made so far."""
        return len(self.scores)

    @cached_property
    def values(self) -> Floats:
        """Scores (draws,) of the first demand by the first method, without rejected draws."""
        first = self.scores[:, 0, 0]
        return first[~self.rejected]

    def quantiles(self, shares: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> dict[float, float]:
        """The values below which the given shares of the draws lie; empty without draws."""
        if not len(self.values):
            return {}
        return dict(zip(shares, np.quantile(self.values, shares).tolist(), strict=True))

    @property
    def interval(self) -> tuple[float, float]:
        """The range from the 5th to the 95th percentile."""
        found = self.quantiles((0.05, 0.95))
        return found[0.05], found[0.95]

    @property
    def mean(self) -> float:
        """The mean of the draws; above the static score where amounts multiply."""
        return float(np.mean(self.values))

    @property
    def sd(self) -> float:
        """The standard deviation of the draws."""
        return float(np.std(self.values, ddof=1))

    def convergence(self, steps: int = 50) -> pl.DataFrame:
        """draws, mean, low, high: the running mean with its 95 % interval, at up to `steps` numbers of draws."""
        values = self.values
        at = np.unique(np.linspace(min(2, len(values)), len(values), steps).astype(np.int64))
        mean = np.cumsum(values)[at - 1] / at
        square = np.cumsum(values**2)[at - 1] / at
        half = 1.959963984540054 * np.sqrt(np.maximum(square - mean**2, 0.0) / np.maximum(at - 1, 1))
        return pl.DataFrame({"draws": at, "mean": mean, "low": mean - half, "high": mean + half})

    def probability(self, lower: int, than: int, method: int = 0) -> float:
        """The share of draws in which demand `lower` scores below demand `than`; draws are paired."""
        pair = self.scores[~self.rejected][:, [lower, than], method]
        return float(np.mean(pair[:, 0] < pair[:, 1])) if len(pair) else float("nan")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be known of the draws: rejected ones, ones that did not settle, audits that differ."""
        found = list(self.engine.problem.uncertain.findings)
        if self.rejected.any():
            message = f"{int(self.rejected.sum())} of {self.draws} draws have no solution and are left out"
            hint = "a spread so wide that a process loses all that it makes; narrow it"
            found.append(Finding("Monte Carlo", "draw.rejected", message, hint, "warning"))
        if self.fallback.any():
            message = f"{int(self.fallback.sum())} of {self.draws} draws did not settle and were solved directly"
            found.append(Finding("Monte Carlo", "draw.direct", message, "", "notice"))
        worst = np.nanmax(self.audit, initial=0.0)
        if worst > 1e-6:
            message = f"an audited draw differs from its direct solution by {worst:.1e}"
            found.append(Finding("Monte Carlo", "draw.audit", message, "ask for a smaller tolerance", "warning"))
        return tuple(found)

    def more(self, draws: int, *, run: Run = map, watch: Watch | None = None) -> MonteCarlo:
        """These draws and further ones, up to `draws` in all; the same as if they had been made at once."""
        whole = len(self.scores) // self.engine.block * self.engine.block
        kept = Block(
            0, self.scores[:whole], self.error[:whole], self.rejected[:whole], self.fallback[:whole], self.audit[:whole]
        )
        blocks = [kept, *_blocks(self.engine, whole, draws, run, watch)]
        return _joined(self.engine, self.names, blocks, draws)


def draw(
    problem: Problem, names: Sequence[str], draws: int, seed: int, *, run: Run = map, watch: Watch | None = None,
    way: str = "auto", tolerance: float = 5e-8,
) -> MonteCarlo:
    """`draws` draws of the scores of `problem` with `seed`.

    `way`: "dense" (double precision, small systems), "lanes" (float32 draws, large ones) or "auto" by size.
    `run` maps a function over blocks, so that threads or workers can be lent; `watch(done, asked)` is called after each
    lot of blocks and stops the work by returning False: what was drawn is kept, and `more` goes on from there.
    """
    small = way == "dense" or (way == "auto" and problem.network.size <= SMALL)
    engine: Engine = Dense(problem, seed) if small else Lanes(in_order(problem), seed, tolerance)
    return run_engine(engine, names, draws, run=run, watch=watch)


def run_engine(
    engine: Engine, names: Sequence[str], draws: int, *, run: Run = map, watch: Watch | None = None
) -> MonteCarlo:
    """`draws` draws by `engine`."""
    return _joined(engine, tuple(names), list(_blocks(engine, 0, draws, run, watch)), draws)


def _blocks(engine: Engine, first: int, draws: int, run: Run, watch: Watch | None) -> Iterator[Block]:
    """Blocks from `first` on, in lots, so that a watcher can stop between them."""
    starts = list(range(first, draws, engine.block))
    if starts:
        _prepare(engine)
    for lot in range(0, len(starts), 16):
        yield from run(engine.run, starts[lot : lot + 16])
        done = min(draws, first + (lot + 16) * engine.block)
        if watch is not None and watch(done, draws) is False:
            return


def _prepare(engine: Engine) -> None:
    """What all blocks share is worked out before they are handed to threads."""
    problem = engine.problem
    for name in ("supply", "dual", "static", "biosphere", "weight"):
        getattr(problem, name)
    if isinstance(engine, Lanes):
        engine.prepare()


def _joined(engine: Engine, names: tuple[str, ...], blocks: list[Block], draws: int) -> MonteCarlo:
    shape = (0, engine.problem.demand.shape[1], len(engine.problem.q))
    nothing = Block(0, np.zeros(shape), np.zeros(shape), np.zeros(0, bool), np.zeros(0, bool), np.zeros(0))
    parts = [np.concatenate(part)[:draws] for part in zip(*(b[1:] for b in [nothing, *blocks]), strict=True)]
    return MonteCarlo(engine, names, draws, *parts)
