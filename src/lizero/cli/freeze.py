"""``lizero freeze`` and ``lizero verify``: a year that anybody can compute again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from lizero.cli.place import place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, number, progress, say, show_findings
from lizero.project import verify as verified

__all__ = ["freeze", "verify"]


def freeze(
    year: Annotated[int | None, typer.Argument(help="Calendar year; by default the project's last.", show_default=False)] = None,
    partial: Annotated[bool, typer.Option("--partial", help="Freeze an incomplete year, marked so.")] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Write a year with everything that it rests on to frozen/, named after its digest.

    A year with unresolved rows is refused. Example: lizero freeze 2025
    """
    place = place_at(project, year)
    with progress() as bar:
        bar.add_task("computing, writing, and computing again", total=None)
        made = place.project.freeze(place.year, on=datetime.now().astimezone().date(), partial=partial)  # noqa: TID251
    if as_json:
        emit({"year": place.year, "folder": str(made.folder), "digest": made.digest, "complete": made.complete,
              "findings": [f.as_dict() for f in made.findings]})
    else:
        say(f"{place.year} is frozen in [bold]{made.folder}[/bold]{'' if made.complete else ' [bold red](partial)[/bold red]'}")
        say(f"anybody can compute it again: [bold]lizero verify {made.folder}[/bold]")
    show_findings(made.findings)


def verify(
    folder: Annotated[Path, typer.Argument(help="A frozen folder.")],
    as_json: JsonOption = False,
) -> None:
    """Compute a frozen folder again, from its own files alone, and compare every byte and number.

    Exit code 1 when anything differs; the first file and line are named. Example: lizero verify frozen/2025-1a2b3c4d5e6f
    """
    with progress() as bar:
        bar.add_task("computing again", total=None)
        found = verified(folder)
    if as_json:
        emit({"year": found.year, "digest": found.digest, "files": found.files, "rows": found.rows, "verified": True})
    else:
        say(f"[bold green]verified[/bold green]: {found.year}, input digest {found.digest[:12]}; {number(found.files)} files and "
            f"{number(found.rows)} result rows are as they were frozen")
    show_findings(found.findings)
