"""Types of levers that ship: what a measure does and costs in general, from which a project makes its own levers.

In a project's levers.toml a lever may say ``like = "L048"`` and ``size = 27000`` (in the type's `size_unit`): blanks are filled from the
type, and capital is size × the type's cost of one. Nothing is filled that the type does not know.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from lizero.errors import UnknownName
from lizero.reference import data_set

__all__ = ["LeverType", "filled", "lever_type", "lever_types", "register"]

EDITION = "2026.1"
WEAKEST = ("checked", "computed", "own", "unverified", "illustrative")
_TAKEN = ("name", "removes", "life", "ramp", "first", "source")


@dataclass(frozen=True)
class LeverType:
    """A type. `removes` holds the species whose effect is known; `each` is capital for one `size_unit`, None where nobody publishes it.

    `transformation` is ``any`` for one that serves several. The statuses of effect, pollutants and cost are apart; blank: not given.
    """

    id: str
    name: str
    transformation: str
    stage: str
    site_type: str
    acts_on: str
    source: str
    effect_status: str
    removes: Mapping[str, float] = field(default_factory=dict)
    effect: str = ""
    pollutant_status: str = ""
    pollutant_note: str = ""
    adds: str = ""
    each: float | None = None
    size_unit: str = ""
    currency: str = ""
    price_year: int | None = None
    cost: str = ""
    cost_status: str = ""
    running: str = ""
    life: int = 20
    ramp: int = 1
    first: int = 0
    readiness: int | None = None
    needs: str = ""
    excludes: str = ""

    def status(self, *, priced: bool) -> str:
        """The weakest status of what a lever takes from it: effect and pollutants, and the cost when it is `priced` by the type."""
        marks = [self.effect_status, self.pollutant_status, *([self.cost_status or "unverified"] if priced and self.each else [])]
        return max((m for m in marks if m), key=WEAKEST.index, default="unverified")


@cache
def lever_types() -> Mapping[str, LeverType]:
    """The shipped types by id.

    >>> round(lever_types()["L048"].each, 1), lever_types()["L048"].size_unit
    (88.6, 'kW heat')
    """
    rows = tomllib.loads(data_set(f"levers/{EDITION}").text("levers.toml"))["type"]
    return {row["id"]: LeverType(**row) for row in rows}


def lever_type(name: str) -> LeverType:
    """The type `name`. Raises UnknownName."""
    known = lever_types()
    if name not in known:
        raise UnknownName("type of lever", name, known)
    return known[name]


def register() -> pl.DataFrame:
    """The types as a table: id, name, transformation, stage, site_type, acts_on, readiness, first, life, ramp, each, size_unit, currency, and
    the statuses; what is not known is null.

    >>> register().height
    105
    """
    names = ("id", "name", "transformation", "stage", "site_type", "acts_on", "readiness", "first", "life", "ramp", "each", "size_unit",
             "currency", "price_year", "needs", "excludes", "effect_status", "pollutant_status", "cost_status", "source")
    rows = [{n: getattr(x, n) or (getattr(x, n) if getattr(x, n) == 0 else None) for n in names} for x in lever_types().values()]
    return pl.DataFrame(rows, infer_schema_length=None)


def filled(row: Mapping[str, Any]) -> dict[str, Any]:
    """A project's lever with its blanks filled from the type that it is `like`; without ``like`` it is as given.

    Raises UnknownName for a type that does not ship, ValueError for a size without a cost of one, or in another currency without `exchange`
    (money of the project for one of the type's).

    >>> filled({"id": "b", "like": "L048", "size": 1000, "transformation": "midstream", "sources": ["boiler"]})["capex"]
    88600.0
    """
    given = {k: v for k, v in row.items() if k not in ("like", "size", "exchange", "currency")}
    if "like" not in row:
        if strange := [k for k in ("size", "exchange") if k in row]:
            raise ValueError(f"{', '.join(strange)} needs a type: write like = \"L048\" or another type's id")
        return given
    x = lever_type(str(row["like"]))
    taken = {n: getattr(x, n) for n in _TAKEN if getattr(x, n)}
    kind = {} if x.transformation == "any" else {"transformation": x.transformation}
    priced = "capex" not in given and "size" in row
    cost = {"capex": _capital(x, row)} if priced else {}
    return {**taken, **kind, **cost, "status": x.status(priced=priced), **given}


def _capital(x: LeverType, row: Mapping[str, Any]) -> float:
    if x.each is None:
        raise ValueError(f"type {x.id} has no published cost of one unit: give capex")
    money = str(row.get("currency", x.currency))
    if x.each and money != x.currency and "exchange" not in row:
        raise ValueError(f"type {x.id} is priced in {x.currency}, the project in {money}: give exchange, {money} for one {x.currency}")
    return x.each * float(row["size"]) * float(row.get("exchange", 1.0))
