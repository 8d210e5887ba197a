"""A planning case: sources by year and species, and the measures (a lever at a site) that could act on them.

    k source of a site   t year   p species   m measure
    activity A [k x t]          in the source's own unit
    factor   f [k x t x p]      kg of the species for one unit of activity
    removes  a [m x k x p]      share that measure m removes from source k at full use
    added    d [m x k]          activity that m adds to k at full use, a year
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lizero.errors import Finding
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.lever import Lever, Levers

__all__ = ["Case", "Measure", "Sources", "case"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sources:
    """The baseline: `keys` (site, source), years, species with their weight in kg CO2e for one kg, A [k x t], f [k x t x p].

    `price` [k x t] is money for one unit of activity, asked for activity that levers add; nought when not given. `scopes` gives the scope
    of each species where the baseline tells them apart (a flow is then a species of each of its scopes), and `served` [p] the share of it
    that green power takes away, all of it when not given.
    """

    keys: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    species: tuple[str, ...]
    gwp: Array
    activity: Array
    factor: Array
    price: Array | None = None
    scopes: tuple[str, ...] = ()
    served: Array | None = None

    def __post_init__(self) -> None:
        want = (len(self.keys), len(self.years), len(self.species))
        if self.activity.shape != want[:2] or self.factor.shape != want or self.gwp.shape != want[2:]:
            raise TargetRefused(f"the baseline needs activity {want[:2]}, factor {want} and gwp {want[2:]}; found {self.activity.shape}, "
                                f"{self.factor.shape} and {self.gwp.shape}")
        if list(self.years) != list(range(self.years[0], self.years[0] + want[1])):
            raise TargetRefused("the years must follow each other")
        if not np.isfinite(self.activity).all() or not np.isfinite(self.factor).all() or (self.activity < 0).any():
            raise TargetRefused("activity or factors of the baseline are missing or negative")

    @property
    def greened(self) -> Array:
        """Share of each species that green power takes away, [p]."""
        return np.ones(len(self.species)) if self.served is None else self.served

    @property
    def emissions(self) -> Array:
        """kg [k x t x p] without any lever."""
        return self.activity[:, :, None] * self.factor


@dataclass(frozen=True)
class Measure:
    """A lever at a site, with the sources that it acts on (index → share removed [p]) and adds to (index → activity a year)."""

    lever: Lever
    site: str
    removes: Mapping[int, Array]
    adds: Mapping[int, float]
    requires: tuple[int, ...]

    @property
    def name(self) -> str:
        """``lever@site``."""
        return f"{self.lever.id}@{self.site}"


@dataclass(frozen=True)
class Case:
    """Sources, measures, and what was wrong with the levers."""

    sources: Sources
    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...] = ()

    def profile(self, m: int) -> Array:
        """Use of measure m by age, [t]: rises over the ramp, stays, falls to nought after its life unless it is renewed."""
        x = self.measures[m].lever
        age = np.arange(len(self.sources.years))
        use = np.minimum((age + 1) / x.ramp, 1.0)
        return use if x.renew else np.where(age < x.life, use, 0.0)

    def spending(self, m: int, start: int) -> Array:
        """Capital of measure m by year, [t], when it starts in year number `start`: at the start and at each renewal, learning counted."""
        x, years = self.measures[m].lever, len(self.sources.years)
        capex = np.zeros(years)
        for n in range(start, years, x.life if x.renew else years):
            capex[n] = (x.capex or 0.0) * (1 - x.learning) ** n
        return capex

    def starts(self, m: int) -> range:
        """Year numbers in which measure m may start."""
        x, first = self.measures[m].lever, self.sources.years[0]
        return range(max(x.first - first, 0), min(x.last - first, len(self.sources.years) - 1) + 1)


def case(sources: Sources, levers: Levers | Sequence[Lever]) -> Case:
    """The measures of `levers` on `sources`. A lever that meets no source, or adds to none, is a finding and is left out."""
    given = levers if isinstance(levers, Levers) else Levers(tuple(levers))
    faults = list(given.findings)
    found: dict[tuple[str, str], tuple[Lever, dict[int, Array], dict[int, float]]] = {}
    for x in given.levers:
        here, more = _placed(x, sources)
        faults += more
        found |= {(x.id, site): (x, removes, adds) for site, (removes, adds) in here.items()}
    kept = _standing(found, faults)
    place = {key: n for n, key in enumerate(kept)}
    measures = [Measure(x, site, removes, adds, tuple(place[p, site] for p in x.requires)) for (_, site), (x, removes, adds) in kept.items()]
    return Case(sources, tuple(measures), tuple(faults))


def _placed(x: Lever, sources: Sources) -> tuple[dict[str, tuple[dict[int, Array], dict[int, float]]], list[Finding]]:
    known = {s for s, _ in sources.keys}
    faults = [_unknown(x, f"no site is named {s!r}") for s in x.sites if s != "*" and s not in known]
    strange = [s for s in x.removes if s != "*" and not any(k == s or k.startswith(f"{s} ") or (s == "PM" and k in ("PM10", "PM2.5"))
                                                              for k in sources.species)]
    faults += [_unknown(x, f"the baseline has no {s}: its effect on it is not assessed", "lever.species", "notice") for s in strange]
    apart = sources.scopes or ("",) * len(sources.species)
    share = np.array([x.effect(s, scope) or 0.0 for s, scope in zip(sources.species, apart)])
    here: dict[str, tuple[dict[int, Array], dict[int, float]]] = {}
    for k, (site, source) in enumerate(sources.keys):
        if x.serves(site, source):
            here.setdefault(site, ({}, {}))[0][k] = share
    if not here:
        return {}, [*faults, _unknown(x, f"acts on {', '.join(x.sources)}, which no site has")]
    return _adding(x, here, sources, faults), faults


def _adding(x: Lever, here: dict[str, tuple[dict[int, Array], dict[int, float]]], sources: Sources,
            faults: list[Finding]) -> dict[str, tuple[dict[int, Array], dict[int, float]]]:
    place = {key: k for k, key in enumerate(sources.keys)}
    for site in list(here):
        for a in x.adds:
            if (site, a.source) not in place:
                faults.append(_unknown(x, f"adds to {a.source!r}, which {site} has not"))
                here.pop(site, None)
                break
            adds = here[site][1]
            adds[place[site, a.source]] = adds.get(place[site, a.source], 0.0) + a.amount
    return here


def _unknown(x: Lever, text: str, rule: str = "lever.unknown-source", severity: str = "error") -> Finding:
    return Finding(f"levers › {x.id}", rule, text, "name a site and source of the record", severity, x.id)  # type: ignore[arg-type]


def _standing(found: dict[tuple[str, str], tuple[Lever, dict[int, Array], dict[int, float]]],
              faults: list[Finding]) -> dict[tuple[str, str], tuple[Lever, dict[int, Array], dict[int, float]]]:
    """Measures whose prerequisites stand at the same site."""
    kept = dict(found)
    while lost := [(i, s) for (i, s), (x, _, _) in kept.items() if any((p, s) not in kept for p in x.requires)]:
        for i, s in lost:
            faults.append(_unknown(kept[i, s][0], f"a prerequisite does not stand at {s}", "lever.prerequisite"))
            del kept[i, s]
    return kept
