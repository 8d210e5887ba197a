"""``lizero import``: files into the record."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import lizero as lz
from lizero.cli.shell import JsonOption, ProjectOption, emit, number, progress, say, show_findings
from lizero.project import Imported, Project

__all__ = ["imports"]


def imports(
    files: Annotated[list[Path], typer.Argument(help="CSV or XLSX files; with --undo the import's id or file name.")],
    mapping: Annotated[Path | None, typer.Option(help="A saved mapping (TOML) for a sheet of your own form.", show_default=False)] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take these imports out of the record again.")] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Take files into the record: good rows go in, faulty ones are named by sheet and cell and set apart.

    Importing a file twice adds nothing and says so. Example: lizero import 2025.xlsx
    """
    here = lz.Project(project) if project is not None else lz.Project.find(Path.cwd())
    if undo:
        for name in files:
            say(f"taken out: {here.undo(str(name)).file}")
        return
    made = [_take(here, path, mapping) for path in files]
    if as_json:
        emit({"imports": [_result(m) for m in made]})
    else:
        for m in made:
            say(f"[bold]{m.entry.file}[/bold]: {number(m.added.height)} rows taken in, {number(m.rejected.height)} set apart")
    show_findings([f for m in made for f in m.findings])


def _take(here: Project, path: Path, mapping: Path | None) -> Imported:
    with progress() as bar:
        task = bar.add_task(f"reading {path.name}", total=None)

        def tell(done: int, whole: int) -> None:
            bar.update(task, completed=done, total=whole)

        day = datetime.now().astimezone().date()  # noqa: TID251
        return here.take(path, on=day, mapping=mapping, tell=tell)


def _result(made: Imported) -> dict[str, Any]:
    return {
        "file": made.entry.file, "added": made.added.height, "rejected": made.rejected.to_dicts(),
        "findings": [f.as_dict() for f in made.findings],
    }


