"""Methods of impact assessment in a project: taken in once, one each, asked by name."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lizero.errors import ProjectRefused, UnknownName
from lizero.exchange import write_system
from lizero.importers.lca import format_of, holds_methods, read_method, read_methods
from lizero.lca import System
from lizero.project import Project

ILCD = """<?xml version="1.0" encoding="UTF-8"?>
<LCIAMethodDataSet xmlns="http://lca.jrc.it/ILCD/LCIAMethod" xmlns:common="http://lca.jrc.it/ILCD/Common">
 <LCIAMethodInformation><dataSetInformation><common:UUID>m1</common:UUID><common:name>Acidification</common:name>
  <methodology>Alone</methodology><impactCategory>Acidification</impactCategory></dataSetInformation></LCIAMethodInformation>
 <characterisationFactors><factor><referenceToFlowDataSet refObjectId="fe0acd60-3ddc-11dd-ac48-0050c2490048"/>
  <exchangeDirection>Output</exchangeDirection><meanValue>1.31</meanValue></factor></characterisationFactors>
</LCIAMethodDataSet>
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "企业", year=2025)


def entities(**methods: dict[str, float]) -> dict[str, Any]:
    """Files of JSON-LD: each method with a category `climate` of its own, in which carbon dioxide and our smoke count so."""
    files: dict[str, Any] = {
        f"flows/{key}.json": {"@id": key, "name": name, "category": "Elementary flows/Emission to air/stratosphere", "flowType": "ELEMENTARY_FLOW"}
        for key, name in (("co2", "Carbon dioxide, fossil"), ("smoke", "our smoke"))
    }
    for name, factors in methods.items():
        told = [{"flow": {"@id": f}, "value": v, "unit": {"name": "kg"}} for f, v in factors.items()]
        files[f"lcia_categories/{name}.json"] = {"@id": name, "name": "climate", "refUnit": "kg CO2e", "impactFactors": told}
        sets = [{"name": "world", "factors": [{"impactCategory": {"name": "climate"}, "normalisationFactor": 4.0, "weightingFactor": 0.5}]}]
        files[f"lcia_methods/{name}.json"] = {"@id": f"m-{name}", "name": f"{name} 2.0", "impactCategories": [{"@id": name}], "nwSets": sets}
    return files


def packed(path: Path, files: dict[str, Any]) -> Path:
    with zipfile.ZipFile(path, "a") as made:
        for name, entity in files.items():
            made.writestr(name, json.dumps(entity))
    return path


def test_methods_of_one_file_stay_apart_though_their_categories_have_one_name(project: Project, tmp_path: Path) -> None:
    path = packed(tmp_path / "all.zip", entities(kind={"co2": 1.0}, strict={"co2": 3.0}))
    taken = project.take_methods(path)
    assert [t.name for t in taken] == ["kind 2.0", "strict 2.0"] == list(project.methods())
    for name, factor in (("kind 2.0", 1.0), ("strict 2.0", 3.0)):
        found, told = project.method(name)
        assert found.frame.select("category", "flow", "factor").rows() == [("climate", "CO2 › stratosphere", factor)]
        assert (found.id, found.implementation, told) == (name, "all.zip", ())


def test_a_file_of_several_methods_is_read_by_the_name_of_one(tmp_path: Path) -> None:
    path = packed(tmp_path / "all.zip", entities(kind={"co2": 1.0}, strict={"co2": 3.0}))
    with pytest.raises(ProjectRefused, match=r"2 methods: kind 2\.0, strict 2\.0"):
        read_method(path)
    with pytest.raises(UnknownName, match=r"strict 2\.0"):
        read_method(path, name="strict")
    found = read_method(path, name="strict 2.0")
    assert found.method.frame["factor"].to_list() == [3.0]
    assert found.normalisation.rows() == [("world", "climate", 4.0)]


def test_normalisation_and_what_was_matched_stand_beside_the_method(project: Project, tmp_path: Path) -> None:
    project.take_methods(packed(tmp_path / "all.zip", entities(kind={"co2": 1.0, "smoke": 2.0})))
    place = project.path("methods", "kind 2.0")
    assert pl.read_csv(place / "normalisation.csv").rows() == [("world", "climate", 4.0)]
    assert pl.read_csv(place / "weighting.csv").rows() == [("world", "climate", 0.5)]
    assert pl.read_csv(place / "lists" / "factors.csv")["matched"].to_list() == ["name", None]


def test_the_same_file_again_adds_nothing_and_another_replaces(project: Project, tmp_path: Path) -> None:
    path = packed(tmp_path / "all.zip", entities(kind={"co2": 1.0}))
    assert [t.added for t in project.take_methods(path)] == [True]
    again = project.take_methods(path)
    assert [(t.added, [f.rule for f in t.findings]) for t in again] == [(False, ["import.repeated"])]
    newer = {k: v for k, v in entities(kind={"co2": 7.0}).items() if not k.startswith("lcia_methods")}
    newer["lcia_methods/kind.json"] = {"@id": "m", "name": "kind 2.0", "impactCategories": [{"@id": "kind"}]}
    taken = project.take_methods(packed(tmp_path / "newer.zip", newer))
    assert [f.rule for t in taken for f in t.findings if f.severity == "notice"][:1] == ["import.superseded"]
    assert project.method("kind 2.0")[0].frame["factor"].to_list() == [7.0]
    assert not project.path("methods", "kind 2.0", "weighting.csv").exists()


def test_a_database_and_its_method_in_one_file_go_by_the_databases_own_flows(project: Project, tmp_path: Path) -> None:
    rows = {
        "process": ["fire"] * 2, "kind": ["product", "elementary"], "flow": ["heat", "our smoke › stratosphere"], "amount": [1.0, 0.5],
        "unit": ["MJ", "kg"], "reference": [True, False], "compartment": [None, "air"],
    }
    write_system(System(pl.DataFrame({"process": ["fire"], "name": ["fire"]}), pl.DataFrame(rows)), tmp_path / "both.zip", "jsonld")
    with zipfile.ZipFile(tmp_path / "both.zip") as made:
        flows = [json.loads(made.read(n)) for n in made.namelist() if n.startswith("flows/")]
    smoke = next(f["@id"] for f in flows if f["name"] == "our smoke")
    told = {k: v for k, v in entities(own={smoke: 8.0}).items() if not k.startswith("flows/")}
    path = packed(tmp_path / "both.zip", told)
    assert (format_of(path), holds_methods(path)) == ("jsonld", True)
    system = project.take_system(path)
    method = project.take_methods(path, system.read.flows)[0]
    assert method.read.factors["matched"].to_list() == ["database"]
    found = project.system("both").footprint("heat", method=project.method("own 2.0")[0])
    assert found.total == pytest.approx(4.0)


def test_rows_of_a_method_kept_by_hand_that_are_faulty_are_named_and_the_others_count(project: Project) -> None:
    place = project.path("methods", "own")
    place.mkdir(parents=True)
    (place / "method.csv").write_text(
        "method,category,flow,factor,flow_unit,unit\nown,acid,SO2,1.31,kg,mol\nown,acid,NH3,much,kg,mol\n", encoding="utf-8"
    )
    found, told = project.method("own")
    assert found.frame["flow"].to_list() == ["SO2"]
    assert [f.severity for f in told] == ["error"]
    with pytest.raises(ProjectRefused, match="by hand"):
        project.drop_method("own")


def test_a_method_kept_by_hand_is_never_written_over(project: Project, tmp_path: Path) -> None:
    place = project.path("methods", "kind 2.0")
    place.mkdir(parents=True)
    (place / "method.csv").write_text("method,category,flow,factor,flow_unit,unit\nmine,acid,SO2,1.31,kg,mol\n", encoding="utf-8")
    with pytest.raises(ProjectRefused, match="by hand"):
        project.take_methods(packed(tmp_path / "all.zip", entities(kind={"co2": 1.0})))
    assert project.method("kind 2.0")[0].categories == ("acid",)


def test_an_imported_method_can_be_taken_out_and_an_unknown_one_lists_those_there_are(project: Project, tmp_path: Path) -> None:
    project.take_methods(packed(tmp_path / "all.zip", entities(kind={"co2": 1.0})))
    with pytest.raises(UnknownName, match=r"kind 2\.0"):
        project.method("kind")
    assert project.drop_method("kind 2.0") == "kind 2.0"
    assert project.methods() == ()


def test_what_a_file_holds_is_told_by_what_is_in_it(tmp_path: Path) -> None:
    method = packed(tmp_path / "m.zip", entities(kind={"co2": 1.0}))
    (tmp_path / "m.xml").write_text(ILCD, encoding="utf-8")
    (tmp_path / "m.csv").write_text("category,flow,factor\na,SO2,1\n", encoding="utf-8")
    (tmp_path / "2025.csv").write_text("record,category,flow,quantity,unit\n", encoding="utf-8")
    assert [(format_of(p), holds_methods(p)) for p in (method, tmp_path / "m.xml", tmp_path / "m.csv", tmp_path / "2025.csv")] == [
        (None, True), (None, True), (None, True), (None, False),
    ]
    assert [m.method.id for m in read_methods(tmp_path / "m.xml")] == ["Alone"]
