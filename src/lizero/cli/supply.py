"""``lizero supply``: where the world's lithium comes from by year, and what that does to the footprint of lithium on the market."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

import lizero as lz
from lizero.cli.shell import JsonOption, emit, grid, number, out, progress, say

if TYPE_CHECKING:
    from lizero.lca import System
    from lizero.pathway.supply import Recycling, Supply

__all__ = ["supply"]

MARKETS = ("lithium-carbonate-market", "lithium-hydroxide-market")
STEP = 5


def supply(
    demand: Annotated[str, typer.Option(help="Demand scenario; a wrong one lists those that ship.")] = "",
    life: Annotated[float, typer.Option(help="Mean life of a battery, years.")] = 15.0,
    shape: Annotated[float, typer.Option(help="Shape of the Weibull lives.")] = 3.5,
    collection: Annotated[float, typer.Option(help="Share of spent batteries that is collected.", min=0, max=1)] = 0.7,
    recovery: Annotated[float, typer.Option(help="Share of lithium recovered of what is recycled.", min=0, max=1)] = 0.8,
    second_use: Annotated[float, typer.Option(help="Share of what is collected that lives on first.", min=0, max=1)] = 0.0,
    export: Annotated[float, typer.Option(help="Share of spent batteries that leaves the loop.", min=0, max=1)] = 0.0,
    world: Annotated[str, typer.Option(help="Scenario of the chain for all else, such as 'stated policies'.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Lithium demand and its supply by source to 2050, the recycled share from a stock of batteries, and the market's footprint with it.

    Example: lizero supply --life 12 --collection 0.9 --world "stated policies"
    """
    from lizero.pathway.supply import DEMAND, Recycling
    from lizero.pathway.supply import supply as supplied

    how = Recycling(life=life, shape=shape, collection=collection, recovery=recovery, second_use=second_use, export=export)
    made = supplied(demand or DEMAND, how)
    with progress() as bar:
        bar.add_task("footprints of the market", total=None)
        market = _market(made, world)
    if as_json:
        emit({"scenario": made.scenario, "unit": "kt Li", "supply": made.frame.to_dicts(), "recycled": made.recycled.to_dicts(), "market": market})
    else:
        _print(made, market, how, world)


def _years(made: Supply) -> list[int]:
    first, last = int(made.recycled["year"].min()), int(made.recycled["year"].max())  # type: ignore[arg-type]
    return [y for y in range(first, last + 1) if y % STEP == 0]


def _market(made: Supply, world: str) -> list[dict[str, Any]]:
    """process, year, value, unit: a kilogram on the market in each fifth year."""
    from lizero.pathway.background import Background
    from lizero.pathway.supply import chain_paths

    chain = cast("System", lz.load("lithium-chain"))
    years = _years(made)
    around = Background(world, years[0], chain_paths(made))
    found = []
    for year in years:
        then = around.system(chain, year)
        for process in MARKETS:
            carried = then.footprint(process)
            found.append({"process": process, "year": year, "value": carried.total, "unit": f"{carried.unit}/{carried.per}",
                          "unverified": carried.unverified_share})
    return found


def _print(made: Supply, market: list[dict[str, Any]], how: Recycling, world: str) -> None:
    years = _years(made)
    table = grid(f"supply of lithium, kt Li ({made.scenario})", "source", *(str(y) for y in years), numbers=tuple(range(1, len(years) + 1)))
    kept = {(s, y): a for y, s, a in made.frame.select("year", "source", "amount").iter_rows()}
    for source in dict.fromkeys(made.frame["source"].to_list()):
        table.add_row(source, *(number(kept[source, y]) for y in years))
    table.add_row("gross demand", *(number(sum(v for (_, at), v in kept.items() if at == y)) for y in years))
    for name, column in (("recycled share", "share"), ("as published", "published")):
        told = dict(made.recycled.select("year", column).iter_rows())
        table.add_row(name, *("–" if told.get(y) is None else f"{told[y]:.1%}" for y in years))
    out().print(table)
    table = grid("a kilogram on the market, kg CO2e", "product", *(str(y) for y in years), numbers=tuple(range(1, len(years) + 1)))
    for process in MARKETS:
        table.add_row(process, *(number(r["value"], 2) for r in market if r["process"] == process))
    out().print(table)
    say(f"batteries live {how.life:g} years (Weibull, shape {how.shape:g}); collection, life and sales before the first year are assumptions; "
        f"all else {f'by the scenario {world!r}' if world else 'as today'}; deposits other than hard rock and brine are not in the market's mix")
