"""Unit conversions against worked inventories and definitions."""

import polars as pl
import pytest

from lizero.errors import UnitMismatch
from lizero.units import bridge, conversion


def stated(name: str, item: str, value: float, unit: str, source: str) -> pl.DataFrame:
    row = {"parameter": name, "scope": item, "value": value, "unit": unit, "source": source, "status": "checked"}
    return pl.DataFrame([row])


def test_ten_thousand_us_gallons_of_diesel() -> None:
    """carbonos, worked example: 10,000 US gal × 3.785411784 L × 2.66 kg/L = 100,691.953 kg."""
    found = bridge("US gal", "kg", "diesel", stated("density", "diesel", 2.66, "kg/L", "worked example"))
    assert 10_000 * found.value == pytest.approx(100_691.953, abs=5e-4)


def test_seven_hundred_kilolitres_of_stationary_diesel() -> None:
    """NGA Factors 2025 (DCCEEW), Example 6: 700 kL × 38.6 GJ/kL = 27,020 GJ gross."""
    found = bridge("kL", "GJ (GCV)", "diesel", stated("gcv", "diesel", 38.6, "GJ (GCV)/kL", "NGA 2025"))
    assert 700 * found.value == pytest.approx(27_020, rel=1e-12)
    with pytest.raises(UnitMismatch, match=r"net calorific value \(ncv\) of diesel"):
        bridge("kL", "GJ (NCV)", "diesel", stated("gcv", "diesel", 38.6, "GJ (GCV)/kL", "NGA 2025"))


def test_a_thousand_tonnes_of_chinese_bituminous_coal() -> None:
    """China enterprise guideline, default parameters: 23.204 GJ net a tonne; × 0.02618 t C/GJ × 93 % × 44/12 = 2,071.509 t CO2."""
    found = bridge("t", "GJ (NCV)", "bituminous coal", stated("ncv", "bituminous coal", 23.204, "GJ/t", "NDRC guideline"))
    assert 1000 * found.value * 0.02618 * 0.93 * 44 / 12 == pytest.approx(2071.509, abs=5e-4)


@pytest.mark.parametrize(("a", "b", "value"), [
    ("tce", "GJ (NCV)", 29.3076), ("吨标煤", "kgce", 1000), ("kcal", "kJ", 4.1868), ("therm", "mmBtu (HHV)", 0.1),
    ("short ton", "lb", 2000), ("long ton", "lb", 2240), ("lb", "g", 453.59237), ("bbl", "US gal", 42), ("toe", "GJ (NCV)", 41.868),
    ("scf", "scf", 1), ("1e4 Nm3", "Nm3", 10_000), ("万千瓦时", "MWh", 10), ("short ton-mile", "t.km", 1.45997231821056),
])
def test_units_by_definition(a: str, b: str, value: float) -> None:
    """GB/T 2589-2020 (tce: 7,000 kcal at 4.1868 kJ); international pound, mile and gallon; IEA toe."""
    assert conversion(a, b) == pytest.approx(value, rel=1e-15)
