"""EcoSpold 2: one XML file an activity and reference product, linked by activity links where the system model has them.

A process goes by the ids of its activity and its reference product, for one activity may stand in several files. An output
of amount 0, as allocated databases keep them, makes nothing and is set apart. A treatment is run for a negative amount of
its waste, and who sends waste to it takes a negative amount; waste that a process gives off is turned into that. Outputs
that no system model has shared yet are shared by revenue where each has a price, else by dry mass or energy.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, sqrt
from typing import Any

from lizero.errors import ProjectRefused
from lizero.importers.lca.archive import Archive
from lizero.importers.lca.identity import compartment, place_of
from lizero.importers.lca.raw import Notes, Raw
from lizero.importers.lca.spread import bounds, scaled
from lizero.importers.lca.units import unit_of
from lizero.importers.lca.xml import child, children, documents, inside, local, names, text
from lizero.lca.formula import parse

__all__ = ["is_ecospold2", "read_ecospold2"]

_HELD = {("dry mass", "kg"), ("heating value, net", "MJ")}
_SCORES = ("reliability", "completeness", "temporalCorrelation", "geographicalCorrelation", "furtherTechnologyCorrelation")


def is_ecospold2(archive: Archive) -> bool:
    """Whether a file ends in .spold, or is XML in the namespace of EcoSpold 2."""
    if any(True for _ in archive.ending(".spold")):
        return True
    first = next(archive.ending(".xml"), None)
    return first is not None and names(archive.read(first), b"EcoSpold02")


def read_ecospold2(archive: Archive) -> Raw:
    """What the files say. Raises ProjectRefused when none holds an activity."""
    notes = Notes()
    processes: list[dict[str, Any]] = []
    exchanges: list[dict[str, Any]] = []
    flows: dict[str, dict[str, Any]] = {}
    parameters: list[dict[str, Any]] = []
    makers: dict[tuple[str, str], str] = {}
    contents: dict[str, dict[str, float]] = {}
    seen: set[str] = set()
    for name, root in documents(archive, notes, ".spold", ".xml"):
        for dataset in [e for e in root if local(e) in ("activityDataset", "childActivityDataset")]:
            activity = str(_told(dataset, "activity").get("id") or name)
            where = f"{archive.title} › {name}"
            rows = _rows(dataset, activity, where, flows, contents, notes)
            process = f"{activity}_{next((r['flow'] for r in rows if r['reference']), '')}"
            if process in seen:
                notes.tell(where, "process.repeated", f"the activity and product of {process} stood in a file before", "both are kept, apart")
                process = f"{process}_{len(seen)}"
            seen.add(process)
            _by_revenue(rows, process, where, notes)
            known = _parameters(dataset, process, name, parameters, notes)
            for n, row in enumerate(rows, start=1):
                row |= {"process": process, "exchange": f"{process}/{n}"}
                if row["kind"] in ("product", "co-product"):
                    makers.setdefault((activity, row["flow"]), process)
                if row["formula"] and (strange := [v for v in parse(row["formula"]).names if v not in known]):
                    message = f"{row['formula'][:80]!r} needs {', '.join(strange)}, which the file does not declare"
                    notes.tell(row["where"], "formula.unknown", message, "the stated value stands")
                    row["formula"] = None
            processes.append(_process(dataset, process, archive.title))
            exchanges += rows
    if not processes:
        raise ProjectRefused(f"{archive.title} holds no activity that can be read")
    for row in exchanges:
        link = row.pop("link")
        row["provider"] = makers.get((link, row["flow"]), f"{link}_{row['flow']}") if link else None
    return notes.raw(processes, _sent(exchanges), flows.values(), parameters, archive.title, contents)


def _sent(exchanges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Waste that is given off, where a treatment is run for a negative amount of it, as a negative input from that treatment."""
    treated = {r["flow"] for r in exchanges if r["reference"] and r["amount"] < 0}
    return [scaled({**r, "kind": "input"}, -1.0) if r["kind"] == "waste" and r["flow"] in treated else r for r in exchanges]


def _by_revenue(rows: list[dict[str, Any]], process: str, where: str, notes: Notes) -> None:
    """Shares of several outputs by amount times price, where each has a price; all for a waste treated. `rows` are changed."""
    made = [r for r in rows if r["kind"] in ("product", "co-product")]
    revenues = [r["amount"] * r.get("price", 0.0) for r in made]
    for row in rows:
        row.pop("price", None)
    treats = any(r["reference"] and r["amount"] < 0 for r in made)
    if len(made) < 2 or not (treats or all(v > 0 for v in revenues)):
        return
    for row, revenue in zip(made, revenues, strict=True):
        row["share"] = float(row["reference"]) if treats else revenue / sum(revenues)
    way = "the waste that is treated carries all" if treats else "shared by revenue, the amounts times the prices in the file"
    message = f"{process!r} has {len(made)} outputs and states no shares: {way}"
    notes.tell(where, "allocation.chosen", message, "allocate it otherwise with lizero.lca.allocated", "notice")


def _told(dataset: Any, name: str) -> Any:
    found = child(dataset, "activityDescription", name)
    return found if found is not None else {}


def _process(dataset: Any, process: str, title: str) -> dict[str, Any]:
    about = child(dataset, "activityDescription")
    period = child(about, "timePeriod")
    years = [] if period is None else [str(period.get(n) or "")[:4] for n in ("startDate", "endDate")]
    note = text(about, "activity", "generalComment", "text")[:600]
    summed = _told(dataset, "activity").get("type") == "2"
    return {
        "process": process, "name": text(about, "activity", "activityName") or process, "geography": place_of(text(about, "geography", "shortname")),
        "period": "-".join(dict.fromkeys(y for y in years if y.isdigit())) or None,
        "kind": "aggregated" if summed else "background", "source": title,
        "technology": text(about, "technology", "comment", "text")[:200] or None, "note": note or None,
    }


def _rows(
    dataset: Any, activity: str, where: str, flows: dict[str, dict[str, Any]], contents: dict[str, dict[str, float]], notes: Notes
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for n, exchange in enumerate(inside(dataset, "flowData"), start=1):
        if local(exchange) not in ("intermediateExchange", "elementaryExchange"):
            continue
        row = _exchange(exchange, activity, f"{where} › exchange {n}", flows, notes)
        if row is None:
            continue
        if row["reference"] and any(r["reference"] for r in rows):
            row |= {"reference": False, "kind": "co-product"}
        if row["kind"] == "co-product" and row["amount"] == 0.0:
            notes.skip(row["where"], activity, flows[row["flow"]]["name"], "an output of amount 0 makes nothing")
            continue
        if row["kind"] in ("product", "co-product"):
            row |= _properties(exchange, row["flow"], contents)
        rows.append(row)
    return rows


def _properties(exchange: Any, flow: str, contents: dict[str, dict[str, float]]) -> dict[str, float]:
    """The price of an output; its dry mass and net heating value go into `contents`."""
    found: dict[str, float] = {}
    for told in children(exchange, "property"):
        try:
            value = float(told.get("amount") or "nan")
        except ValueError:
            continue
        name, unit = text(told, "name").lower(), text(told, "unitName")
        if name == "price" and isfinite(value):
            found["price"] = value
        elif (name, unit) in _HELD and isfinite(value) and value > 0:
            contents.setdefault(flow, {})[unit] = value
    return found


def _is_waste(exchange: Any) -> bool:
    """Whether the file classes a by-product as waste."""
    told = ((text(c, "classificationSystem"), text(c, "classificationValue")) for c in children(exchange, "classification"))
    return any(system.lower() == "by-product classification" and value.lower() == "waste" for system, value in told)


def _exchange(exchange: Any, activity: str, where: str, flows: dict[str, dict[str, Any]], notes: Notes) -> dict[str, Any] | None:
    natural = local(exchange) == "elementaryExchange"
    name, unit = text(exchange, "name"), unit_of(text(exchange, "unitName"))
    key = str(exchange.get("elementaryExchangeId" if natural else "intermediateExchangeId") or name)
    amount = notes.amount(exchange.get("amount"), where, activity, name)
    entering, leaving = text(exchange, "inputGroup"), text(exchange, "outputGroup")
    if amount is None:
        return None
    if not entering and not leaving:
        notes.reject(where, activity, name, "it is in neither an input nor an output group", amount)
        return None
    if natural:
        path = "/".join(text(exchange, "compartment", part) for part in ("compartment", "subcompartment"))
        place, within = compartment(path, bool(entering))
        flows.setdefault(key, {"key": key, "name": name, "kind": "elementary", "unit": unit, "compartment": place, "within": within, "uuid": key,
                               "cas": exchange.get("casNumber"), "category": path})
        sign = 1.0 if place is None or (place == "resource") == bool(entering) else -1.0
        kind, reference = "elementary", False
    else:
        flows.setdefault(key, {"key": key, "name": name, "kind": "product", "unit": unit, "uuid": key, "cas": exchange.get("casNumber")})
        sign, reference = 1.0, leaving == "0"
        waste = leaving == "3" or (leaving == "2" and _is_waste(exchange))
        kind = "input" if entering else "product" if reference else "waste" if waste else "co-product"
    return scaled({
        "kind": kind, "reference": reference, "flow": key, "unit": unit, "where": where, "amount": amount, "link": exchange.get("activityLinkId"),
        "formula": notes.formula(exchange.get("mathematicalRelation"), where), **_uncertainty(exchange, amount, where, notes),
        "note": text(exchange, "comment")[:300] or None,
    }, sign)


def _uncertainty(exchange: Any, amount: float, where: str, notes: Notes) -> dict[str, Any]:
    told = child(exchange, "uncertainty")
    found: dict[str, Any] = {}
    scores = child(told, "pedigreeMatrix")
    marks = [] if scores is None else [str(scores.get(s) or "") for s in _SCORES]
    if marks and all(m in ("1", "2", "3", "4", "5") for m in marks):
        found["pedigree"] = ",".join(marks)
    kind = next((e for e in told if local(e) in ("lognormal", "normal", "triangular", "uniform")), None) if told is not None else None
    if kind is None:
        return found
    try:
        return found | _distribution(kind, amount)
    except (TypeError, ValueError) as error:
        notes.tell(where, "uncertainty.refused", f"the {local(kind)} uncertainty makes no distribution: {error}", "the amount is held certain")
        return found


def _distribution(kind: Any, amount: float) -> dict[str, Any]:
    name = local(kind)
    if name in ("lognormal", "normal"):
        variance = float(kind.get("varianceWithPedigreeUncertainty") or kind.get("variance"))
        return {"distribution": name, "spread": sqrt(variance)} if variance > 0 else {}
    return bounds(name, float(kind.get("minValue")), float(kind.get("maxValue")), amount)


def _parameters(dataset: Any, process: str, name: str, parameters: list[dict[str, Any]], notes: Notes) -> Mapping[str, Any]:
    """PARAMETERS of a process: its parameters, and the amounts of exchanges and properties that have a variable's name."""
    known: dict[str, Any] = {}
    for element in inside(dataset, "flowData"):
        for told in (element, *children(element, "property")):
            variable = told.get("variableName")
            value = None if not variable else notes.number(told.get("amount"), f"{name} › {variable}", variable)
            if variable and value is not None and variable not in known:
                formula = notes.formula(told.get("mathematicalRelation"), f"{name} › {variable}")
                known[variable] = {"parameter": variable, "scope": process, "value": value, "formula": formula}
                if local(told) == "parameter" and not formula:
                    known[variable] |= {k: v for k, v in _uncertainty(told, value, f"{name} › {variable}", notes).items() if k != "pedigree"}
    for row in known.values():
        if row["formula"] and any(v not in known for v in parse(row["formula"]).names):
            row["formula"] = None
    parameters += known.values()
    return known
