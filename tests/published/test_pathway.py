"""Worked answers of pathway planning: SBTi and SDA forms, Ang's LMDI, abatement costs, stocks."""

import numpy as np
import pytest

from lizero.pathway import closed_loop, decompose, stock
from lizero.pathway.allowance import (
    absolute_contraction,
    budget,
    catch_up,
    compound_path,
    forward_ambition,
    least_reduction,
    linear_path,
    overshoot,
    sectoral_convergence,
    temperature,
)
from lizero.pathway.stocks import weibull_scale
from lizero.pathway.value import abatement_cost, levelised_cost, present_value, rank


def contraction(first=2020, last=2050, floor=0.1):
    return {y: absolute_contraction(100, 2020, y, floor=floor) for y in range(first, last + 1)}


def test_absolute_contraction_reaches_its_floor_in_2041():
    path = contraction()
    assert path[2030] == pytest.approx(58)
    assert path[2041] > 10
    assert path[2042] == pytest.approx(10)
    assert absolute_contraction(100, 0, 1, rate=0.042 * 21.43) == pytest.approx(10, abs=0.02)


@pytest.mark.parametrize(("path", "wanted", "trapezoid"), [
    (contraction(), 1319.8, 1264.8),
    (linear_path(100, 10, 2020, 2050), 1705.0, 1650.0),
    (compound_path(100, 10, 2020, 2050), 1228.2, 1173.2),
])
def test_the_same_end_point_has_different_budgets(path, wanted, trapezoid):
    assert budget(path) == pytest.approx(wanted, abs=0.05)
    assert budget(path) - (path[2020] + path[2050]) / 2 == pytest.approx(trapezoid, abs=0.05)


def test_ambition_of_late_bases_is_counted_from_2020():
    assert least_reduction(2023, 2033) == pytest.approx(0.546)
    assert least_reduction(2015, 2030) == pytest.approx(0.63)
    assert least_reduction(2020, 2050) == 0.9
    assert forward_ambition(100, 95, 58, 2024, 2030) == pytest.approx(0.0617, abs=5e-5)


def test_sectoral_convergence_with_and_without_market_share():
    assert sectoral_convergence(10, 8, 5, 1, company_growth=2, sector_growth=1.5) == pytest.approx(4.857, abs=5e-4)
    assert sectoral_convergence(10, 8, 5, 1, company_growth=1, sector_growth=1) == pytest.approx(6.143, abs=5e-4)


def test_catching_up_is_tested_on_the_budget():
    actual = dict(zip(range(2020, 2025), (100.0, 101, 99, 97, 95)))
    allowed = contraction(last=2030)
    assert overshoot(actual, allowed) == pytest.approx(34.0)
    found = catch_up(95, budget(allowed) - sum(actual.values()), 6)
    assert found.cut == pytest.approx(9.19, abs=5e-3)
    assert found.path[-1] == pytest.approx(39.86, abs=5e-3)
    assert sum(actual.values()) + sum(found.path) == pytest.approx(budget(allowed))


def test_implied_temperature():
    assert temperature([1.3], [1.0], benchmark=1.5, global_budget=400) == pytest.approx(1.572, abs=5e-4)


def test_abatement_cost_and_its_levelised_form():
    shrinking = [5000 * 0.97**n for n in range(15)]
    assert abatement_cost(10e6, -1e6, 5000, rate=0.08, years=15) == pytest.approx(33.66, abs=5e-3)
    assert levelised_cost(10e6, [-1e6] * 15, [5000] * 15, rate=0.08) == pytest.approx(33.66, abs=5e-3)
    assert levelised_cost(10e6, [-1e6] * 15, shrinking, rate=0.08) == pytest.approx(39.60, abs=5e-3)
    wrong = (10e6 + present_value([-1e6] * 15, 0.08, first=1)) / sum(shrinking)
    assert wrong == pytest.approx(23.57, abs=5e-3)


def test_saving_measures_are_ranked_by_what_they_save():
    assert rank([-100, -100], [1, 2]) == [1, 0]


MIX0 = {"activity": 100.0, "mix": [0.4, 0.6], "intensity": [3.6, 16.0]}
MIX1 = {"activity": 140.0, "mix": [0.55, 0.45], "intensity": [3.4, 14.0]}


def test_drivers_of_a_brine_and_spodumene_mix():
    found = decompose(MIX0, MIX1)
    assert (found.before, found.after) == pytest.approx((1104.0, 1143.8))
    assert found.additive == pytest.approx({"activity": 376.013, "mix": -202.040, "intensity": -134.173}, abs=5e-4)
    assert found.multiplicative == pytest.approx({"activity": 1.39738, "mix": 0.83545, "intensity": 0.88746}, abs=5e-6)
    assert abs(found.residual) < 1e-9


def test_two_drivers_that_cancel_are_both_shown():
    found = decompose({"a": 10.0, "b": 10.0}, {"a": 20.0, "b": 5.0})
    assert found.additive["a"] == pytest.approx(100 * np.log(2))
    assert found.additive["b"] == pytest.approx(-100 * np.log(2))


def test_a_driver_that_vanishes_takes_the_whole_term():
    found = decompose({"a": 10.0, "b": 10.0}, {"a": 12.0, "b": 0.0})
    assert found.additive == {"a": 0.0, "b": -100.0}
    near = decompose({"a": 10.0, "b": 10.0}, {"a": 10.0, "b": 1e-20})
    assert near.additive["b"] == pytest.approx(-100.0)


@pytest.mark.parametrize(("entry", "wanted"), [("end", 213.2), ("middle", 245.7), ("quadrature", 246.1), ("start", 280.7)])
def test_the_convention_of_entry_is_material(entry, wanted):
    found = stock([10, 20, 40, 80] + [100] * 11, scale=12, shape=3.5, entry=entry)
    assert found.outflow.sum() == pytest.approx(wanted, abs=0.05)
    assert found.imbalance < 1e-9


def test_closed_loop_demand_is_gross():
    found = closed_loop([100.0] * 40, scale=weibull_scale(12, 3.5), shape=3.5, collection=0.9, recovery=0.9)
    assert found.share[-1] == pytest.approx(0.81, abs=1e-3)
    assert found.primary + found.recovered == pytest.approx([100.0] * 40)
