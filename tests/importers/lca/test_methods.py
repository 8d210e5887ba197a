"""Methods of others: every factor is kept, matched by what can be known, and the report says what it covers."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lizero.errors import ProjectRefused
from lizero.importers.lca import coverage, read_method
from lizero.lca import System

ILCD = """<?xml version="1.0" encoding="UTF-8"?>
<LCIAMethodDataSet xmlns="http://lca.jrc.it/ILCD/LCIAMethod" xmlns:common="http://lca.jrc.it/ILCD/Common">
 <LCIAMethodInformation><dataSetInformation><common:UUID>m1</common:UUID><common:name>Acidification</common:name>
  <impactCategory>Acidification</impactCategory></dataSetInformation>
  <quantitativeReference><referenceQuantity><common:shortDescription>mol H+ eq</common:shortDescription></referenceQuantity></quantitativeReference>
 </LCIAMethodInformation>
 <characterisationFactors>
  <factor><referenceToFlowDataSet refObjectId="fe0acd60-3ddc-11dd-ac48-0050c2490048"><common:shortDescription>sulfur dioxide
   (Emissions to air, unspecified)</common:shortDescription></referenceToFlowDataSet><exchangeDirection>Output</exchangeDirection>
   <meanValue>1.31</meanValue></factor>
  <factor><referenceToFlowDataSet refObjectId="u2"><common:shortDescription>ammonia (Emissions to air)</common:shortDescription>
   </referenceToFlowDataSet><location>CN</location><exchangeDirection>Output</exchangeDirection><meanValue>3.02</meanValue></factor>
  <factor><referenceToFlowDataSet refObjectId="u3"><common:shortDescription>fairy dust (Emissions to air)</common:shortDescription>
   </referenceToFlowDataSet><exchangeDirection>Output</exchangeDirection><meanValue>nonsense</meanValue></factor>
 </characterisationFactors>
</LCIAMethodDataSet>
"""


def jsonld(path: Path, *factors: dict[str, Any], version: int = 2) -> Path:
    category: dict[str, Any] = {"@id": "c", "name": "climate", "impactFactors": list(factors)}
    category["refUnit" if version == 2 else "referenceUnitName"] = "kg CO2e"
    method = {
        "@id": "m",
        "name": "m",
        "impactCategories": [{"@id": "c"}],
        "nwSets": [
            {"name": "world", "factors": [{"impactCategory": {"@id": "c", "name": "climate"}, "normalisationFactor": 4.0, "weightingFactor": 0.21}]}
        ],
    }
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("lcia_categories/c.json", json.dumps(category))
        made.writestr("lcia_methods/m.json", json.dumps(method))
        for key, name, place in (
            ("x", "Carbon dioxide, fossil", "air/unspecified"),
            ("y", "Carbon dioxide, fossil", "air/stratosphere"),
            ("z", "unobtainium", "water/river"),
        ):
            flow = {"@id": key, "name": name, "category": f"Elementary flows/{place}", "flowType": "ELEMENTARY_FLOW"}
            made.writestr(f"flows/{key}.json", json.dumps(flow))
    return path


def factor(flow: str, value: float, **more: Any) -> dict[str, Any]:
    return {"flow": {"@id": flow}, "value": value, "unit": {"name": "kg"}, **more}


@pytest.mark.parametrize("version", [1, 2])
def test_factors_of_jsonld_are_matched_with_their_sub_compartments_and_sets_are_kept(tmp_path: Path, version: int) -> None:
    found = read_method(jsonld(tmp_path / "m.zip", factor("x", 1.0), factor("y", 2.0), factor("z", 5.0), version=version))
    rows = {r["flow"]: (r["factor"], r["compartment"]) for r in found.method.frame.iter_rows(named=True)}
    assert rows == {"CO2": (1.0, "air"), "CO2 › stratosphere": (2.0, "air"), "unobtainium › river": (5.0, "water")}
    assert found.unmatched["name"].to_list() == ["unobtainium"]
    assert found.normalisation.rows() == [("world", "climate", 4.0)]
    assert found.weighting.rows() == [("world", "climate", 0.21)]
    assert [f.rule for f in found.findings] == ["method.unmatched"]
    assert found.report().row(0, named=True) == {"category": "climate", "name": 2, "unmatched": 1}


def test_flows_of_the_database_are_matched_by_its_own_ids(tmp_path: Path) -> None:
    flows = pl.DataFrame({"key": ["z"], "kind": ["elementary"], "flow": ["our unobtainium"], "compartment": ["water"]})
    found = read_method(jsonld(tmp_path / "m.zip", factor("z", 5.0)), flows)
    assert found.method.frame["flow"].to_list() == ["our unobtainium"]
    assert found.unmatched.height == 0


def test_ilcd_factors_are_matched_by_uuid_and_name_and_keep_their_place(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_text(ILCD, encoding="utf-8")
    found = read_method(tmp_path / "m.xml")
    rows = found.method.frame.select("category", "flow", "geography", "factor", "unit").rows()
    assert rows == [("Acidification", "SO2", None, 1.31, "mol H+ eq"), ("Acidification", "NH3", "CN", 3.02, "mol H+ eq")]
    assert [f.rule for f in found.findings] == ["parameter.refused"]


def test_csv_with_the_columns_of_a_method_is_read_and_a_bad_row_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(
        "category,flow,factor,flow_unit,unit,compartment,cas\ndust,any,2,kg,points,air,7446-09-5\ndust,PM10,x,kg,points,air,\n", encoding="utf-8"
    )
    found = read_method(tmp_path / "m.csv")
    assert found.method.frame.select("flow", "factor").rows() == [("SO2", 2.0)]
    assert "row 3" in next(f.where for f in found.findings if f.rule == "parameter.refused")


def test_several_factors_of_one_flow_are_named(tmp_path: Path) -> None:
    found = read_method(jsonld(tmp_path / "m.zip", factor("x", 1.0), factor("x", 3.0)))
    assert found.method.frame["factor"].to_list() == [1.0]
    assert any(f.rule == "method.several" and "from 1 to 3" in f.message for f in found.findings)


def test_coverage_says_what_share_of_a_system_a_method_sees(tmp_path: Path) -> None:
    exchanges = pl.DataFrame(
        {
            "process": ["p"] * 4,
            "kind": ["product", "elementary", "elementary", "elementary"],
            "reference": [True, False, False, False],
            "flow": ["x", "CO2", "CO2 › stratosphere", "gold"],
            "amount": [1.0, 1.0, 1.0, 1.0],
            "unit": ["kg"] * 4,
            "compartment": [None, "air", "air", "resource"],
        }
    )
    system = System(pl.DataFrame({"process": ["p"], "name": ["p"]}), exchanges)
    found = coverage(read_method(jsonld(tmp_path / "m.zip", factor("x", 1.0))).method, system)
    assert found.row(0, named=True) == {"category": "climate", "with": 2, "without": 1, "share of exchanges": pytest.approx(2 / 3)}


def test_a_file_without_factors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ProjectRefused, match="no characterisation factor"):
        read_method(tmp_path / "x.csv")
