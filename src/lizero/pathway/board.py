"""The tables that a board expects of a plan, T1 to T19, each with the disclosure that it answers and what it lacks.

What has no data is an empty frame with a note, never a made-up row (convention 1). Which paragraph a table answers is data:
``reference/board-tables``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.inventory import Inventory
from lizero.pathway.baselines import BOUGHT
from lizero.pathway.cases import Case, Measure
from lizero.pathway.planning import Plan
from lizero.pathway.simulator import simulate
from lizero.pathway.views import cash, net_values, quadrant, scorecard, screening, side_effects
from lizero.reference import data_set
from lizero.vocab import categories

__all__ = ["Beside", "BoardTable", "tables"]

Array = NDArray[np.float64]
Made = tuple[pl.DataFrame, str]
EDITION = "2026.1"
RULE = "log-share in each source and species; activity that a lever adds counts against it"


@dataclass(frozen=True)
class Beside:
    """What tables take from beside the plan: the base year's inventory, footprints of products by year (`product_path`), results
    over scenarios (any columns), progress (driver, amount), and what governs it (any columns). None: not at hand."""

    inventory: Inventory | None = None
    products: pl.DataFrame | None = None
    robustness: pl.DataFrame | None = None
    progress: pl.DataFrame | None = None
    governance: pl.DataFrame | None = None


@dataclass(frozen=True)
class BoardTable:
    """A table: its id, title, the disclosure that it answers by framework, its frame, and a note on its rules and gaps."""

    id: str
    title: str
    disclosure: Mapping[str, str]
    frame: pl.DataFrame
    note: str


def tables(plan: Plan, beside: Beside | None = None) -> tuple[BoardTable, ...]:
    """T1 to T19 of a plan. Masses are t CO2e, money the currency of the levers."""
    near = beside or Beside()
    return tuple(BoardTable(id, title, told, *_MAKERS[id](plan, near)) for id, title, told in _titles())


@cache
def _titles() -> tuple[tuple[str, str, Mapping[str, str]], ...]:
    frame = data_set(f"board-tables/{EDITION}").frame("board")
    frames = {"IFRS S2": "ifrs_s2", "ESRS E1": "esrs_e1", "TPT": "tpt"}
    return tuple((r["id"], r["title"], {name: r[c] for name, c in frames.items() if r[c]}) for r in frame.iter_rows(named=True))


def _none(text: str) -> Made:
    return pl.DataFrame(), text


def _base_year(plan: Plan, near: Beside) -> Made:
    plan = plan.whole
    base, scopes = plan.baseline.sources, {c: r["scope"] for c, r in categories().items()}
    weighed, apart = base.emissions * base.gwp / 1000, base.scopes or ("",) * len(base.species)
    rows = [(site, apart[p] or scopes.get(plan.baseline.categories[k]) or None, base.species[p], year, float(weighed[k, t, p]))
            for k, (site, _) in enumerate(base.keys) for p in np.flatnonzero(base.gwp).tolist()
            for t, year in enumerate(base.years) if weighed[k, 0, p]]
    frame = pl.DataFrame(rows, schema={"site": pl.String, "scope": pl.String, "gas": pl.String, "year": pl.Int64, "amount": pl.Float64}, orient="row")
    keys = ["site", "scope", "gas", "year"]
    both = ""
    if near.inventory is not None:
        t = near.inventory.totals
        both = f" Scope 2 of {near.inventory.year}: {t.scope2_location:,.0f} on the location basis, {t.scope2_market:,.0f} on the market basis."
    return frame.group_by(keys).agg(pl.col("amount").sum()).sort(keys), (
        f"t CO2e if technology stays, {_seen(plan)}; base year {plan.target.base_year}"
        f"{' (assumed)' if plan.target.base_year_assumed else ''}.{both}")


def _seen(plan: Plan) -> str:
    return f"{plan.target.basis} basis, scopes {', '.join(plan.target.scopes)}"


def _register(plan: Plan, near: Beside) -> Made:
    case, starts = plan.schedule.case, plan.schedule.starts
    rows = [_registered(case, x, None if starts[m] < 0 else plan.years[int(starts[m])]) for m, x in enumerate(case.measures)]
    return pl.DataFrame(rows, infer_schema_length=None), (
        "Every lever at every site; without a start it is an option that the plan does not take. Owners are not recorded.")


def _registered(case: Case, x: Measure, start: int | None) -> dict[str, Any]:
    names = [case.sources.keys[k][1] for k in x.removes]
    effect = ", ".join(f"{s} {v:.0%}" for s, v in x.lever.removes.items())
    last = None if x.lever.last == 9999 else x.lever.last
    return {"lever": x.lever.id, "name": x.lever.name, "transformation": x.lever.transformation, "site": x.site, "acts_on": ", ".join(names),
            "removes": effect, "first": x.lever.first or None, "last": last, "ramp": x.lever.ramp, "life": x.lever.life,
            "requires": ", ".join(x.lever.requires), "excludes": x.lever.group, "start": start, "standing": "planned" if start else "option",
            "status": x.lever.status, "source": x.lever.source}


def _money(plan: Plan, near: Beside) -> Made:
    s, rows = plan.schedule, []
    for m, x in enumerate(s.case.measures):
        if s.starts[m] < 0:
            continue
        capex, opex = s.case.spending(m, int(s.starts[m])), s.outcome.use[m] * x.lever.opex
        rows += [(x.lever.id, x.site, y, float(c), float(o), x.lever.status) for y, c, o in zip(plan.years, capex, opex) if c or o]
    names = {"lever": pl.String, "site": pl.String, "year": pl.Int64, "capex": pl.Float64, "opex": pl.Float64, "status": pl.String}
    return pl.DataFrame(rows, schema=names, orient="row"), (
        f"Undiscounted; {plan.illustrative_share():.0%} of capital rests on illustrative or unverified figures. "
        "Group capital and funding are not recorded.")


def _value(plan: Plan, near: Beside) -> Made:
    rates = tuple(dict.fromkeys((0.03, plan.schedule.terms.rate, 0.12)))
    return net_values(plan, rates), (
        "Last-in: the plan against the plan without the measure; does not sum. The first rows are the whole plan.")


def _targets(plan: Plan, near: Beside) -> Made:
    return plan.standing().filter(pl.col("year").is_in(plan.shown_years)), (
        f"{_targets_named(plan)}. Gross first; net counts removals only where the target allows them. Above 0 in gap is missed.")


def _targets_named(plan: Plan) -> str:
    """Each target with its scopes, basis and net zero."""
    told = [f"{x.id}: scope {', '.join(x.scopes)}, {x.basis} basis"
            + (f", net zero from {x.net_zero} with {x.residual:.0%} left at most" if x.net_zero else "") for x in plan.assessed]
    return "; ".join(told)


def _contribution(plan: Plan, near: Beside) -> Made:
    years = [y for y in (2030, 2040, plan.years[-1]) if y in plan.years]
    frame = plan.whole.wedges().filter(pl.col("year").is_in(years)).sort("year", "transformation", "lever", "site")
    return frame.select("year", "transformation", "lever", "site", "amount"), (
        f"{_seen(plan.whole)}. Rule: {RULE}. Sums to baseline less plan.")


def _assumptions(plan: Plan, near: Beside) -> Made:
    base, rows = plan.baseline.sources, []
    for k, (site, source) in enumerate(base.keys):
        for t in (plan.years.index(y) for y in plan.shown_years):
            if base.activity[k, 0] > 0:
                rows.append(("activity", site, source, plan.years[t], float(base.activity[k, t] / base.activity[k, 0])))
            if plan.baseline.categories[k] in BOUGHT and (first := float(base.factor[k, 0] @ base.gwp)) > 0:
                rows.append(("intensity of bought energy", site, source, plan.years[t], float(base.factor[k, t] @ base.gwp) / first))
    names = {"assumption": pl.String, "site": pl.String, "source": pl.String, "year": pl.Int64, "value": pl.Float64}
    return pl.DataFrame(rows, schema=names, orient="row"), (
        f"Relative to {plan.years[0]}; discount rate {plan.schedule.terms.rate:.1%}. Energy prices stand in each lever's running cost.")


def _sensitivity(plan: Plan, near: Beside) -> Made:
    base, s = plan.baseline.sources, plan.schedule
    grid = np.array([1.0 if c in BOUGHT else 0.0 for c in plan.baseline.categories])
    if near.robustness is not None:
        return near.robustness, "Exact results of each plan in each scenario; regret against the best of these plans; shortfall in t CO2e."
    cases = {"as planned": s.case}
    for name, by in (("bought energy dirtier by 20 %", 0.2), ("bought energy cleaner by 20 %", -0.2)):
        cases[name] = replace(s.case, sources=replace(base, factor=base.factor * (1 + by * grid)[:, None, None]))
    for name, by in (("activity above by 10 %", 1.1), ("activity below by 10 %", 0.9)):
        cases[name] = replace(s.case, sources=replace(base, activity=base.activity * by))
    cases["levers remove a fifth less"] = replace(s.case, measures=tuple(_weaker(x) for x in s.case.measures))
    rows = [(x.id, *_sensed(plan.facing(x.id), name, case)) for name, case in cases.items() for x in plan.assessed]
    names = {"target": pl.String, "case": pl.String, "emissions": pl.Float64, "last_year": pl.Float64, "short": pl.Float64, "years_missed": pl.Int64}
    return pl.DataFrame(rows, schema=names, orient="row"), (
        "One at a time, the schedule and the quantity of green power held; emissions and shortfall over all years. Re-planning would do better.")


def _weaker(x: Measure) -> Measure:
    return replace(x, removes={k: np.where(a > 0, 0.8 * a, a) for k, a in x.removes.items()})


def _sensed(plan: Plan, name: str, case: Case) -> tuple[str, float, float, float, int]:
    s = plan.schedule
    found = (simulate(case, s.starts, green=s.green).emissions @ s.case.sources.gwp).sum(axis=0) / 1000
    short = np.maximum(found - plan.ceiling / 1000, 0.0)
    short = np.where(short > 1e-6 * found.max(initial=1.0), short, 0.0)
    return name, float(found.sum()), float(found[-1]), float(short.sum()), int((short > 0).sum())


def _locked_in(plan: Plan, near: Beside) -> Made:
    plan = plan.whole
    s, base = plan.schedule, plan.baseline.sources
    left = (s.outcome.emissions @ base.gwp) / 1000
    rows = [(site, source, float(left[k].sum()), float(left[k, -1])) for k, (site, source) in enumerate(base.keys) if left[k].any()]
    names = {"site": pl.String, "source": pl.String, "remaining": pl.Float64, "last_year": pl.Float64}
    return pl.DataFrame(rows, schema=names, orient="row").sort("remaining", descending=True), (
        f"t CO2e that each source still emits in the plan, {_seen(plan)}. Book values are not recorded.")


def _energy_mix(plan: Plan, near: Beside) -> Made:
    if near.inventory is None:
        return _none("needs the inventory of the base year")
    sums = near.inventory.energy.group_by("site", "carrier", "direction").agg(pl.col("mwh", "renewable_gj").sum())
    frame = sums.with_columns((pl.col("renewable_gj") / 3.6).alias("renewable_mwh")).drop("renewable_gj")
    t = near.inventory.totals
    return frame.sort("site", "carrier", "direction"), (
        f"MWh of {near.inventory.year} at 100 % of the sites. Scope 2: {t.scope2_location:,.0f} t location, {t.scope2_market:,.0f} t market.")


def _residual(plan: Plan, near: Beside) -> Made:
    exact, money = plan.exact, cash(plan)
    frame = pl.DataFrame({"year": plan.years, "gross": list(exact["emissions_by_year"].values()),
                          "removals": list(exact["removals_by_year"].values()), "cost": money["removals"]})
    start = plan.target.removals_start
    return frame.filter(pl.col("year").is_in(plan.shown_years) | (pl.col("removals") > 0)), (
        f"Removals serve the residual from {start} on, {plan.target.residual:.0%} of the base year at most, and are never netted in gross"
        f"{'; from ' + str(plan.target.net_zero) + ' on they neutralise all of it' if plan.target.net_zero else ''}. "
        "Type and durability are not recorded; no credits are planned."
        if start else "The target allows no removals; no credits are planned.")


def _carbon_price(plan: Plan, near: Beside) -> Made:
    price = plan.schedule.terms.price(len(plan.years)) * 1000
    if not price.any():
        return _none("the plan uses no internal carbon price")
    return pl.DataFrame({"year": plan.years, "price": price}), "Money a tonne, a shadow price on all emissions of the planned scopes."


def _scope_3(plan: Plan, near: Beside) -> Made:
    if near.inventory is None:
        return _none("needs the inventory of the base year")
    return near.inventory.categories, f"Scope 3 of {near.inventory.year}, t CO2e. Actions of suppliers are not recorded."


def _governance(plan: Plan, near: Beside) -> Made:
    if near.governance is not None:
        return near.governance, ""
    rows = [(x.id, y, share) for x in plan.targets.targets for y, share in sorted(x.milestones.items())]
    names = {"target": pl.String, "year": pl.Int64, "removed": pl.Float64}
    return pl.DataFrame(rows, schema=names, orient="row"), "Milestones only. Owners, gates, pay links and triggers are not recorded."


def _progress(plan: Plan, near: Beside) -> Made:
    return _none("no year of the plan has been measured yet: see lizero progress") if near.progress is None else (near.progress, "")


def _cocontrol(plan: Plan, near: Beside) -> Made:
    taken, alone = quadrant(plan), screening(plan)
    frame = pl.concat([taken.with_columns(pl.lit("in the plan").alias("view")), alone.with_columns(pl.lit("alone, base year").alias("view"))])
    weak = frame["quadrant"].null_count()
    aside = side_effects(plan).filter(pl.col("change") > 0)
    water = ", ".join(f"{c} +{v:.0%}" for c, v in aside.select("category", "change").unique(maintain_order=True).iter_rows())
    rising = f" Electrified heat: a published life cycle of spodumene found {water}." if water else ""
    return frame, (f"In the plan: last-in over all years. {_adverse(taken)} of the planned measures, and {_adverse(alone)} of all measures alone "
                   f"on the grid of the base year, are adverse for carbon or a pollutant; {weak} rows are not assessed. "
                   f"APeq by the 2018 weights.{rising}")


def _adverse(frame: pl.DataFrame) -> int:
    return frame.filter(pl.col("adverse").fill_null(False)).select("lever", "site").unique().height


def _transformations(plan: Plan, near: Beside) -> Made:
    return scorecard(plan.whole), f"{_seen(plan.whole)}. Abatement by {RULE}; npv last-in without a carbon price, at {plan.schedule.terms.rate:.1%}."


def _products(plan: Plan, near: Beside) -> Made:
    if near.products is None:
        return _none("footprints of products by year are not at hand")
    return near.products, ("Cradle to gate, for one unit of product: own releases, bought energy, all else that is bought; the baseline if "
                           "technology stays. Products of one site share its sources by lithium.")


def _quality(plan: Plan, near: Beside) -> Made:
    if near.inventory is None:
        return _none("needs the inventory of the base year")
    lines = near.inventory.lines.filter(pl.col("basis").is_in(["market", "none"]) & pl.col("scope").is_not_null() & pl.col("co2e").is_not_null())
    frame = lines.group_by("scope", "status").agg(pl.col("co2e").sum(), pl.len().alias("lines")).sort("scope", "status")
    return frame.with_columns((pl.col("co2e") / pl.col("co2e").sum().over("scope")).alias("share")), (
        "By the status of the factor; own: measured or stated by the company. Assurance is not recorded.")


_MAKERS: Mapping[str, Callable[[Plan, Beside], Made]] = {
    "T1": _base_year, "T2": _register, "T3": _money, "T4": _value, "T5": _targets, "T6": _contribution, "T7": _assumptions, "T8": _sensitivity,
    "T9": _locked_in, "T10": _energy_mix, "T11": _residual, "T12": _carbon_price, "T13": _scope_3, "T14": _governance, "T15": _progress,
    "T16": _cocontrol, "T17": _transformations, "T18": _products, "T19": _quality,
}
