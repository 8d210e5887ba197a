"""Brightway data packages (bw_processing), also those of a bw2data project: matrices as arrays, in a zip or a folder.

Arrays are read as numbers alone; nothing in them is ever run. The entry of a column whose row is the column itself is what
the process makes, else its first entry that is not flipped; flipped entries are inputs; others are avoided. Names come from
the package's own metadata where lizero wrote it, else they are the numbers of rows and columns.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from tokenize import TokenError
from typing import Any

import numpy as np

from lizero.errors import ProjectRefused
from lizero.importers.lca.archive import Archive
from lizero.importers.lca.identity import place_of
from lizero.importers.lca.raw import Notes, Raw
from lizero.importers.lca.spread import stats_array

__all__ = ["NAMES", "is_datapackage", "read_datapackage"]

NAMES = "lizero-names"
_KINDS = ("indices", "data", "flip", "distributions")
Array = Any


def is_datapackage(archive: Archive) -> bool:
    """Whether the archive has a datapackage.json."""
    return any(n.rpartition("/")[2] == "datapackage.json" for n in archive.names)


def read_datapackage(archive: Archive) -> Raw:
    """What a package says of technosphere and biosphere. Raises ProjectRefused when it holds no technosphere."""
    notes = Notes()
    folder, told = _told(archive)
    names = _names(archive, folder, told)
    groups = list(_groups(archive, folder, told, notes))
    technosphere = [g for matrix, g in groups if matrix == "technosphere_matrix"]
    if not technosphere:
        raise ProjectRefused(f"{archive.title} holds no technosphere that can be read")
    flows: dict[str, dict[str, Any]] = {}
    rows = [e for g in technosphere for e in _entries(g, f"{archive.title} › {g['name']}", notes)]
    made = _made(rows)
    exchanges = [_technosphere(e, made, names, flows, n) for n, e in enumerate(rows, start=1)]
    natural = [e for matrix, g in groups if matrix == "biosphere_matrix" for e in _entries(g, f"{archive.title} › {g['name']}", notes)]
    exchanges += [_biosphere(e, names, flows, n) for n, e in enumerate(natural, start=1)]
    columns = dict.fromkeys(e["column"] for e in (*rows, *natural))
    processes = [_process(str(c), names.get(str(c), {}), archive.title) for c in columns]
    return notes.raw(processes, exchanges, flows.values(), [], str(told.get("name") or archive.title))


def _told(archive: Archive) -> tuple[str, Mapping[str, Any]]:
    name = next(n for n in archive.names if n.rpartition("/")[2] == "datapackage.json")
    try:
        told = json.loads(archive.read(name))
    except (ValueError, RecursionError) as error:
        raise ProjectRefused(f"{archive.title} › {name} is no JSON: {error}") from error
    if not isinstance(told, dict) or not isinstance(told.get("resources"), list):
        raise ProjectRefused(f"{archive.title} › {name} lists no resources")
    return name.rpartition("/")[0], told


def _path(folder: str, resource: Mapping[str, Any]) -> str:
    return f"{folder}/{resource.get('path')}" if folder else str(resource.get("path"))


def _names(archive: Archive, folder: str, told: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Row or column → name, unit, kind, compartment … as lizero writes them."""
    for resource in told["resources"]:
        if isinstance(resource, dict) and resource.get("name") == NAMES and _path(folder, resource) in archive.names:
            try:
                found = json.loads(archive.read(_path(folder, resource)))
            except ValueError:
                return {}
            return {k: v for k, v in found.items() if isinstance(v, dict)} if isinstance(found, dict) else {}
    return {}


def _groups(archive: Archive, folder: str, told: Mapping[str, Any], notes: Notes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Matrix and arrays of each group; one that cannot be read is a finding."""
    groups: dict[str, dict[str, Any]] = {}
    for resource in told["resources"]:
        if not isinstance(resource, dict) or resource.get("kind") not in _KINDS:
            continue
        where = f"{archive.title} › {resource.get('path')}"
        group = groups.setdefault(str(resource.get("group")), {"name": str(resource.get("group")), "matrix": resource.get("matrix")})
        try:
            if not str(resource.get("path")).endswith(".npy"):
                raise ValueError("only arrays of NumPy are read")
            found = np.load(io.BytesIO(archive.read(_path(folder, resource))), allow_pickle=False)
            group[resource["kind"]] = _fit(found, str(resource["kind"]))
        except (ValueError, OSError, EOFError, KeyError, SyntaxError, TokenError, MemoryError, ProjectRefused) as error:
            notes.tell(where, "file.refused", f"the array cannot be read: {error}", "mend the package; the others count", "error")
    for group in groups.values():
        if "indices" in group and ("data" in group or "distributions" in group):
            yield str(group["matrix"]), group


_FIELDS = {"indices": {"row", "col"}, "distributions": {"uncertainty_type", "loc", "scale", "minimum", "maximum", "negative"}}


def _fit(array: Array, kind: str) -> Array:
    """`array` when it has the fields of its kind. Raises ValueError."""
    missing = _FIELDS.get(kind, set()) - set(array.dtype.names or ())
    if missing:
        raise ValueError(f"an array of {kind} needs the fields {', '.join(sorted(missing))}")
    if array.ndim not in ((1, 2) if kind == "data" else (1,)) or (array.ndim == 2 and not array.shape[1]):
        raise ValueError(f"an array of {kind} has {array.ndim} dimensions")
    if kind == "data" and array.dtype.kind not in "fiu":
        raise ValueError(f"an array of data holds {array.dtype}, not numbers")
    return array


def _entries(group: Mapping[str, Any], where: str, notes: Notes) -> Iterator[dict[str, Any]]:
    index, count = group["indices"], len(group["indices"])
    spread = group.get("distributions")
    data = group.get("data")
    values = np.asarray(data if data is not None else _centre(spread), dtype=np.float64)
    if values.ndim == 2:
        notes.tell(where, "array.first", f"the array has {values.shape[1]} columns: the first is taken", "others are scenarios of the package")
        values = values[:, 0]
    if len(values) != count or (spread is not None and len(spread) != count):
        notes.tell(where, "array.length", f"{count} places and {len(values)} values: the group is left out", "mend the package", "error")
        return
    flip = group.get("flip", np.zeros(count, dtype=bool))
    if len(flip) != count:
        notes.tell(where, "array.length", f"{count} places and {len(flip)} signs: the group is left out", "mend the package", "error")
        return
    for n in range(count):
        row, column = int(index["row"][n]), int(index["col"][n])
        here = f"{where} › {n}"
        amount = notes.amount(values[n], here, str(column), str(row))
        if amount is None:
            continue
        told = {} if spread is None else _coded(spread[n], amount, here, notes)
        yield {"row": row, "column": column, "amount": amount, "flip": bool(flip[n]), "where": here, **told}


def _centre(spread: Array) -> Array:
    """The amounts that distributions stand for where no data is given: the median of a lognormal, the location of others."""
    value = np.array(spread["loc"], dtype=np.float64)
    logs = spread["uncertainty_type"] == 2
    value[logs] = np.exp(value[logs]) * np.where(spread["negative"][logs], -1.0, 1.0)
    return value


def _coded(spread: Array, amount: float, where: str, notes: Notes) -> dict[str, Any]:
    told = {"uncertainty type": str(int(spread["uncertainty_type"])), "scale": float(spread["scale"]),
            "minimum": float(spread["minimum"]), "maximum": float(spread["maximum"])}
    return stats_array(told, amount, where, notes)


def _made(rows: list[dict[str, Any]]) -> dict[int, int]:
    """Column → the row of what it is run for."""
    found: dict[int, int] = {}
    for e in rows:
        if not e["flip"] and (e["row"] == e["column"] or e["column"] not in found):
            found[e["column"]] = e["row"]
    return found


def _technosphere(
    e: dict[str, Any], made: Mapping[int, int], names: Mapping[str, Mapping[str, Any]], flows: dict[str, dict[str, Any]], n: int
) -> dict[str, Any]:
    row, column = str(e["row"]), str(e["column"])
    about = names.get(row, {})
    unit = str(about.get("unit") or "unit")
    flows.setdefault(row, {"key": row, "name": str(about.get("product") or about.get("name") or row), "kind": "product", "unit": unit,
                           "geography": place_of(str(about.get("geography") or ""))})
    reference = made.get(e["column"]) == e["row"] and not e["flip"]
    kind = "product" if reference else "input" if e["flip"] else "avoided"
    return {**_plain(e), "exchange": f"{column}/t{n}", "process": column, "kind": kind, "reference": reference, "flow": row, "unit": unit}


def _biosphere(e: dict[str, Any], names: Mapping[str, Mapping[str, Any]], flows: dict[str, dict[str, Any]], n: int) -> dict[str, Any]:
    row, column = str(e["row"]), str(e["column"])
    about = names.get(row, {})
    unit = str(about.get("unit") or "kg")
    known = {c: about.get(c) for c in ("compartment", "cas", "uuid")}
    flows.setdefault(row, {"key": row, "name": str(about.get("name") or row), "kind": "elementary", "unit": unit, **known,
                           "within": about.get("within") or ""})
    found = {**_plain(e), "exchange": f"{column}/b{n}", "process": column, "kind": "elementary", "flow": row, "unit": unit}
    return found | ({"amount": -e["amount"]} if e["flip"] else {})


def _plain(e: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in e.items() if k not in ("row", "column", "flip")}


def _process(column: str, about: Mapping[str, Any], title: str) -> dict[str, Any]:
    return {"process": column, "name": str(about.get("name") or column), "geography": place_of(str(about.get("geography") or "")),
            "kind": "background", "source": title}
