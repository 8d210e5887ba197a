"""Distributions, pedigree and draws."""

import hashlib
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lizero.errors import UnknownName
from lizero.uncertainty import Distribution, from_interval, hash_ids, pedigree_sigma, sample, uniform


@pytest.mark.parametrize("scores", ["", "1,2,3", (0, 1, 1, 1, 1), (6, 1, 1, 1, 1), "a,b,c,d,e"])
def test_a_pedigree_that_is_none_is_refused(scores: object) -> None:
    with pytest.raises(ValueError, match="five scores"):
        pedigree_sigma(scores)  # type: ignore[arg-type]


@given(st.integers(0, 2**63), st.lists(st.text(min_size=1), min_size=1, max_size=6, unique=True), st.permutations(range(8)))
def test_a_draw_depends_on_seed_id_and_number_alone(seed: int, ids: list[str], order: list[int]) -> None:
    whole = uniform(seed, ids, range(8))
    assert np.array_equal(uniform(seed, ids[::-1], order), whole[::-1][:, order])
    assert np.array_equal(uniform(seed, ids[:1], [3]), whole[:1, 3:4])
    assert ((whole > 0) & (whole < 1)).all()


def test_draws_of_known_keys_never_change() -> None:
    """Frozen values: a frozen run must give the same numbers in every version."""
    assert hash_ids(["kiln-2/gas"])[0] == np.uint64(int.from_bytes(hashlib.blake2b(b"kiln-2/gas", digest_size=8).digest(), "little"))
    assert uniform(1, np.array([0], dtype=np.uint64), [0])[0, 0] == pytest.approx(FROZEN, abs=0)


FROZEN = 0.03992265144156687


def test_draws_are_uniform_and_independent_across_ids_and_numbers() -> None:
    u = uniform(11, [f"e{i}" for i in range(200)], range(2000))
    assert abs(u.mean() - 0.5) < 4 * math.sqrt(1 / 12 / u.size)
    assert abs(u.var() - 1 / 12) < 5e-4
    spread = np.corrcoef(u)[np.triu_indices(200, 1)]
    assert abs(spread).max() < 5.5 / math.sqrt(2000)
    counts = np.histogram(u, bins=64, range=(0, 1))[0]
    chi2 = ((counts - u.size / 64) ** 2 / (u.size / 64)).sum()
    assert chi2 < 120


U = uniform(3, ["a"], range(200_000))[0]


@pytest.mark.parametrize(("d", "mean", "sd"), [
    (Distribution("lognormal", 2.0, 0.3), 2 * math.exp(0.045), 2 * math.exp(0.045) * math.sqrt(math.exp(0.09) - 1)),
    (Distribution("normal", -1.0, 0.5), -1.0, 0.5),
    (Distribution("triangular", 2.0, low=1.0, high=6.0), 3.0, math.sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18)),
    (Distribution("uniform", 0.0, low=-1.0, high=3.0), 1.0, 4 / math.sqrt(12)),
])
def test_samples_have_the_moments_of_their_distribution(d: Distribution, mean: float, sd: float) -> None:
    values = d.quantile(U)
    assert values.mean() == pytest.approx(mean, abs=5 * sd / math.sqrt(U.size))
    assert values.std() == pytest.approx(sd, rel=0.02)


def test_a_negative_lognormal_is_the_mirror_of_the_positive_one() -> None:
    assert np.array_equal(Distribution("lognormal", -2.0, 0.3).quantile(U[:100]), -Distribution("lognormal", 2.0, 0.3).quantile(U[:100]))


def test_no_spread_is_no_uncertainty() -> None:
    assert Distribution("lognormal", 2.0, 0.0).kind == "none"
    assert Distribution("uniform", 0.0, low=2.0, high=2.0).quantile([0.1, 0.9]).tolist() == [2.0, 2.0]


def test_an_interval_becomes_a_spread_and_back() -> None:
    assert from_interval(100.0, 0.1).quantile([0.025, 0.975]).tolist() == pytest.approx([90.0, 110.0])
    assert from_interval(100.0, 0.5, kind="lognormal").quantile([0.975]).tolist() == pytest.approx([150.0])


@pytest.mark.parametrize("make", [
    lambda: Distribution("beta", 1.0), lambda: sample("beta", 1, 1, 1, 1, [0.5]), lambda: from_interval(1.0, 0.1, kind="beta"),
])
def test_an_unknown_distribution_lists_the_known(make: object) -> None:
    with pytest.raises(UnknownName, match="distribution"):
        make()  # type: ignore[operator]


@pytest.mark.parametrize("make", [
    lambda: Distribution("normal", 1.0, -1.0), lambda: Distribution("uniform", 1.0, low=2.0, high=1.0),
    lambda: Distribution("triangular", 9.0, low=1.0, high=2.0), lambda: from_interval(1.0, -0.1),
])
def test_impossible_spreads_are_refused(make: object) -> None:
    with pytest.raises(ValueError):
        make()  # type: ignore[operator]
