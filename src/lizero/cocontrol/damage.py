"""Damage costs of pollutants: sets that are versioned as one, transferred between places by income.

    benefit = Σ ΔE · damage per mass          V = V_ref · (Y / Y_ref)^η

A set says its currency, price year and discount rate; two sets are never mixed. A tax saving is a transfer and is never added to a damage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lizero.errors import UnknownName
from lizero.reference import data_set, data_sets
from lizero.units import conversion

__all__ = ["DamageSet", "damage_set", "transferred"]


@dataclass(frozen=True)
class DamageSet:
    """Money for one kg by sector, flow and variant (ozone, particles or blank), with what the figures are worth in."""

    name: str
    currency: str
    price_year: str
    discount: str
    per_kg: Mapping[tuple[str, str, str], float]

    def sectors(self) -> tuple[str, ...]:
        """Names of the sectors."""
        return tuple(sorted({s for s, _, _ in self.per_kg}))

    def worth(self, avoided: Mapping[str, float], sector: str, *, read_as: Mapping[str, str] | None = None) -> dict[str, float]:
        """Money for each flow of `avoided` (kg); ozone is left out unless asked for as ``NOx, ozone``.

        `read_as` states a stand-in, such as ``{"PM": "PM2.5"}``. Raises UnknownName for a sector or flow without a figure.
        """
        if sector not in self.sectors():
            raise UnknownName(f"sector of {self.name}", sector, self.sectors())
        return {flow: kg * self._rate(sector, (read_as or {}).get(flow, flow)) for flow, kg in avoided.items()}

    def _rate(self, sector: str, flow: str) -> float:
        name, _, variant = (part.strip() for part in flow.partition(","))
        for key in ((sector, name, variant), (sector, name, variant or "particles")):
            if key in self.per_kg:
                return self.per_kg[key]
        raise UnknownName(f"flow with a damage in {sector} of {self.name}", flow, [f for s, f, _ in self.per_kg if s == sector])


def damage_set(name: str) -> DamageSet:
    """The shipped set `name`, such as ``us-epa-2024``. Raises UnknownName.

    >>> round(damage_set("us-epa-2024").worth({"SO2": 120_000.0}, "cement kilns")["SO2"] / 1e6, 3)
    5.648
    """
    known = [n.removeprefix("damage-costs/") for n in data_sets() if n.startswith("damage-costs/")]
    if name not in known:
        raise UnknownName("damage set", name, known)
    held = data_set(f"damage-costs/{name}")
    rows = held.frame("damage").rows(named=True)
    extra = held.source.extra
    money = {(r["sector"], r["flow"], r["variant"] or ""): float(r["value"]) / conversion(r["unit"].partition("/")[2], "kg") for r in rows}
    return DamageSet(name, str(extra["currency"]), str(extra["price_year"]), str(extra["discount"]), money)


def transferred(value: float, income_ratio: float, elasticity: float = 1.0) -> float:
    """`value` carried to a place whose income is `income_ratio` times that of the reference; both at purchasing-power parity.

    >>> transferred(10.0, 0.2)
    2.0
    """
    if income_ratio <= 0:
        raise ValueError(f"the ratio of incomes must be above 0, found {income_ratio:g}")
    return float(value * income_ratio**elasticity)
