"""Greenhouse gases of pollution control, and the sulfur of a fuel, by stoichiometry (molar masses in g/mol, IUPAC).

    limestone scrubber  CaCO3 + SO2 + ½O2 → CaSO4 + CO2          urea  CO(NH2)2 + 2NO + ½O2 → 2N2 + CO2 + 2H2O
    neutralisation      CaCO3 + H2SO4 → CaSO4 + CO2 + H2O        oxidiser  C + O2 → CO2
"""

from __future__ import annotations

__all__ = ["neutralisation_co2", "oxidised_carbon_co2", "scrubbing_co2", "sulfur_dioxide", "urea_co2", "urea_use"]

C, S, CO2, SO2, NO2, H2SO4, UREA = 12.011, 32.06, 44.009, 64.064, 46.0055, 98.078, 60.056
_RELEASED = {"carbonate": CO2, "lime": 0.0, "caustic soda": 0.0, "ammonia": 0.0}
"""CO2 on site for one mole of acid gas. Burnt lime has released it at the kiln: that is upstream, and not booked twice."""


def scrubbing_co2(removed: float, sorbent: str = "carbonate") -> float:
    """CO2 from removing `removed` SO2 (same mass unit) with a carbonate (any: the molar ratio is one), lime, caustic soda or ammonia.

    >>> round(scrubbing_co2(1000.0), 2)
    686.95
    """
    return removed * _released(sorbent) / SO2


def neutralisation_co2(acid: float, base: str = "carbonate") -> float:
    """CO2 from neutralising `acid` sulfuric acid (100 %, same mass unit).

    >>> round(neutralisation_co2(1.0), 4)
    0.4487
    """
    return acid * _released(base) / H2SO4


def _released(sorbent: str) -> float:
    if sorbent not in _RELEASED:
        from_list = ", ".join(_RELEASED)
        raise ValueError(f"sorbent {sorbent!r} is not known; known: {from_list}")
    return _RELEASED[sorbent]


def urea_co2(removed: float) -> float:
    """CO2 from removing `removed` NOx, counted as NO2, with urea; ammonia releases none on site.

    >>> round(urea_co2(200.0), 2)
    95.66
    """
    return removed * CO2 / (2 * NO2)


def urea_use(removed: float) -> float:
    """Urea used for removing `removed` NOx, counted as NO2, without excess.

    >>> round(urea_use(200.0), 1)
    130.5
    """
    return removed * UREA / (2 * NO2)


def oxidised_carbon_co2(voc: float, carbon: float) -> float:
    """CO2 from oxidising `voc` with the carbon mass fraction `carbon`."""
    if not 0 <= carbon <= 1:
        raise ValueError(f"a mass fraction lies between 0 and 1, found {carbon:g}")
    return voc * carbon * CO2 / C


def sulfur_dioxide(fuel: float, sulfur: float, *, retention: float = 0.0, removal: float = 0.0) -> float:
    """SO2 to air from `fuel` with the sulfur mass fraction `sulfur`: fuel·S·(M_SO2/M_S)·(1 − retention)·(1 − removal).

    >>> round(sulfur_dioxide(1000.0, 0.01, retention=0.1, removal=0.9), 3)
    1.798
    """
    for name, share in (("sulfur", sulfur), ("retention", retention), ("removal", removal)):
        if not 0 <= share <= 1:
            raise ValueError(f"{name} lies between 0 and 1, found {share:g}")
    return fuel * sulfur * SO2 / S * (1 - retention) * (1 - removal)
