"""Lithium of claystone, and spent packs in a second life, by hand."""

from __future__ import annotations

import polars as pl
import pytest

from lizero.lca import System

CLAY = "lithium carbonate, battery grade, claystone acid leach route, Thacker Pass, US-NV"
PACK, SECOND = "battery pack, NMC622, per kWh, CN", "battery pack, second life, NMC622, per kWh, CN"
STORED, DRIVEN = "electricity delivered by a second-life battery, stationary, NMC622, CN", "electricity delivered by a battery pack, NMC622, CN"


def total(system: System, product: str) -> float:
    found = system.footprint(product).total
    assert found is not None
    return found


def test_direct_carbon_dioxide_of_the_clay_site_is_that_of_its_impact_statement(chain: System) -> None:
    stone = 3.650 * 0.4397
    litres = 3.775e-3 * 0.18785 / (0.003283 * 0.83)
    assert litres == pytest.approx(11_300 * 3.785412 * 365 / 60e6, rel=1e-3)
    assert stone + litres * 0.8384 * 43.0 * 0.0741 == pytest.approx(2.3, rel=1e-3)
    direct = chain.model().exchanges.filter((pl.col("process") == "lithium-carbonate-clay-us") & (pl.col("flow") == "CO2"))
    assert direct["value"].item() == pytest.approx(stone, rel=1e-9)


def test_a_poorer_clay_takes_more_ore_and_no_more_acid(chain: System) -> None:
    poorer = chain.with_parameters(clay_grade=0.003283 / 2)
    ore = total(chain, "claystone, mined, Thacker Pass, US-NV")
    assert total(poorer, CLAY) - total(chain, CLAY) == pytest.approx(0.18785 / (0.003283 * 0.83) * ore, rel=1e-6)
def test_less_acid_spares_acid_lime_and_their_way(chain: System) -> None:
    less = chain.with_parameters(clay_acid=20.0)
    acid, lime, truck = (total(chain, f) for f in ("sulfuric acid, WORLD", "quicklime, WORLD", "freight, truck, WORLD"))
    spared = (1 - 0.68) * 4 / 98.08 * 56.08
    saved = 4 * acid + spared * lime + (4 * 0.3269 + spared) * 0.0966 * truck
    assert total(chain, CLAY) - total(less, CLAY) == pytest.approx(saved, rel=1e-6)


def test_sulfate_of_the_acid_is_found_again_in_lithium_gypsum_and_magnesium(chain: System) -> None:
    rows = dict(chain.model().exchanges.filter(pl.col("process") == "lithium-carbonate-clay-us").select("flow", "value").iter_rows())
    sulfate = rows["sulfuric acid, WORLD"] / 98.08
    lithium = rows["claystone, mined, Thacker Pass, US-NV"] * 0.003283 / 6.94 / 2
    magnesium = rows["quicklime, WORLD"] / 56.08 / (1 - 0.68)
    assert sulfate == pytest.approx(lithium + rows["limestone, WORLD"] / 100.09 + magnesium, rel=1e-4)


def test_first_and_second_life_share_the_making_of_a_pack_whole(chain: System) -> None:
    shared = chain.with_parameters(second_life_burden=0.3)
    first = (total(chain, DRIVEN) - total(shared, DRIVEN)) * 2500 * 0.8
    second = (total(shared, SECOND) - total(chain, SECOND)) * 0.75
    assert first == pytest.approx(0.3 * total(chain, PACK), rel=1e-9)
    assert second == pytest.approx(first, rel=1e-9)


def test_a_stored_kilowatt_hour_bears_losses_stand_by_and_its_part_of_the_pack(chain: System) -> None:
    grid = total(chain, "electricity, grid, CN")
    expected = (1 / 0.815 - 1 + 0.044) * grid + total(chain, SECOND) / (1500 * 0.8)
    assert total(chain, STORED) == pytest.approx(expected, rel=1e-9)
