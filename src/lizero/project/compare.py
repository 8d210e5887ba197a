"""Two canonical texts of a table: where they differ, numbers within a tolerance being equal (convention 10)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import zip_longest

__all__ = ["TOLERANCE", "differing_line", "differing_result"]

TOLERANCE = 1e-9


def differing_line(then: str, now: str) -> str:
    """The first line that is not the same text, in words; blank when there is none.

    >>> differing_line("a\\n1\\n", "a\\n2\\n")
    "line 2 was '1', is '2'"
    """
    return next(_differing(then, now, lambda left, right: left == right), "")


def differing_result(then: str, now: str) -> str:
    """The first row that differs by a text or by a number further than 1e-9 (relative), in words; blank: none.

    >>> differing_result("amount\\n1.0\\n", "amount\\n1.0000000001\\n"), differing_result("amount\\n1.0\\n", "amount\\n1.1\\n")
    ('', "line 2 was '1.0', is '1.1'")
    """
    if then == now:
        return ""
    if then.count("\n") != now.count("\n"):
        return f"it had {then.count(chr(10)) - 1} rows and has {now.count(chr(10)) - 1}"
    return next(_differing(then, now, _near), "")


def _differing(then: str, now: str, same: Callable[[str, str], bool]) -> Iterator[str]:
    for number, (left, right) in enumerate(zip_longest(then.split("\n"), now.split("\n"), fillvalue=""), 1):
        if not same(left, right):
            yield f"line {number} was {left!r}, is {right!r}"


def _near(left: str, right: str) -> bool:
    if left == right:
        return True
    a, b = _cells(left), _cells(right)
    return len(a) == len(b) and all(x == y or _close(x, y) for x, y in zip(a, b, strict=True))


def _cells(line: str) -> list[str]:
    return next(csv.reader(io.StringIO(line)), [])


def _close(left: str, right: str) -> bool:
    try:
        x, y = float(left), float(right)
    except ValueError:
        return False
    return abs(x - y) <= TOLERANCE * max(abs(x), abs(y))
