"""The shares of power in reagents and fuels come back from the database that they were computed from."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import polars as pl
import pytest

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
