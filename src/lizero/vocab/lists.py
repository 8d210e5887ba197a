"""Lists of allowed values, read from the files beside this module."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

__all__ = ["CATEGORIES", "COMPARTMENTS", "STAGES", "TRANSFORMATIONS", "categories", "rows"]


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the list `name` as text."""
    text = files("lizero.vocab").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def categories() -> dict[str, dict[str, str]]:
    """Categories of activity by id: scope, scope 3 category, ISO 14064-1 category, role, labels."""
    return {r["id"]: r for r in rows("categories")}


CATEGORIES = tuple(r["id"] for r in rows("categories"))
COMPARTMENTS = ("air", "water", "soil", "resource")
STAGES = tuple(r["id"] for r in rows("stages"))
TRANSFORMATIONS = ("upstream", "midstream", "downstream", "end of life")
