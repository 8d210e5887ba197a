"""What a unit of output needs of a source in later years if technology stays: falling grades, and recycled feed that spares the first steps.

    need[k,t] / need[k,0] =  i(t) / i(0)                           an index: stated, or a path of declines that ships
                          =  (g(t) / g(0))^ε                       grade g of ore or brine, elasticity ε (ore through a mill: −1)
                          =  (1 − v·s(t)) / (1 − v·s(0))           recycled share s of the feed, of which each part spares the share v

    [[drift]]                                                      # in plan.toml
    sources = ["salar/salar-gas"]                                  # site/source
    topic = "brine Heat intensity index"   scenario = "S&P-Baseline"
    path = {2025 = 1.0, 2035 = 1.2}        grade = {2025 = 1.3, 2045 = 1.0}      elasticity = -1.0
    recycled = {2025 = 0.0, 2040 = 0.25}   saves = 0.8             # recycled = "market": the share that [recycling] gives

One of topic, path, grade and recycled. The activity of the source moves, and with it all that it emits; straight lines between the years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lizero.errors import Finding, UnknownName
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.baselines import Baseline, index_path
from lizero.pathway.futures import decline_path

__all__ = ["Drift", "Drifts", "drifted", "read_drifts"]

WAYS = ("topic", "path", "grade", "recycled")
FIELDS = {"sources", "scenario", "item", "elasticity", "saves", *WAYS}


@dataclass(frozen=True)
class Drift:
    """What a unit of output needs of `sources` (site/source) by year, in any unit: it counts relative to the base year."""

    sources: tuple[str, ...]
    need: Mapping[int, float]


@dataclass(frozen=True)
class Drifts:
    """Good drifts, and findings for the rest."""

    drifts: tuple[Drift, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_drifts(told: Any, *, market: Callable[[], Mapping[int, float]] | None = None) -> Drifts:
    """Drifts from the tables [[drift]]; a faulty one is a finding and never stops the others. `market` gives the recycled share of the market.

    >>> found = read_drifts([{"sources": ["mine/mill"], "grade": {2025: 1.2, 2045: 0.9}}, {"sources": ["mine/mill"]}])
    >>> round(found.drifts[0].need[2045] / found.drifts[0].need[2025], 3), [f.rule for f in found.findings]
    (1.333, ['drift.form'])
    """
    rows = told if isinstance(told, list) else [told]
    good, faults = [], []
    for n, row in enumerate(rows, 1):
        try:
            good.append(_drift(row, market))
        except (UnknownName, TargetRefused, TypeError, ValueError, AttributeError, KeyError) as fault:
            faults.append(Finding(f"plan.toml › drift {n}", "drift.form", f"cannot be used: {fault}", "correct it; it is left out"))
    return Drifts(tuple(good), tuple(faults))


def _drift(row: Mapping[str, Any], market: Callable[[], Mapping[int, float]] | None) -> Drift:
    if strange := sorted(set(row) - FIELDS):
        raise ValueError(f"no field is named {strange[0]!r}; fields are {', '.join(sorted(FIELDS))}")
    ways = [w for w in WAYS if w in row]
    sources = row.get("sources")
    if len(ways) != 1 or not isinstance(sources, list) or not sources:
        raise ValueError(f"it needs sources, and one of {', '.join(WAYS)}; found {', '.join(ways) or 'none'}")
    return Drift(tuple(str(s) for s in sources), _NEEDS[ways[0]](row, market))


def _index(row: Mapping[str, Any], market: object) -> dict[int, float]:
    return _points(row["path"], "path")


def _shipped(row: Mapping[str, Any], market: object) -> dict[int, float]:
    item = {"item": str(row["item"])} if "item" in row else {}
    return decline_path(str(row["topic"]), str(row.get("scenario", "S&P-Baseline")), **item)


def _grade(row: Mapping[str, Any], market: object) -> dict[int, float]:
    power, grade = float(row.get("elasticity", -1.0)), _points(row["grade"], "grade")
    if any(g <= 0 for g in grade.values()):
        raise ValueError("a grade is above 0")
    return {y: g**power for y, g in grade.items()}


def _recycled(row: Mapping[str, Any], market: Callable[[], Mapping[int, float]] | None) -> dict[int, float]:
    if row["recycled"] == "market" and market is None:
        raise ValueError("the market's share needs the table [recycling]")
    share = dict(market()) if row["recycled"] == "market" and market is not None else _points(row["recycled"], "recycled")
    saves = float(row.get("saves", 1.0))
    if not all(0 <= s <= 1 for s in (saves, *share.values())):
        raise ValueError("recycled and saves lie between 0 and 1")
    return {y: 1 - saves * s for y, s in share.items()}


_NEEDS: Mapping[str, Callable[[Mapping[str, Any], Any], dict[int, float]]] = {
    "topic": _shipped, "path": _index, "grade": _grade, "recycled": _recycled}


def _points(told: Any, name: str) -> dict[int, float]:
    if not isinstance(told, Mapping) or not told:
        raise TypeError(f"{name} is a table of years, such as {{2025 = 1.0, 2035 = 1.2}}")
    return {int(y): float(v) for y, v in told.items()}


def drifted(base: Baseline, drifts: Sequence[Drift]) -> tuple[Baseline, tuple[Finding, ...]]:
    """The baseline with the activity of each drift's sources moved, several drifts on one source together. A source that the baseline has not
    is a finding."""
    names = {"/".join(key): k for k, key in enumerate(base.sources.keys)}
    activity, faults = base.sources.activity.copy(), []
    for n, x in enumerate(drifts, 1):
        for name in x.sources:
            if name not in names:
                known = UnknownName("source", name, names)
                faults.append(Finding(f"plan.toml › drift {n}", "drift.unknown-source", str(known), "name a site/source of the baseline"))
                continue
            activity[names[name]] *= index_path(x.need, base.sources.years)
    return replace(base, sources=replace(base.sources, activity=activity)), tuple(faults)
