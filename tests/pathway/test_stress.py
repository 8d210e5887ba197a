"""A plan at other rates and prices, and with part of its capital."""

from dataclasses import replace

import numpy as np
import pytest
from plant import Terms, case, contraction, levers, sources

from lizero.pathway import TargetRefused
from lizero.pathway.highs import Limits
from lizero.pathway.scheduling import schedule
from lizero.pathway.stress import value_at_rates, with_capital

QUICK = Limits(gap=0.01, seconds=20)


@pytest.fixture(scope="module")
def found():
    base = sources(years=10)
    terms = Terms(cap=contraction(base), carbon_price=np.full(10, 0.05))
    return schedule(case(base, levers(6, years=10)), terms, limits=QUICK)


def test_one_lever_by_hand():
    base = sources(kinds=("kiln",), years=3, growth=0.0)
    one = replace(levers(1, kinds=("kiln",))[0], removes={"CO2": 0.5}, first=2025, last=2025, ramp=1, capex=100.0, opex=10.0, learning=0.0)
    made = schedule(case(base, [one]), Terms(cap=np.zeros(3), carbon_price=np.full(3, 0.2)), limits=QUICK)
    avoided, weight = 0.5 * base.activity[0, 0], 1 + 1 / 1.1 + 1 / 1.21
    row = value_at_rates(made, [0.1]).row(0, named=True)
    assert row["npv"] == pytest.approx(-100 - 10 * weight)
    assert row["npv_with_price"] == pytest.approx(0.2 * avoided * weight - 100 - 10 * weight)
    assert row["break_even"] == pytest.approx((100 + 10 * weight) / (avoided * weight))


def test_at_its_break_even_price_a_plan_is_worth_nought(found):
    rate, _, _, price = value_at_rates(found, [0.07]).row(0)
    priced = replace(found, terms=replace(found.terms, carbon_price=np.full(10, price)))
    assert value_at_rates(priced, [rate])["npv_with_price"][0] == pytest.approx(0, abs=1e-6 * found.exact.objective)


def test_half_the_capital_costs_no_less_and_is_never_overspent(found):
    half = with_capital(found, 0.5, limits=QUICK)
    assert half.exact.objective >= found.exact.objective * (1 - 0.011)
    assert half.outcome.capex.sum() <= 0.5 * found.outcome.capex.sum() * (1 + 1e-6)
    with pytest.raises(TargetRefused, match="between 0 and 1"):
        with_capital(found, 1.5)
