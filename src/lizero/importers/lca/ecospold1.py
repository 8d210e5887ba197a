"""EcoSpold 1: datasets of exchanges, linked by the supplier's number, else by name, place and unit."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import Any

from lizero.errors import ProjectRefused
from lizero.importers.lca.archive import Archive
from lizero.importers.lca.cause import shared_by_cause
from lizero.importers.lca.identity import compartment, place_of
from lizero.importers.lca.raw import Notes, Raw
from lizero.importers.lca.spread import bounds
from lizero.importers.lca.units import unit_of
from lizero.importers.lca.xml import child, children, documents, local, names, text, text_of

__all__ = ["is_ecospold1", "read_ecospold1"]


def is_ecospold1(archive: Archive) -> bool:
    """Whether an XML file is in the namespace of EcoSpold 1."""
    first = next(archive.ending(".xml", ".spold"), None)
    return first is not None and names(archive.read(first), b"EcoSpold01")


def read_ecospold1(archive: Archive) -> Raw:
    """What the files say. Raises ProjectRefused when none holds a dataset."""
    notes = Notes()
    found = [(name, d) for name, root in documents(archive, notes, ".xml", ".spold") for d in root if local(d) == "dataset"]
    if not found:
        raise ProjectRefused(f"{archive.title} holds no dataset that can be read")
    numbers = {str(d.get("number")): _key(_reference(d)) for _, d in found}
    seen: dict[str, int] = {}
    processes: list[dict[str, Any]] = []
    exchanges: list[dict[str, Any]] = []
    flows: dict[str, dict[str, Any]] = {}
    for n, (name, dataset) in enumerate(found, start=1):
        number = str(dataset.get("number") or n)
        seen[number] = seen.get(number, 0) + 1
        process = number if seen[number] == 1 else f"{number}-{seen[number]}"
        processes.append(_process(dataset, process, archive.title))
        exchanges += _exchanges(dataset, process, f"{archive.title} › {name} › dataset {process}", numbers, flows, notes)
    return notes.raw(processes, exchanges, flows.values(), [], archive.title)


def _reference(dataset: Any) -> Mapping[str, str]:
    """Name, place, unit and amount of what a dataset is run for: its reference output, else its reference function."""
    output = next((e for e in children(dataset, "flowData", "exchange") if text(e, "outputGroup") == "0"), None)
    told = child(dataset, "metaInformation", "processInformation", "referenceFunction")
    place = child(dataset, "metaInformation", "processInformation", "geography")
    found = output if output is not None else told
    location = (found.get("location") if found is not None else None) or (place.get("location") if place is not None else "") or ""
    return {"name": (found.get("name") if found is not None else "") or "", "unit": (found.get("unit") if found is not None else "") or "unit",
            "location": location, "amount": (told.get("amount") if told is not None else None) or "1"}


def _key(told: Mapping[str, Any]) -> str:
    return f"{told.get('name') or ''}|{told.get('location') or ''}|{unit_of(told.get('unit') or '')}"


def _process(dataset: Any, process: str, title: str) -> dict[str, Any]:
    about = child(dataset, "metaInformation", "processInformation")
    told = child(about, "referenceFunction")
    period = child(about, "timePeriod")
    years = [] if period is None else [text(period, n)[:4] or str(period.get(n) or "")[:4] for n in ("startYear", "endYear", "startDate", "endDate")]
    place = child(about, "geography")
    here = (place.get("location") if place is not None else "") or ""
    return {
        "process": process, "name": _reference(dataset)["name"] or process, "geography": place_of(here),
        "period": "-".join(dict.fromkeys(y for y in years if y.isdigit())) or None, "kind": "background", "source": title,
        "note": ((told.get("generalComment") if told is not None else "") or "")[:600] or None,
    }


def _exchanges(
    dataset: Any, process: str, where: str, numbers: Mapping[str, str], flows: dict[str, dict[str, Any]], notes: Notes
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    ids: dict[str, list[str]] = {}
    for n, exchange in enumerate(children(dataset, "flowData", "exchange"), start=1):
        row = _exchange(exchange, process, f"{where} › exchange {exchange.get('number') or n}", numbers, flows, notes)
        if row is None:
            continue
        if row["reference"] and any(r["reference"] for r in rows):
            row |= {"reference": False, "kind": "co-product"}
        row |= {"process": process, "exchange": f"{process}/{n}"}
        rows.append(row)
        ids.setdefault(str(exchange.get("number")), []).append(row["exchange"])
    if not any(r["reference"] for r in rows) and (row := _function(dataset, process, where, flows, notes)):
        rows.append(row)
    return shared_by_cause(rows, _parts(dataset, where, ids, notes), notes)


def _function(dataset: Any, process: str, where: str, flows: dict[str, dict[str, Any]], notes: Notes) -> dict[str, Any] | None:
    """The reference function as the output, where no exchange is one."""
    told = _reference(dataset)
    key = _key(told)
    amount = notes.amount(told["amount"], where, process, told["name"])
    if amount is None:
        return None
    flows.setdefault(key, _product(key, told))
    return {"exchange": f"{process}/0", "process": process, "kind": "product", "reference": True, "flow": key, "unit": unit_of(told["unit"]),
            "amount": amount, "where": where}


def _product(key: str, told: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": key, "name": told.get("name") or key, "kind": "product", "unit": unit_of(told.get("unit") or ""),
            "geography": place_of(told.get("location") or "")}


def _exchange(
    exchange: Any, process: str, where: str, numbers: Mapping[str, str], flows: dict[str, dict[str, Any]], notes: Notes
) -> dict[str, Any] | None:
    name = exchange.get("name") or ""
    amount = notes.amount(exchange.get("meanValue"), where, process, name)
    if amount is None:
        return None
    entering, leaving = text(exchange, "inputGroup"), text(exchange, "outputGroup")
    if not entering and not leaving:
        notes.reject(where, process, name, "it is in neither an input nor an output group", amount)
        return None
    unit = unit_of(exchange.get("unit") or "")
    if "4" in (entering, leaving):
        place, within = compartment("/".join(exchange.get(n) or "" for n in ("category", "subCategory")), entering == "4")
        key = f"{name}|{place}|{within}|{unit}"
        flows.setdefault(key, {"key": key, "name": name, "kind": "elementary", "unit": unit, "compartment": place, "within": within,
                               "cas": exchange.get("CASNumber")})
        amount *= 1.0 if place is None or (place == "resource") == (entering == "4") else -1.0
        kind, reference = "elementary", False
    else:
        key = _key(exchange.attrib)
        if entering and (named := numbers.get(str(exchange.get("number")))) and named.split("|")[0] == name:
            key = named
        flows.setdefault(key, _product(key, exchange.attrib))
        reference = leaving == "0"
        kind = "input" if entering else {"0": "product", "1": "avoided", "3": "waste"}.get(leaving, "co-product")
    comment = (exchange.get("generalComment") or "")[:300]
    return {"kind": kind, "reference": reference, "flow": key, "unit": unit, "where": where, "amount": amount, "note": comment or None,
            **_uncertainty(exchange, amount, where, notes)}


def _uncertainty(exchange: Any, amount: float, where: str, notes: Notes) -> dict[str, Any]:
    """The columns of uncertainty types 1 (lognormal, squared deviation), 2 (normal, two deviations), 3 and 4."""
    code, wide = exchange.get("uncertaintyType") or "", exchange.get("standardDeviation95")
    try:
        if code == "1" and float(wide) > 1.0:
            return {"distribution": "lognormal", "spread": 0.5 * log(float(wide))}
        if code == "2" and float(wide) > 0.0:
            return {"distribution": "normal", "spread": 0.5 * float(wide)}
        if code in ("3", "4"):
            name = "triangular" if code == "3" else "uniform"
            return bounds(name, float(exchange.get("minValue")), float(exchange.get("maxValue")), amount)
    except (TypeError, ValueError) as error:
        notes.tell(where, "uncertainty.refused", f"uncertainty type {code} makes no distribution: {error}", "the amount is held certain")
    return {}


def _parts(dataset: Any, where: str, ids: Mapping[str, list[str]], notes: Notes) -> dict[str, dict[str, float]]:
    """Output → exchange → its part; per cent in the file, for the exchanges that an allocation lists, else for all of them."""
    found: dict[str, dict[str, float]] = {}
    for allocation in children(dataset, "flowData", "allocation"):
        output = str(allocation.get("referenceToCoProduct"))
        share = notes.number(allocation.get("fraction"), f"{where} › allocation", output)
        named = [text_of(e) for e in children(allocation, "referenceToInputOutput")] or list(ids)
        if share is not None and output in ids:
            found.setdefault(ids[output][0], {}).update({e: share / 100.0 for n in named for e in ids.get(n, ())})
    return found
