"""The lines of an inventory close: the columns that are printed multiply to the amount that is stated."""

from __future__ import annotations

import case
import polars as pl
import pytest

from lizero.report.ledger import ledger


def closes(lines: pl.DataFrame) -> None:
    """Quantity × conversion × part × factor is the amount, on every line with a chain."""
    factor = pl.when(pl.col("factor").is_null()).then(1.0).otherwise(pl.col("factor_amount"))
    product = pl.col("quantity") * pl.col("conversion") * pl.col("part") * factor
    gap = lines.drop_nulls("part").select((product / pl.col("amount") - 1).abs().max()).item()
    assert gap < 1e-12


def test_the_columns_of_every_line_multiply_to_its_amount() -> None:
    lines = ledger(case.flows(), case.Method())
    closes(lines)
    assert lines.filter(pl.col("part").is_null())["record"].to_list() == ["stack/1"]


def test_a_step_that_states_a_divisor_does_not_hide_in_the_part() -> None:
    flows = case.flows()
    steps = flows.trail.steps.with_columns(nth=pl.lit(1, pl.Int64), conversion=1 / pl.col("conversion"))
    whole = steps.with_columns(nth=pl.lit(0, pl.Int64), conversion=pl.when(pl.col("record") == "diesel/1").then(184 / 365).otherwise(1.0))
    trail = case.Trail(flows.trail.activity, flows.trail.factors, pl.concat([whole, steps]))
    lines = ledger(case.Flows(flows.frame, trail), case.Method())
    closes(lines)
    row = lines.filter(pl.col("record") == "diesel/1").row(0, named=True)
    assert row["part"] == pytest.approx(184 / 365, rel=1e-12)
    assert row["conversion"] == pytest.approx(38.6, rel=1e-12)


def test_a_line_without_a_potential_is_not_assessed_and_not_zero() -> None:
    lines = ledger(case.flows(), case.Method())
    assert lines.filter(pl.col("flow") == "CO2 biogenic")["t_co2e"].to_list() == [None]
