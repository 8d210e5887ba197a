"""Laws of units, GWP sets, draws and characterisation."""

import math
import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lizero.errors import UnitMismatch
from lizero.impact import characterise, method, methods, q_matrix
from lizero.uncertainty import Distribution, uniform
from lizero.units import blend, bridge, conversion, gwp, gwp_sets, unit, unit_names
from lizero.vocab import elementary

LAW = settings(deadline=None, max_examples=50)

UNITS = st.sampled_from([*unit_names(), "GJ (NCV)", "kWh (NCV)", "GJ (GCV)", "万kWh", "kg CO2e", "t CO2e", "kg/L", "t/m3", "USD2019"])


@LAW
@given(UNITS, UNITS, UNITS)
def test_conversions_lead_there_and_back_and_by_any_way(a: str, b: str, c: str) -> None:
    if not unit(a).powers == unit(b).powers == unit(c).powers:
        return
    assert conversion(a, b) * conversion(b, a) == pytest.approx(1, rel=1e-15)
    assert conversion(a, b) * conversion(b, c) == pytest.approx(conversion(a, c), rel=1e-14)


@LAW
@given(UNITS, UNITS)
def test_only_like_units_convert(a: str, b: str) -> None:
    if unit(a).powers == unit(b).powers:
        assert conversion(a, b) > 0
    else:
        with pytest.raises(UnitMismatch):
            conversion(a, b)


@LAW
@given(UNITS)
def test_a_unit_written_as_its_own_text_is_itself(text: str) -> None:
    assert unit(unit(text).text) == unit(text)


STATED = pl.DataFrame({
    "parameter": ["density", "ncv", "gcv"], "scope": "diesel", "value": [0.84, 42.652, 45.6],
    "unit": ["kg/L", "GJ (NCV)/t", "GJ (GCV)/t"], "source": "certificate", "status": "own",
})
BRIDGED = st.sampled_from(["kL", "L", "t", "lb", "GJ (NCV)", "tce", "kWh (GCV)", "MJ (GCV)"])


@LAW
@given(BRIDGED, BRIDGED, BRIDGED)
def test_bridges_lead_there_and_back_by_any_way_and_in_any_order_of_parameters(a: str, b: str, c: str) -> None:
    there = bridge(a, b, "diesel", STATED).value
    assert there * bridge(b, a, "diesel", STATED).value == pytest.approx(1, rel=1e-14)
    assert there * bridge(b, c, "diesel", STATED).value == pytest.approx(bridge(a, c, "diesel", STATED).value, rel=1e-13)
    assert bridge(a, b, "diesel", STATED.reverse()).value == pytest.approx(there, rel=1e-15)


GASES = st.dictionaries(st.sampled_from(["HFC32", "HFC125", "HFC134a", "HFC143a"]), st.floats(0.01, 100), min_size=1)


@LAW
@given(GASES, st.floats(0.01, 100), st.sampled_from(["sar-gwp100", "ar4-gwp100", "ar5-gwp100", "ar6-gwp100", "ar6-gwp20"]))
def test_a_blend_lies_between_its_gases_and_knows_no_size(parts: dict[str, float], size: float, name: str) -> None:
    value = blend(parts, name)
    among = [gwp(name)[gas] for gas in parts]
    assert min(among) * (1 - 1e-12) <= value <= max(among) * (1 + 1e-12)
    assert blend({gas: part * size for gas, part in parts.items()}, name) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("name", gwp_sets())
def test_carbon_dioxide_is_one_in_every_set_and_every_value_is_positive(name: str) -> None:
    values = gwp(name)
    assert values["CO2"] == 1
    assert min(values.values()) > 0
    if "ar6" in name:
        assert values["CH4 non-fossil"] < values["CH4"] < values["CH4 fossil"]
    else:
        assert values["CH4 non-fossil"] == values["CH4"] == values["CH4 fossil"]


FLOW = st.sampled_from([
    "CO2", "CO2 biogenic", "CO2 uptake", "CO2 land use", "CH4", "CH4 fossil", "CH4 non-fossil", "CH4 combustion", "N2O", "SF6", "SO2",
    "HFC-134a", "HCFC-22", "CO2e", "water", "HFE-125", "HFO-1234yf",
])
AMOUNT = st.one_of(st.just(0.0), st.floats(1e-6, 1e9))
ROWS = st.lists(st.tuples(FLOW, AMOUNT, st.sampled_from(["kg", "t", "lb"])), min_size=1, max_size=25)
METHODS = st.sampled_from(["ar6-gwp100", "sar-gwp100", "ar6-gwp100-iso14067", "ar5-gwp100-ef"])


def frame(rows: list[tuple[str, float, str]]) -> pl.DataFrame:
    made = pl.DataFrame(rows, schema=["flow", "amount", "unit"], orient="row").with_row_index("record")
    return made.with_columns(pl.col("record").cast(pl.String), gwp_set=pl.lit("ar6-gwp100"))


@LAW
@given(ROWS, METHODS, st.integers(0, 2**32))
def test_each_line_is_the_same_to_the_bit_in_any_order_and_chunk(rows: list[tuple[str, float, str]], name: str, seed: int) -> None:
    lines = frame(rows)
    whole = characterise(lines, method(name)).frame
    order = random.Random(seed).sample(range(lines.height), lines.height)
    mixed = characterise(lines[order], method(name)).frame
    keys = ["record", "impact"]
    assert mixed.sort(keys).equals(whole.sort(keys))
    cut = seed % (lines.height + 1)
    parts = [characterise(part, method(name)).frame for part in (lines[:cut], lines[cut:])]
    assert pl.concat(parts).equals(whole)


@LAW
@given(ROWS, METHODS)
def test_twice_the_flow_is_twice_the_impact_and_nothing_is_nothing(rows: list[tuple[str, float, str]], name: str) -> None:
    one = characterise(frame(rows), method(name)).frame["amount"]
    two = characterise(frame([(f, 2 * a, u) for f, a, u in rows]), method(name)).frame["amount"]
    none = characterise(frame([(f, 0.0, u) for f, a, u in rows]), method(name)).frame["amount"]
    assert two.equals(2 * one)
    assert set(none.drop_nulls()) <= {0.0}


@LAW
@given(ROWS, METHODS)
def test_the_unit_of_a_flow_does_not_matter(rows: list[tuple[str, float, str]], name: str) -> None:
    rows = [(f, a, u) for f, a, u in rows if f != "water"]
    in_grams = frame([(f, a * conversion(u, "g"), "g") for f, a, u in rows])
    one, other = (characterise(lines, method(name)).frame["amount"].to_list() for lines in (frame(rows), in_grams))
    assert other == [None if a is None else pytest.approx(a, rel=1e-14) for a in one]


@LAW
@given(ROWS, st.sampled_from(["ar6-gwp100-iso14067", "ar6-gwp100-ef", "ar4-gwp100-iso14067"]))
def test_the_parts_of_a_split_add_up_to_its_total_but_for_co2e(rows: list[tuple[str, float, str]], name: str) -> None:
    got = characterise(frame([r for r in rows if r[0] != "CO2e"]), method(name))
    parts = sum(got.total(category) for category in got.method.categories if category != "climate change")
    assert parts == pytest.approx(got.total(), rel=1e-12, abs=1e-6)


@LAW
@given(ROWS, METHODS)
def test_the_matrix_and_the_lines_give_the_same(rows: list[tuple[str, float, str]], name: str) -> None:
    lines = frame(rows)
    categories, q = q_matrix(lines, method(name))
    got = characterise(lines, method(name)).frame
    for record, impact, amount in got.select("record", "impact", "amount").iter_rows():
        factor = q[categories.index(impact), int(record)]
        assert math.isnan(factor) if amount is None else amount == pytest.approx(factor * lines["amount"][int(record)], rel=1e-15)
    assert np.count_nonzero(np.nan_to_num(q, nan=1.0)) <= got.height


def test_every_gas_of_a_set_is_a_flow_and_every_flow_of_a_method_is_elementary() -> None:
    known = set(elementary()["flow"])
    for name in methods():
        assert set(method(name).frame["flow"]) <= known, name


@LAW
@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_quantiles_rise_with_the_share(low: float, high: float) -> None:
    low, high = sorted((low, high))
    for kind in (Distribution("lognormal", 2.0, 0.4), Distribution("normal", -1.0, 2.0), Distribution("triangular", 2.0, low=1.0, high=7.0),
                 Distribution("triangular", 1.0, low=1.0, high=7.0), Distribution("uniform", 0.0, low=-3.0, high=5.0)):
        a, b = kind.quantile([low, high])
        assert a <= b


def test_another_seed_gives_draws_that_know_nothing_of_the_first() -> None:
    ids = [f"exchange-{n}" for n in range(50)]
    one, two = uniform(1, ids, 2000), uniform(2, ids, 2000)
    assert abs(np.corrcoef(one.ravel(), two.ravel())[0, 1]) < 5 / math.sqrt(one.size)
    assert not np.isin(one, two).any()


@pytest.mark.parametrize("seed", [0, -1, 2**64 - 1, 10**30])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    draws = uniform(seed, ["a", "b"], 100)
    assert ((draws > 0) & (draws < 1)).all()
    assert np.unique(draws).size == 200
