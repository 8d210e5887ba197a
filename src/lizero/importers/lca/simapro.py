"""SimaPro CSV: blocks from ``Process`` to ``End``, each with sections of lines; parameters of database, project and process.

Formulas keep their parameters; names mean the same in any case. A waste treatment makes the service of treating; what is
sent to it is a demand for it. The squared deviation of a lognormal and the doubled one of a normal are taken as such. Units
that the file defines itself are led to the unit that it defines them by; ``ton`` is the metric one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, sqrt
from typing import Any

from lizero.errors import ProjectRefused, UnitMismatch, UnknownName
from lizero.importers.lca.archive import Archive
from lizero.importers.lca.identity import compartment, place_of
from lizero.importers.lca.raw import Notes, Raw
from lizero.importers.lca.spread import bounds, scaled
from lizero.importers.lca.units import unit_of
from lizero.lca.formula import FormulaRefused, parse
from lizero.units import unit as parsed_unit

__all__ = ["is_simapro", "read_simapro"]

_MADE = {"products": "product", "waste treatment": "product", "waste scenario": "product"}
_DEMANDS = {
    "avoided products": "avoided", "materials/fuels": "input", "electricity/heat": "input", "waste to treatment": "input",
}
_NATURE = {
    "resources": "resource", "emissions to air": "air", "emissions to water": "water", "emissions to soil": "soil",
}
_OUTSIDE = (
    "final waste flows", "non material emission", "non material emissions", "social issues", "economic issues", "separated waste", "remaining waste",
)
_UNITS = {"ton": ("kg", 1000.0), "tn.sh": ("kg", 907.18474), "tn.lg": ("kg", 1016.0469088), "kton": ("kg", 1e6), "personkm": ("person*km", 1.0)}
_PARAMETERS = {
    "input parameters": True, "calculated parameters": False, "database input parameters": True, "database calculated parameters": False,
    "project input parameters": True, "project calculated parameters": False,
}
_SECTIONS = {*_MADE, *_DEMANDS, *_NATURE, *_OUTSIDE, *_PARAMETERS, "units"}
_DISTRIBUTIONS = ("undefined", "lognormal", "normal", "triangle", "uniform")


@dataclass
class _Block:
    """One block of the file: its kind, its fields, its lines by section, each with its number."""

    kind: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    lines: list[tuple[int, str, list[str]]] = field(default_factory=list)


@dataclass
class _File:
    """What a file says of itself, and what names mean in it."""

    decimal: str
    notes: Notes
    where: str
    known: dict[str, str] = field(default_factory=dict)
    units: dict[str, tuple[str, float]] = field(default_factory=lambda: dict(_UNITS))
    seen: set[str] = field(default_factory=set)

    def unit(self, text: str) -> tuple[str, float]:
        """The unit that the file means by `text`, and what one of it is of that."""
        name = text.strip()
        return self.units.get(name) or (unit_of(name), 1.0)


def is_simapro(archive: Archive) -> bool:
    """Whether a CSV begins as SimaPro writes it."""
    first = next(archive.ending(".csv", ".txt"), None)
    return first is not None and archive.read(first)[:200].lstrip(b"\xef\xbb\xbf{").lower().startswith(b"simapro")


def read_simapro(archive: Archive) -> Raw:
    """What the files say. Raises ProjectRefused when none holds a process."""
    notes = Notes()
    processes: list[dict[str, Any]] = []
    exchanges: list[dict[str, Any]] = []
    flows: dict[str, dict[str, Any]] = {}
    parameters: list[dict[str, Any]] = []
    for name in archive.ending(".csv", ".txt"):
        head, blocks = _blocks(_text(archive.read(name)))
        file = _File(head.get("decimal separator", "."), notes, f"{archive.title} › {name}")
        for block in blocks:
            if block.kind != "process":
                parameters += _parameters(block, None, file, file.known)
                file.units |= _defined(block, file)
        for block in (b for b in blocks if b.kind == "process"):
            _process(block, file, archive.title, processes, exchanges, flows, parameters)
    if not processes:
        raise ProjectRefused(f"{archive.title} holds no process that can be read")
    return notes.raw(processes, exchanges, flows.values(), parameters, archive.title)


def _text(data: bytes) -> str:
    """UTF-8 where it is, else the Western code page that SimaPro writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _blocks(text: str) -> tuple[dict[str, str], list[_Block]]:
    head: dict[str, str] = {}
    lines = text.splitlines()
    body = next((n for n, line in enumerate(lines) if not line.strip().startswith("{")), len(lines))
    for line in lines[:body]:
        found = re.match(r"^\{([^:}]*):?\s*(.*?)\}\s*;*$", line.strip())
        if found:
            head[found.group(1).strip().lower()] = found.group(2).strip()
    comma = {"comma": ",", "tab": "\t", "tabulator": "\t"}.get(head.get("csv separator", "").lower(), ";")
    return head, list(_read(csv.reader(io.StringIO("\n".join(lines[body:])), delimiter=comma), body + 1))


def _read(rows: Iterator[list[str]], first: int) -> Iterator[_Block]:
    block: _Block | None = None
    section = ""
    for number, row in enumerate(rows, start=first):
        cells = [c.replace("\x7f", "\n").strip() for c in row]
        start = cells[0].lower() if cells else ""
        if not any(cells):
            section = section if section in _SECTIONS else ""
        elif start == "end":
            if block is not None:
                yield block
            block, section = None, ""
        elif block is None:
            block, section = _Block(start, number), start if start in _SECTIONS else ""
        elif section and section not in _SECTIONS:
            block.fields[section] = cells[0]
            section = ""
        elif start in _SECTIONS and len([c for c in cells if c]) == 1:
            section = start
        elif section in _SECTIONS:
            block.lines.append((number, section, cells))
        else:
            section = start
    if block is not None:
        yield block


def _process(
    block: _Block, file: _File, title: str, processes: list[dict[str, Any]], exchanges: list[dict[str, Any]],
    flows: dict[str, dict[str, Any]], parameters: list[dict[str, Any]],
) -> None:
    made = [(n, s, c) for n, s, c in block.lines if s in _MADE]
    process = block.fields.get("process identifier") or (made[0][2][0] if made else block.fields.get("process name", ""))
    if not made:
        file.notes.tell(f"{file.where} › line {block.line}", "process.empty", "a process without products or waste treatment", "it is left out")
        for number, section, cells in block.lines:
            if section not in _PARAMETERS:
                file.notes.reject(f"{file.where} › line {number}", process, cells[0], "its process makes and treats nothing")
        return
    process = _single(process, f"{file.where} › line {block.line}", processes, file)
    known = dict(file.known)
    own = _parameters(block, process, file, known)
    parameters += own
    place = block.fields.get("geography", "")
    here = place_of("" if "unspecified" in place.lower() else place)
    processes.append({
        "process": process, "name": block.fields.get("process name") or made[0][2][0], "geography": here,
        "period": block.fields.get("time period") or None, "technology": block.fields.get("technology") or None, "kind": "background",
        "source": title, "note": (block.fields.get("comment") or "")[:600] or None,
    })
    run_for = False
    for n, (number, section, cells) in enumerate(block.lines, start=1):
        row = _line(section, cells, f"{file.where} › line {number}", process, file, known, flows)
        if row is not None:
            first = section in _MADE and not run_for
            run_for = run_for or first
            exchanges.append({**row, "process": process, "exchange": f"{process}/{n}", "reference": first,
                              "kind": "product" if first else "co-product" if section in _MADE else row["kind"]})


def _single(process: str, where: str, processes: list[dict[str, Any]], file: _File) -> str:
    """The id of a process; one that another has already is made its own, and it is told."""
    if process not in file.seen:
        file.seen.add(process)
        return process
    file.notes.tell(where, "process.repeated", f"a process {process!r} stood in the file before", "both are kept, apart")
    return f"{process} #{len(processes) + 1}"


def _defined(block: _Block, file: _File) -> dict[str, tuple[str, float]]:
    """The units of a block that lizero does not know by their name: name → the unit that they are defined by, and their size."""
    found: dict[str, tuple[str, float]] = {}
    for number, section, cells in block.lines:
        if section != "units" or len(cells) < 4 or cells[0] in _UNITS or _is_unit(unit_of(cells[0])):
            continue
        size = file.notes.number(cells[2].replace(file.decimal, "."), f"{file.where} › line {number}", cells[0])
        if size:
            found[cells[0]] = (unit_of(cells[3]), size)
    return found


def _is_unit(text: str) -> bool:
    try:
        parsed_unit(text)
    except (UnitMismatch, UnknownName):
        return False
    return True


def _line(
    section: str, cells: Sequence[str], where: str, process: str, file: _File, known: Mapping[str, str], flows: dict[str, dict[str, Any]]
) -> dict[str, Any] | None:
    name = cells[0]
    if section in _PARAMETERS or section == "units":
        return None
    if section in _OUTSIDE:
        file.notes.skip(where, process, name, f"lizero keeps no {section}")
        return None
    cells = [*cells, *[""] * 10]
    within, at = (cells[1], 2) if section in _NATURE else ("", 1)
    (unit, size), said = file.unit(cells[at]), cells[at + 1]
    amount, formula = _amount(said, where, process, name, file, known)
    if amount is None and formula is None:
        return None
    if section in _NATURE:
        place = _NATURE[section]
        inner = "" if within.lower() in ("", "(unspecified)", "unspecified") else compartment(f"{place}/{within}")[1] or within
        key = f"{name}|{place}|{inner}|{unit}"
        flows.setdefault(key, {"key": key, "name": name, "kind": "elementary", "unit": unit, "compartment": place, "within": inner})
        kind = "elementary"
    else:
        key = name
        flows.setdefault(key, {"key": key, "name": name, "kind": "product", "unit": unit})
        kind = _DEMANDS.get(section, "product")
    row = {"kind": kind, "flow": key, "unit": unit, "amount": amount, "formula": formula, "where": where}
    if section == "products":
        share, share_formula = _amount(cells[3].rstrip("% "), where, process, name, file, known)
        part = f"({share_formula}) / 100" if share_formula else None
        return scaled(row, size) | {"share": None if share is None else share / 100.0, "share_formula": part}
    if section in _MADE:
        return scaled(row, size)
    return scaled(row | {"note": cells[at + 6][:300] or None, **_uncertainty(cells[at + 2:at + 6], amount, where, file)}, size)


def _amount(
    said: str, where: str, process: str, name: str, file: _File, known: Mapping[str, str]
) -> tuple[float | None, str | None]:
    """A number, or a formula over known parameters; neither, and the line kept apart, when it is none of them."""
    text = said.replace(file.decimal, ".") if file.decimal != "." else said
    try:
        return file.notes.amount(float(text), where, process, name), None
    except ValueError:
        pass
    formula = _formula(text, known)
    if isinstance(formula, str):
        return None, formula
    file.notes.reject(where, process, name, f"{said[:80]!r} is neither a number nor arithmetic over known parameters: {formula}")
    return None, None


def _formula(text: str, known: Mapping[str, str]) -> str | Exception:
    try:
        names = parse(text).names
    except FormulaRefused as refused:
        return refused
    strange = [n for n in names if n.casefold() not in known]
    if strange:
        return FormulaRefused(f"{', '.join(strange)} is no parameter of the file")
    for n in names:
        text = re.sub(rf"(?<![\w.]){re.escape(n)}(?!\w)", known[n.casefold()], text)
    return text


def _uncertainty(cells: Sequence[str], amount: float | None, where: str, file: _File) -> dict[str, Any]:
    """Distribution, deviation, low, high of a line."""
    kind = cells[0].strip().lower()
    if kind not in _DISTRIBUTIONS or kind == "undefined":
        return {}
    try:
        wide, low, high = (float((c or "0").replace(file.decimal, ".")) for c in cells[1:4])
        if kind == "lognormal":
            return {"distribution": "lognormal", "spread": log(sqrt(wide))} if wide > 1.0 else {}
        if kind == "normal":
            return {"distribution": "normal", "spread": wide / 2.0} if wide > 0.0 else {}
        return bounds("triangular" if kind == "triangle" else "uniform", low, high, (low + high) / 2 if amount is None else amount)
    except ValueError as error:
        file.notes.tell(where, "uncertainty.refused", f"{cells[0]} makes no distribution: {error}", "the amount is held certain")
        return {}


def _parameters(block: _Block, scope: str | None, file: _File, known: dict[str, str]) -> list[dict[str, Any]]:
    """PARAMETERS of a block; `known` learns their names."""
    told = [(n, s, [*c, *[""] * 7]) for n, s, c in block.lines if s in _PARAMETERS]
    known |= {c[0].casefold(): c[0] for _, _, c in told}
    rows = []
    for number, section, cells in told:
        where = f"{file.where} › line {number}"
        if _PARAMETERS[section]:
            value = file.notes.number(cells[1].replace(file.decimal, "."), where, cells[0])
            rows.append({"parameter": cells[0], "scope": scope, "value": value, **_uncertainty(cells[2:6], value, where, file)})
            continue
        text = cells[1].replace(file.decimal, ".") if file.decimal != "." else cells[1]
        formula = _formula(text, known)
        if not isinstance(formula, str):
            message = f"{cells[0]!r} is {cells[1][:80]!r}: {formula}"
            file.notes.tell(where, "formula.refused", message, "what uses it has no value; nothing was run", "error")
            continue
        rows.append({"parameter": cells[0], "scope": scope, "formula": formula})
    return rows
