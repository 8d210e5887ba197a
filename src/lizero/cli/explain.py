"""``lizero explain``: the chain behind the lines of one record, or behind one figure of a saved document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

import lizero as lz
from lizero.cli.place import place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, grid, out, progress, say, show_findings

__all__ = ["explain"]


def explain(
    year: Annotated[str, typer.Argument(help="Calendar year; with --document, the id of the figure.", show_default=False)] = "",
    record: Annotated[str, typer.Argument(help="The record's id, as in ACTIVITY.", show_default=False)] = "",
    document: Annotated[Path | None, typer.Option(
        help="A saved report (.html, .pdf, .xlsx, .docx, .json) whose figure is meant; without an id, all are listed.", show_default=False
    )] = None,
    gwp: Annotated[str | None, typer.Option(help="GWP set; by default the project's.", show_default=False)] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Why a record counts what it counts: activity × conversion × factor × GWP, each with its source, and why this factor.

    Example: lizero explain 2025 "coastal/coastal-kiln/stationary combustion/natural gas/2025-03"
    """
    if document is not None:
        _figure(document, year, as_json)
        return
    if not year.isdigit() or not record:
        raise typer.BadParameter("give a year and the id of a record, or --document FILE and the id of a figure")
    with progress() as bar:
        bar.add_task("computing the year", total=None)
        made = place_at(project, int(year)).inventory(gwp=gwp)
    chain = lz.explain(made.impacts, record=record)
    if as_json:
        emit(chain.as_dict())
    else:
        say(escape(str(chain)))
    show_findings([f for f in made.findings if f.record == record or record in f.where])


def _figure(file: Path, id: str, as_json: bool) -> None:
    """One figure of a document, or the list of all."""
    from lizero.report.numbers import numbers_in

    told = numbers_in(file)
    if as_json:
        held = told.numbers if not id else {id: told.numbers[id]} if told.explain(id) else {}
        emit({"digest": told.digest, "numbers": {k: {"value": n.value, "unit": n.unit, "printed": n.printed, "where": n.where, "how": n.how}
                                                 for k, n in held.items()}})
    elif id:
        say(escape(told.explain(id)))
    else:
        table = grid(f"{len(told.numbers)} figures, digest {told.digest[:12] or '–'}", "id", "printed", "where", numbers=(1,))
        for n in told.numbers.values():
            table.add_row(escape(n.id), escape(n.printed), escape(n.where))
        out().print(table)
