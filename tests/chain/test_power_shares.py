"""The shares of power in reagents and fuels come back from the database that they were computed from."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import polars as pl
import pytest

from lizero.lca import System

TOOL = Path(__file__).parents[2] / "tools" / "lithium_chain" / "power_shares.py"


@pytest.mark.outside_data
def test_shares_of_power_are_those_of_the_database(tables: dict[str, pl.DataFrame]) -> None:
    folder = os.environ.get("LIZERO_TEST_DATA", "")
    database = Path(folder) / "uslci-2015-jsonld.zip"
    if not folder or not database.is_file():
        pytest.skip("LIZERO_TEST_DATA names no folder with uslci-2015-jsonld.zip")
    spec = importlib.util.spec_from_file_location("power_shares", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    found = tool.shares(database)
    stated = tables["parameters"].filter(pl.col("parameter").str.ends_with("_power_share") & pl.col("scenario").is_null())
    assert stated.height == 15
    for name, value in stated.select("parameter", "value").iter_rows():
        assert found[name] == pytest.approx(float(value), abs=0.001)


def test_power_in_reagents_answers_to_clean_grids_and_moves_nothing_today(tables: dict[str, pl.DataFrame]) -> None:
    formulas = tables["exchanges"].filter(pl.col("formula").fill_null("").str.contains("_power_share"))
    assert formulas["process"].n_unique() >= 22
    today = tables["parameters"].filter(pl.col("scenario").is_null() & pl.col("parameter").str.contains("^clean_"))
    assert today["value"].cast(pl.Float64).abs().sum() == 0


@pytest.mark.parametrize(("product", "clean", "share"), [
    ("aluminium, primary, WORLD", "clean_power_world", 0.573), ("aluminium, primary, CN", "clean_power_cn", 0.573),
    ("polyethylene, low density, WORLD", "clean_power_us", 0.286), ("polypropylene, CN", "clean_power_cn", 0.221),
    ("glass fibre, WORLD", "clean_power_us", 0.504), ("sodium chloride, WORLD", "clean_power_us", 0.169),
    ("compressed air, WORLD", "clean_power_world", 1.0),
])
def test_what_is_known_as_one_figure_gives_up_the_share_of_its_power(chain: System, product: str, clean: str, share: float) -> None:
    today = chain.footprint(product).total
    assert today is not None
    for taken in (0.5, 1.0):
        assert chain.with_parameters(**{clean: taken}).footprint(product).total == pytest.approx(today * (1 - share * taken), rel=1e-9)


def test_clean_power_far_away_leaves_the_smelters_of_china_as_they_are(chain: System) -> None:
    moved = chain.with_parameters(clean_power_world=1.0, clean_power_us=1.0)
    product = "aluminium, primary, CN"
    assert moved.footprint(product).total == pytest.approx(chain.footprint(product).total, rel=1e-12)
