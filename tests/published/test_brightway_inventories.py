"""Two published lithium inventories in Brightway's workbook format; the counts are those that bw2io 0.9 reads of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lizero.importers.lca import Imported, read_database

pytestmark = pytest.mark.outside_data


def inventory(name: str) -> Imported:
    folder = os.environ.get("LIZERO_TEST_DATA", "")
    path = Path(folder) / name
    if not folder or not path.is_file():
        pytest.skip(f"LIZERO_TEST_DATA names no folder with {name}")
    return read_database(path)


@pytest.mark.parametrize(("name", "processes", "exchanges"), [
    ("lci_LIB_raw_materials.xlsx", 31, 498), ("lci-lithium_brine_projects.xlsx", 505, 2611),
])
def test_every_exchange_is_read_and_suppliers_outside_are_listed(name: str, processes: int, exchanges: int) -> None:
    found = inventory(name)
    assert (found.system.processes.height, found.account.counted, found.account.functions) == (processes, exchanges, processes)
    assert (found.account.closed, found.account.rejected) == (True, 0)
    assert found.cut_off.height == found.account.cut_off > 0
    assert found.cut_off["flow"].null_count() == 0
    assert "import.cut_off" in {f.rule for f in found.findings}
