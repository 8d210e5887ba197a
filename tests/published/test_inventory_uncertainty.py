"""Uncertainty and data quality: IPCC 2006 Guidelines Vol. 1 Ch. 3 (approaches 1 and 2), Scope 3 Standard App. B and Box 7.2."""

import numpy as np
import polars as pl
import pytest
from tests.inventory.small import factor, own, record, use

from lizero.inventory import account
from lizero.inventory.confidence import combined_product, combined_sum, confidence, gwp_spread, monte_carlo, uncertain_lines
from lizero.inventory.quality import age_band, quality_shares, weighted_scores


def inventory(*rows, u_factor: float | None = 0.10):  # type: ignore[no-untyped-def]
    lib = own(
        factor("stationary combustion", "diesel", "t", "CO2", 1000, uncertainty=u_factor),
        factor("stationary combustion", "LPG", "t", "CO2", 1000, uncertainty=u_factor),
    )
    return account(record(*rows), lib, year=2025)


def diesel(name: str, tonnes: float, u: float | None, **more):  # type: ignore[no-untyped-def]
    return use(name, "stationary combustion", "diesel", tonnes, "t", uncertainty=u, **more)


def test_a_product_of_5_and_10_percent_is_11_18_percent() -> None:
    assert combined_product(0.05, 0.10) == pytest.approx(0.1118, abs=5e-5)
    found = confidence(uncertain_lines(inventory(diesel("a", 100, 0.05))))
    assert found.relative == pytest.approx(0.1118, abs=5e-5)


TWO = pl.DataFrame(
    {
        "record": ["a", "b"],
        "factor": [None, None],
        "flow": ["CO2", "CO2"],
        "co2e": [100.0, 50.0],
        "u_activity": [0.10, 0.20],
        "u_factor": [0.0, 0.0],
    },
    schema_overrides={"factor": pl.String},
)


def test_a_sum_of_100_and_50_t_is_known_to_9_43_percent() -> None:
    found = confidence(TWO)
    assert found.relative == pytest.approx(0.0943, abs=5e-5)
    assert found.half == pytest.approx(14.14, abs=5e-3)
    assert combined_sum([100, 50], [0.10, 0.20]) == pytest.approx(0.0943, abs=5e-5)


def test_monte_carlo_finds_the_same_interval() -> None:
    """135.86 and 164.14 by calculation; 200,000 draws come within 0.3 %."""
    low, middle, high = monte_carlo(TWO, 200_000, 1).quantiles()
    assert (low, middle, high) == pytest.approx((135.86, 150, 164.14), rel=3e-3)


def test_the_interval_prints_as_the_standard_prints_it() -> None:
    lines = pl.DataFrame(
        {"record": ["a"], "factor": ["f"], "flow": ["CO2"], "co2e": [155_000.0], "u_activity": [15 / 155], "u_factor": [0.0]}
    )
    assert str(confidence(lines)) == "155,000 ± 15,000 t CO2e at 95 %"


@pytest.mark.parametrize(
    ("years", "band"), [(2, "very good"), (5, "good"), (9, "fair"), (12, "poor"), (3, "good"), (6, "fair"), (10, "poor")]
)
def test_age_bands_of_box_7_2(years: float, band: str) -> None:
    assert age_band(years) == band


def test_lines_that_share_a_factor_make_the_interval_wider_than_independent_lines() -> None:
    lines = uncertain_lines(inventory(*(diesel(str(n), 10, 0.02) for n in range(25))))
    found = confidence(lines)
    assert found.half / found.total == pytest.approx(np.hypot(0.10, 0.02 / 5))
    assert found.independent / found.total == pytest.approx(np.hypot(0.10, 0.02) / 5)
    shared, alone = (monte_carlo(lines, 20_000, 3, independent=i).quantiles() for i in (False, True))
    assert (shared[2] - shared[0]) / 2 == pytest.approx(found.half, rel=0.03)
    assert (alone[2] - alone[0]) / 2 == pytest.approx(found.independent, rel=0.03)
    assert shared[2] - shared[0] > 4 * (alone[2] - alone[0])


def test_draws_do_not_depend_on_blocks_or_row_order() -> None:
    lines = uncertain_lines(
        inventory(diesel("a", 10, 0.1), diesel("b", 20, 0.7), use("c", "stationary combustion", "LPG", 5, "t", uncertainty=0.2))
    )
    whole = monte_carlo(lines, 1_000, 5).total
    assert np.array_equal(monte_carlo(lines, 1_000, 5, block=7).total, whole)
    assert np.allclose(monte_carlo(lines.reverse(), 1_000, 5).total, whole, rtol=1e-14)


def test_a_wide_figure_is_lognormal_and_never_negative() -> None:
    lines = uncertain_lines(inventory(diesel("a", 10, 2.0), u_factor=0.0))
    assert monte_carlo(lines, 5_000, 2).total.min() > 0


def test_the_ranking_names_what_widens_the_interval_most() -> None:
    found = confidence(
        uncertain_lines(inventory(diesel("a", 100, 0.05), use("b", "stationary combustion", "LPG", 10, "t", uncertainty=0.5)))
    )
    assert found.ranking.row(0, named=True)["kind"] == "factor"
    assert found.ranking["part"].sum() == pytest.approx(1)


def test_what_is_not_stated_is_told_and_not_taken_as_exact() -> None:
    found = confidence(uncertain_lines(inventory(diesel("a", 75, None), diesel("b", 25, 0.05))))
    assert found.unknown == pytest.approx(0.75)


def test_a_quality_score_may_stand_for_an_uncertainty_by_stated_grades() -> None:
    lines = uncertain_lines(inventory(diesel("a", 75, None, quality=2)), grades={1: 0.05, 2: 0.15, 3: 0.3})
    assert lines["u_activity"].to_list() == [0.15]


def test_the_spread_of_gwp_values_stands_apart() -> None:
    made = account(
        record(use("m", "measured release", "CH4", 1, "t"), use("c", "measured release", "CO2", 5, "t")),
        own(factor("process", "x", "t", "CO2", 1)),
        year=2025,
    )
    found = {r["flow"]: r["half"] for r in gwp_spread(made).iter_rows(named=True)}
    assert found == pytest.approx({"CH4": 27.9 * 0.35, "CO2": 0.0})


def test_shares_of_primary_estimated_and_spend_data_and_the_weighted_score() -> None:
    found = inventory(
        diesel("a", 60, None, method="metered", quality=1), diesel("b", 30, None, method="estimated", quality=4), diesel("c", 10, None)
    )
    shares = dict(quality_shares(found).select("kind", "part").iter_rows())
    assert shares == pytest.approx({"primary": 0.6, "estimated": 0.3, "unstated": 0.1})
    assert weighted_scores(found).select("score", "part").row(0) == pytest.approx(((60 * 1 + 30 * 4) / 90, 0.9))
