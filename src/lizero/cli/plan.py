"""``lizero plan``: which levers, where and when, reach the targets; reported as the exact simulator finds it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lizero.cli.cocontrol import at_sources
from lizero.cli.kept_plan import keep
from lizero.cli.place import Place, place_at
from lizero.cli.shell import JsonOption, ProjectOption, emit, grid, number, out, progress, say, show_findings
from lizero.errors import ProjectRefused, UnknownName

if TYPE_CHECKING:
    from lizero.cli.robust_plan import Asked, Wider
    from lizero.impact import Impacts
    from lizero.pathway import Baseline, Plan, Terms
    from lizero.pathway.planning import Adopted
    from lizero.pathway.shortfall import Reach

__all__ = ["plan", "planned_at", "settings_of"]


def plan(
    year: Annotated[int | None, typer.Argument(help="Base year; by default the project's last.", show_default=False)] = None,
    levers: Annotated[str, typer.Option(help="TOML file of levers, in the project's folder.")] = "levers.toml",
    targets: Annotated[str, typer.Option(help="TOML file of targets, in the project's folder.")] = "targets.toml",
    until: Annotated[int, typer.Option(help="Last year of the plan.")] = 2050,
    growth: Annotated[float | None, typer.Option(help="Growth of activity a year, as a share; by default plan.toml's.", show_default=False)] = None,
    budget: Annotated[float | None, typer.Option(help="Capital a year; what is not spent is kept.", show_default=False)] = None,
    rate: Annotated[float | None, typer.Option(help="Discount rate; by default plan.toml's, else 0.07.", show_default=False)] = None,
    gap: Annotated[float, typer.Option(help="Relative gap at which the optimiser may stop.")] = 0.005,
    seconds: Annotated[float, typer.Option(help="Seconds after which the optimiser stops.")] = 45.0,
    tables: Annotated[Path | None, typer.Option(help="Folder for the tables T1 to T19, as CSV and one workbook.", show_default=False)] = None,
    keeping: Annotated[bool, typer.Option("--keep", help="Keep the plan in the project as plan.json: progress is measured against it.")] = False,
    robust: Annotated[bool, typer.Option("--robust", help="Also the best plan of each scenario of plan.toml, and the regret of each.")] = False,
    draws: Annotated[int, typer.Option(help="Draws of the plan under plan.toml's spreads; 0: none.", min=0, max=100_000)] = 0,
    pareto: Annotated[str, typer.Option(help="Also plans under ever tighter caps on APeq, a species such as NOx, or a damage such as "
                                        "'us-epa-2024: cement kilns'.", show_default=False)] = "",
    types: Annotated[bool, typer.Option("--types", help="List the types of levers that ship, and stop.")] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """The cheapest plan that keeps every target on its own scopes and basis, or the shortfall of each in tonnes and what binds.

    Example: lizero plan 2025 --budget 20e6 --growth 0.02 --tables board
    """
    if types:
        _types(as_json)
        return
    from lizero.cli.board import write_tables
    from lizero.cli.plan_products import background_of, print_products, product_result, products_of
    from lizero.cli.robust_plan import print_wider, read_asked, wider_result
    from lizero.pathway.board import Beside

    place = place_at(project, year)
    more = read_asked(settings_of(place.project.folder), robust=robust, draws=draws, front=pareto)
    world = background_of(settings_of(place.project.folder), place.year)
    if pareto:
        _weighable(place, _file(place.project.folder, targets), pareto)
    asked = {"growth": growth, "budget": budget, "rate": rate}
    found, digest = planned_at(place, levers=levers, targets=targets, until=until, gap=gap, seconds=seconds, asked=asked)
    wider = _wider(place, found, more, gap=gap, seconds=seconds)
    (products, lost), why = products_of(place, found, world), _reach(found)
    if tables is not None:
        write_tables(found, tables, Beside(
            inventory=place.inventory(), products=None if products is None else products.frame,
            robustness=wider.robust.table if wider.robust else None))
    if keeping:
        keep(found, place.project.folder)
    if as_json:
        emit(_result(found, digest) | _reached(found, why) | product_result(products) | wider_result(wider))
    else:
        _print(found)
        _short(found, why)
        print_products(products)
        print_wider(wider)
    if tables is not None and not as_json:
        say(f"T1 to T19 are in {tables}")
    show_findings(place.findings(*found.findings, *lost))


def planned_at(
    place: Place, *, levers: str = "levers.toml", targets: str = "targets.toml", until: int = 2050, gap: float = 0.005, seconds: float = 45.0,
    asked: Mapping[str, float | None] | None = None, adopt: Adopted | None = None,
) -> tuple[Plan, str]:
    """The plan of a place from its files of levers, targets and plan.toml, solved in a worker, and the digest of its base year; `adopt` gives
    the starts and green power of one that was decided before."""
    from lizero.cli.plan_products import market_share
    from lizero.pathway import Limits
    from lizero.pathway import plan as planned
    from lizero.pathway.drift import read_drifts
    from lizero.scale import worker

    grids, told = _grids(place.project.folder), settings_of(place.project.folder)
    drifts = read_drifts(told.get("drift", []), market=market_share(told))
    with progress() as bar:
        task = bar.add_task("computing the base year", total=None)
        made = place.inventory()
        bar.update(task, description="planning")
        wanted = _file(place.project.folder, targets)
        impacts = _impacts(place)
        terms, growth = _terms(place, impacts, wanted, until, asked or {})
        solver = worker(progress=lambda p: bar.update(task, description=f"planning, gap {p.gap:.1%}"))
        found = planned(impacts, _file(place.project.folder, levers), targets=wanted, until=until, growth=growth, terms=terms,
                        grids=grids, year=place.year, limits=Limits(gap=gap, seconds=seconds), solver=solver, adopted=adopt,
                        drifts=drifts)
        return found, place.digest(made)


def _impacts(place: Place) -> Impacts:
    """The impacts of a place's year with the pollutants of its stacks on their burners."""
    made = place.inventory()
    return replace(made.impacts, flows=at_sources(place, made.flows).flows)


def _base(place: Place, impacts: Impacts, targets: str) -> Baseline:
    """The base year of a place with all that its targets name."""
    from lizero.pathway.baselines import baseline
    from lizero.pathway.goals import assessed, boundaries
    from lizero.pathway.planning import read_file_targets

    (scopes, basis), *beside = boundaries(assessed(read_file_targets(targets), place.year))
    return baseline(impacts, until=place.year, scopes=scopes, basis=basis, year=place.year, beside=beside)


def _weighable(place: Place, targets: str, what: str) -> None:
    """Raises UnknownName or TargetRefused before anything is planned when a front over `what` cannot be drawn."""
    from lizero.pathway.pareto import weighing

    weighing(_base(place, _impacts(place), targets).sources.species, what)


def _wider(place: Place, found: Plan, asked: Asked, *, gap: float, seconds: float) -> Wider:
    """What --robust, --draws and --pareto ask for."""
    from lizero.cli.robust_plan import Wider, held
    from lizero.pathway import Limits
    from lizero.scale import worker

    if not asked.scenarios and not asked.spread and not asked.front:
        return Wider()
    with progress() as bar:
        task = bar.add_task("planning for each scenario" if asked.scenarios else "looking beside the plan", total=None)
        solver = worker(progress=lambda p: bar.update(task, description=f"looking beside the plan, gap {p.gap:.1%}"))
        return held(found, _impacts(place), asked, limits=Limits(gap=gap, seconds=seconds), solver=solver)


def _terms(place: Place, impacts: Impacts, targets: str, until: int, asked: Mapping[str, float | None]) -> tuple[Terms, float]:
    """Terms and growth: what is asked, else what plan.toml says."""
    import numpy as np

    from lizero.pathway import Terms
    told = settings_of(place.project.folder)
    given = {**told, **{k: v for k, v in asked.items() if v is not None}}
    years = until - place.year + 1
    green: dict[int, float] = {}
    if told.get("green_power"):
        keys = _base(place, impacts, targets).sources.keys
        names = [f"{site}/{source}" for site, source in keys]
        for name, price in told["green_power"].items():
            if name not in names:
                raise UnknownName("source of plan.toml › green_power", name, names)
            green[names.index(name)] = float(price)
    budget = None if given.get("budget") is None else np.full(years, float(given["budget"]))
    carbon = None if given.get("carbon_price") is None else np.full(years, float(given["carbon_price"]) / 1000)
    return Terms(rate=float(given.get("rate", 0.07)), budget=budget, carbon_price=carbon, green=green, green_most=float(given.get("green_most", 1.0)),
                 removal_cost=float(given.get("removal_cost", 300.0)) / 1000), float(given.get("growth", 0.0))


def _grids(folder: Path) -> dict[str, dict[int, float]]:
    """Grids by place as plan.toml tells them: a scenario that ships, or values by year."""
    from lizero.pathway.futures import grids_of

    told = settings_of(folder).get("grids", {})
    try:
        return grids_of(told)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise ProjectRefused(f"plan.toml › grids cannot be read ({fault}): write a table of years, or scenario = \"…\"") from fault


def settings_of(folder: Path) -> dict[str, Any]:
    file = folder / "plan.toml"
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectRefused(f"{file} is not TOML: {error}") from error


def _file(folder: Path, name: str) -> str:
    file = folder / name
    if not file.is_file():
        raise ProjectRefused(f"{file} is not there: write the project's {name.removesuffix('.toml')}, or name another file")
    return str(file)


def _result(found: Plan, digest: str) -> dict[str, Any]:
    from lizero.pathway.views import scorecard, screening

    return {
        "target": found.target.id, "unit": "t CO2e", "claimed": found.claimed, "exact": found.exact, "gap": found.gap,
        "targets": [_held(found.facing(x.id)) for x in found.assessed],
        "claim_gap": found.schedule.claim_gap, "illustrative_share": found.illustrative_share(), "measures": found.measures().to_dicts(),
        "transformations": scorecard(found.whole).to_dicts(), "transformations_of": found.whole.target.id, "standing": found.standing().to_dicts(),
        "screening": screening(found).to_dicts(), "digest": digest,
    }


def _held(seen: Plan) -> dict[str, Any]:
    """A plan by one of its targets."""
    x, exact = seen.target, seen.exact
    return {"target": x.id, "scopes": list(x.scopes), "basis": x.basis, "base_year": x.base_year, "base_year_assumed": x.base_year_assumed,
            "net_zero": x.net_zero, "milestones": {str(y): v for y, v in sorted(x.milestones.items())},
            "allowed_by_year": dict(zip(seen.years, (seen.allowed / 1000).tolist())), "claimed_by_year": seen.claimed["emissions_by_year"],
            **{k: exact[k] for k in ("emissions_by_year", "removals_by_year", "shortfall_by_year")}}


def _print(found: Plan) -> None:
    exact = found.exact
    for x in found.assessed:
        _path_table(found.facing(x.id))
    _scorecard(found.whole)
    table = grid("measures", "start", "lever", "site", "capital", "figures", numbers=(3,))
    for row in found.measures().iter_rows(named=True):
        table.add_row(str(row["start"]), row["name"], row["site"], number(row["capex"]), row["status"])
    out().print(table)
    say(f"present value {number(exact['objective'])}, at most {found.gap:.2%} above the best; claimed {number(found.claimed['objective'])}; "
        f"{found.illustrative_share():.0%} of capital rests on illustrative or unverified figures")
    _adverse(found)


def _reach(found: Plan) -> Reach | None:
    """What every plan would be short of and why, where this one is short."""
    from lizero.pathway.shortfall import reach
    from lizero.scale import worker

    if found.exact["met"]:
        return None
    with progress() as bar:
        bar.add_task("asking what no plan could reach", total=None)
        return reach(found.schedule.case, found.schedule.terms, solver=worker())


def _reached(found: Plan, why: Reach | None) -> dict[str, Any]:
    """The same for --json: t CO2e by target and year that every plan of these levers is short of, and in all without each limit."""
    from lizero.pathway.goals import limit_name

    if why is None:
        return {}
    names = {"": found.target.id, **{limit_name(x): x.id for x in found.assessed}}
    least = {names.get(name, name): {str(y): v / 1000 for y, v in years.items()} for name, years in why.least.items()}
    return {"reach": {"least_shortfall": least, "left_without": {name: v / 1000 for name, v in why.without.items()}}}


def _short(found: Plan, why: Reach | None) -> None:
    """What is missing from each target, in which years, what no plan of these levers could save, and what binds."""
    if why is None:
        return
    for name, years in found.shortfalls().items():
        if years:
            told = ", ".join(f"{y} {number(v)}" for y, v in list(years.items())[:6]) + (" …" if len(years) > 6 else "")
            say(f"[bold red]not reached with these levers[/bold red]: {name} is short by {number(sum(years.values()))} t CO2e in all ({told})")
    say(f"of it no plan of these levers could save {number(why.total / 1000)} t over all targets and years" if why.total else
        "a plan without it may exist: let it search longer (--gap 0.001 --seconds 600)")
    for name, left in why.without.items():
        say(f"without the limits on {name}: {number(left / 1000)} t")
    if why.total and not why.without:
        say("no limit on years, ramps, roll-out or capital is to blame: these levers at full use leave it; add levers")
    if binding := ", ".join(found.exact["binding"][:6]):
        say(f"limits that the plan reaches: {binding}")


def _path_table(found: Plan) -> None:
    exact = found.exact
    years = found.shown_years
    x = found.target
    about = f"scope {' + '.join(x.scopes)}, {x.basis} basis" + (", base year assumed" if x.base_year_assumed else "")
    table = grid(f"target {x.id}, {about}, t CO2e", "year", "allowed", "gross", "removals", "short", numbers=(1, 2, 3, 4))
    allowed = dict(zip(found.years, found.allowed / 1000))
    for y in years:
        table.add_row(str(y), number(float(allowed[y])), number(exact["emissions_by_year"][y]),
                      number(exact["removals_by_year"][y]), number(exact["shortfall_by_year"][y]))
    out().print(table)
    if x.net_zero is not None:
        say(f"net zero from {x.net_zero}: what is left, {x.residual:.0%} of the base year at most, is neutralised by removals year by year")


def _adverse(found: Plan) -> None:
    """Levers that would raise carbon or a pollutant on the grid of the base year, whether the plan takes them or not."""
    import polars as pl

    from lizero.pathway.views import screening

    rows = screening(found).filter(pl.col("adverse").fill_null(False)).unique(["lever", "site"], keep="first", maintain_order=True)
    for r in rows.iter_rows(named=True):
        say(f"[yellow]adverse on the grid of {found.years[0]}[/yellow]: {r['name']} at {r['site']} ({r['meaning'] or 'carbon rises'})")


def _scorecard(found: Plan) -> None:
    from lizero.pathway.views import scorecard

    frame = scorecard(found)
    years = [c for c in frame.columns if c.isdigit()]
    heads = ("transformation", "measures", *years, "share", "capital", "net value", "pollution equivalents", "weak figures")
    title = f"the four transformations, t CO2e removed of scope {' + '.join(found.target.scopes)}"
    table = grid(title, *heads, numbers=tuple(range(1, 7 + len(years))))
    for r in frame.iter_rows(named=True):
        weak = "–" if r["illustrative"] is None else f"{r['illustrative']:.0%}"
        table.add_row(r["transformation"], number(r["measures"]), *(number(r[y]) for y in years), f"{r['share']:.0%}", number(r["capex"]),
                      number(r["npv"]), number(r["equivalents"]), weak)
    out().print(table)
    say(f"net value: last-in, at {found.schedule.terms.rate:.1%}, no carbon price; shares by the log-share rule; weak: share of "
        "capital on figures that are illustrative or unverified")


def _types(as_json: bool) -> None:
    from lizero.pathway.lever_types import register

    frame = register()
    if as_json:
        emit({"types": frame.to_dicts()})
        return
    heads = ("id", "name", "transformation", "acts on", "cost of one", "effect", "cost")
    table = grid("types of levers: like = \"L048\" in levers.toml", *heads, numbers=(4,))
    for r in frame.iter_rows(named=True):
        one = "not published" if r["each"] is None else f"{number(r['each'])} {r['currency']}/{r['size_unit']}"
        table.add_row(r["id"], r["name"], r["transformation"], r["acts_on"], one, r["effect_status"], r["cost_status"] or "–")
    out().print(table)
