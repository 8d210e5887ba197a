"""China's pollution equivalents and the tax on them.

    eq_i = mass_i / W_i          W_i kg for one equivalent, of medium air or water
    tax  = rate · Σ of the largest equivalents of ONE outlet (three in air and of other water pollutants, five of the first class)

The weights are data with an edition. PM counts as soot from combustion (2.18) and as general dust from processes (4); VOC and
PM2.5 have no legal weight and are refused, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from lizero.errors import UnknownName
from lizero.reference import data_set

__all__ = ["PARTICLES", "Weights", "air_rates", "equivalents", "integrated", "tax", "weights"]

PARTICLES = ("PM", "PM10", "PM2.5")
"""Size classes of dust, the widest first: each holds the next."""


@dataclass(frozen=True)
class Weights:
    """kg for one equivalent and how many are taxed at an outlet, by flow, medium and origin (combustion, process, or blank)."""

    edition: str
    kg: Mapping[tuple[str, str, str], float]
    taxed: Mapping[tuple[str, str, str], int]

    def of(self, flow: str, medium: str = "air", origin: str = "combustion") -> float:
        """kg of `flow` for one equivalent. Raises UnknownName for a flow without a legal weight in that medium."""
        return self.kg[self._key(flow, medium, origin)]

    def holds(self, flow: str, medium: str = "air") -> bool:
        """Whether `flow` has a weight in `medium`."""
        return any((flow, medium, o) in self.kg for o in ("", "combustion", "process"))

    def count(self, flow: str, medium: str, origin: str = "combustion") -> int:
        """How many pollutants of its class are taxed at one outlet."""
        return self.taxed[self._key(flow, medium, origin)]

    def _key(self, flow: str, medium: str, origin: str) -> tuple[str, str, str]:
        for key in ((flow, medium, ""), (flow, medium, origin)):
            if key in self.kg:
                return key
        raise UnknownName(f"pollutant with an equivalent in {medium}", flow, sorted({f for f, m, _ in self.kg if m == medium}))


@cache
def weights(edition: str = "2018") -> Weights:
    """The pollution equivalents of an edition of the law.

    >>> weights().of("SO2"), weights().of("PM", origin="process")
    (0.95, 4.0)
    """
    rows = data_set(f"pollution-equivalents/{edition}").frame("equivalents").rows(named=True)
    keys = [(r["flow"], r["medium"], r["origin"] or "") for r in rows]
    return Weights(
        edition,
        {k: float(r["weight"]) for k, r in zip(keys, rows)},
        {k: int(r["outlets"]) for k, r in zip(keys, rows)},
    )


def air_rates(flows: Iterable[str], by: Weights | None = None) -> dict[str, float]:
    """Air pollution equivalents of one kg of each of `flows` from combustion; a flow without a legal weight has none.

    Of particles only the widest size class among `flows` counts, as dust, so that none counts twice.

    >>> {k: round(v, 3) for k, v in air_rates(["SO2", "PM10", "PM2.5", "CO2"]).items()}
    {'SO2': 1.053, 'PM10': 0.459}
    """
    given, scale = list(flows), by or weights()
    widest = next((p for p in PARTICLES if p in given), None)
    read = {f: "PM" if f == widest and f != "PM2.5" else f for f in given if f not in PARTICLES or f == widest}
    return {f: 1 / scale.of(name) for f, name in read.items() if scale.holds(name)}


def equivalents(mass: Mapping[str, float], *, medium: str = "air", origin: str = "combustion", by: Weights | None = None) -> dict[str, float]:
    """Equivalents of each pollutant in `mass` (kg): mass / W. Raises UnknownName for one without a legal weight.

    >>> {k: round(v) for k, v in equivalents({"SO2": 9500, "NOx": 19000}).items()}
    {'SO2': 10000, 'NOx': 20000}
    """
    scale = by or weights()
    return {flow: kg / scale.of(flow, medium, origin) for flow, kg in mass.items()}


def integrated(equivalent: float, co2: float, *, carbon_price: float, rate: float) -> float:
    """IAPeq = APeq + γ·CO2, with γ = carbon price / tax rate: `co2` in t, `carbon_price` money for a t, `rate` money for one equivalent.

    >>> integrated(1000.0, 10.0, carbon_price=39.0, rate=3.9)
    1100.0
    """
    if rate <= 0:
        raise ValueError(f"the rate of an equivalent must be above 0, found {rate:g}")
    return equivalent + carbon_price / rate * co2


def tax(mass: Mapping[str, float], rate: float, *, medium: str = "air", origin: str = "combustion", by: Weights | None = None) -> float:
    """Tax on the releases of ONE outlet (kg by pollutant) at `rate` money for one equivalent.

    Classes of water pollutants are ranked apart: five of the first class, three of the others.

    >>> round(tax({"SO2": 9500, "NOx": 19000, "PM": 10900, "HF": 87}, 3.9))
    136500
    """
    scale = by or weights()
    classes: dict[int, list[float]] = {}
    for flow, eq in equivalents(mass, medium=medium, origin=origin, by=scale).items():
        classes.setdefault(scale.count(flow, medium, origin), []).append(eq)
    return rate * sum(sum(sorted(eqs, reverse=True)[:count]) for count, eqs in classes.items())
