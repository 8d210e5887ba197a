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


def row(**fields: object) -> pl.DataFrame:
    blank = {"parameter": "density", "scope": "diesel", "value": 0.84, "unit": "kg/L", "scenario": None, "year": None}
    types = {"scope": pl.String, "scenario": pl.String, "year": pl.Int64}
    return pl.DataFrame([blank | {"source": "certificate", "status": "own"} | fields], schema_overrides=types)


def test_a_parameter_of_another_year_or_of_a_scenario_is_not_used() -> None:
    mixed = pl.concat([row(value=0.80, year=2020), row(value=0.82, year=2025), row(value=0.7, scenario="cold"), row()])
    assert bridge("L", "kg", "diesel", mixed).value == pytest.approx(0.84)
    assert bridge("L", "kg", "diesel", mixed, year=2025).value == pytest.approx(0.82)
    with pytest.raises(UnitMismatch, match="density"):
        bridge("L", "kg", "diesel", mixed[:3])


def test_the_items_own_parameter_comes_before_one_for_everything_and_another_items_is_not_used() -> None:
    mixed = pl.concat([row(value=1.0, scope=None), row(value=0.74, scope="gasoline"), row()])
    assert bridge("L", "kg", "diesel", mixed).value == pytest.approx(0.84)
    assert bridge("L", "kg", "brine", mixed).value == pytest.approx(1.0)
    with pytest.raises(UnitMismatch):
        bridge("L", "kg", "brine", mixed[1:])


def test_a_parameters_name_states_the_basis_that_its_unit_leaves_out_and_never_turns_it() -> None:
    assert bridge("t", "GJ (NCV)", "diesel", row(parameter="ncv", value=42.6, unit="GJ/t")).value == pytest.approx(42.6)
    assert bridge("t", "GJ (GCV)", "diesel", row(parameter="HHV", value=45.6, unit="MJ/kg")).value == pytest.approx(45.6)
    with pytest.raises(UnitMismatch):
        bridge("t", "GJ (NCV)", "diesel", row(parameter="gcv", value=45.6, unit="GJ/t"))
    with pytest.raises(UnitMismatch):
        bridge("t", "GJ (GCV)", "diesel", row(parameter="ncv", value=45.6, unit="GJ (GCV)/t"))


@pytest.mark.parametrize("name", ["consumption", "price", "carbon content", "mass pull"])
def test_a_ratio_that_is_no_property_of_the_item_is_no_bridge(name: str) -> None:
    with pytest.raises(UnitMismatch, match="PARAMETERS state"):
        bridge("L", "kg", "diesel", row(parameter=name))


def test_a_stated_volume_ratio_comes_before_the_gas_law() -> None:
    stated = row(parameter="volume ratio", scope="natural gas", value=1.06, unit="Sm3/Nm3")
    assert bridge("Nm3", "Sm3", "natural gas", stated).value == pytest.approx(1.06)
    assert bridge("1e4 Nm3", "scf", "natural gas", stated).steps[-1].source == "ideal gas law at 101.325 kPa"


def test_the_refusal_of_a_bridge_tells_what_is_stated() -> None:
    with pytest.raises(UnitMismatch, match=r"of 'diesel' PARAMETERS state density kg/L; state the net calorific value \(ncv\) of diesel"):
        bridge("kL", "GJ (NCV)", "diesel", row())
    with pytest.raises(UnitMismatch, match="of 'coal' PARAMETERS state nothing"):
        bridge("t", "GJ (NCV)", "coal", row())


@pytest.mark.parametrize(("written", "meanings"), [
    ("ton", 3), ("Tons", 3), ("gal", 2), ("加仑", 2), ("MT", 2), ("mt", 2), ("MG", 2), ("ton-mile", 3),
])
def test_a_written_form_of_several_meanings_lists_them(written: str, meanings: int) -> None:
    with pytest.raises(UnitMismatch, match=f"has {meanings} meanings: write"):
        unit(written)


@pytest.mark.parametrize(("written", "text", "scale"), [
    ("GJ (GCV)/kL", "GJ (GCV)/kL", 1000), ("kg CO2e/kWh", "kg CO2e/kWh", 1 / 3.6), ("t C/GJ (NCV)", "t C/GJ (NCV)", 1),
    ("kW·h", "kW.h", 3.6), ("m2*year", "m2.a", 31557600), ("short ton-mile", "short ton.mile", 1459972.31821056),
    ("tonne per year", "t/a", 1000 / 31557600), ("million litres", "ML", 1000), ("1,000 m3", "1,000 m3", 1000), ("亿kWh", "1e8 kWh", 3.6e8),
    ("kg SO2-Eq", "kg SO2 eq", 1), ("mol H+ eq", "mol H+ eq", 1), ("kBq U-235 eq", "kBq U-235 eq", 1000), ("Mg", "t", 1000),
    ("mg", "mg", 1e-6), ("mWh", "mWh", 3.6e-6), ("mwh", "MWh", 3600), ("百万千焦", "GJ", 1000),
    ("吨二氧化碳当量", "t CO2e", 1000), ("万元", "1e4 CNY", 1e4),
])
def test_composed_units_are_taken_apart(written: str, text: str, scale: float) -> None:
    assert unit(written).text == text
    assert unit(written).scale == pytest.approx(scale, rel=1e-15)


def test_composition_cancels_and_keeps_the_basis() -> None:
    assert conversion("kW.h", "kWh") == 1
    assert conversion("kWh/h", "kW") == 1
    assert unit("kg/kg").dimension == "one"
    assert unit("Sm3/Nm3").dimension == "volume/volume"
    with pytest.raises(UnitMismatch):
        conversion("kg CO2e/GJ (NCV)", "kg CO2e/GJ (GCV)")


@pytest.mark.parametrize("text", [
    "", " ", "/", "kg/", "/t", "foo/bar", "kg..t", "MJ Liebe", "km net", "L CO2e", "10", "万", "t t t t", "🜁",
])
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(UnknownName, match="no unit is named"):
        unit(text)
