"""Views of a plan as frames: trajectory, wedges, costs of abatement, Gantt, cash, quadrants, scorecard. Masses t CO2e, money the levers'.

Every figure is of the exact simulator (convention 12). A marginal figure (macc, quadrant) is *last-in*: the plan as it is against the plan
without the one measure, everything else held; with levers that interact such figures do not sum to the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.cocontrol.quadrants import elasticity
from lizero.cocontrol.tax_law import air_rates
from lizero.pathway.cases import Measure
from lizero.pathway.planning import GREEN_POWER, Plan
from lizero.pathway.simulator import Outcome, simulate
from lizero.pathway.value import rank as ranked
from lizero.reference import data_set
from lizero.vocab import elementary

__all__ = [
    "cash", "gantt", "green_cost", "macc", "net_values", "quadrant", "scorecard", "screening", "side_effects", "taken", "trajectory",
    "wedges_by_transformation", "without",
]

Array = NDArray[np.float64]
WEAK = ("illustrative", "unverified")


def trajectory(plan: Plan, actuals: Mapping[int, float] | None = None) -> pl.DataFrame:
    """year, series, amount: baseline, plan (gross), allowed, net, removals, shortfall, and actual where years are given, t CO2e."""
    exact, limit = plan.exact, plan.allowed / 1000
    gross, removed = exact["emissions_by_year"], exact["removals_by_year"]
    series = {"baseline": dict(zip(plan.years, plan.baseline_co2e / 1000)), "plan": gross, "allowed": dict(zip(plan.years, limit)),
              "net": {y: gross[y] - removed[y] for y in plan.years}, "removals": removed, "shortfall": exact["shortfall_by_year"],
              "actual": dict(actuals or {})}
    rows = [(y, name, float(v)) for name, values in series.items() for y, v in sorted(values.items()) if np.isfinite(v)]
    return pl.DataFrame(rows, schema={"year": pl.Int64, "series": pl.String, "amount": pl.Float64}, orient="row")


def wedges_by_transformation(plan: Plan) -> pl.DataFrame:
    """year, transformation, amount: the wedges of `Plan.wedges` summed; they add up to baseline less plan."""
    sums = plan.wedges().group_by("year", "transformation").agg(pl.col("amount").sum())
    return sums.sort("year", "transformation")


def taken(plan: Plan) -> list[tuple[int, Measure]]:
    """Number and measure of every measure that is taken."""
    return [(m, x) for m, x in enumerate(plan.schedule.case.measures) if plan.schedule.starts[m] >= 0]


def without(plan: Plan, *measures: int, green: bool = True) -> Outcome:
    """The outcome of the plan without `measures` and those that require them; green power is held at what is then used, or left out."""
    case, starts = plan.schedule.case, plan.schedule.starts.copy()
    gone = set(measures)
    while more := {n for n, x in enumerate(case.measures) if n not in gone and gone & set(x.requires)}:
        gone |= more
    starts[sorted(gone)] = -1
    return simulate(case, starts, green=plan.schedule.green if green else None)


def _alone(plan: Plan, m: int) -> tuple[Outcome, Outcome]:
    """Nothing, and measure `m` with its prerequisites alone, both without green power."""
    case, starts = plan.schedule.case, np.full(len(plan.schedule.case.measures), -1, np.int64)
    kept = {m}
    while more := {p for n in kept for p in case.measures[n].requires} - kept:
        kept |= more
    nothing = simulate(case, starts)
    starts[sorted(kept)] = plan.schedule.starts[sorted(kept)]
    return nothing, simulate(case, starts)


def _difference(less: Outcome, more: Outcome) -> tuple[Array, Array]:
    """Cost [t] and abatement in t CO2e [t] that `more` has above `less`."""
    return more.capex + more.running - less.capex - less.running, (less.co2e - more.co2e) / 1000


def _levelised(cost: Array, tonnes: Array, discount: Array) -> float | None:
    below = float((tonnes * discount).sum())
    return float((cost * discount).sum()) / below if below > 0 else None


def macc(plan: Plan, rate: float | None = None) -> pl.DataFrame:
    """Marginal costs of the measures of an optimised plan: rank, lever, site, name, transformation, abatement (t CO2e over all years,
    last-in), width (t a year while it runs), cost (money a tonne, discounted on both sides), the same standalone, npv (without a carbon
    price), rate, status. Savings come first, by their npv: a negative cost for a tonne is no rank. Bars are not additive."""
    used = plan.schedule.terms.rate if rate is None else rate
    discount = np.asarray((1 + used) ** -np.arange(len(plan.years), dtype=float))
    rows = []
    for m, x in taken(plan):
        cost, tonnes = _difference(without(plan, m), plan.schedule.outcome)
        alone_cost, alone = _difference(*_alone(plan, m))
        running = max(int((plan.schedule.outcome.use[m] > 0).sum()), 1)
        rows.append((x.lever.id, x.site, x.lever.name, x.lever.transformation, float(tonnes.sum()), float(tonnes.sum()) / running,
                     _levelised(cost, tonnes, discount), float(alone.sum()), _levelised(alone_cost, alone, discount),
                     -float((cost * discount).sum()), used, x.lever.status))
    names = {"lever": pl.String, "site": pl.String, "name": pl.String, "transformation": pl.String, "abatement": pl.Float64, "width": pl.Float64,
             "cost": pl.Float64, "standalone_abatement": pl.Float64, "standalone_cost": pl.Float64, "npv": pl.Float64, "rate": pl.Float64,
             "status": pl.String}
    frame = pl.DataFrame(rows, schema=names, orient="row")
    order = ranked([-v for v in frame["npv"]], frame["abatement"].to_list())
    return frame[order].with_row_index("rank", offset=1) if order else frame.with_row_index("rank", offset=1)


def gantt(plan: Plan) -> pl.DataFrame:
    """lever, name, site, transformation, group, start, full (first year of full use), end (last year of use), renewals, capex, status."""
    last, rows = plan.years[-1], []
    for m, x in taken(plan):
        start = plan.years[int(plan.schedule.starts[m])]
        again = list(range(start + x.lever.life, last + 1, x.lever.life)) if x.lever.renew else []
        end = last if x.lever.renew else min(start + x.lever.life - 1, last)
        capex = float(plan.schedule.case.spending(m, int(plan.schedule.starts[m])).sum())
        rows.append((x.lever.id, x.lever.name, x.site, x.lever.transformation, x.lever.group, start, start + x.lever.ramp - 1, end, again, capex,
                     x.lever.status))
    names: dict[str, Any] = {**dict.fromkeys(("lever", "name", "site", "transformation", "group"), pl.String), "start": pl.Int64,
                             "full": pl.Int64, "end": pl.Int64, "renewals": pl.List(pl.Int64), "capex": pl.Float64,
                             "status": pl.String}
    return pl.DataFrame(rows, schema=names, orient="row").sort("start", "lever", "site")


def cash(plan: Plan) -> pl.DataFrame:
    """year, capex, opex, green_power, removals, carbon, total, cumulative, and both discounted at the plan's rate; costs are positive.

    Total leaves the carbon price out: it is shown beside, for it is a price on what is left, not a cost of the measures.
    """
    s, years = plan.schedule, len(plan.years)
    green = green_cost(plan)
    removals, carbon = s.terms.removal_cost * s.exact.removals, s.terms.price(years) * s.outcome.co2e
    total = s.outcome.capex + s.outcome.running + green + removals
    now = total * s.terms.discount(years)
    return pl.DataFrame({"year": plan.years, "capex": s.outcome.capex, "opex": s.outcome.running, "green_power": green, "removals": removals,
                         "carbon": carbon, "total": total, "cumulative": np.cumsum(total), "discounted": now,
                         "cumulative_discounted": np.cumsum(now)})


def green_cost(plan: Plan) -> Array:
    """What green power costs by year, [t]."""
    s = plan.schedule
    return np.asarray(sum((s.green[k] * price for k, price in s.terms.green.items()), np.zeros(len(plan.years))))


def quadrant(plan: Plan) -> pl.DataFrame:
    """What each measure does to every pollutant and to China's pollution equivalents (flow ``APeq``), beside carbon, over all years.

    lever, site, name, transformation, flow, reduction and base (kg), ghg_reduction and ghg_base (kg CO2e), x and y (relative), elasticity,
    quadrant, meaning, adverse, reason. Bases are those of the sites' baseline. A measure whose sources have no pollutant flow, or that
    states no effect on one, is not assessed, and the row says so.
    """
    rows = [row for m, x in taken(plan) for row in _quadrants(plan, m, x)]
    names: dict[str, type[pl.DataType]] = {
        **dict.fromkeys(("lever", "site", "name", "transformation", "flow"), pl.String),
        **dict.fromkeys(("reduction", "base", "ghg_reduction", "ghg_base", "x", "y", "elasticity"), pl.Float64),
        "quadrant": pl.Int64, "meaning": pl.String, "adverse": pl.Boolean, "reason": pl.String}
    return pl.DataFrame(rows, schema=names)


def _pollutants(species: tuple[str, ...]) -> list[str]:
    known = set(elementary().filter(pl.col("group") == "pollutant")["flow"])
    return [s for s in species if s in known]


def _quadrants(plan: Plan, m: int, x: Measure) -> list[dict[str, object]]:
    base, after = plan.baseline.sources, plan.schedule.outcome
    about = {"lever": x.lever.id, "site": x.site, "name": x.lever.name, "transformation": x.lever.transformation}
    before = without(plan, m)
    carbon = {"ghg_reduction": float((before.co2e - after.co2e).sum()), "ghg_base": float(plan.baseline_co2e.sum())}
    here = _touched(plan, x)
    if not here:
        return [{**about, **carbon, "reason": "not assessed: no pollutant flow of its sources is known"}]
    change = {s: (before.emissions - after.emissions)[:, :, base.species.index(s)].sum() for s in here}
    whole = {s: base.emissions[:, :, base.species.index(s)].sum() for s in here}
    unstated = [s for s in here if x.lever.effect(s) is None]
    rows = [{**about, **carbon, "flow": s, "base": float(whole[s]), "reason": "not assessed: the lever states no effect on it"} for s in unstated]
    rows += [{**about, **carbon, "flow": s, **_placed(float(change[s]), float(whole[s]), **carbon)} for s in here if s not in unstated]
    if not unstated:
        rows.append({**about, **carbon, "flow": "APeq", **_placed(_equivalents(change), _equivalents(whole), **carbon)})
    return rows


def _touched(plan: Plan, x: Measure) -> list[str]:
    """Pollutants that the sources of a measure are known to release."""
    base = plan.baseline.sources
    here = np.asarray(base.factor[sorted({*x.removes, *x.adds})].any(axis=(0, 1)))
    return [s for s in _pollutants(base.species) if here[base.species.index(s)]]


def _equivalents(kg: Mapping[str, float]) -> float:
    """Air pollution equivalents."""
    rates = air_rates(kg)
    return float(sum(rates.get(s, 0.0) * v for s, v in kg.items()))


def _placed(reduction: float, base: float, *, ghg_reduction: float, ghg_base: float) -> dict[str, object]:
    found = elasticity(reduction, ghg_reduction, base, ghg_base)
    ok = base > 0 and ghg_base > 0
    return {"reduction": reduction, "base": base, "x": reduction / base if ok else None, "y": ghg_reduction / ghg_base if ok else None,
            "elasticity": found.value, "quadrant": found.quadrant.number, "meaning": found.quadrant.name,
            "adverse": found.quadrant.adverse or reduction < 0 or ghg_reduction < 0, "reason": found.reason}


def screening(plan: Plan) -> pl.DataFrame:
    """What each measure would do alone in the base year at full use, on that year's grid, taken or not: the columns of `quadrant`, in a year.

    It shows what electrification does where power is still dirty: carbon that rises is adverse.
    """
    rows = [row for x in plan.schedule.case.measures for row in _screened(plan, x)]
    return pl.DataFrame(rows, schema=quadrant(plan).schema)


def _screened(plan: Plan, x: Measure) -> list[dict[str, object]]:
    base = plan.baseline.sources
    before = base.emissions[:, 0]
    after = before.copy()
    for k, share in x.removes.items():
        after[k] *= 1 - share
    for k, amount in x.adds.items():
        after[k] += base.factor[k, 0] * amount
    change, whole = (before - after).sum(axis=0), before.sum(axis=0)
    carbon = {"ghg_reduction": float(change @ base.gwp), "ghg_base": float(whole @ base.gwp)}
    about = {"lever": x.lever.id, "site": x.site, "name": x.lever.name, "transformation": x.lever.transformation, **carbon}
    stated = [s for s in _touched(plan, x) if x.lever.effect(s) is not None]
    if not stated:
        rises = carbon["ghg_reduction"] < 0
        return [{**about, "adverse": rises, "reason": "not assessed for pollutants" + (": carbon rises" if rises else "")}]
    place = base.species.index
    return [{**about, "flow": s, **_placed(float(change[place(s)]), float(whole[place(s)]), **carbon)} for s in stated]


def side_effects(plan: Plan, route: str = "spodumene") -> pl.DataFrame:
    """lever, site, step, category, change (share of business as usual, above 0: more), status: what a published life cycle found for the step
    that a measure is of, for measures that replace fuel by electricity (process heat). Other measures have no row: not assessed."""
    table = data_set("lever-side-effects/2024.1").frame("effects").with_columns(pl.col("change").cast(pl.Float64))
    heat = table.filter((pl.col("step") == "process heat") & (pl.col("route") == route)).drop("route")
    kind = plan.baseline.categories
    who = [(x.lever.id, x.site) for x in plan.schedule.case.measures
           if any(kind[k] == "purchased electricity" for k in x.adds) and any("combustion" in kind[k] for k in x.removes)]
    return pl.DataFrame(who, schema={"lever": pl.String, "site": pl.String}, orient="row").join(heat, how="cross")


def net_values(plan: Plan, rates: tuple[float, ...] = (0.03, 0.08), prices: tuple[float, ...] = (0.0, 100.0)) -> pl.DataFrame:
    """lever, site, rate, carbon_price (money a tonne), npv, cost a tonne, and break_even (the carbon price at which npv is nought, never
    below 0): last-in, so they do not sum. `lever` null is the whole plan against the baseline."""
    rows: list[tuple[str | None, str | None, float, float, float, float | None, float | None]] = []
    nothing = simulate(plan.schedule.case, np.full(len(plan.schedule.case.measures), -1, np.int64))
    whole = cash(plan)["total"].to_numpy()
    given: list[tuple[str | None, str | None, Array, Array]] = [(None, None, whole, (nothing.co2e - plan.schedule.outcome.co2e) / 1000)]
    given += [(x.lever.id, x.site, *_difference(without(plan, m), plan.schedule.outcome)) for m, x in taken(plan)]
    for lever, site, cost, tonnes in given:
        for r in rates:
            discount = np.asarray((1 + r) ** -np.arange(len(plan.years), dtype=float))
            level = _levelised(cost, tonnes, discount)
            even = None if level is None else max(level, 0.0)
            rows += [(lever, site, r, p, float(((p * tonnes - cost) * discount).sum()), level, even) for p in prices]
    names = {"lever": pl.String, "site": pl.String, **dict.fromkeys(("rate", "carbon_price", "npv", "cost", "break_even"), pl.Float64)}
    return pl.DataFrame(rows, schema=names, orient="row")


def scorecard(plan: Plan) -> pl.DataFrame:
    """The four transformations: transformation, abatement in 2030, 2040, the last year and over all years (t CO2e, by `Plan.wedges`), share of
    it, measures, capex, npv (the plan against the plan without the whole transformation, no carbon price; midstream's has green power, as its
    abatement has), equivalents (air pollution equivalents that it removes over all years; null where no pollutant of its sources is known),
    illustrative (share of capital on weak figures)."""
    held = plan.measures().with_columns(pl.col("status").is_in(WEAK).alias("weak"))
    weak = held.group_by("transformation").agg((pl.col("capex").filter("weak").sum() / pl.col("capex").sum()).fill_nan(None).alias("illustrative"))
    here = sorted(set(plan.wedges()["transformation"]))
    rows = [(name, *_whole(plan, [m for m, x in taken(plan) if x.lever.transformation == name], green=name == GREEN_POWER[1])) for name in here]
    worth = pl.DataFrame(rows, schema={"transformation": pl.String, "npv": pl.Float64, "equivalents": pl.Float64}, orient="row")
    frame = plan.transformations().with_columns((pl.col("all years") / pl.col("all years").sum()).alias("share"))
    return frame.join(worth, on="transformation", how="left").join(weak, on="transformation", how="left").sort("transformation")


def _whole(plan: Plan, measures: list[int], *, green: bool) -> tuple[float, float | None]:
    """Net present value and equivalents of several measures together, last-in; `green`: with the plan's green power."""
    before, after, base = without(plan, *measures, green=not green), plan.schedule.outcome, plan.baseline.sources
    cost, _ = _difference(before, after)
    cost = cost + green_cost(plan) if green else cost
    known = sorted({s for m in measures for s in _touched(plan, plan.schedule.case.measures[m])})
    kg = {s: float((before.emissions - after.emissions)[:, :, base.species.index(s)].sum()) for s in known}
    return -float((cost * plan.schedule.terms.discount(len(plan.years))).sum()), _equivalents(kg) if known else None
