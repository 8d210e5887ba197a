"""Scenario × year as an axis: one product under every combination, and how far each is from the first."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lizero.errors import UnknownName
from lizero.impact import Method
from lizero.lca.system import System

__all__ = ["over"]


def over(
    system: System, products: Sequence[str], *, scenarios: Sequence[str | None] = (None,), years: Sequence[int | None] = (None,),
    method: str | Method = "ar6-gwp100",
) -> pl.DataFrame:
    """product, scenario, year, total, unit, change: the footprint of one unit under each scenario and year.

    `change` is relative to the product's first row. Parameters without scenario or year hold throughout. One adjoint
    solution serves all products of a scenario and year. Raises UnknownName for a scenario that no parameter knows.
    """
    assert system.parameters is not None
    known = set(system.parameters["scenario"].drop_nulls().to_list())
    for name in scenarios:
        if name is not None and name not in known:
            raise UnknownName("scenario", name, known)
    frames = [_one(system, products, scenario, year, method) for scenario in scenarios for year in years]
    table = pl.concat(frames).sort("product", maintain_order=True)
    first = pl.col("total").first().over("product")
    return table.with_columns((pl.col("total") / first - 1.0).alias("change"))


def _one(system: System, products: Sequence[str], scenario: str | None, year: int | None, method: str | Method) -> pl.DataFrame:
    table = system.scores(method, scenario=scenario, year=year)
    places = [system.column(p) for p in products]
    rows = table[places]
    return pl.DataFrame({
        "product": list(products), "scenario": [scenario] * len(places), "year": [year] * len(places),
        "total": rows[rows.columns[-1]], "unit": rows["unit"],
    }, schema_overrides={"scenario": pl.String, "year": pl.Int64, "total": pl.Float64})
