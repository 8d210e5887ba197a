"""ILCD 1.1: a zip of XML data sets: processes, flows, quantities and groups of units.

A process with several outputs is a data set for each, its exchanges times its share. Amounts are those of one scenario and
year, in the flow's own unit; formulas are worked out. Who supplies an input stands in the format's own place for extensions.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from lizero.exchange.bundle import document, write_zip
from lizero.exchange.columns import Dataset, dataset_id, datasets
from lizero.exchange.content import Content, Flow
from lizero.exchange.quantities import quantity

__all__ = ["write_ilcd"]

_ROOT = "http://lca.jrc.it/ILCD/"
_COMMON = f"{_ROOT}Common"
_OWN = "https://lizero.org/ilcd"
_WIDEST = 999.99
_STAMP = "2000-01-01T00:00:00"
_VERSION = "01.00.000"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PLACES = {"air": "Emissions to air", "water": "Emissions to water", "soil": "Emissions to soil", "resource": "Resources"}


def write_ilcd(content: Content, path: Path) -> None:
    """Write `content` to the zip at `path`; the same content gives the same bytes."""
    ET.register_namespace("common", _COMMON)
    ET.register_namespace("lizero", _OWN)
    write_zip(path, _files(content))


def _files(content: Content) -> Iterator[tuple[str, bytes]]:
    for main in dict.fromkeys(m for m, _ in content.units.values()):
        yield from _quantity(content, main)
    for flow in content.flows.values():
        yield f"ILCD/flows/{flow.uuid}.xml", _flow(content, flow)
    for dataset in datasets(content):
        yield f"ILCD/processes/{dataset.uuid}.xml", _process(content, dataset)


class _Writer:
    """Elements of one data set in its own namespace, with common ones beside them."""

    def __init__(self, kind: str, root: str) -> None:
        ET.register_namespace("", f"{_ROOT}{kind}")
        self.space = f"{_ROOT}{kind}"
        self.root = ET.Element(f"{{{self.space}}}{root}", version="1.1")

    def add(self, parent: ET.Element, name: str, text: str | None = None, lang: bool = False, **attributes: str) -> ET.Element:
        """A new element in `parent`; ``common:name`` is of the common namespace."""
        space, _, plain = f"{self.space}:{name}".rpartition(":") if not name.startswith("common:") else (_COMMON, "", name[7:])
        made = ET.SubElement(parent, f"{{{space}}}{plain}", attributes)
        if text is not None:
            made.text = text
        if lang:
            made.set(_LANG, "en")
        return made

    def refer(self, parent: ET.Element, name: str, kind: str, folder: str, uuid: str, title: str) -> ET.Element:
        """A reference to another data set."""
        made = self.add(parent, name, type=kind, refObjectId=uuid, version=_VERSION, uri=f"../{folder}/{uuid}.xml")
        self.add(made, "common:shortDescription", title[:500], lang=True)
        return made

    def administered(self) -> None:
        """When it was written, and its version."""
        told = self.add(self.root, "administrativeInformation")
        entry = self.add(told, "dataEntryBy")
        self.add(entry, "common:timeStamp", _STAMP)
        self.add(self.add(told, "publicationAndOwnership"), "common:dataSetVersion", _VERSION)

    def bytes(self) -> bytes:
        """The data set as XML."""
        return document(self.root)


def _quantity(content: Content, main: str) -> Iterator[tuple[str, bytes]]:
    name, uuid, group, _ = quantity(main)
    w = _Writer("UnitGroup", "unitGroupDataSet")
    about = w.add(w.root, "unitGroupInformation")
    told = w.add(about, "dataSetInformation")
    w.add(told, "common:UUID", group)
    w.add(told, "common:name", f"Units of {name.lower()}", lang=True)
    units = [(u, size) for u, (other, size) in content.units.items() if other == main]
    w.add(w.add(about, "quantitativeReference"), "referenceToReferenceUnit", str([u for u, _ in units].index(main)))
    w.administered()
    listed = w.add(w.root, "units")
    for n, (unit, size) in enumerate(units):
        row = w.add(listed, "unit", dataSetInternalID=str(n))
        w.add(row, "name", unit)
        w.add(row, "meanValue", repr(float(size)))
    yield f"ILCD/unitgroups/{group}.xml", w.bytes()
    w = _Writer("FlowProperty", "flowPropertyDataSet")
    about = w.add(w.root, "flowPropertiesInformation")
    told = w.add(about, "dataSetInformation")
    w.add(told, "common:UUID", uuid)
    w.add(told, "common:name", name, lang=True)
    reference = w.add(about, "quantitativeReference")
    w.refer(reference, "referenceToReferenceUnitGroup", "unit group data set", "unitgroups", group, f"Units of {name.lower()}")
    w.administered()
    yield f"ILCD/flowproperties/{uuid}.xml", w.bytes()


def _flow(content: Content, flow: Flow) -> bytes:
    w = _Writer("Flow", "flowDataSet")
    about = w.add(w.root, "flowInformation")
    told = w.add(about, "dataSetInformation")
    w.add(told, "common:UUID", flow.uuid)
    w.add(w.add(told, "name"), "baseName", flow.title[:500], lang=True)
    if flow.kind == "elementary":
        sorted_ = w.add(w.add(told, "classificationInformation"), "common:elementaryFlowCategorization")
        levels = [_PLACES.get(flow.compartment or "", "Other elementary flows"), *([flow.within] if flow.within else [])]
        for level, name in enumerate(levels):
            w.add(sorted_, "common:category", name, level=str(level))
    if flow.cas:
        w.add(told, "CASNumber", flow.cas.zfill(11))
    w.add(w.add(about, "quantitativeReference"), "referenceToReferenceFlowProperty", "0")
    kind = {"elementary": "Elementary flow", "waste": "Product flow"}.get(flow.kind, "Product flow")
    w.add(w.add(w.add(w.root, "modellingAndValidation"), "LCIMethod"), "typeOfDataSet", kind)
    w.administered()
    name, uuid, _, _ = quantity(content.units[flow.unit][0])
    row = w.add(w.add(w.root, "flowProperties"), "flowProperty", dataSetInternalID="0")
    w.refer(row, "referenceToFlowPropertyDataSet", "flow property data set", "flowproperties", uuid, name)
    w.add(row, "meanValue", "1.0")
    return w.bytes()


def _process(content: Content, dataset: Dataset) -> bytes:
    process = dataset.process
    w = _Writer("Process", "processDataSet")
    about = w.add(w.root, "processInformation")
    told = w.add(about, "dataSetInformation")
    w.add(told, "common:UUID", dataset.uuid)
    w.add(w.add(told, "name"), "baseName", process["name"][:500], lang=True)
    note = "; ".join(str(process[n]) for n in ("source", "licence", "note") if process[n])
    if note:
        w.add(told, "common:generalComment", note, lang=True)
    w.add(w.add(about, "quantitativeReference", type="Reference flow(s)"), "referenceToReferenceFlow", "0")
    years = [y for y in (process["period"] or "").split("-") if y.isdigit() and len(y) == 4]
    if years:
        time = w.add(about, "time")
        w.add(time, "common:referenceYear", years[0])
        w.add(time, "common:dataSetValidUntil", years[-1])
    place = "GLO" if process["geography"] in (None, "WORLD") else process["geography"]
    w.add(w.add(about, "geography"), "locationOfOperationSupplyOrProduction", location=place)
    kind = "LCI result" if process["kind"] == "aggregated" else "Unit process, single operation"
    w.add(w.add(w.add(w.root, "modellingAndValidation"), "LCIMethodAndAllocation"), "typeOfDataSet", kind)
    w.administered()
    rows = w.add(w.root, "exchanges")
    _made(w, rows, content, dataset)
    for n, row in enumerate(dataset.rows, start=1):
        _exchange(w, rows, content, row, n)
    return w.bytes()


def _made(w: _Writer, rows: ET.Element, content: Content, dataset: Dataset) -> None:
    size = content.units[dataset.flow.unit][1]
    made = w.add(rows, "exchange", dataSetInternalID="0")
    w.refer(made, "referenceToFlowDataSet", "flow data set", "flows", dataset.flow.uuid, dataset.flow.name)
    w.add(made, "exchangeDirection", "Output")
    for name in ("meanAmount", "resultingAmount"):
        w.add(made, name, repr(dataset.made * size))


def _exchange(w: _Writer, rows: ET.Element, content: Content, row: dict[str, Any], number: int) -> None:
    flow = content.flows[row["key"]]
    size = content.units[row["unit"]][1]
    made = w.add(rows, "exchange", dataSetInternalID=str(number))
    w.refer(made, "referenceToFlowDataSet", "flow data set", "flows", flow.uuid, flow.title)
    leaves = flow.kind == "elementary" and flow.compartment != "resource"
    w.add(made, "exchangeDirection", "Output" if leaves else "Input")
    for name in ("meanAmount", "resultingAmount"):
        w.add(made, name, repr(float(row["quantity"]) * size))
    _uncertain(w, made, row, size)
    told = "; ".join(f"{n}: {row[n]}" for n in ("source", "status", "note") if row[n])
    if told:
        w.add(made, "generalComment", told, lang=True)
    _own(w, made, content, row, size)


def _own(w: _Writer, made: ET.Element, content: Content, row: dict[str, Any], size: float) -> None:
    """What the format has no field for: who supplies an input, and the deviation in full."""
    told: dict[str, str] = {}
    if row["serves"] and row["kind"] != "elementary":
        told["provider"] = _supplier(content, row)
    if row["distribution"] in ("lognormal", "normal") and row["spread"]:
        told["spread"] = repr(float(row["spread"]) * (size if row["distribution"] == "normal" else 1.0))
    if told:
        other = w.add(made, "common:other")
        for name, value in told.items():
            ET.SubElement(other, f"{{{_OWN}}}{name}").text = value


def _supplier(content: Content, row: dict[str, Any]) -> str:
    columns = content.model.columns
    main = columns.filter((columns["process"] == row["serves"]) & (columns["flow"] == row["flow"]))["reference"]
    return dataset_id(row["serves"], row["flow"], bool(main[0]) if len(main) else True)


def _uncertain(w: _Writer, made: ET.Element, row: dict[str, Any], size: float) -> None:
    """The distribution. The format's field holds the squared geometric deviation of a log-normal, or the doubled deviation of a
    normal in per cent, in five digits up to 999.99; `_own` has it in full.
    """
    kind, spread, amount = row["distribution"], row["spread"], float(row["quantity"])
    wide = 0.0
    if kind == "lognormal" and spread:
        wide = exp(min(2.0 * spread, 700.0))
    elif kind == "normal" and spread and amount:
        wide = 200.0 * spread / abs(amount)
    if wide > 0.0:
        w.add(made, "uncertaintyDistributionType", "log-normal" if kind == "lognormal" else "normal")
        if wide <= _WIDEST:
            w.add(made, "relativeStandardDeviation95In", f"{wide:.{2 if wide >= 99.9995 else 3}f}")
    elif kind in ("triangular", "uniform") and row["low"] is not None:
        for name, element in (("low", "minimumAmount"), ("high", "maximumAmount")):
            w.add(made, element, repr(float(row[name]) * size))
        w.add(made, "uncertaintyDistributionType", kind)
