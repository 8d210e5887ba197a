"""``lizero inventory``: the organisation's emissions of a year, on both bases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import polars as pl
import typer

from lizero.cli.place import APPROACHES, place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, grid, number, out, progress, say, show_findings
from lizero.errors import UnknownName
from lizero.inventory.confidence import Confidence, confidence, uncertain_lines
from lizero.inventory.regimes import View, view

if TYPE_CHECKING:
    from lizero.inventory import Inventory

__all__ = ["breakdown_table", "energy_by_carrier", "inventory", "totals_table"]

_BASES = ("location", "market")


def inventory(
    year: Annotated[int | None, typer.Argument(help="Calendar year; by default the project's last.", show_default=False)] = None,
    approach: Annotated[str | None, typer.Option(help=f"One of {', '.join(APPROACHES)}; by default the project's.", show_default=False)] = None,
    basis: Annotated[str, typer.Option(help="Basis that the breakdown follows: location or market. Both totals are always shown.")] = "market",
    gwp: Annotated[str | None, typer.Option(help="GWP set, as ar6-gwp100; by default the project's.", show_default=False)] = None,
    by: Annotated[str, typer.Option(help="Columns of the breakdown, as scope,site,category.")] = "scope,category",
    regime: Annotated[str | None, typer.Option(
        help="Also as a regime shows it: ghg-protocol, iso-14064-1, cn-enterprise, nger.", show_default=False
    )] = None,
    uncertainty: Annotated[bool, typer.Option("--uncertainty", help="Also the 95 % interval, and what it comes from.")] = False,
    all_findings: Annotated[bool, typer.Option("--all-findings", help="Show every finding, not one of each kind.")] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """The organisation's emissions of a year, location- and market-based, with what was found on the way.

    Example: lizero inventory 2025 --approach equity --by scope,site
    """
    if basis not in _BASES:
        raise UnknownName("basis", basis, _BASES)
    groups = tuple(g.strip() for g in by.split(",") if g.strip())
    with progress() as bar:
        bar.add_task("reading the record and computing", total=None)
        place = place_at(project, year)
        made = place.inventory(approach=approach, gwp=gwp)
        rows = made.by(*groups, basis=basis)
        digest = place.digest(made)
    shown = None if regime is None else view(made, regime)
    interval = confidence(uncertain_lines(made, basis)) if uncertainty else None
    findings = place.findings(*made.findings, *(shown.findings if shown else ()))
    if as_json:
        emit(_result(made, rows, digest, [f.as_dict() for f in findings]) | _more(shown, interval))
    else:
        _print(made, rows, groups, basis, digest)
        _print_more(shown, interval)
    show_findings(findings, every=all_findings)


def _result(made: Inventory, rows: pl.DataFrame, digest: str, findings: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "year": made.year, "holder": made.holder, "approach": made.approach, "gwp": made.gwp, "unit": made.totals.unit,
        "totals": made.totals.as_dict(), "complete": made.totals.complete, "by": rows.to_dicts(), "findings": findings, "digest": digest,
        "unresolved": made.unresolved.select(c for c in ("record", "site", "flow", "rule", "message") if c in made.unresolved.columns).to_dicts(),
        "energy": energy_by_carrier(made).to_dicts(), "intensity": made.intensity.to_dicts(),
    }


def _print(made: Inventory, rows: pl.DataFrame, groups: tuple[str, ...], basis: str, digest: str) -> None:
    totals_table(made)
    say()
    breakdown_table(rows, groups, basis)
    say(f"\n[dim]input digest {digest[:12]}; explain a line with [/dim]lizero explain {made.year} RECORD")


def _more(shown: View | None, interval: Confidence | None) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if shown is not None:
        more["regime"] = {"name": shown.regime, "title": shown.title, "unit": shown.unit, "total": shown.total, "rows": shown.rows.to_dicts()}
    if interval is not None:
        more["uncertainty"] = {
            "total": interval.total, "half_95": interval.half, "relative": interval.relative, "independent_half_95": interval.independent,
            "share_without_statement": interval.unknown, "ranking": interval.ranking.head(20).to_dicts(),
        }
    return more


def _print_more(shown: View | None, interval: Confidence | None) -> None:
    if shown is not None:
        say()
        table = grid(f"{shown.title}, {shown.unit}", "", shown.unit, "in the total", numbers=(1,))
        for row in shown.rows.iter_rows(named=True):
            table.add_row(row["name"], number(row["amount"]), "yes" if row["in_total"] else "apart")
        table.add_row("[bold]total[/bold]", f"[bold]{number(shown.total)}[/bold]", "")
        out().print(table)
    if interval is not None and interval.unknown > 1 - 1e-9:
        say("\n95 % interval: not assessed, for no line states its uncertainty (columns uncertainty and quality of ACTIVITY and FACTORS).")
    elif interval is not None:
        say(f"\n95 % interval, approach 1: {number(interval.total)} ± {number(interval.half)} t CO2e (± {100 * interval.relative:.1f} %); "
            f"± {number(interval.independent)} if no two lines shared a factor. {100 * interval.unknown:.0f} % of the total states no uncertainty.")
        table = grid("", "what it comes from", "", "t CO2e", "% of the variance", numbers=(2, 3))
        for row in interval.ranking.head(8).iter_rows(named=True):
            table.add_row(str(row["name"]), row["kind"], number(row["co2e"]), number(100 * row["part"], 1))
        out().print(table)


def totals_table(made: Inventory) -> None:
    """Print the totals of an inventory on both bases."""
    t = made.totals
    so_far = "" if t.complete else "  [bold red]so far: some rows have no answer yet[/bold red]"
    table = grid(f"{made.holder} {made.year}, {made.approach}, {made.gwp}{so_far}", t.unit, "location-based", "market-based", numbers=(1, 2))
    table.add_row("scope 1", number(t.scope1), number(t.scope1))
    table.add_row("scope 2", number(t.scope2_location), number(t.scope2_market))
    table.add_row("scope 3", number(t.scope3_location), number(t.scope3))
    table.add_row("[bold]total[/bold]", f"[bold]{number(made.total('location'))}[/bold]", f"[bold]{number(made.total('market'))}[/bold]")
    table.add_row("[dim]biogenic CO2, apart[/dim]", f"[dim]{number(t.biogenic_co2)}[/dim]", f"[dim]{number(t.biogenic_co2)}[/dim]")
    out().print(table)


def breakdown_table(rows: pl.DataFrame, groups: tuple[str, ...], basis: str) -> None:
    """Print a breakdown, with each row's part of the whole."""
    whole = float(rows["co2e"].sum()) or 1.0
    table = grid(f"by {', '.join(groups) or 'nothing'}, {basis}-based", *groups, "t CO2e", "%", numbers=(len(groups), len(groups) + 1))
    for row in rows.iter_rows(named=True):
        table.add_row(*("–" if row[g] is None else str(row[g]) for g in groups), number(row["co2e"]), number(100 * row["co2e"] / whole, 1))
    out().print(table)


def energy_by_carrier(made: Inventory) -> pl.DataFrame:
    """The holder's energy by carrier and direction: GJ, MWh, tce, and the renewable part in GJ; largest first."""
    part = [(pl.col(c) * pl.col("share").fill_null(1.0)).sum().alias(c) for c in ("gj", "mwh", "tce", "renewable_gj")]
    grouped = made.energy.group_by("carrier", "direction", maintain_order=True).agg(part)
    return grouped.sort("gj", descending=True, maintain_order=True)
