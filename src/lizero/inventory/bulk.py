"""Emissions of very many rows: quantities are added up by group and factor first, then multiplied by the factors once.

    E [groups × gases] = N [groups × factors] · F [factors × gases],   N = Σ of quantities by (group, factor)

The multiplication is linear, so nothing is lost by adding first, and a row is touched once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lizero.errors import TableRefused
from lizero.inventory.kernel import add_up

__all__ = ["emissions"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.integer]


def emissions(quantity: Floats, factor: Codes, group: Codes, amounts: Floats, groups: int) -> Floats:
    """Emissions by group and gas, shape [groups × gases], of rows with the codes of their factor and group.

    `quantity` [rows] in the factors' units; `factor` and `group` [rows] are codes from 0; `amounts` [factors × gases].
    Raises TableRefused when a code is outside its range: no row is left out in silence.

    >>> emissions(np.array([1.0, 2.0, 4.0]), np.array([0, 1, 0]), np.array([0, 0, 1]), np.array([[10.0], [100.0]]), 2).tolist()
    [[210.0], [40.0]]
    """
    sums = np.zeros((groups, amounts.shape[0]))
    stray = add_up(quantity, factor, group, sums)
    if stray >= 0:
        raise TableRefused(
            f"row {stray + 1}: factor codes run from 0 to {amounts.shape[0] - 1} and group codes from 0 to {groups - 1}; "
            f"found factor {factor[stray]} and group {group[stray]}"
        )
    return np.asarray(sums @ amounts)
