"""The one loop over very many rows, compiled when it is first used."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

__all__ = ["add_up"]


@njit(nogil=True, cache=True)  # type: ignore[misc,untyped-decorator,unused-ignore]
def add_up(
    quantity: npt.NDArray[np.float64], factor: npt.NDArray[np.integer], group: npt.NDArray[np.integer], sums: npt.NDArray[np.float64]
) -> int:
    """Adds each quantity to `sums` [groups × factors]; −1, or the first row whose code is outside, where it stops."""
    groups, factors = sums.shape
    for row in range(quantity.shape[0]):
        f, g = factor[row], group[row]
        if f < 0 or f >= factors or g < 0 or g >= groups:
            return row
        sums[g, f] += quantity[row]
    return -1
