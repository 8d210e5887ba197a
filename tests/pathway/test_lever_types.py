"""The shipped types of levers, and what a project's lever takes from one."""

import polars as pl
import pytest

from lizero.errors import UnknownName
from lizero.pathway import read_levers
from lizero.pathway.futures import decline_path, declines, grid_path, grid_scenarios, grids_of, lithium_demand
from lizero.pathway.lever_types import lever_types, register

LIKE = '[[lever]]\nid = "b"\nlike = "{}"\nsources = ["boiler"]\n{}'


def only(text):
    found = read_levers(text)
    assert not found.findings, found.findings
    return found.levers[0]


def test_the_four_transformations_all_have_types_and_none_removes_more_than_everything():
    kinds = {x.transformation for x in lever_types().values()}
    assert kinds == {"upstream", "midstream", "downstream", "end of life", "any"}
    assert all(v <= 1 for x in lever_types().values() for v in x.removes.values())


def test_an_effect_that_nobody_publishes_stays_away():
    assert lever_types()["L086"].removes == {}
    assert "SO2" not in lever_types()["L103"].removes


def test_every_figure_of_a_type_has_a_source_and_a_status():
    frame = register()
    assert frame["source"].null_count() == 0
    assert frame["effect_status"].null_count() == 0
    assert frame.filter(pl.col("each").is_not_null() & (pl.col("each") > 0))["cost_status"].null_count() == 0


def test_capital_is_size_times_the_published_cost_of_one():
    lever = only(LIKE.format("L049", "size = 1000"))
    assert lever.capex == 1_183_000
    assert lever.transformation == "midstream"
    assert lever.life == 20


def test_what_the_project_says_stands_before_the_type():
    lever = only(LIKE.format("L049", 'size = 1000\nlife = 12\nstatus = "own"'))
    assert (lever.life, lever.status) == (12, "own")


def test_the_weakest_figure_names_the_status():
    assert only(LIKE.format("L037", "capex = 5e6")).status == "unverified"
    assert only(LIKE.format("L048", "size = 1")).status == "computed"


def test_a_size_without_a_published_cost_is_a_finding_and_not_nought():
    found = read_levers(LIKE.format("L044", "size = 10"))
    assert not found.levers
    assert "no published cost" in found.findings[0].message


def test_another_currency_needs_an_exchange():
    text = LIKE.format("L014", "size = 100")
    assert "exchange" in read_levers('currency = "EUR"\n' + text).findings[0].message
    assert only('currency = "EUR"\n' + text + "\nexchange = 0.9").capex == pytest.approx(5670 * 100 * 0.9)


def test_the_levers_keep_the_currency_that_their_file_names():
    assert read_levers('currency = "CNY"\n' + LIKE.format("L037", "capex = 5e6")).currency == "CNY"
    assert read_levers(LIKE.format("L037", "capex = 5e6")).currency == ""


def test_a_type_that_does_not_ship_and_one_that_serves_several_are_findings():
    assert read_levers(LIKE.format("L999", "")).findings[0].rule == "lever.type"
    assert not read_levers(LIKE.format("L002", "")).levers
    assert only(LIKE.format("L003", 'transformation = "upstream"\nsize = 2')).capex == 964


def test_a_family_serves_its_kinds_and_a_species_that_is_not_named_is_not_known():
    lever = only(LIKE.format("L035", "size = 1"))
    assert lever.effect("CH4 fossil") == pytest.approx(0.9)
    assert lever.effect("PM10") == pytest.approx(0.993)
    assert lever.effect("Hg") is None


def test_an_adverse_type_stays_adverse():
    assert lever_types()["L030"].removes["CO2"] == -6


def test_grid_paths_start_from_their_own_base_and_unknown_ones_name_what_ships():
    assert grids_of({"AU-WA": {"region": "AU", "scenario": "national path"}})["AU-WA"] == grid_path("AU", "national path")
    with pytest.raises(UnknownName, match="national path"):
        grid_path("CN", "nothing")
    assert not grid_scenarios()["meaning"].str.contains("life cycle").any()


def test_demand_and_grades_read_back_what_was_published():
    recycled = lithium_demand("recycled Li")
    assert recycled.height
    assert set(recycled["unit"]) == {"kt Li"}
    assert decline_path("brine Li concentration", "S&P-Ambitious")[2020] == 0.1124
    assert {"grade-tonnage", "brine Heat intensity"} <= set(declines()["topic"])
