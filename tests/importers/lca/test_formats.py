"""What each format says in its own way is read as its users mean it."""

from __future__ import annotations

import json
import zipfile
from math import log
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from lizero.importers.lca import Imported, read_database

ECOSPOLD1 = """<?xml version="1.0" encoding="UTF-8"?>
<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">
 <dataset number="7">
  <metaInformation><processInformation>
   <referenceFunction name="steam, at boiler" unit="MJ" amount="1" category="heat"/>
   <geography location="CN"/><timePeriod><startYear>2001</startYear><endYear>2003</endYear></timePeriod>
  </processInformation></metaInformation>
  <flowData>
   <exchange number="7" name="steam, at boiler" unit="MJ" meanValue="1" location="CN"><outputGroup>0</outputGroup></exchange>
   <exchange number="8" name="coal, at mine" unit="kg" meanValue="0.05" location="CN"
     uncertaintyType="1" standardDeviation95="1.21"><inputGroup>5</inputGroup></exchange>
   <exchange number="1" name="Carbon dioxide, fossil" category="air" subCategory="low population density" unit="kg" meanValue="0.1"
     uncertaintyType="2" standardDeviation95="0.02"><outputGroup>4</outputGroup></exchange>
   <exchange number="2" name="Carbon dioxide, in air" category="resource" subCategory="in air" unit="kg" meanValue="0.02">
     <inputGroup>4</inputGroup></exchange>
   <exchange number="99" name="ghost" unit="kg" meanValue="1" location="CN"/>
  </flowData>
 </dataset>
 <dataset number="8">
  <metaInformation><processInformation><referenceFunction name="coal, at mine" unit="kg" amount="1"/>
   <geography location="CN"/></processInformation></metaInformation>
  <flowData>
   <exchange number="8" name="coal, at mine" unit="kg" meanValue="2" location="CN"><outputGroup>0</outputGroup></exchange>
   <exchange number="9" name="gas, from mine" unit="kg" meanValue="1" location="CN"><outputGroup>2</outputGroup></exchange>
   <exchange number="3" name="Methane, fossil" category="air" subCategory="unspecified" unit="kg" meanValue="0.01">
     <outputGroup>4</outputGroup></exchange>
   <allocation referenceToCoProduct="8" allocationMethod="1" fraction="80"><referenceToInputOutput>3</referenceToInputOutput></allocation>
   <allocation referenceToCoProduct="9" allocationMethod="1" fraction="20"><referenceToInputOutput>3</referenceToInputOutput></allocation>
  </flowData>
 </dataset>
</ecoSpold>
"""

SIMAPRO = """{SimaPro 9.5}
{CSV separator: Semicolon}
{Decimal separator: ,}

Process

Process identifier
P1

Category type
material

Process name
Lithium plant

Geography
CN

Products
Lithium carbonate;kg;2;80;not defined;Li\\Carbonate;main
Sodium sulfate;kg;5;20;not defined;Li\\Sulfate;

Avoided products
Salt;kg;0,1;Undefined;0;0;0;

Resources
Water, river;in water;m3;0,01;Undefined;0;0;0;

Materials/fuels
Soda;kg;need*2;Lognormal;1,21;0;0;reagent
Coal;kg;1;Triangle;0;0,5;1,5;

Electricity/heat
Power;MJ;3,6;Normal;0,2;0;0;

Emissions to air
Carbon dioxide, fossil;high. pop.;kg;5;Uniform;0;4;6;
Methane, fossil;(unspecified);g;system("rm");Undefined;0;0;0;

Final waste flows
Slag;(unspecified);kg;3;Undefined;0;0;0;

Waste to treatment
Mud to landfill;kg;0,5;Undefined;0;0;0;

Calculated parameters
need;base + 0,5;

End

Process

Process identifier
P2

Process name
Landfill

Waste treatment
Mud to landfill;kg;1;All waste types;Waste;

Emissions to air
Methane, biogenic;(unspecified);kg;0,02;Undefined;0;0;0;

End

Database Input parameters
Base;1,5;Lognormal;1,44;0;0;No;a number

End
"""


def total(found: Imported, product: str) -> float:
    value = found.system.footprint(product).total
    assert value is not None
    return value


def test_ecospold_1_links_by_number_shares_by_its_allocation_and_reads_squared_deviations(tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text(ECOSPOLD1, encoding="utf-8")
    found = read_database(tmp_path / "x.xml")
    assert found.account.closed
    assert (found.account.counted, found.account.rejected, found.account.cut_off) == (8, 1, 0)
    assert "neither an input nor an output" in found.rejected["reason"][0]
    methane = 0.01 * 29.8
    assert total(found, "steam, at boiler") == pytest.approx(0.1 + 0.05 * methane * 0.8 / 2)
    assert total(found, "gas, from mine") == pytest.approx(methane * 0.2)
    rows = found.system.exchanges
    assert rows.filter(flow="coal, at mine", kind="input")["spread"][0] == pytest.approx(log(1.1))
    assert rows.filter(flow="CO2 › low population density")["spread"][0] == pytest.approx(0.01)
    assert found.system.processes.filter(process="7").select("geography", "period").row(0) == ("CN", "2001-2003")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_simapro_keeps_formulas_sections_and_the_decimal_comma(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.csv").write_bytes(SIMAPRO.replace("main", "Säure").encode(encoding))
    found = read_database(tmp_path / "x.csv")
    rows = found.system.exchanges
    assert found.account.closed
    assert found.account.counted == 13
    assert sorted(found.rejected["flow"]) == ["Methane, fossil", "Slag"]
    assert found.account.cut_off == 4
    assert rows.filter(flow="Lithium carbonate")["share"][0] == pytest.approx(0.8)
    assert rows.filter(flow="Soda")["formula"][0] == "need*2"
    assert rows.filter(flow="Soda")["spread"][0] == pytest.approx(log(1.1))
    assert rows.filter(flow="Power")["spread"][0] == pytest.approx(0.1)
    assert rows.filter(flow="Coal").select("low", "high").row(0) == (0.5, 1.5)
    landfill = 0.5 * 0.02 * 27.0
    assert total(found, "Lithium carbonate") == pytest.approx(0.8 * (5 + landfill) / 2)
    model = found.system.model()
    assert model.exchanges.filter(flow="Soda")["value"][0] == pytest.approx(4.0)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    first.append(["skip"])
    first.append(["Activity", "never"])
    sheet = book.create_sheet("one")
    for row in (
        ["Database", "db"],
        [],
        ["Database parameters"],
        ["name", "amount"],
        ["k", 1.0],
        [],
        ["Activity", "making a"],
        ["code", "A"],
        ["location", "CL"],
        ["reference product", "a"],
        ["unit", "kilogram"],
        ["Exchanges"],
        ["name", "amount", "unit", "type", "location", "categories", "uncertainty type", "loc", "scale", "minimum", "maximum", "formula", "pedigree"],
        ["making a", 1, "kilogram", "production", "CL"],
        ["making b", 0.5, "kilogram", "technosphere", "CL", None, 2, log(0.5), 0.2],
        ["far away", 2, "kilowatt hour", "technosphere", "DE", None, 5, 2, None, 1, 3],
        ["Carbon dioxide, fossil", 3, "kilogram", "biosphere", None, "air::urban air close to ground", 0, None, None, None, None, "k * 3"],
        ["Methane, fossil", "n/a", "kilogram", "biosphere", None, "air"],
        ["strange", 1, "kilogram", "telepathy"],
        [],
        ["Activity", "making b"],
        ["location", "CL"],
        ["unit", "kilogram"],
        ["production amount", 4],
        ["Exchanges"],
        ["name", "amount", "unit", "type", "categories", "uncertainty type", "pedigree"],
        ["Carbon dioxide, fossil", 8, "kilogram", "biosphere", "air", 2, "(1, 4, 3, 1, 1, 1)"],
        [],
    ):
        sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_of_brightway_skips_sheets_links_and_lists_what_lies_outside(tmp_path: Path) -> None:
    found = read_database(workbook(tmp_path / "清单.xlsx"))
    assert found.account.closed
    assert (found.account.cut_off, found.account.rejected) == (1, 2)
    assert found.cut_off["flow"].to_list() == ["far away | DE"]
    assert total(found, "a") == pytest.approx(3.0 + 0.5 * 8 / 4)
    rows = found.system.exchanges
    assert rows.filter(flow="far away | DE").select("distribution", "low", "high").row(0) == ("triangular", 1.0, 3.0)
    assert rows.filter(pl.col("pedigree").is_not_null())["pedigree"].to_list() == ["1,4,3,1,1"]
    assert total(Imported(found.system.with_parameters(k=2.0), found.flows, 0, found.unread), "a") == pytest.approx(6.0 + 1.0)


def world(*processes: dict[str, Any], version: int) -> dict[str, Any]:
    flag = {"ref": "isRefFlowProperty" if version == 2 else "referenceFlowProperty", "unit": "isRefUnit" if version == 2 else "referenceUnit"}
    files: dict[str, Any] = {
        "unit_groups/m.json": {
            "@id": "m",
            "units": [
                {"@id": "kg", "name": "kg", flag["unit"]: True, "conversionFactor": 1},
                {"@id": "lb", "name": "lb av", "conversionFactor": 0.45},
            ],
        },
        "unit_groups/v.json": {"@id": "v", "units": [{"@id": "m3", "name": "m3", flag["unit"]: True, "conversionFactor": 1}]},
        "flow_properties/mass.json": {"@id": "mass", "unitGroup": {"@id": "m"}},
        "flow_properties/volume.json": {"@id": "volume", "unitGroup": {"@id": "v"}},
        "locations/l.json": {"@id": "l", "code": "CN"},
    }
    for key, kind in (("a", "PRODUCT_FLOW"), ("b", "PRODUCT_FLOW"), ("w", "WASTE_FLOW"), ("co2", "ELEMENTARY_FLOW")):
        flow = {
            "@id": key,
            "name": "Carbon dioxide, fossil" if key == "co2" else f"product {key}",
            "flowType": kind,
            "flowProperties": [
                {"flowProperty": {"@id": "mass"}, flag["ref"]: True, "conversionFactor": 1},
                {"flowProperty": {"@id": "volume"}, "conversionFactor": 0.001},
            ],
        }
        flow["category"] = "Elementary flows/air/unspecified" if version == 2 else {"@id": "c2"}
        files[f"flows/{key}.json"] = flow
    files["categories/c1.json"] = {"@id": "c1", "name": "air"}
    files["categories/c2.json"] = {"@id": "c2", "name": "unspecified", "category": {"@id": "c1"}}
    return files | {f"processes/{p['@id']}.json": p for p in processes}


def told(flow: str, amount: float, version: int, unit: str = "kg", quantity: str = "mass", **more: Any) -> dict[str, Any]:
    names = (
        {"in": "isInput", "ref": "isQuantitativeReference", "avoid": "isAvoidedProduct"}
        if version == 2
        else {"in": "input", "ref": "quantitativeReference", "avoid": "avoidedProduct"}
    )
    flags = {names[k]: True for k in ("in", "ref", "avoid") if more.pop(k, False)}
    return {"flow": {"@id": flow}, "amount": amount, "unit": {"@id": unit}, "flowProperty": {"@id": quantity}, **flags, **more}


def read(tmp_path: Path, *processes: dict[str, Any], version: int) -> Imported:
    with zipfile.ZipFile(tmp_path / "w.zip", "w") as made:
        for name, entity in world(*processes, version=version).items():
            made.writestr(f"db/{name}", json.dumps(entity))
    return read_database(tmp_path / "w.zip")


@pytest.mark.parametrize("version", [1, 2])
def test_both_schemas_of_jsonld_say_the_same(tmp_path: Path, version: int) -> None:
    p = {
        "@id": "p",
        "name": "p",
        "location": {"@id": "l"},
        "exchanges": [
            told("a", 2, version, ref=True),
            told("co2", 10, version, unit="lb"),
            told("b", 0.002, version, "m3", "volume", **{"in": True}),
            told("w", 1, version),
            told("b", 0.5, version, avoid=True, **{"in": True}),
        ],
    }
    q = {"@id": "q", "name": "q", "exchanges": [told("b", 1, version, ref=True), told("co2", 4, version)]}
    t = {"@id": "t", "name": "t", "exchanges": [told("w", 1, version, ref=True, **{"in": True}), told("co2", 7, version)]}
    found = read(tmp_path, p, q, t, version=version)
    assert found.account.closed
    assert found.account.rejected == found.account.cut_off == 0
    assert total(found, "product a") == pytest.approx((4.5 + 2 * 4 + 7 - 0.5 * 4) / 2)
    assert found.system.processes.filter(process="p")["geography"][0] == "CN"


def test_causal_factors_make_one_process_of_each_product(tmp_path: Path) -> None:
    def factor(product: str, exchange: int, value: float) -> dict[str, Any]:
        return {"allocationType": "CAUSAL_ALLOCATION", "product": {"@id": product}, "value": value, "exchange": {"internalId": exchange}}

    p = {
        "@id": "p",
        "name": "p",
        "defaultAllocationMethod": "CAUSAL_ALLOCATION",
        "exchanges": [
            told("a", 1, 2, ref=True, internalId=1),
            told("b", 1, 2, internalId=2),
            told("co2", 10, 2, internalId=4),
            told("co2", 1, 2, internalId=30),
        ],
        "allocationFactors": [factor("a", 4, 0.9), factor("b", 4, 0.1), factor("a", 30, 0.2), factor("b", 30, 0.8)],
    }
    found = read(tmp_path, p, version=2)
    assert total(found, "product a") == pytest.approx(9.2)
    assert total(found, "product b") == pytest.approx(1.8)


def test_physical_factors_are_the_shares(tmp_path: Path) -> None:
    rows = [{"allocationType": "PHYSICAL_ALLOCATION", "product": {"@id": k}, "value": v} for k, v in (("a", 0.7), ("b", 0.3))]
    p = {
        "@id": "p",
        "name": "p",
        "defaultAllocationMethod": "PHYSICAL_ALLOCATION",
        "allocationFactors": rows,
        "exchanges": [told("a", 1, 2, ref=True), told("b", 1, 2), told("co2", 10, 2)],
    }
    assert total(read(tmp_path, p, version=2), "product a") == pytest.approx(7.0)


def test_outputs_without_shares_are_shared_by_mass_and_it_is_said(tmp_path: Path) -> None:
    p = {"@id": "p", "name": "p", "exchanges": [told("a", 1, 2, ref=True), told("b", 0.003, 2, "m3", "volume"), told("co2", 10, 2)]}
    found = read(tmp_path, p, version=2)
    assert total(found, "product a") == pytest.approx(2.5)
    assert any(f.rule == "allocation.chosen" and "by mass" in f.message for f in found.findings)


def test_a_named_supplier_serves_and_of_several_unnamed_the_one_at_the_takers_place(tmp_path: Path) -> None:
    def maker(name: str, co2: float, **more: Any) -> dict[str, Any]:
        return {"@id": name, "name": name, "exchanges": [told("b", 1, 2, ref=True), told("co2", co2, 2)], **more}

    def taker(**more: Any) -> dict[str, Any]:
        return {"@id": "p", "name": "p", "location": {"@id": "l"}, "exchanges": [told("a", 1, 2, ref=True), told("b", 1, 2, **{"in": True}, **more)]}

    makers = [maker("far", 5), maker("near", 2, location={"@id": "l"})]
    assert total(read(tmp_path, taker(defaultProvider={"@id": "far"}), *makers, version=2), "product a") == pytest.approx(5)
    found = read(tmp_path, taker(), *makers, version=2)
    assert total(found, "product a") == pytest.approx(2)
    assert any(f.rule == "provider.chosen" and "'near'" in f.message for f in found.findings)
    lost = read(tmp_path, taker(defaultProvider={"@id": "gone"}), makers[0], version=2)
    assert total(lost, "product a") == pytest.approx(5)
    assert any(f.rule == "provider.lost" for f in lost.findings)


def test_elementary_flows_are_known_by_uuid_cas_and_name_only_in_their_compartment(tmp_path: Path) -> None:
    from lizero.importers.lca.identity import known_flow

    assert known_flow("anything", "air", "kg", None, "08a91e70-3ddc-11dd-923d-0050c2490048") == ("CO2", "uuid")
    assert known_flow("anything", "air", "kg", "007446-09-5", None) == ("SO2", "cas")
    assert known_flow("anything", "water", "kg", "007446-09-5", None) == (None, None)
    assert known_flow("Dinitrogen monoxide", "air", "kg", None, None) == ("N2O", "name")
    assert known_flow("Methane, tetrafluoro-, CFC-14", "air", "m3", None, None) == (None, None)
    assert known_flow("Ethane, 1,1,1,2-tetrafluoro-, HFC-134a", "air", "kg", None, None) == ("HFC-134a", "name")
