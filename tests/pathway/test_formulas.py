"""Refusals and edges of the formulas of pathway planning."""

import numpy as np
import pytest

from lizero.pathway import (
    TargetRefused,
    closed_loop,
    decompose,
    log_mean,
    log_share,
    recovery_yield,
    recycled_content,
    scaled,
    shapley,
    stock,
    variance,
)
from lizero.pathway.allowance import catch_up, compound_path, linear_path, overshoot, sectoral_convergence, yearly_reduction
from lizero.pathway.value import abatement_cost, break_even, discounted_payback, levelised_cost
from lizero.pathway.wedges import last_in, standalone


@pytest.mark.parametrize("ask", [
    lambda: linear_path(100, 10, 2030, 2030), lambda: compound_path(100, 0, 2020, 2030), lambda: yearly_reduction(0, 1, 2020, 2030),
    lambda: overshoot({2020: 1.0}, {}), lambda: catch_up(1, 1, 0), lambda: stock([1, -1], scale=1, shape=1),
    lambda: decompose({"a": -1.0}, {"a": 1.0}), lambda: decompose({"a": 1.0}, {"b": 1.0}), lambda: recycled_content(2, 1),
    lambda: closed_loop([1.0], scale=1, shape=1, collection=1.2, recovery=0.5), lambda: stock([1.0], scale=1, shape=1, entry="noon"),
])
def test_impossible_requests_are_refused(ask):
    with pytest.raises(TargetRefused):
        ask()


def test_a_company_below_the_sector_stays_flat():
    assert sectoral_convergence(0.5, 8, 5, 1, company_growth=2, sector_growth=1.5) == 0.5


def test_a_shrinking_company_gains_nothing_unless_asked():
    ask = {"company_growth": 0.5, "sector_growth": 1.0}
    assert sectoral_convergence(10, 8, 8, 1, **ask) == 10
    assert sectoral_convergence(10, 8, 8, 1, cap_share=False, **ask) == 19


def test_a_sector_that_does_not_move_asks_for_its_end_at_once():
    assert sectoral_convergence(10, 5, 5, 5, company_growth=1, sector_growth=1) == 5


def test_log_mean_is_smooth_through_equality():
    a = 1 + np.array([0, 1e-15, 1e-9, 1e-6, 1e-4, 2.1e-4])
    wanted = (1 + a) / 2 * (1 - ((a - 1) / (a + 1)) ** 2 / 3)
    np.testing.assert_allclose(log_mean(a, 1.0), wanted, rtol=1e-12)


def test_parts_that_appear_and_vanish_leave_no_residual():
    found = decompose({"q": 10.0, "s": [1.0, 0.0], "i": [2.0, 3.0]}, {"q": 12.0, "s": [0.0, 1.0], "i": [2.0, 5.0]})
    assert abs(found.residual) < 1e-9
    assert found.additive["i"] == 0


def test_nothing_on_either_side_gives_no_factors():
    found = decompose({"q": 0.0, "i": 2.0}, {"q": 0.0, "i": 3.0})
    assert found.additive == {"q": 0.0, "i": 0.0}
    assert found.multiplicative is None


def test_restatement_and_boundary_stand_apart():
    bars = variance({"q": 10.0, "i": 2.0}, {"q": 11.0, "i": 2.0}, restatement=3.0, boundary=-1.0)
    assert (bars["restatement"], bars["boundary"], bars["i"]) == (3.0, -1.0, 0.0)
    assert bars["q"] == pytest.approx(2.0)


LEFT = {"A": 0.6, "B": 0.5, "C": 0.9}


def product(chosen):
    return 100 * float(np.prod([LEFT[x] for x in chosen]))


def test_every_rule_of_wedges_sums_to_the_plan():
    whole = 100 - product(LEFT)
    for rule in (shapley(list(LEFT), product), scaled(list(LEFT), product), log_share(100, LEFT)):
        assert sum(rule.values()) == pytest.approx(whole)
    assert sum(standalone(list(LEFT), product).values()) > whole > sum(last_in(list(LEFT), product).values())


def test_a_lever_that_leaves_nothing_takes_the_wedge():
    assert log_share(100, {"A": 0.0, "B": 0.5}) == {"A": 100.0, "B": 0.0}
    assert log_share(100, {"A": 2.0, "B": 0.5}) == pytest.approx({"A": -69.3147, "B": 69.3147}, abs=1e-4)


def test_nothing_abated_has_no_cost_for_a_tonne():
    assert abatement_cost(1, 1, 0, rate=0.08, years=5) is None
    assert levelised_cost(1, [1], [0], rate=0.08) is None
    assert break_even(1, [-5], [1], rate=0.0) == 0.0


def test_payback_is_none_when_it_never_comes():
    assert discounted_payback([-100, 10, 10], 0.1) is None
    assert discounted_payback([0, 1], 0.1) == 0.0


def test_export_second_use_and_scrap_change_what_comes_back():
    ask = {"scale": 10.0, "shape": 3.5, "collection": 0.9, "recovery": 0.9}
    plain = closed_loop([100.0] * 30, **ask)
    assert closed_loop([100.0] * 30, export=0.2, **ask).recovered == pytest.approx(plain.recovered * 0.8)
    later = closed_loop([100.0] * 30, second_use=0.5, **ask).recovered
    assert later.sum() < plain.recovered.sum()
    assert closed_loop([100.0] * 30, scrap=0.1, **ask).recovered == pytest.approx(plain.recovered + 10)


def test_content_and_yield_are_two_quantities():
    assert recycled_content(6, 100) == 0.06
    assert recovery_yield(80, 100) == 0.8


def test_stock_equals_flodym_on_the_same_case():
    flodym = pytest.importorskip("flodym")
    put = np.array([10, 20, 40, 80] + [100] * 11, float)
    years = list(range(2020, 2035))
    dims = flodym.DimensionSet(dim_list=[flodym.Dimension(name="time", letter="t", dtype=int, items=years)])
    model = flodym.InflowDrivenDSM(
        dims=dims, time_letter="t", inflow=flodym.StockArray(dims=dims, values=put, name="in"),
        lifetime_model=flodym.WeibullLifetime(dims=dims, time_letter="t", weibull_shape=3.5, weibull_scale=12.0),
    )
    model.compute()
    mine = stock(put, scale=12, shape=3.5)
    np.testing.assert_allclose(mine.outflow, model.outflow.values, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(mine.stock, model.stock.values, rtol=1e-6, atol=1e-6)
