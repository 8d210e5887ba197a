"""Characterisation: one function for every view."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lizero.errors import UnknownName
from lizero.impact import Flows, Method, characterise, method, methods
from lizero.schema import check
from lizero.tables import FLOWS, IMPACTS, METHOD


def flows(*rows: tuple[str, float] | tuple[str, float, str] | tuple[str, float, str, str]) -> pl.DataFrame:
    made = []
    for i, row in enumerate(rows):
        flow, amount, unit, place = (*row, *("kg", None)[len(row) - 2:])
        made.append({
            "holder": "group", "record": f"r{i}", "flow": flow, "amount": amount, "unit": unit, "geography": place, "share": 1.0,
            "compartment": None, "start": "2025-01-01", "end": "2025-12-31", "gwp_set": "ar5-gwp100" if flow == "CO2e" else None,
        })
    return check(pl.DataFrame(made, infer_schema_length=None), FLOWS).frame


@pytest.mark.parametrize(("name", "total"), [
    ("sar-gwp100", 52.0), ("tar-gwp100", 52.6), ("ar4-gwp100", 54.8), ("ar5-gwp100", 54.5), ("ar6-gwp100", 55.2),
])
def test_one_tonne_of_methane_and_a_tenth_of_nitrous_oxide_by_set(name: str, total: float) -> None:
    """Derived from the IPCC reports' values: 1 t CH4 (unspecified) + 0.1 t N2O."""
    got = characterise(flows(("CH4", 1.0, "t"), ("N2O", 0.1, "t")), method(name)).total()
    assert got / 1000 == pytest.approx(total, abs=1e-9)


def test_the_split_of_iso_14067_under_both_conventions() -> None:
    """CO2 fossil 10, LUC 2, biogenic release 3, uptake 3; CH4 fossil .1, non-fossil .05; N2O .01; AR6 as in EF 3.1."""
    carbon = [("CO2", 10), ("CO2 land use", 2), ("CO2 biogenic", 3), ("CO2 uptake", 3)]
    gases = flows(*carbon, ("CH4 fossil", 0.1), ("CH4 non-fossil", 0.05), ("N2O", 0.01))
    iso, ef = (characterise(gases, method(m)) for m in ("ar6-gwp100-iso14067", "ar6-gwp100-ef"))
    for got in (iso, ef):
        assert got.total("climate change, fossil") == pytest.approx(15.71)
        assert got.total("climate change, biogenic") == pytest.approx(1.35)
        assert got.total("climate change, land use") == pytest.approx(2.0)
        assert got.total() == pytest.approx(19.06)


def test_carbon_stored_at_the_gate_shows_under_minus_one_plus_one_only() -> None:
    gases = flows(("CO2 biogenic", 1), ("CO2 uptake", 3), ("CH4 non-fossil", 0.05))
    assert characterise(gases, method("ar6-gwp100-iso14067")).total("climate change, biogenic") == pytest.approx(-0.65)
    assert characterise(gases, method("ar6-gwp100-ef")).total("climate change, biogenic") == pytest.approx(1.35)


def test_biogenic_co2_stands_beside_the_total_and_never_in_it() -> None:
    got = characterise(flows(("CO2", 1), ("CO2 biogenic", 5), ("CO2 uptake", 4)), method("ar6-gwp100"))
    assert (got.total(), got.total("biogenic CO2"), got.total("biogenic CO2 uptake")) == (1, 5, 4)


def test_three_methanes_and_fossil_combustion() -> None:
    got = characterise(flows(("CH4", 1), ("CH4 fossil", 1), ("CH4 non-fossil", 1), ("CH4 combustion", 1)), method("ar6-gwp100"))
    assert got.frame["amount"].to_list() == [27.9, 29.8, 27.0, 27.0]
    older = characterise(flows(("CH4 fossil", 1), ("CH4 non-fossil", 1)), method("ar5-gwp100"))
    assert older.frame["amount"].to_list() == [28.0, 28.0]


def test_co2e_frozen_to_another_set_counts_with_a_notice_and_its_share() -> None:
    got = characterise(flows(("CO2", 75), ("CO2e", 25)), method("ar6-gwp100"))
    assert got.total() == 100
    assert [(f.rule, f.severity) for f in got.findings] == [("impact.frozen-gwp", "notice")]
    assert "25.0%" in got.findings[0].message
    assert characterise(flows(("CO2", 75), ("CO2e", 25)), method("ar5-gwp100")).findings == ()


def test_a_gas_without_a_value_is_not_assessed_and_never_zero() -> None:
    got = characterise(flows(("CO2", 1), ("HFE-125", 1)), method("sar-gwp100"))
    assert got.frame["amount"].to_list() == [1.0, None]
    assert [f.rule for f in got.findings] == ["impact.not-assessed"]


def test_a_pollutant_has_no_line_under_a_climate_method() -> None:
    assert len(characterise(flows(("SO2", 1)), method("ar6-gwp100"))) == 0


@pytest.mark.parametrize(("unit", "scale"), [("t", 1000), ("g", 0.001), ("lb", 0.45359237)])
def test_flows_are_brought_to_the_factors_unit(unit: str, scale: float) -> None:
    assert characterise(flows(("CO2", 2, unit)), method("ar6-gwp100")).total() == pytest.approx(2 * scale)


def test_a_flow_in_a_unit_of_another_kind_is_a_finding_not_a_number() -> None:
    got = characterise(flows(("CO2", 2, "m3")), method("ar6-gwp100"))
    assert got.frame["amount"].to_list() == [None]
    assert [f.rule for f in got.findings] == ["impact.unit"]


def test_the_factor_of_the_place_then_its_parent_then_everywhere() -> None:
    rows = [("CN-SC", 3.0), ("CN", 2.0), (None, 1.0)]
    frame = pl.DataFrame([
        {"method": "m", "category": "scarcity", "flow": "water", "factor": f, "flow_unit": "m3", "unit": "m3 world", "geography": g}
        for g, f in rows
    ])
    local = Method("m", check(frame, METHOD).frame, "test")
    got = characterise(flows(*[("water", 1, "m3", g) for g in ("CN-SC", "CN-JS", "CL", "nowhere")], ("water", 1, "m3")), local)
    assert got.frame["amount"].to_list() == [3.0, 2.0, 1.0, 1.0, 1.0]


def test_impacts_have_the_declared_columns_and_the_flows_order() -> None:
    got = characterise(flows(("N2O", 1), ("CO2", 1), ("CH4", 1)), method("ar6-gwp100"))
    assert tuple(got.frame.columns) == IMPACTS.names
    assert got.frame["flow"].to_list() == ["N2O", "CO2", "CH4"]


def test_no_flows_no_impacts() -> None:
    assert len(characterise(Flows(flows(("CO2", 1)).clear()), method("ar6-gwp100"))) == 0


def test_an_unknown_method_lists_the_nearest() -> None:
    with pytest.raises(UnknownName, match="ar6-gwp100"):
        method("ar6-gwp")
    assert {"ar6-gwp100", "ar6-gwp100-iso14067"} <= set(methods())


NAMES = st.sampled_from(["CO2", "CH4", "N2O", "CO2e", "CO2 biogenic", "SF6", "SO2"])
LINES = st.lists(st.tuples(NAMES, st.floats(0, 1e9)), min_size=1, max_size=30)


@given(LINES, st.randoms(use_true_random=False))
def test_each_line_is_the_same_to_the_bit_in_any_order_and_chunk(rows: list[tuple[str, float]], random: object) -> None:
    frame = flows(*rows)
    whole = characterise(frame, method("ar6-gwp100")).frame
    order = list(range(frame.height))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = characterise(frame[order], method("ar6-gwp100")).frame
    assert mixed.sort("record", "impact").equals(whole.sort("record", "impact"))
    cut = frame.height // 2
    parts = pl.concat([characterise(p, method("ar6-gwp100")).frame for p in (frame[:cut], frame[cut:])])
    assert parts.equals(whole)
