"""What is written in a format of others comes back with the same scores, and no exchange is lost."""

from __future__ import annotations

import importlib.util
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import lizero as lz
from lizero.errors import UnknownName
from lizero.exchange import FORMATS, write_system
from lizero.importers import read_system
from lizero.importers.lca import read_database
from lizero.lca import System

spec = importlib.util.spec_from_file_location("systems", Path(__file__).parents[1] / "importers" / "lca" / "systems.py")
assert spec is not None
assert spec.loader is not None
SYSTEMS: Any = importlib.util.module_from_spec(spec)
sys.modules["systems"] = SYSTEMS
spec.loader.exec_module(SYSTEMS)

OTHERS = [f for f in FORMATS if f != "folder"]


@pytest.mark.parametrize("format", OTHERS)
def test_scores_come_back_and_no_exchange_is_lost(tmp_path: Path, format: str) -> None:
    before = SYSTEMS.rich()
    write_system(before, tmp_path / "made.zip", format)
    after = read_database(tmp_path / "made.zip")
    assert after.account.closed
    assert (after.account.cut_off, after.account.rejected) == (0, 0)
    assert SYSTEMS.by_name(after.system) == pytest.approx(SYSTEMS.by_name(before), rel=1e-12)


@pytest.mark.parametrize("format", OTHERS)
def test_distributions_come_back(tmp_path: Path, format: str) -> None:
    before = SYSTEMS.rich()
    write_system(before, tmp_path / "made.zip", format)
    after = read_database(tmp_path / "made.zip").system
    for kind in ("lognormal", "normal", "triangular", "uniform"):
        assert kind in after.exchanges["distribution"].to_list(), kind
    rows = after.exchanges.filter(pl.col("flow") == "CO2")
    spread = rows.filter(pl.col("distribution") == "lognormal")["spread"][0]
    assert spread == pytest.approx(0.2, rel=1e-5 if format == "ilcd" else 1e-7)


@pytest.mark.parametrize("format", OTHERS)
def test_the_same_system_gives_the_same_scores_however_often_it_travels(tmp_path: Path, format: str) -> None:
    write_system(SYSTEMS.rich(), tmp_path / "1.zip", format)
    once = read_database(tmp_path / "1.zip").system
    write_system(once, tmp_path / "2.zip", format)
    assert SYSTEMS.by_name(read_database(tmp_path / "2.zip").system) == pytest.approx(SYSTEMS.by_name(once), rel=1e-12)


@pytest.mark.parametrize("format", [f for f in OTHERS if f != "datapackage"])
def test_the_same_content_gives_the_same_bytes(tmp_path: Path, format: str) -> None:
    for name in ("a.zip", "b.zip"):
        write_system(SYSTEMS.rich(), tmp_path / name, format)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.mark.parametrize("format", OTHERS)
def test_the_whole_lithium_chain_comes_back(tmp_path: Path, format: str) -> None:
    chain = lz.load("lithium-chain")
    write_system(chain, tmp_path / "chain.zip", format)
    after = read_database(tmp_path / "chain.zip")
    assert after.account.closed
    assert (after.account.cut_off, after.account.rejected) == (0, 0)
    before = sorted(v for v in chain.scores("ar6-gwp100")["ar6-gwp100"] if v is not None)
    size = pl.when(pl.col("unit") == "MJ").then(3.6).otherwise(1.0) if format == "ilcd" else pl.lit(1.0)
    assert len(before) == after.system.products().height
    if format != "ilcd":
        found = sorted(v for v in after.system.scores("ar6-gwp100").select(pl.col("ar6-gwp100") * size)["ar6-gwp100"] if v is not None)
        assert found == pytest.approx(before, rel=1e-11, abs=1e-15)


def test_formulas_and_parameters_travel_in_jsonld(tmp_path: Path) -> None:
    write_system(SYSTEMS.rich(), tmp_path / "made.zip", "jsonld")
    after = read_database(tmp_path / "made.zip").system
    assert SYSTEMS.by_name(after.with_parameters(base=5.0)) == pytest.approx(SYSTEMS.by_name(SYSTEMS.rich().with_parameters(base=5.0)), rel=1e-12)


def test_source_and_status_of_an_exchange_travel_in_jsonld(tmp_path: Path) -> None:
    write_system(SYSTEMS.rich(), tmp_path / "made.zip", "jsonld")
    rows = read_database(tmp_path / "made.zip").system.exchanges
    told = rows.filter(pl.col("status") == "checked").select("source", "status").rows()
    assert told == [("meter; read twice", "checked")]


@pytest.mark.parametrize("format", ["jsonld", "ilcd", "ecospold2"])
def test_a_flow_with_and_without_its_usual_compartment_is_one_flow_in_one_file(tmp_path: Path, format: str) -> None:
    rich = SYSTEMS.rich()
    given = pl.col("compartment").is_null() | (pl.col("process") != "split")
    before = System(
        rich.processes, rich.exchanges.with_columns(pl.when(given).then("compartment").alias("compartment")), rich.parameters, "rich"
    )
    assert before.exchanges.filter(pl.col("flow") == "CO2")["compartment"].to_list() == ["air", None]
    write_system(before, tmp_path / "made.zip", format)
    with zipfile.ZipFile(tmp_path / "made.zip") as made:
        assert len(made.namelist()) == len(set(made.namelist()))
    assert SYSTEMS.by_name(read_database(tmp_path / "made.zip").system) == pytest.approx(SYSTEMS.by_name(rich), rel=1e-12)


def test_a_folder_is_read_again_as_it_was(tmp_path: Path) -> None:
    before = SYSTEMS.rich()
    write_system(before, tmp_path / "folder", "folder")
    assert SYSTEMS.by_name(read_system(tmp_path / "folder")) == pytest.approx(SYSTEMS.by_name(before), rel=1e-14)
    assert SYSTEMS.by_name(read_database(tmp_path / "folder").system) == pytest.approx(SYSTEMS.by_name(before), rel=1e-14)


def test_an_unknown_format_lists_the_formats(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="jsonld"):
        write_system(SYSTEMS.rich(), tmp_path / "x", "xls")


def test_jsonld_opens_in_the_classes_of_olca_schema(tmp_path: Path) -> None:
    olca = pytest.importorskip("olca_schema", reason="the extra formats brings olca-schema")
    write_system(SYSTEMS.rich(), tmp_path / "made.zip", "jsonld")
    kinds = {"processes": olca.Process, "flows": olca.Flow, "flow_properties": olca.FlowProperty, "unit_groups": olca.UnitGroup}
    with zipfile.ZipFile(tmp_path / "made.zip") as made:
        for name in made.namelist():
            if (kind := kinds.get(name.partition("/")[0])) is not None:
                found = kind.from_json(made.read(name).decode("utf-8"))
                assert found.id in name
                if kind is olca.Process:
                    assert all(e.flow.id and e.unit.id and e.amount is not None for e in found.exchanges)
                    assert sum(bool(e.is_quantitative_reference) for e in found.exchanges) == 1


def test_ecospold_is_valid_against_its_schema_and_opens_in_the_classes_of_pyecospold(tmp_path: Path) -> None:
    pyecospold = pytest.importorskip("pyecospold", reason="the extra formats brings pyecospold")
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(str(Path(pyecospold.__file__).parent / "schemas" / "v2" / "EcoSpold02.xsd")))
    write_system(SYSTEMS.rich(), tmp_path / "made.zip", "ecospold2")
    with zipfile.ZipFile(tmp_path / "made.zip") as made:
        made.extractall(tmp_path / "files")
    files = sorted((tmp_path / "files").rglob("*.spold"))
    assert len(files) == 6
    for path in files:
        assert schema.validate(etree.parse(str(path))), schema.error_log
        assert pyecospold.parse_file_v2(str(path)).activityDataset is not None


def test_ilcd_is_valid_against_its_schemas(tmp_path: Path) -> None:
    etree = pytest.importorskip("lxml.etree", reason="the extra formats brings lxml")
    schemas = ilcd_schemas(etree, tmp_path)
    write_system(SYSTEMS.rich(), tmp_path / "made.zip", "ilcd")
    kinds = {"processes": "Process", "flows": "Flow", "flowproperties": "FlowProperty", "unitgroups": "UnitGroup"}
    with zipfile.ZipFile(tmp_path / "made.zip") as made:
        for name in made.namelist():
            schema = schemas[kinds[name.split("/")[1]]]
            assert schema.validate(etree.fromstring(made.read(name))), (name, schema.error_log)


def ilcd_schemas(etree: Any, folder: Path) -> dict[str, Any]:
    """The schemas of ILCD 1.1 from the wheel of pyilcd; the one of XML's own namespace from pyecospold."""
    pyecospold = pytest.importorskip("pyecospold", reason="the extra formats brings pyecospold")
    wheels = os.environ.get("LIZERO_TEST_WHEELS", "")
    found = sorted(Path(wheels).glob("pyilcd-*.whl")) if wheels else []
    if not found:
        pytest.skip("LIZERO_TEST_WHEELS names no folder with the wheel of pyilcd, which holds the schemas")
    with zipfile.ZipFile(found[0]) as files:
        files.extractall(folder / "pyilcd", [n for n in files.namelist() if n.endswith(".xsd")])

    class Local(etree.Resolver):  # type: ignore[misc, name-defined]
        def resolve(self, url: str, _: Any, context: Any) -> Any:
            own = Path(pyecospold.__file__).parent / "schemas" / "v2" / "XmlNamespace.xsd"
            return self.resolve_filename(str(own), context) if url.endswith("xml.xsd") else None

    parser = etree.XMLParser()
    parser.resolvers.add(Local())
    top = folder / "pyilcd" / "pyilcd" / "schemas"
    return {k: etree.XMLSchema(etree.parse(str(top / f"ILCD_{k}DataSet.xsd"), parser)) for k in ("Process", "Flow", "FlowProperty", "UnitGroup")}


def test_a_data_package_gives_bw2calc_the_same_scores(tmp_path: Path) -> None:
    bw2calc = pytest.importorskip("bw2calc", reason="the extra bench brings bw2calc")
    processing = pytest.importorskip("bw_processing", reason="the extra formats brings bw_processing")
    before = SYSTEMS.rich()
    write_system(before, tmp_path / "made.zip", "datapackage")
    store = processing.generic_zipfile_filesystem(dirpath=tmp_path, filename="made.zip", write=False)
    package = processing.load_datapackage(store)
    scores = before.scores("ar6-gwp100")["ar6-gwp100"]
    for number, score in enumerate(scores, start=1):
        lca = bw2calc.LCA({number: 1.0}, data_objs=[package])
        lca.lci()
        lca.lcia()
        assert lca.score == pytest.approx(score, rel=1e-10)
