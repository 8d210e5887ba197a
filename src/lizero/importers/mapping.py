"""A saved mapping: how a user's own sheet is read, written once as TOML and used for every file of that shape.

    sheets = ["电力*", "Fuel"]          which sheets, by name or pattern; blank: all
    header = 3                          row number of the header; blank: the row that names most of the columns
    months = false                      true: the header names months, each column of readings is one
    record = "{site}/{flow}/{period}"   the rows' ids
    decimal_comma = false
    dates = "day-first"                 or "month-first", where 01/02/2025 stands in the file

    [columns]                           header in the sheet, or letter of the column = column of ACTIVITY
    "厂区" = "site"
    "月份" = "period"

    [constants]                         what the sheet does not say; {sheet} and {file} are its name and the file's
    category = "purchased electricity"

    [values.site]                       text in the sheet = what it means
    "甲厂" = "suining"

    [[readings]]                        one entry a column of readings, when a row has several
    quantity = "用电量（万kWh）"
    unit = "万kWh"
    flow = "electricity"
"""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from lizero.errors import ProjectRefused, TableRefused, nearest
from lizero.importers.dates import Order
from lizero.importers.fold import key
from lizero.importers.given import Given, Words
from lizero.importers.grid import RECORD, Grid, find_grid, only_filled, read_grid
from lizero.importers.headers import Header, match_header
from lizero.importers.long import read_long
from lizero.importers.names import WORDS
from lizero.importers.reading import Reading, gathered
from lizero.importers.sheet import Sheet
from lizero.tables import ACTIVITY

__all__ = ["Mapping", "mapped_header_row", "read_mapped", "read_mapping"]

_SEARCHED = 40
_EXTRA = ("period",)


@dataclass(frozen=True)
class Mapping:
    """How sheets of one shape are read; see the module."""

    sheets: tuple[str, ...] = ()
    header: int = 0
    months: bool = False
    record: str = RECORD
    decimal_comma: bool = False
    dates: Order = ""
    columns: Dict[str, str] = field(default_factory=dict)
    constants: Dict[str, str] = field(default_factory=dict)
    values: Dict[str, Dict[str, str]] = field(default_factory=dict)
    readings: tuple[Dict[str, str], ...] = ()
    text: str = ""

    def takes(self, sheet: Sheet) -> bool:
        """Whether `sheet` is one that the mapping describes."""
        return not self.sheets or not sheet.name or any(fnmatch.fnmatchcase(sheet.name, p) for p in self.sheets)


def read_mapping(source: str | Path) -> Mapping:
    """The mapping in the TOML file at `source`. Raises ProjectRefused, naming the key, for one that cannot be used.

    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "m.toml"
    >>> _ = file.write_text('[columns]\\n"Plant" = "site"', encoding="utf-8")
    >>> read_mapping(file).columns
    {'Plant': 'site'}
    """
    path = Path(source)
    try:
        text = path.read_text(encoding="utf-8-sig")
        told = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProjectRefused(f"the mapping {path.name} cannot be read: {error}") from error
    known = [f.name for f in fields(Mapping) if f.name != "text"]
    for name, value in told.items():
        if name not in known:
            raise ProjectRefused(f"mapping {path.name}: {name!r} is not known; {_near(name, known)}")
        _kind(path.name, name, value)
    _columns(path.name, told)
    lists: dict[str, Any] = {n: tuple(told[n]) for n in ("sheets", "readings") if n in told}
    return Mapping(**(told | lists | {"text": text}))


def read_mapped(sheet: Sheet, mapping: Mapping) -> Reading:
    """The ACTIVITY rows of `sheet` as `mapping` describes it.

    Raises TableRefused when a header that the mapping names does not stand in the sheet.
    """
    given = Given(_filled(mapping.constants, sheet), mapping.record, mapping.decimal_comma, mapping.dates)
    words = _words(mapping)
    if mapping.months:
        return read_grid(sheet, _mapped_grid(sheet, mapping), given=given, words=words)
    header = _header(sheet, mapping)
    if not mapping.readings:
        return read_long(sheet, ACTIVITY, header=header, given=given, words=words)
    return gathered([_one(sheet, header, dict(r), given, words) for r in mapping.readings], ACTIVITY)


def _one(sheet: Sheet, header: Header, reading: dict[str, str], given: Given, words: Words) -> Reading:
    """One column of readings: rows that leave it blank make no row."""
    letter = _letter(sheet, header.row, reading.pop("quantity"))
    columns = {**header.columns, "quantity": letter}
    constants = {**given.constants, **_filled(reading, sheet)}
    text = only_filled(sheet, header.row, letter, columns.values())
    others = {t: c for t, c in header.others.items() if c != letter}
    return read_long(replace(sheet, text=text, merged=()), ACTIVITY, header=Header(header.row, columns, others),
                     given=replace(given, constants=constants), words=words)


def _header(sheet: Sheet, mapping: Mapping) -> Header:
    """The columns that the mapping names, then those that are known by their own names."""
    row = mapped_header_row(sheet, mapping)
    if not 0 <= row < sheet.text.height:
        raise TableRefused(f"{sheet.title} has no row {mapping.header}, where the mapping expects the header")
    cells = dict(zip(sheet.text.columns, sheet.text.row(row), strict=True))
    named = {column: _letter(sheet, row, head) for head, column in mapping.columns.items()}
    free = {c: v for c, v in cells.items() if c not in named.values()}
    names = [n for n in (*ACTIVITY.names, *_EXTRA) if n not in named and n not in mapping.constants]
    found, others = match_header(free, names)
    columns = {**found, **named}
    period = columns.pop("period", "")
    for name in ("start", "end") if period else ():
        columns.setdefault(name, period)
    read = {_letter(sheet, row, r["quantity"]) for r in mapping.readings}
    return Header(row, columns, {t: c for t, c in others.items() if c not in read})


def mapped_header_row(sheet: Sheet, mapping: Mapping) -> int:
    """The header row that `mapping` states, or the one that names most of its columns, counted in the frame."""
    return mapping.header - 1 if mapping.header else _best_row(sheet, mapping)


def _best_row(sheet: Sheet, mapping: Mapping) -> int:
    wanted = {key(h) for h in (*mapping.columns, *(r["quantity"] for r in mapping.readings))}
    rows = [{key(v) for v in sheet.text.row(n) if v} for n in range(min(_SEARCHED, sheet.text.height))]
    scores = [len(wanted & row) for row in rows]
    return scores.index(max(scores)) if any(scores) else 0


def _letter(sheet: Sheet, row: int, head: str) -> str:
    """The letter of the column whose header is `head`, or that `head` names."""
    cells = dict(zip(sheet.text.columns, sheet.text.row(row), strict=True))
    hits = [c for c, v in cells.items() if v and key(v) == key(head)]
    if hits:
        return hits[0]
    if head in cells and head.isupper():
        return head
    present = [v for v in cells.values() if v]
    raise TableRefused(
        f"{sheet.at(row)}: the mapping names the column {head!r}, which does not stand in this row; {_near(head, present)}"
    )


def _mapped_grid(sheet: Sheet, mapping: Mapping) -> Grid:
    grid = find_grid(sheet, row=mapping.header - 1 if mapping.header else None, loose=True)
    if grid is None:
        raise TableRefused(f"{sheet.title}: the mapping expects a header of months, and no row names two of them")
    named = {column: _letter(sheet, grid.header.row, head) for head, column in mapping.columns.items()}
    columns = {**{n: c for n, c in grid.header.columns.items() if n not in mapping.constants}, **named}
    others = {t: c for t, c in grid.header.others.items() if c not in named.values()}
    return Grid(Header(grid.header.row, columns, others), grid.periods)


def _words(mapping: Mapping) -> Words:
    """The vocabulary's readers after the mapping's own values."""
    return {name: _reader(mapping.values.get(name, {}), WORDS.get(name)) for name in {*WORDS, *mapping.values}}


def _reader(own: Dict[str, str], known: Callable[[str], tuple[str, str]] | None) -> Callable[[str], tuple[str, str]]:
    meant = {key(text): word for text, word in own.items()}

    def read(text: str) -> tuple[str, str]:
        word = meant.get(key(text), text)
        return known(word) if known else (word, "")

    return read


def _filled(constants: Dict[str, str], sheet: Sheet) -> dict[str, str]:
    stem = Path(sheet.file).stem
    return {n: str(v).replace("{sheet}", sheet.name).replace("{file}", stem) for n, v in constants.items()}


def _kind(file: str, name: str, value: Any) -> None:
    kinds: dict[str, type] = {"header": int, "months": bool, "decimal_comma": bool, "record": str, "dates": str}
    kinds |= {"sheets": list, "readings": list, "columns": dict, "constants": dict, "values": dict}
    if not isinstance(value, kinds[name]):
        raise ProjectRefused(f"mapping {file}: {name} must be a {kinds[name].__name__}, not {value!r}")
    if name == "dates" and value not in ("", "day-first", "month-first"):
        raise ProjectRefused(f"mapping {file}: dates is 'day-first' or 'month-first', not {value!r}")
    if isinstance(value, list) and name == "readings" and not all(isinstance(r, dict) and "quantity" in r for r in value):
        raise ProjectRefused(f"mapping {file}: each of [[readings]] names its column as 'quantity'")


def _columns(file: str, told: Dict[str, Any]) -> None:
    known = (*ACTIVITY.names, *_EXTRA)
    named: list[str] = list(told.get("columns", {}).values())
    parts: list[Dict[str, Any]] = [told.get("constants", {}), told.get("values", {}), *told.get("readings", [])]
    for part in parts:
        named.extend(part)
    for name in named:
        if name not in known:
            raise ProjectRefused(f"mapping {file}: {name!r} is no column of ACTIVITY; {_near(str(name), known)}")


def _near(name: str, known: Any) -> str:
    near = nearest(name, known, 3)
    return f"did you mean {', '.join(map(repr, near))}?" if near else f"there are: {', '.join(map(str, known))}"
