"""Q as a matrix, for models that hold their flows by position."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.impact.characterise import KEY, factors_for
from lizero.impact.method import Method

__all__ = ["q_matrix"]


def q_matrix(flows: pl.DataFrame, method: Method) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Categories (k) and Q, shape (k, m): impact of one unit of each of the m `flows` (flow, compartment, geography, unit).

    nan where a flow is not assessed (no factor, or unlike units), 0 where the method gives it no such impact.

    >>> from lizero.impact import method
    >>> index = pl.DataFrame({"flow": ["CO2", "CH4", "SO2"], "unit": ["kg", "g", "kg"]})
    >>> categories, q = q_matrix(index, method("ar6-gwp100"))
    >>> [round(value, 6) for value in q[categories.index("climate change")].tolist()]
    [1.0, 0.0279, 0.0]
    """
    index = flows.select(*(pl.col(c) if c in flows.columns else pl.lit(None, pl.String).alias(c) for c in KEY))
    found, _ = factors_for(index.unique(maintain_order=True), method)
    rows = index.with_row_index("column").join(found, on=KEY, how="inner", nulls_equal=True, maintain_order="left")
    place = {category: n for n, category in enumerate(method.categories)}
    q = np.zeros((len(place), index.height))
    at = rows["impact"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    q[at, rows["column"].to_numpy()] = rows["multiplier"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return tuple(place), q
