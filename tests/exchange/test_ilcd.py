"""ILCD files open in the classes that a library of the format makes of them, with its own validation on the way."""

from __future__ import annotations

import importlib
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lizero.exchange import write_system
from lizero.lca import System

pytest.importorskip("lxml.etree", reason="the extra formats brings lxml")


@pytest.fixture
def pyilcd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """pyilcd out of its wheel; its schemas find XML's own namespace in that of pyecospold, for nothing is fetched."""
    pyecospold = pytest.importorskip("pyecospold", reason="the extra formats brings pyecospold")
    folder = os.environ.get("LIZERO_TEST_WHEELS", "")
    for name in ("pyilcd", "lxmlh", "pycasreg"):
        found = sorted(Path(folder).glob(f"{name}-*.whl")) if folder else []
        if not found:
            pytest.skip(f"LIZERO_TEST_WHEELS names no folder with the wheel of {name}")
        with zipfile.ZipFile(found[0]) as files:
            files.extractall(tmp_path / "wheels")
    space = Path(pyecospold.__file__).parent / "schemas" / "v2" / "XmlNamespace.xsd"
    for path in (tmp_path / "wheels" / "pyilcd" / "schemas").glob("*.xsd"):
        text = path.read_text(encoding="utf-8-sig").replace("http://www.w3.org/2001/xml.xsd", space.as_uri())
        path.write_text(text.replace("http://www.w3.org/2001/03/xml.xsd", space.as_uri()), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "wheels"))
    before = set(sys.modules)
    yield importlib.import_module("pyilcd")
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("pyilcd", "lxmlh", "pycasreg"):
            del sys.modules[name]


def test_processes_and_flows_open_in_the_classes_of_pyilcd(tmp_path: Path, pyilcd: Any) -> None:
    rows = [
        {"process": "p", "kind": "product", "flow": "碳酸锂", "amount": 2.0, "unit": "t", "reference": True},
        {"process": "p", "kind": "elementary", "flow": "CO2", "amount": 5.0, "unit": "kg", "compartment": "air",
         "distribution": "lognormal", "spread": 0.1},
    ]
    made = System(pl.DataFrame({"process": ["p"], "name": ["plant"], "geography": ["CN"]}), pl.DataFrame(rows, infer_schema_length=None))
    write_system(made, tmp_path / "made.zip", "ilcd")
    with zipfile.ZipFile(tmp_path / "made.zip") as files:
        files.extractall(tmp_path)
    (path,) = (tmp_path / "ILCD" / "processes").iterdir()
    process = pyilcd.parse_file_process_dataset(str(path))
    exchanges = process.exchanges.exchanges
    assert [(str(e.exchangeDirection), float(e.resultingAmount)) for e in exchanges] == [("Output", 2000.0), ("Output", 5.0)]
    for path in (tmp_path / "ILCD" / "flows").iterdir():
        assert pyilcd.parse_file_flow_dataset(str(path)).flowInformation is not None
