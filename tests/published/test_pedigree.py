"""The pedigree matrix: sigma of a lognormal from five scores."""

import math

import pytest

from lizero.uncertainty import PEDIGREE, pedigree, pedigree_sigma


def test_the_uncertainty_factors_are_those_of_the_data_quality_system() -> None:
    """Geographical score 4 is 1.05 and technological score 2 is 1.05: a widely copied table has 1.02 and 1.0."""
    assert list(PEDIGREE.values()) == [
        (1, 1.05, 1.1, 1.2, 1.5), (1, 1.02, 1.05, 1.1, 1.2), (1, 1.03, 1.1, 1.2, 1.5), (1, 1.01, 1.02, 1.05, 1.1), (1, 1.05, 1.2, 1.5, 2),
    ]


@pytest.mark.parametrize(("scores", "basic", "gsd2", "sigma", "variance"), [
    ("1,1,1,1,1", 1.05, 1.050000, 0.024395, 0.00059512), ("2,3,1,2,3", 1.05, 1.222870, 0.100600, 0.01012040),
    ("4,5,5,5,4", 1.05, 1.892257, 0.318885, 0.10168768), ("2,2,3,1,1", 1.50, 1.521705, 0.209916, 0.04406465),
])
def test_scores_to_sigma(scores: str, basic: float, gsd2: float, sigma: float, variance: float) -> None:
    """GSD² = exp(sqrt(Σ ln²U + ln²Ub)), sigma half of the root; the variance of all ones is the 0.0006 in circulation."""
    got = pedigree_sigma(scores, basic)
    assert got == pytest.approx(sigma, abs=5e-7)
    assert math.exp(2 * got) == pytest.approx(gsd2, abs=5e-7)
    assert got**2 == pytest.approx(variance, abs=5e-9)


def test_all_ones_without_basic_uncertainty_is_no_uncertainty() -> None:
    """Activity Browser #1618: it must degrade to none, not crash."""
    assert pedigree_sigma("1,1,1,1,1", 1.0) == 0.0
    certain = pedigree(-4.0, "1,1,1,1,1")
    assert certain.kind == "none"
    assert certain.quantile([0.01, 0.99]).tolist() == [-4.0, -4.0]
