"""openLCA JSON-LD, schema 1 and 2: one JSON file an entity, in folders, zipped or not.

Amounts come in the unit that the exchange states where the file and lizero agree on what it is, else in the flow's own
unit by the file's own factors, so that scores are those of the file. An elementary flow counts against its direction when
it enters from air, water or soil, or leaves to a resource.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import isfinite
from typing import Any

from lizero.errors import ProjectRefused, UnitMismatch, UnknownName
from lizero.importers.lca.archive import Archive
from lizero.importers.lca.identity import compartment, place_of
from lizero.importers.lca.raw import Notes, Raw
from lizero.importers.lca.spread import scaled, spread_of
from lizero.lca.formula import parse
from lizero.units import conversion

__all__ = ["is_jsonld", "read_entities", "read_jsonld"]

Json = Mapping[str, Any]
_KINDS = {"ELEMENTARY_FLOW": "elementary", "PRODUCT_FLOW": "product", "WASTE_FLOW": "waste"}
_SHARED = ("PHYSICAL_ALLOCATION", "ECONOMIC_ALLOCATION", "CAUSAL_ALLOCATION")
_PEDIGREE = re.compile(r"^\(?([1-5])[;,]([1-5])[;,]([1-5])[;,]([1-5])[;,]([1-5])\)?$")


def is_jsonld(archive: Archive) -> bool:
    """Whether the files lie in the folders of JSON-LD."""
    return any(_folder(n) in ("processes", "flows", "lcia_categories") and n.lower().endswith((".json", ".jsonld")) for n in archive.names)


def _folder(name: str) -> str:
    return name.rsplit("/", 2)[-2] if "/" in name else ""


def read_entities(archive: Archive, folder: str, notes: Notes) -> Iterator[tuple[str, Json]]:
    """Name and content of each file of `folder`; a file that is no JSON object is a finding, the others go on."""
    for name in archive.ending(".json", ".jsonld"):
        if _folder(name) != folder:
            continue
        try:
            found = json.loads(archive.read(name).decode("utf-8-sig"))
        except (ValueError, RecursionError, ProjectRefused) as error:
            notes.tell(f"{archive.title} › {name}", "file.refused", f"the file is no JSON: {error}", "mend the file; the others count", "error")
            continue
        if isinstance(found, dict) and isinstance(found.get("@id"), str):
            yield name, found
        else:
            notes.tell(f"{archive.title} › {name}", "file.refused", "the file is no entity with an @id", "mend the file; the others count", "error")


@dataclass
class _World:
    """What exchanges refer to: categories, locations, units, quantities and flows, by id."""

    categories: dict[str, Json] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    units: dict[str, tuple[str, float, str]] = field(default_factory=dict)
    quantities: dict[str, str] = field(default_factory=dict)
    flows: dict[str, dict[str, Any]] = field(default_factory=dict)
    factors: dict[str, dict[str, float]] = field(default_factory=dict)
    contents: dict[str, dict[str, float]] = field(default_factory=dict)

    def path(self, entity: Json) -> str:
        """The category path of an entity: a text in schema 2, a reference to follow in schema 1."""
        found = entity.get("category")
        if isinstance(found, str):
            return found
        parts: list[str] = []
        seen: set[str] = set()
        while isinstance(found, dict) and found.get("@id") not in seen:
            seen.add(str(found.get("@id")))
            parts.append(str(found.get("name", "")))
            found = self.categories.get(str(found.get("@id")), {}).get("category")
        return "/".join(reversed(parts))

    def place(self, entity: Json) -> str | None:
        """The geography of an entity's location."""
        at = entity.get("location")
        if not isinstance(at, dict):
            return None
        return place_of(self.locations.get(str(at.get("@id")), str(at.get("name") or "")))


def read_jsonld(archive: Archive) -> Raw:
    """What a JSON-LD archive says of processes; files and exchanges that cannot be used are findings."""
    notes, world = Notes(), _World()
    _know(archive, world, notes)
    processes: list[dict[str, Any]] = []
    exchanges: list[dict[str, Any]] = []
    parameters = [_parameter(p, None, name, notes) for name, p in read_entities(archive, "parameters", notes)]
    common = {str(p["parameter"]).casefold(): str(p["parameter"]) for p in parameters}
    for name, process in read_entities(archive, "processes", notes):
        own = [_parameter(p, process["@id"], name, notes) for p in _dicts(process.get("parameters"))]
        parameters += own
        known = common | {str(p["parameter"]).casefold(): str(p["parameter"]) for p in own}
        processes.append(_process(process, world, archive.title))
        exchanges += _exchanges(process, name, world, known, notes)
    if not processes:
        raise ProjectRefused(f"{archive.title} holds no process that can be read")
    _spelled(parameters, common)
    return notes.raw(processes, exchanges, world.flows.values(), parameters, archive.title, world.contents)


def _dicts(found: Any) -> list[Json]:
    return [d for d in found if isinstance(d, dict)] if isinstance(found, list) else []


def _know(archive: Archive, world: _World, notes: Notes) -> None:
    world.categories = {e["@id"]: e for _, e in read_entities(archive, "categories", notes)}
    world.locations = {e["@id"]: str(e.get("code") or e.get("name") or "") for _, e in read_entities(archive, "locations", notes)}
    groups = {e["@id"]: e for _, e in read_entities(archive, "unit_groups", notes)}
    own = {i: next((str(u.get("name")) for u in _dicts(g.get("units")) if _flag(u, "isRefUnit", "referenceUnit")), "") for i, g in groups.items()}
    for i, group in groups.items():
        for unit in _dicts(group.get("units")):
            size = _size_told(unit, f"unit_groups › {group.get('name') or i}", notes)
            if size is not None:
                world.units[str(unit.get("@id"))] = (str(unit.get("name")), size, own[i])
    for _, quantity in read_entities(archive, "flow_properties", notes):
        world.quantities[quantity["@id"]] = own.get(_id(quantity.get("unitGroup")), "")
    for _, flow in read_entities(archive, "flows", notes):
        _flow(flow, world, notes)


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _id(reference: Any) -> str:
    """The id that a reference names; blank where it is none."""
    return str(reference.get("@id") or "") if isinstance(reference, dict) else ""


def _size_told(entity: Json, where: str, notes: Notes) -> float | None:
    """The conversion factor of a unit or quantity, 1 where none is stated; None with a finding when it is no positive number."""
    told = entity.get("conversionFactor")
    if told is None:
        return 1.0
    try:
        size = float(told)
    except (TypeError, ValueError):
        size = 0.0
    if isfinite(size) and size > 0:
        return size
    message = f"the conversion factor of {entity.get('name') or _id(entity.get('flowProperty'))!r} is {told!r}, not a positive number"
    notes.tell(where, "unit.refused", message, "what is stated so cannot be led to another unit", "error")
    return None


def _flag(entity: Json, *names: str) -> bool:
    return any(entity.get(n) is True for n in names)


def _flow(flow: Json, world: _World, notes: Notes) -> None:
    factors = _dicts(flow.get("flowProperties"))
    main = next((f for f in factors if _flag(f, "isRefFlowProperty", "referenceFlowProperty")), factors[0] if factors else {})
    kind = _KINDS.get(str(flow.get("flowType")), "product")
    path = world.path(flow)
    place, within = compartment(path) if kind == "elementary" else (None, "")
    key = flow["@id"]
    world.flows[key] = {
        "key": key, "name": str(flow.get("name") or key), "kind": kind, "unit": world.quantities.get(_property(main), "") or "",
        "compartment": place, "within": within, "cas": flow.get("cas"), "uuid": key, "geography": world.place(flow), "category": path,
    }
    others = [f for f in factors if _property(f) not in ("", _property(main))]
    sizes = {_property(f): _size_told(f, f"flows › {flow.get('name') or key}", notes) for f in others}
    world.factors[key] = {_property(main): 1.0} | {q: s for q, s in sizes.items() if s is not None}
    world.contents[key] = {world.quantities[q]: s for q, s in world.factors[key].items() if world.quantities.get(q)}


def _property(factor: Json) -> str:
    return _id(factor.get("flowProperty"))


def _process(process: Json, world: _World, title: str) -> dict[str, Any]:
    stated = process.get("processDocumentation")
    told = stated if isinstance(stated, dict) else {}
    years = dict.fromkeys(str(told.get(n) or "")[:4] for n in ("validFrom", "validUntil"))
    tags = dict(t.split("=", 1) for t in _list(process.get("tags")) if isinstance(t, str) and "=" in t)
    own = {k: v for k, v in tags.items() if k in ("stage", "transformation", "status", "licence")}
    about = process.get("description") if own else world.path(process)
    return {
        **own, "process": process["@id"], "name": str(process.get("name") or process["@id"]), "geography": world.place(process),
        "period": "-".join(y for y in years if y.isdigit()) or None, "technology": str(told.get("technologyDescription") or "")[:200] or None,
        "kind": "aggregated" if process.get("processType") == "LCI_RESULT" else "background",
        "source": told.get("dataCollectionDescription") or title,
        "note": about or None,
    }


def _parameter(found: Json, scope: str | None, where: str, notes: Notes) -> dict[str, Any]:
    name = str(found.get("name") or "")
    derived = found.get("isInputParameter", found.get("inputParameter", True)) is False
    formula = notes.formula(found.get("formula"), f"{where} › {name}") if derived else None
    about = str(found.get("description") or "")[:300] or None
    row = {"parameter": name, "scope": scope, "value": found.get("value"), "formula": formula, "source": about}
    return row | ({} if formula else spread_of(found.get("uncertainty"), found.get("value"), f"{where} › {name}", notes))


def _spelled(parameters: Sequence[dict[str, Any]], common: Mapping[str, str]) -> None:
    """Names in formulas of parameters under the spelling of their declaration: case does not matter in openLCA."""
    own: dict[Any, dict[str, str]] = {}
    for p in parameters:
        own.setdefault(p["scope"], {})[str(p["parameter"]).casefold()] = str(p["parameter"])
    for p in parameters:
        if p["formula"]:
            p["formula"] = _respelled(p["formula"], {**common, **own[p["scope"]]})


def _respelled(formula: str, known: Mapping[str, str]) -> str:
    for name in parse(formula).names:
        meant = known.get(name.casefold(), name)
        if meant != name:
            formula = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", meant, formula)
    return formula


def _known(formula: str | None, known: Mapping[str, str], where: str, notes: Notes) -> str | None:
    """`formula` in the declared spelling of its names; None with a finding when one is nowhere declared: the amount stands."""
    if formula is None:
        return None
    strange = [n for n in parse(formula).names if n.casefold() not in known]
    if not strange:
        return _respelled(formula, known)
    notes.tell(where, "formula.unknown", f"{formula[:80]!r} needs {', '.join(strange)}, which the files do not declare", "the stated value stands")
    return None


def _exchanges(process: Json, where: str, world: _World, known: Mapping[str, str], notes: Notes) -> list[dict[str, Any]]:
    rows = []
    factors = _allocation(process, where, notes)
    for n, exchange in enumerate(_dicts(process.get("exchanges")), start=1):
        row = _exchange(exchange, process["@id"], f"{where} › exchange {exchange.get('internalId') or n}", world, known, notes)
        if row is not None:
            row |= {"exchange": f"{process['@id']}/{n}", "number": exchange.get("internalId") or n}
            rows.append(row)
    return _by_cause(rows, factors) if factors.get("") else _with_shares(rows, factors)


def _exchange(exchange: Json, process: str, where: str, world: _World, known: Mapping[str, str], notes: Notes) -> dict[str, Any] | None:
    told = exchange.get("flow")
    key = str(told.get("@id", "")) if isinstance(told, dict) else ""
    if not key:
        notes.reject(where, process, "", "it names no flow")
        return None
    if key not in world.flows:
        main = {"flowProperty": exchange.get("flowProperty"), "isRefFlowProperty": True}
        _flow({**(told or {}), "@id": key, "flowProperties": [main]}, world, notes)
        notes.tell(where, "flow.missing", f"the flow {key} has no file of its own; what the exchange says of it is taken", "", "notice")
    flow = world.flows[key]
    amount = notes.amount(exchange.get("amount"), where, process, flow["name"])
    if amount is None:
        return None
    size, unit = _measure(exchange, key, world)
    if size is None:
        notes.reject(where, process, flow["name"], f"its unit {unit!r} cannot be led to {flow['unit']!r}", amount)
        return None
    entering = _flag(exchange, "isInput", "input")
    kind, reference = _kind(exchange, flow["kind"], entering)
    sign = _against(flow["compartment"], entering) if kind == "elementary" else 1.0
    formula = _known(notes.formula(exchange.get("formula") or exchange.get("amountFormula"), where), known, where, notes)
    row: dict[str, Any] = {
        "process": process, "kind": kind, "reference": reference, "flow": key, "unit": unit, "where": where, "amount": amount,
        "provider": _id(exchange.get("defaultProvider")) or None, "formula": formula,
        "pedigree": _pedigree(exchange), **_told(str(exchange.get("description") or "")),
    }
    if kind == "elementary" and flow["compartment"] is None:
        row["compartment"] = "resource" if entering else None
    if kind == "waste" and entering and not reference:
        row["share"] = 0.0
    return scaled(row | spread_of(exchange.get("uncertainty"), amount, where, notes), sign * size)


_OWN = re.compile(
    r"^(?:source: (?P<source>.*?))?(?:(?:^|; )status: (?P<status>checked|computed|unverified|own))?(?:(?:^|; )note: (?P<note>.*))?$", re.DOTALL
)


def _told(description: str) -> dict[str, str | None]:
    """Source, status and note of an exchange, where the description is one that lizero wrote; else it is the note."""
    found = _OWN.match(description)
    return found.groupdict() if found and description else {"note": description[:300] or None}


def _kind(exchange: Json, kind: str, entering: bool) -> tuple[str, bool]:
    reference = _flag(exchange, "isQuantitativeReference", "quantitativeReference")
    if kind == "elementary":
        return "elementary", False
    if kind == "waste":
        return ("product", True) if reference and not entering else ("waste", reference)
    if _flag(exchange, "isAvoidedProduct", "avoidedProduct"):
        return "avoided", False
    return ("input" if entering else "product" if reference else "co-product"), reference


def _against(place: str | None, entering: bool) -> float:
    """-1 for what enters from air, water or soil, and for what leaves to a resource: the other way than its compartment says."""
    return 1.0 if place is None or (place == "resource") == entering else -1.0


def _measure(exchange: Json, key: str, world: _World) -> tuple[float | None, str]:
    """What the stated unit is of the unit that is kept, and that unit: the stated one where lizero knows it as the file does.

    None where no way leads from the stated unit to the flow's own.
    """
    told = exchange.get("unit")
    told = told if isinstance(told, dict) else {}
    name, factor, group = world.units.get(str(told.get("@id")), (str(told.get("name") or ""), 1.0, ""))
    own = world.flows[key]["unit"] or group or name
    quantity = _property(exchange)
    if not group:
        return (1.0, name) if name == own or _size(name, own) else (None, name)
    if not quantity or (group == own and world.factors[key].get(quantity, 1.0) == 1.0):
        return (1.0, name) if name == own or abs(_size(name, own) / factor - 1.0) < 1e-9 else (factor, own)
    size = world.factors[key].get(quantity)
    if size is None:
        return (factor, own) if group == own else (None, name)
    return factor / size, own


@cache
def _size(unit: str, own: str) -> float:
    """What lizero takes one `unit` to be of `own`; 0 where it knows no way."""
    try:
        return conversion(unit, own)
    except (UnitMismatch, UnknownName):
        return 0.0


def _pedigree(exchange: Json) -> str | None:
    found = _PEDIGREE.match(str(exchange.get("dqEntry") or exchange.get("pedigreeUncertainty") or ""))
    return ",".join(found.groups()) if found else None


def _allocation(process: Json, where: str, notes: Notes) -> dict[str, dict[Any, float]]:
    """Product → exchange (its internal id or flow) → factor; under "" a mark when factors are of exchanges (causal)."""
    method = process.get("defaultAllocationMethod")
    rows = _dicts(process.get("allocationFactors"))
    if method not in _SHARED:
        if rows:
            notes.tell(where, "allocation.unused", f"{process.get('name')!r} states {len(rows)} factors but no default allocation", "", "notice")
        return {}
    found: dict[str, dict[Any, float]] = {}
    for row in rows:
        if row.get("allocationType") != method:
            continue
        product = _id(row.get("product")) or str(row.get("productId") or "")
        mark = _cause(row.get("exchange")) if method == "CAUSAL_ALLOCATION" else None
        value = notes.number(row.get("value"), where, f"share of {product}")
        if product and value is not None:
            found.setdefault(product, {})[mark] = value
    if found and method == "CAUSAL_ALLOCATION":
        found[""] = {None: 1.0}
    return found


def _cause(exchange: Any) -> int | str | None:
    """Which exchange a causal factor is of: its number in the process, else its flow."""
    if not isinstance(exchange, dict):
        return None
    number = exchange.get("internalId")
    return number if isinstance(number, int) else _id(exchange.get("flow")) or None


def _with_shares(rows: list[dict[str, Any]], factors: Mapping[str, Mapping[Any, float]]) -> list[dict[str, Any]]:
    for row in rows:
        if row["flow"] in factors and (row["kind"] in ("product", "co-product") or row.get("share") is not None or row["reference"]):
            row["share"] = factors[row["flow"]].get(None)
    return rows


def _by_cause(rows: list[dict[str, Any]], factors: Mapping[str, Mapping[Any, float]]) -> list[dict[str, Any]]:
    """One process a product, its exchanges by their own factors, since each exchange is shared in its own way."""
    made = [r for r in rows if r["kind"] in ("product", "co-product")]
    if len(made) < 2:
        return rows
    shared = []
    for product in made:
        name = product["process"] if product["reference"] else f"{product['process']} › {product['flow']}"
        shared.append({**product, "process": name, "reference": True, "kind": "product"})
        given = factors.get(product["flow"], {})
        for row in (r for r in rows if r not in made):
            part = next((given[k] for k in (row["number"], row["flow"]) if isinstance(k, int | str) and k in given), 0.0)
            place = row["exchange"].rpartition("/")[2]
            shared.append(scaled({**row, "process": name, "exchange": f"{name}/{place}"}, part))
    return shared
