"""``lizero check``: look a file, or the whole project, over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import lizero as lz
from lizero.cli.place import place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, number, progress, say, show_findings
from lizero.errors import Finding, worst
from lizero.project.evidence import documents

__all__ = ["check"]


def check(
    file: Annotated[Path | None, typer.Argument(help="A file to look over; without one, the project.", show_default=False)] = None,
    mapping: Annotated[Path | None, typer.Option(help="A saved mapping (TOML) for a sheet of your own form.", show_default=False)] = None,
    to: Annotated[Path | None, typer.Option(help="Folder for the copy with comments; by default beside the file.", show_default=False)] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Look a file over before it is imported: your own workbook comes back with a comment on each faulty cell.

    Without a file, the project's settings, record, libraries and documents are checked. Exit code 1 when there are errors.
    Example: lizero check 2025.xlsx
    """
    findings = _file(file, mapping, to, project, as_json) if file is not None else _project(project, as_json)
    show_findings(findings, every=file is not None)
    if worst(findings) == "error":
        raise typer.Exit(1)


def _file(file: Path, mapping: Path | None, to: Path | None, project: Path | None, as_json: bool) -> tuple[Finding, ...]:
    here = lz.Project(project) if project is not None else lz.Project.find(Path.cwd())
    with progress() as bar:
        bar.add_task(f"reading {file.name}", total=None)
        found = here.check(file, mapping=mapping, to=to)
    if as_json:
        emit({"rows": found.rows.height, "rejected": found.rejected.to_dicts(), "findings": [f.as_dict() for f in found.findings],
              "copy": str(found.copy)})
    else:
        say(f"[bold]{file.name}[/bold]: {number(found.rows.height)} rows would be taken in, {number(found.rejected.height)} set apart")
        say(f"your copy with the findings: [bold]{found.copy}[/bold]")
    return tuple(found.findings)


def _project(project: Path | None, as_json: bool) -> tuple[Finding, ...]:
    place = place_at(project)
    findings = place.findings(*documents(place.project.folder, place.record)[1])
    if as_json:
        emit({"rows": place.record.activity.height, "rejected": place.record.rejected.height, "findings": [f.as_dict() for f in findings]})
    else:
        say(f"[bold]{place.project.settings.name or place.project.folder.name}[/bold]: {number(place.record.activity.height)} rows, "
            f"{number(place.record.rejected.height)} set apart")
    return findings
