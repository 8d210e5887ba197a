"""Files that mean harm, or are broken: refused by name, nothing run, the good ones go on."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from lizero.errors import ProjectRefused
from lizero.exchange import write_system
from lizero.importers.lca import Imported, read_database
from lizero.lca import System

spec = importlib.util.spec_from_file_location("systems", Path(__file__).parent / "systems.py")
assert spec is not None
assert spec.loader is not None
SYSTEMS: Any = importlib.util.module_from_spec(spec)
sys.modules["systems"] = SYSTEMS
spec.loader.exec_module(SYSTEMS)

KG, MASS, MASSES = "unit-kg", "mass", "masses"


def jsonld(path: Path, *processes: dict[str, Any], extra: dict[str, bytes] | None = None) -> Path:
    """A JSON-LD zip of `processes`, with the flows a (product), b (product) and CO2."""
    flows = [
        {
            "@id": f,
            "name": f,
            "flowType": "PRODUCT_FLOW",
            "flowProperties": [{"flowProperty": {"@id": MASS}, "isRefFlowProperty": True, "conversionFactor": 1}],
        }
        for f in ("a", "b")
    ]
    flows.append(
        {
            "@id": "co2",
            "name": "Carbon dioxide, fossil",
            "flowType": "ELEMENTARY_FLOW",
            "category": "Elementary flows/Emission to air/unspecified",
            "flowProperties": [{"flowProperty": {"@id": MASS}, "isRefFlowProperty": True, "conversionFactor": 1}],
        }
    )
    group = {
        "@id": MASSES,
        "units": [{"@id": KG, "name": "kg", "isRefUnit": True, "conversionFactor": 1}, {"@id": "g", "name": "g", "conversionFactor": 0.001}],
    }
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(f"unit_groups/{MASSES}.json", json.dumps(group))
        made.writestr(f"flow_properties/{MASS}.json", json.dumps({"@id": MASS, "unitGroup": {"@id": MASSES}}))
        for flow in flows:
            made.writestr(f"flows/{flow['@id']}.json", json.dumps(flow))
        for process in processes:
            made.writestr(f"processes/{process['@id']}.json", json.dumps(process))
        for name, data in (extra or {}).items():
            made.writestr(name, data)
    return path


def exchange(flow: str, amount: Any, **more: Any) -> dict[str, Any]:
    return {"flow": {"@id": flow}, "amount": amount, "unit": {"@id": KG}, "flowProperty": {"@id": MASS}, "isInput": False, **more}


def makes(name: str, *others: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"@id": f"makes-{name}", "name": f"makes {name}", "exchanges": [exchange(name, 1.0, isQuantitativeReference=True), *others], **more}


def rules(found: Imported) -> set[str]:
    return {f.rule for f in found.findings}


def test_a_zip_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = jsonld(tmp_path / "whole.zip", makes("a")).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ProjectRefused, match=r"cut\.zip is a zip that is damaged or cut short"):
        read_database(tmp_path / "cut.zip")


@pytest.mark.parametrize("name", ["../evil.json", "processes/../../evil.json", "/etc/evil.json", "C:/evil.json", "processes\\..\\..\\evil.json"])
def test_a_member_that_leads_out_of_the_archive_stops_the_reading(tmp_path: Path, name: str) -> None:
    path = jsonld(tmp_path / "out.zip", makes("a"), extra={name: b"{}"})
    with pytest.raises(ProjectRefused, match="leads out of the archive"):
        read_database(path)
    assert not (tmp_path.parent / "evil.json").exists()


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("processes/bomb.json", b"0" * 60_000_000)
    with pytest.raises(ProjectRefused, match="packed so densely"):
        read_database(tmp_path / "bomb.zip")


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
    ],
)
def test_xml_with_a_document_type_is_refused_and_the_other_files_go_on(tmp_path: Path, head: str) -> None:
    rows = {"process": ["p"], "kind": ["product"], "flow": ["x"], "amount": [1.0], "unit": ["kg"], "reference": [True]}
    write_system(System(pl.DataFrame({"process": ["p"], "name": ["p"]}), pl.DataFrame(rows)), tmp_path / "good.zip", "ecospold2")
    with zipfile.ZipFile(tmp_path / "good.zip") as made:
        good = made.read(made.namelist()[0]).decode("utf-8")
    evil = good.replace("?>", "?>" + head, 1).replace(">x<", ">&b;&secret;<", 1)
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "evil.spold").write_text(evil, encoding="utf-8")
    (folder / "good.spold").write_text(good, encoding="utf-8")
    found = read_database(folder)
    told = [f for f in found.findings if f.rule == "file.refused"]
    assert len(told) == 1
    assert "evil.spold" in told[0].where
    assert found.system.processes.height == 1
    assert "root:" not in str(found.system.exchanges.to_dicts())


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", '"much"', "null", "[1]"])
def test_an_amount_that_is_no_number_is_kept_apart_and_the_rest_counts(tmp_path: Path, amount: str) -> None:
    process = makes("a", exchange("co2", "HERE"), exchange("co2", 2.0))
    path = jsonld(tmp_path / "nan.zip", process)
    text = json.dumps(process).replace('"HERE"', amount)
    jsonld(path, extra={"processes/makes-a.json": text.encode()})
    found = read_database(path)
    assert found.account.closed
    assert (found.account.counted, found.account.rejected) == (3, 1)
    assert "makes-a" in found.rejected["where"][0]
    assert found.system.footprint("a").total == pytest.approx(2.0)
    assert "exchange.rejected" in rules(found)


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('touch hacked')",
        "open('x')",
        "a.b",
        "lambda: 1",
        "exec('1')",
        "[1][0]",
        "a if b else c",
        "2 ** 10 ** 10 ** 10 ** 10 if 1 else 0",
    ],
)
def test_a_formula_that_is_not_arithmetic_is_not_run_and_the_stated_amount_stands(
    tmp_path: Path, formula: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = read_database(jsonld(tmp_path / "f.zip", makes("a", exchange("co2", 3.0, amountFormula=formula))))
    assert found.system.footprint("a").total == pytest.approx(3.0)
    assert rules(found) & {"formula.refused", "formula.unknown"}
    assert not (tmp_path / "hacked").exists()


def test_providers_in_a_circle_are_solved_and_without_end_are_named(tmp_path: Path) -> None:
    loop = [
        makes("a", exchange("b", 0.5, isInput=True, defaultProvider={"@id": "makes-b"}), exchange("co2", 1.0)),
        makes("b", exchange("a", 0.5, isInput=True, defaultProvider={"@id": "makes-a"})),
    ]
    assert read_database(jsonld(tmp_path / "loop.zip", *loop)).system.footprint("a").total == pytest.approx(1 / 0.75)
    endless = [makes("a", exchange("b", 1.0, isInput=True)), makes("b", exchange("a", 1.0, isInput=True))]
    found = read_database(jsonld(tmp_path / "endless.zip", *endless))
    with pytest.raises(Exception, match=r"makes-a|makes-b|a, b"):
        found.system.footprint("a")


def test_a_file_that_is_no_json_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    path = jsonld(
        tmp_path / "x.zip",
        makes("a", exchange("co2", 1.0)),
        extra={
            "processes/broken.json": b"{",
            "processes/list.json": b"[1]",
            "processes/deep.json": b"[" * 100_000,
            "processes/latin.json": b'{"@id": "\xff"}',
        },
    )
    found = read_database(path)
    assert sum(f.rule == "file.refused" for f in found.findings) == 4
    assert found.system.footprint("a").total == pytest.approx(1.0)


def test_arrays_that_hold_objects_are_not_loaded(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return (Path.touch, (tmp_path / "hacked",))

    buffer = io.BytesIO()
    np.save(buffer, np.array([Evil()], dtype=object), allow_pickle=True)
    told = {"resources": [{"name": "t", "group": "t", "matrix": "technosphere_matrix", "kind": k, "path": f"{k}.npy"} for k in ("indices", "data")]}
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as made:
        made.writestr("datapackage.json", json.dumps(told))
        made.writestr("indices.npy", buffer.getvalue())
        made.writestr("data.npy", buffer.getvalue())
    with pytest.raises(ProjectRefused, match="no technosphere"):
        read_database(tmp_path / "p.zip")
    assert not (tmp_path / "hacked").exists()


def test_an_exchange_of_a_unit_that_leads_nowhere_is_kept_apart(tmp_path: Path) -> None:
    odd = exchange("co2", 1.0) | {"unit": {"@id": "?", "name": "bushel"}, "flowProperty": {"@id": "volume"}}
    found = read_database(jsonld(tmp_path / "u.zip", makes("a", odd, exchange("co2", 2.0))))
    assert found.account.closed
    assert found.account.rejected == 1
    assert "bushel" in found.rejected["reason"][0]
    assert found.system.footprint("a").total == pytest.approx(2.0)


def test_a_file_in_no_known_format_says_which_there_are(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"\x00\x01")
    with pytest.raises(ProjectRefused, match=r"none of the formats .*jsonld"):
        read_database(tmp_path / "x.bin")
    with pytest.raises(ProjectRefused, match="there is no file"):
        read_database(tmp_path / "nowhere.zip")


def test_what_nobody_makes_is_cut_off_and_listed_with_its_share(tmp_path: Path) -> None:
    found = read_database(jsonld(tmp_path / "c.zip", makes("a", exchange("b", 2.0, isInput=True), exchange("co2", 1.0))))
    assert found.account.cut_off == 1
    assert found.cut_off.select("process", "flow", "amount").rows() == [("makes-a", "b", 2.0)]
    assert "1 of 1 inputs (100%)" in next(f.message for f in found.findings if f.rule == "import.cut_off")


def test_a_process_that_lost_an_exchange_in_reading_has_no_complete_footprint(tmp_path: Path) -> None:
    takes = exchange("a", 1.0, isInput=True)
    found = read_database(jsonld(tmp_path / "x.zip", makes("a", exchange("co2", "NaN")), makes("b", exchange("co2", 2.0), takes)))
    assert (found.account.closed, found.account.rejected) == (True, 1)
    spoiled = found.system.footprint("b")
    assert spoiled.total == pytest.approx(2.0)
    assert not spoiled.complete
    whole = read_database(jsonld(tmp_path / "y.zip", makes("a", exchange("co2", 3.0)), makes("b", exchange("co2", 2.0), takes)))
    assert whole.system.footprint("b").complete


SPOILED = [np.float64(3.0), np.zeros((2, 2, 2)), np.zeros((4, 0)), np.array(["a"]), np.zeros(3), b"\x93NUMPY\x01\x00\x05\x00{'a'("]


@pytest.mark.parametrize("array", SPOILED)
@pytest.mark.parametrize("member", ["technosphere.data.npy", "biosphere.indices.npy", "technosphere.flip.npy", "biosphere.distributions.npy"])
def test_an_array_that_is_not_what_it_should_be_is_named_and_nothing_else_goes_wrong(tmp_path: Path, member: str, array: Any) -> None:
    write_system(SYSTEMS.rich(), tmp_path / "good.zip", "datapackage")
    buffer = io.BytesIO()
    if isinstance(array, bytes):
        buffer.write(array)
    else:
        np.save(buffer, array)
    with zipfile.ZipFile(tmp_path / "good.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        assert member in good.namelist()
        for name in good.namelist():
            bad.writestr(name, buffer.getvalue() if name == member else good.read(name))
    found = read_database(tmp_path / "bad.zip")
    assert found.account.closed
    assert rules(found) & {"file.refused", "array.length"}
