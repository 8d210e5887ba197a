"""Answers on real matrices that others publish in their packages: a battery chain of 1,712 processes, and a world of six regions.

The packages are read as files, never imported or shipped: LIZERO_TEST_WHEELS names a folder that holds their wheels
(``pip download --no-deps carculator_utils==1.3.5 pymrio==0.7.0 -d FOLDER``).

    carculator_utils 1.3.5 (R. Sacchi, BSD-3): technosphere × 25 categories of EF 3.1, scores by bw2calc 3.1.0
    pymrio 0.7.0 (K. Stadler, LGPL): the test tables of six regions and eight sectors, accounts by pymrio
"""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from lizero.lca.adjoint import intensities
from lizero.lca.monte_carlo import draw
from lizero.lca.network import Entries, Floats, Network
from lizero.lca.problem import Problem
from lizero.lca.solve import Solver
from lizero.lca.uncertain import Formulas, Uncertain
from lizero.schema import empty
from lizero.tables import PARAMETERS
from lizero.uncertainty import mix

CLIMATE = 1
PUBLISHED = {
    235: 108.588890275, 249: 17.882, 220: 18.241, 243: 17.592, 129: 15.658, 233: 53.788, 341: 12.538, 355: 3.584, 356: 7.548,
    357: 8.217, 358: 8.834, 359: 48.028, 333: 7.713,
}
"""Line of the package's list of processes (a capacity of 1 kWh; cells, hydroxide, carbonates of 1 kg): kg CO2e."""
REGIONS = [207752104.432, 115468289.281, 345798792.665, 446060180.240, 416485670.756, 824407840.666]
CAPACITIES = {408: 111.1, 409: 152.0, 410: 98.3, 412: 88.8, 413: 58.0}
"""Lines of the capacities of LFP, NMC111, NMC523, NMC811, NMC955 of 1 kWh: kg CO2e."""


def wheel(name: str) -> zipfile.ZipFile:
    folder = os.environ.get("LIZERO_TEST_WHEELS", "")
    found = sorted(Path(folder).glob(f"{name}-*.whl")) if folder else []
    if not found:
        pytest.skip(f"LIZERO_TEST_WHEELS names no folder with the wheel of {name}")
    return zipfile.ZipFile(found[0])


@pytest.fixture(scope="module")
def chain() -> tuple[Network, Floats]:
    """The battery chain as a network whose elementary flows are the 25 categories, and Q, which is one."""
    folder = "carculator_utils/data/IAM"
    with wheel("carculator_utils") as files:
        a = sparse.load_npz(io.BytesIO(files.read(f"{folder}/A_matrix.npz"))).tocoo()
        b = sparse.load_npz(io.BytesIO(files.read(f"{folder}/B_matrix_ef_midpoint_static.npz"))).tocoo()
    other = a.row != a.col
    count = int(other.sum())
    inputs = Entries(a.row[other].astype(np.int64), a.col[other].astype(np.int64), -a.data[other], np.arange(count))
    flows = Entries(b.row.astype(np.int64), b.col.astype(np.int64), b.data, count + np.arange(b.nnz))
    made = count + b.nnz + np.arange(a.shape[0])
    return Network(a.diagonal(), inputs, flows, b.shape[0], made), np.eye(b.shape[0])


def test_the_battery_chain_gives_the_published_scores(chain: tuple[Network, Floats]) -> None:
    network, q = chain
    found = intensities(network, q)
    assert (network.size, len(network.technosphere) + network.size) == (1712, 6012)
    assert found[234, :3] == pytest.approx([1.429007689, 108.588890275, 0.568053603], rel=1e-9)
    for line, value in PUBLISHED.items():
        assert found[line - 1, CLIMATE] == pytest.approx(value, abs=6e-4), line


def test_the_capacity_of_each_chemistry_is_the_published_one(chain: tuple[Network, Floats]) -> None:
    found = intensities(*chain)
    for line, value in CAPACITIES.items():
        assert found[line - 1, CLIMATE] == pytest.approx(value, abs=0.06), line


def test_forward_and_adjoint_agree_on_every_process_and_category(chain: tuple[Network, Floats]) -> None:
    network, q = chain
    adjoint = intensities(network, q)
    runs = Solver(network).output(np.eye(network.size)) / network.pivot[:, None]
    forward = (q @ (network.B @ runs)).T
    assert np.max(np.abs(forward - adjoint) / np.maximum(1.0, np.abs(adjoint))) < 1e-9


def test_draws_of_every_input_have_the_published_mean_and_spread(chain: tuple[Network, Floats]) -> None:
    """bw2calc: mean 112.03, sd 17.5 of 300 draws; a loop of numpy: 112.15, 17.9. The mean lies above the static 108.59."""
    given = lognormal(chain[0], chain[1][[CLIMATE]], 234, 0.1)
    found = draw(given, ["capacity"], 2000, 1)
    assert given.static[0, 0] == pytest.approx(108.588890275, rel=1e-9)
    assert found.mean == pytest.approx(112.1, abs=3 * 17.7 / 300**0.5)
    assert np.std(found.values) == pytest.approx(17.7, rel=3 / 600**0.5)


def lognormal(network: Network, q: Floats, column: int, sigma: float) -> Problem:
    """The problem of one unit of `column` with `sigma` on every technosphere entry but the pivots."""
    tech, bio = network.technosphere, network.biosphere
    loc = np.concatenate([tech.value, bio.value, network.pivot])
    spread = np.zeros(len(loc))
    spread[: len(tech)] = sigma
    nothing = np.zeros(len(loc))
    none = Formulas(np.zeros(0, dtype=np.int64), (), (), empty(PARAMETERS))
    keys = mix(np.arange(len(loc), dtype=np.uint64))
    uncertain = Uncertain(keys, (spread > 0).astype(np.int8), loc, spread, nothing, nothing, none)
    reached = network.reach(np.array([column]))
    demand = (reached == column).astype(float)[:, None]
    return Problem(network.part(reached), uncertain, demand, q)


def test_six_regions_account_for_consumption_as_for_production() -> None:
    folder = "pymrio/mrio_models/test_mrio/mrio_data"
    with wheel("pymrio") as files:
        z = table(files, f"{folder}/trade_flows_Z.txt", 3)
        y = table(files, f"{folder}/finald_demand_Y.txt", 3)
        f = table(files, f"{folder}/emissions.txt", 3)
        fy = table(files, f"{folder}/FDemissions.txt", 3)
    x = z.sum(axis=1) + y.sum(axis=1)
    row, column = np.nonzero(z)
    inputs = Entries(row, column, z[row, column], np.arange(len(row)))
    flows = Entries(np.zeros(48, dtype=np.int64), np.arange(48), f[0], len(row) + np.arange(48))
    network = Network(x, inputs, flows, 1)
    demand = y.reshape(48, 6, 7).sum(axis=2)
    carried = intensities(network, np.ones((1, 1)))[:, 0]
    consumption = carried @ demand + fy[0].reshape(6, 7).sum(axis=1)
    production = f[0].reshape(6, 8).sum(axis=1) + fy[0].reshape(6, 7).sum(axis=1)
    assert x.sum() == pytest.approx(3324005349.305, rel=1e-9)
    assert Solver(network).output(np.eye(48)[:, 0])[0] == pytest.approx(1.110102072, rel=1e-9)
    assert consumption.sum() == pytest.approx(production.sum(), rel=1e-12)
    assert consumption.sum() == pytest.approx(2355972878.04, rel=1e-9)
    assert consumption == pytest.approx(REGIONS, rel=1e-9)


def table(files: zipfile.ZipFile, name: str, labels: int) -> Floats:
    """The numbers of a tab-separated table below its header rows and right of its labels."""
    rows = [line.split("\t") for line in files.read(name).decode("utf-8").splitlines() if line.strip()]
    numbers = [r for r in rows if is_number(r[-1])]
    return np.array([[float(v) for v in r[labels:]] for r in numbers])


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
