"""What a rule set decides, each decision as a step from a system to a system.

boundary (stages and capital goods left out) → allocation (shares of outputs) → recycling → electricity → cut-off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lizero.errors import Finding, SystemRefused, UnitMismatch, UnknownName
from lizero.lca.allocation import pact_tree, shares
from lizero.lca.choices import Choices
from lizero.lca.link import is_function
from lizero.lca.market import repointed
from lizero.lca.recycled import recycled
from lizero.lca.rule_sets import RuleSet
from lizero.lca.sensitivity import gradient
from lizero.lca.system import System
from lizero.units import conversion

__all__ = ["STEPS", "Step", "known"]


@dataclass(frozen=True)
class Step:
    """The system after a decision, what was left out, what was taken (exchange or process → words), and the findings."""

    system: System
    left_out: tuple[str, ...] = ()
    taken: Mapping[str, str] | None = None
    findings: tuple[Finding, ...] = ()


def known(system: System, choices: Choices) -> None:
    """Raises SystemRefused when `choices` speak of an exchange that the system has not."""
    frames = [f["exchange"].to_list() for f in (choices.supplies, choices.materials) if f is not None]
    named = [*choices.capital, *choices.exempt, *(e for ids in frames for e in ids)]
    odd = sorted(set(named) - set(system.exchanges["exchange"].to_list()))
    if odd:
        raise SystemRefused(f"no exchange is named {odd[0]!r}; {system.name or 'the system'} has {system.exchanges.height} others")


def boundary(system: System, product: str, rules: RuleSet, choices: Choices, method: str) -> Step:
    """Without what is taken from the stages outside, and without capital goods where they do not count."""
    model = system.model()
    outside = model.columns["stage"].is_in(list(rules.excluded_stages)).fill_null(False).to_numpy()
    tech = model.network.technosphere
    crossing = outside[tech.row] & ~outside[tech.column]
    ids = list(dict.fromkeys(model.exchanges["exchange"][tech.exchange[crossing]].to_list()))
    ids += [] if rules.capital_goods_count else [c for c in choices.capital if c not in ids]
    return Step(without(system, ids), tuple(ids))


def without(system: System, ids: Iterable[str]) -> System:
    """The system without the exchanges `ids`. Raises SystemRefused when one of them is what its process is run for."""
    gone = pl.col("exchange").is_in(list(ids))
    made = system.exchanges.filter(gone & is_function())
    if made.height:
        raise SystemRefused(f"{made['exchange'][0]!r} is what {made['process'][0]!r} makes: it cannot be left out")
    return replace(system, exchanges=system.exchanges.filter(~gone)) if system.exchanges.filter(gone).height else system


def allocation(system: System, product: str, rules: RuleSet, choices: Choices, method: str) -> Step:
    """With the shares of outputs by the rule, for the processes reached that have several outputs and prices or contents."""
    if choices.products is None or rules.allocation_rule == "as stated":
        return Step(system)
    model = system.model()
    reached = model.columns[model.network.reach(np.array([system.column(product)]))]
    several = model.columns.filter(pl.col("process").is_in(reached["process"].to_list())).filter(pl.len().over("process") > 1)
    given, told, findings = {}, {}, []
    for (process, *_), rows in several.group_by(["process"], maintain_order=True):
        try:
            branch, parts = _shares(rows, rules, choices, choices.physical.get(str(process), "mass"))
        except SystemRefused as wrong:
            findings.append(_as_stated(str(process), rules, wrong))
            continue
        told[str(process)] = branch
        given.update({e: parts[f] for e, f in rows.select("exchange", "flow").iter_rows()})
    return Step(_shared(system, given), (), told, tuple(findings))


def _shares(rows: pl.DataFrame, rules: RuleSet, choices: Choices, physical: str | None) -> tuple[str, dict[str, float]]:
    """The branch taken and the share of each output."""
    assert choices.products is not None
    outputs = rows.select("flow", pl.col("pivot").alias("amount"), "unit")
    if (outputs["amount"] <= 0.0).any():
        raise SystemRefused("it treats a waste: such a service has no mass, and its price is not that of a product")
    if rules.allocation_rule == "price ratio":
        reason = "no physical relation reflects what the outputs cause"
        made = pact_tree(outputs, choices.products, physical=physical, reason=reason)
        return made.branch, made.shares or {}
    key = physical or "economic"
    return key if physical is None else f"physical: {key}", shares(outputs, key, choices.products)


def _as_stated(process: str, rules: RuleSet, wrong: SystemRefused) -> Finding:
    message = f"{rules.title}: the shares of {process!r} stay as the system states them: {wrong}"
    return Finding(f"PROCESSES › {process}", "rules.allocation", message, "state it in products", "warning")


def _shared(system: System, given: Mapping[str, float]) -> System:
    if not given:
        return system
    here = pl.col("exchange").is_in(list(given))
    share = pl.col("exchange").replace_strict(dict(given), default=None, return_dtype=pl.Float64)
    return replace(system, exchanges=system.exchanges.with_columns(
        pl.when(here).then(share).otherwise("share").alias("share"),
        pl.when(here).then(pl.lit(None)).otherwise("share_formula").alias("share_formula"),
    ))


def recycling(system: System, product: str, rules: RuleSet, choices: Choices, method: str) -> Step:
    """With each material of `choices` as the recycling rule has it."""
    made, found = recycled(system, rules, choices.materials)
    ids = [] if made is system or choices.materials is None else choices.materials["exchange"].to_list()
    return Step(made, (), dict.fromkeys(ids, rules.recycling_rule), tuple(found))


def electricity(system: System, product: str, rules: RuleSet, choices: Choices, method: str) -> Step:
    """With the first kind of supply that the rules permit for each exchange that has a choice."""
    if choices.supplies is None:
        return Step(system)
    present = set(system.exchanges["exchange"].to_list())
    rows = choices.supplies.filter(pl.col("exchange").is_in(present))
    chosen: dict[str, tuple[str, str, str]] = {}
    for kind in rules.electricity:
        for exchange, flow, provider in rows.filter(pl.col("kind") == kind).select("exchange", "flow", "provider").iter_rows():
            chosen.setdefault(exchange, (kind, flow, provider))
    missed = [e for e in dict.fromkeys(rows["exchange"].to_list()) if e not in chosen]
    pointed = repointed(system, {e: (f, p) for e, (_, f, p) in chosen.items()}) if chosen else system
    return Step(pointed, (), {e: kind for e, (kind, _, _) in chosen.items()}, tuple(_nothing_permitted(e, rules) for e in missed))


def _nothing_permitted(exchange: str, rules: RuleSet) -> Finding:
    message = f"{rules.title} permits none of the supplies given for {exchange!r}; it stays as it stands in the system"
    return Finding(f"EXCHANGES › {exchange}", "rules.electricity", message, f"it permits {', '.join(rules.electricity)}", "warning")


def cut_off(system: System, product: str, rules: RuleSet, choices: Choices, method: str) -> Step:
    """Without the exchanges wished out, as far as the limit of the rules goes: the smallest first."""
    present = set(system.exchanges["exchange"].to_list())
    wished = [e for e in choices.exempt if e in present]
    if not wished:
        return Step(system)
    allowed = {"footprint": _of_footprint, "mass": _of_mass, "reason": _any, "": _none}[rules.cut_off_of](system, product, wished, rules, method)
    kept = [e for e in wished if e not in allowed]
    return Step(without(system, allowed), tuple(allowed), None, tuple(_kept(e, rules) for e in kept))


def _of_footprint(system: System, product: str, wished: list[str], rules: RuleSet, method: str) -> list[str]:
    """Those whose effects, added from the smallest, stay within the limit; then checked by the footprint without them."""
    found = system.footprint(product, method=method)
    effects = np.abs(gradient(found.problem) * found.problem.uncertain.loc)
    of = dict(zip(found.model.exchanges["exchange"].to_list(), effects.tolist(), strict=True))
    order = sorted(wished, key=lambda e: of[e])
    limit = rules.cut_off_limit * abs(found.total or 0.0)
    taken = [e for e, sum_ in zip(order, np.cumsum([of[e] for e in order]), strict=True) if sum_ <= limit]
    while taken and abs((without(system, taken).footprint(product, method=method).total or 0.0) - (found.total or 0.0)) > limit:
        taken.pop()
    return taken


def _of_mass(system: System, product: str, wished: list[str], rules: RuleSet, method: str) -> list[str]:
    """Those below the limit of the mass of all inputs of their process; what has no mass has no such share."""
    rows = system.model().exchanges.filter((pl.col("kind") == "input") & ~is_function())
    mass = rows["unit"].replace_strict({u: _in_kg(u) for u in rows["unit"].unique().to_list()}, return_dtype=pl.Float64)
    rows = rows.with_columns((pl.col("value") * mass).alias("mass"))
    share = (pl.col("mass") / pl.col("mass").sum().over("process")).alias("share of mass")
    small = rows.with_columns(share).filter(pl.col("share of mass") < rules.cut_off_limit)["exchange"].to_list()
    return [e for e in wished if e in set(small)]


def _in_kg(text: str) -> float | None:
    try:
        return conversion(text, "kg")
    except (UnitMismatch, UnknownName):
        return None


def _any(system: System, product: str, wished: list[str], rules: RuleSet, method: str) -> list[str]:
    return wished


def _none(system: System, product: str, wished: list[str], rules: RuleSet, method: str) -> list[str]:
    return []


def _kept(exchange: str, rules: RuleSet) -> Finding:
    message = f"{rules.title} does not let {exchange!r} be left out: {rules.cut_off}"
    return Finding(f"EXCHANGES › {exchange}", "rules.cut-off", message, "it counts as it stands", "notice")


STEPS: dict[str, Callable[[System, str, RuleSet, Choices, str], Step]] = {
    "boundary": boundary, "allocation": allocation, "recycling": recycling, "electricity": electricity, "cut-off": cut_off,
}
