"""Small frames for the tests of the inventory: one call a table, columns that matter only."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from lizero.activity import Record
from lizero.factors import Library

YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.from_dicts(list(rows), infer_schema_length=None)


def use(record: str, category: str, flow: str, quantity: float, unit: str, **more: Any) -> dict[str, Any]:
    """A row of activity over 2025 at site `s`."""
    row = {"record": record, "site": "s", "category": category, "flow": flow, "quantity": quantity, "unit": unit}
    return row | YEAR | more


def factor(category: str, activity: str, unit: str, flow: str, amount: float, **more: Any) -> dict[str, Any]:
    """A factor in kg, everywhere and always unless told otherwise."""
    id_ = more.pop("id", f"{category}/{activity}/{flow}/{more.get('family', '')}/{more.get('geography', '')}/{more.get('name', '')}")
    row = {"id": id_, "category": category, "activity": activity, "unit": unit, "flow": flow, "amount": amount, "flow_unit": "kg"}
    return row | {"reason": "for a test", "status": "own"} | more


def own(*rows: dict[str, Any], **more: Any) -> Library:
    return Library.of(frame(*rows), **more)


def site(site: str = "s", organisation: str = "chem", geography: str = "CN-SC", **more: Any) -> dict[str, Any]:
    return {"site": site, "organisation": organisation, "name": site, "geography": geography} | more


def holds(holder: str, held: str, share: float, relation: str, control: str, operator: bool, **more: Any) -> dict[str, Any]:
    return {"holder": holder, "held": held, "share": share, "relation": relation, "control": control, "operator": operator} | more


def record(*rows: dict[str, Any], **registers: pl.DataFrame) -> Record:
    registers.setdefault("sites", frame(site()))
    return Record.of(frame(*rows), **registers)
