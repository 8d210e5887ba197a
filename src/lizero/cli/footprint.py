"""``lizero footprint``: what a product carries, from the own record or from a product system."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lizero.cli.rules import beside
from lizero.cli.shell import JsonOption, ProjectOption, emit, figure, grid, number, out, progress, say, show_findings
from lizero.cli.systems import project_around, system_of
from lizero.errors import Finding

if TYPE_CHECKING:
    from lizero.impact import Method
    from lizero.lca import Footprint, System

__all__ = ["footprint", "footprint_digest", "footprint_table"]


def footprint(
    product: Annotated[str | None, typer.Argument(help="The product, its process, or how its name begins.", show_default=False)] = None,
    system: Annotated[str | None, typer.Option(
        help="lithium-chain, or a database in a file, a folder or the project; by default the own record linked to the chain.", show_default=False
    )] = None,
    method: Annotated[str, typer.Option(help="Method, as ar6-gwp100, one of the project, or a file (JSON-LD, ILCD, CSV).")] = "ar6-gwp100",
    year: Annotated[int | None, typer.Option(help="Year of the own record; by default the project's last.", show_default=False)] = None,
    allocation: Annotated[str, typer.Option(help="Key of shared meters: lithium, mass or economic.")] = "lithium",
    by_products: Annotated[str | None, typer.Option(
        help="By-products of the chain take a share by mass or economic, or displace another by substitution; by default they carry nothing.",
        show_default=False,
    )] = None,
    process: Annotated[str | None, typer.Option(help="The process, where several make the product.", show_default=False)] = None,
    rules: Annotated[str | None, typer.Option(
        help="Rule sets to compare instead, as pact-3,iso-14067,pef; all: every one that ships.", show_default=False
    )] = None,
    choices: Annotated[Path | None, typer.Option(
        help="With --rules: a TOML file of supplies, prices, recycling, capital goods and small flows.", exists=True, dir_okay=False,
        show_default=False,
    )] = None,
    draws: Annotated[int, typer.Option(help="Monte Carlo draws for an interval; 0: none.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 1,
    on_cluster: Annotated[str | None, typer.Option(
        "--cluster", help="Scheduler of Dask that makes the draws, as tcp://host:8786.", show_default=False
    )] = None,
    top: Annotated[int, typer.Option(help="How many contributions to show.", min=1)] = 12,
    list_products: Annotated[bool, typer.Option("--list", help="List the products instead.")] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """What one unit of a product carries from cradle to gate, and where it comes from.

    Example: lizero footprint "lithium hydroxide monohydrate, battery grade, spodumene route" --system lithium-chain
    """
    with progress() as bar:
        bar.add_task("compiling the product system", total=None)
        made, findings = system_of(system, project, year, allocation)
    if list_products or product is None:
        _list(made, product, as_json)
        return
    stated, made = made, made if by_products is None else _beside(made, by_products)
    if rules is not None:
        beside(made, product, rules, choices, as_json)
        return
    with progress() as bar:
        bar.add_task("solving", total=None)
        chosen, read = _method(method, made, project)
        found = made.footprint(product, method=chosen, process=process)
        digest = footprint_digest(made, found)
    interval = _interval(found, draws, seed, on_cluster) if draws else None
    plain = None if by_products is None else stated.footprint(product, method=chosen, process=process).total
    if as_json:
        chose = {} if by_products is None else {"by_products": {"way": by_products, "total_as_stated": plain}}
        emit(_result(found, interval, digest, top) | chose)
    else:
        footprint_table(found, top, interval)
        if by_products is not None:
            say(f"By-products by {by_products}; as the system states them: {figure(plain)} {found.unit}.")
        _covered(made, found)
        say(f"\n[dim]digest {digest[:12]}[/dim]")
    show_findings((*findings, *read, *found.findings))


def _beside(made: System, way: str) -> System:
    """The system with the by-products of the chain by `way`; a footprint by substitution is shown beside the plain one (convention 9)."""
    from lizero.lca import with_by_products
    from lizero.reference import data_set

    shipped = data_set("lithium-chain")
    return with_by_products(made, way, shipped.frame("products"), shipped.frame("displaced"))


def _method(name: str, made: System, folder: Path | None) -> tuple[str | Method, tuple[Finding, ...]]:
    """The method of that name, of the project or shipped, or in the file of that name, with how much of the system it sees."""
    from lizero.importers.lca import coverage, read_method

    here = project_around(folder)
    if here is not None and name in here.methods():
        found, told = here.method(name)
    elif Path(name).is_file() or Path(name).is_dir():
        read = read_method(name)
        found, told = read.method, read.findings
    else:
        return name, ()
    seen = tuple(
        Finding(f"METHOD › {r['category']}", "method.coverage", f"{r['with']} of {r['with'] + r['without']} elementary flows of the system have a "
                f"factor: {r['share of exchanges']:.0%} of their exchanges", "flows without a factor have no impact here", "notice")
        for r in coverage(found, made).iter_rows(named=True)
    )
    return found, (*told, *seen)


def _covered(made: System, found: Footprint) -> None:
    """Of a method that is no GWP set: each impact with the share of the climate score whose processes state a flow of it."""
    if found.impacts.method.gwp_set is not None:
        return
    from lizero.trace.coverage import coverage

    for row in coverage(made, found.product, found.impacts.method, process=found.maker["process"]).iter_rows(named=True):
        amount = "not assessed" if row["amount"] is None else f"{row['amount']:.4g} {row['unit']}"
        say(f"{row['impact']}: {amount}, {row['covered']:.0%} covered")


def _list(made: System, words: str | None, as_json: bool) -> None:
    rows = made.search(words or "")
    if as_json:
        emit({"products": rows.select("product", "process", "name", "geography", "stage", "unit").to_dicts()})
        return
    table = grid(f"{rows.height} products of {made.name}", "product", "unit", "process", "stage")
    for row in rows.sort("product").iter_rows(named=True):
        table.add_row(row["product"], row["unit"], row["process"], row["stage"] or "")
    out().print(table)


def footprint_digest(made: System, found: Footprint) -> str:
    """The digest of what a footprint rests on: the processes reached, their exchanges, the method, the product."""
    from lizero.project.canonical import csv_text, digest

    reached = found.reached["process"].unique().to_list()
    frames = {
        "processes": made.processes.filter(made.processes["process"].is_in(reached)),
        "exchanges": made.exchanges.filter(made.exchanges["process"].is_in(reached)),
        "method": found.impacts.method.frame,
    }
    texts = {name: csv_text(frame) for name, frame in frames.items()}
    if made.parameters is not None:
        texts["parameters"] = csv_text(made.parameters)
    return digest(texts | {"asked": f"{found.product}\n{found.amount!r}\n{found.method}"})


def _interval(found: Footprint, draws: int, seed: int, on_cluster: str | None) -> tuple[float, float]:
    with progress() as bar, ExitStack() as stack:
        task = bar.add_task(f"{draws:,} draws", total=draws)

        def watch(done: int, whole: int) -> None:
            bar.update(task, completed=done, total=whole)

        if on_cluster is None:
            return found.monte_carlo(draws, seed, watch=watch).interval
        from lizero.scale import cluster

        return found.monte_carlo(draws, seed, run=stack.enter_context(cluster(on_cluster)), watch=watch).interval


def _result(found: Footprint, interval: tuple[float, float] | None, digest: str, top: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "product": found.product, "amount": found.amount, "per": found.per, "unit": found.unit, "method": found.method,
        "total": found.total, "totals": found.totals.to_dicts(), "by_process": found.by_process(top).to_dicts(),
        "by_stage": found.by_stage().to_dicts(), "unverified_share": found.unverified_share, "complete": found.complete,
        "cut_off": found.cut.to_dicts(), "findings": [f.as_dict() for f in found.findings], "digest": digest,
    }
    return result if interval is None else result | {"interval": list(interval)}


def footprint_table(found: Footprint, top: int, interval: tuple[float, float] | None = None) -> None:
    """Print a footprint: the total, its contributions, and the share that rests on unverified figures."""
    span = f"  (90 % of draws {figure(interval[0])} to {figure(interval[1])})" if interval else ""
    say(f"[bold]{found.product}[/bold]: [bold]{figure(found.total)} {found.unit}[/bold] for {found.amount:g} {found.per}, {found.method}{span}")
    table = grid("", "process", "place", "stage", found.unit, "%", numbers=(3, 4))
    for row in found.by_process(top).iter_rows(named=True):
        if row["direct"]:
            table.add_row(row["product"], row["geography"] or "", row["stage"] or "", figure(row["direct"], 3), number(100 * row["fraction"], 1))
    out().print(table)
    share = found.unverified_share
    say(f"{number(None if share is None else 100 * share, 1)} % of it rests on unverified figures.")
