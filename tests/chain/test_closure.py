"""Mass, carbon, water, energy and elements of each process: closed within a tolerance, or the gap is stated."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from lizero.lca import System
from lizero.trace.closure import QUANTITIES, closure


@pytest.fixture(scope="module")
def found(chain: System, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    kept = chain.processes.filter(pl.col("kind") != "aggregated").select("process")
    return closure(chain, tables["contents"], tables["gaps"]).join(kept, on="process", how="semi")


def test_a_balance_that_does_not_close_says_why(found: pl.DataFrame) -> None:
    silent = found.filter((pl.col("state") != "closed") & pl.col("cause").is_null())
    assert silent.is_empty(), silent.select("process", "quantity", "lost").rows()


def test_no_cause_is_stated_for_nothing(found: pl.DataFrame, tables: dict[str, pl.DataFrame]) -> None:
    for pattern, quantity, cause in tables["gaps"].select("process", "quantity", "cause").iter_rows():
        fits = pl.col("process").str.contains(pattern) & (pl.col("quantity") == quantity) & (pl.col("cause") == cause)
        assert not found.filter(fits).is_empty(), (pattern, quantity)


@pytest.mark.parametrize(("quantity", "closed"), [
    ("mass", 290), ("lithium", 52), ("nickel", 38), ("cobalt", 38), ("manganese", 32), ("carbon", 16), ("water", 40), ("energy", 38),
])
def test_what_closes_stays_closed(found: pl.DataFrame, quantity: str, closed: int) -> None:
    assert found.filter((pl.col("quantity") == quantity) & (pl.col("state") == "closed")).height >= closed


def test_a_forgotten_waste_opens_a_gap_without_a_cause(chain: System, tables: dict[str, pl.DataFrame]) -> None:
    process = "lepidolite-concentrate-cn-jx"
    rows = chain.exchanges.filter(~((pl.col("process") == process) & (pl.col("flow") == "tailings")))
    state = {}
    for system in (chain, replace(chain, exchanges=rows)):
        gaps = tables["gaps"].filter(pl.col("process") != "concentrate")
        one = closure(system, tables["contents"], gaps, quantities=["mass"], process=process)
        state[system is chain] = one.select("state", "cause").row(0)
    assert state == {True: ("closed", None), False: ("gap", None)}


def test_a_flow_of_unknown_content_leaves_the_balance_open() -> None:
    mixer = System(pl.DataFrame({"process": ["mix"], "name": ["mix"]}), pl.DataFrame({
        "process": ["mix"] * 3, "kind": ["product", "input", "input"], "reference": [True, False, False],
        "flow": ["paste", "binder", "soda ash"], "amount": [1.0, 0.5, 0.5], "unit": ["kg"] * 3, "compartment": [None] * 3}))
    held = pl.DataFrame({"flow": ["paste", "soda ash"], "element": ["carbon"] * 2, "content": [0.0567, 0.1133]})
    assert closure(mixer, held, quantities=["carbon"])["state"].to_list() == ["open"]
    known = pl.concat([held, pl.DataFrame({"flow": ["binder"], "element": ["carbon"], "content": [0.0]})])
    assert closure(mixer, known, quantities=["carbon"])["state"].to_list() == ["closed"]


def test_coal_that_is_burned_gives_off_its_carbon_and_a_boiler_loses_a_fifth(found: pl.DataFrame) -> None:
    lost = {(p, q): x for p, q, x in found.select("process", "quantity", "lost").iter_rows()}
    assert lost["heat-coal-boiler-cn", "energy"] == pytest.approx(0.2)
    assert lost["hard-coal-burned-cn", "energy"] == pytest.approx(0.0, abs=1e-6)
    assert set(found["quantity"]) == set(QUANTITIES)
