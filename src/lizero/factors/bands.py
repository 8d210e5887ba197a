"""Sanity bands: which CO2 factor a fuel or a grid can have, per unit of energy, mass or volume.

A factor on gross calorific value is compared after division by the usual ratio of net to gross. A factor outside its band
needs a `reason`. This catches gross taken for net (10 % on gases), kilograms taken for tonnes, and a wrong density. An
item or unit without a band is not judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import polars as pl

from lizero.errors import Finding, UnitMismatch, UnknownName
from lizero.reference import data_set
from lizero.units import bridge

__all__ = ["bands", "outside"]

NET, GROSS = "GJ (NCV)", "GJ (GCV)"
BURNT = ("stationary combustion", "mobile combustion", "purchased electricity")
OTHER_GASES = 1.03
"""CO2e may stand this far above the band: CH4 and N2O of combustion add at most three hundredths."""


@cache
def bands() -> pl.DataFrame:
    """The bands: item, unit, low and high in kg CO2 for one unit, and the usual ratio of net to gross calorific value.

    >>> bands().filter(item="natural gas", unit="GJ (NCV)").select("low", "high").row(0)
    (50.0, 58.0)
    """
    frame = data_set("factors/bands").frame("bands")
    return frame.with_columns(pl.col("low", "high", "net_over_gross").cast(pl.Float64))


def outside(factors: pl.DataFrame) -> Iterable[Finding]:
    """A finding for each CO2 factor of a fuel or grid that leaves its band and gives no reason."""
    judged = factors.filter(
        pl.col("category").is_in(BURNT)
        & pl.col("flow").is_in(["CO2", "CO2e"])
        & pl.col("amount").is_not_null()
        & pl.col("reason").is_null()
    )
    pairs = judged.select("item", "unit", "flow_unit").unique(maintain_order=True)
    rows = [(*pair, *_measure(*pair)) for pair in pairs.iter_rows()]
    names = dict.fromkeys(pairs.columns, pl.String) | {"scale": pl.Float64, "low": pl.Float64, "high": pl.Float64, "per": pl.String}
    measured = judged.join(pl.DataFrame(rows, schema=names, orient="row").drop_nulls("scale"), on=pairs.columns, how="inner")
    value = pl.col("amount") * pl.col("scale")
    top = pl.col("high") * pl.when(pl.col("flow") == "CO2e").then(OTHER_GASES).otherwise(1.0)
    odd = measured.with_columns(value.alias("value")).filter((value < pl.col("low")) | (value > top))
    for row in odd.iter_rows(named=True):
        yield _finding(row)


def _finding(row: dict[str, object]) -> Finding:
    message = f"{row['activity']}: {row['value']:.4g} kg {row['flow']}/{row['per']} lies outside {row['low']:g} to {row['high']:g}"
    hint = "check gross against net, the unit and the density, or state the reason in the row"
    return Finding(f"FACTORS › {row['id']} › amount", "factor.out-of-band", message, hint, "warning")


def _measure(item: str, unit: str, flow_unit: str) -> tuple[float | None, float | None, float | None, str | None]:
    """What an amount is multiplied by to stand beside its band, and the band: scale, low, high, unit of the band."""
    for row in bands().filter(item=item).iter_rows(named=True):
        units = _per(unit, row["unit"], row["net_over_gross"])
        mass = _exact(flow_unit, "kg")
        if units is not None and mass is not None:
            return mass / units, row["low"], row["high"], row["unit"]
    return None, None, None, None


def _per(unit: str, band_unit: str, net_over_gross: float | None) -> float | None:
    """How many `band_unit` one `unit` is: exactly, by the usual ratio of net to gross, or between states of a gas."""
    plain = _exact(unit, band_unit)
    if plain is None and band_unit == NET and net_over_gross:
        gross = _exact(unit, GROSS)
        return gross * net_over_gross if gross is not None else None
    return plain


def _exact(a: str, b: str) -> float | None:
    """How many `b` one `a` is, without any stated parameter; None when there is no such way."""
    try:
        return bridge(a, b, "", _NOTHING).value
    except (UnitMismatch, UnknownName):
        return None


_NOTHING = pl.DataFrame(schema={"parameter": pl.String, "scope": pl.String, "value": pl.Float64, "unit": pl.String})
