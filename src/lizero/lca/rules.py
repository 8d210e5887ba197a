"""Rule sets: the same inventory under PACT, ISO 14067, PEF and the EU's draft for batteries, side by side.

A rule set is data with a date and a source. It decides the boundary (stages left out), which supply of electricity may
count, the GWP set and the view of biogenic carbon. What it asks beyond that (recycling formula, cut-off limits) is told
beside the figure and is not applied by itself. The difference of two sets is explained decision by decision.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import polars as pl

from lizero.errors import Finding, UnknownName
from lizero.lca.market import repointed
from lizero.lca.system import System
from lizero.reference import data_set

__all__ = ["RuleSet", "explain_difference", "rule_set", "rule_sets", "side_by_side", "under"]

KINDS = ("on-site", "direct line", "contractual", "supplier mix", "residual", "grid")
DECISIONS = ("boundary", "electricity", "method")


@dataclass(frozen=True)
class RuleSet:
    """What a rule set decides; `unverified` names the decisions that were not seen in the source."""

    id: str
    title: str
    authority: str
    valid_from: str
    boundary: str
    unit: str
    gwp: str
    biogenic: str
    excluded_stages: tuple[str, ...]
    electricity: tuple[str, ...]
    recycling: str
    cut_off: str
    capital_goods: str
    recalculate_at: float
    validity_years: int
    status: str
    source: str
    unverified: tuple[str, ...]

    @property
    def method(self) -> str:
        """The method that its GWP set and view of biogenic carbon make."""
        return f"{self.gwp}-iso14067" if self.biogenic == "uptake-and-release" else f"{self.gwp}-ef"

    def needs_recalculation(self, before: float, after: float) -> bool:
        """Whether a change from `before` to `after` reaches the threshold of the set."""
        return self.recalculate_at > 0.0 and abs(after - before) >= self.recalculate_at * abs(before)


@cache
def rule_sets() -> dict[str, RuleSet]:
    """The rule sets that ship, by id.

    >>> rule_sets()["eu-cfb-ev-draft-2024"].electricity
    ('on-site', 'direct line', 'grid')
    """
    told = tomllib.loads(data_set("rule-sets").text("rule-sets.toml"))
    return {name: _made(name, table) for name, table in told.items()}


def _made(name: str, table: dict[str, Any]) -> RuleSet:
    lists = {k: tuple(v) for k, v in table.items() if isinstance(v, list)}
    return RuleSet(id=name, **{**table, **lists})


def rule_set(name: str) -> RuleSet:
    """The rule set `name`. Raises UnknownName with the nearest."""
    if name not in rule_sets():
        raise UnknownName("rule set", name, rule_sets())
    return rule_sets()[name]


@dataclass(frozen=True)
class Applied:
    """A system under a rule set, what was left out, which supply was taken, and what is to be known of it."""

    system: System
    left_out: tuple[str, ...]
    supply: dict[str, str]
    findings: tuple[Finding, ...]


def under(system: System, rules: RuleSet, alternatives: pl.DataFrame | None = None) -> Applied:
    """`system` as `rules` want it.

    `alternatives`: exchange, kind (of `KINDS`), flow, provider: the supplies of electricity that stand to choice for an
    exchange, each with its evidence in hand. An exchange without a permitted one stays as it is, with a finding.
    """
    parted, left_out = _without_stages(system, rules.excluded_stages)
    chosen, findings = _supply(rules, alternatives)
    supply = {exchange: kind for exchange, (kind, _, _) in chosen.items()}
    pointed = repointed(parted, {e: (f, p) for e, (_, f, p) in chosen.items() if e in set(parted.exchanges["exchange"])})
    return Applied(pointed, left_out, supply, (*findings, *_told(rules)))


def _without_stages(system: System, stages: Iterable[str]) -> tuple[System, tuple[str, ...]]:
    """The system without what it takes from processes of `stages`, and the ids of the exchanges left out."""
    model = system.model()
    outside = model.columns["stage"].is_in(list(stages)).fill_null(False).to_numpy()
    tech = model.network.technosphere
    crossing = outside[tech.row] & ~outside[tech.column]
    ids = tuple(dict.fromkeys(model.exchanges["exchange"][tech.exchange[crossing]].to_list()))
    if not ids:
        return system, ()
    kept = system.exchanges.filter(~pl.col("exchange").is_in(list(ids)))
    return replace(system, exchanges=kept), ids


def _supply(
    rules: RuleSet, alternatives: pl.DataFrame | None
) -> tuple[dict[str, tuple[str, str, str]], list[Finding]]:
    """For each exchange the first kind of supply that the rules permit: kind, flow, provider."""
    if alternatives is None:
        return {}, []
    odd = set(alternatives["kind"].to_list()) - set(KINDS)
    if odd:
        raise UnknownName("kind of electricity supply", sorted(odd)[0], KINDS)
    chosen: dict[str, tuple[str, str, str]] = {}
    for kind in rules.electricity:
        for exchange, flow, provider in alternatives.filter(pl.col("kind") == kind).select("exchange", "flow", "provider").iter_rows():
            chosen.setdefault(exchange, (kind, flow, provider))
    missed = [e for e in dict.fromkeys(alternatives["exchange"].to_list()) if e not in chosen]
    return chosen, [_nothing_permitted(e, rules) for e in missed]


def _nothing_permitted(exchange: str, rules: RuleSet) -> Finding:
    message = f"{rules.title} permits none of the supplies given for {exchange!r}; it stays as it stands in the system"
    return Finding(f"EXCHANGES › {exchange}", "rules.electricity", message, f"it permits {', '.join(rules.electricity)}", "warning")


def _told(rules: RuleSet) -> list[Finding]:
    found = []
    if "formula" in rules.recycling:
        message = f"{rules.title} asks for the {rules.recycling}: it is not applied to the system by itself"
        found.append(Finding("rules", "rules.recycling", message, "work it out with lizero.lca.circular", "notice"))
    if rules.status == "unverified" or rules.unverified:
        message = f"{rules.title}: not verified against the text: {', '.join(rules.unverified)}"
        found.append(Finding("rules", "rules.unverified", message, rules.source, "notice"))
    return found


def side_by_side(
    system: System, product: str, amount: float = 1.0, *, sets: Sequence[str] | None = None,
    alternatives: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """rules, title, status, total, unit, method, boundary, electricity (kinds taken), left_out, recycling: a row a set."""
    rows = []
    for name in sets if sets is not None else rule_sets():
        rules = rule_set(name)
        applied = under(system, rules, alternatives)
        found = applied.system.footprint(product, amount, method=rules.method)
        taken = ", ".join(dict.fromkeys(applied.supply.values()))
        rows.append((rules.id, rules.title, rules.status, found.total, found.unit, rules.method, rules.boundary, taken,
                     len(applied.left_out), rules.recycling))
    schema = ["rules", "title", "status", "total", "unit", "method", "boundary", "electricity", "left_out", "recycling"]
    return pl.DataFrame(rows, schema=schema, orient="row", schema_overrides={"total": pl.Float64})


def explain_difference(
    system: System, product: str, first: str, second: str, *, amount: float = 1.0, alternatives: pl.DataFrame | None = None
) -> pl.DataFrame:
    """decision, of first, of second, effect: how the figure of `first` becomes that of `second`, one decision at a time.

    The effects sum to the difference. Decisions are taken over in the order boundary, electricity, method.
    """
    a, b = rule_set(first), rule_set(second)
    told = {"boundary": (a.boundary, b.boundary), "electricity": (", ".join(a.electricity), ", ".join(b.electricity)),
            "method": (a.method, b.method)}
    totals = [_mixed(system, product, amount, [a] * (3 - n), [b] * n, alternatives) for n in range(4)]
    rows = [(name, *told[name], totals[i + 1] - totals[i]) for i, name in enumerate(DECISIONS)]
    return pl.DataFrame(rows, schema=["decision", "of first", "of second", "effect"], orient="row")


def _mixed(
    system: System, product: str, amount: float, rest: list[RuleSet], taken: list[RuleSet], alternatives: pl.DataFrame | None
) -> float:
    """The total with the first decisions of one set and the rest of another."""
    boundary, electricity, method = (*taken, *rest)
    parted, _ = _without_stages(system, boundary.excluded_stages)
    chosen, _ = _supply(electricity, alternatives)
    known = set(parted.exchanges["exchange"])
    pointed = repointed(parted, {e: (f, p) for e, (_, f, p) in chosen.items() if e in known})
    return pointed.footprint(product, amount, method=method.method).total or 0.0
