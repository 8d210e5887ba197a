"""Agreement with bw2calc 3.1 on identical matrices, to 1e-10 of each score.

bw2calc (C. Mutel and others, Brightway) reads the same entries from a data package in memory.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lizero.lca.adjoint import intensities
from lizero.lca.monte_carlo import draw
from lizero.lca.solve import Solver

bw2calc = pytest.importorskip("bw2calc", reason="the extra bench brings bw2calc")
bw_processing = pytest.importorskip("bw_processing", reason="the extra formats brings bw_processing")


def _databases() -> Any:
    path = Path(__file__).parents[2] / "benchmarks" / "lca_databases.py"
    spec = importlib.util.spec_from_file_location("lca_databases", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("lca_databases", module)
    spec.loader.exec_module(module)
    return module


DATABASES = _databases()


def test_the_certificate_of_a_draw_is_its_error_and_adding_it_takes_the_error_away() -> None:
    given = DATABASES.problem(DATABASES.database("hard loops", 1, size=600, flows=60), [5])
    exact = draw(given, ["a"], 160, 1, way="lanes", tolerance=1e-13).scores[:, 0, 0]
    rough = draw(given, ["a"], 160, 1, way="lanes", tolerance=1e-4)
    kept = np.isnan(rough.audit)
    scale = given.static[0, 0]
    certificate = rough.error[kept, 0, 0]
    left = (exact - rough.scores[:, 0, 0])[kept] / scale
    before = left + certificate
    assert np.max(np.abs(certificate)) > 1e-7
    assert np.median(before / certificate) == pytest.approx(1.0, abs=0.2)
    assert np.sum(np.abs(left)) < 0.3 * np.sum(np.abs(before))


@pytest.mark.parametrize("kind", ["ordinary", "hard loops", "denser"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_scores_agree_with_bw2calc_by_supply_and_by_adjoint(kind: str, seed: int) -> None:
    found = DATABASES.database(kind, seed, size=800, flows=60, methods=2)
    network, q = found.network, found.Q
    lca = bw2calc.LCA({5: 1.0}, data_objs=[DATABASES.package(found)])
    lca.lci()
    lca.lcia()
    demand = np.zeros(network.size)
    demand[5] = 1.0
    for way in ("direct", "sweeps"):
        runs = Solver(network, way).output(demand) / network.pivot
        assert float(q[0] @ (network.B @ runs)) == pytest.approx(lca.score, rel=1e-10)
        assert np.max(np.abs(runs - lca.supply_array)) <= 1e-10 * np.max(np.abs(runs))
    assert intensities(network, q)[5, 0] == pytest.approx(lca.score, rel=1e-10)
