"""The US Life Cycle Inventory database of 2015 (MIT; US federal data), written in three formats and read again, as a whole."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import polars as pl
import pytest

from lizero.exchange import write_system
from lizero.importers.lca import Imported, read_database
from lizero.lca import System
from lizero.units import conversion

pytestmark = pytest.mark.outside_data


@pytest.fixture(scope="module")
def uslci() -> Imported:
    folder = os.environ.get("LIZERO_TEST_DATA", "")
    path = Path(folder) / "uslci-2015-jsonld.zip"
    if not folder or not path.is_file():
        pytest.skip("LIZERO_TEST_DATA names no folder with uslci-2015-jsonld.zip")
    return read_database(path)


def scores(system: System) -> pl.DataFrame:
    """process, product, score of one unit of its reference, and the unit; without what tells equal names apart."""
    reference = system.products().filter(pl.col("reference")).select("process", "product")
    rows = system.scores("ar6-gwp100").join(reference, on=["process", "product"])
    product = pl.col("product").str.split(" #").list.first()
    return rows.select(pl.col("process").str.slice(0, 36), product, "unit", pl.col("ar6-gwp100").alias("score"))


def invalid(path: Path) -> list[str]:
    """The files of a zip that break the schema of EcoSpold 2."""
    pyecospold = pytest.importorskip("pyecospold", reason="the extra formats brings pyecospold")
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(str(Path(pyecospold.__file__).parent / "schemas" / "v2" / "EcoSpold02.xsd")))
    with zipfile.ZipFile(path) as made:
        return [n for n in made.namelist() if not schema.validate(etree.fromstring(made.read(n)))]


@pytest.mark.parametrize("format", ["jsonld", "ecospold2", "ilcd"])
def test_766_processes_come_back_with_their_scores_and_no_exchange_is_lost(tmp_path: Path, uslci: Imported, format: str) -> None:
    write_system(uslci.system, tmp_path / "made.zip", format)
    if format == "ecospold2":
        assert invalid(tmp_path / "made.zip") == []
    after = read_database(tmp_path / "made.zip")
    assert after.account.closed
    assert (after.account.functions, after.account.rejected) == (uslci.account.functions, 0)
    assert sorted(set(after.cut_off["flow"].str.split(" #").list.first())) == sorted(set(uslci.cut_off["flow"].str.split(" #").list.first()))
    pairs = scores(uslci.system).join(scores(after.system), on=["process", "product"], suffix=" after")
    assert pairs.height == 766
    for unit, score, other, again in pairs.select("unit", "score", "unit after", "score after").iter_rows():
        assert again * (1.0 if unit == other else conversion(unit, other)) == pytest.approx(score, rel=1e-9, abs=1e-20)
