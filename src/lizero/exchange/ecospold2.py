"""EcoSpold 2: a zip with one .spold file a function of a process, linked by activity links.

The format has no shares: a process with several outputs is a file for each, its exchanges times its share. A treated waste
stands as the service of its treatment. Amounts are those of one scenario and year; formulas are worked out.
"""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from lizero.exchange.bundle import document, write_zip
from lizero.exchange.columns import Dataset, datasets
from lizero.exchange.content import Content, Flow, uuid_of

__all__ = ["write_ecospold2"]

SPACE = "http://www.EcoInvent.org/EcoSpold02"
_DAY = "2000-01-01"
_PERSON = {"personId": uuid_of("person", "lizero"), "personName": "lizero", "personEmail": "not@stated.invalid"}
_SCORES = ("reliability", "completeness", "temporalCorrelation", "geographicalCorrelation", "furtherTechnologyCorrelation")
_PLACES = {"resource": "natural resource"}


def write_ecospold2(content: Content, path: Path) -> None:
    """Write `content` to the zip at `path`; the same content gives the same bytes."""
    ET.register_namespace("", SPACE)
    made = list(datasets(content))
    at = {(d.process["process"], d.flow.uuid): d for d in made}
    write_zip(path, ((f"datasets/{d.activity}_{d.flow.uuid}.spold", _file(content, d, at)) for d in made))


def _file(content: Content, dataset: Dataset, at: dict[tuple[str, str], Dataset]) -> bytes:
    root = ET.Element(f"{{{SPACE}}}ecoSpold")
    top = _add(root, "activityDataset")
    _described(_add(top, "activityDescription"), dataset)
    flows = _add(top, "flowData")
    _product(flows, dataset)
    natural = [r for r in dataset.rows if r["kind"] == "elementary"]
    for row in (r for r in dataset.rows if r["kind"] != "elementary"):
        _input(flows, content, dataset, row, at)
    for row in natural:
        _elementary(flows, content, dataset, row)
    _administered(top)
    return document(root)


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{SPACE}}}{name}", attributes)
    if text is not None:
        made.text = text
    return made


def _said(parent: ET.Element, name: str, text: str, most: int) -> None:
    """A text in English, at most `most` characters, as the format asks."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    _add(parent, name, short).set("{http://www.w3.org/XML/1998/namespace}lang", "en")


def _described(about: ET.Element, dataset: Dataset) -> None:
    process = dataset.process
    activity = _add(
        about, "activity", id=dataset.activity, activityNameId=uuid_of("activity name", process["name"]), inheritanceDepth="0",
        type="2" if process["kind"] == "aggregated" else "1", specialActivityType="0",
    )
    _said(activity, "activityName", process["name"], 120)
    told = "; ".join(str(process[n]) for n in ("source", "licence", "note") if process[n])
    if told:
        comment = _add(activity, "generalComment")
        text = _add(comment, "text", told[:30000], index="1")
        text.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    place = process["geography"] or "WORLD"
    geography = _add(about, "geography", geographyId=uuid_of("geography", place))
    _said(geography, "shortname", "GLO" if place == "WORLD" else place, 40)
    _add(about, "technology", technologyLevel="3")
    years = [y for y in (process["period"] or "").split("-") if y.isdigit() and len(y) == 4] or ["2000", "2050"]
    _add(about, "timePeriod", startDate=f"{years[0]}-01-01", endDate=f"{years[-1]}-12-31", isDataValidForEntirePeriod="true")
    scenario = _add(about, "macroEconomicScenario", macroEconomicScenarioId=uuid_of("scenario", "business as usual"))
    _said(scenario, "name", "Business-as-Usual", 80)


def _product(flows: ET.Element, dataset: Dataset) -> None:
    made = _intermediate(flows, f"{dataset.uuid}/reference", dataset.flow, dataset.made, dataset.flow.unit)
    _add(made, "outputGroup", "0")


def _intermediate(flows: ET.Element, seed: str, flow: Flow, amount: float, unit: str) -> ET.Element:
    made = _add(
        flows, "intermediateExchange", id=uuid_of("exchange", seed), unitId=uuid_of("unit", unit), amount=repr(float(amount)),
        intermediateExchangeId=flow.uuid,
    )
    _said(made, "name", flow.name, 120)
    _said(made, "unitName", unit, 40)
    return made


def _input(flows: ET.Element, content: Content, dataset: Dataset, row: dict[str, Any], at: dict[tuple[str, str], Dataset]) -> None:
    flow = content.flows[row["key"]]
    made = _intermediate(flows, f"{dataset.uuid}/{row['exchange']}", flow, row["quantity"], row["unit"])
    supplier = at.get((row["serves"], flow.uuid))
    if supplier is not None:
        made.set("activityLinkId", supplier.activity)
    _noted(made, row)
    _add(made, "inputGroup", "5")


def _elementary(flows: ET.Element, content: Content, dataset: Dataset, row: dict[str, Any]) -> None:
    flow = content.flows[row["key"]]
    made = _add(
        flows, "elementaryExchange", id=uuid_of("exchange", f"{dataset.uuid}/{row['exchange']}"), unitId=uuid_of("unit", row["unit"]),
        amount=repr(float(row["quantity"])), elementaryExchangeId=flow.uuid, **({"casNumber": flow.cas} if flow.cas else {}),
    )
    _said(made, "name", flow.title, 120)
    _said(made, "unitName", row["unit"], 40)
    _noted(made, row)
    place, within = _PLACES.get(flow.compartment or "", flow.compartment or "air"), flow.within or "unspecified"
    compartment = _add(made, "compartment", subcompartmentId=uuid_of("compartment", f"{place}/{within}"))
    _said(compartment, "compartment", place, 40)
    _said(compartment, "subcompartment", within, 40)
    _add(made, "inputGroup" if flow.compartment == "resource" else "outputGroup", "4")


def _noted(made: ET.Element, row: dict[str, Any]) -> None:
    told = "; ".join(f"{n}: {row[n]}" for n in ("source", "status", "note") if row[n])
    if told:
        _said(made, "comment", told, 32000)
    kind = _distribution(row)
    marks = (row["pedigree"] or "").split(",")
    scored = len(marks) == len(_SCORES)
    if kind is None and scored:
        amount = repr(float(row["quantity"]))
        kind = "undefined", {"minValue": amount, "maxValue": amount, "standardDeviation95": "0.0"}
    if kind is not None:
        uncertainty = _add(made, "uncertainty")
        _add(uncertainty, *kind[:1], **kind[1])
        if scored:
            _add(uncertainty, "pedigreeMatrix", **dict(zip(_SCORES, marks, strict=True)))


def _distribution(row: dict[str, Any]) -> tuple[str, dict[str, str]] | None:
    amount, kind, spread = float(row["quantity"]), row["distribution"], row["spread"]
    if kind in ("lognormal", "normal") and spread and amount:
        variance = repr(float(spread) ** 2)
        mu = {"mu": repr(log(abs(amount)))} if kind == "lognormal" else {}
        return kind, {"meanValue": repr(abs(amount) if mu else amount), **mu, "variance": variance, "varianceWithPedigreeUncertainty": variance}
    if kind in ("triangular", "uniform") and row["low"] is not None and row["high"] is not None:
        likely = {"mostLikelyValue": repr(amount)} if kind == "triangular" else {}
        return kind, {"minValue": repr(float(row["low"])), **likely, "maxValue": repr(float(row["high"]))}
    return None


def _administered(top: ET.Element) -> None:
    representativeness = _add(_add(top, "modellingAndValidation"), "representativeness", systemModelId=uuid_of("system model", "allocated"))
    _said(representativeness, "systemModelName", "Allocated, shares as stated", 120)
    told = _add(top, "administrativeInformation")
    _add(told, "dataEntryBy", isActiveAuthor="false", **_PERSON)
    _add(told, "dataGeneratorAndPublication", isCopyrightProtected="false", **_PERSON)
    _add(
        told, "fileAttributes", majorRelease="1", minorRelease="0", majorRevision="1", minorRevision="0", defaultLanguage="en",
        internalSchemaVersion="2.0.14", creationTimestamp=f"{_DAY}T00:00:00", lastEditTimestamp=f"{_DAY}T00:00:00", fileGenerator="lizero",
        fileTimestamp=f"{_DAY}T00:00:00", contextId=uuid_of("context", "lizero"),
    )
