"""Units: one meaning each, checked by dimension and basis, converted exactly or through what is stated."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lizero.errors import UnitMismatch, UnknownName
from lizero.units import bridge, conversion, gwp, gwp_sets, ratio, unit, unit_names


@pytest.mark.parametrize(("written", "meant"), [
    ("吨标煤", "tce"), ("tce (吨标煤)", "tce"), ("万kWh", "1e4 kWh"), ("10⁴ Nm³", "1e4 Nm3"), ("10^4 Nm3", "1e4 Nm3"), ("万Nm³", "1e4 Nm3"),
    ("1e4Nm3", "1e4 Nm3"), ("公斤", "kg"), ("吨", "t"), ("立方米", "m3"), ("万立方米", "1e4 m3"), ("升", "L"), ("MWH", "MWh"),
    ("Tonnes", "t"), ("litres", "L"), ("GJ HHV", "GJ (GCV)"), ("GJ(LHV)", "GJ (NCV)"), ("kWh (Gross CV)", "kWh (GCV)"),
    ("mmBtu (HHV)", "mmBtu (GCV)"), ("TJ (NCV)", "TJ (NCV)"), ("ＧＪ（ＮＣＶ）", "GJ (NCV)"), ("t·km", "t.km"), ("tonne-km", "t.km"),
    ("m³", "m3"), ("㎥", "m3"), ("Nm3", "Nm3"), ("US gallons", "US gal"), ("short tons", "short ton"), ("t CO2-e", "t CO2e"),
    ("passenger-km", "passenger.km"), ("度", "kWh"), ("GJ（低位）", "GJ (NCV)"), ("吨公里", "t.km"), ("-", "1"),
])
def test_what_people_write_means_one_unit(written: str, meant: str) -> None:
    assert unit(written).text == meant


@pytest.mark.parametrize(("a", "b", "value"), [
    ("US gal", "L", 3.785411784), ("lb", "kg", 0.45359237), ("short ton", "kg", 907.18474), ("long ton", "kg", 1016.0469088),
    ("imp gal", "L", 4.54609), ("tce", "GJ (NCV)", 29.3076), ("万kWh", "kWh", 1e4), ("1e4 Nm3", "Nm3", 1e4), ("MWh", "GJ", 3.6),
    ("therm", "kWh (GCV)", 29.307107017222222), ("mile", "km", 1.609344), ("t.km", "kg.km", 1000), ("kL", "L", 1000),
])
def test_exact_conversions(a: str, b: str, value: float) -> None:
    assert conversion(a, b) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(("a", "b", "hint"), [
    ("GJ", "GJ (NCV)", "gross"), ("GJ (GCV)", "GJ (NCV)", "ratio of net to gross"), ("kWh", "kWh (GCV)", "gross"),
    ("Nm3", "m3", "reference temperature"), ("Nm3", "Sm3", "reference temperature"), ("t C", "t CO2", "carbon"),
    ("t", "m3", "mass"), ("t CO2", "t CO2e", "equivalent"), ("USD2019", "USD2023", "price index"), ("USD", "CNY", "exchange rate"),
    ("t LCE", "t", "lithium carbonate equivalent"), ("t.km", "km", "transport"), ("Sm3", "scf", "reference temperature"),
])
def test_unlike_things_are_refused_with_both_sides_named(a: str, b: str, hint: str) -> None:
    with pytest.raises(UnitMismatch, match=hint) as told:
        conversion(a, b)
    assert repr(a) in str(told.value)
    assert repr(b) in str(told.value)


@pytest.mark.parametrize("word", ["gallon", "tons"])
def test_a_word_with_two_meanings_is_refused(word: str) -> None:
    with pytest.raises(UnitMismatch, match="meanings"):
        unit(word)


def test_an_unknown_unit_lists_the_nearest() -> None:
    with pytest.raises(UnknownName, match="tonne"):
        unit("tonnne")


def test_a_currency_carries_its_price_year() -> None:
    assert unit("usd 2019").text == "USD2019"
    assert unit("RMB").text == "CNY"
    assert conversion("USD2019", "USD 2019") == 1.0


def parameters(*rows: tuple[str, str, float, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(p, s, v, u, "certificate", "own") for p, s, v, u in rows],
        schema=["parameter", "scope", "value", "unit", "source", "status"], orient="row",
    )


DIESEL = parameters(("density", "diesel", 0.84, "kg/L"), ("ncv", "diesel", 42.652, "GJ (NCV)/t"), ("density", "petrol", 0.74, "kg/L"))


def test_litres_become_net_energy_through_stated_density_and_calorific_value() -> None:
    found = bridge("kL", "GJ (NCV)", "diesel", DIESEL)
    assert found.value == pytest.approx(0.84 * 42.652, rel=1e-12)
    assert [s.text for s in found.steps] == ["density of diesel 0.84 kg/L", "ncv of diesel 42.652 GJ (NCV)/t"]
    assert {s.source for s in found.steps} == {"certificate"}


def test_nothing_stated_is_refused_and_the_missing_parameter_is_named() -> None:
    with pytest.raises(UnitMismatch, match=r"state the density of fuel oil"):
        bridge("t", "L", "fuel oil", DIESEL)
    with pytest.raises(UnitMismatch, match=r"gross calorific value \(gcv\) of diesel"):
        bridge("t", "GJ (GCV)", "diesel", DIESEL)
    with pytest.raises(UnitMismatch, match="ratio of net to gross"):
        bridge("GJ (NCV)", "GJ (GCV)", "coal", DIESEL)


def test_energy_without_a_basis_is_never_guessed() -> None:
    with pytest.raises(UnitMismatch, match="gross"):
        bridge("GJ", "t", "diesel", DIESEL)


def test_gas_volumes_at_two_temperatures_convert_by_a_listed_step() -> None:
    found = bridge("Nm3", "Sm3", "natural gas", DIESEL)
    assert found.value == pytest.approx(288.15 / 273.15)
    assert found.steps[0].source.startswith("ideal gas")
    with pytest.raises(UnitMismatch):
        bridge("m3", "Nm3", "natural gas", DIESEL)


def test_the_first_stated_row_wins() -> None:
    twice = pl.concat([parameters(("density", "diesel", 0.8, "kg/L")), DIESEL])
    assert bridge("L", "kg", "diesel", twice).value == pytest.approx(0.8)


@pytest.mark.parametrize("value", [0.0, -1.0, None])
def test_a_parameter_without_a_positive_value_is_no_bridge(value: float | None) -> None:
    with pytest.raises(UnitMismatch):
        bridge("L", "kg", "diesel", DIESEL.with_columns(pl.lit(value, dtype=pl.Float64).alias("value")))


@given(st.sampled_from(unit_names()), st.sampled_from(unit_names()), st.floats(1e-6, 1e9))
def test_there_and_back_is_where_one_started(a: str, b: str, quantity: float) -> None:
    if unit(a).kind == unit(b).kind:
        assert quantity * conversion(a, b) * conversion(b, a) == pytest.approx(quantity, rel=1e-12)
    else:
        with pytest.raises(UnitMismatch):
            conversion(a, b)


def test_a_ratio_has_two_sides() -> None:
    top, bottom = ratio("t C/GJ (NCV)")
    assert (top.text, bottom.text) == ("t C", "GJ (NCV)")


def test_horizons_of_20_100_and_500_years_are_there() -> None:
    assert {"ar6-gwp20", "ar6-gwp100", "ar6-gwp500", "tar-gwp20", "tar-gwp500"} <= set(gwp_sets())
    with pytest.raises(UnknownName, match="ar6-gwp100"):
        gwp("ar6")
