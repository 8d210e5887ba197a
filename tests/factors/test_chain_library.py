"""The factors that come from the open lithium chain are those of the chain that ships."""

import importlib.util
from pathlib import Path

import polars as pl

from lizero.factors import library
from lizero.lca import load
from lizero.reference import data_set
from lizero.schema import check
from lizero.tables import FACTORS

TOOL = Path(__file__).parents[2] / "tools" / "chain_factors.py"


def test_the_library_is_the_chain_computed_again() -> None:
    told = importlib.util.spec_from_file_location("chain_factors", TOOL)
    assert told is not None
    assert told.loader is not None
    tool = importlib.util.module_from_spec(told)
    told.loader.exec_module(tool)
    shipped = check(data_set(f"factors/lithium-chain/{load('lithium-chain').edition}").frame("factors"), FACTORS).frame
    made = tool.factors()
    assert made["id"].is_unique().all()
    assert shipped["id"].to_list() == made["id"].to_list()
    assert (shipped["amount"] - made["amount"]).abs().max() <= 1e-9 * made["amount"].abs().max()
    assert shipped["status"].to_list() == made["status"].to_list()


def test_electricity_is_not_among_them_for_its_generation_is_scope_2() -> None:
    rows = library("lithium-chain").factors
    assert rows.filter(pl.col("activity").str.starts_with("electricity")).is_empty()
    assert {"purchased goods", "upstream transport", "fuel and energy upstream", "waste"} == set(rows["category"])
