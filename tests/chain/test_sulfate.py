"""Sulfates of the lepidolite roast: what is bought is what the slag takes with it."""

from __future__ import annotations

import polars as pl
import pytest

from lizero.lca import System

PROCESS = "lithium-carbonate-lepidolite-cn"


def bought(system: System) -> dict[str, float]:
    return dict(system.model().exchanges.filter(pl.col("process") == PROCESS).select("flow", "value").iter_rows())


def test_sodium_of_soda_ash_and_make_up_is_what_the_slag_holds_for_lithium(chain: System) -> None:
    amounts = bought(chain.with_parameters(sulfate_makeup=0.0))
    sodium = 2 * amounts["soda ash, CN"] / 105.99 + 2 * amounts["sodium sulfate, WORLD"] / 142.04
    lithium = 0.9161 * 0.18785 / 0.85 / 6.94  # leached of what the concentrate holds, 85 % of which reaches the product
    assert sodium == pytest.approx(lithium, rel=1e-3)
    assert amounts["potassium sulfate, WORLD"] == 0.0


def test_a_plant_that_returns_nothing_buys_the_whole_roast_mix(chain: System) -> None:
    amounts = bought(chain.with_parameters(sulfate_makeup=1.0))
    assert amounts["sodium sulfate, WORLD"] == pytest.approx(0.5 * 16.5 + 0.0536)
    assert amounts["potassium sulfate, WORLD"] == pytest.approx(0.1 * 16.5)


def test_calcium_chloride_takes_the_acid_and_stone_of_its_formula(chain: System) -> None:
    rows = dict(chain.model().exchanges.filter(pl.col("process") == "calcium-chloride-world").select("flow", "value").iter_rows())
    assert rows["hydrochloric acid, WORLD"] / 36.46 == pytest.approx(2 / 110.98, rel=1e-3)
    assert rows["limestone, WORLD"] / 100.09 == pytest.approx(1 / 110.98, rel=1e-3)
    assert rows["CO2"] / 44.01 == pytest.approx(1 / 110.98, rel=1e-3)
