"""What an inventory leaves to the rules: supplies of electricity, prices, ends of life, capital goods, small flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from lizero.errors import SystemRefused, UnknownName
from lizero.schema import check
from lizero.tables import PRODUCTS

__all__ = ["SUPPLIES", "TERMS", "Choices"]

SUPPLIES = ("on-site", "direct line", "contractual", "supplier mix", "residual", "grid")
SUPPLY_COLUMNS = ("exchange", "kind", "flow", "provider")
FLOWS = ("secondary", "recycling", "displaced", "disposal", "burning", "heat", "power")
TERMS = ("R1", "R2", "R3", "A", "B", "Qsin_Qp", "Qsout_Qp", "LHV", "XERheat", "XERelec")


@dataclass(frozen=True, eq=False)
class Choices:
    """What is known beside the system, for the rules to choose from.

    `supplies`: exchange, kind (of `SUPPLIES`), flow, provider: the supplies of electricity that an exchange may be met by,
    each with its evidence in hand. `products` (PRODUCTS): prices and contents that shares of outputs follow from.
    `physical`: process → the physical key that reflects what its outputs cause (None: none does; by default mass).
    `materials`: exchange (an input of primary material), the flows `secondary`, `recycling`, `displaced`, `disposal`,
    `burning`, `heat`, `power` that stand for Erec, ErecEoL, E*v, ED, EER, ESEheat and ESEelec, and the numbers `TERMS` of
    the circular footprint formula (LHV in MJ for one unit of material); what is blank is 0, qualities 1, A 0.5.
    `capital`: exchanges that are capital goods. `exempt`: exchanges that are wished to be left out as small.
    `energy`: kWh that one unit of the product delivers over its service life.
    """

    supplies: pl.DataFrame | None = None
    products: pl.DataFrame | None = None
    physical: Mapping[str, str | None] = field(default_factory=dict)
    materials: pl.DataFrame | None = None
    capital: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    energy: float | None = None

    def __post_init__(self) -> None:
        if self.supplies is not None:
            _columns(self.supplies, SUPPLY_COLUMNS, (), "supplies")
            odd = sorted(set(self.supplies["kind"].to_list()) - set(SUPPLIES))
            if odd:
                raise UnknownName("kind of electricity supply", odd[0], SUPPLIES)
        if self.materials is not None:
            _columns(self.materials, ("exchange",), (*FLOWS, *TERMS), "materials")
        if self.products is not None:
            checked = check(self.products, PRODUCTS)
            if checked.rejected.height:
                raise SystemRefused(f"products: {checked.findings[0].message} ({checked.findings[0].hint})")
            object.__setattr__(self, "products", checked.frame)
        if self.energy is not None and not self.energy > 0.0:
            raise SystemRefused(f"energy over service life is above 0 kWh; found {self.energy:g}")


def _columns(frame: pl.DataFrame, needed: tuple[str, ...], more: tuple[str, ...], what: str) -> None:
    missing = [c for c in needed if c not in frame.columns]
    odd = [c for c in frame.columns if c not in (*needed, *more)]
    if missing or odd:
        told = f"lacks {', '.join(missing)}" if missing else f"does not know {', '.join(odd)}"
        raise SystemRefused(f"{what}: {told}; its columns are {', '.join((*needed, *more))}")
