"""Process chemistry: carbonates, neutralisation, fuels by measured carbon, steam by enthalpy. One relation, one function.

Symbols: M molar mass (g/mol), C carbon (kg/kg), NCV net calorific value (GJ/t), CC carbon content (t C/GJ), OF oxidised
fraction (0 to 1).
"""

from __future__ import annotations

from functools import cache

import polars as pl

from lizero.errors import UnitMismatch, UnknownName
from lizero.reference import data_set

__all__ = [
    "CO2_PER_CARBON",
    "as_received",
    "carbon_balance",
    "carbon_of",
    "fuel_co2",
    "hot_water_energy",
    "measured_fuel",
    "neutralisation",
    "released",
    "steam_energy",
]

CO2_PER_CARBON = 44 / 12
"""kg CO2 per kg carbon, as the guidelines write it (by atomic weights 3.6641)."""
M_CO2, M_C, M_H2SO4, M_HCL = 44.009, 12.011, 98.072, 36.458


@cache
def _contents() -> dict[str, float]:
    rows = data_set("carbon").frame("carbon").select("item", pl.col("carbon").cast(pl.Float64))
    return dict(rows.iter_rows())


def carbon_of(item: str) -> float:
    """kg of carbon in one kg of the pure carbonate `item`. Raises UnknownName.

    >>> round(carbon_of("lithium carbonate"), 5)
    0.16256
    """
    known = _contents()
    if item not in known:
        raise UnknownName("carbonate", item, known)
    return known[item]


def released(item: str, mass: float, *, purity: float = 1.0, conversion: float = 1.0) -> float:
    """Mass of CO2 when a carbonate gives off its carbon: mass × purity × M(CO2)/M(carbonate) per carbon × conversion.

    >>> round(released("limestone", 1.0), 5), round(released("soda ash", 1.0), 5)
    (0.43971, 0.41523)
    """
    return mass * purity * conversion * carbon_of(item) * M_CO2 / M_C


def carbon_balance(entering: float, in_products: float, in_solids: float = 0.0) -> float:
    """Mass of CO2 emitted: 44/12 × (carbon in the carbonates − carbon in the product − carbon in solids), masses of carbon.

    Carbon that leaves in lithium carbonate is not emitted at the site. Raises UnitMismatch when more leaves than enters.

    >>> round(carbon_balance(113.3, 111.2), 2)
    7.7
    """
    left = entering - in_products - in_solids
    if left < -1e-9 * max(entering, 1.0):
        raise UnitMismatch(
            f"more carbon leaves ({in_products + in_solids:g}) than enters ({entering:g}): a stream is missing or a content is wrong"
        )
    return max(left, 0.0) * CO2_PER_CARBON


def neutralisation(carbonate: str, carbonate_mass: float, acid_mass: float, *, acid: str = "sulfuric acid", purity: float = 1.0) -> float:
    """Mass of CO2 when acid meets carbonate: the one that is short decides. Masses in one unit, the acid as pure acid.

    One mole of sulfuric acid, or two of hydrochloric acid, frees one mole of CO2 of a carbonate. Raises UnknownName for another acid.

    >>> round(neutralisation("limestone", 100.0, 49.036), 3)
    22.005
    """
    acids = {"sulfuric acid": M_H2SO4, "hydrochloric acid": 2 * M_HCL}
    if acid not in acids:
        raise UnknownName("acid", acid, acids)
    return min(released(carbonate, carbonate_mass, purity=purity), acid_mass / acids[acid] * M_CO2)


def fuel_co2(quantity: float, ncv: float, carbon: float, oxidation: float) -> float:
    """t CO2 of a fuel: AD × NCV × CC × OF × 44/12 (China's enterprise guidelines).

    `quantity` in t or 10⁴ Nm3, `ncv` in GJ for one of it, `carbon` in t C/GJ, `oxidation` 0 to 1.

    >>> round(fuel_co2(1000, 23.204, 0.02618, 0.93), 3)
    2071.509
    """
    if not 0 <= oxidation <= 1:
        raise UnitMismatch(f"oxidation {oxidation:g} is not a part of one; write 0.93 for 93 %")
    return quantity * ncv * carbon * oxidation * CO2_PER_CARBON


def as_received(dry: float, moisture: float) -> float:
    """A content measured on dry matter, on the fuel as received: dry × (1 − moisture).

    >>> as_received(0.60, 0.10)
    0.54
    """
    if not 0 <= moisture < 1:
        raise UnitMismatch(f"moisture {moisture:g} is not a part of one; write 0.08 for 8 %")
    return dry * (1 - moisture)


def measured_fuel(
    item: str, unit: str, *, carbon: float, oxidation: float, source: str, ncv: float | None = None, category: str = "stationary combustion"
) -> pl.DataFrame:
    """A FACTORS row for the user's own library from a laboratory's carbon content; it overrides a default where laid over it.

    `carbon` in t C/GJ with `ncv` in GJ for one `unit`, else in t C for one `unit` as received.

    >>> round(measured_fuel("bituminous coal", "t", carbon=0.55, oxidation=0.98, source="laboratory 2025")["amount"][0], 2)
    1976.33
    """
    amount = 1000 * fuel_co2(1.0, 1.0 if ncv is None else ncv, carbon, oxidation)
    stated = f"NCV {ncv:g} GJ, CC {carbon:g} tC/GJ" if ncv is not None else f"CC {carbon:g} tC"
    return pl.DataFrame(
        {
            "id": [f"own:{category}:{item}:{unit}:measured"],
            "library": ["own"],
            "edition": ["own"],
            "category": [category],
            "activity": [item],
            "name": [f"measured: {stated}, OF {oxidation:g}"],
            "unit": [unit],
            "flow": ["CO2"],
            "compartment": ["air"],
            "amount": [amount],
            "flow_unit": ["kg"],
            "boundary": ["combustion"],
            "publisher": [source],
            "licence": ["own"],
            "status": ["own"],
            "reason": ["measured by a laboratory"],
        }
    )


def steam_energy(mass: float, enthalpy: float) -> float:
    """GJ in `mass` t of steam of `enthalpy` kJ/kg, above feed water at 20 °C (83.74 kJ/kg; unverified base).

    >>> round(steam_energy(1000, 2783.74), 3)
    2700.0
    """
    return mass * (enthalpy - 83.74) * 1e-3


def hot_water_energy(mass: float, temperature: float) -> float:
    """GJ in `mass` t of hot water of `temperature` °C, above 20 °C.

    >>> round(hot_water_energy(100, 80), 4)
    25.1208
    """
    return mass * (temperature - 20) * 4.1868e-3
