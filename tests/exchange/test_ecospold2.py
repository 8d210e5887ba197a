"""What EcoSpold 2 files hold beside amounts, and names that XML cannot hold."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pytest

from lizero.exchange import write_system
from lizero.importers.lca import read_database
from lizero.lca import System


def system(name: str = "plant", **more: object) -> System:
    rows = [
        {"process": "p", "kind": "product", "flow": f"{name} output", "amount": 1.0, "unit": "kg", "reference": True},
        {"process": "p", "kind": "elementary", "flow": "CO2", "amount": 2.0, "unit": "kg", "compartment": "air", **more},
    ]
    return System(pl.DataFrame({"process": ["p"], "name": [name]}), pl.DataFrame(rows, infer_schema_length=None))


def test_a_pedigree_without_a_distribution_travels_and_the_file_is_valid(tmp_path: Path) -> None:
    pyecospold = pytest.importorskip("pyecospold", reason="the extra formats brings pyecospold")
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(str(Path(pyecospold.__file__).parent / "schemas" / "v2" / "EcoSpold02.xsd")))
    write_system(system(pedigree="2,3,1,5,4"), tmp_path / "made.zip", "ecospold2")
    with zipfile.ZipFile(tmp_path / "made.zip") as made:
        assert schema.validate(etree.fromstring(made.read(made.namelist()[0]))), schema.error_log
    rows = read_database(tmp_path / "made.zip").system.exchanges.filter(kind="elementary")
    assert rows.select("pedigree", "spread").row(0) == ("2,3,1,5,4", None)


@pytest.mark.parametrize("format", ["ecospold2", "ilcd"])
@pytest.mark.parametrize("name", ["锂 plant & <co> \"x\" ' ", "bell \x07 and \x0b form", "half \ud800 a pair", "x" * 700, "\ufffe mark"])
def test_any_name_can_be_written_and_the_scores_come_back(tmp_path: Path, format: str, name: str) -> None:
    if "\ud800" in name:
        name = name.encode("utf-8", "replace").decode("utf-8")
    write_system(system(name), tmp_path / "made.zip", format)
    found = read_database(tmp_path / "made.zip")
    assert not [f for f in found.findings if f.rule == "file.refused"]
    assert found.system.scores("ar6-gwp100")["ar6-gwp100"].to_list() == [2.0]


@pytest.mark.parametrize(("format", "spread"), [("ilcd", 4.0), ("ilcd", 0.0004), ("ecospold2", 4.0)])
def test_a_deviation_wider_or_narrower_than_the_field_holds_comes_back_in_full(tmp_path: Path, format: str, spread: float) -> None:
    write_system(system(distribution="lognormal", spread=spread), tmp_path / "made.zip", format)
    rows = read_database(tmp_path / "made.zip").system.exchanges.filter(kind="elementary")
    assert rows["spread"][0] == pytest.approx(spread, rel=1e-12)
