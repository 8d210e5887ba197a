"""Adding first and multiplying once gives what multiplying each row gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lizero.errors import TableRefused
from lizero.inventory.bulk import emissions
from lizero.uncertainty import uniform


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 200), st.integers(1, 9), st.integers(1, 5), st.integers(1, 3), st.integers(0, 2**31))
def test_the_sum_is_the_sum_of_the_rows(rows: int, factors: int, groups: int, gases: int, seed: int) -> None:
    u = uniform(seed, ["q", "f", "g"], rows)
    quantity, factor, group = u[0] * 100, (u[1] * factors).astype(int), (u[2] * groups).astype(int)
    amounts = uniform(seed, [f"a{n}" for n in range(factors)], gases)
    expected = np.zeros((groups, gases))
    np.add.at(expected, group, quantity[:, None] * amounts[factor])
    assert emissions(quantity, factor, group, amounts, groups) == pytest.approx(expected, rel=1e-12)


def test_a_code_outside_its_range_is_refused() -> None:
    with pytest.raises(TableRefused, match="row 2: factor codes run from 0 to 1"):
        emissions(np.ones(2), np.array([0, 2]), np.array([0, 0]), np.ones((2, 1)), 1)
