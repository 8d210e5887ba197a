"""Brightway's Excel inventories: sheets of activities, each a block of properties and a table of exchanges.

A sheet whose first cell is ``skip`` is left out. A supplier is found by database and code, else by name, product, place and
unit; one that the workbook does not hold is outside: its inputs are cut off and listed under its name and place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import fastexcel
import polars as pl

from lizero.errors import ProjectRefused
from lizero.importers.guard import open_workbook
from lizero.importers.lca.archive import Archive
from lizero.importers.lca.identity import compartment, place_of
from lizero.importers.lca.raw import Notes, Raw
from lizero.importers.lca.spread import stats_array
from lizero.importers.lca.units import unit_of
from lizero.importers.workbook import exact

__all__ = ["is_brightway_excel", "read_brightway_excel"]

Row = Sequence[str | None]
_SECTIONS = ("activity", "exchanges", "parameters", "project parameters", "database parameters", "database")
_KINDS = {"production": "product", "technosphere": "input", "biosphere": "elementary", "substitution": "avoided"}


@dataclass
class _Activity:
    """A block of the workbook: its properties, its rows of exchanges and of parameters, and where it stands."""

    where: str
    told: dict[str, str] = field(default_factory=dict)
    exchanges: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    parameters: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Name, product, place and unit."""
        return _key(self.told, self.told.get("name", ""))


def _key(told: Mapping[str, str], name: str) -> tuple[str, str, str, str]:
    product = told.get("reference product") or told.get("product") or ""
    return name, product, told.get("location") or "", told.get("unit") or ""


def is_brightway_excel(archive: Archive) -> bool:
    """Whether the archive is a workbook: the sheets are looked at in reading."""
    return "xl/workbook.xml" in archive.names


def read_brightway_excel(archive: Archive) -> Raw:
    """What a workbook says. Raises ProjectRefused when no sheet holds an activity."""
    notes = Notes()
    sheets = list(_sheets(archive))
    blocks = [a for title, rows in sheets for a in _blocks(f"{archive.title} › {title}", rows)]
    activities = [a for a in blocks if a.told.get("name")]
    if not activities:
        raise ProjectRefused(f"{archive.title} holds no sheet with an Activity of Brightway's format")
    ids = _ids(activities)
    names = {a.key: i for a, i in zip(activities, ids, strict=True)}
    loose = {(k[0], k[2]): i for k, i in names.items()}
    codes = {a.told["code"]: i for a, i in zip(activities, ids, strict=True) if a.told.get("code")}
    flows: dict[str, dict[str, Any]] = {}
    exchanges: list[dict[str, Any]] = []
    for activity, process in zip(activities, ids, strict=True):
        flows[process] = _flow(process, activity.told, activity.told.get("name", ""))
        exchanges += _exchanges(activity, process, names, loose, codes, flows, notes)
    parameters = [p for a in blocks for p in _parameters(a, None if a not in activities else ids[activities.index(a)], notes)]
    processes = [_process(a, i, archive.title) for a, i in zip(activities, ids, strict=True)]
    return notes.raw(processes, exchanges, flows.values(), parameters, archive.title)


def _sheets(archive: Archive) -> Iterator[tuple[str, list[Row]]]:
    if archive.path is not None:
        open_workbook(archive.path).close()
    book = fastexcel.read_excel(archive.path)  # type: ignore[arg-type]
    for title in book.sheet_names:
        rows = _cells(book, title)
        if rows and str(rows[0][0] or "").strip().lower() != "skip":
            yield title, rows


def _cells(book: fastexcel.ExcelReader, title: str) -> list[Row]:
    """The cells of a sheet as text, numbers in full precision."""
    text = book.load_sheet(title, header_row=None, skip_rows=0, dtypes="string").to_polars()
    if not text.width:
        return []
    numbers = book.load_sheet(title, header_row=None, skip_rows=0, dtypes="float").to_polars()
    return list[Row](pl.DataFrame([exact(text.to_series(i), numbers.to_series(i)) for i in range(text.width)]).rows())


def _blocks(where: str, rows: Sequence[Row]) -> Iterator[_Activity]:
    """The activities of a sheet, and one block for what belongs to none. Blank rows within exchanges mean nothing."""
    block = loose = _Activity(where)
    section, header = "", list[str]()
    for number, row in enumerate(rows, start=1):
        first = str(row[0] or "").strip()
        if first.lower() in _SECTIONS and (not header or first.lower() in ("activity", "database") or not any(row[1:])):
            section, header = first.lower(), []
            if section in ("activity", "database"):
                if block is not loose:
                    yield block
                block = _Activity(f"{where} › row {number}", {"name": str(row[1] or "").strip()}) if section == "activity" else loose
        elif not any(str(c or "").strip() for c in row):
            header = header if section == "exchanges" else []
            section = section if section in ("activity", "exchanges") else ""
        elif section in ("activity", "database"):
            if block is not loose and len(row) > 1:
                block.told[first.lower()] = str(row[1] or "").strip()
        elif section and not header:
            header = [str(c or "").strip().lower() for c in row]
        elif section:
            told = {h: str(c).strip() for h, c in zip(header, row, strict=False) if h and c is not None}
            (block.exchanges if section == "exchanges" else block.parameters).append((number, told))
    if block is not loose:
        yield block
    if loose.parameters:
        yield loose


def _ids(activities: Sequence[_Activity]) -> list[str]:
    """The code of each, else a text of name, product and place."""
    seen: dict[str, int] = {}
    found = []
    for a in activities:
        name, product, place, _ = a.key
        text = a.told.get("code") or " | ".join(dict.fromkeys(t for t in (name, product, place) if t))
        seen[text] = seen.get(text, 0) + 1
        found.append(text if seen[text] == 1 else f"{text} #{seen[text]}")
    return found


def _process(activity: _Activity, process: str, title: str) -> dict[str, Any]:
    told = activity.told
    return {
        "process": process, "name": told.get("name"), "geography": place_of(told.get("location", "")), "kind": "background",
        "source": told.get("source") or title, "note": (told.get("comment") or "")[:600] or None,
    }


def _flow(key: str, told: Mapping[str, str], name: str) -> dict[str, Any]:
    product = told.get("reference product") or told.get("product") or name
    unit = unit_of(told.get("unit") or "unit")
    return {"key": key, "name": product, "kind": "product", "unit": unit, "geography": place_of(told.get("location", ""))}


def _exchanges(
    activity: _Activity, process: str, names: Mapping[tuple[str, str, str, str], str], loose: Mapping[tuple[str, str], str],
    codes: Mapping[str, str], flows: dict[str, dict[str, Any]], notes: Notes,
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for n, (number, told) in enumerate(activity.exchanges, start=1):
        where = f"{activity.where.rpartition(' › ')[0]} › row {number}"
        name, kind = told.get("name", ""), _KINDS.get(told.get("type", "").lower())
        if kind is None:
            notes.reject(where, process, name, f"its type {told.get('type')!r} is none of {', '.join(_KINDS)}")
            continue
        amount = notes.amount(told.get("amount"), where, process, name)
        if amount is None:
            continue
        key = process if kind == "product" and _own(told, activity) else _supplier(told, name, kind, names, loose, codes, flows)
        row = {
            "exchange": f"{process}/{n}", "process": process, "kind": kind, "reference": key == process and kind == "product", "flow": key,
            "provider": key if kind in ("input", "avoided") and key in flows and key in names.values() else None, "amount": amount,
            "unit": unit_of(told.get("unit") or flows[key]["unit"] if key in flows else told.get("unit") or "unit"), "where": where,
            "formula": notes.formula(told.get("formula"), where), "pedigree": _pedigree(told.get("pedigree")), "note": told.get("comment"),
        }
        rows.append(row | stats_array(told, amount, where, notes))
    if rows and not any(r["reference"] for r in rows):
        _settled(rows, activity, process, notes)
    return rows


def _settled(rows: list[dict[str, Any]], activity: _Activity, process: str, notes: Notes) -> None:
    """The only product is the reference, whatever it is called; without one, one unit is made as Brightway takes it."""
    made = [r for r in rows if r["kind"] == "product"]
    if len(made) != 1:
        rows.append(_implied(activity, process))
        return
    message = f"{process!r} makes one product, which goes by another name ({made[0]['flow']!r}): it is taken for its own"
    notes.tell(made[0]["where"], "product.renamed", message, "give product and activity one name", "notice")
    made[0].update(flow=process, reference=True)


def _own(told: Mapping[str, str], activity: _Activity) -> bool:
    return told.get("name", "") in (activity.told.get("name"), activity.key[1], "")


def _implied(activity: _Activity, process: str) -> dict[str, Any]:
    """One unit made, as Brightway takes it where no production is stated."""
    made = float(activity.told.get("production amount") or 1.0)
    unit = unit_of(activity.told.get("unit") or "unit")
    return {"exchange": f"{process}/0", "process": process, "kind": "product", "reference": True, "flow": process, "amount": made,
            "unit": unit, "where": activity.where}


def _supplier(
    told: Mapping[str, str], name: str, kind: str, names: Mapping[tuple[str, str, str, str], str], loose: Mapping[tuple[str, str], str],
    codes: Mapping[str, str], flows: dict[str, dict[str, Any]],
) -> str:
    """The key of the flow: of an activity of the workbook, of an elementary flow, or of a supplier outside."""
    if kind == "elementary":
        place, within = compartment(re.sub("::", "/", told.get("categories", "")))
        key = f"{name}|{told.get('categories', '')}|{told.get('unit', '')}"
        unit = unit_of(told.get("unit") or "kilogram")
        about = {"key": key, "name": name, "kind": "elementary", "unit": unit, "compartment": place, "within": within}
        flows.setdefault(key, about | {"uuid": told.get("code")})
        return key
    found = codes.get(told.get("code", "")) or names.get(_key(told, name)) or loose.get((name, told.get("location", "")))
    if found is not None:
        return found
    key = " | ".join(dict.fromkeys(t for t in _key(told, name)[:3] if t))
    flows.setdefault(key, {**_flow(key, told, name), "name": key})
    return key


def _pedigree(text: str | None) -> str | None:
    found = re.findall(r"\d+", text or "")
    return ",".join(found[:5]) if len(found) in (5, 6) and all(f in "12345" for f in found[:5]) else None


def _parameters(activity: _Activity, scope: str | None, notes: Notes) -> Iterator[dict[str, Any]]:
    for number, told in activity.parameters:
        where = f"{activity.where} › row {number}"
        name = told.get("name", "")
        value = told.get("amount")
        formula = notes.formula(told.get("formula"), where)
        if name and (value is not None or formula):
            yield {"parameter": name, "scope": scope, "value": notes.number(value, where, name), "formula": formula,
                   **({} if formula else stats_array(told, value, where, notes))}
