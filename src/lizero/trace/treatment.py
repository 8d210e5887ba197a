"""What becomes of each category of activity when a site's year is turned into unit processes."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

__all__ = ["of", "reasons", "treatments"]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("lizero.trace").joinpath("treatment.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def treatments() -> dict[str, str]:
    """Treatment by category: input, energy, own energy, waste, resource, release, output, or line (stands apart).

    >>> treatments()["purchased goods"], treatments()["commuting"]
    ('input', 'line')
    """
    return {r["category"]: r["treatment"] for r in _rows()}


def reasons() -> dict[str, str]:
    """Why a category is treated as it is, for the lines that stand apart."""
    return {r["category"]: r["reason"] for r in _rows()}


def of(*wanted: str) -> list[str]:
    """The categories with one of the `wanted` treatments."""
    return [category for category, treatment in treatments().items() if treatment in wanted]
