"""Rows over several periods are cut by days, and the parts are the whole."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lizero.activity import clip, period, split_by_days, split_by_months
from lizero.errors import TableRefused


def bill(quantity: float, start: date, end: date) -> pl.DataFrame:
    return pl.DataFrame({"record": ["b"], "quantity": [quantity], "start": [start], "end": [end]})


def test_a_bill_over_a_leap_day_counts_it() -> None:
    parts = split_by_months(bill(60.0, date(2024, 2, 1), date(2024, 3, 31)))
    assert parts["quantity"].to_list() == [29.0, 31.0]


def test_a_bill_over_three_years_has_three_parts() -> None:
    parts = split_by_days(bill(1096.0, date(2023, 1, 1), date(2025, 12, 31)))
    assert parts["quantity"].to_list() == [365.0, 366.0, 365.0]
    assert parts["start"].to_list() == [date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1)]


def test_a_row_inside_the_period_keeps_its_amount_to_the_bit() -> None:
    assert split_by_days(bill(0.1 + 0.2, date(2025, 3, 5), date(2025, 3, 5)), 2025)["quantity"][0] == 0.1 + 0.2


def test_a_row_outside_the_period_is_left_out() -> None:
    assert clip(bill(1.0, date(2024, 1, 1), date(2024, 12, 31)), date(2025, 1, 1), date(2025, 12, 31)).height == 0


def test_a_fiscal_year_is_a_pair_of_days() -> None:
    parts = split_by_days(bill(365.0, date(2025, 1, 1), date(2025, 12, 31)), (date(2024, 7, 1), date(2025, 6, 30)))
    assert parts["quantity"].to_list() == [181.0]


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(TableRefused, match="2025-06-30"):
        period((date(2025, 6, 30), date(2025, 1, 1)))


@given(
    st.floats(0, 1e12),
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.integers(0, 2000),
    st.sampled_from([split_by_days, split_by_months]),
)
def test_the_parts_add_up_to_the_whole_and_follow_without_a_gap(quantity, start, length, split) -> None:  # type: ignore[no-untyped-def]
    parts = split(bill(quantity, start, start + timedelta(days=length)))
    assert parts["quantity"].sum() == pytest.approx(quantity, rel=1e-12)
    assert parts["start"][0] == start
    assert parts["end"][-1] == start + timedelta(days=length)
    assert (parts["start"][1:] - parts["end"][:-1]).dt.total_days().to_list() == [1] * (parts.height - 1)
