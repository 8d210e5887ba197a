"""Recycling written into a system: an input of material becomes what a rule says that it stands for.

    circular   (1 − R1) Ev + R1 (A Erec + (1 − A) Ev Qsin/Qp) + (1 − A) R2 (ErecEoL − E*v Qsout/Qp)
               + (1 − B) R3 (EER − LHV (XERheat ESEheat + XERelec ESEelec)) + (1 − R2 − R3) ED
    cut-off    (1 − R1) Ev + R1 Erec + (1 − R2 − R3) ED

From cradle to gate the end of life is nobody's yet: R2, R3 and ED do not count. The terms become the inputs of a process
of their own, so that the exchange keeps its amount, its formula and its uncertainty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from lizero.errors import Finding, SystemRefused, UnknownName
from lizero.lca.choices import FLOWS, TERMS
from lizero.lca.circular import Circular
from lizero.lca.market import repointed
from lizero.lca.rule_sets import RuleSet
from lizero.lca.system import System

__all__ = ["recycled"]

A_DEFAULT = 0.5
NUMBERS = {"Qsin_Qp": 1.0, "Qsout_Qp": 1.0, "A": A_DEFAULT}


def recycled(system: System, rules: RuleSet, materials: pl.DataFrame | None) -> tuple[System, list[Finding]]:
    """`system` with each of `materials` (as in `Choices`) taken as the recycling rule of `rules` has it.

    Raises SystemRefused for an exchange that is no input, a term without its flow, and shares outside their limits.
    """
    if materials is None or rules.recycling_rule == "as stated":
        return system, []
    found: list[Finding] = []
    made = []
    makers = Counter(system.model().columns["flow"].to_list())
    present = set(system.exchanges["exchange"].to_list())
    for row in materials.filter(pl.col("exchange").is_in(present)).iter_rows(named=True):
        terms = _terms(row)
        if rules.recycling_rule == "circular" and not _within(terms, rules):
            found.append(_outside(row["exchange"], terms, rules))
            continue
        parts = _parts(row, terms, rules)
        _made_once(makers, [flow for _, flow, _ in parts if flow], row["exchange"])
        made.append(_process(system, row, parts))
        if rules.boundary != "cradle-to-gate" and terms.R2 + terms.R3 < 1.0 and not row.get("disposal"):
            found.append(_no_disposal(row["exchange"], terms))
    return _with(system, made), found


def _made_once(makers: Mapping[str, int], flows: Iterable[str], exchange: str) -> None:
    for flow in flows:
        if flow not in makers:
            raise UnknownName(f"product for the recycling of {exchange}", flow, makers)
        if makers[flow] > 1:
            raise SystemRefused(f"materials: {makers[flow]} processes make {flow!r}, which {exchange!r} names; make a market of them first")


def _terms(row: Mapping[str, Any]) -> Circular:
    given = {t: row[t] for t in TERMS if row.get(t) is not None}
    return Circular(**{**NUMBERS, **given})


def _within(terms: Circular, rules: RuleSet) -> bool:
    low, high = rules.a_limits
    return low <= terms.A <= high


def _outside(exchange: str, terms: Circular, rules: RuleSet) -> Finding:
    message = f"{rules.title} takes A from {rules.a_limits[0]:g} to {rules.a_limits[1]:g}; {exchange!r} has {terms.A:g} and stays as it is"
    return Finding(f"EXCHANGES › {exchange}", "rules.recycling", message, "metals 0.2; where nothing is set 0.5", "error")


def _no_disposal(exchange: str, terms: Circular) -> Finding:
    message = f"{1.0 - terms.R2 - terms.R3:.0%} of {exchange!r} is neither recycled nor burned and names no disposal: it counts as nothing"
    return Finding(f"EXCHANGES › {exchange}", "rules.disposal", message, "name the treatment in `disposal`", "warning")


def _parts(row: Mapping[str, Any], terms: Circular, rules: RuleSet) -> list[tuple[str, str, float]]:
    """role, flow, amount (negative: avoided) for one unit of material, those of nothing left out."""
    gate = rules.boundary == "cradle-to-gate"
    t = replace(terms, R2=0.0, R3=0.0) if gate else terms
    end = 0.0 if gate else 1.0 - t.R2 - t.R3
    whole = rules.recycling_rule == "circular"
    burned, again = ((1.0 - t.B) * t.R3, (1.0 - t.A) * t.R2) if whole else (0.0, 0.0)
    primary = 1.0 - t.R1 + (t.R1 * (1.0 - t.A) * t.Qsin_Qp if whole else 0.0)
    parts = {
        "primary": primary, "secondary": t.R1 * (t.A if whole else 1.0), "recycling": again, "displaced": -again * t.Qsout_Qp,
        "burning": burned, "heat": -burned * t.LHV * t.XERheat, "power": -burned * t.LHV * t.XERelec,
        "disposal": end if row.get("disposal") else 0.0,
    }
    return [(role, _flow(row, role), amount) for role, amount in parts.items() if amount]


def _flow(row: Mapping[str, Any], role: str) -> str:
    flow = row.get(role) or ("" if role in ("primary", "displaced") else None)
    if flow is None:
        raise SystemRefused(f"materials: {row['exchange']!r} has a share for {role} and no flow for it; name one of {', '.join(FLOWS)}")
    return str(flow)


def _process(system: System, row: Mapping[str, Any], parts: list[tuple[str, str, float]]) -> tuple[str, str, list[dict[str, Any]]]:
    """exchange, new process, its exchanges; an empty flow means that of the exchange."""
    taken = system.exchanges.row(by_predicate=pl.col("exchange") == row["exchange"], named=True)
    if taken["kind"] != "input" or taken["reference"]:
        raise SystemRefused(f"materials: {row['exchange']!r} is no input: {taken['kind']}")
    name = f"{row['exchange']} › recycling"
    shared = {"process": name, "source": "recycling rule", "status": "computed"}
    rows = [shared | {"exchange": f"{name}/material", "kind": "product", "reference": True, "flow": name, "amount": 1.0, "unit": taken["unit"]}]
    for role, flow, amount in parts:
        unit = "MJ" if role in ("heat", "power") else taken["unit"]
        rows.append(shared | {
            "exchange": f"{name}/{role}", "kind": "input" if amount > 0.0 else "avoided", "reference": False,
            "flow": flow or taken["flow"], "provider": None if flow else taken["provider"], "amount": abs(amount), "unit": unit,
        })
    return row["exchange"], name, rows


def _with(system: System, made: list[tuple[str, str, list[dict[str, Any]]]]) -> System:
    if not made:
        return system
    kept = repointed(system, {exchange: (name, name) for exchange, name, _ in made})
    rows = pl.DataFrame([r for _, _, part in made for r in part], schema_overrides={"provider": pl.String}, infer_schema_length=None)
    register = pl.DataFrame({"process": [n for _, n, _ in made], "name": [n for _, n, _ in made]})
    return replace(kept, processes=pl.concat([kept.processes, register], how="diagonal"),
                   exchanges=pl.concat([kept.exchanges, rows], how="diagonal"))
