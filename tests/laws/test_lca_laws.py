"""What every solution of a product system satisfies, whatever the system."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lizero.lca import System

coefficient = st.one_of(st.just(0.0), st.floats(0.01, 0.9))
AMOUNTS = {"kg": 1.0, "t": 1000.0, "g": 0.001}


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """Two to six processes, each with a production of its own size, requirements with loops, and emissions.

    Requirements of one unit of output sum to less than one, so that a unique positive solution exists.
    """
    size = draw(st.integers(2, 6))
    rows = []
    for j in range(size):
        made = draw(st.sampled_from([1.0, 0.5, 20.0]))
        needs = [draw(coefficient) for _ in range(size)]
        scale = 0.9 / max(1.0, sum(needs) / 0.9)
        rows.append((f"p{j}", "product", f"p{j}", made, "kg"))
        rows += [(f"p{j}", "input", f"p{i}", a * scale * made, "kg") for i, a in enumerate(needs) if a]
        rows.append((f"p{j}", "elementary", "CO2", draw(st.floats(0.0, 10.0)), "kg"))
        rows.append((f"p{j}", "elementary", "N2O", draw(st.floats(0.0, 0.1)), "kg"))
    frame = pl.DataFrame(rows, schema=["process", "kind", "flow", "amount", "unit"], orient="row")
    air = pl.when(pl.col("kind") == "elementary").then(pl.lit("air"))
    ids = pl.concat_str(["process", "kind", "flow"], separator="/")
    return frame.with_columns(air.alias("compartment"), ids.alias("exchange"))


def system(exchanges: pl.DataFrame) -> System:
    return System(exchanges.select("process", pl.col("process").alias("name")).unique(maintain_order=True), exchanges)


def total(exchanges: pl.DataFrame, amount: float = 1.0) -> float:
    found = system(exchanges).footprint("p0", amount).total
    assert found is not None
    return found


@settings(max_examples=12, deadline=None)
@given(tables(), st.floats(-50.0, 50.0))
def test_a_footprint_is_linear_in_the_amount(exchanges: pl.DataFrame, amount: float) -> None:
    assert total(exchanges, amount) == pytest.approx(amount * total(exchanges), rel=1e-12, abs=1e-12)


@settings(max_examples=12, deadline=None)
@given(tables())
def test_the_adjoint_gives_the_footprint_of_every_product_reached(exchanges: pl.DataFrame) -> None:
    found = system(exchanges).footprint("p0")
    for product, intensity in zip(found.reached["flow"], found.intensity, strict=True):
        assert system(exchanges).footprint(product).total == pytest.approx(intensity, rel=1e-11, abs=1e-11)


@settings(max_examples=12, deadline=None)
@given(tables())
def test_direct_contributions_sum_to_the_total_and_the_demanded_process_carries_it(exchanges: pl.DataFrame) -> None:
    found = system(exchanges).footprint("p0")
    table = found.by_process()
    assert table["direct"].sum() == pytest.approx(found.total, rel=1e-12, abs=1e-12)
    top = table.filter(pl.col("process") == "p0")["upstream"][0]
    assert top == pytest.approx(found.total, rel=1e-11, abs=1e-12)


@settings(max_examples=12, deadline=None)
@given(tables(), st.lists(st.sampled_from(list(AMOUNTS)), min_size=6, max_size=6))
def test_the_units_that_amounts_are_written_in_do_not_matter(exchanges: pl.DataFrame, units: list[str]) -> None:
    unit = pl.col("flow").replace_strict({f"p{i}": u for i, u in enumerate(units)}, default="kg")
    made = pl.col("kind") == "product"
    fewer = pl.col("amount") / unit.replace_strict(AMOUNTS, return_dtype=pl.Float64)
    rewritten = exchanges.with_columns(
        pl.when(made).then(unit).otherwise("unit").alias("unit"),
        pl.when(made).then(fewer).otherwise("amount").alias("amount"),
    )
    assert total(rewritten, 1.0 / AMOUNTS[units[0]]) == pytest.approx(total(exchanges), rel=1e-11, abs=1e-12)


@settings(max_examples=12, deadline=None)
@given(tables(), st.randoms())
def test_the_order_of_rows_does_not_matter(exchanges: pl.DataFrame, order: object) -> None:
    places = list(range(exchanges.height))
    order.shuffle(places)  # type: ignore[attr-defined]
    assert total(exchanges[places]) == pytest.approx(total(exchanges), rel=1e-12, abs=1e-12)


@settings(max_examples=12, deadline=None)
@given(tables())
def test_what_an_input_cut_off_takes_away_is_its_own_intensity_times_its_amount(exchanges: pl.DataFrame) -> None:
    whole = system(exchanges).footprint("p0")
    inputs = exchanges.filter((pl.col("kind") == "input") & (pl.col("process") == "p0") & (pl.col("flow") != "p0"))
    if not inputs.height:
        return
    lost = inputs.row(0, named=True)
    without = system(exchanges.filter(pl.col("exchange") != lost["exchange"])).footprint("p0")
    place = {p: i for i, p in enumerate(whole.reached["flow"])}
    intensity, output = whole.intensity[place[lost["flow"]]], without.output[{
        p: i for i, p in enumerate(without.reached["flow"])}["p0"]]
    made = exchanges.filter((pl.col("process") == "p0") & (pl.col("kind") == "product"))["amount"][0]
    expected = intensity * lost["amount"] / made * output
    assert whole.total - without.total == pytest.approx(expected, rel=1e-9, abs=1e-10)


@settings(max_examples=12, deadline=None)
@given(tables())
def test_mass_closes_what_each_process_makes_is_delivered_or_taken_by_another(exchanges: pl.DataFrame) -> None:
    found = system(exchanges).footprint("p0", 3.0)
    network = found.solver.network
    balance = network.A @ (found.output / network.pivot) - found.demand
    assert np.max(np.abs(balance)) <= 1e-12 * max(1.0, np.max(np.abs(found.output)))


def test_nothing_demanded_carries_nothing() -> None:
    exchanges = pl.DataFrame({
        "process": ["p0", "p0"], "kind": ["product", "elementary"], "flow": ["p0", "CO2"], "amount": [1.0, 1.0],
        "unit": ["kg", "kg"], "compartment": [None, "air"], "exchange": ["a", "b"],
    })
    assert total(exchanges, 0.0) == 0.0
