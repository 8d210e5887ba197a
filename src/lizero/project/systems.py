"""Product systems of a project: databases that were imported, each a folder below ``systems/`` in the project's own tables.

    systems/uslci/processes.csv, exchanges.csv, parameters.csv     what counts
    systems/uslci/lists/                                           what was cut off or set apart, which flow is which, all findings
    systems/uslci/source.toml                                      the file it came from, its digest, and the account
    .cache/systems/uslci/                                          the same compiled; may be removed at any time

The original stays where it is: databases are large, and their licences seldom allow a copy. An exchange that was set apart
stays known, so that the footprint of its process says that it is not complete (convention 2).
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from lizero.errors import Finding, ProjectRefused, UnknownName
from lizero.exchange import write_system
from lizero.importers import read_system
from lizero.importers.lca import Imported, read_database
from lizero.lca import System
from lizero.project.store import SOURCE, digest_at, file_name, source_at, write

__all__ = ["FOLDER", "TakenSystem", "drop_system", "system_at", "systems_in", "take_system"]

FOLDER = "systems"


@dataclass(frozen=True, eq=False)
class TakenSystem:
    """A database taken into a project: its `name` there, its `folder`, whether it was `added`, and what was read of it."""

    name: str
    folder: Path
    added: bool
    read: Imported
    findings: tuple[Finding, ...]


def take_system(project: Path, path: str | Path, *, name: str = "") -> TakenSystem:
    """The database at `path`, in any format that is known, as the system `name` of the project in the folder `project`.

    The same file again changes nothing; another file of the name takes its place. Raises ProjectRefused for a file that
    cannot be read as a database, and where a folder of the name was made by hand.
    """
    path = Path(path)
    read = read_database(path, name=name)
    name = file_name(name or path.stem)
    place, sha = project / FOLDER / name, digest_at(path)
    before = source_at(place).get("sha256")
    if before == sha:
        same = Finding(path.name, "import.repeated", f"this file is the system {name!r} of the project already: nothing is added", "", "notice")
        return TakenSystem(name, place, False, read, (same,))
    if place.exists() and before is None:
        raise ProjectRefused(f"{place} was made by hand: rename the folder or {path.name}, so that neither is lost")
    replaced = Finding(path.name, "import.superseded", f"the system {name!r} of the project is replaced by this file", "", "notice")
    _put(place, read, path.name, sha)
    return TakenSystem(name, place, True, read, (*((replaced,) if before else ()), *read.findings))


def systems_in(project: Path) -> tuple[str, ...]:
    """The names of the systems of the project in the folder `project`."""
    folders = sorted(p for p in (project / FOLDER).glob("*") if p.is_dir() and not p.name.startswith("."))
    return tuple(p.name for p in folders if (p / "exchanges.csv").is_file() or any(f.name != SOURCE for f in p.glob("*.toml")))


def system_at(project: Path, name: str) -> System:
    """The system `name` of the project in the folder `project`. Raises UnknownName with the names of those it has."""
    if name not in systems_in(project):
        raise UnknownName("system of the project", name, systems_in(project))
    place = project / FOLDER / name
    made = read_system(place, name=name)
    apart = _apart(place).filter(~pl.col("exchange").is_in(made.exchanges["exchange"].to_list()))
    if not apart.height:
        return made
    told = Finding(
        f"{name} › lists/rejected.csv", "import.apart", f"{apart.height:,} exchanges were set apart when {name!r} was imported",
        "footprints that reach their processes say that they are not complete", "warning",
    )
    rejected = pl.concat([*(f.select("process", "exchange") for t, f in made.rejected.items() if t == "EXCHANGES"), apart], how="vertical_relaxed")
    return System(
        made.processes, made.exchanges, made.parameters, name, made.edition, (*made.findings, told), {**made.rejected, "EXCHANGES": rejected}
    )


def drop_system(project: Path, name: str) -> str:
    """Take a system, told by its name or the file it came from, out of the project; its name. Raises UnknownName."""
    places = [project / FOLDER / n for n in systems_in(project)]
    found = [p for p in places if name in (p.name, source_at(p).get("file"))]
    if not found:
        raise UnknownName("system of the project", name, [p.name for p in places])
    if not source_at(found[0]):
        raise ProjectRefused(f"{found[0]} was made by hand, not by an import: remove the folder yourself")
    shutil.rmtree(found[0])
    _forget(found[0])
    return found[0].name


def _put(place: Path, read: Imported, file: str, sha: str) -> None:
    """Write the system beside its place first, then put it there in one step."""
    part, old = place.with_name(f".{place.name}.part"), place.with_name(f".{place.name}.old")
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    write_system(read.system, part, "folder")
    for name, frame in _lists(read).items():
        write(part / "lists" / f"{name}.csv", frame.write_csv())
    write(part / SOURCE, _told(read, file, sha))
    _forget(place)
    if place.exists():
        place.rename(old)
    part.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _forget(place: Path) -> None:
    """What was kept compiled of the system at `place`."""
    shutil.rmtree(place.parents[1] / ".cache" / FOLDER / place.name, ignore_errors=True)


def _lists(read: Imported) -> dict[str, pl.DataFrame]:
    findings = pl.DataFrame([f.as_dict() for f in read.findings], infer_schema_length=None)
    return {"cut-off": read.cut_off, "rejected": read.rejected, "flows": read.flows, "unmatched": read.unmatched, "findings": findings}


def _told(read: Imported, file: str, sha: str) -> str:
    lines = [f"file = {json.dumps(file, ensure_ascii=False)}", f'sha256 = "{sha}"', "", "# Where every exchange of the file went.", "[account]"]
    return "\n".join([*lines, *(f"{k} = {v}" for k, v in asdict(read.account).items())]) + "\n"


def _apart(place: Path) -> pl.DataFrame:
    """process, exchange of what was set apart; what is no fault, an output of nothing, has the amount 0 and is left out."""
    path = place / "lists" / "rejected.csv"
    if not path.is_file():
        return pl.DataFrame(schema={"process": pl.String, "exchange": pl.String})
    rows = pl.read_csv(path, schema_overrides={"amount": pl.Float64}, infer_schema=False)
    return rows.filter(pl.col("amount").ne_missing(0.0)).select("process", pl.col("where").alias("exchange"))
