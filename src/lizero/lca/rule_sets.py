"""Rule sets of product carbon footprints as dated data: what each decides, from when, and how well that is known."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lizero.errors import SystemRefused, UnknownName
from lizero.reference import data_set

__all__ = ["RuleSet", "rule_set", "rule_sets"]


@dataclass(frozen=True)
class RuleSet:
    """What a rule set decides; `unverified` names the decisions that were not seen in the source.

    `recycling`, `cut_off` and `capital_goods` are its words; the fields ending in `_rule`, `_of`, `_limit` and `_count`
    say what follows for a system.
    """

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
    allocation_rule: str
    recycling_rule: str
    cut_off_of: str
    cut_off_limit: float
    capital_goods_count: bool
    recalculate_at: float
    validity_years: int
    status: str
    source: str
    unverified: tuple[str, ...]
    a_limits: tuple[float, ...] = (0.0, 1.0)
    full_cycles: Mapping[str, float] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """The method that its GWP set and view of biogenic carbon make."""
        return f"{self.gwp}-iso14067" if self.biogenic == "uptake-and-release" else f"{self.gwp}-ef"

    def needs_recalculation(self, before: float, after: float) -> bool:
        """Whether a change from `before` to `after` reaches the threshold of the set."""
        return self.recalculate_at > 0.0 and abs(after - before) >= self.recalculate_at * abs(before)

    def knows(self, decision: str) -> bool:
        """Whether what the set decides on `decision` was seen in its source."""
        return self.status == "checked" and decision not in self.unverified and "everything" not in self.unverified

    def service_energy(self, usable: float, vehicle: str, years: float) -> float:
        """kWh that a battery of `usable` kWh delivers over `years` of warranty in a vehicle of category `vehicle`.

        Usable energy × full equivalent cycles a year × years. Raises UnknownName for a category without a number of
        cycles, SystemRefused when the set knows none.

        >>> rule_set("eu-cfb-ev-draft-2024").service_energy(60.0, "M1", 8)
        28800.0
        """
        if not self.full_cycles:
            raise SystemRefused(f"{self.title} states no full equivalent cycles a year; give the energy over service life itself")
        if vehicle not in self.full_cycles:
            raise UnknownName("vehicle category", vehicle, self.full_cycles)
        return usable * self.full_cycles[vehicle] * years


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
