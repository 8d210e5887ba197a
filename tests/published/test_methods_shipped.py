"""AWARE 2.0 (Seitfudem et al. 2025) and IMPACT World+ 2.1 (Bulle et al. 2019): references, bounds, signs and places."""

from __future__ import annotations

import polars as pl
import pytest

from lizero.impact import characterise, method


def scored(id: str, **columns: list[object]) -> dict[tuple[str, str | None], float]:
    """Impact by category and place of flows with the unit kg, or m3 for water."""
    frame = pl.DataFrame(columns)
    found = characterise(frame, method(id)).frame
    return {(c, g): v for c, g, v in found.select("impact", "geography", "amount").iter_rows()}


def test_factors_of_scarcity_stay_within_the_bounds_of_the_method() -> None:
    taken = method("aware-2.0").frame.filter(compartment="resource")
    assert taken["factor"].is_between(0.1, 100).all()
    assert taken.height > 200


def test_water_given_back_where_it_was_taken_leaves_no_scarcity() -> None:
    frame = pl.DataFrame({
        "flow": ["water"] * 3, "compartment": ["resource", "water", "air"], "geography": ["CL"] * 3, "amount": [5.0, 3.0, 2.0], "unit": ["m3"] * 3,
    })
    total = characterise(frame, method("aware-2.0")).frame["amount"].sum()
    assert total == pytest.approx(2.0 * 45.5)


@pytest.mark.parametrize(("place", "factor"), [("CL", 45.5), ("AU", 34.1), ("CN", 6.29), ("CN-QH", 23.2), ("AR", 6.23), ("DE", 2.09)])
def test_the_place_of_a_process_chooses_its_factor(place: str, factor: float) -> None:
    rows = scored("aware-2.0", flow=["water"], compartment=["resource"], geography=[place], amount=[1.0], unit=["m3"])
    assert list(rows.values()) == [pytest.approx(factor)]


def test_a_province_without_a_factor_takes_its_country() -> None:
    def of(place: str) -> list[float]:
        rows = scored("aware-2.0", flow=["water"], compartment=["resource"], geography=[place], amount=[1.0], unit=["m3"])
        return list(rows.values())

    assert of("CN-HN") == of("CN") != of("WORLD")


@pytest.mark.parametrize(("category", "flow"), [
    ("particulate matter formation", "PM2.5"), ("photochemical ozone formation", "NOx"), ("terrestrial acidification", "SO2"),
])
def test_the_reference_substance_counts_one_in_the_world(category: str, flow: str) -> None:
    world = method("impact-world-2.1").frame.filter(pl.col("geography").is_null(), category=category, flow=flow)
    assert world["factor"].to_list() == [1.0]


def test_phosphorus_counts_as_the_phosphate_it_makes() -> None:
    factor = method("impact-world-2.1").frame.filter(pl.col("geography").is_null(), flow="total P")["factor"].item()
    assert factor == pytest.approx((30.973762 + 4 * 15.9994) / 30.973762, rel=1e-4)


def test_coal_counts_the_energy_that_it_holds() -> None:
    rows = scored("impact-world-2.1", flow=["coal"], compartment=["resource"], geography=["WORLD"], amount=[2.0], unit=["kg"])
    assert rows["fossil and nuclear energy use", "WORLD"] == pytest.approx(38.2)
