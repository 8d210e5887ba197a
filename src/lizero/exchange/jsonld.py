"""openLCA JSON-LD, schema 2: a zip with one JSON file an entity."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import exp
from pathlib import Path
from typing import Any

from lizero.exchange.bundle import write_zip
from lizero.exchange.content import Content, Flow, uuid_of
from lizero.exchange.quantities import quantity

__all__ = ["write_jsonld"]

_PLACES = {"air": "Emission to air", "water": "Emission to water", "soil": "Emission to soil", "resource": "Resource"}
_TOLD = ("source", "status", "note")
_TAGS = ("stage", "transformation", "status", "licence")


def write_jsonld(content: Content, path: Path) -> None:
    """Write `content` to the zip at `path`; the same content gives the same bytes."""
    write_zip(path, ((name, _text(entity)) for name, entity in _entities(content)))


def _text(entity: Mapping[str, Any]) -> bytes:
    return json.dumps({k: v for k, v in entity.items() if v is not None}, ensure_ascii=False, allow_nan=False, sort_keys=False).encode("utf-8")


def _entities(content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "openlca.json", {"schemaVersion": 2}
    yield from _quantities(content)
    for place in content.processes["geography"].drop_nulls().unique(maintain_order=True):
        yield _file("locations", "Location", uuid_of("location", place), name=place, code=place)
    for flow in content.flows.values():
        yield _flow(content, flow)
    for row in content.parameters(None):
        yield _file("parameters", "Parameter", uuid_of("parameter", row["parameter"]), **_parameter(row, "GLOBAL_SCOPE"))
    rows = content.exchanges.partition_by("process", as_dict=True, maintain_order=True)
    for process in content.processes.iter_rows(named=True):
        yield _process(content, process, rows[(process["process"],)].iter_rows(named=True))


def _file(folder: str, kind: str, uuid: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return f"{folder}/{uuid}.json", {"@type": kind, "@id": uuid, **more}


def _ref(kind: str, uuid: str, name: str) -> dict[str, str]:
    return {"@type": kind, "@id": uuid, "name": name}


def _quantities(content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    for main in dict.fromkeys(m for m, _ in content.units.values()):
        name, of, group, _ = quantity(main)
        units = [{
            **_ref("Unit", _unit_id(unit, main), unit), "conversionFactor": size, **({"isRefUnit": True} if unit == main else {}),
        } for unit, (other, size) in content.units.items() if other == main]
        yield _file("unit_groups", "UnitGroup", group, name=f"Units of {name.lower()}", units=units)
        yield _file("flow_properties", "FlowProperty", of, name=name, flowPropertyType="PHYSICAL_QUANTITY",
                    unitGroup=_ref("UnitGroup", group, f"Units of {name.lower()}"))


def _unit_id(unit: str, main: str) -> str:
    return quantity(main)[3] if unit == main else uuid_of("unit", unit)


def _flow(content: Content, flow: Flow) -> tuple[str, dict[str, Any]]:
    name, of, _, _ = quantity(content.units[flow.unit][0])
    place = "/".join(p for p in ("Elementary flows", _PLACES.get(flow.compartment or "", "Other"), flow.within or "unspecified"))
    return _file(
        "flows", "Flow", flow.uuid, name=flow.title, flowType=f"{flow.kind.upper()}_FLOW", cas=flow.cas or None,
        category=place if flow.kind == "elementary" else None,
        flowProperties=[{
            "@type": "FlowPropertyFactor", "flowProperty": _ref("FlowProperty", of, name), "isRefFlowProperty": True, "conversionFactor": 1.0,
        }],
    )


def _process(content: Content, process: Mapping[str, Any], rows: Iterator[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    given = list(rows)
    place = process["geography"]
    exchanges = [_exchange(content, row, n) for n, row in enumerate(given, start=1)]
    shares = [r for r in given if r["function"]]
    kind = "LCI_RESULT" if process["kind"] == "aggregated" else "UNIT_PROCESS"
    return _file(
        "processes", "Process", process["uuid"], name=process["name"], processType=kind,
        location=_ref("Location", uuid_of("location", place), place) if place else None, description=process["note"],
        tags=[f"{t}={process[t]}" for t in _TAGS if process[t]] or None, processDocumentation=_documented(process),
        defaultAllocationMethod="PHYSICAL_ALLOCATION" if len(shares) > 1 else None,
        allocationFactors=[_factor(content, row) for row in shares] if len(shares) > 1 else None,
        parameters=[_parameter(row, "PROCESS_SCOPE") for row in content.parameters(process["process"])] or None,
        exchanges=exchanges, lastInternalId=len(exchanges),
    )


def _documented(process: Mapping[str, Any]) -> dict[str, Any] | None:
    told = {"technologyDescription": process["technology"], "timeDescription": process["period"], "dataCollectionDescription": process["source"]}
    years = [y for y in (process["period"] or "").split("-") if y.isdigit() and len(y) == 4]
    if years:
        told |= {"validFrom": f"{years[0]}-01-01", "validUntil": f"{years[-1]}-12-31"}
    found = {k: v for k, v in told.items() if v}
    return {"@type": "ProcessDocumentation", **found} if found else None


def _factor(content: Content, row: Mapping[str, Any]) -> dict[str, Any]:
    flow = content.flows[row["key"]]
    found = {"@type": "AllocationFactor", "allocationType": "PHYSICAL_ALLOCATION", "product": _ref("Flow", flow.uuid, flow.name)}
    share = row["share"] if row["share"] is not None else row["settled"]
    return found | {"value": share if share is not None else 0.0} | ({"formula": row["share_formula"]} if row["share_formula"] else {})


def _exchange(content: Content, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    flow = content.flows[row["key"]]
    main = content.units[row["unit"]][0]
    name, of, _, _ = quantity(main)
    waste = flow.kind == "waste"
    entering = row["compartment"] == "resource" if row["kind"] == "elementary" else row["function"] == waste
    sign = -1.0 if waste and row["kind"] == "avoided" else 1.0
    found = {
        "@type": "Exchange", "internalId": number, "amount": sign * row["value"], "isInput": bool(entering),
        "isQuantitativeReference": bool(row["reference"]), "isAvoidedProduct": row["kind"] == "avoided" and not waste,
        "flow": {**_ref("Flow", flow.uuid, flow.title), "flowType": f"{flow.kind.upper()}_FLOW"},
        "unit": _ref("Unit", _unit_id(row["unit"], main), row["unit"]), "flowProperty": _ref("FlowProperty", of, name),
    }
    if row["formula"]:
        found["amountFormula"] = row["formula"] if sign > 0 else f"-({row['formula']})"
    if row["serves"]:
        found["defaultProvider"] = _ref("Process", uuid_of("process", row["serves"]), row["serves"])
    if row["pedigree"]:
        found["dqEntry"] = f"({row['pedigree'].replace(',', ';')})"
    told = "; ".join(f"{n}: {row[n]}" for n in _TOLD if row[n])
    return found | ({"description": told} if told else {}) | _uncertain(row, sign * row["value"])


def _uncertain(row: Mapping[str, Any], amount: float) -> dict[str, Any]:
    kind = row["distribution"]
    if kind == "lognormal" and row["spread"]:
        told: dict[str, Any] = {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": amount, "geomSd": exp(row["spread"])}
    elif kind == "normal" and row["spread"]:
        told = {"distributionType": "NORMAL_DISTRIBUTION", "mean": amount, "sd": row["spread"]}
    elif kind == "triangular":
        told = {"distributionType": "TRIANGLE_DISTRIBUTION", "minimum": row["low"], "mode": amount, "maximum": row["high"]}
    elif kind == "uniform":
        told = {"distributionType": "UNIFORM_DISTRIBUTION", "minimum": row["low"], "maximum": row["high"]}
    else:
        return {}
    return {"uncertainty": {"@type": "Uncertainty", **told}}


def _parameter(row: Mapping[str, Any], scope: str) -> dict[str, Any]:
    found = {
        "name": row["parameter"], "parameterScope": scope, "isInputParameter": not row["formula"],
        "value": row["value"] if row["value"] is not None else 0.0, "description": row["source"],
    }
    if row["formula"]:
        return found | {"formula": row["formula"]}
    return found | _uncertain({**row, "low": None, "high": None} if "low" not in row else row, found["value"])
