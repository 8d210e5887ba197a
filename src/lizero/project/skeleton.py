"""A new project: a folder with commented settings, empty registers and the workbooks to fill in."""

from __future__ import annotations

from pathlib import Path

from lizero.errors import ProjectRefused
from lizero.importers.headers import label
from lizero.importers.template import readings_template
from lizero.project.store import write
from lizero.schema import Table
from lizero.tables import FACTORS, REGISTERS

__all__ = ["create"]

_REGISTERS = (
    "ORGANISATIONS", "OWNERSHIP", "SITES", "SOURCES", "PRODUCTS", "INSTRUMENTS", "PARAMETERS", "PROXIES", "EVIDENCE",
)
_SETTINGS = """\
# The settings of this project. Everything else is in the folders beside this file.

name = "{name}"

# The organisation that reports, as in registers/organisations.csv. Blank: the one that nobody holds.
holder = ""

# How shares of joint ventures count: operational, financial or equity.
approach = "operational"

# The set of global warming potentials: ar6-gwp100, ar5-gwp100, ar4-gwp100, ar6-gwp20, ...
gwp = "ar6-gwp100"

# Factor libraries, the first that matches wins. "own" is the folder factors/; "au-nga=2025" takes one edition only.
libraries = ["own", "cn-grid", "cn-mee", "au-nga", "ipcc-2006", "refrigerants", "background"]

# Years that are reported.
years = [{year}]

# Language of reports: en, zh-Hans or es.
language = "{language}"

# The open product system that bought inputs are linked to.
chain = "lithium-chain"
"""
_READ_ME = """\
# {name}

| folder | what is in it |
|---|---|
| `lizero.toml` | settings |
| `templates/` | a workbook to fill in with the readings of a year |
| `registers/` | organisations, ownership, sites, sources, products, instruments: one CSV each |
| `activity/` | the record; `lizero import FILE` adds to it |
| `factors/` | own emission factors |
| `imports/` | imported files as they came, and the journal |
| `narrative/` | texts for reports |
| `frozen/` | frozen years: folders that anybody can compute again with `lizero verify` |
"""
_ATTRIBUTES = "frozen/** -text\n"


def create(folder: str | Path, *, year: int, name: str = "", language: str = "en") -> Path:
    """A new project in `folder` for `year`, with a template of readings in `language`.

    Raises ProjectRefused when the folder exists and is not empty.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectRefused(f"{folder} exists and is not empty; name a folder that does not exist yet")
    name = name or folder.name
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    write(folder / "lizero.toml", _SETTINGS.format(name=quoted, year=year, language=language))
    write(folder / "README.md", _READ_ME.format(name=name))
    write(folder / ".gitattributes", _ATTRIBUTES)
    for table in (REGISTERS[n] for n in _REGISTERS):
        write(folder / "registers" / f"{table.name.lower()}.csv", _head(table, language))
    write(folder / "factors" / "own.csv", _head(FACTORS, "en"))
    write(folder / "templates" / f"readings-{year}.xlsx", readings_template(year, lang=language))
    for empty in ("activity", "imports", "narrative", "frozen"):
        (folder / empty).mkdir(parents=True, exist_ok=True)
    return folder


def _head(table: Table, language: str) -> str:
    """The header of `table`; a mark of order tells spreadsheets that the file is UTF-8."""
    return "\ufeff" + ",".join(label(c, language) if language != "en" else c for c in table.names) + "\n"
