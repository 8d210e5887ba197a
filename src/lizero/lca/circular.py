"""The Circular Footprint Formula of the Product Environmental Footprint.

    material = (1 − R1) Ev + R1 (A Erec + (1 − A) Ev Qsin/Qp) + (1 − A) R2 (ErecEoL − E*v Qsout/Qp)
    energy   = (1 − B) R3 (EER − LHV XERheat ESEheat − LHV XERelec ESEelec)
    disposal = (1 − R2 − R3) ED

L. Zampori, R. Pant, Suggestions for updating the PEF method, JRC 2019, equation 3 (Recommendation (EU) 2021/2279).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from lizero.errors import SystemRefused

__all__ = ["Circular", "circular"]

SHARES = ("A", "B", "R1", "R2", "R3")


@dataclass(frozen=True, kw_only=True)
class Circular:
    """Burdens are scores of one unit of material (of waste for `EER`, `ErecEoL`, `ED`; of energy for `ESE…`).

    `R1`: recycled content; `R2`, `R3`: shares of the material recycled and burned at the end of life; `A`, `B`:
    allocation of burdens and credits between supplier and user; `Qsin_Qp`, `Qsout_Qp`: quality of the secondary material
    beside the primary; `LHV`: heating value; `XER…`: efficiencies. Raises SystemRefused outside the limits: shares from 0
    to 1, R2 + R3 at most 1, qualities from 0 to 1.

    >>> Circular(Ev=10.0, Erec=1.5, R1=0.4, A=1.0).material
    6.6
    """

    Ev: float = 0.0
    Erec: float = 0.0
    ErecEoL: float = 0.0
    Evstar: float | None = None
    ED: float = 0.0
    EER: float = 0.0
    ESEheat: float = 0.0
    ESEelec: float = 0.0
    LHV: float = 0.0
    XERheat: float = 0.0
    XERelec: float = 0.0
    A: float = 0.5
    B: float = 0.0
    R1: float = 0.0
    R2: float = 0.0
    R3: float = 0.0
    Qsin_Qp: float = 1.0
    Qsout_Qp: float = 1.0

    def __post_init__(self) -> None:
        for name in (*SHARES, "Qsin_Qp", "Qsout_Qp"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise SystemRefused(f"circular footprint: {name} is a share from 0 to 1; found {value:g}")
        if self.R2 + self.R3 > 1.0 + 1e-12:
            raise SystemRefused(
                f"circular footprint: R2 + R3 is at most 1, for what is recycled is not burned; found {self.R2:g} + {self.R3:g}"
            )

    @property
    def material(self) -> float:
        """Production, with recycled content, and recycling at the end of life."""
        displaced = self.Ev if self.Evstar is None else self.Evstar
        made = (1 - self.R1) * self.Ev + self.R1 * (self.A * self.Erec + (1 - self.A) * self.Ev * self.Qsin_Qp)
        return made + (1 - self.A) * self.R2 * (self.ErecEoL - displaced * self.Qsout_Qp)

    @property
    def energy(self) -> float:
        """Energy recovery at the end of life, less the energy that it replaces."""
        saved = self.LHV * (self.XERheat * self.ESEheat + self.XERelec * self.ESEelec)
        return (1 - self.B) * self.R3 * (self.EER - saved)

    @property
    def disposal(self) -> float:
        """What is neither recycled nor burned."""
        return (1 - self.R2 - self.R3) * self.ED

    @property
    def total(self) -> float:
        """Material, energy and disposal."""
        return self.material + self.energy + self.disposal

    def intermediate(self) -> dict[str, float]:
        """The double report of an intermediate product, whose end of life is not known: at A = 1, and at its A."""
        gate = replace(self, R2=0.0, R3=0.0, ED=0.0)
        return {"A = 1": replace(gate, A=1.0).total, f"A = {self.A:g}": gate.total}


def circular(scores: Mapping[str, float], burdens: Mapping[str, str], **parameters: float) -> Circular:
    """The formula with burdens taken from `scores` of products: ``burdens={"Ev": "aluminium, primary", …}``.

    `scores`: product → score of one unit, as `System.scores` gives them. Raises SystemRefused when a product has none.
    """
    known = {f.name for f in fields(Circular)}
    odd = [name for name in (*burdens, *parameters) if name not in known]
    if odd:
        raise SystemRefused(f"circular footprint: {odd[0]!r} is not one of its terms; known: {', '.join(sorted(known))}")
    missing = [p for p in burdens.values() if p not in scores]
    if missing:
        raise SystemRefused(f"circular footprint: no score of {missing[0]!r}; it has {', '.join(list(scores)[:8])}")
    return Circular(**{name: scores[product] for name, product in burdens.items()}, **parameters)
