"""One inventory under several rule sets, side by side: PACT, TfS, ISO 14067, PEF, and the drafts for batteries.

A rule set decides the boundary, the shares of co-products, how recycling counts, which supply of electricity may count,
what may be left out as small, the GWP set and the view of biogenic carbon. The difference of two figures is explained
decision by decision. What a set asks that the system cannot answer is told beside the figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from lizero.errors import Finding
from lizero.lca.choices import Choices
from lizero.lca.decisions import STEPS, known
from lizero.lca.rule_sets import RuleSet, rule_set, rule_sets
from lizero.lca.system import System

__all__ = ["DECISIONS", "Choices", "RuleSet", "explain_difference", "rule_set", "rule_sets", "side_by_side", "under"]

DECISIONS = (*STEPS, "GWP set", "biogenic carbon")
FIELDS = {"cut-off": "cut_off", "GWP set": "gwp", "biogenic carbon": "biogenic"}
COLUMNS = ("rules", "title", "status", "total", "unit", "per", "method", "boundary", "electricity", "allocation", "recycling", "left_out")
NOTHING = Choices()


@dataclass(frozen=True)
class Applied:
    """A system under a rule set; by decision: the exchanges left out, and what was taken (exchange or process → words)."""

    system: System
    left_out: Mapping[str, tuple[str, ...]]
    taken: Mapping[str, Mapping[str, str]]
    method: str
    findings: tuple[Finding, ...]

    def words(self, decision: str) -> str:
        """What was taken for a decision, each once."""
        return ", ".join(dict.fromkeys(self.taken.get(decision, {}).values()))


def under(system: System, product: str, rules: RuleSet, choices: Choices = NOTHING) -> Applied:
    """`system` as `rules` want it for `product`, choosing from `choices`.

    Raises SystemRefused when `choices` speak of exchanges that are not there.
    """
    known(system, choices)
    made = _applied(system, product, dict.fromkeys(DECISIONS, rules), choices)
    return replace(made, findings=(*made.findings, *_told(rules, made)))


def _applied(system: System, product: str, by: Mapping[str, RuleSet], choices: Choices) -> Applied:
    """Each decision by its own rule set, one after the other."""
    method = replace(by["GWP set"], biogenic=by["biogenic carbon"].biogenic).method
    left_out: dict[str, tuple[str, ...]] = {}
    taken: dict[str, Mapping[str, str]] = {}
    findings: list[Finding] = []
    for name, step in STEPS.items():
        made = step(system, product, by[name], choices, method)
        system, left_out[name], taken[name] = made.system, made.left_out, made.taken or {}
        findings += made.findings
    return Applied(system, left_out, taken, method, tuple(findings))


def _told(rules: RuleSet, made: Applied) -> list[Finding]:
    found = []
    if "formula" in rules.recycling and not made.taken["recycling"]:
        message = f"{rules.title} asks for the {rules.recycling}: no material of the system was put through it"
        hint = "give `materials`" if rules.recycling_rule == "circular" else "its text was not seen; recycling stays as it stands in the system"
        found.append(Finding("rules", "rules.recycling", message, hint, "notice"))
    if rules.cut_off_of == "reason" and made.left_out["cut-off"]:
        message = f"{rules.title} has no number for what may be left out: give a reason for {', '.join(made.left_out['cut-off'])}"
        found.append(Finding("rules", "rules.cut-off", message, rules.cut_off, "notice"))
    if rules.status == "unverified" or rules.unverified:
        message = f"{rules.title}: not verified against the text: {', '.join(rules.unverified)}"
        found.append(Finding("rules", "rules.unverified", message, rules.source, "notice"))
    return found


def side_by_side(
    system: System, product: str, amount: float = 1.0, *, sets: Sequence[str] | None = None, choices: Choices = NOTHING,
) -> pl.DataFrame:
    """A row a set: rules, title, status, total, unit, per (what the total is for), method, boundary, what was taken for
    electricity, allocation and recycling, and how many exchanges were left out.

    Where a set counts for a kWh over service life and `choices` give that energy, the total is for one kWh.
    """
    rows = []
    for name in sets if sets is not None else rule_sets():
        rules = rule_set(name)
        made = under(system, product, rules, choices)
        found = made.system.footprint(product, amount, method=made.method)
        total, per = _per(found.total, f"{amount:g} {found.per}", amount, rules, choices)
        out = sum(len(ids) for ids in made.left_out.values())
        taken = [made.words(d) for d in ("electricity", "allocation", "recycling")]
        rows.append((rules.id, rules.title, rules.status, total, found.unit, per, made.method, rules.boundary, *taken, out))
    return pl.DataFrame(rows, schema=list(COLUMNS), orient="row", schema_overrides={"total": pl.Float64})


def _per(total: float | None, plain: str, amount: float, rules: RuleSet, choices: Choices) -> tuple[float | None, str]:
    """The total in the unit of the rules, where it can be had."""
    if total is None or choices.energy is None or not rules.unit.startswith("kWh"):
        return total, plain
    return total / (choices.energy * amount), rules.unit


def explain_difference(
    system: System, product: str, first: str, second: str, *, amount: float = 1.0, choices: Choices = NOTHING
) -> pl.DataFrame:
    """decision, of first, of second, effect, known: how the figure of `first` becomes that of `second`, for `amount`.

    Decisions are taken over one at a time, in the order of `DECISIONS`; the effects sum to the difference. `known`: both
    sets were seen to decide so.
    """
    known(system, choices)
    a, b = rule_set(first), rule_set(second)
    totals = [_mixed(system, product, amount, a, b, n, choices) for n in range(len(DECISIONS) + 1)]
    rows = []
    for i, name in enumerate(DECISIONS):
        sure = all(r.knows(FIELDS.get(name, name)) for r in (a, b))
        rows.append((name, _says(a, name), _says(b, name), totals[i + 1] - totals[i], sure))
    return pl.DataFrame(rows, schema=["decision", "of first", "of second", "effect", "known"], orient="row")


def _says(rules: RuleSet, decision: str) -> str:
    """What a set decides, in words."""
    if decision == "electricity":
        return ", ".join(rules.electricity)
    if decision == "allocation":
        return rules.allocation_rule
    if decision == "boundary":
        return rules.boundary + ("" if rules.capital_goods_count else ", capital goods left out")
    return str(getattr(rules, FIELDS.get(decision, decision)))


def _mixed(system: System, product: str, amount: float, a: RuleSet, b: RuleSet, n: int, choices: Choices) -> float:
    """The total with the first `n` decisions of `b` and the rest of `a`."""
    made = _applied(system, product, {d: b if i < n else a for i, d in enumerate(DECISIONS)}, choices)
    return made.system.footprint(product, amount, method=made.method).total or 0.0
