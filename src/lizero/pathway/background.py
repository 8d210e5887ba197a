"""The rest of the world by year: parameters of the chain along a scenario, straight between its years, and paths of one's own beside it.

A scenario states values for some years (2030, 2040, 2050 for those that ship); the base year has today's value, years between lie on the
line, and years after the last hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from lizero.errors import UnknownName
from lizero.lca import System

__all__ = ["Background"]


@dataclass(frozen=True)
class Background:
    """`scenario` of the chain's parameters (blank: none), from today's values in `base_year` on; `paths`: parameter → value by year, which
    stand in place of the scenario's (`supply.chain_paths` gives the recycled share).
    """

    scenario: str
    base_year: int
    paths: Mapping[str, Mapping[int, float]] = field(default_factory=dict)

    def values(self, parameters: pl.DataFrame, year: int) -> Mapping[str, float]:
        """Each parameter that the scenario moves, at `year`. Raises UnknownName for a scenario that no parameter knows.

        >>> rows = pl.DataFrame({"parameter": ["clean", "clean"], "scope": [None, None], "value": [0.0, 0.5], "scenario": [None, "fast"],
        ...                      "year": [None, 2035]}, schema_overrides={"scope": pl.String})
        >>> dict(Background("fast", 2025).values(rows, 2030))
        {'clean': 0.25}
        """
        known = parameters["scenario"].drop_nulls().unique().sort().to_list()
        if self.scenario and self.scenario not in known:
            raise UnknownName("scenario of the chain", self.scenario, known)
        numbers = parameters.with_columns(pl.col("value").cast(pl.Float64, strict=False), pl.col("year").cast(pl.Int64, strict=False))
        stated = numbers.filter(pl.col("scope").is_null() & pl.col("value").is_not_null())
        today = dict(stated.filter(pl.col("scenario").is_null() & pl.col("year").is_null()).select("parameter", "value").iter_rows())
        told = stated.filter((pl.col("scenario") == self.scenario) & pl.col("year").is_not_null()).sort("year")
        groups = told.group_by("parameter", maintain_order=True).agg("year", "value")
        found = {name: self._at(years, values, today.get(name), year) for name, years, values in groups.iter_rows()}
        return found | {name: self._at(list(told), list(told.values()), today.get(name), year) for name, told in self.paths.items()}

    def _at(self, years: list[int], values: list[float], today: float | None, year: int) -> float:
        first = [] if today is None or self.base_year in years else [(self.base_year, today)]
        points = sorted([*first, *zip(years, values, strict=True)])
        return float(np.interp(year, [y for y, _ in points], [v for _, v in points]))

    def system(self, system: System, year: int) -> System:
        """`system` with the parameters of `year`."""
        assert system.parameters is not None
        return system.with_parameters(**self.values(system.parameters, year))
