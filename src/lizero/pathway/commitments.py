"""Targets of a company as data, held against versioned rule sets; one path may face several.

    [[target]]
    id = "group"           rule_set = "sbti-v1"       scopes = ["1", "2"]      basis = "market"
    base_year = 2025       base_year_assumed = true   coverage = 0.97
    milestones = {2030 = 0.42, 2050 = 0.9}            # share of the base removed by then; straight lines between
    removals_from = 2050                              # removals for the residual, never before
    net_zero = 2050                                   # from then on removals neutralise all that is left, and that is the residual at most
    budget = 12.5e6                                   # t CO2e over all years, if one is set
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

import polars as pl

from lizero.errors import Finding, UnknownName
from lizero.pathway.allowance import least_reduction
from lizero.reference import data_set

__all__ = ["Target", "Targets", "ambition", "evaluate", "read_targets", "rule_sets"]


@dataclass(frozen=True)
class Target:
    """One target; see the module for its fields. `milestones` maps years to the share of the base removed."""

    id: str
    base_year: int
    milestones: Mapping[int, float]
    rule_set: str = "corporate"
    scopes: tuple[str, ...] = ("1", "2")
    basis: str = "market"
    base_year_assumed: bool = False
    coverage: float | None = None
    removals_from: int | None = None
    budget: float | None = None
    net_zero: int | None = None

    @property
    def residual(self) -> float:
        """Share of the base that is left after the last milestone: the most that removals may serve."""
        return 1 - max(self.milestones.values())

    @property
    def removals_start(self) -> int | None:
        """Year from which removals count; None: never."""
        return min((y for y in (self.removals_from, self.net_zero) if y is not None), default=None)

    def net(self, year: int) -> float | None:
        """Share of the base that net emissions may be in `year`: as `share`, and nought from the year of net zero on.

        >>> x = Target("x", 2025, {2050: 0.9}, net_zero=2050)
        >>> round(x.share(2050), 9), x.net(2050)
        (0.1, 0.0)
        """
        return 0.0 if self.net_zero is not None and year >= self.net_zero else self.share(year)

    def share(self, year: int) -> float | None:
        """Share of the base that may be emitted in `year`: straight lines, held after the last milestone; None before the base year."""
        points = [(self.base_year, 0.0), *sorted(self.milestones.items())]
        if year < self.base_year:
            return None
        for (y0, r0), (y1, r1) in pairwise(points):
            if year <= y1:
                return 1 - (r0 + (r1 - r0) * (year - y0) / (y1 - y0))
        return 1 - points[-1][1]


@dataclass(frozen=True)
class Targets:
    """Good targets, and findings for the rest."""

    targets: tuple[Target, ...]
    findings: tuple[Finding, ...] = field(default=())


@cache
def rule_sets() -> Mapping[str, Mapping[str, Any]]:
    """The shipped rule sets, by name, each with title, validity and values (value, status, source).

    >>> rule_sets()["sbti-v1"]["rate"]["value"]
    0.042
    """
    return tomllib.loads(data_set("targets").read("rules.toml").decode("utf-8"))


def read_targets(text: str, *, where: str = "targets.toml") -> Targets:
    """Targets of a TOML text, checked by themselves and against their rule set.

    >>> found = read_targets('[[target]]\\nid = "x"\\nbase_year = 2030\\nmilestones = {2025 = 0.4}')
    >>> [f.rule for f in found.findings], len(found.targets)
    (['target.before-base'], 0)
    """
    try:
        rows = tomllib.loads(text).get("target", [])
    except tomllib.TOMLDecodeError as fault:
        return Targets((), (Finding(where, "target.toml", str(fault), "correct the TOML"),))
    good, faults = [], []
    for n, row in enumerate(rows, 1):
        target, more = _target(row, f"{where} › target {n}")
        faults += more
        if target is not None and not any(f.severity == "error" for f in more):
            good.append(target)
    return Targets(tuple(good), tuple(faults))


def _target(row: Any, place: str) -> tuple[Target | None, list[Finding]]:
    where = f"{place} ({row.get('id', 'no id')})" if isinstance(row, dict) else place
    try:
        strange = sorted(set(row) - set(Target.__dataclass_fields__))
        if strange:
            raise ValueError(f"no field is named {', '.join(strange)}")
        milestones = {int(y): float(v) for y, v in row["milestones"].items()}
        found = Target(**{**row, "milestones": milestones, "scopes": tuple(row.get("scopes", ("1", "2")))})
    except (TypeError, ValueError, KeyError, AttributeError) as fault:
        return None, [Finding(where, "target.form", f"cannot be read: {fault}", "id, base_year and milestones are needed")]
    return found, [*_faults(found, where), *ambition(found, where=where), *_residual(found, where)]


def _faults(x: Target, where: str) -> list[Finding]:
    shares = [v for _, v in sorted(x.milestones.items())]
    tests = (
        (bool(x.milestones), "form", "has no milestone"),
        (all(y > x.base_year for y in x.milestones), "before-base", f"a milestone is not after the base year {x.base_year}"),
        (all(0 <= v <= 1 for v in shares), "share", "a milestone removes less than nothing or more than 100 %"),
        (shares == sorted(shares), "order", "a later milestone removes less than an earlier one"),
        (set(x.scopes) <= {"1", "2", "3"} and bool(x.scopes), "scope", "scopes are 1, 2 and 3"),
        (x.basis in ("location", "market"), "basis", "the basis is location or market"),
        (x.net_zero is None or (bool(shares) and x.net_zero >= max(x.milestones)), "net-zero",
         f"net zero in {x.net_zero} comes before the last milestone, which says what may be left"),
        (x.rule_set in rule_sets(), "rule-set", f"no rule set is named {x.rule_set!r}; known: {', '.join(rule_sets())}"),
    )
    found = [Finding(where, f"target.{rule}", text, "correct the target; it is left out") for good, rule, text in tests if not good]
    if x.base_year_assumed:
        found.append(Finding(where, "target.base-assumed", f"the base year {x.base_year} is assumed, the commitment names none", severity="notice"))
    return found


def _residual(x: Target, where: str) -> list[Finding]:
    """A warning where net zero leaves more than a standard lets it, whatever the target's own rule set."""
    most = rule_sets()["sbti-v1"]["residual"]["value"]
    if x.net_zero is None or not x.milestones or x.residual <= most + 1e-9:
        return []
    text = f"net zero in {x.net_zero} leaves {x.residual:.0%} of the base year; the SBTi standard 1.x lets it leave {most:.0%}"
    return [Finding(where, "target.residual", text, "reduce more before removals serve the rest", "warning")]


def ambition(x: Target, *, where: str = "") -> list[Finding]:
    """Warnings where a target asks for less than its rule set: reduction by each milestone, residual, coverage. Empty without numbers."""
    rules = rule_sets().get(x.rule_set, {})
    if "rate" not in rules or any(y <= x.base_year for y in x.milestones):
        return []
    three = "3" in x.scopes
    rate = rules["rate_scope3" if three else "rate"]["value"]
    found = []
    for year, share in sorted(x.milestones.items()):
        need = least_reduction(x.base_year, year, rate=rate, ceiling=rules["ceiling"], reference_year=rules["base_for_late"])
        if share < need - 1e-9:
            found.append(f"{year}: removes {share:.1%}, {x.rule_set} asks for {need:.1%}")
    coverage = rules["coverage_scope3" if three else "coverage"]
    if x.coverage is not None and x.coverage < coverage["value"]:
        found.append(f"covers {x.coverage:.0%}, {x.rule_set} asks for {coverage['value']:.0%} ({coverage['status']})")
    return [Finding(where or x.id, "target.ambition", text, "raise the target or name another rule set", "warning") for text in found]


def evaluate(path: Mapping[int, float], targets: Targets | tuple[Target, ...], *, removals: Mapping[int, float] | None = None) -> pl.DataFrame:
    """Several targets on one path of gross emissions by year: target, year, allowed, gross, net, gap (above 0: missed), cumulative gap.

    Net counts removals from the target's `removals_from` or net zero on, and up to the residual that its last milestone leaves. From net
    zero on that residual is what is allowed gross, and what is left net of removals is missed too. Raises UnknownName when the path lacks a
    target's base year.
    """
    given = targets.targets if isinstance(targets, Targets) else targets
    rows = [row for x in given for row in _rows(x, path, removals or {})]
    schema = {"target": pl.String, "year": pl.Int64, **dict.fromkeys(("allowed", "gross", "net", "gap", "cumulative_gap"), pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _rows(x: Target, path: Mapping[int, float], removals: Mapping[int, float]) -> list[tuple[str, int, float, float, float, float, float]]:
    if x.base_year not in path:
        raise UnknownName("year of the path that is the base year", str(x.base_year), map(str, path))
    base, total, found = path[x.base_year], 0.0, []
    residual, since = base * x.residual, x.removals_start
    for year in sorted(y for y in path if y >= x.base_year):
        allowed = base * float(x.share(year) or 0.0)
        may = since is not None and year >= since
        net = path[year] - (min(removals.get(year, 0.0), residual) if may else 0.0)
        gap = net - allowed if x.net(year) else max(path[year] - allowed, net)
        total += gap
        found.append((x.id, year, allowed, path[year], net, gap, total))
    return found
