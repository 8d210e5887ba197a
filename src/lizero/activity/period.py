"""A reporting period, from a calendar year or a pair of days."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from lizero.errors import TableRefused

__all__ = ["Period", "period"]


class Period(NamedTuple):
    """First and last day of a reporting period, both counted."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days in the period."""
        return (self.end - self.start).days + 1

    @property
    def year(self) -> int:
        """The calendar year in which the period ends."""
        return self.end.year


def period(year: int | tuple[date, date]) -> Period:
    """The period of a calendar year, or of a stated first and last day (a fiscal year, 1 July to 30 June).

    Raises TableRefused when the last day is before the first.

    >>> period(2024).days
    366
    >>> period((date(2024, 7, 1), date(2025, 6, 30))).year
    2025
    """
    if isinstance(year, int):
        return Period(date(year, 1, 1), date(year, 12, 31))
    start, end = year
    if end < start:
        raise TableRefused(f"a period was asked from {start} to {end}; its last day must not be before its first")
    return Period(start, end)
