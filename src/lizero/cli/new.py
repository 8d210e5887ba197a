"""``lizero new``: a project to fill in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

import lizero as lz
from lizero.cli.place import language
from lizero.cli.shell import say

__all__ = ["new"]


def new(
    name: Annotated[Path, typer.Argument(help="The folder to make; its name is the project's.")],
    year: Annotated[int | None, typer.Option(help="First year to report; by default this year.", show_default=False)] = None,
    lang: Annotated[str, typer.Option(help="Language of the templates: en, zh-hans, es.")] = "en",
) -> None:
    """A new project: a commented lizero.toml, registers, and spreadsheets to fill in.

    Example: lizero new my-company --lang zh-hans
    """
    first = year if year is not None else datetime.now().astimezone().year  # noqa: TID251
    made = lz.Project.create(name, year=first, name=name.name, language=language(lang))
    say(f"[bold]{made.folder}[/bold] is a project. Next:")
    for path in sorted(p for p in made.folder.rglob("*") if p.is_file()):
        say(f"  {path.relative_to(made.folder)}")
    say("fill in registers/ and a template, then  [bold]lizero check FILE[/bold]  and  [bold]lizero import FILE[/bold]")
