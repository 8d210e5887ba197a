"""``lizero plan --robust``, ``--draws`` and ``--pareto``: a plan beside other scenarios, under what is uncertain, and with less air pollution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lizero.cli.shell import grid, number, out, say
from lizero.errors import ProjectRefused

if TYPE_CHECKING:
    import polars as pl

    from lizero.impact import Impacts
    from lizero.pathway import Limits, Outlook, Plan, Robust, Scenario, Spread
    from lizero.pathway.highs import Solver

__all__ = ["Asked", "Wider", "held", "print_wider", "read_asked", "wider_result"]

POINTS = 4


@dataclass(frozen=True)
class Asked:
    """What plan.toml says of scenarios and spreads, as far as it is asked for; None where not."""

    scenarios: tuple[Scenario, ...] | None = None
    spread: Spread | None = None
    draws: int = 0
    front: str = ""


@dataclass(frozen=True)
class Wider:
    """The plan over scenarios and under spreads; None where not asked."""

    robust: Robust | None = None
    outlook: Mapping[str, Outlook] | None = None
    front: pl.DataFrame | None = None


def read_asked(settings: Mapping[str, Any], *, robust: bool, draws: int, front: str) -> Asked:
    """What is asked, from plan.toml, before anything is computed. Raises ProjectRefused when plan.toml lacks it or it cannot be used."""
    from lizero.pathway import Spread, TargetRefused, read_scenarios

    try:
        scenarios = read_scenarios(_scenarios(settings), growth=settings.get("growth", 0.0)) if robust else None
        return Asked(scenarios, Spread(**_spread(settings)) if draws else None, draws, front)
    except TargetRefused as fault:
        raise ProjectRefused(f"plan.toml: {fault}") from fault


def _scenarios(settings: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    told = settings.get("scenario")
    if not isinstance(told, list) or not told:
        raise ProjectRefused('plan.toml has no scenario: write [[scenario]] with name, and growth or grids, e.g. grids = {CN = {scenario = "…"}}')
    return told


def _spread(settings: Mapping[str, Any]) -> dict[str, float]:
    told, names = settings.get("spread"), ("factor", "activity", "effect", "capex")
    if not isinstance(told, Mapping) or not told:
        raise ProjectRefused(f"plan.toml has no [spread]: give {', '.join(names)} as standard deviations, e.g. factor = 0.1")
    wrong = [n for n, v in told.items() if n not in names or isinstance(v, bool) or not isinstance(v, int | float)]
    if wrong:
        raise ProjectRefused(f"plan.toml › spread › {wrong[0]} cannot be used: {', '.join(names)} are numbers of 0 or more")
    return {n: float(v) for n, v in told.items()}


def held(plan: Plan, impacts: Impacts, asked: Asked, *, limits: Limits, solver: Solver) -> Wider:
    """The plan held against what is asked; the seconds of `limits` are shared by the scenarios, and by the points of a front."""
    from lizero.pathway import futures, outlook, pareto

    each = replace(limits, seconds=limits.seconds / max(len(asked.scenarios or ()), POINTS if asked.front else 1))
    over = futures(plan, impacts, asked.scenarios, limits=each, solver=solver) if asked.scenarios else None
    front = pareto(plan, asked.front, points=POINTS, limits=each, solver=solver) if asked.front else None
    seen = {x.id: outlook(plan.facing(x.id), asked.spread, draws=asked.draws) for x in plan.assessed} if asked.spread else None
    return Wider(over, seen, front)


def wider_result(wider: Wider) -> dict[str, Any]:
    """The same for --json."""
    found: dict[str, Any] = {}
    if wider.robust is not None:
        found["robust"] = {"choice": wider.robust.choice, "regrets": wider.robust.table.to_dicts()}
    if wider.outlook is not None:
        o = next(iter(wider.outlook.values()))
        found["outlook"] = {"draws": o.draws, "spread": vars(o.spread), "years": o.years.to_dicts(), "cost": o.cost,
                            "targets": {name: x.years.to_dicts() for name, x in wider.outlook.items()}}
    if wider.front is not None:
        found["front"] = wider.front.to_dicts()
    return found


def print_wider(wider: Wider) -> None:
    """Tables of regrets, of the outlook and of the front."""
    if wider.robust is not None:
        _regrets(wider.robust)
    if wider.outlook is not None:
        for name, seen in wider.outlook.items():
            _outlook(seen, name)
        _cost(next(iter(wider.outlook.values())))
    if wider.front is not None:
        _front(wider.front)


def _regrets(found: Robust) -> None:
    names = found.table["scenario"].unique(maintain_order=True).to_list()
    heads = [h for n in names for h in (n, "short, t")]
    table = grid("regret of each plan by scenario, millions above the best of them, and t CO2e short", "plan", *heads, "largest regret",
                 numbers=tuple(range(1, len(heads) + 2)))
    for plan in found.plans:
        rows = found.table.filter(plan=plan)
        cells = [c for r in rows.iter_rows(named=True) for c in (f"{r['regret'] / 1e6:,.1f}", number(r["shortfall"]))]
        table.add_row(plan, *cells, f"{rows['regret'].to_numpy().max() / 1e6:,.1f}")
    out().print(table)
    say(f"least largest regret: [bold]{found.choice}[/bold]")


def _outlook(found: Outlook, target: str) -> None:
    heads = ("year", "allowed", "planned", "5 %", "median", "95 %", "kept")
    table = grid(f"the plan as it stands over {found.draws} draws, target {target}, t CO2e gross", *heads, numbers=(1, 2, 3, 4, 5, 6))
    first, last = found.years["year"][0], found.years["year"][-1]
    for r in found.years.iter_rows(named=True):
        if r["year"] in (first, last) or r["year"] % 5 == 0:
            table.add_row(str(r["year"]), *(number(r[c]) for c in ("allowed", "planned", "low", "median", "high")), f"{r['chance']:.0%}")
    out().print(table)


def _cost(found: Outlook) -> None:
    cost = found.cost
    say(f"present value of its cost: {number(cost['planned'])} as planned, {number(cost['low'])} to {number(cost['high'])} in nine draws of ten; "
        "kept: share of draws within what is allowed, green power as planned, removals as planned and from net zero on as needed")


def _front(frame: pl.DataFrame) -> None:
    table = grid("less air pollution beside carbon: plans under ever tighter caps, all years", "cap", "cost", "pollution", "t CO2e", "t CO2e short",
                 "pollution above the cap", "", numbers=(0, 1, 2, 3, 4, 5))
    for r in frame.iter_rows(named=True):
        cells = (number(r[c]) for c in ("cost", "pollution", "co2e", "shortfall_co2e", "shortfall"))
        table.add_row(f"{r['cap']:.0%}", *cells, "dominated" if r["dominated"] else "")
    out().print(table)
    say("cap: share of the plan's own pollution that is allowed from its tenth year on; cost in present value, without penalties")
