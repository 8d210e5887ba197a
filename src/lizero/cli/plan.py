"""``lizero plan``: which levers, where and when, reach the targets; reported as the exact simulator finds it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lizero.cli.place import place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, grid, number, out, progress, say, show_findings
from lizero.errors import ProjectRefused

if TYPE_CHECKING:
    from lizero.pathway import Plan

__all__ = ["plan"]


def plan(
    year: Annotated[int | None, typer.Argument(help="Base year; by default the project's last.", show_default=False)] = None,
    levers: Annotated[str, typer.Option(help="TOML file of levers, in the project's folder.")] = "levers.toml",
    targets: Annotated[str, typer.Option(help="TOML file of targets, in the project's folder.")] = "targets.toml",
    until: Annotated[int, typer.Option(help="Last year of the plan.")] = 2050,
    growth: Annotated[float, typer.Option(help="Growth of activity a year, as a share.")] = 0.0,
    budget: Annotated[float | None, typer.Option(help="Capital a year; what is not spent is kept.", show_default=False)] = None,
    rate: Annotated[float, typer.Option(help="Discount rate.")] = 0.07,
    gap: Annotated[float, typer.Option(help="Relative gap at which the optimiser may stop.")] = 0.005,
    seconds: Annotated[float, typer.Option(help="Seconds after which the optimiser stops.")] = 120.0,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """The cheapest plan that keeps the first target, or its shortfall in tonnes and what binds.

    Example: lizero plan 2025 --budget 20e6 --growth 0.02
    """
    import numpy as np

    from lizero.pathway import Limits, Terms
    from lizero.pathway import plan as planned
    from lizero.scale import worker

    with progress() as bar:
        task = bar.add_task("computing the base year", total=None)
        place = place_at(project, year)
        made = place.inventory()
        bar.update(task, description="planning")
        terms = Terms(rate=rate, budget=None if budget is None else np.full(until - place.year + 1, budget))
        solver = worker(progress=lambda p: bar.update(task, description=f"planning, gap {p.gap:.1%}"))
        found = planned(made.impacts, _file(place.project.folder, levers), targets=_file(place.project.folder, targets), until=until,
                        growth=growth, terms=terms, year=place.year, limits=Limits(gap=gap, seconds=seconds), solver=solver)
        digest = place.digest(made)
    if as_json:
        emit(_result(found, digest))
    else:
        _print(found)
    show_findings(place.findings(*found.findings))


def _file(folder: Path, name: str) -> str:
    file = folder / name
    if not file.is_file():
        raise ProjectRefused(f"{file} is not there: write the project's {name.removesuffix('.toml')}, or name another file")
    return str(file)


def _result(found: Plan, digest: str) -> dict[str, Any]:
    return {
        "target": found.target.id, "unit": "t CO2e", "claimed": found.claimed, "exact": found.exact, "gap": found.gap,
        "claim_gap": found.schedule.claim_gap, "illustrative_share": found.illustrative_share(), "measures": found.measures().to_dicts(),
        "transformations": found.transformations().to_dicts(), "standing": found.standing().to_dicts(), "digest": digest,
    }


def _print(found: Plan) -> None:
    exact = found.exact
    _path_table(found)
    table = grid("the four transformations", "transformation", "measures", "capital", "t CO2e over all years", numbers=(1, 2, 3))
    for row in found.transformations().iter_rows(named=True):
        table.add_row(row["transformation"], number(row["measures"]), number(row["capex"]), number(row["all years"]))
    out().print(table)
    table = grid("measures", "start", "lever", "site", "capital", "figures", numbers=(3,))
    for row in found.measures().iter_rows(named=True):
        table.add_row(str(row["start"]), row["name"], row["site"], number(row["capex"]), row["status"])
    out().print(table)
    say(f"present value {number(exact['objective'])}, at most {found.gap:.2%} above the best; claimed {number(found.claimed['objective'])}; "
        f"{found.illustrative_share():.0%} of capital rests on illustrative or unverified figures")
    if not exact["met"]:
        short = sum(exact["shortfall_by_year"].values())
        binding = ", ".join(exact["binding"][:6]) or "no limit, more levers are needed"
        say(f"[bold red]not reached with these levers[/bold red]: short by {number(short)} t CO2e in all; binding: {binding}")


def _path_table(found: Plan) -> None:
    exact = found.exact
    years = [y for y in found.years if y == found.years[0] or y % 5 == 0 or y == found.years[-1]]
    table = grid(f"target {found.target.id}, t CO2e", "year", "allowed", "gross", "removals", "short", numbers=(1, 2, 3, 4))
    base = exact["emissions_by_year"][found.years[0]]
    for y in years:
        share = found.target.share(y)
        table.add_row(str(y), number(base * share if share is not None else None), number(exact["emissions_by_year"][y]),
                      number(exact["removals_by_year"][y]), number(exact["shortfall_by_year"][y]))
    out().print(table)
