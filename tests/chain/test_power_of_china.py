"""Power of Chinese places: one rule from the official factors of the stack to life cycle at the socket."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from lizero.lca import System

TOOL = Path(__file__).parents[2] / "tools" / "lithium_chain"
OFFICIAL = {"CN-SC": 0.1564, "CN-JS": 0.5827, "CN-CQ": 0.5581, "CN-JX": 0.5836, "CN-QH": 0.1796, "CN-HN": 0.4976, "CN-HL": 0.5229,
            "CN-NM": 0.6479, "CN-GRID-NORTHWEST": 0.5543}  # kg CO2/kWh, MEE & NBS 2023
FOSSIL, COAL, TRANSMISSION = 0.8273, 0.944, 0.0046  # MEE & NBS 2023; MEE, NBS & NEA 2023; MEE 2024


@pytest.fixture
def electricity() -> Iterator[ModuleType]:
    before = set(sys.modules)
    sys.path.insert(0, str(TOOL))
    try:
        yield __import__("electricity")
    finally:
        sys.path.remove(str(TOOL))
        for name in set(sys.modules) - before:
            if getattr(sys.modules[name], "__file__", None) and Path(str(sys.modules[name].__file__)).parent == TOOL:
                del sys.modules[name]


def test_the_rule_gives_the_nation_what_its_publisher_gives(electricity: ModuleType) -> None:
    assert electricity.life_cycle(0.5306, FOSSIL) == pytest.approx(0.6205, rel=0.01)  # MEE, NBS & NEA 2023: life cycle, generated


def test_power_without_fossil_fuel_and_power_of_coal_alone_are_the_two_ends(electricity: ModuleType) -> None:
    assert electricity.life_cycle(0.0, FOSSIL) == pytest.approx(0.03)
    assert electricity.life_cycle(FOSSIL, FOSSIL) == pytest.approx(COAL)


@pytest.mark.parametrize("place", list(OFFICIAL))
def test_every_place_follows_one_rule_and_loses_its_own_power(chain: System, tables: dict[str, pl.DataFrame], place: str) -> None:
    losses = float(tables["parameters"].filter(pl.col("parameter") == "grid_losses")["value"].item())
    share = OFFICIAL[place] / FOSSIL
    generated = share * COAL + (1 - share) * 0.03
    delivered = chain.footprint(f"electricity, grid, {place}").total
    assert delivered == pytest.approx((generated + TRANSMISSION) / (1 - losses), rel=2e-4)


def test_losses_bring_the_nation_from_generated_to_delivered_as_published(chain: System) -> None:
    assert chain.footprint("electricity, grid, CN").total == pytest.approx(0.5777 + 0.0327, rel=1e-4)
