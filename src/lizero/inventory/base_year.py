"""The base year: a disclosed policy, what triggers a recalculation, and the recalculated year beside the old one.

Rules: Corporate Standard ch. 5; Scope 3 Standard section 9.3, Tables 9.4 and 9.5. Small changes cumulate, increases and
decreases alike: effects are added by size, so that opposite changes do not hide one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

import polars as pl

from lizero.activity import Record
from lizero.errors import UnknownName
from lizero.factors import Library
from lizero.inventory.account import account
from lizero.inventory.result import Inventory

__all__ = ["Change", "Judgement", "Policy", "Restatement", "judge", "restated", "would_move"]

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "acquisition": "structural",
        "divestment": "structural",
        "insourcing": "structural",
        "outsourcing": "structural",
        "method": "better method or data",
        "factor correction": "a corrected factor of the old year",
        "error": "an error was found",
        "new category": "a category or activity was added",
        "organic": "growth or decline of what is there",
        "factor edition": "a newer factor for a newer year",
    }
)
NEVER = ("organic", "factor edition")


@dataclass(frozen=True, slots=True)
class Policy:
    """The reporter's base-year policy, disclosed as it stands.

    `threshold`: part of the base year's total. `structure`: whether a structural change counts for the whole base year or by
    days. `single`: one base year for scopes 1, 2 and 3 together, or one for each.
    """

    base_year: int
    rationale: str
    threshold: float = 0.05
    structure: Literal["whole year", "pro rata"] = "whole year"
    single: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A change with its `effect` on the base year in t CO2e (signed), for a stated reason.

    `existed`: what was acquired existed in the base year. `reported`: what was outsourced or insourced was and still is in
    the base year's scopes.
    """

    change: str
    kind: str
    effect: float
    reason: str
    existed: bool = True
    reported: bool = False


@dataclass(frozen=True)
class Judgement:
    """`changes`: change, kind, effect, triggers, part, cumulative, why. `recalculate`: the threshold is reached."""

    policy: Policy
    base: float
    changes: pl.DataFrame
    recalculate: bool
    recalculated: float


def judge(base: float, changes: Iterable[Change], policy: Policy) -> Judgement:
    """Whether `changes` (in order) call for a recalculation of a base year of `base` t CO2e, and its recalculated total.

    Raises UnknownName for a kind of change.

    >>> found = judge(50.0, [Change("C", "acquisition", 15.0, "bought")], Policy(2021, "first verified year"))
    >>> found.recalculate, found.recalculated
    (True, 65.0)
    """
    rows, size, moved = [], 0.0, 0.0
    for change in changes:
        why = _why_not(change, policy)
        size += 0.0 if why else abs(change.effect)
        moved += 0.0 if why else change.effect
        part = abs(change.effect) / base if base else float("inf")
        rows.append(
            (
                change.change,
                change.kind,
                change.effect,
                not why,
                part,
                size / base if base else float("inf"),
                why or KINDS[change.kind],
                change.reason,
            )
        )
    names = ("change", "kind", "effect", "triggers", "part", "cumulative", "why", "reason")
    frame = pl.DataFrame(rows, schema=list(names), orient="row", infer_schema_length=None) if rows else pl.DataFrame(schema=list(names))
    reached = base > 0 and size / base >= policy.threshold
    return Judgement(policy, base, frame, reached, base + moved if reached else base)


def _why_not(change: Change, policy: Policy) -> str:
    """Why a change never triggers; empty when it does."""
    if change.kind not in KINDS:
        raise UnknownName("kind of change", change.kind, KINDS)
    if change.kind in NEVER:
        return f"{KINDS[change.kind]} is no trigger"
    if change.kind in ("acquisition", "insourcing") and not change.existed:
        return "it did not exist in the base year"
    if change.kind in ("outsourcing", "insourcing") and policy.single and change.reported:
        return "it is reported under the single base year before and after"
    if change.kind == "new category" and not policy.single:
        return "categories have base years of their own"
    return ""


@dataclass(frozen=True)
class Restatement:
    """A recalculated year beside the one it supersedes, linked by the reason; nothing is overwritten."""

    original: Inventory
    restated: Inventory
    reason: str
    structure: str
    total: float

    @property
    def effect(self) -> float:
        """t CO2e (market basis) by which the year moved."""
        return self.total - self.original.total()


def restated(
    record: Record,
    library: Library,
    policy: Policy,
    *,
    as_of: date,
    reason: str,
    holder: str | None = None,
    approach: str = "operational",
    gwp: str = "ar6-gwp100",
) -> Restatement:
    """The base year as if the interests of the day `as_of` had been held in it: for the whole year, or by the policy for the
    part of a year that they are held in the year of `as_of`.

    What did not exist in the base year has no activity there and changes nothing.
    """
    original = account(record, library, year=policy.base_year, holder=holder, approach=approach, gwp=gwp)
    moved = Record(record.activity, {**record.registers, "OWNERSHIP": _of_day(record, as_of)}, record.findings, record.rejected)
    after = account(moved, library, year=policy.base_year, holder=original.holder, approach=approach, gwp=gwp)
    days = (date(as_of.year, 12, 31) - as_of).days + 1
    part = 1.0 if policy.structure == "whole year" else days / ((date(as_of.year, 12, 31) - date(as_of.year, 1, 1)).days + 1)
    total = original.total() + part * (after.total() - original.total())
    return Restatement(original, after, reason, policy.structure, total)


def _of_day(record: Record, day: date) -> pl.DataFrame:
    """OWNERSHIP as of a day, without windows."""
    rows = record.register("OWNERSHIP").filter((pl.col("start").fill_null(day) <= day) & (pl.col("end").fill_null(day) >= day))
    return rows.with_columns(pl.lit(None, pl.Date).alias("start"), pl.lit(None, pl.Date).alias("end"))


def would_move(before: Inventory, after: Inventory, *, tolerance: float = 1e-12) -> pl.DataFrame:
    """What another library, edition, method or approach would change: record, basis, category, t CO2e before and after.

    Neither inventory is touched; a frozen year stays as it is (rule R8.4). Lines that agree within `tolerance` are left out.
    """
    key = ["record", "scope", "category", "basis"]
    old, new = (
        i.lines.group_by(key).agg(pl.col("co2e").sum(), pl.col("factor").drop_nulls().unique().sort().str.join(", "))
        for i in (before, after)
    )
    both = old.join(new, on=key, how="full", coalesce=True, nulls_equal=True, suffix="_after")
    moved = both.with_columns((pl.col("co2e_after").fill_null(0.0) - pl.col("co2e").fill_null(0.0)).alias("change"))
    size = pl.max_horizontal(pl.col("co2e").abs(), pl.col("co2e_after").abs()).fill_null(0.0)
    return (
        moved.filter(pl.col("change").abs() > tolerance * size)
        .sort(pl.col("change").abs(), descending=True)
        .rename({"co2e": "co2e_before", "factor": "factor_before"})
    )
