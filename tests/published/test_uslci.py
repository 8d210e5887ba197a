"""The US Life Cycle Inventory database of 2015 (FLCAC-admin/uslci-content, MIT; US federal data) in openLCA JSON-LD.

The counts are those of its files; the two intensities are those that a reading as published gives.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lizero.importers.lca import Imported, read_database
from lizero.lca.adjoint import intensities

pytestmark = pytest.mark.outside_data


@pytest.fixture(scope="module")
def uslci() -> Imported:
    folder = os.environ.get("LIZERO_TEST_DATA", "")
    path = Path(folder) / "uslci-2015-jsonld.zip"
    if not folder or not path.is_file():
        pytest.skip("LIZERO_TEST_DATA names no folder with uslci-2015-jsonld.zip")
    return read_database(path)


def test_every_exchange_of_the_files_is_accounted_for(uslci: Imported) -> None:
    account = uslci.account
    assert account.closed
    assert (account.counted, account.functions, account.natural, account.rejected) == (32526, 1022, 24950, 0)
    assert account.linked + account.cut_off == 6480 + 74
    assert uslci.system.processes.height == 766
    assert uslci.cut_off.height == account.cut_off
    assert set(uslci.cut_off.columns) >= {"exchange", "process", "flow", "amount", "unit", "reason"}


def test_linking_by_name_and_unit_serves_inputs_that_no_id_serves(uslci: Imported) -> None:
    assert 2461 + 74 - uslci.account.cut_off >= 58


def test_that_inputs_have_no_supplier_is_said_with_their_share(uslci: Imported) -> None:
    told = next(f for f in uslci.findings if f.rule == "import.cut_off")
    assert told.severity == "warning"
    assert "(38%)" in told.message


@pytest.mark.parametrize(("product", "unit", "intensity"), [
    ("Electricity, bituminous coal, at power plant", 1 / 3.6, 0.286), ("Quicklime, at plant", 1.0, 1.35),
])
def test_the_carbon_dioxide_of_electricity_and_quicklime_is_the_known_one(
    uslci: Imported, product: str, unit: float, intensity: float
) -> None:
    flows = uslci.system.footprint(product).flows.frame
    carbon = flows.filter(pl.col("flow").str.split(" › ").list.first() == "CO2")["amount"].sum() * unit
    assert carbon == pytest.approx(intensity, rel=5e-3)


def test_refinery_products_share_by_mass_and_what_repeats_the_sum_has_no_share(uslci: Imported) -> None:
    rows = uslci.system.exchanges
    refinery = rows.filter(pl.col("flow").str.starts_with("Diesel, at refinery") & (pl.col("kind").is_in(["product", "co-product"])))
    outputs = rows.filter(pl.col("process").is_in(refinery["process"].to_list()) & pl.col("kind").is_in(["product", "co-product"]))
    for _, made in outputs.group_by("process"):
        assert made["share"].sum() == pytest.approx(1.0)
        assert made["share"].max() < 0.7


def test_scores_of_every_product_agree_with_bw2calc_on_the_same_matrices(uslci: Imported) -> None:
    bw2calc = pytest.importorskip("bw2calc", reason="the extra bench brings bw2calc")
    bw_processing = pytest.importorskip("bw_processing", reason="the extra formats brings bw_processing")
    network = uslci.system.model().network
    q = np.zeros((1, network.flows))
    q[0, uslci.system.model().flows.with_row_index("n").filter(pl.col("flow") == "CO2")["n"].to_numpy()] = 1.0
    ours = intensities(network, q)[:, 0]
    sound = np.flatnonzero(np.isfinite(ours) & (network.pivot != 0))
    assert len(sound) == network.size
    for column in sound[:: max(1, len(sound) // 12)]:
        lca = bw2calc.LCA({int(column): 1.0}, data_objs=[_package(bw_processing, network, q)])
        lca.lci()
        lca.lcia()
        assert ours[column] == pytest.approx(lca.score, rel=1e-10, abs=1e-15)


def _package(bw_processing, network, q):  # type: ignore[no-untyped-def]
    made = bw_processing.create_datapackage()
    z, b = network.technosphere, network.biosphere
    size = network.size
    diagonal = np.arange(size)
    index = np.zeros(size + len(z), dtype=bw_processing.INDICES_DTYPE)
    index["row"] = np.concatenate([diagonal, z.row])
    index["col"] = np.concatenate([diagonal, z.column])
    flip = np.concatenate([np.zeros(size, dtype=bool), np.ones(len(z), dtype=bool)])
    made.add_persistent_vector(
        matrix="technosphere_matrix", indices_array=index, data_array=np.concatenate([network.pivot, z.value]), flip_array=flip,
    )
    nature = np.zeros(len(b), dtype=bw_processing.INDICES_DTYPE)
    nature["row"], nature["col"] = size + b.row, b.column
    made.add_persistent_vector(matrix="biosphere_matrix", indices_array=nature, data_array=b.value)
    seen = np.flatnonzero(q[0])
    factors = np.zeros(len(seen), dtype=bw_processing.INDICES_DTYPE)
    factors["row"] = size + seen
    factors["col"] = size + seen
    made.add_persistent_vector(matrix="characterization_matrix", indices_array=factors, data_array=q[0, seen])
    return made
