"""``lizero explain``: the chain behind the lines of one record."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

import lizero as lz
from lizero.cli.place import place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, progress, say, show_findings

__all__ = ["explain"]


def explain(
    year: Annotated[int, typer.Argument(help="Calendar year.")],
    record: Annotated[str, typer.Argument(help="The record's id, as in ACTIVITY.")],
    gwp: Annotated[str | None, typer.Option(help="GWP set; by default the project's.", show_default=False)] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Why a record counts what it counts: activity × conversion × factor × GWP, each with its source, and why this factor.

    Example: lizero explain 2025 "coastal/coastal-kiln/stationary combustion/natural gas/2025-03"
    """
    with progress() as bar:
        bar.add_task("computing the year", total=None)
        made = place_at(project, year).inventory(gwp=gwp)
    chain = lz.explain(made.impacts, record=record)
    if as_json:
        emit(chain.as_dict())
    else:
        say(escape(str(chain)))
    show_findings([f for f in made.findings if f.record == record or record in f.where])
