"""``lizero completeness``: which months are in, meter by meter and site by site."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

import lizero as lz
from lizero.activity import months_table
from lizero.cli.place import place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, grid, out, progress, show_findings

__all__ = ["completeness"]


def completeness(
    year: Annotated[int | None, typer.Argument(help="Calendar year; by default the project's last.", show_default=False)] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Which readings are in: a table of sites and months, and gaps, overlaps, resets, late meters and outliers.

    Example: lizero completeness 2025
    """
    with progress() as bar:
        bar.add_task("looking the readings over", total=None)
        place = place_at(project, year)
        months = months_table(place.record, place.year)
        findings = lz.completeness(place.record, place.year)
    if as_json:
        emit({"year": place.year, "months": months.to_dicts(), "findings": [f.as_dict() for f in findings]})
    else:
        _print(months, place.year)
    show_findings(findings, every=True)


def _print(months: pl.DataFrame, year: int) -> None:
    """One row a site, one column a month: the share of the expected days that readings cover."""
    share = (pl.col("covered").sum() / pl.col("expected").sum()).alias("share")
    rows = months.group_by("site", pl.col("month").dt.month().alias("month")).agg(share).sort("site", "month")
    table = grid(f"share of the expected readings of {year} that are in, %", "site", *(str(m) for m in range(1, 13)), numbers=tuple(range(1, 13)))
    for (site,), part in rows.group_by("site", maintain_order=True):
        known = dict(part.select("month", "share").iter_rows())
        table.add_row(str(site), *("" if known.get(m) is None else f"{100 * known[m]:.0f}" for m in range(1, 13)))
    out().print(table)
