"""Why a footprint changed: the difference of two, exchange by exchange, without a rest.

    S₂ − S₁ = Σ λ₁ (Z₂ − Z₁) s₂ − Σ λ₁ (P₂ − P₁) s₂ + Σ q (B₂ − B₁) s₂

and the same with the two exchanged; the mean of both orders is given. A process that only one of them has stands in the
other without inputs and flows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lizero.impact import Method
from lizero.lca.footprint import Footprint
from lizero.lca.monte_carlo import MonteCarlo, Run, Watch, draw
from lizero.lca.network import Floats, Integers, Network
from lizero.lca.problem import Problem
from lizero.lca.score import q_vector
from lizero.lca.solve import Solver
from lizero.lca.system import System
from lizero.lca.uncertain import uncertain

__all__ = ["compare", "paired"]


@dataclass(frozen=True, eq=False)
class _Version:
    """One footprint on the columns common to both: `place` (k,) where its columns stand in the union."""

    found: Footprint
    columns: Integers
    place: Integers
    part: Network
    price: Floats
    runs: Floats


def compare(before: Footprint, after: Footprint) -> pl.DataFrame:
    """exchange, process, kind, flow, unit, before, after, effect: what each changed exchange does to the difference.

    The effects sum to ``after.total − before.total``; the largest come first. Exchanges are matched by id.
    """
    ends = _closed(before, after)
    keys = list(dict.fromkeys([*_keys(before, ends[0]), *_keys(after, ends[1])]))
    places = {key: i for i, key in enumerate(keys)}
    first, second = (_version(f, c, places) for f, c in zip((before, after), ends, strict=True))
    effects = [_effects(first, second, len(keys)), _effects(second, first, len(keys))]
    forth = effects[0].rename({"effect": "forth"})
    both = forth.join(effects[1].rename({"effect": "back"}), on="exchange", how="full", coalesce=True)
    changed = both.select("exchange", ((pl.col("forth").fill_null(0.0) - pl.col("back").fill_null(0.0)) / 2).alias("effect"))
    return _described(changed, before, after)


def _keys(found: Footprint, columns: Integers) -> list[tuple[str, str]]:
    return list(found.model.columns[columns].select("process", "flow").iter_rows())


def _closed(before: Footprint, after: Footprint) -> tuple[Integers, Integers]:
    """The columns of each that either reaches, with all that these reach."""
    first, second = before.columns, after.columns
    while True:
        grown = (_with(before, first, _keys(after, second)), _with(after, second, _keys(before, first)))
        if (len(grown[0]), len(grown[1])) == (len(first), len(second)):
            return grown
        first, second = grown


def _with(found: Footprint, columns: Integers, keys: list[tuple[str, str]]) -> Integers:
    wanted = pl.DataFrame(keys, schema=["process", "flow"], orient="row")
    mine = found.model.columns.join(wanted, on=["process", "flow"], how="semi")["column"].to_numpy()
    return found.model.network.reach(np.union1d(columns, mine).astype(np.int64))


def _version(found: Footprint, columns: Integers, places: dict[tuple[str, str], int]) -> _Version:
    part = found.model.network.part(columns)
    solver = Solver(part)
    demand = np.zeros(len(columns))
    demand[np.searchsorted(columns, found.columns)] = found.demand
    own = np.asarray(_q(found) @ part.B) / part.pivot
    place = np.array([places[key] for key in _keys(found, columns)], dtype=np.int64)
    return _Version(found, columns, place, part, solver.intensity(own), solver.output(demand) / part.pivot)


def _q(found: Footprint) -> Floats:
    return np.nan_to_num(q_vector(found.model.flows, found.impacts.method, found.impact)[0])


def _effects(one: _Version, two: _Version, size: int) -> pl.DataFrame:
    """Effect of each exchange on S₂ − S₁ with the prices of `one` and the runs of `two`."""
    price, runs = np.zeros(size), np.zeros(size)
    price[one.place], runs[two.place] = one.price, two.runs
    frames = []
    for version, sign in ((two, 1.0), (one, -1.0)):
        tech, bio, place = version.part.technosphere, version.part.biosphere, version.place
        made = version.found.model.columns["exchange"][version.columns]
        exchange = version.found.model.exchanges["exchange"]
        frames += [
            pl.DataFrame({"exchange": ids, "effect": sign * effect}) for ids, effect in (
                (exchange[tech.exchange], price[place[tech.row]] * tech.value * runs[place[tech.column]]),
                (exchange[bio.exchange], _q(version.found)[bio.row] * bio.value * runs[place[bio.column]]),
                (made, -price[place] * version.part.pivot * runs[place]),
            )
        ]
    return pl.concat(frames).group_by("exchange", maintain_order=True).agg(pl.col("effect").sum())


def _described(changed: pl.DataFrame, before: Footprint, after: Footprint) -> pl.DataFrame:
    about = ["exchange", "process", "kind", "flow", "unit"]
    first, second = (f.model.exchanges.select(*about, "value") for f in (before, after))
    named = pl.concat([second, first]).unique("exchange", keep="first", maintain_order=True).select(about)
    table = changed.join(named, on="exchange", how="left", maintain_order="left")
    for name, frame in (("before", first), ("after", second)):
        table = table.join(frame.select("exchange", pl.col("value").alias(name)), on="exchange", how="left", maintain_order="left")
    table = table.filter(pl.col("before").ne_missing(pl.col("after")) | (pl.col("effect") != 0.0))
    return table.select(*about, "before", "after", "effect").sort(pl.col("effect").abs(), descending=True, maintain_order=True)


def paired(
    system: System, products: Sequence[str], draws: int, seed: int = 1, *, method: str | Method = "ar6-gwp100", run: Run = map,
    watch: Watch | None = None,
) -> MonteCarlo:
    """Draws of one unit of each of `products`, each draw the same for all of them; `.probability(0, 1)` that the first
    is lower than the second."""
    model = system.model()
    columns = np.array([system.column(p) for p in products])
    reached = model.network.reach(columns)
    demand = np.zeros((len(reached), len(columns)))
    demand[np.searchsorted(reached, columns), np.arange(len(columns))] = 1.0
    q = np.nan_to_num(q_vector(model.flows, method)[0])
    problem = Problem(model.network.part(reached), uncertain(model), demand, q[None, :])
    return draw(problem, products, draws, seed, run=run, watch=watch)
