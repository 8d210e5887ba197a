"""Australia's rules: market-based electricity, methods 1 to 4, leakage of SF6 (NGER Measurement Determination; NGA Factors).

kWh_residual = (Q − Q_exempt) × (1 − RPP − JRPP) − (REC_surrendered − REC_onsite) × 1000
scope 2 = kWh_residual × residual mix factor, for reporting not below zero
"""

from __future__ import annotations

from dataclasses import dataclass

from lizero.errors import UnitMismatch

__all__ = ["MarketBased", "leakage", "market_based", "method_1", "method_2", "method_4"]


@dataclass(frozen=True, slots=True)
class MarketBased:
    """Market-based electricity: `residual_kwh` by the formula (it may be negative), `scope2` and `scope3` in t CO2e."""

    residual_kwh: float
    scope2: float
    scope3: float


def market_based(
    kwh: float,
    *,
    rpp: float,
    residual_mix: float,
    residual_mix_scope3: float = 0.0,
    exempt_kwh: float = 0.0,
    jrpp: float = 0.0,
    surrendered_mwh: float = 0.0,
    onsite_mwh: float = 0.0,
) -> MarketBased:
    """NGER's market-based electricity from kWh bought.

    `rpp`, `jrpp`: renewable power percentage and the jurisdictional one, 0 to 1. `surrendered_mwh`: certificates surrendered
    voluntarily, those of the own site included. `onsite_mwh`: certificates from generation that the site itself used.
    Factors in kg CO2e/kWh. Raises UnitMismatch for percentages above one. Source: NGA Factors 2025, section 2.3.

    >>> round(market_based(11_300_000, rpp=0.18195, residual_mix=0.81, surrendered_mwh=1_300, onsite_mwh=500).scope2, 5)
    6839.61165
    """
    if not 0 <= rpp + jrpp <= 1:
        raise UnitMismatch(f"RPP {rpp:g} and JRPP {jrpp:g} are parts of one and must add up to 0 to 1; write 0.18195 for 18.195 %")
    residual = (kwh - exempt_kwh) * (1 - rpp - jrpp) - (surrendered_mwh - onsite_mwh) * 1000
    counted = max(residual, 0.0)
    return MarketBased(residual, counted * residual_mix / 1000, counted * residual_mix_scope3 / 1000)


def method_1(quantity: float, energy_content: float, factor: float) -> float:
    """t CO2e of a fuel by default factors: Q × EC × EF / 1000.

    `quantity` in t, kL or m3; `energy_content` in GJ (GCV) for one of it; `factor` in kg CO2e/GJ, oxidation included.

    >>> round(method_1(700, 38.6, 69.9), 3)
    1888.698
    """
    return quantity * energy_content * factor / 1000


def method_2(quantity: float, carbon: float, *, oxidation: float = 1.0) -> float:
    """t CO2 of a fuel by sampled carbon content: Q × carbon × OF × 44/12.

    `carbon` in t C for one unit of `quantity`, as received. Methods 2 and 3 differ in the standard of sampling only.

    >>> round(method_2(1000, 0.65, oxidation=0.98), 3)
    2335.667
    """
    return quantity * carbon * oxidation * 44 / 12


def method_4(concentration: float, flow: float, hours: float) -> float:
    """t of a gas from a stack monitor: mean `concentration` in mg/Nm3 × dry `flow` in Nm3/h × `hours` / 1e9.

    >>> method_4(200_000, 50_000, 8_000)
    80000.0
    """
    return concentration * flow * hours / 1e9


def leakage(stock: float, rate: float) -> float:
    """kg of a gas that leaks in a year from equipment that holds `stock` kg at an annual `rate` (0 to 1).

    >>> leakage(1_000, 0.0089)
    8.9
    """
    return stock * rate
