"""How long a footprint stands: three years from the end of the period that it stands for, unless it would change before.

Source: PACT methodology, version 3; the reference period ends with the midnight after its last day.
"""

from __future__ import annotations

from datetime import date, timedelta

__all__ = ["VALID_YEARS", "ends_before", "valid_until"]

VALID_YEARS = 3


def ends_before(end: date) -> date:
    """The first day on which a footprint of a period up to and with `end` no longer stands.

    >>> ends_before(date(2025, 12, 31)), ends_before(date(2025, 2, 28)), ends_before(date(2024, 2, 28))
    (datetime.date(2029, 1, 1), datetime.date(2028, 3, 1), datetime.date(2027, 2, 28))
    """
    day = end + timedelta(days=1)
    return day.replace(year=day.year + VALID_YEARS, day=28 if (day.month, day.day) == (2, 29) else day.day)


def valid_until(end: date) -> date:
    """The last day on which a footprint of a period up to and with `end` stands.

    >>> valid_until(date(2025, 12, 31)), valid_until(date(2025, 2, 28)), valid_until(date(2024, 2, 29))
    (datetime.date(2028, 12, 31), datetime.date(2028, 2, 29), datetime.date(2027, 2, 28))
    """
    return ends_before(end) - timedelta(days=1)
