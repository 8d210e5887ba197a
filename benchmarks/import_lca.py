"""A database of 20,000 processes and a million exchanges, read from each format that it can be written in.

    python benchmarks/import_lca.py [FORMAT ...]

Each reading must account for every exchange and give the scores that were written. Targets on two cores: the tables of a
project within 30 s, JSON-LD and a data package within two minutes, the XML formats within five.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import default_rng  # noqa: TID251

from lizero.exchange import FORMATS, write_system
from lizero.importers.lca import read_database
from lizero.lca import System
from lizero.vocab import elementary

PROCESSES, INPUTS, FLOWS = 20_000, 12, 37
TARGETS = {"folder": 30, "jsonld": 120, "datapackage": 120, "ecospold2": 300, "ilcd": 300}


def database(processes: int, seed: int = 1) -> System:
    """`processes` that each take INPUTS products of others and release FLOWS flows, with a lognormal on each."""
    rng = default_rng(seed)
    names = np.array([f"process {n}" for n in range(processes)])
    known = elementary().filter((pl.col("unit") == "kg") & (pl.col("compartment") == "air") & (pl.col("flow") != "CO2e"))
    flows = known["flow"].to_numpy()[: FLOWS * 2]
    makes = pl.DataFrame({"process": names, "kind": "product", "flow": [f"product {n}" for n in range(processes)], "amount": 1.0, "reference": True})
    taken = np.stack([rng.choice(processes, INPUTS, replace=False) for _ in range(processes)]).ravel()
    takes = pl.DataFrame({
        "process": np.repeat(names, INPUTS), "kind": "input", "flow": [f"product {n}" for n in taken],
        "amount": rng.lognormal(-4.0, 1.0, len(taken)), "reference": False, "distribution": "lognormal", "spread": 0.1,
    })
    chosen = np.stack([rng.choice(len(flows), FLOWS, replace=False) for _ in range(processes)]).ravel()
    releases = pl.DataFrame({
        "process": np.repeat(names, FLOWS), "kind": "elementary", "flow": flows[chosen], "amount": rng.lognormal(-6.0, 2.0, len(chosen)),
        "reference": False, "distribution": "lognormal", "spread": 0.2, "compartment": "air",
    })
    exchanges = pl.concat([makes, takes, releases], how="diagonal_relaxed").with_columns(pl.lit("kg").alias("unit"))
    return System(pl.DataFrame({"process": names, "name": names, "geography": "WORLD"}), exchanges, name="made")


def scores(system: System) -> np.ndarray:
    """Scores by product, in the order of their names."""
    rows = system.products().select("process", "product", "name").join(system.scores("ar6-gwp100"), on=["process", "product"])
    return rows.sort("name")["ar6-gwp100"].to_numpy()


def measure(system: System, name: str, folder: Path) -> bool:
    """Print the seconds that writing and reading take; True when nothing was lost and the time is within its target."""
    path = folder / (name if name == "folder" else f"{name}.zip")
    begun = time.perf_counter()
    write_system(system, path, name)
    written = time.perf_counter() - begun
    begun = time.perf_counter()
    found = read_database(path)
    account = found.account
    read = time.perf_counter() - begun
    same = np.allclose(scores(found.system), scores(system), rtol=1e-9, atol=0.0)
    answer = "equal" if same else "DIFFER"
    print(f"{name:12} written {written:6.1f} s, read {read:6.1f} s of {TARGETS[name]}, {account}, scores {answer}", flush=True)
    return bool(same and account.closed and not account.rejected and account.counted == system.exchanges.height and read <= TARGETS[name])


def main(small: bool = False) -> None:
    """Exits 1 when an exchange is lost, a score differs, or a target is missed."""
    system = database(200 if small else PROCESSES)
    print(f"{system.exchanges.height:,} exchanges of {system.processes.height:,} processes")
    with tempfile.TemporaryDirectory() as folder:
        good = [measure(system, name, Path(folder)) for name in [a for a in sys.argv[1:] if a in FORMATS] or FORMATS]
    if not all(good):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
