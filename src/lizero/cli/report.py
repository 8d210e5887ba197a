"""``lizero report``: the documents that people read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import lizero as lz
from lizero.cli.place import Place, language, place_at
from lizero.cli.shell import ProjectOption, progress, say, show_findings
from lizero.report import Document, Run

__all__ = ["inventory_document", "report"]


def report(
    kind: Annotated[str, typer.Argument(help="What to write: inventory.")],
    year: Annotated[int | None, typer.Argument(help="Calendar year; by default the project's last.", show_default=False)] = None,
    to: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; its suffix says the format.", show_default=False)] = None,
    lang: Annotated[str, typer.Option(help="Language: en, zh-hans, es.")] = "en",
    project: ProjectOption = None,
) -> None:
    """Write a report of a year: .xlsx with every line a live formula, .html that works offline.

    Example: lizero report inventory 2025 -o inventory.xlsx --lang zh-hans
    """
    place = place_at(project, year)
    target = to or Path(f"{kind}-{place.year}.html")
    with progress() as bar:
        bar.add_task(f"writing {target.name}", total=None)
        made = inventory_document(place, kind, language(lang))
        made.save(target)
    say(f"written: [bold]{target}[/bold]")
    show_findings(made.findings)


def inventory_document(place: Place, kind: str, lang: str, history: int = 0) -> Document:
    """The document of `kind` for the place's year, with `history` earlier years for its trend."""
    now = place.inventory()
    years = [y for y in place.project.settings.years if place.year - history <= y < place.year]
    before = [place.at(y).inventory() for y in years]
    digest = place.digest(now)
    frozen = any(p.name.endswith(digest[:12]) for p in place.project.frozen())
    name = place.project.settings.name
    run = Run(digest=digest, command=f"lizero report {kind} {place.year}", organisation=name, frozen=frozen)
    made: Document = lz.document(kind, *before, now, lang=lang, run=run)
    return made
