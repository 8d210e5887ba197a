"""``lizero diff``: what another edition of a factor library would change in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from lizero.cli.place import place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, grid, number, out, progress, say, show_findings

if TYPE_CHECKING:
    from lizero.trace import Difference

__all__ = ["diff"]


def diff(
    year: Annotated[int, typer.Argument(help="Calendar year.")],
    library: Annotated[str, typer.Option(help="A library and an edition, as au-nga=2026.")],
    top: Annotated[int, typer.Option(help="How many lines to show.", min=1)] = 20,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """What would move in a year under another edition of a factor library. Nothing that was frozen is touched.

    Example: lizero diff 2025 --library au-nga=2026
    """
    name, _, edition = library.partition("=")
    if not edition:
        raise typer.BadParameter(f"{library!r} names no edition: write NAME=EDITION, as au-nga=2026", param_hint="--library")
    with progress() as bar:
        bar.add_task("computing the year twice", total=None)
        found = _difference(project, year, name, edition)
    if as_json:
        emit(_result(found, year, library))
    else:
        _print(found, library, top)
    show_findings(found.findings)


def _difference(project: Any, year: int, name: str, edition: str) -> Difference:
    from lizero.trace import diff as between

    place = place_at(project, year)
    settings = place.project.settings
    changed = place.library.pinned(name, edition)
    return between(
        place.record, place.library, changed, year=place.year, holder=settings.holder or None, approach=settings.approach, gwp=settings.gwp
    )


def _result(found: Difference, year: int, library: str) -> dict[str, Any]:
    return {
        "year": year, "library": library, "unit": found.before.totals.unit, "totals": found.totals.to_dicts(),
        "lines": found.lines.to_dicts(), "complete": found.after.totals.complete, "findings": [f.as_dict() for f in found.findings],
    }


def _print(found: Difference, library: str, top: int) -> None:
    table = grid(f"totals under {library}, t CO2e", "", "now", "then", "change", numbers=(1, 2, 3))
    for row in found.totals.iter_rows(named=True):
        table.add_row(row["total"].replace("_", ", "), number(row["before"]), number(row["after"]), f"{row['change']:+,.1f}")
    out().print(table)
    say()
    lines = grid(f"{found.lines.height} lines move", "record", "flow", "basis", "now", "then", "change", numbers=(3, 4, 5))
    for row in found.lines.head(top).iter_rows(named=True):
        lines.add_row(row["record"], row["flow"], row["basis"], number(row["before"], 2), number(row["after"], 2), f"{row['change']:+,.2f}")
    out().print(lines)
    if not found.after.totals.complete:
        say("[bold red]Some rows would have no answer: this edition does not cover all of the year.[/bold red]")
