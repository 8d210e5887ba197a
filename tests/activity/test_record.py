"""A record is checked across its tables, and nothing of it is lost."""

from datetime import date

import polars as pl
import pytest

from lizero.activity import Record
from lizero.errors import TableRefused, UnknownName

ROW = {
    "record": "r1",
    "site": "kwinana",
    "source": "kiln",
    "category": "stationary combustion",
    "flow": "diesel",
    "quantity": 5.0,
    "unit": "L",
    "start": date(2025, 1, 1),
    "end": date(2025, 1, 31),
}
SITES = pl.DataFrame(
    {
        "site": ["kwinana"],
        "organisation": ["chem"],
        "name": ["Kwinana"],
        "geography": ["AU-WA"],
        "start": [date(2022, 1, 1)],
        "end": [date(2025, 6, 30)],
    }
)


def rules(*rows: dict[str, object], **registers: pl.DataFrame) -> tuple[list[str], int, int]:
    made = Record.of(pl.from_dicts(list(rows), infer_schema_length=None), **registers)
    return [f.rule for f in made.findings], made.activity.height, made.rejected.height


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"quantity": -5.0}, "activity.negative"),
        ({"end": date(2024, 12, 31)}, "activity.dates"),
        ({"site": "kwinanna"}, "site.unknown"),
        ({"unit": "tns"}, "unit.unknown"),
        ({"category": "combustion"}, "value.choice"),
        ({"flow": None}, "value.missing"),
    ],
)
def test_a_faulty_row_is_set_apart_with_its_finding_and_the_good_one_stays(change: dict[str, object], rule: str) -> None:
    good = ROW | {"record": "good"}
    found, kept, rejected = rules(good, ROW | change, sites=SITES)
    assert (found, kept, rejected) == ([rule], 1, 1)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({}, "activity.twin"),
        ({"start": date(2021, 12, 1), "quantity": 1.0}, "site.life"),
        ({"end": date(2025, 7, 1), "quantity": 1.0}, "site.life"),
        ({"flow": "unobtainium"}, "item.unknown"),
    ],
)
def test_a_doubtful_row_counts_and_is_said(change: dict[str, object], rule: str) -> None:
    found, kept, rejected = rules(ROW | {"record": "first"}, ROW | change, sites=SITES)
    assert (found, kept, rejected) == ([rule], 2, 0)


def test_an_unknown_site_lists_the_nearest() -> None:
    made = Record.of(pl.DataFrame([ROW | {"site": "kwinanna"}]), sites=SITES)
    assert "'kwinana'" in made.findings[0].hint
    assert made.findings[0].record == "r1"


def test_stock_changes_may_be_negative() -> None:
    assert rules(ROW | {"category": "stock change", "quantity": -3.0}) == ([], 1, 0)


def test_a_source_that_no_register_knows_is_said() -> None:
    sources = pl.DataFrame({"source": ["kiln-1"], "site": ["kwinana"], "name": ["Kiln 1"]})
    assert rules(ROW, sources=sources)[0] == ["source.unknown"]


def test_registers_go_by_the_name_of_their_table_in_any_case() -> None:
    made = Record.of(pl.DataFrame([ROW]), SITES=SITES)
    assert made.register("sites").height == made.register("SITES").height == 1
    assert made.register("OWNERSHIP").height == 0


def test_an_unknown_register_lists_the_nearest() -> None:
    with pytest.raises(UnknownName, match="SITES"):
        Record.of(pl.DataFrame([ROW]), sitez=SITES)


def test_a_frame_without_a_required_column_is_refused() -> None:
    with pytest.raises(TableRefused, match="quantity"):
        Record.of(pl.DataFrame([ROW]).drop("quantity"))


def test_a_year_of_a_record_keeps_its_registers_and_cuts_its_rows() -> None:
    made = Record.of(pl.DataFrame([ROW | {"start": date(2024, 12, 1), "quantity": 62.0}]), sites=SITES).year(2025)
    assert made.activity["quantity"].to_list() == [31.0]
    assert made.register("SITES").height == 1
