"""Gaps, overlaps, silent and late sources, resets, outliers, and the table of site and month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from lizero.activity import Record, completeness, months_table

SITES = pl.DataFrame({"site": ["s"], "organisation": ["o"], "name": ["S"], "geography": ["CN"]})


def month(n: int, quantity: float = 100.0, year: int = 2025, **more: Any) -> dict[str, Any]:
    start = date(year, n, 1)
    end = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    row = {
        "record": f"{year}-{n:02}",
        "site": "s",
        "source": "meter",
        "category": "stationary combustion",
        "flow": "diesel",
        "quantity": quantity,
        "unit": "L",
    }
    return row | {"start": start, "end": end} | more


def rules(*rows: dict[str, Any], as_of: date | None = None, **registers: pl.DataFrame) -> list[str]:
    made = Record.of(pl.from_dicts(list(rows), infer_schema_length=None), **({"sites": SITES} | registers))
    return [f.rule for f in completeness(made, 2025, as_of=as_of)]


WHOLE = [month(n) for n in range(1, 13)]


def test_twelve_readings_without_a_break_are_complete() -> None:
    assert rules(*WHOLE) == []


def test_a_missing_month_is_a_gap_whether_inside_or_at_an_end() -> None:
    assert rules(*WHOLE[:4], *WHOLE[5:]) == ["series.gap"]
    assert rules(*WHOLE[1:]) == ["series.gap"]
    assert rules(*WHOLE[:-1]) == ["series.gap"]


def test_the_gap_is_named_by_its_days() -> None:
    made = Record.of(pl.DataFrame([*WHOLE[:4], *WHOLE[5:]]), sites=SITES)
    assert "2025-05-01 to 2025-05-31 (31 days)" in completeness(made, 2025)[0].message


def test_readings_are_not_expected_after_the_day_on_which_one_looks() -> None:
    assert rules(*WHOLE[:6], as_of=date(2025, 6, 30)) == []


def test_readings_are_not_expected_outside_the_life_of_the_site() -> None:
    assert rules(*WHOLE[6:], sites=SITES.with_columns(pl.lit(date(2025, 7, 1)).alias("start"))) == []


def test_two_readings_of_the_same_days_overlap() -> None:
    assert rules(*WHOLE, month(3, 50.0, record="again")) == ["series.overlap"]


def test_a_long_row_does_not_hide_an_overlap_behind_a_short_one() -> None:
    long = month(1) | {"end": date(2025, 3, 31)}
    assert rules(long, *WHOLE[1:]).count("series.overlap") == 2


SOURCES = pl.DataFrame({"source": ["meter", "stack"], "site": ["s", "s"], "name": ["Meter", "Stack"], "frequency": ["monthly", "daily"]})


def test_a_source_without_any_reading_and_one_that_is_late_are_said() -> None:
    found = rules(*WHOLE[:10], sources=SOURCES, as_of=date(2025, 12, 31))
    assert sorted(found) == ["series.gap", "source.late", "source.silent"]


def test_a_zero_between_readings_may_be_a_reset() -> None:
    assert rules(*WHOLE[:5], month(6, 0.0), *WHOLE[6:]) == ["series.reset"]


def test_a_month_three_times_that_of_last_year_is_an_outlier() -> None:
    last = [month(n, year=2024) for n in range(1, 13)]
    assert rules(*last, *WHOLE[:4], month(5, 350.0), *WHOLE[5:]) == ["outlier.year"]


def test_a_month_far_from_the_usual_use_for_one_unit_of_output_is_an_outlier() -> None:
    made = [
        month(n, 10.0, record=f"out-{n}", source=None, category="product output", flow="lithium carbonate", unit="t") for n in range(1, 13)
    ]
    assert rules(*made, *WHOLE) == []
    assert rules(*made, *WHOLE[:4], month(5, 350.0), *WHOLE[5:]) == ["outlier.output"]


def test_the_table_of_site_and_month_has_a_line_for_every_month_of_every_source() -> None:
    made = Record.of(pl.DataFrame([*WHOLE[:4], month(5) | {"end": date(2025, 5, 10)}]), sites=SITES, sources=SOURCES)
    table = months_table(made, 2025)
    assert table.height == 24
    states = table.filter(source="meter")["state"].to_list()
    assert states == ["complete"] * 4 + ["part"] + ["none"] * 7
    assert table.filter(source="meter")["covered"][4] == 10


def test_overlapping_rows_cover_a_day_once_in_the_table() -> None:
    made = Record.of(pl.DataFrame([month(1), month(1, 5.0, record="again")]), sites=SITES)
    assert months_table(made, 2025).row(0, named=True) | {"month": None} == {
        "site": "s",
        "source": "meter",
        "month": None,
        "rows": 2,
        "covered": 31,
        "expected": 31,
        "state": "complete",
    }


def test_months_outside_the_life_of_a_site_are_closed() -> None:
    made = Record.of(pl.DataFrame(WHOLE[6:]), sites=SITES.with_columns(pl.lit(date(2025, 7, 1)).alias("start")))
    assert months_table(made, 2025)["state"].to_list() == ["closed"] * 6 + ["complete"] * 6
