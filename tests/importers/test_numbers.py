"""Numbers as people write them: read, or refused with the reason; never guessed (convention 6)."""

from __future__ import annotations

import polars as pl
import pytest

from lizero.importers.numbers import parse_number, parse_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0), ("-3.5", -3.5), ("1.5e3", 1500.0), (".5", 0.5), ("+7", 7.0), ("1,234.5", 1234.5), ("1,234,567", 1234567.0),
        ("1 234 567.8", 1234567.8), ("1\u00a0234", 1234.0), ("1'234.5", 1234.5), ("１２３．５", 123.5), ("１，２３４", 1234.0),
        ("12.5万", 125000.0), ("1.2亿", 1.2e8), ("5%", 0.05), ("−4", -4.0),
    ],
)
def test_a_number_is_read_as_it_is_meant(text: str, value: float) -> None:
    assert parse_number(text)[:2] == (pytest.approx(value, rel=1e-15), "")


@pytest.mark.parametrize("text", ["12,5", "1.234,5", "1.234.567", "0,75"])
def test_a_decimal_comma_is_said_and_not_guessed(text: str) -> None:
    assert parse_number(text)[:2] == (None, "may be a decimal comma")


@pytest.mark.parametrize("text", ["-", "n/a", "无", "12 kWh", "1,23,456", "(123)", "abc", "1e999", "1_000", "0x10"])
def test_what_is_no_number_has_a_fault(text: str) -> None:
    value, fault, _ = parse_number(text)
    assert value is None
    assert fault


def test_a_stated_decimal_comma_is_read() -> None:
    assert parse_number("1.234,5", decimal_comma=True)[0] == 1234.5


def test_one_decimal_comma_makes_every_doubtful_cell_of_the_column_a_fault() -> None:
    read = parse_numbers(pl.Series(["1,234", "12,5", "7", "1.234", "1,234,567", "１，２３４"]))
    assert read.values.to_list() == [None, None, 7.0, None, 1234567.0, None]
    assert set(read.faults) == {"1,234", "12,5", "1.234", "１，２３４"}


def test_without_one_a_grouped_number_is_read() -> None:
    read = parse_numbers(pl.Series(["1,234", "7.125", None, "", "-1,234,567.5", "１，２３４", "3万", "1 234"]))
    assert read.values.to_list() == [1234.0, 7.125, None, None, -1234567.5, 1234.0, 30000.0, 1234.0]
    assert [(remark, mask.arg_true().to_list()) for remark, mask in read.remarks] == [
        ("full-width digits", [5]), ("thousands separators", [0, 4]), ("thousands separators", [7]), ("万 read as 10,000", [6])]


def test_nan_and_infinity_are_no_numbers() -> None:
    read = parse_numbers(pl.Series(["nan", "inf", "1"]))
    assert read.values.to_list() == [None, None, 1.0]
    assert set(read.faults) == {"nan", "inf"}
