"""Dates from the texts that people write: days, months, quarters, years, serial numbers of spreadsheets.

A month, quarter or year is its first day in a column of beginnings and its last day in a column of ends. A text that
can be read in two ways (01/02/2025) is a fault, never a guess.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Literal

import polars as pl

from lizero.importers.fold import fold

__all__ = ["Order", "Span", "month_of", "parse_date", "parse_dates", "parse_month"]

Span = tuple[date, date]
Order = Literal["", "day-first", "month-first"]

_YMD = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[T ].*)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_YM = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?")
_MY = re.compile(r"(\d{1,2})[-/.](\d{4})")
_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])|Q([1-4])[- ](\d{4})|(\d{4})年第?([一二三四1-4])季度", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_XXY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?")
_NAMED_DAY = re.compile(r"(\d{1,2})[ -](?:de )?([^\W\d]+)\.?,?[ -](?:de )?(\d{4}|\d{2})")
_NAMED_MONTH = re.compile(r"([^\W\d]+)\.?[ -]*(?:de )?(\d{4}|\d{2})")
_SERIAL = (36526, 73050)
_DAYS_TO_1904 = 1462
_HANZI = {"一": 1, "二": 2, "三": 3, "四": 4}
_NAMES = (
    ("jan", "january", "ene", "enero"), ("feb", "february", "febrero"), ("mar", "march", "marzo"),
    ("apr", "april", "abr", "abril"), ("may", "mayo"), ("jun", "june", "junio"), ("jul", "july", "julio"),
    ("aug", "august", "ago", "agosto"), ("sep", "sept", "september", "septiembre"), ("oct", "october", "octubre"),
    ("nov", "november", "noviembre"), ("dec", "december", "dic", "diciembre"),
)
_MONTHS = {name: n for n, names in enumerate(_NAMES, 1) for name in names} | {f"{n}月": n for n in range(1, 13)}
_MONTHS |= {h + "月": n for n, h in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1)}


def parse_date(text: str, *, order: Order = "", from_1904: bool = False) -> tuple[Span | None, str]:
    """First and last day that `text` names, and a fault (blank when there is none).

    `from_1904`: serial numbers count from 1904, as in workbooks of old Macintosh.

    >>> parse_date("2025年2月")
    ((datetime.date(2025, 2, 1), datetime.date(2025, 2, 28)), '')
    >>> parse_date("45688")[0][0], parse_date("2025-01-31 00:00:00")[0][1]
    (datetime.date(2025, 1, 31), datetime.date(2025, 1, 31))
    >>> parse_date("01/02/2025")[1]
    'can be read as 1 February or 2 January'
    """
    plain = fold(text).replace(" 年 ", "年").replace(" 月 ", "月")
    try:
        span = _span(plain, order) or _serial(plain, _DAYS_TO_1904 if from_1904 else 0) or _named(plain)
    except ValueError as error:
        return None, str(error)
    return span, "" if span else "is not a date"


def parse_month(text: str, year: int | None = None) -> Span | None:
    """First and last day of the month that a header names without its year.

    >>> parse_month("3月", 2025)[0], parse_month("Mar", 2025)[1], parse_month("Site", 2025)
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 31), None)
    """
    month = _MONTHS.get(fold(text).casefold().rstrip("."))
    return _month(year, month) if month is not None and year else None


def month_of(day: date) -> Span:
    """First and last day of the month in which `day` lies."""
    return _month(day.year, day.month)


def parse_dates(texts: pl.Series, *, last: bool, order: Order = "", from_1904: bool = False) -> tuple[pl.Series, dict[str, str]]:
    """The days of a column of texts (each span's last day when `last`), and the fault of each text that has one."""
    plain = texts.str.strip_chars()
    known = plain.drop_nulls().unique().sort().to_list()
    read = {t: parse_date(t, order=order, from_1904=from_1904) for t in known if t}
    days = [None if span is None else span[1 if last else 0] for span, _ in read.values()]
    faults = {t: fault for t, (_, fault) in read.items() if fault}
    if not read:
        return pl.Series(texts.name, [None] * texts.len(), dtype=pl.Date), faults
    return plain.replace_strict(list(read), days, default=None, return_dtype=pl.Date), faults


def _span(plain: str, order: Order) -> Span | None:
    if match := _YMD.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _day(*map(int, match.groups()))
    if match := _XXY.fullmatch(plain):
        return _ordered(*map(int, match.groups()), order=order)
    if re.fullmatch(r"\d{4}\.1", plain):
        raise ValueError("can be read as January or October, for spreadsheets drop the zero of 2025.10")
    if match := _YM.fullmatch(plain):
        return _month(int(match.group(1)), int(match.group(2)))
    if match := _MY.fullmatch(plain):
        return _month(int(match.group(2)), int(match.group(1)))
    if match := _QUARTER.fullmatch(plain):
        return _quarter(match)
    if match := _YEAR.fullmatch(plain):
        return date(int(match.group(1)), 1, 1), date(int(match.group(1)), 12, 31)
    return None


def _day(year: int, month: int, day: int) -> Span:
    try:
        made = date(year, month, day)
    except ValueError:
        raise ValueError(f"is no day of the calendar: {year}-{month:02}-{day:02}") from None
    return made, made


def _month(year: int, month: int) -> Span:
    if not 1 <= month <= 12:
        raise ValueError(f"has no month {month}")
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _quarter(match: re.Match[str]) -> Span:
    year, quarter = [g for g in match.groups() if g] if not match.group(3) else [match.group(4), match.group(3)]
    number = _HANZI.get(quarter) or int(quarter)
    return _month(int(year), 3 * number - 2)[0], _month(int(year), 3 * number)[1]


def _ordered(first: int, second: int, year: int, *, order: Order) -> Span:
    if order:
        return _day(year, *((second, first) if order == "day-first" else (first, second)))
    if first <= 12 and second <= 12 and first != second:
        names = calendar.month_name
        raise ValueError(f"can be read as {first} {names[second]} or {second} {names[first]}")
    return _day(year, *((second, first) if first > 12 or first == second else (first, second)))


def _serial(plain: str, shift: int) -> Span | None:
    """Days since 1899-12-30, as spreadsheets count (ECMA-376 part 1, 18.17.4), for the years 2000 to 2099."""
    if not re.fullmatch(r"\d{5}(\.\d+)?", plain) or not _SERIAL[0] <= float(plain) + shift < _SERIAL[1]:
        return None
    made = date(1899, 12, 30) + timedelta(days=int(float(plain)) + shift)
    return made, made


def _named(plain: str) -> Span | None:
    if match := _NAMED_DAY.fullmatch(plain):
        month = _MONTHS.get(match.group(2).casefold())
        return _day(_century(match.group(3)), month, int(match.group(1))) if month else None
    if match := _NAMED_MONTH.fullmatch(plain):
        month = _MONTHS.get(match.group(1).casefold())
        return _month(_century(match.group(2)), month) if month else None
    return None


def _century(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)
