"""Seeded databases of the size and shape of a real one, for measuring and for agreement with other engines.

Calibrated on published counts of a large background database: about 12 technosphere entries a process, 388,000
elementary entries for 20,000 processes, three fifths of the processes in one strongly connected component, hubs with
thousands of customers, pivots from 1e-5 to 1e4, 7 % waste treatments (negative pivot), 2 % avoided burdens, 3 %
production other than one, lognormal uncertainty on 72 % of technosphere and 90 % of elementary entries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator, default_rng  # noqa: TID251
from scipy import sparse

from lizero.lca import Entries, Network
from lizero.lca.problem import Problem
from lizero.lca.uncertain import Formulas, Uncertain
from lizero.uncertainty import mix


@dataclass(frozen=True)
class Kind:
    """How a database is drawn: entries a process, and the spectral radius of its requirements."""

    name: str
    entries: float
    radius: float


KINDS = {k.name: k for k in (Kind("ordinary", 12.3, 0.78), Kind("hard loops", 12.3, 0.89), Kind("denser", 24.0, 0.78))}


@dataclass(frozen=True, eq=False)
class Database:
    """A network with sigma (of the logarithm, 0: certain) for its technosphere, biosphere and pivots, and Q."""

    name: str
    seed: int
    network: Network
    sigma_technosphere: np.ndarray
    sigma_biosphere: np.ndarray
    Q: np.ndarray


def database(kind: str, seed: int, size: int = 20_000, flows: int = 2_000, methods: int = 20) -> Database:
    """A database of `size` processes."""
    shape = KINDS[kind]
    rng = default_rng([seed, size])
    core = int(0.6 * size)
    place = rng.permutation(size)
    row, column = _links(rng, shape, size, core)
    requirement = rng.lognormal(0.0, 1.6, len(row))
    requirement[rng.random(len(row)) < 0.02] *= -1.0
    requirement *= _scale(row, column, requirement, size, shape.radius)
    pivot = np.where(rng.random(size) < 0.03, 10.0 ** rng.uniform(-5, 4, size), 1.0)
    pivot[rng.random(size) < 0.07] *= -1.0
    unit = 10.0 ** rng.uniform(-2, 2, size)
    value = requirement * pivot[column] * np.sign(pivot[row]) * np.sign(pivot[column]) * unit[row] / unit[column]
    technosphere = Entries(place[row], place[column], value, np.arange(len(row)))
    placed = np.empty(size)
    placed[place] = pivot
    biosphere = _biosphere(rng, size, flows, placed, len(row))
    sigma_t = np.where(rng.random(len(row)) < 0.72, rng.uniform(0.05, 0.35, len(row)), 0.0)
    sigma_b = np.where(rng.random(len(biosphere)) < 0.90, rng.uniform(0.05, 0.6, len(biosphere)), 0.0)
    q = rng.lognormal(0.0, 2.0, (methods, flows)) * (rng.random((methods, flows)) < 0.2)
    return Database(kind, seed, Network(placed, technosphere, biosphere, flows), sigma_t, sigma_b, q)


HUBS = 250
WINDOW = 30


def _links(rng: Generator, shape: Kind, size: int, core: int) -> tuple[np.ndarray, np.ndarray]:
    """Supplier and customer of each entry. A customer takes a few things from makers near it, which stand further up
    a chain, and the rest from hubs (power, heat, freight); the hubs take from everywhere in the core and so close it.
    """
    count = np.maximum(1, rng.poisson(shape.entries - 1.0, size))
    column = np.repeat(np.arange(size), count)
    near = rng.random(len(column)) < 0.3
    hub = (HUBS * rng.random(len(column)) ** 2.5).astype(np.int64) * (core // HUBS)
    local = (column + 1 + (WINDOW * rng.random(len(column)) ** 2).astype(np.int64)) % core
    row = np.where(near, local, hub)
    at_hub = column % (core // HUBS) == 0
    row = np.where(at_hub & (column < core) & near, rng.integers(0, core, len(column)), row)
    keep = (row != column) | (rng.random(len(row)) < 0.2)
    ring = np.arange(core)
    return np.concatenate([row[keep], (ring + 1) % core]), np.concatenate([column[keep], ring])


def _scale(row: np.ndarray, column: np.ndarray, value: np.ndarray, size: int, radius: float) -> float:
    matrix = sparse.coo_array((np.abs(value), (row, column)), shape=(size, size)).tocsr()
    x = np.ones(size)
    for _ in range(100):
        y = matrix @ x
        found = np.linalg.norm(y) / np.linalg.norm(x)
        x = y / np.linalg.norm(y)
    return float(radius / found)


def _biosphere(rng: Generator, size: int, flows: int, pivot: np.ndarray, first: int) -> Entries:
    count = rng.poisson(19.4, size)
    column = np.repeat(np.arange(size), count)
    row = np.minimum((flows * rng.random(len(column)) ** 2.0).astype(np.int64), flows - 1)
    value = rng.lognormal(-3.0, 2.0, len(column)) * np.abs(pivot[column])
    return Entries(row, column, value, first + np.arange(len(column)))


def package(found: Database, *, method: int = 0, distributions: bool = False):  # type: ignore[no-untyped-def]
    """The database as a Brightway data package in memory, with one method; for the peers that read such packages."""
    import bw_processing as bwp

    network = found.network
    made = bwp.create_datapackage(sum_intra_duplicates=True)
    tech, bio, size = network.technosphere, network.biosphere, network.size
    data = np.concatenate([network.pivot, tech.value])
    rows, columns = np.concatenate([np.arange(size), tech.row]), np.concatenate([np.arange(size), tech.column])
    flip = np.concatenate([np.zeros(size, bool), np.ones(len(tech), bool)])
    more, more_bio = {}, {}
    if distributions:
        more = {"distributions_array": _lognormal(data, np.concatenate([np.zeros(size), found.sigma_technosphere]))}
        more_bio = {"distributions_array": _lognormal(bio.value, found.sigma_biosphere)}
    made.add_persistent_vector(
        matrix="technosphere_matrix", name="technosphere", data_array=data, flip_array=flip,
        indices_array=_indices(rows, columns), **more,
    )
    made.add_persistent_vector(
        matrix="biosphere_matrix", name="biosphere", data_array=bio.value,
        indices_array=_indices(bio.row + FIRST_FLOW, bio.column), **more_bio,
    )
    factors = found.Q[method]
    made.add_persistent_vector(
        matrix="characterization_matrix", name="characterisation", data_array=factors, global_index=0,
        indices_array=_indices(np.arange(len(factors)) + FIRST_FLOW, np.zeros(len(factors), dtype=np.int64)),
    )
    return made


FIRST_FLOW = 1_000_000


def _indices(row: np.ndarray, column: np.ndarray) -> np.ndarray:
    import bw_processing as bwp

    made = np.empty(len(row), dtype=bwp.INDICES_DTYPE)
    made["row"], made["col"] = row, column
    return made


def _lognormal(value: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    import bw_processing as bwp

    made = np.zeros(len(value), dtype=bwp.UNCERTAINTY_DTYPE)
    made["uncertainty_type"] = np.where(sigma > 0, 2, 1)
    made["loc"] = np.where(sigma > 0, np.log(np.abs(np.where(value == 0, 1, value))), value)
    made["scale"] = np.where(sigma > 0, sigma, np.nan)
    made["shape"] = made["minimum"] = made["maximum"] = np.nan
    made["negative"] = value < 0
    return made


def problem(found: Database, columns: list[int], methods: int = 1) -> Problem:
    """The Monte Carlo problem of demands for one unit of each of `columns`, restricted to what they reach."""
    network = found.network
    tech, bio, size = network.technosphere, network.biosphere, network.size
    count = len(tech) + len(bio)
    numbered = Network(network.pivot, tech, bio, network.flows, count + np.arange(size))
    loc = np.concatenate([tech.value, bio.value, network.pivot])
    sigma = np.concatenate([found.sigma_technosphere, found.sigma_biosphere, np.zeros(size)])
    nothing = np.zeros(len(loc))
    rows = pl.DataFrame(schema={"scope": pl.String, "parameter": pl.String, "value": pl.Float64, "spread": pl.Float64,
                                "distribution": pl.String, "formula": pl.String})
    spread = Uncertain(
        mix(np.arange(len(loc), dtype=np.uint64)), (sigma > 0).astype(np.int8), loc, sigma, nothing, nothing,
        Formulas(np.zeros(0, dtype=np.int64), (), (), rows),
    )
    reached = numbered.reach(np.array(columns))
    demand = np.zeros((len(reached), len(columns)))
    demand[np.searchsorted(reached, columns), np.arange(len(columns))] = 1.0
    return Problem(numbered.part(reached), spread, demand, found.Q[:methods])


def with_foreground(found: Database, size: int = 200) -> tuple[Database, np.ndarray]:
    """The database with a foreground of `size` processes before it, in a chain with branches, each taking from eight
    background products; and which columns are background."""
    rng = default_rng([found.seed, size, 7])
    network, n = found.network, found.network.size
    inner = [(i + 1, i) for i in range(size - 1)] + [(int(rng.integers(i + 1, size)), i) for i in range(size - 1)]
    outer = [(size + int(b), i) for i in range(size) for b in rng.integers(0, n, 8)]
    row, column = np.array(inner + outer).T
    tech = network.technosphere
    value = np.concatenate([rng.lognormal(-1.5, 0.5, len(row)) * np.concatenate([
        np.ones(len(inner)), np.sign(network.pivot)[row[len(inner):] - size]]), tech.value])
    entries = Entries(np.concatenate([row, tech.row + size]), np.concatenate([column, tech.column + size]), value,
                      np.arange(len(value)))
    own = rng.integers(0, network.flows, (size, 5))
    bio = network.biosphere
    flows = Entries(np.concatenate([own.ravel(), bio.row]), np.concatenate([np.repeat(np.arange(size), 5), bio.column + size]),
                    np.concatenate([rng.lognormal(-1.0, 1.0, own.size), bio.value]), len(value) + np.arange(own.size + len(bio)))
    sigma_t = np.concatenate([np.full(len(row), 0.1), found.sigma_technosphere])
    sigma_b = np.concatenate([np.full(own.size, 0.1), found.sigma_biosphere])
    whole = Network(np.concatenate([np.ones(size), network.pivot]), entries, flows, network.flows)
    behind = np.concatenate([np.zeros(size, bool), np.ones(n, bool)])
    return Database(found.name, found.seed, whole, sigma_t, sigma_b, found.Q), behind


def parted(found: Database, behind: np.ndarray) -> list:  # type: ignore[type-arg]
    """The database as packages of a foreground, a background and a method, with distributions in the foreground."""
    import bw_processing as bwp

    network = found.network
    tech, bio = network.technosphere, network.biosphere
    made = []
    for name, side, needs in (("foreground", ~behind, ["background"]), ("background", behind, [])):
        columns = np.flatnonzero(side)
        t, b = side[tech.column], side[bio.column]
        data = np.concatenate([network.pivot[columns], tech.value[t]])
        spread = _lognormal(data, np.concatenate([np.zeros(len(columns)), found.sigma_technosphere[t]]))
        part = bwp.create_datapackage(name=name, sum_intra_duplicates=True)
        part.metadata["database_dependencies"] = needs
        part.add_persistent_vector(
            matrix="technosphere_matrix", name="technosphere", data_array=data, distributions_array=spread,
            flip_array=np.concatenate([np.zeros(len(columns), bool), np.ones(t.sum(), bool)]),
            indices_array=_indices(np.concatenate([columns, tech.row[t]]), np.concatenate([columns, tech.column[t]])),
        )
        part.add_persistent_vector(
            matrix="biosphere_matrix", name="biosphere", data_array=bio.value[b],
            distributions_array=_lognormal(bio.value[b], found.sigma_biosphere[b]),
            indices_array=_indices(bio.row[b] + FIRST_FLOW, bio.column[b]),
        )
        made.append(part)
    method = bwp.create_datapackage(name="method")
    method.add_persistent_vector(
        matrix="characterization_matrix", name="characterisation", data_array=found.Q[0], global_index=0,
        indices_array=_indices(np.arange(found.network.flows) + FIRST_FLOW, np.zeros(found.network.flows, dtype=np.int64)),
    )
    return [*made, method]
