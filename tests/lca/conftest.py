from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from lizero.lca import System

Row = tuple[Any, ...]


def _system(rows: list[Row], processes: list[dict[str, Any]] | None = None,
            parameters: list[dict[str, Any]] | None = None) -> System:
    """A system from rows (process, kind, flow, amount, unit, {more}); a text amount is a formula."""
    exchanges = []
    for process, kind, flow, amount, unit, *more in rows:
        row = {"process": process, "kind": kind, "flow": flow, "unit": unit, "compartment": None}
        row["formula" if isinstance(amount, str) else "amount"] = amount
        if kind == "elementary":
            row["compartment"] = "air"
        exchanges.append(row | (more[0] if more else {}))
    ids = dict.fromkeys(r["process"] for r in exchanges)
    named = {p["process"]: p for p in processes or []}
    register = [{"process": i, "name": i} | named.get(i, {}) for i in ids]
    return System(
        pl.DataFrame(register, infer_schema_length=None),
        pl.DataFrame(exchanges, infer_schema_length=None),
        pl.DataFrame(parameters, infer_schema_length=None) if parameters else None,
    )


@pytest.fixture
def build() -> Callable[..., System]:
    return _system
