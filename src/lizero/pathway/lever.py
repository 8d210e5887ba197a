"""Levers as data: what a measure does, where, when and for how much, read from TOML with a finding for each fault.

    [[lever]]
    id = "electric-kiln"            name = "Electric kiln"              transformation = "midstream"
    sites = ["kwinana"]             sources = ["kiln"]                   # ["*"]: every one
    removes = {CO2 = 1.0, SO2 = 1.0, NOx = 1.0}                          # share removed at full use, by species; below 0 adds
    scopes = ["1"]                                                       # only there, as at a stack; every scope when not given
    adds = [{source = "grid", amount = 9000.0}]                          # activity added elsewhere on the site, a year at full use
    first = 2028   last = 2040      ramp = 3        life = 20            renew = true
    capex = 12e6   opex = -1e5      learning = 0.01
    requires = ["substation"]       group = "kiln heat"                  # one of a group at a site
    rollout = 2                                                          # starts in one year over all sites
    source = "…"                    status = "checked"
    like = "L048"                   size = 27000                         # blanks from a type that ships, capital for that size

`removes` is a share of the NAMED sources only; ``"*"`` stands for every species that is not named (a source whose factor exists only as
CO2e has the species CO2e); CH4 and PM serve their kinds too: CH4 fossil, PM10. `learning` is the yearly fall of capex. Blank cost is
unknown, not zero: give 0 to mean none.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lizero.errors import Finding, UnknownName
from lizero.pathway.lever_types import filled
from lizero.vocab import TRANSFORMATIONS

__all__ = ["Added", "Lever", "Levers", "read_levers"]

STATUS = ("checked", "computed", "unverified", "own", "illustrative")
_NUMBERS = {"ramp": 1.0, "life": 20.0, "opex": 0.0, "learning": 0.0}


@dataclass(frozen=True)
class Added:
    """Activity that a lever adds to another source of the same site: `amount` a year at full use, in that source's unit."""

    source: str
    amount: float


@dataclass(frozen=True)
class Lever:
    """One lever; see the module for its fields. `capex` is None where it is not known."""

    id: str
    name: str
    transformation: str
    sites: tuple[str, ...]
    sources: tuple[str, ...]
    removes: Mapping[str, float]
    adds: tuple[Added, ...] = ()
    first: int = 0
    last: int = 9999
    ramp: int = 1
    life: int = 20
    renew: bool = True
    capex: float | None = 0.0
    opex: float = 0.0
    learning: float = 0.0
    requires: tuple[str, ...] = ()
    group: str = ""
    rollout: int | None = None
    source: str = ""
    status: str = "own"
    name_zh: str = ""
    name_es: str = ""
    scopes: tuple[str, ...] = ()

    def serves(self, site: str, source: str) -> bool:
        """Whether it acts on a source of a site."""
        return ("*" in self.sites or site in self.sites) and ("*" in self.sources or source in self.sources)

    def effect(self, species: str, scope: str = "") -> float | None:
        """Share of `species` that it removes at full use: as named, else of its family (CH4 for CH4 fossil), else ``*``; None: not stated.

        Nought in a scope that it does not act in; a blank scope is not told apart."""
        if self.scopes and scope and scope not in self.scopes:
            return 0.0
        family = species.split(" ")[0] if species.startswith("CH4 ") else "PM" if species in ("PM10", "PM2.5") else species
        return next((self.removes[s] for s in (species, family, "*") if s in self.removes), None)


@dataclass(frozen=True)
class Levers:
    """The good levers, and findings for the rest; a faulty lever never stops the others (convention 2)."""

    levers: tuple[Lever, ...]
    findings: tuple[Finding, ...] = field(default=())
    currency: str = ""

    def __len__(self) -> int:
        return len(self.levers)

    def __getitem__(self, name: str) -> Lever:
        return next(x for x in self.levers if x.id == name)


def read_levers(text: str, *, where: str = "levers.toml") -> Levers:
    """Levers of a TOML text. Text that is no TOML gives one finding and no lever.

    >>> found = read_levers('[[lever]]\\nid = "x"\\nname = "X"\\ntransformation = "midstream"\\nsources = ["kiln"]\\nremoves = {CO2 = 1.2}')
    >>> [f.rule for f in found.findings], len(found)
    (['lever.effect'], 0)
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return Levers((), (Finding(where, "lever.toml", str(fault), "correct the TOML"),))
    money = {"currency": told["currency"]} if "currency" in told else {}
    rows = [{**money, **row} if isinstance(row, dict) else row for row in told.get("lever", [])]
    found = [_lever(row, f"{where} › lever {n}") for n, row in enumerate(rows, 1)]
    good = tuple(x for x, faults in found if x is not None and not faults)
    faults = tuple(f for _, many in found for f in many)
    return replace(_related(good, faults, where), currency=str(told.get("currency", "")))


def _lever(row: Any, place: str) -> tuple[Lever | None, list[Finding]]:
    if not isinstance(row, dict):
        return None, [Finding(place, "lever.form", "a lever is a table of fields", "write [[lever]]")]
    where = f"{place} ({row.get('id', 'no id')})"
    try:
        row = filled(row)
    except (UnknownName, ValueError, TypeError) as fault:
        return None, [Finding(where, "lever.type", str(fault), "see the types with lizero plan --types")]
    faults = [Finding(f"{where} › {n}", "lever.unknown-field", f"no field is named {n!r}", "see lizero.pathway.lever")
              for n in row if n not in Lever.__dataclass_fields__]
    try:
        lever = _made({n: v for n, v in row.items() if n in Lever.__dataclass_fields__})
    except (TypeError, ValueError, KeyError, AttributeError) as fault:
        return None, [*faults, Finding(where, "lever.form", f"cannot be read: {fault}", "id, name, transformation, sources and removes are needed")]
    return lever, [*faults, *_faults(lever, where)]


def _made(row: dict[str, Any]) -> Lever:
    for name in ("sites", "sources", "requires", "scopes"):
        value = row.get(name, ["*"] if name == "sites" else [])
        if not isinstance(value, list):
            raise TypeError(f"{name} is a list")
        row[name] = tuple(str(v) for v in value)
    row["adds"] = tuple(Added(str(a["source"]), float(a["amount"])) for a in row.get("adds", []))
    row["removes"] = {str(s): float(v) for s, v in row["removes"].items()}
    row["capex"] = None if row.get("capex") is None else float(row["capex"])
    for name, usual in _NUMBERS.items():
        row[name] = type(usual)(row.get(name, usual))
    for name in ("ramp", "life"):
        row[name] = int(row[name])
    return Lever(**row)


def _faults(x: Lever, where: str) -> list[Finding]:
    tests = (
        (x.transformation in TRANSFORMATIONS, "transformation", f"transformation {x.transformation!r} is not one of {', '.join(TRANSFORMATIONS)}"),
        (bool(x.sources), "sources", "acts on no source"),
        (set(x.scopes) <= {"1", "2", "3"}, "scope", f"acts in scope {', '.join(x.scopes)}: scopes are 1, 2 and 3"),
        (all(v <= 1 for v in x.removes.values()), "effect", f"removes more than 100 %: {_over(x)}"),
        (x.first <= x.last, "window", f"the window ends in {x.last}, before it begins in {x.first}"),
        (x.ramp >= 1 and x.life >= x.ramp, "life", f"the life of {x.life} years is shorter than the ramp of {x.ramp}, or the ramp is below 1"),
        (x.capex is None or x.capex >= 0, "capex", "capex is negative"),
        (0 <= x.learning < 1, "learning", f"learning {x.learning:g} is not a share of a year"),
        (x.rollout is None or x.rollout >= 0, "rollout", "the roll-out limit is negative"),
        (x.status in STATUS, "status", f"status {x.status!r} is not one of {', '.join(STATUS)}"),
        (x.id not in x.requires, "cycle", "requires itself"),
    )
    return [Finding(where, f"lever.{rule}", text, "correct the lever; it is left out") for good, rule, text in tests if not good]


def _over(x: Lever) -> str:
    return ", ".join(f"{s} {v:.0%}" for s, v in x.removes.items() if v > 1)


def _related(good: tuple[Lever, ...], faults: tuple[Finding, ...], where: str) -> Levers:
    """Faults between levers: an id twice, a prerequisite that is not there, a cycle, a window that closes before the prerequisite opens."""
    more: list[Finding] = []
    twice = {i for i, n in Counter(x.id for x in good).items() if n > 1}
    more += [Finding(f"{where} › {i}", "lever.twice", f"the id {i!r} stands more than once", "give each lever its own id") for i in sorted(twice)]
    kept = {x.id: x for x in good if x.id not in twice}
    while lost := _lost(kept, where):
        more += lost
        kept = {i: x for i, x in kept.items() if i not in {f.record for f in lost}}
    return Levers(tuple(kept.values()), (*faults, *more))


def _lost(kept: Mapping[str, Lever], where: str) -> list[Finding]:
    found: list[Finding] = []
    for x in kept.values():
        for text, rule in _trouble(x, kept):
            found.append(Finding(f"{where} › {x.id}", f"lever.{rule}", text, "correct the lever; it is left out", record=x.id))
            break
    return found


def _trouble(x: Lever, kept: Mapping[str, Lever]) -> list[tuple[str, str]]:
    found = [(f"requires {p!r}, which is no good lever here", "prerequisite") for p in x.requires if p not in kept]
    if not found and _cyclic(x.id, kept):
        return [("its prerequisites lead back to it", "cycle")]
    here = [kept[p] for p in x.requires if p in kept]
    found += [(f"closes in {x.last}, before {p.id} opens in {p.first}", "window") for p in here if x.last < p.first]
    excluded = [p.id for p in here if x.group and p.group == x.group]
    return found + [(f"requires {p} of the same group {x.group!r}, which excludes it", "exclusion") for p in excluded]


def _cyclic(start: str, kept: Mapping[str, Lever]) -> bool:
    seen: set[str] = set()
    todo = list(kept[start].requires)
    while todo:
        name = todo.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            todo += kept[name].requires if name in kept else ()
    return False
