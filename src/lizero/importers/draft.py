"""A first draft of a mapping for a user's own file: what is known is filled in, the rest stands there to be decided."""

from __future__ import annotations

from pathlib import Path

from lizero.importers.files import read_sheets
from lizero.importers.grid import find_grid
from lizero.importers.headers import Header, find_header
from lizero.importers.sheet import Sheet
from lizero.tables import ACTIVITY

__all__ = ["draft_mapping"]

_NEEDED = ("site", "category", "flow", "quantity", "unit")
_TOP = """\
# How the sheets of {file} are read. Lines that begin with # are to be decided.
"""


def draft_mapping(path: str | Path) -> str:
    """TOML for `read_mapping`, from the header of the first sheet of the file at `path` that has one.

    Raises ProjectRefused when the file cannot be read.
    """
    path = Path(path)
    sheets = read_sheets(path)
    best = max(sheets, key=lambda s: len(_header(s).columns), default=None)
    return _TOP.format(file=path.name) + (_told(best) if best is not None else "")


def _header(sheet: Sheet) -> Header:
    grid = find_grid(sheet)
    return grid.header if grid is not None else find_header(sheet, ACTIVITY, extra=("period",))


def _told(sheet: Sheet) -> str:
    header, months = _header(sheet), find_grid(sheet) is not None
    heads = {c: sheet.text[letter][header.row] for c, letter in header.columns.items()}
    lines = [f"sheets = [{_quoted(sheet.name)}]"] if sheet.name else []
    lines += [f"header = {header.row + 1}", f"months = {str(months).lower()}", "", "[columns]"]
    lines += [f"{_quoted(str(head))} = {_quoted(column)}" for column, head in heads.items()]
    lines += [f'# {_quoted(head)} = ""' for head in header.others]
    missing = [n for n in _NEEDED if n not in heads and not (months and n == "quantity")]
    lines += ["", "[constants]", *(f'# {name} = "{ACTIVITY[name].example}"' for name in missing)]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
