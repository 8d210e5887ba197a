"""``lizero progress YEAR``: a year against the adopted plan, split by what caused the difference, and the budget used."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lizero.cli.kept_plan import adopted, base_of, kept
from lizero.cli.place import Place, place_at
from lizero.cli.plan import planned_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, grid, number, out, say, show_findings
from lizero.errors import ProjectRefused

if TYPE_CHECKING:
    from lizero.pathway import Plan
    from lizero.pathway.progress import Progress

__all__ = ["measured_at", "progress"]

STARTS = "starts.csv"


def progress(
    year: Annotated[int | None, typer.Argument(help="Calendar year; by default the project's last.", show_default=False)] = None,
    levers: Annotated[str, typer.Option(help="TOML file of levers, in the project's folder.")] = "levers.toml",
    targets: Annotated[str, typer.Option(help="TOML file of targets, in the project's folder.")] = "targets.toml",
    tables: Annotated[Path | None, typer.Option(help="Folder for T1 to T19 of the kept plan, with this progress.", show_default=False)] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Actual emissions against the plan kept by ``lizero plan --keep``, as bars that add up, and the budget so far.

    What did start stands in starts.csv (lever, site, year; a blank year: not yet). Example: lizero progress 2026
    """
    from lizero.cli.board import write_tables
    from lizero.pathway.board import Beside

    now = place_at(project, year)
    plan, base, by_target, faults = measured_at(now, levers=levers, targets=targets)
    if tables is not None:
        write_tables(plan, tables, Beside(inventory=base.inventory(), progress=by_target[plan.target.id].table))
    if as_json:
        emit(_result(by_target[plan.target.id]) | {"targets": {name: _result(x) for name, x in by_target.items()}})
    else:
        for x in plan.assessed:
            _print(by_target[x.id], f"target {x.id}, scope {' + '.join(x.scopes)}, {x.basis} basis")
    show_findings(now.findings(*faults, *dict.fromkeys(f for x in by_target.values() for f in x.findings)))


def measured_at(
    now: Place, *, levers: str = "levers.toml", targets: str = "targets.toml",
) -> tuple[Plan, Place, dict[str, Progress], list[Any]]:
    """The kept plan of a project, the place of its base year, and the place's year against it by target; with findings on what did start."""
    from lizero.pathway.progress import Facts
    from lizero.pathway.progress import progress as measured

    told = kept(now.project.folder)
    base = now.at(int(told["base_year"]))
    plan, _ = planned_at(base, levers=levers, targets=targets, until=int(told["until"]), adopt=adopted(told))
    years = sorted({base.year, *(y for y in plan.years if base.year < y <= now.year and _recorded(now, y))})
    actuals = {y: now.at(y).inventory().impacts for y in years}
    starts, faults = _starts(now.project.folder)
    output = _output(now, years)
    by_target = {x.id: measured(plan.facing(x.id), actuals, now.year, Facts(output, starts, base_of(told, x.id))) for x in plan.assessed}
    return plan, base, by_target, faults


def _recorded(place: Place, year: int) -> bool:
    return bool((place.record.activity["end"].dt.year() == year).any())


def _output(place: Place, years: list[int]) -> dict[str, dict[int, float]]:
    """Output of each site by year: the quantity of its products, taken together, where they share a unit."""
    import polars as pl

    rows = place.record.activity.filter((pl.col("category") == "product output") & pl.col("quantity").is_not_null())
    sums = rows.with_columns(pl.col("end").dt.year().alias("year")).filter(pl.col("year").is_in(years)).group_by("site", "year").agg(
        pl.col("quantity").sum(), pl.col("unit").n_unique().alias("units"))
    found: dict[str, dict[int, float]] = {}
    for site, year, quantity, units in sums.iter_rows():
        if units == 1 and site is not None:
            found.setdefault(site, {})[year] = quantity
    return found


def _starts(folder: Path) -> tuple[dict[tuple[str, str], int | None], list[Any]]:
    from lizero.errors import Finding

    file = folder / STARTS
    if not file.is_file():
        return {}, []
    found: dict[tuple[str, str], int | None] = {}
    faults = []
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text)
        if not {"lever", "site", "year"} <= set(rows.fieldnames or ()):
            raise ProjectRefused(f"{file} needs the columns lever, site and year; it has {', '.join(rows.fieldnames or ['none'])}")
        for n, row in enumerate(rows, 2):
            year = (row["year"] or "").strip()
            if year and not year.isdigit():
                faults.append(Finding(f"{STARTS} › row {n}", "progress.start-year", f"{year!r} is no year", "write a year, or leave it blank"))
                continue
            found[row["lever"].strip(), row["site"].strip()] = int(year) if year else None
    return found, faults


def _result(found: Progress) -> dict[str, Any]:
    return {"year": found.year, "unit": "t CO2e", "variance": dict(found.table.iter_rows()), "on_track": found.on_track,
            "budget": found.budget.to_dicts(), "sources": found.sources.to_dicts()}


def _print(found: Progress, about: str) -> None:
    table = grid(f"{found.year} against the plan: {about}, t CO2e", "", "t CO2e", numbers=(1,))
    for driver, amount in found.table.iter_rows():
        table.add_row(driver, number(amount))
    out().print(table)
    table = grid("budget, t CO2e", "year", "allowed", "planned", "actual", "allowed so far", "actual so far", numbers=(1, 2, 3, 4, 5))
    for r in found.budget.iter_rows(named=True):
        table.add_row(str(r["year"]), *(number(r[c]) for c in ("allowed", "planned", "actual", "cumulative_allowed", "cumulative_actual")))
    out().print(table)
    say("within the budget so far" if found.on_track else "[bold red]above the budget so far[/bold red]")
