"""Methods of a project: files of others that were imported, or tables kept by hand, each a folder below ``methods/``.

    methods/EF 3.1/method.csv                 the table METHOD
    methods/EF 3.1/normalisation.csv, weighting.csv    set, category, factor; where the files hold them
    methods/EF 3.1/lists/factors.csv          every factor of the files, and by what its flow was known
    methods/EF 3.1/source.toml                the file it came from, and its digest
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lizero.errors import Finding, ProjectRefused, UnknownName
from lizero.impact import Method
from lizero.importers import read_table
from lizero.importers.lca import ImportedMethod, read_methods
from lizero.project.store import SOURCE, digest_at, file_name, source_at, write
from lizero.tables import METHOD

__all__ = ["TakenMethod", "drop_method", "method_at", "methods_in", "take_methods"]

_FOLDER = "methods"


@dataclass(frozen=True, eq=False)
class TakenMethod:
    """A method taken into a project: its `name` there, whether it was `added`, and what was read of it."""

    name: str
    added: bool
    read: ImportedMethod
    findings: tuple[Finding, ...]


def take_methods(project: Path, path: str | Path, flows: pl.DataFrame | None = None) -> tuple[TakenMethod, ...]:
    """Every method at `path` as one of the project in the folder `project`; the same file again changes nothing.

    `flows`: those of the database that the methods belong to (Imported.flows). Raises ProjectRefused when no factor can be
    read, and where a folder of the name was made by hand.
    """
    path = Path(path)
    sha = digest_at(path)
    return tuple(_take(project / _FOLDER, path.name, sha, read) for read in read_methods(path, flows))


def methods_in(project: Path) -> tuple[str, ...]:
    """The names of the methods of the project in the folder `project`."""
    return tuple(sorted(p.parent.name for p in (project / _FOLDER).glob("*/method.csv") if not p.parent.name.startswith(".")))


def method_at(project: Path, name: str) -> tuple[Method, tuple[Finding, ...]]:
    """The method `name` of the project in the folder `project`, and what is wrong with rows of it that do not count.

    Raises UnknownName with the names of those it has.
    """
    if name not in methods_in(project):
        raise UnknownName("method of the project", name, methods_in(project))
    found = read_table(project / _FOLDER / name / "method.csv", METHOD)
    frame = found.frame.drop("method", "implementation")
    source = source_at(project / _FOLDER / name).get("file", "own")
    return Method.of(frame, name, source), found.findings


def drop_method(project: Path, name: str) -> str:
    """Take an imported method out of the project; its name. Raises UnknownName."""
    if name not in methods_in(project):
        raise UnknownName("method of the project", name, methods_in(project))
    place = project / _FOLDER / name
    if not source_at(place):
        raise ProjectRefused(f"{place} was made by hand, not by an import: remove the folder yourself")
    shutil.rmtree(place)
    return name


def _take(folder: Path, file: str, sha: str, read: ImportedMethod) -> TakenMethod:
    name = file_name(read.method.id)
    place = folder / name
    before = source_at(place).get("sha256")
    if before == sha:
        same = Finding(file, "import.repeated", f"the method {name!r} of this file is in the project already: nothing is added", "", "notice")
        return TakenMethod(name, False, read, (same,))
    if place.exists() and before is None:
        raise ProjectRefused(f"{place} was made by hand: rename the folder, so that it is not lost")
    shutil.rmtree(place, ignore_errors=True)
    tables = {"method": read.method.frame, "lists/factors": read.factors, "normalisation": read.normalisation, "weighting": read.weighting}
    for title, frame in tables.items():
        if frame.height:
            write(place / f"{title}.csv", frame.write_csv())
    write(place / SOURCE, f'file = {json.dumps(file, ensure_ascii=False)}\nsha256 = "{sha}"\n')
    replaced = Finding(file, "import.superseded", f"the method {name!r} of the project is replaced by that of this file", "", "notice")
    return TakenMethod(name, True, read, (*((replaced,) if before else ()), *read.findings))
