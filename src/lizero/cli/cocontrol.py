"""``lizero cocontrol``: the air and water pollutants that move with the carbon of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from lizero.cli.place import Place, place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, grid, number, out, progress, say, show_findings
from lizero.cocontrol import assess
from lizero.cocontrol.releases import Released, released

if TYPE_CHECKING:
    from lizero.cocontrol import Assessment
    from lizero.impact import Flows

__all__ = ["at_sources", "cocontrol"]


def cocontrol(
    year: Annotated[int | None, typer.Argument(help="Calendar year; by default the project's last.", show_default=False)] = None,
    against: Annotated[int | None, typer.Option(help="Base year to compare with, for quadrants and elasticities.", show_default=False)] = None,
    basis: Annotated[str, typer.Option(help="Lines of purchased energy that count: location or market.")] = "location",
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Pollutants by source with China's pollution equivalents, and their change beside the carbon's.

    A source that burns fuel without pollutant data is not assessed, never zero. Example: lizero cocontrol 2025 --against 2024
    """
    with progress() as bar:
        bar.add_task("computing", total=None)
        place = place_at(project, year)
        made = place.inventory()
        here = at_sources(place, made.flows)
        base = at_sources(place, place.at(against).inventory().flows).flows if against is not None else None
        found = assess(here.flows, base=base, gwp=made.gwp, basis=basis)
        digest = place.digest(made)
    if as_json:
        emit(_result(place.year, found, here, digest))
    else:
        _print(found)
    show_findings(place.findings(*here.findings, *found.findings))


def at_sources(place: Place, flows: Flows) -> Released:
    """Flows with each pollutant at the source that releases it: by the project's stacks, and its parameters over those of the libraries."""
    import polars as pl

    parameters = pl.concat([place.record.register("PARAMETERS"), place.library.parameters], how="diagonal_relaxed")
    return released(flows, place.record.register("SOURCES"), parameters)


def _result(year: int, found: Assessment, here: Released, digest: str) -> dict[str, Any]:
    return {"year": year, "unit": "kg", "equivalents_air": found.equivalents, "complete": found.complete, "weights": found.weights.edition,
            "by": found.frame.to_dicts(), "sources": found.sources.to_dicts(), "change": found.change.to_dicts(), "origins": here.origins.to_dicts(),
            "digest": digest}


def _print(found: Assessment) -> None:
    table = grid("pollutants by source", "site", "source", "medium", "flow", "kg", "equivalents", "t CO2e of the source", numbers=(4, 5, 6))
    for r in found.frame.iter_rows(named=True):
        carbon = None if r["ghg"] is None else r["ghg"] / 1000
        table.add_row(r["site"] or "–", r["source"] or "–", r["medium"], r["flow"], number(r["amount"]), number(r["equivalents"]), number(carbon))
    out().print(table)
    for r in found.change.iter_rows(named=True):
        value = r["reason"] or f"elasticity {number(r['elasticity'], 2)}, quadrant {r['quadrant']}: {r['meaning']}"
        say(f"  {r['flow']}: {value}")
    if not found.complete:
        missing = found.sources.filter(~found.sources["assessed"]).height
        say(f"[yellow]{missing} of {found.sources.height} burning sources are not assessed[/yellow]")
