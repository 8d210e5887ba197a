"""``lizero import``: files into the record, databases of unit processes and methods of impact assessment into the project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

import lizero as lz
from lizero.cli.shell import JsonOption, ProjectOption, emit, number, progress, say, show_findings
from lizero.project import Imported, Project, TakenMethod, TakenSystem

__all__ = ["imports"]

Taken = Imported | TakenSystem | TakenMethod


def imports(
    files: Annotated[list[Path], typer.Argument(
        help="CSV or XLSX files of activity, databases of unit processes, or methods; with --undo the import's id, file or name."
    )],
    mapping: Annotated[Path | None, typer.Option(help="A saved mapping (TOML) for a sheet of your own form.", show_default=False)] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take these imports out of the project again.")] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Take files into the project: what is good goes in, what is faulty is named and set apart.

    A database (openLCA JSON-LD, EcoSpold 1 or 2, ILCD, SimaPro CSV, Brightway package or workbook) or a method (JSON-LD,
    ILCD, CSV) is known by what is in it; it is asked by its name with footprint --system or --method. Importing a file twice
    adds nothing and says so. Examples: lizero import 2025.xlsx, lizero import uslci.zip
    """
    here = lz.Project(project) if project is not None else lz.Project.find(Path.cwd())
    if undo:
        for name in files:
            say(f"taken out: {_undone(here, str(name))}")
        return
    made = [taken for path in files for taken in _taken(here, path, mapping)]
    if as_json:
        emit({"imports": [_result(m) for m in made]})
    else:
        for m in made:
            say(_told(m))
    show_findings([f for m in made for f in m.findings])


def _undone(here: Project, name: str) -> str:
    if name in {n for e in here.imports() for n in (e.id, e.file)}:
        return here.undo(name).file
    for names, drop in ((here.systems(), here.drop_system), (here.methods(), here.drop_method)):
        if kept := next((n for n in (name, Path(name).stem) if n in names), None):
            return drop(kept)
    return here.undo(name).file


def _taken(here: Project, path: Path, mapping: Path | None) -> Iterator[Taken]:
    """What a file holds: activity where a mapping is given or nothing else is known; a database, methods, or both."""
    from lizero.importers.lca import format_of, holds_methods

    known = mapping is None and path.exists()
    with progress() as bar:
        bar.add_task(f"reading {path.name}", total=None)
        system = here.take_system(path) if known and format_of(path) is not None else None
        methods = here.take_methods(path, None if system is None else system.read.flows) if known and holds_methods(path) else ()
    if system is None and not methods:
        yield _take(here, path, mapping)
        return
    yield from [] if system is None else [system]
    yield from methods


def _take(here: Project, path: Path, mapping: Path | None) -> Imported:
    with progress() as bar:
        task = bar.add_task(f"reading {path.name}", total=None)

        def tell(done: int, whole: int) -> None:
            bar.update(task, completed=done, total=whole)

        day = datetime.now().astimezone().date()  # noqa: TID251
        return here.take(path, on=day, mapping=mapping, tell=tell)


def _told(made: Taken) -> str:
    if isinstance(made, Imported):
        return f"[bold]{escape(made.entry.file)}[/bold]: {number(made.added.height)} rows taken in, {number(made.rejected.height)} set apart"
    if isinstance(made, TakenMethod):
        known, whole = made.read.factors.height - made.read.unmatched.height, made.read.factors.height
        categories = len(made.read.method.categories)
        return f"[bold]{escape(made.name)}[/bold]: a method of {categories} categories; {number(known)} of {number(whole)} factors are of known flows"
    processes = number(made.read.system.processes.height)
    return f"[bold]{escape(made.name)}[/bold]: {processes} processes; {made.read.account}"


def _result(made: Taken) -> dict[str, Any]:
    findings = [f.as_dict() for f in made.findings]
    if isinstance(made, Imported):
        return {"file": made.entry.file, "added": made.added.height, "rejected": made.rejected.to_dicts(), "findings": findings}
    if isinstance(made, TakenMethod):
        held = made.read.method.frame.height
        report = made.read.report().to_dicts()
        return {"method": made.name, "added": held if made.added else 0, "factors": held, "matched": report, "findings": findings}
    system = made.read.system
    return {
        "system": made.name, "added": system.processes.height if made.added else 0, "processes": system.processes.height,
        "account": asdict(made.read.account), "rejected": made.read.rejected.to_dicts(), "findings": findings,
    }
