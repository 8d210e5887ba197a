"""Characterisation: one function for every view."""

import math
import sys
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from lizero import registry
from lizero.errors import TableRefused, UnknownName
from lizero.impact import Flows, Method, characterise, method, methods, q_matrix
from lizero.reference import open_set
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
    rows = [(None, 1.0), ("CN", 2.0), ("CN-SC", 3.0)]
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


def test_montreal_gases_are_characterised_and_left_to_the_inventory_to_keep_outside_the_scopes() -> None:
    assert characterise(flows(("HCFC-22", 1)), method("ar6-gwp100")).total() == 1960
    lost = characterise(flows(("CFC-13", 1)), method("sar-gwp100"))
    assert [(f.rule, f.severity) for f in lost.findings] == [("impact.not-assessed", "warning")]


def test_what_stays_beside_the_total_has_categories_of_its_own() -> None:
    got = characterise(flows(("CO2 avoided", 7), ("CO2 removed", 4)), method("ar6-gwp100"))
    assert (got.total(), got.total("avoided CO2"), got.total("removed CO2")) == (0, 7, 4)


def test_a_frozen_share_is_told_of_each_basis() -> None:
    frame = flows(("CO2e", 30), ("CO2e", 10), ("CO2", 70)).with_columns(basis=pl.Series(["location", "market", "none"]))
    told = characterise(frame, method("ar6-gwp100")).findings[0].message
    assert "30.0% of climate change on the location basis, 12.5% of climate change on the market basis" in told


def test_two_views_are_never_added_into_one_total() -> None:
    lines = flows(("CO2", 30), ("CO2", 10), ("CO2", 70)).with_columns(basis=pl.Series(["location", "market", None]))
    got = characterise(lines, method("ar6-gwp100"))
    assert (got.total(basis="location"), got.total(basis="market")) == (100, 80)
    with pytest.raises(ValueError, match="stands on two bases, location and market"):
        got.total()


def test_a_folder_with_a_source_is_a_method(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = b"category,flow,compartment,geography,factor,flow_unit,unit\nacidification,SO2,air,,1.31,kg,mol H+ eq\n"
    (tmp_path / "method.csv").write_bytes(table)
    told = ['name = "methods/acid"', 'publisher = "us"', 'title = "Acid"', 'edition = "1"', 'licence = "CC0-1.0"', "[sha256]"]
    (tmp_path / "source.toml").write_text("\n".join([*told, f'"method.csv" = "{sha256(table).hexdigest()}"']), encoding="utf-8")
    made = sys.modules["lizero.impact.method"]
    monkeypatch.setattr(made, "data_sets", lambda: ("methods/acid",))
    monkeypatch.setattr(made, "data_set", lambda name: open_set(tmp_path, name=name))
    monkeypatch.setattr(made, "_built_in", made._built_in.__wrapped__)
    monkeypatch.setattr(made, "_made", made._made.__wrapped__)
    assert "acid" in methods()
    assert method("acid").implementation == "Acid 1"
    assert characterise(flows(("SO2", 2)), method("acid")).frame["amount"].to_list() == [2.62]


def test_co2e_without_a_named_set_is_a_warning() -> None:
    frame = flows(("CO2e", 25)).with_columns(gwp_set=pl.lit(None, pl.String))
    assert [(f.rule, f.severity) for f in characterise(frame, method("ar6-gwp100")).findings] == [("impact.unnamed-gwp", "warning")]


def test_a_name_that_is_not_an_id_is_told_with_its_id_and_a_stranger_by_name() -> None:
    told = characterise(flows(("methane", 1), ("moon dust", 1)), method("ar6-gwp100")).findings
    assert [(f.rule, f.severity) for f in told] == [("flow.spelling", "error"), ("flow.unknown", "notice")]
    assert "'CH4'" in told[0].message
    assert "moon dust" in told[1].message


def test_an_unverified_factor_is_told_when_it_is_used() -> None:
    assert [f.rule for f in characterise(flows(("SF6", 1)), method("ar6-corrected-gwp100")).findings] == ["impact.unverified-factor"]
    assert characterise(flows(("SF6", 1)), method("ar6-gwp100")).findings == ()


def own(*rows: tuple[str, str, str | None, float]) -> Method:
    columns = ["category", "flow", "compartment", "factor"]
    frame = pl.DataFrame(rows, schema=columns, orient="row").with_columns(flow_unit=pl.lit("kg"), unit=pl.lit("points"))
    return Method.of(frame, "own")


def test_a_factor_of_the_compartment_comes_before_one_of_every_compartment() -> None:
    local = own(("harm", "Hg", None, 1.0), ("harm", "Hg", "water", 5.0), ("harm", "SO2", "water", 9.0))
    frame = flows(("Hg", 1), ("Hg", 1), ("SO2", 1)).with_columns(compartment=pl.Series(["water", "air", "air"]))
    assert characterise(frame, local).frame["amount"].to_list() == [5.0, 1.0]


def test_a_blank_compartment_is_the_flows_usual_one() -> None:
    local = own(("harm", "COD", "water", 2.0), ("harm", "COD", "soil", 3.0))
    assert characterise(flows(("COD", 1)), local).frame["amount"].to_list() == [2.0]


def test_a_method_of_several_impacts_gives_a_row_for_each() -> None:
    local = own(("acid", "SO2", "air", 1.31), ("harm", "SO2", "air", 0.2), ("acid", "NOx", "air", 0.74))
    got = characterise(flows(("NOx", 1), ("SO2", 2)), local).frame
    assert got.select("record", "impact", "amount").rows() == [("r0", "acid", 0.74), ("r1", "acid", 2.62), ("r1", "harm", 0.4)]


@pytest.mark.parametrize(("change", "told"), [
    ({"factor": None}, "first: error: .* › factor"), ({"compartment": "sky"}, "sky"), ({"flow": None}, "flow"),
])
def test_a_faulty_method_is_refused(change: dict[str, object], told: str) -> None:
    row = {"category": "c", "flow": "SO2", "compartment": "air", "factor": 1.0, "flow_unit": "kg", "unit": "points"}
    with pytest.raises(TableRefused, match=told):
        Method.of(pl.DataFrame([row | change], infer_schema_length=None), "own")


def test_a_registered_method_is_found_with_the_built_in_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._known["methods"], "ours", lambda: own(("harm", "SO2", "air", 1.0)))
    assert method("ours").categories == ("harm",)
    assert "ours" in methods()


def test_a_frame_without_amounts_is_refused() -> None:
    with pytest.raises(TableRefused, match="amount missing, found flow, unit"):
        characterise(pl.DataFrame({"flow": ["CO2"], "unit": ["kg"]}), method("ar6-gwp100"))


def test_the_share_of_the_holder_weighs_the_sums_and_not_the_lines() -> None:
    lines = flows(("CO2", 10), ("CO2", 5), ("HFE-125", 1)).with_columns(share=pl.Series([0.51, None, 0.4]))
    got = characterise(lines, method("sar-gwp100"))
    assert got.frame["amount"].to_list() == [10, 5, None]
    assert got.total() == pytest.approx(10.1)
    assert got.sums("flow")["amount"].to_list() == pytest.approx([10.1, 0.0])
    assert got.sums("flow").select("flow", "not assessed").rows() == [("CO2", 0), ("HFE-125", 1)]


def test_the_matrix_has_the_factors_of_the_lines() -> None:
    index = pl.DataFrame({"flow": ["SO2", "CH4", "CO2e", "CO2 biogenic", "HFE-125"], "unit": ["kg", "t", "kg", "kg", "kg"]})
    categories, q = q_matrix(index, method("sar-gwp100"))
    climate, biogenic = (q[categories.index(c)].tolist() for c in ("climate change", "biogenic CO2"))
    assert climate[:4] == [0, 21_000, 1, 0]
    assert math.isnan(climate[4])
    assert biogenic == [0, 0, 0, 1, 0]


def test_a_flow_of_a_sub_compartment_has_its_own_factor_else_that_of_the_flow() -> None:
    rows = {
        "category": ["dust"] * 3, "flow": ["PM2.5", "PM2.5 › urban air", "SO2"], "factor": [1.0, 4.0, 0.2],
        "flow_unit": ["kg"] * 3, "unit": ["kg PM2.5-eq"] * 3,
    }
    made = Method.of(pl.DataFrame(rows), "dust")
    flows = pl.DataFrame({"flow": ["PM2.5 › urban air", "PM2.5 › stratosphere", "SO2 › urban air"], "amount": [1.0, 1.0, 10.0], "unit": ["kg"] * 3})
    found = characterise(flows, made)
    assert found.frame["amount"].to_list() == pytest.approx([4.0, 1.0, 2.0])
    assert not found.findings


def test_a_greenhouse_gas_in_a_sub_compartment_counts_as_the_gas() -> None:
    flows = pl.DataFrame({"flow": ["CH4 fossil › low population density"], "amount": [2.0], "unit": ["kg"], "compartment": ["air"]})
    found = characterise(flows, method("ar6-gwp100"))
    assert found.frame.filter(impact="climate change")["amount"].to_list() == pytest.approx([59.6])
    assert not found.findings
