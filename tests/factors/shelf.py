"""Small libraries and needs for the tests of the factors room: one call a frame, columns that matter only."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from lizero.factors import Choice, Library, choose

FUEL, POWER, GOODS, UPSTREAM = "stationary combustion", "purchased electricity", "purchased goods", "fuel and energy upstream"


def year(n: int) -> dict[str, date]:
    return {"start": date(n, 1, 1), "end": date(n, 12, 31)}


def valid(n: int) -> dict[str, date]:
    return {"valid_from": date(n, 1, 1), "valid_to": date(n, 12, 31)}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.from_dicts(list(rows), infer_schema_length=None)


def need(flow: str = "diesel", category: str = FUEL, unit: str = "L", geography: str = "CN-SC", **more: Any) -> dict[str, Any]:
    return {"need": "n", "category": category, "flow": flow, "unit": unit, "geography": geography, "family": None} | year(2025) | more


def row(id: str, activity: str = "diesel", category: str = FUEL, unit: str = "L", **more: Any) -> dict[str, Any]:
    """A factor of one kilogram CO2, in China, at any time."""
    made = {"id": id, "category": category, "activity": activity, "unit": unit, "flow": "CO2", "amount": 1.0, "flow_unit": "kg",
            "geography": "CN", "reason": "for a test"}
    return made | more


def lib(*rows: dict[str, Any], **more: Any) -> Library:
    return Library.of(frame(*rows), **more)


def proxy(library: str, edition: str, **more: Any) -> pl.DataFrame:
    stated = {"library": library, "edition": edition, "reason": "not published yet", "geography": None, "use_geography": None}
    return frame(stated | year(2025) | more)


def chosen(library: Library, **asked: Any) -> Choice:
    return choose(frame(need(**asked)), library)


def ids(library: Library, **asked: Any) -> list[str]:
    """Ids of the factors that answer one need."""
    return chosen(library, **asked).frame["factor"].to_list()


def refusal(library: Library, **asked: Any) -> tuple[str, str, str]:
    """Rule, message and hint of one need that has no answer."""
    choice = chosen(library, **asked)
    assert choice.frame.is_empty()
    return choice.unresolved.select("rule", "message", "hint").row(0)


def rules(choice: Choice) -> set[str]:
    return {f.rule for f in choice.findings}
