"""The frame check: good rows go on, bad ones are named, nothing is lost."""

from datetime import date

import polars as pl
import pytest

from lizero.errors import TableRefused, UnknownName
from lizero.schema import check, empty, json_schema, page
from lizero.tables import ACTIVITY, SEVEN, TABLES

ROW = {
    "record": "kiln/gas/1", "site": "kwinana", "category": "stationary combustion", "flow": "natural gas",
    "quantity": "12.5", "unit": "GJ (GCV)", "start": "2025-01-01", "end": "2025-01-31",
}


def frame(*changes: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{**ROW, "record": f"r{i}", **c} for i, c in enumerate(changes)])


def test_text_becomes_typed_columns_in_declared_order() -> None:
    checked = check(frame({}), ACTIVITY)
    assert checked.findings == ()
    assert checked.frame.columns == list(ACTIVITY.names)
    assert checked.frame.row(0, named=True)["quantity"] == 12.5
    assert checked.frame.row(0, named=True)["start"] == date(2025, 1, 1)


def test_a_missing_required_column_is_refused_by_name() -> None:
    with pytest.raises(TableRefused, match=r"missing: quantity"):
        check(frame({}).drop("quantity"), ACTIVITY)


@pytest.mark.parametrize(("change", "rule"), [
    ({"quantity": ""}, "value.missing"),
    ({"quantity": "twelve"}, "value.type"),
    ({"quantity": "inf"}, "value.finite"),
    ({"quantity": "nan"}, "value.finite"),
    ({"category": "stationery combustion"}, "value.choice"),
    ({"start": "31/31/2025"}, "value.type"),
])
def test_a_bad_value_sets_its_row_apart_and_the_good_row_goes_on(change: dict[str, object], rule: str) -> None:
    checked = check(frame({}, change), ACTIVITY)
    assert [f.rule for f in checked.findings] == [rule]
    assert checked.findings[0].where.startswith("ACTIVITY › row 2 › ")
    assert checked.frame.height == 1
    assert checked.rejected.height == 1


def test_a_repeated_key_is_named_and_the_first_row_counts() -> None:
    twice = pl.DataFrame([ROW, {**ROW, "quantity": "99"}])
    checked = check(twice, ACTIVITY)
    assert [f.rule for f in checked.findings] == ["key.repeated"]
    assert checked.frame["quantity"].to_list() == [12.5]


def test_an_unknown_column_is_a_notice_with_the_nearest_name() -> None:
    checked = check(frame({}).rename({"unit": "unit"}).with_columns(pl.lit(1).alias("quantitiy")), ACTIVITY)
    assert [(f.rule, f.severity) for f in checked.findings] == [("column.unknown", "notice")]
    assert "quantity" in checked.findings[0].hint


def test_rows_in_equal_rows_out_plus_rejected() -> None:
    checked = check(frame({}, {"quantity": ""}, {"unit": ""}, {}), ACTIVITY)
    assert checked.frame.height + checked.rejected.height == 4


@pytest.mark.parametrize("name", TABLES)
def test_every_declared_table_gives_a_frame_a_schema_and_a_page(name: str) -> None:
    table = TABLES[name]
    assert empty(table).columns == list(table.names)
    assert json_schema(table)["items"]["required"] == list(table.required)
    assert all(f"`{c}`" in page(table) for c in table.names)
    assert len(set(table.names)) == len(table.names)


def test_an_unknown_column_of_a_table_lists_the_nearest() -> None:
    with pytest.raises(UnknownName, match="quantity"):
        ACTIVITY["quantitty"]


def test_there_are_seven_tables() -> None:
    assert list(SEVEN) == ["ACTIVITY", "FACTORS", "EXCHANGES", "FLOWS", "METHOD", "IMPACTS", "PATH"]


def test_a_value_outside_its_bounds_is_named_on_either_side() -> None:
    site = {"site": "a", "organisation": "o", "name": "A", "geography": "CL", "longitude": "-68.4", "latitude": "-23.5"}
    checked = check(pl.DataFrame([site, {**site, "site": "b", "longitude": "-200"}, {**site, "site": "c", "latitude": "91"}]), TABLES["SITES"])
    assert [f.rule for f in checked.findings] == ["value.low", "value.high"]
    assert checked.frame["site"].to_list() == ["a"]
    assert json_schema(TABLES["SITES"])["items"]["properties"]["latitude"]["maximum"] == 90
