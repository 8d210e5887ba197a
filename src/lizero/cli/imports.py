"""``lizero import``: files into the record, and databases of unit processes into the project's systems."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

import lizero as lz
from lizero.cli.shell import JsonOption, ProjectOption, emit, number, progress, say, show_findings
from lizero.project import Imported, Project, TakenSystem

__all__ = ["imports"]


def imports(
    files: Annotated[list[Path], typer.Argument(
        help="CSV or XLSX files of activity, or databases of unit processes; with --undo the import's id, file or system."
    )],
    mapping: Annotated[Path | None, typer.Option(help="A saved mapping (TOML) for a sheet of your own form.", show_default=False)] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take these imports out of the project again.")] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Take files into the record, and databases into the systems: what is good goes in, what is faulty is named and set apart.

    A database (openLCA JSON-LD, EcoSpold 1 or 2, ILCD, SimaPro CSV, Brightway package or workbook) is known by what is in
    it. Importing a file twice adds nothing and says so. Examples: lizero import 2025.xlsx, lizero import uslci.zip
    """
    here = lz.Project(project) if project is not None else lz.Project.find(Path.cwd())
    if undo:
        for name in files:
            say(f"taken out: {_undone(here, str(name))}")
        return
    made = [_take_system(here, path) if _is_database(path, mapping) else _take(here, path, mapping) for path in files]
    if as_json:
        emit({"imports": [_result(m) for m in made]})
    else:
        for m in made:
            say(_told(m))
    show_findings([f for m in made for f in m.findings])


def _undone(here: Project, name: str) -> str:
    kept = here.systems()
    if name in kept or (name not in {n for e in here.imports() for n in (e.id, e.file)} and Path(name).stem in kept):
        return here.drop_system(name if name in kept else Path(name).stem)
    return here.undo(name).file


def _is_database(path: Path, mapping: Path | None) -> bool:
    """Whether `path` holds unit processes; a file read by a mapping is activity, and what is not there is told by its reader."""
    from lizero.importers.lca import format_of

    return mapping is None and path.exists() and format_of(path) is not None


def _take_system(here: Project, path: Path) -> TakenSystem:
    with progress() as bar:
        bar.add_task(f"reading {path.name}", total=None)
        return here.take_system(path)


def _take(here: Project, path: Path, mapping: Path | None) -> Imported:
    with progress() as bar:
        task = bar.add_task(f"reading {path.name}", total=None)

        def tell(done: int, whole: int) -> None:
            bar.update(task, completed=done, total=whole)

        day = datetime.now().astimezone().date()  # noqa: TID251
        return here.take(path, on=day, mapping=mapping, tell=tell)


def _told(made: Imported | TakenSystem) -> str:
    if isinstance(made, Imported):
        return f"[bold]{escape(made.entry.file)}[/bold]: {number(made.added.height)} rows taken in, {number(made.rejected.height)} set apart"
    account = made.read.account
    processes = number(made.read.system.processes.height)
    return f"[bold]{escape(made.name)}[/bold]: {processes} processes; {account}"


def _result(made: Imported | TakenSystem) -> dict[str, Any]:
    findings = [f.as_dict() for f in made.findings]
    if isinstance(made, Imported):
        return {"file": made.entry.file, "added": made.added.height, "rejected": made.rejected.to_dicts(), "findings": findings}
    system = made.read.system
    return {
        "system": made.name, "added": system.processes.height if made.added else 0, "processes": system.processes.height,
        "account": asdict(made.read.account), "rejected": made.read.rejected.to_dicts(), "findings": findings,
    }
