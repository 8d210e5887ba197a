"""Published inventories into lines: workbooks in Brightway form, and unit processes transcribed to a table.

The names of suppliers in them belong to a licensed database and do not ship: `keywords.csv` leads from words in a
name to a product or elementary flow of our own. Its first row that fits wins; ``skip`` leaves an exchange out and
says why; braces are filled with the places of the recipe (zone of the grid, country).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from facts import Facts, read, status
from recipes import SOURCES, Line, Recipe

HERE = Path(__file__).parent
BOOKS = {"raw": "lci_LIB_raw_materials.xlsx", "brine": "lci-lithium_brine_projects.xlsx"}
UNITS = {"kilogram": "kg", "kilowatt hour": "kWh", "megajoule": "MJ", "ton kilometer": "t.km", "cubic meter": "m3", "hour": "h",
         "square meter": "m2", "square meter-year": "m2.a", "meter": "m", "m2.yr": "m2.a", "item": "unit"}
KEYWORDS = read(HERE / "keywords.csv")
SIZES = {"PM2.5": ("PM2.5", "PM10", "PM"), "PM coarse": ("PM10", "PM"), "PM above 10": ("PM",)}


class Unmapped(KeyError):
    """An exchange that no row of keywords.csv fits."""


@cache
def book(path: Path) -> dict[str, dict[str, Any]]:
    """The activities of a workbook in Brightway form by name: meta, and exchanges as dicts."""
    out: dict[str, dict[str, Any]] = {}
    for sheet in openpyxl.load_workbook(path, data_only=True):
        activity: dict[str, Any] | None = None
        header: list[str] | None = None
        wanted = False
        for cells in sheet.iter_rows(values_only=True):
            first = str(cells[0]).strip() if cells[0] is not None else ""
            if first.casefold() == "activity":
                activity, header = {"meta": {}, "exchanges": []}, None
                out[str(cells[1])] = activity
            elif activity is None or not first:
                header = None if not first else header
            elif first.casefold() == "exchanges":
                wanted = True
            elif wanted:
                header, wanted = [str(c).strip() if c is not None else "" for c in cells], False
            elif header is None:
                activity["meta"][first] = cells[1]
            else:
                activity["exchanges"].append({h: c for h, c in zip(header, cells, strict=False) if h and c is not None})
    return out


def complete(made: list[Recipe], facts: Facts, data: Path) -> None:
    """Put the lines of the published inventories that the recipes name before their own lines."""
    known = {r.product for r in made}
    for r in made:
        if r.published:
            own = _suppliers(made, r.register["geography"])
            found = lines(r.published, own, r.places, r.register["source"], facts, data, r.drop, known)
            r.lines[:0] = list(found)


def _suppliers(made: list[Recipe], place: str) -> dict[str, str]:
    """Our products by the published activities that they stand for; those of the same place come before others."""
    ranked = sorted((r for r in made if r.published and not r.alternative), key=lambda r: r.register["geography"] == place)
    return {r.published.partition("/")[2].partition("|")[0]: r.product for r in ranked}


def lines(reference: str, own: dict[str, str], places: dict[str, str], source: str, facts: Facts, data: Path, drop: tuple[str, ...],
          known: set[str]) -> Iterator[Line]:
    """The lines of the published process `reference` (``raw/name``, ``brine/name`` or ``table/name|place``).

    `own` leads from published activities to our products, `known` lists the products there are; words in `drop`
    leave an exchange out because the recipe states it in another way.
    """
    kind, _, name = reference.partition("/")
    rows = _table(facts.published[name]) if kind == "table" else sheet(book(data / BOOKS[kind])[name]["exchanges"])
    for row in rows:
        if not any(word.casefold() in row["name"].casefold() for word in drop):
            yield from mapped(row, own, places, source, known)


def sheet(exchanges: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for e in exchanges:
        if e["type"] == "production":
            continue
        amount = float(e["amount"])
        yield {"name": str(e["name"]), "amount": amount, "unit": UNITS.get(str(e["unit"]), str(e["unit"])), "status": "checked",
               "where": str(e.get("categories", "")), "elementary": e["type"] == "biosphere", "pedigree": _scores(e.get("pedigree")),
               "low": _bound(e, "minimum"), "high": _bound(e, "maximum"), "note": ""}


def _scores(text: Any) -> str:
    return ",".join(re.findall(r"\d", str(text))[:5]) if text else ""


def _bound(e: dict[str, Any], name: str) -> float | None:
    return float(e[name]) if str(e.get("uncertainty type", "")) == "5" and e.get(name) is not None else None


def _table(rows: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    for r in rows:
        if r["flow_kind"] in ("parameter", "coproduct"):
            continue
        name, _, where = r["flow"].partition(" [") if r["flow_kind"] == "biosphere" else (r["flow"], "", "")
        low, high, value = r["low"], r["high"], float(r["value"])
        inside = bool(low and high) and float(low) <= value <= float(high)
        yield {"name": name, "amount": value, "unit": UNITS.get(r["flow_unit"], r["flow_unit"]), "status": status(r["provenance"]),
               "where": where.rstrip("]"), "elementary": r["flow_kind"] == "biosphere", "pedigree": "",
               "low": float(low) if inside else None, "high": float(high) if inside else None, "note": ""}


def mapped(row: dict[str, Any], own: dict[str, str], places: dict[str, str], source: str, known: set[str]) -> Iterator[Line]:
    plain = re.sub(r" \{[^}]*\}$", "", row["name"])
    if not row["elementary"] and plain in own:
        yield _line(row, "input", own[plain], 1.0, row["unit"], source, "")
        return
    rule = _rule(row)
    if rule["flow"] == "skip":
        return
    kind = rule["kind"]
    factor = float(rule["factor"] or 1) * (-1 if kind == "waste" and row["amount"] < 0 else 1)
    unit = rule["to_unit"] or row["unit"]
    for flow in SIZES.get(rule["flow"], (rule["flow"],)):
        named = flow if kind == "elementary" else _placed(flow, places, known)
        yield _line(row, kind, named, factor, unit, source, _compartment(row["where"]) if kind == "elementary" else "", rule)


def _line(row: dict[str, Any], kind: str, flow: str, factor: float, unit: str, source: str, comp: str,
          rule: dict[str, str] | None = None) -> Line:
    options = {"comp": comp} if comp else {}
    if row["pedigree"]:
        options["ped"] = row["pedigree"]
    elif rule and rule["tech"]:
        options["tech"] = rule["tech"]
    if rule and rule["note"]:
        options["note"] = rule["note"]
    low, high = (None if b is None else b * factor for b in (row["low"], row["high"]))
    marked = "unverified" if rule and rule["status"] == "unverified" else row["status"]
    if row["amount"] == 0:
        options["note"] = "zero in the source"
    return Line(kind, flow, row["amount"] * factor, unit, source, status=marked, citation=SOURCES[source]["citation"], low=low, high=high,
                options=options)


def _rule(row: dict[str, Any]) -> dict[str, str]:
    name = f"{row['name']} [{row['where']}]".casefold() if row["elementary"] else row["name"].casefold()
    for rule in KEYWORDS:
        if bool(rule["kind"] == "elementary") != row["elementary"] and rule["flow"] != "skip":
            continue
        if all(word in name for word in rule["contains"].split("&")) and rule["unit"] in ("", row["unit"]):
            return rule
    raise Unmapped(f"{row['name']} [{row['unit']}], elementary: {row['elementary']}")


def _placed(flow: str, places: dict[str, str], known: set[str]) -> str:
    if "{" not in flow:
        return flow
    tried = [flow.replace("{zone}", places.get("zone", "WORLD")).replace("{country}", c) for c in (places.get("country", "WORLD"), "WORLD")]
    return next((t for t in tried if t in known), tried[-1])


def _compartment(where: str) -> str:
    if where.startswith("natural resource"):
        return "resource"
    return next((c for c in ("air", "water", "soil") if where.startswith(c)), "air")
