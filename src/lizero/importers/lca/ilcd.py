"""ILCD: XML data sets of processes, flows, quantities and units in folders, zipped or not.

Amounts are in the own unit of the flow's own quantity, as the format has it. Shares are those of the allocation elements
where all exchanges are shared alike; else the process becomes one for each product. A variable and formulas make PARAMETERS.
The deviation of a log-normal is the squared geometric one, that of a normal the doubled one in per cent of the mean, as the
schema of the format defines the field. Processes are read one by one, after what they refer to.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

from lizero.errors import ProjectRefused
from lizero.importers.lca.archive import Archive
from lizero.importers.lca.cause import shared_by_cause
from lizero.importers.lca.identity import compartment, place_of
from lizero.importers.lca.raw import Notes, Raw
from lizero.importers.lca.spread import bounds, lognormal, scaled, sound
from lizero.importers.lca.units import unit_of
from lizero.importers.lca.xml import child, children, document, documents, inside, local, names, text

__all__ = ["is_ilcd", "read_ilcd"]

_OWN = "https://lizero.org/ilcd"

_KINDS = {"elementary flow": "elementary", "waste flow": "waste"}


def is_ilcd(archive: Archive) -> bool:
    """Whether files lie in ILCD's folders, or the first XML file is in a namespace of ILCD."""
    if any("/processes/" in f"/{n}" and n.endswith(".xml") for n in archive.names):
        return True
    first = next(archive.ending(".xml"), None)
    return first is not None and names(archive.read(first), b"lca.jrc.it/ILCD")


def read_ilcd(archive: Archive) -> Raw:
    """What the data sets say. Raises ProjectRefused when none is a process."""
    notes = Notes()
    found, later = _told(archive, notes)
    units = {_uuid(r, "unitGroupInformation"): _reference_unit(r) for _, r in found.get("unitGroupDataSet", [])}
    group = ("flowPropertiesInformation", "quantitativeReference", "referenceToReferenceUnitGroup")
    quantities = {_uuid(r, group[0]): units.get(_target(child(r, *group)), "") for _, r in found.get("flowPropertyDataSet", [])}
    flows: dict[str, dict[str, Any]] = {}
    contents: dict[str, dict[str, float]] = {}
    for name, root in found.get("flowDataSet", []):
        _flow(root, f"{archive.title} › {name}", quantities, flows, contents, notes)
    processes: list[dict[str, Any]] = []
    exchanges: list[dict[str, Any]] = []
    parameters: list[dict[str, Any]] = []
    for name in later:
        root = document(archive, name, notes)
        if root is None or local(root) != "processDataSet":
            continue
        process = _process(root, archive.title)
        if not process["process"]:
            notes.tell(f"{archive.title} › {name}", "file.refused", "the process has no UUID", "mend the file; the others count", "error")
            continue
        processes.append(process)
        known = _parameters(root, process["process"], name, parameters, notes)
        exchanges += _exchanges(root, process["process"], f"{archive.title} › {name}", flows, known, notes)
    if not processes:
        raise ProjectRefused(f"{archive.title} holds no process that can be read")
    return notes.raw(processes, exchanges, flows.values(), parameters, archive.title, contents)


def _told(archive: Archive, notes: Notes) -> tuple[dict[str, list[tuple[str, Any]]], list[str]]:
    """The data sets that processes refer to, by kind, and the names of the files that are processes."""
    processes = [n for n in archive.ending(".xml") if "/processes/" in f"/{n.lower()}"]
    found: dict[str, list[tuple[str, Any]]] = {}
    for name, root in documents(archive, notes, ".xml", without=frozenset(processes)):
        if local(root) == "processDataSet":
            processes.append(name)
        elif local(root) in ("flowDataSet", "flowPropertyDataSet", "unitGroupDataSet"):
            found.setdefault(local(root), []).append((name, root))
    return found, processes


def _uuid(root: Any, part: str) -> str:
    return text(root, part, "dataSetInformation", "UUID").lower()


def _target(reference: Any | None) -> str:
    return "" if reference is None else str(reference.get("refObjectId") or "").lower()


def _reference_unit(root: Any) -> str:
    number = text(root, "unitGroupInformation", "quantitativeReference", "referenceToReferenceUnit")
    units = children(root, "units", "unit")
    best = next((u for u in units if u.get("dataSetInternalID") == number), units[0] if units else None)
    return unit_of(text(best, "name"))


def _flow(
    root: Any, where: str, quantities: Mapping[str, str], flows: dict[str, dict[str, Any]], contents: dict[str, dict[str, float]], notes: Notes
) -> None:
    about = child(root, "flowInformation", "dataSetInformation")
    key = text(about, "UUID").lower()
    kind = _KINDS.get(text(root, "modellingAndValidation", "LCIMethod", "typeOfDataSet").lower(), "product")
    path = "/".join((c.text or "").strip() for c in children(about, "classificationInformation", "elementaryFlowCategorization", "category"))
    place, within = compartment(path) if kind == "elementary" else (None, "")
    main = text(root, "flowInformation", "quantitativeReference", "referenceToReferenceFlowProperty")
    sizes: dict[str, float] = {}
    unit = ""
    for told in children(root, "flowProperties", "flowProperty"):
        of = quantities.get(_target(child(told, "referenceToFlowPropertyDataSet")), "")
        size = notes.number(text(told, "meanValue"), where, "flow property")
        if told.get("dataSetInternalID") == main:
            unit = of
        if of and size:
            sizes[of] = size
    if sizes.get(unit):
        contents[key] = {u: s / sizes[unit] for u, s in sizes.items()}
    parts = [text(about, "name", n) for n in ("baseName", "treatmentStandardsRoutes", "mixAndLocationTypes", "flowProperties")]
    name = ", ".join(p for p in parts if p) if kind != "elementary" else parts[0]
    supply = place_of(text(root, "flowInformation", "geography", "locationOfSupply"))
    flows[key] = {
        "key": key, "name": name or key, "kind": kind, "unit": unit or "unit", "compartment": place, "within": within, "uuid": key,
        "cas": text(about, "CASNumber") or None, "geography": supply, "category": path,
    }


def _process(root: Any, title: str) -> dict[str, Any]:
    about = child(root, "processInformation", "dataSetInformation")
    place = child(root, "processInformation", "geography", "locationOfOperationSupplyOrProduction")
    years = [text(root, "processInformation", "time", n) for n in ("referenceYear", "dataSetValidUntil")]
    kind = text(root, "modellingAndValidation", "LCIMethodAndAllocation", "typeOfDataSet").lower()
    parts = [text(about, "name", n) for n in ("baseName", "treatmentStandardsRoutes", "mixAndLocationTypes", "functionalUnitFlowProperties")]
    return {
        "process": text(about, "UUID").lower(), "name": ", ".join(p for p in parts if p) or text(about, "UUID"),
        "geography": place_of("" if place is None else str(place.get("location") or "")), "period": "-".join(y for y in years if y) or None,
        "kind": "aggregated" if "lci result" in kind else "background", "source": title, "note": text(about, "generalComment")[:600] or None,
        "technology": text(root, "processInformation", "technology", "technologyDescriptionAndIncludedProcesses")[:200] or None,
    }


def _parameters(root: Any, process: str, name: str, parameters: list[dict[str, Any]], notes: Notes) -> set[str]:
    known = set()
    for told in children(root, "processInformation", "mathematicalRelations", "variableParameter"):
        variable = str(told.get("name") or "")
        where = f"{name} › {variable}"
        formula = notes.formula(text(told, "formula"), where) if not _is_number(text(told, "formula")) else None
        value = text(told, "meanValue") or text(told, "formula")
        spread = {} if formula else _uncertainty(told, value, where, notes, "minimumValue", "maximumValue")
        row = {"parameter": variable, "scope": process, "formula": formula, "value": notes.number(value, where, variable) if value else None}
        parameters.append(row | spread)
        known.add(variable)
    return known


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _exchanges(
    root: Any, process: str, where: str, flows: dict[str, dict[str, Any]], known: set[str], notes: Notes
) -> list[dict[str, Any]]:
    references = {(e.text or "").strip() for e in children(root, "processInformation", "quantitativeReference", "referenceToReferenceFlow")}
    rows: list[dict[str, Any]] = []
    parts: dict[str, dict[str, float]] = {}
    ids: dict[str, str] = {}
    for n, exchange in enumerate(inside(root, "exchanges"), start=1):
        if local(exchange) != "exchange":
            continue
        number = str(exchange.get("dataSetInternalID") or n)
        row = _exchange(exchange, process, f"{where} › exchange {number}", number in references, flows, known, notes)
        if row is None:
            continue
        row |= {"exchange": f"{process}/{number}/{n}", "process": process}
        if row["reference"] and any(r["reference"] for r in rows):
            row |= {"reference": False, "kind": "co-product" if row["kind"] == "product" else row["kind"]}
        rows.append(row)
        for told in children(exchange, "allocations", "allocation"):
            share = notes.number(told.get("allocatedFraction"), row["where"], "allocation")
            parts.setdefault(str(told.get("internalReferenceToCoProduct")), {})[row["exchange"]] = (share or 0.0) / 100.0
        ids.setdefault(number, row["exchange"])
    return shared_by_cause(rows, {ids[n]: p for n, p in parts.items() if n in ids}, notes)


def _exchange(
    exchange: Any, process: str, where: str, reference: bool, flows: dict[str, dict[str, Any]], known: set[str], notes: Notes
) -> dict[str, Any] | None:
    told = child(exchange, "referenceToFlowDataSet")
    key = _target(told)
    if not key:
        notes.reject(where, process, "", "it names no flow")
        return None
    if key not in flows:
        flows[key] = {"key": key, "name": text(told, "shortDescription") or key, "kind": "product", "unit": "unit", "uuid": key}
        notes.tell(where, "flow.missing", f"the flow {key} has no data set of its own: its unit is not known", "", "warning")
    flow = flows[key]
    mean = notes.amount(text(exchange, "meanAmount") or text(exchange, "resultingAmount"), where, process, flow["name"])
    amount = notes.amount(text(exchange, "resultingAmount") or mean, where, process, flow["name"]) if mean is not None else None
    if mean is None or amount is None:
        return None
    entering = text(exchange, "exchangeDirection").lower() == "input"
    kind, reference = _kind(flow["kind"], entering, reference)
    variable = text(exchange, "referenceToVariable")
    formula = f"{mean!r} * {variable}" if variable in known else None
    row = {
        "kind": kind, "reference": reference, "flow": key, "unit": flow["unit"], "where": where, "amount": amount, "formula": formula,
        "provider": text(exchange, "other", "provider") or None, "note": text(exchange, "generalComment")[:300] or None,
        **_uncertainty(exchange, amount, where, notes, "minimumAmount", "maximumAmount"),
    }
    against = kind == "elementary" and flow["compartment"] is not None and (flow["compartment"] == "resource") != entering
    return scaled(row, -1.0) if against else row


def _kind(kind: str, entering: bool, reference: bool) -> tuple[str, bool]:
    if kind == "elementary":
        return "elementary", False
    if kind == "waste":
        return ("product", True) if reference and not entering else ("waste", reference)
    if reference and entering:
        return "waste", True
    return ("input" if entering else "product" if reference else "co-product"), reference


def _uncertainty(told: Any, amount: Any, where: str, notes: Notes, low: str, high: str) -> dict[str, Any]:
    """The columns of a distribution; one of our own files has the deviation in full beside the rounded one of the format."""
    kind, wide = text(told, "uncertaintyDistributionType"), text(told, "relativeStandardDeviation95In")
    exact = child(told, "other", "spread")
    try:
        if kind in ("log-normal", "normal") and exact is not None and _OWN in str(exact.tag):
            return {"distribution": kind.replace("-", ""), "spread": sound(float(exact.text))}
        if kind == "log-normal" and wide:
            if float(wide) < 1.0:
                raise ValueError(f"a squared geometric deviation of {wide} lies below one")
            return lognormal(sqrt(float(wide)))
        if kind == "normal" and wide:
            return {"distribution": "normal", "spread": abs(float(amount)) * float(wide) / 200.0} if float(wide) > 0 else {}
        if kind in ("triangular", "uniform"):
            return bounds(kind, float(text(told, low)), float(text(told, high)), float(amount))
    except ValueError as error:
        notes.tell(where, "uncertainty.refused", f"the {kind} uncertainty makes no distribution: {error}", "the amount is held certain")
    return {}
