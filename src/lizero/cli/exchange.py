"""``lizero exchange``: a product system in a format of others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lizero.cli.shell import JsonOption, ProjectOption, emit, number, progress, say, show_findings
from lizero.cli.systems import system_of

__all__ = ["exchange"]

_ENDINGS = {"folder": ""}


def exchange(
    format: Annotated[str, typer.Argument(help="jsonld, ecospold2, ilcd, datapackage or folder.")],
    system: Annotated[str | None, typer.Argument(
        help="lithium-chain, a database in a file or folder; by default the project's own record linked to the chain.", show_default=False
    )] = None,
    to: Annotated[Path | None, typer.Option("-o", "--output", help="File or folder to write.", show_default=False)] = None,
    scenario: Annotated[str | None, typer.Option(help="Scenario of the system's parameters.", show_default=False)] = None,
    year: Annotated[int | None, typer.Option(help="Year of the own record, and of the parameters.", show_default=False)] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Write a product system as openLCA JSON-LD, EcoSpold 2, ILCD, a Brightway data package, or a folder of tables.

    Example: lizero exchange jsonld lithium-chain -o lithium-chain.zip
    """
    from lizero.errors import UnknownName
    from lizero.exchange import FORMATS, write_system

    if format not in FORMATS:
        raise UnknownName("format", format, FORMATS)
    with progress() as bar:
        task = bar.add_task("compiling the product system", total=None)
        made, findings = system_of(system, project, year, "lithium")
        target = to or Path(f"{Path(made.name or 'system').stem.replace(' ', '-')}-{format}{_ENDINGS.get(format, '.zip')}")
        bar.update(task, description=f"writing {target.name}")
        told = write_system(made, target, format, scenario=scenario, year=year)
    model = made.model(scenario, year)
    counts = {"processes": made.processes.height, "exchanges": model.exchanges.height, "cut_off": model.cut.height}
    if as_json:
        emit({"file": str(target), "format": format, **counts})
    else:
        told_counts = ", ".join(f"{number(n)} {what.replace('_', ' ')}" for what, n in counts.items())
        say(f"written: [bold]{target}[/bold]  {told_counts}")
    show_findings((*findings, *told))
