"""Speed of the engine beside bw2calc 3.1, each task in one process, interleaved, as the ratio of medians.

    python -m benchmarks.lca_speed [--size 20000] [--pairs 7] [--kind ordinary] [--seeds 1,2,3] [--only 1,4,5] [--json FILE]

With several seeds the figures of each task are told for each database, then their medians. ``--kind all`` takes the three
kinds one after the other. Every task checks that both give the same answer and fails when they do not. Threads: 2 for lizero's draws.
Task 4 needs pypardiso, the peer's fastest solver, in the environment.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.lca_databases import FIRST_FLOW, KINDS, Database, _indices, database, package, parted, problem, with_foreground
from lizero.lca.adjoint import intensities
from lizero.lca.foreground import bank, drawn_on
from lizero.lca.monte_carlo import MonteCarlo, draw
from lizero.lca.sankey import branches
from lizero.lca.sensitivity import gradient
from lizero.lca.solve import Solver

warnings.filterwarnings("ignore")
COLUMN = 5
Timer = Callable[[], float]


def timed(work: Callable[[], object], clock: Timer = time.perf_counter) -> float:
    """Seconds that `work` takes by `clock`."""
    start = clock()
    work()
    return clock() - start


def interleaved(pairs: int, clock: Timer = time.perf_counter, **tasks: Callable[[], object]) -> dict[str, float]:
    """Median seconds of each task by `clock`, the tasks taking turns."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(pairs):
        for name, work in tasks.items():
            found[name].append(timed(work, clock))
    return {name: statistics.median(times) for name, times in found.items()}


def agree(first: float, second: float, tolerance: float, what: str) -> None:
    """Fails when two answers differ by more than `tolerance`, relative."""
    if not abs(first - second) <= tolerance * abs(second):
        raise SystemExit(f"{what}: {first!r} and {second!r} differ by more than {tolerance:g}")


def monte_carlo(db: Database, pairs: int) -> dict[str, float]:
    """Task 1: seconds a draw on the whole background."""
    import bw2calc

    data = package(db, distributions=True)
    full = bw2calc.LCA({COLUMN: 1.0}, data_objs=[data], use_distributions=True)
    iterative = bw2calc.IterativeLCA({COLUMN: 1.0}, data_objs=[data], use_distributions=True)
    for lca in (full, iterative):
        lca.lci()
        lca.lcia()
    given = problem(db, [COLUMN])
    begun: list[MonteCarlo] = []
    ready = timed(lambda: begun.append(draw(given, ["a"], 32, 1)))
    first = begun[0]
    exact = draw(given, ["a"], 32, 1, tolerance=1e-11)
    if np.nanmax(np.abs(first.scores / exact.scores - 1.0)) > 5e-8:
        raise SystemExit("Monte Carlo: an error above 5e-8")
    with ThreadPoolExecutor(2) as pool:
        found = interleaved(
            pairs, LCA=lambda: next(full), IterativeLCA=lambda: [next(iterative) for _ in range(3)],
            lizero=lambda: first.more(32 + 512, run=pool.map),
        )
    busy = interleaved(max(1, pairs // 2), time.process_time, LCA=lambda: next(full), IterativeLCA=lambda: next(iterative),
                       lizero=lambda: first.more(32 + 256))
    return {
        "LCA": found["LCA"], "IterativeLCA": found["IterativeLCA"] / 3, "lizero": found["lizero"] / 512, "made ready": ready,
        "LCA, CPU": busy["LCA"], "IterativeLCA, CPU": busy["IterativeLCA"], "lizero, CPU": busy["lizero"] / 256,
    }


def foreground(db: Database, pairs: int) -> dict[str, float]:
    """Tasks 2 and 3: seconds a draw of a foreground of 200 processes by 20 methods, frozen and jointly drawn."""
    whole, behind = with_foreground(db)
    given = problem(whole, [0], methods=20)
    reached = whole.network.reach(np.array([0]))
    back = behind[reached]
    building = timed(lambda: stores.append(bank(given, back, 256, 1)))
    store = stores.pop()
    joint, full = drawn_on(given, back, ["a"], 64, 1, store=store), draw(given, ["a"], 16, 1)
    if np.nanmax(np.abs(joint.scores[:16] / full.scores - 1.0)) > 1e-6:
        raise SystemExit("the bank does not give the draws of the whole")
    many = type(store)(np.concatenate([store.scores] * 8), store.taken, store.seed)
    with ThreadPoolExecutor(2) as pool:
        found = interleaved(pairs, frozen=lambda: drawn_on(given, back, ["a"], 2048, 1, run=pool.map),
                            joint=lambda: drawn_on(given, back, ["a"], 2048, 1, store=many, run=pool.map))
    found["PartitionedMonteCarloLCA"] = partitioned(whole, behind, pairs)
    return {"PartitionedMonteCarloLCA": found["PartitionedMonteCarloLCA"], "frozen": found["frozen"] / 2048,
            "joint": found["joint"] / 2048, "bank, a draw": building / 256}


stores: list = []


def partitioned(whole: Database, behind: np.ndarray, pairs: int) -> float:
    """Seconds a draw of the peer with the background frozen, one method."""
    import bw2calc

    lca = bw2calc.PartitionedMonteCarloLCA({0: 1.0}, ["background"], parted(whole, behind))
    lca.lci()
    lca.lcia()
    next(lca)
    return statistics.median(timed(lambda: [next(lca) for _ in range(5)]) / 5 for _ in range(pairs))


def many_scores(db: Database, pairs: int) -> dict[str, float]:
    """Task 4: 100 demands by 20 methods from arrays, cold."""
    import bw2calc

    data = _many_methods(db)
    demands = {str(i): {int(c): 1.0} for i, c in enumerate(np.linspace(0, db.network.size - 1, 100).astype(int))}
    config = {"impact_categories": [("m", str(i)) for i in range(20)]}
    kept: dict[str, object] = {}

    def adjoint() -> None:
        lca = bw2calc.FastScoresOnlyMultiLCA(demands, config, data_objs=[data], direction="adjoint")
        next(lca)
        kept["peer"] = lca.scores

    def multi() -> None:
        lca = bw2calc.MultiLCA(demands, config, data_objs=[data])
        lca.lci()
        lca.lcia()

    def own() -> None:
        kept["own"] = intensities(fresh(db), db.Q)

    own()
    found = interleaved(pairs, FastScores=adjoint, lizero=own)
    found["MultiLCA"] = statistics.median(timed(multi) for _ in range(1))
    peer = np.asarray(kept["peer"])
    columns = [next(iter(d)) for d in demands.values()]
    mine = kept["own"][columns]
    if np.max(np.abs(np.sort(peer.ravel()) / np.sort(mine.ravel()) - 1.0)) > 1e-8:
        raise SystemExit("scores of 100 demands by 20 methods differ")
    return found


def fresh(db: Database):
    """The network without anything worked out."""
    from dataclasses import replace

    return replace(db.network)


def _many_methods(db: Database):
    import bw_processing as bwp

    made = bwp.create_datapackage(sum_intra_duplicates=True)
    network = db.network
    tech, bio, size = network.technosphere, network.biosphere, network.size
    made.add_persistent_vector(
        matrix="technosphere_matrix", name="technosphere", data_array=np.concatenate([network.pivot, tech.value]),
        flip_array=np.concatenate([np.zeros(size, bool), np.ones(len(tech), bool)]),
        indices_array=_indices(np.concatenate([np.arange(size), tech.row]), np.concatenate([np.arange(size), tech.column])),
    )
    made.add_persistent_vector(matrix="biosphere_matrix", name="biosphere", data_array=bio.value,
                               indices_array=_indices(bio.row + FIRST_FLOW, bio.column))
    for method, factors in enumerate(db.Q):
        made.add_persistent_vector(
            matrix="characterization_matrix", name=f"m{method}", data_array=factors, identifier=["m", str(method)],
            indices_array=_indices(np.arange(len(factors)) + FIRST_FLOW, np.zeros(len(factors), dtype=np.int64)),
        )
    return made


def static(db: Database, pairs: int) -> dict[str, float]:
    """Task 5: cold build, inventory and score; then a new demand with its supply vector."""
    import bw2calc

    data = package(db)
    kept: dict[str, float] = {}

    def peer() -> None:
        lca = bw2calc.LCA({COLUMN: 1.0}, data_objs=[data])
        lca.lci()
        lca.lcia()
        kept["peer"] = lca.score

    def own() -> None:
        network = fresh(db)
        demand = np.zeros(network.size)
        demand[COLUMN] = 1.0
        runs = Solver(network, "sweeps", np.array([COLUMN])).output(demand) / network.pivot
        bio = network.biosphere
        kept["own"] = float(db.Q[0] @ np.bincount(bio.row, bio.value * runs[bio.column], network.flows))

    own()
    cold = interleaved(pairs, LCA=peer, lizero=own)
    agree(kept["own"], kept["peer"], 1e-10, "cold score")
    lca = bw2calc.LCA({COLUMN: 1.0}, data_objs=[data])
    lca.lci(factorize=True)
    solver = Solver(db.network, "direct")
    demand = np.zeros(db.network.size)
    demand[9] = 1.0
    solver.output(demand)
    warm = interleaved(pairs, LCA=lambda: lca.lci({9: 1.0}), lizero=lambda: solver.output(demand))
    return {"cold LCA": cold["LCA"], "cold lizero": cold["lizero"], "new demand LCA": warm["LCA"], "new demand lizero": warm["lizero"]}


def traversal(db: Database, pairs: int) -> dict[str, float]:
    """Task 6: the tree of supply at 0.5 % of the total, after the inventory (and the adjoint) is solved."""
    import bw2calc
    from bw_graph_tools import GraphTraversalSettings, NewNodeEachVisitGraphTraversal

    lca = bw2calc.LCA({COLUMN: 1.0}, data_objs=[package(db)])
    lca.lci()
    lca.lcia()
    price = intensities(db.network, db.Q[:1])[:, 0]
    demand = np.zeros(db.network.size)
    demand[COLUMN] = 1.0
    limit = 0.005 * abs(price[COLUMN])
    kept: dict[str, int] = {}

    def peer() -> None:
        walk = NewNodeEachVisitGraphTraversal(lca, settings=GraphTraversalSettings(cutoff=0.005))
        walk.traverse()
        kept["peer"] = sum(1 for node in walk.nodes.values() if abs(node.cumulative_score) >= limit and node.depth)

    def own() -> None:
        tree = branches(db.network, price, demand, limit)
        kept["own"] = len(tree[0]) if tree else 0

    found = interleaved(pairs, peer=peer, lizero=own)
    if kept["peer"] != kept["own"]:
        raise SystemExit(f"traversal: the peer finds {kept['peer']} nodes above the cut-off, lizero {kept['own']}")
    return found


def ranking(db: Database, pairs: int) -> dict[str, float]:
    """Task 7: gradient and ranking of all exchanges."""
    given = problem(db, [COLUMN])
    given.supply, given.dual  # noqa: B018

    def own() -> None:
        slope = gradient(given)
        np.argsort(-np.abs(slope * given.uncertain.loc))

    own()
    return interleaved(pairs, lizero=own)


TASKS = {"1": monte_carlo, "2": foreground, "4": many_scores, "5": static, "6": traversal, "7": ranking}


def measured(kind: str, size: int, seed: int, pairs: int, tasks: Sequence[str]) -> dict[str, dict[str, float]]:
    """Median seconds of each task and engine, printed as they come."""
    db = database(kind, seed, size)
    results = {}
    for name in tasks:
        results[name] = TASKS[name](db, pairs)
        told = "  ".join(f"{k} {v * 1e3:.4g} ms" for k, v in results[name].items())
        print(f"{kind}, seed {seed}, {size} processes, task {name}: {told}", flush=True)
    return results


def medians(runs: Sequence[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """The median of each figure over the databases of several seeds."""
    return {task: {name: statistics.median(run[task][name] for run in runs) for name in figures} for task, figures in runs[0].items()}


def seeded(kind: str, size: int, seeds: Sequence[int], pairs: int, tasks: Sequence[str]) -> dict[str, dict[str, dict[str, float]]]:
    """The figures of each seed's database of one kind, and their medians."""
    runs = {str(seed): measured(kind, size, seed, pairs, tasks) for seed in seeds}
    middle = medians(list(runs.values()))
    if len(seeds) > 1:
        for task, figures in middle.items():
            told = "  ".join(f"{k} {v * 1e3:.4g} ms" for k, v in figures.items())
            print(f"{kind}, {size} processes, task {task}, median of {len(seeds)} databases: {told}", flush=True)
    return runs | {"median": middle}


def main(small: bool = False) -> None:
    """All tasks on the ordinary database; at a size of seconds when `small`."""
    tasks = [t for t in TASKS if t != "4" or _has_pardiso()]
    measured("ordinary", 1000 if small else 20_000, 1, 1 if small else 7, tasks)


def _has_pardiso() -> bool:
    import bw2calc

    return bool(bw2calc.PYPARDISO)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", type=int, default=20_000)
    asked.add_argument("--pairs", type=int, default=7)
    asked.add_argument("--kind", choices=[*KINDS, "all"], default="ordinary")
    asked.add_argument("--seeds", default="1,2,3")
    asked.add_argument("--only", default=",".join(t for t in TASKS if t != "4" or _has_pardiso()))
    asked.add_argument("--json", type=Path)
    options = asked.parse_args()
    seeds = [int(s) for s in options.seeds.split(",")]
    kinds = list(KINDS) if options.kind == "all" else [options.kind]
    found = {k: seeded(k, options.size, seeds, options.pairs, options.only.split(",")) for k in kinds}
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
