"""Scope 3: worked answers of the GHG Protocol's Technical Guidance for Calculating Scope 3 Emissions.

Its factors are illustrations, in kg CO2e; they stand here as the project's own.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.inventory.small import factor, own, record, use

from lizero.inventory import account


def scope3(rows: list[dict[str, Any]], *factors: dict[str, Any]) -> float:
    found = account(record(*rows), own(*factors), year=2025)
    assert found.totals.complete, found.unresolved
    return found.totals.scope3 * 1000


def rate(category: str, activity: str, unit: str, amount: float) -> dict[str, Any]:
    return factor(category, activity, unit, "CO2e", amount, gwp_set="ar6-gwp100")


def test_example_4_1_transport_by_fuel_and_refrigerant() -> None:
    """760,000 kg: 220,000 L of diesel at 3 kg/L, and 50 kg of R-410A at 2,000."""
    rows = [use(f"truck {n}", "upstream transport", "diesel", litres, "L") for n, litres in enumerate((50_000, 80_000, 90_000))]
    rows.append(use("cooling", "upstream transport", "R-410A", 50, "kg"))
    assert scope3(rows, rate("mobile combustion", "diesel", "L", 3), rate("fugitive", "R-410A", "kg", 2_000)) == pytest.approx(760_000)


def test_example_4_2_transport_by_distance() -> None:
    """5,000 kg: tonne-kilometres by truck, air and sea."""
    kinds = (("freight, truck", 2 * 2_000, 0.2), ("freight, air", 1 * 3_000, 1.0), ("freight, ship", 6 * 4_000, 0.05))
    rows = [use(name, "upstream transport", name, tkm, "t.km") for name, tkm, _ in kinds]
    assert scope3(rows, *(rate("upstream transport", name, "t.km", f) for name, _, f in kinds)) == pytest.approx(5_000)


def test_example_4_4_transport_by_spend() -> None:
    """7,300 kg: money spent on road, rail and air (the guidance prints the unit of the factor wrongly as kg/$)."""
    kinds = (("freight, truck", 20_000, 0.04), ("freight, rail", 30_000, 0.15), ("freight, air", 40_000, 0.05))
    rows = [use(name, "upstream transport", name, spent, "USD", method="spend") for name, spent, _ in kinds]
    assert scope3(rows, *(rate("upstream transport", name, "USD", f) for name, _, f in kinds)) == pytest.approx(7_300)


def test_example_4_6_storage() -> None:
    """240 kg: 4,000 m3 stored for two days, electricity and fuel."""
    rows = [
        use("power", "upstream transport", "warehouse electricity", 4_000 * 2, "m3.d"),
        use("fuel", "upstream transport", "warehouse fuel", 4_000 * 2, "m3.d"),
    ]
    factors = rate("upstream transport", "warehouse electricity", "m3.d", 0.01), rate("upstream transport", "warehouse fuel", "m3.d", 0.02)
    assert scope3(rows, *factors) == pytest.approx(240)


def test_example_5_1_waste_by_type() -> None:
    """132,500 kg: three wastes by mass and one by volume."""
    kinds = (
        ("plastic landfilled", 2_000, "t", 40.0),
        ("plastic burned", 5_000, "t", 2.0),
        ("plastic recycled", 4_000, "t", 10.0),
        ("wastewater", 5_000, "m3", 0.5),
    )
    rows = [use(name, "waste", name, quantity, unit) for name, quantity, unit, _ in kinds]
    assert scope3(rows, *(rate("waste", name, unit, f) for name, _, unit, f in kinds)) == pytest.approx(132_500)


def test_example_6_1_business_travel_by_distance() -> None:
    """8,317,583.33 kg: cars shared by two or three, and flights."""
    road = (("car a", 10 / 2 * 50, 1.0), ("car b", 20 / 2 * 200, 2.0), ("car c", 100 / 3 * 100, 4.0))
    air = (("flight a", 10 * 10_000, 5.0), ("flight b", 20 * 15_000, 6.0), ("flight c", 100 * 12_000, 5.0))
    rows = [use(n, "business travel", n, q, "vehicle.km") for n, q, _ in road] + [
        use(n, "business travel", n, q, "passenger.km") for n, q, _ in air
    ]
    factors = [rate("business travel", n, "vehicle.km", f) for n, _, f in road] + [
        rate("business travel", n, "passenger.km", f) for n, _, f in air
    ]
    assert scope3(rows, *factors) == pytest.approx(8_317_583.33, abs=5e-3)


def test_example_7_1_commuting() -> None:
    """3,072 kg: 8,640 km by rail and 11,040 km by car."""
    rows = [use("rail", "commuting", "train travel", 8_640, "km"), use("car", "commuting", "car", 11_040, "km")]
    assert scope3(rows, rate("commuting", "train travel", "km", 0.1), rate("commuting", "car", "km", 0.2)) == pytest.approx(3_072)


def test_example_10_1_processing_of_sold_products() -> None:
    """1,725 kg: what a processor of sold products uses."""
    kinds = (("electricity", 3_500, "kWh", 0.2), ("natural gas", 2_000, "kWh (GCV)", 0.5), ("waste to landfill", 50, "kg", 0.5))
    rows = [use(n, "processing of sold products", n, q, u) for n, q, u, _ in kinds]
    factors = [
        rate("purchased electricity", "electricity", "kWh", 0.2) | {"family": "statistical", "geography": "CN"},
        rate("stationary combustion", "natural gas", "kWh (GCV)", 0.5),
        rate("processing of sold products", "waste to landfill", "kg", 0.5),
    ]
    assert scope3(rows, *factors) == pytest.approx(1_725)


def test_example_12_1_end_of_life() -> None:
    """3,700 kg: 10,000 kg sold, 90 % to landfill, 10 % burned (the text says tonnes, the table kg)."""
    rows = [
        use("landfill", "end of life of sold products", "product landfilled", 9_000, "kg"),
        use("burned", "end of life of sold products", "product burned", 1_000, "kg"),
    ]
    assert scope3(rows, rate("waste", "product landfilled", "kg", 0.3), rate("waste", "product burned", "kg", 1.0)) == pytest.approx(3_700)
