"""A product system from a folder of unit processes, as three CSV files or as one TOML file a process.

    processes.csv, exchanges.csv, parameters.csv        the tables PROCESSES, EXCHANGES, PARAMETERS
    lioh.toml                                           one process: its columns on top, then [[exchanges]] and
                                                        [[parameters]], whose `scope` is the process unless stated

Both may stand in one folder.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from lizero.errors import Finding, LizeroError, ProjectRefused
from lizero.importers.columns import identified
from lizero.importers.files import data_files
from lizero.importers.given import Given
from lizero.importers.tables import read_table
from lizero.lca import System
from lizero.schema import Checked, Table, check, empty
from lizero.tables import EXCHANGES, PARAMETERS, PROCESSES

__all__ = ["read_system"]

_IDS = "{process}/{kind}/{flow}/{nth}"
_TABLES = {t.name.lower(): t for t in (PROCESSES, EXCHANGES, PARAMETERS)}


def read_system(folder: str | Path, *, name: str = "", edition: str = "") -> System:
    """The product system in `folder`; a file or row that cannot be read is a finding, the others go on.

    Raises ProjectRefused when the folder holds no unit process.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ProjectRefused(f"there is no folder {folder}; a system is a folder of unit processes")
    parts = [_file(path) for path in [*data_files(folder), *sorted(folder.glob("*.toml"))] if _holds(path)]
    frames = {t: _one([p[t] for p in parts if t in p], _TABLES[t]) for t in _TABLES}
    if not frames["exchanges"].frame.height:
        raise ProjectRefused(_nothing(folder, parts))
    findings = tuple(f for p in parts for c in p.values() for f in c.findings)
    rejected = {_TABLES[t].name: c.rejected for t, c in frames.items() if c.rejected.height}
    processes, exchanges, parameters = (frames[t].frame for t in ("processes", "exchanges", "parameters"))
    return System(processes, exchanges, parameters, name or folder.name, edition, findings, rejected)


_Part = dict[str, Checked]


def _holds(path: Path) -> bool:
    return path.suffix.lower() != ".toml" or path.name not in ("source.toml", "lizero.toml")


def _file(path: Path) -> _Part:
    try:
        return _toml(path) if path.suffix.lower() == ".toml" else _table(path)
    except LizeroError as error:
        return {"exchanges": _refused(path, str(error))}


def _refused(path: Path, message: str, table: Table = EXCHANGES) -> Checked:
    finding = Finding(path.name, "file.refused", message, "mend the file; the others count")
    return Checked(empty(table), pl.DataFrame(), (finding,))


def _table(path: Path) -> _Part:
    table = _TABLES.get(path.stem.lower())
    if table is None:
        return {"exchanges": _refused(path, f"{path.stem!r} is none of {', '.join(_TABLES)}")}
    return {table.name.lower(): read_table(path, table, given=Given(record=_IDS if table is EXCHANGES else ""))}


def _toml(path: Path) -> _Part:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {"exchanges": _refused(path, f"the file is not TOML: {error}")}
    process = told.get("process", path.stem)
    exchanges = [{"process": process, **e} for e in _dicts(told.pop("exchanges", []))]
    parameters = [{"scope": process, **p} for p in _dicts(told.pop("parameters", []))]
    head = [{"process": process, "name": process, **told}]
    rows = {"processes": head, "exchanges": exchanges, "parameters": parameters}
    return {t: _rows(path, r, _TABLES[t]) for t, r in rows.items() if r}


def _dicts(told: Any) -> Iterable[Mapping[str, Any]]:
    return [t for t in told if isinstance(t, dict)] if isinstance(told, list) else []


def _rows(path: Path, rows: list[dict[str, Any]], table: Table) -> Checked:
    """Values of TOML as the table's kinds; a value of another kind stays text, for the check to name."""
    names = list(dict.fromkeys(n for r in rows for n in r))
    columns = [pl.Series(n, [_text(r.get(n)) for r in rows], dtype=pl.String) for n in names]
    frame = pl.DataFrame(columns)
    frame = identified(frame, "exchange", _IDS) if table is EXCHANGES else frame
    return check(frame, table, where=lambda row, column: f"{path.name} › {table.name.lower()} {row + 1} › {column}")


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _one(parts: list[Checked], table: Table) -> Checked:
    frames = [p.frame for p in parts if p.frame.height]
    rejected = [p.rejected for p in parts if p.rejected.height]
    return Checked(
        pl.concat(frames) if frames else empty(table),
        pl.concat(rejected, how="diagonal_relaxed") if rejected else pl.DataFrame(), (),
    )


def _nothing(folder: Path, parts: list[_Part]) -> str:
    faults = "; ".join(str(f) for p in parts for c in p.values() for f in c.findings if f.severity == "error")
    layout = "it needs processes.csv and exchanges.csv, or one TOML file a process with [[exchanges]]"
    return f"{folder} holds no exchange that can be read: {faults or layout}"
