"""What one file of a user gives: activity, registers, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from lizero.errors import Finding, LizeroError, TableRefused
from lizero.importers.blocks import comes_in_blocks, file_blocks
from lizero.importers.files import read_sheets
from lizero.importers.given import NOTHING, Given
from lizero.importers.grid import find_grid, read_grid
from lizero.importers.headers import Header, find_header
from lizero.importers.long import read_long
from lizero.importers.mapping import Mapping, mapped_header_row, read_mapped
from lizero.importers.names import WORDS
from lizero.importers.reading import Reading, gathered
from lizero.importers.sheet import Sheet
from lizero.importers.tables import table_of
from lizero.schema import Table
from lizero.tables import ACTIVITY, REGISTERS

__all__ = ["Keep", "Part", "Tell", "activity_of", "header_row", "kind_of", "read_file"]

_OF_FILE = ("column.unknown", "encoding.legacy")
_OWN = ("lists", "findings", "guide")


@dataclass
class Part:
    """Readings of one file. `registers`: table name and reading, one a sheet. `refusals`: sheets that were refused."""

    activity: list[Reading] = field(default_factory=list)
    registers: list[tuple[str, Reading]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refusals: list[LizeroError] = field(default_factory=list)

    def register(self) -> dict[str, Reading]:
        """One reading a register, by table name."""
        names = dict.fromkeys(name for name, _ in self.registers)
        return {n: gathered([r for name, r in self.registers if name == n], REGISTERS[n]) for n in names}

    def all_findings(self) -> tuple[Finding, ...]:
        """The findings of the file, its activity and its registers."""
        read = (*self.activity, *(r for _, r in self.registers))
        return (*self.findings, *(f for r in read for f in r.findings))


class Keep(Protocol):
    """Where the blocks of a large file are kept while it is read, so that reading can go on after an interruption."""

    def get(self, name: str) -> Reading | None:
        """The block `name` as it was kept, or None."""

    def put(self, name: str, reading: Reading) -> None:
        """Keep the block `name`."""


Tell = Callable[[int, int], None]
"""Takes the bytes read and the bytes of the whole."""


def read_file(path: str | Path, *, mapping: Mapping | None = None, keep: Keep | None = None, tell: Tell | None = None) -> Part:
    """What the file at `path` gives; a sheet that is refused is a finding where another one can be read.

    With a `mapping`, only the sheets that it describes are read as activity. A large delimited file is read in blocks,
    which `keep` remembers and `tell` counts. Raises ProjectRefused when the file cannot
    be read, and the refusal of its sheet (TableRefused) when none can be used.
    """
    path, part = Path(path), Part()
    if comes_in_blocks(path):
        part.activity.extend(_in_blocks(path, mapping, keep, tell))
        return part
    sheets = read_sheets(path)
    for sheet in sheets:
        try:
            _take(part, sheet, mapping)
        except LizeroError as error:
            part.refusals.append(error)
            part.findings.append(Finding(sheet.title, "sheet.refused", str(error), "the other sheets count"))
    if not part.activity and not part.registers:
        raise part.refusals[0] if part.refusals else TableRefused(_nothing(path, sheets))
    if not any(r.frame.height or r.rejected.height for r in (*part.activity, *(r for _, r in part.registers))):
        part.findings.append(Finding(path.name, "file.empty", "the file holds no rows", "fill it in", "warning"))
    return part


def activity_of(sheet: Sheet, *, given: Given = NOTHING) -> Reading:
    """The ACTIVITY rows of one sheet, whether a month grid or a table; units and items by their known names."""
    grid = find_grid(sheet)
    if grid is not None:
        return read_grid(sheet, grid, given=given, words=WORDS)
    return read_long(sheet, ACTIVITY, header=_header(sheet), given=given, words=WORDS)


def kind_of(sheet: Sheet) -> Table | None:
    """The table that `sheet` holds: ACTIVITY, a register, or None for a sheet without a header that is known."""
    name = (sheet.name or Path(sheet.file).stem).casefold()
    named = {t.name.casefold(): t for t in (ACTIVITY, *REGISTERS.values())}.get(name)
    if named is not None:
        return named
    columns = _header(sheet).columns
    if not sheet.name or find_grid(sheet) is not None or set(ACTIVITY.required) <= set(columns):
        return ACTIVITY
    register = table_of(sheet, REGISTERS.values())
    return register or (ACTIVITY if len(columns) >= 3 else None)


def _in_blocks(path: Path, mapping: Mapping | None, keep: Keep | None, tell: Tell | None) -> list[Reading]:
    """Readings of the blocks; when one block shows a decimal comma, every block is read with that doubt."""
    readings = list(_blocks(path, mapping, keep, tell, doubtful=False))
    if any(f.rule == "number.decimal-comma" for r in readings for f in r.findings):
        readings = list(_blocks(path, mapping, keep, tell, doubtful=True))
    return _told_once(readings)


def _blocks(path: Path, mapping: Mapping | None, keep: Keep | None, tell: Tell | None, *, doubtful: bool) -> Iterator[Reading]:
    whole = path.stat().st_size
    for done, sheet in file_blocks(path, lambda s: header_row(s, mapping)):
        name = f"{sheet.first + sheet.text.height}{'?' if doubtful else ''}"
        kept = keep.get(name) if keep else None
        if kept is None:
            sheet = replace(sheet, decimal_comma=sheet.decimal_comma or doubtful)
            kept = read_mapped(sheet, mapping) if mapping else activity_of(sheet)
            if keep:
                keep.put(name, kept)
        if tell:
            tell(done, whole)
        yield kept


def _told_once(readings: list[Reading]) -> list[Reading]:
    """The readings of the blocks; what is about the file or its header is told by the first that knows."""
    told: set[str] = set()
    made = []
    for reading in readings:
        kept = tuple(f for f in reading.findings if f.rule not in _OF_FILE or f.message not in told)
        told |= {f.message for f in kept if f.rule in _OF_FILE}
        made.append(replace(reading, findings=kept))
    return made


def header_row(sheet: Sheet, mapping: Mapping | None = None) -> int:
    """The header row of `sheet`, counted in its frame."""
    if mapping is not None:
        return mapped_header_row(sheet, mapping)
    grid = find_grid(sheet)
    return grid.header.row if grid is not None else _header(sheet).row


def _take(part: Part, sheet: Sheet, mapping: Mapping | None) -> None:
    if mapping is not None and mapping.takes(sheet):
        part.activity.append(read_mapped(sheet, mapping))
        return
    kind = kind_of(sheet) if sheet.name or mapping is None else None
    if sheet.concealed and kind is not None:
        part.findings.append(Finding(sheet.title, "sheet.hidden", "a hidden sheet counts", "take it away if it should not", "warning"))
    if kind is ACTIVITY and mapping is None:
        part.activity.append(activity_of(sheet))
    elif kind is not None and kind is not ACTIVITY:
        part.registers.append((kind.name, read_long(sheet, kind)))
    elif sheet.name.casefold() not in _OWN:
        part.findings.append(_left_out(sheet))


def _header(sheet: Sheet) -> Header:
    """The header, a column of periods standing for both its first and its last day."""
    header = find_header(sheet, ACTIVITY, extra=("period",))
    columns = dict(header.columns)
    period = columns.pop("period", "")
    for name in ("start", "end") if period else ():
        columns.setdefault(name, period)
    return Header(header.row, columns, header.others)


def _left_out(sheet: Sheet) -> Finding:
    hint = "describe it in a mapping if it holds data"
    return Finding(sheet.title, "sheet.left-out", f"the sheet ({sheet.text.height} rows) is not read", hint, "notice")


def _nothing(path: Path, sheets: Iterable[Sheet]) -> str:
    names = ", ".join(s.name or s.file for s in sheets) or "none that holds a cell"
    return (f"{path.name}: no sheet holds activity; ACTIVITY needs the columns {', '.join(ACTIVITY.required)}, "
            f"or a month grid with site, category, flow, unit; sheets found: {names}")
