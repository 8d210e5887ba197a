"""``lizero reconcile``: product footprints times output against the sites' inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import polars as pl
import typer

import lizero as lz
from lizero.cli.place import Place, place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, grid, number, out, progress, say, show_findings

if TYPE_CHECKING:
    from lizero.trace import Reconciliation

__all__ = ["reconcile", "reconciliation_table"]


def reconcile(
    year: Annotated[int | None, typer.Argument(help="Calendar year; by default the project's last.", show_default=False)] = None,
    allocation: Annotated[str, typer.Option(help="Key of shared meters: lithium, mass or economic.")] = "lithium",
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Whether the products' footprints add up to the sites' inventory: the residual by site and flow.

    Exit code 0 when every line closes within 1e-9, else 1. Example: lizero reconcile 2025
    """
    with progress() as bar:
        bar.add_task("solving the year's unit processes", total=None)
        place = place_at(project, year)
        found = lz.reconcile(place.record, place.year, allocation=allocation, library=place.library)
        digest = _digest(place)
    if as_json:
        emit(_result(found, digest))
    else:
        reconciliation_table(found)
    show_findings(found.findings)
    if not found.closed:
        raise typer.Exit(1)


def _digest(place: Place) -> str:
    return place.digest(place.inventory())


def _result(found: Reconciliation, digest: str) -> dict[str, Any]:
    return {
        "year": found.year, "closed": found.closed, "worst_relative": found.worst, "residual": found.residual,
        "lines": found.lines.to_dicts(), "apart": found.apart.to_dicts(), "digest": digest,
    }


def reconciliation_table(found: Reconciliation) -> None:
    """Print the reconciliation: a line a site and flow, and what stands apart."""
    table = grid(str(found), "site", "flow", "unit", "products carry", "unallocated", "site reports", "residual", numbers=(3, 4, 5, 6))
    for row in found.lines.iter_rows(named=True):
        numbers = (number(row[c], _decimals(row["record"])) for c in ("products", "unallocated", "record"))
        table.add_row(row["site"], row["flow"], row["unit"], *numbers, f"{row['residual']:.1e}")
    out().print(table)
    if found.apart.height:
        kinds = found.apart.group_by("kind", maintain_order=True).agg(pl.len().alias("lines"), pl.col("reason").first())
        say("\n[bold]apart from the products[/bold]")
        for row in kinds.iter_rows(named=True):
            say(f"  {row['lines']} × {row['kind']}: {row['reason']}")


def _decimals(value: float) -> int:
    return 0 if abs(value) >= 1000 else 2
