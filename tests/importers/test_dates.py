"""Dates as people write them; what has two readings is a fault."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from lizero.importers.dates import parse_date, parse_dates, parse_month


@pytest.mark.parametrize(
    "text",
    ["2025-01-31", "2025/1/31", "2025.1.31", "20250131", "2025年1月31日", "2025-01-31 00:00:00", "2025-01-31T08:00:00Z", "45688",
     "45688.5", "31/01/2025", "31 January 2025", "31-Jan-2025", "31 de enero de 2025", "２０２５－０１－３１", "1/31/2025"],
)
def test_a_day_is_read_in_its_common_forms(text: str) -> None:
    assert parse_date(text) == ((date(2025, 1, 31), date(2025, 1, 31)), "")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28)), ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025/2", date(2025, 2, 1), date(2025, 2, 28)), ("02/2025", date(2025, 2, 1), date(2025, 2, 28)),
        ("Feb-25", date(2025, 2, 1), date(2025, 2, 28)), ("febrero 2025", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025Q2", date(2025, 4, 1), date(2025, 6, 30)), ("Q2 2025", date(2025, 4, 1), date(2025, 6, 30)),
        ("2025年第二季度", date(2025, 4, 1), date(2025, 6, 30)), ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025年", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_longer_span_has_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    assert parse_date(text) == ((first, last), "")


@pytest.mark.parametrize(
    ("text", "words"),
    [("01/02/2025", "1 February or 2 January"), ("2025.1", "January or October"), ("2025-02-30", "no day of the calendar"),
     ("2025-13", "no month 13"), ("soon", "not a date"), ("99999", "not a date")],
)
def test_what_is_no_date_or_has_two_readings_is_a_fault(text: str, words: str) -> None:
    span, fault = parse_date(text)
    assert span is None
    assert words in fault


def test_a_stated_order_settles_the_two_readings() -> None:
    assert parse_date("01/02/2025", order="day-first")[0] == (date(2025, 2, 1), date(2025, 2, 1))
    assert parse_date("01/02/2025", order="month-first")[0] == (date(2025, 1, 2), date(2025, 1, 2))


def test_a_column_takes_first_or_last_days() -> None:
    texts = pl.Series(["2025-01", "2025-02-03", None])
    assert parse_dates(texts, last=False)[0].to_list() == [date(2025, 1, 1), date(2025, 2, 3), None]
    assert parse_dates(texts, last=True)[0].to_list() == [date(2025, 1, 31), date(2025, 2, 3), None]


@pytest.mark.parametrize("text", ["3月", "三月", "Mar", "March", "marzo", "Mar."])
def test_a_header_of_a_month_takes_the_year_given(text: str) -> None:
    assert parse_month(text, 2025) == (date(2025, 3, 1), date(2025, 3, 31))
    assert parse_month(text) is None


@pytest.mark.parametrize("text", ["Site", "2025", "3", "kWh", "may be"])
def test_other_headers_are_no_months(text: str) -> None:
    assert parse_month(text, 2025) is None
