"""The Circular Footprint Formula, and allocation as PACT's guide and ISO 14044 have it.

Formula: Zampori and Pant, JRC 2019, equation 3; the worked figures are illustrative and were found alike by two
independent codes. Examples of allocation: WBCSD PACT Methodology 3, guide to the decision tree.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from lizero.errors import SystemRefused
from lizero.lca.allocation import pact_tree
from lizero.lca.circular import Circular, circular

CASE = Circular(
    R1=0.4, Ev=10.0, A=0.2, Erec=1.5, Qsin_Qp=0.9, R2=0.7, ErecEoL=1.2, Evstar=9.0, Qsout_Qp=0.8, B=0.0, R3=0.2, EER=2.5,
    LHV=20.0, XERheat=0.3, ESEheat=0.07, XERelec=0.1, ESEelec=0.12, ED=0.05,
)


def test_the_three_parts_of_the_worked_case() -> None:
    assert (CASE.material, CASE.energy, CASE.disposal) == pytest.approx((5.640, 0.368, 0.005), abs=1e-9)
    assert CASE.total == pytest.approx(6.013, abs=1e-9)


@pytest.mark.parametrize(("a", "material", "total"), [(1.0, 6.6, 6.973), (0.0, 5.4, 5.773), (0.5, 6.0, 6.373)])
def test_the_limits_of_the_allocation_factor(a: float, material: float, total: float) -> None:
    assert replace(CASE, A=a).material == pytest.approx(material, abs=1e-9)
    assert replace(CASE, A=a).total == pytest.approx(total, abs=1e-9)


def test_without_recycling_it_is_primary_material_and_disposal() -> None:
    assert replace(CASE, R1=0.0, R2=0.0, R3=0.0).total == pytest.approx(10.05, abs=1e-9)


def test_the_cut_off_and_the_full_end_of_life_credit_are_its_limits() -> None:
    assert replace(CASE, A=1.0, R2=0.0, R3=0.0, ED=0.0).total == pytest.approx(0.6 * 10 + 0.4 * 1.5)
    credit = replace(CASE, A=0.0, R1=0.0, R3=0.0, Qsout_Qp=1.0)
    assert credit.total == pytest.approx(10 + 0.7 * (1.2 - 9.0) + 0.3 * 0.05)


@pytest.mark.parametrize("wrong", [{"R2": 0.9, "R3": 0.2}, {"A": 1.2}, {"R1": -0.1}, {"Qsin_Qp": 1.5}])
def test_shares_outside_their_limits_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SystemRefused, match="circular footprint"):
        replace(CASE, **wrong)


def test_an_intermediate_product_is_reported_twice() -> None:
    assert CASE.intermediate() == pytest.approx({"A = 1": 6.6, "A = 0.2": 0.6 * 10 + 0.4 * (0.2 * 1.5 + 0.8 * 9.0)})


def test_burdens_come_from_scores_of_products_and_a_missing_one_is_named() -> None:
    scores = {"Al primary": 10.0, "Al recycled": 1.5}
    assert circular(scores, {"Ev": "Al primary", "Erec": "Al recycled"}, R1=0.4, A=1.0).total == pytest.approx(6.6)
    with pytest.raises(SystemRefused, match="no score of 'Al'"):
        circular(scores, {"Ev": "Al"})


def test_garments_whose_prices_are_alike_are_allocated_by_mass() -> None:
    outputs = pl.DataFrame({"flow": ["shirt", "coat"], "amount": [0.5, 1.0], "unit": ["kg", "kg"]})
    prices = pl.DataFrame({"product": ["shirt", "coat"], "unit": ["kg", "kg"], "price": [2.0, 3.0]})
    found = pact_tree(outputs, prices)
    assert found.branch == "physical: mass"
    assert found.shares == pytest.approx({"shirt": 1 / 3, "coat": 2 / 3})
    assert [s.split(":")[0] for s in found.steps] == [
        "no rule of the product category or sector", "the process cannot be subdivided",
        "no dominant, identifiable product is displaced", "prices shirt 2, coat 3", "not above 5",
    ]


def test_three_co_products_of_unlike_price_are_allocated_by_revenue() -> None:
    outputs = pl.DataFrame({"flow": ["a", "b", "c"], "amount": [1.5, 30.0, 0.5], "unit": ["t", "t", "t"]})
    prices = pl.DataFrame({"product": ["a", "b", "c"], "unit": ["t", "t", "t"], "price": [500.0, 10.0, 400.0]})
    found = pact_tree(outputs, prices)
    assert found.branch == "economic"
    assert found.shares is not None
    assert {k: 10_000 * v for k, v in found.shares.items()} == pytest.approx({"a": 6000.0, "b": 2400.0, "c": 1600.0})


def test_the_earlier_branches_come_first_and_a_key_of_ones_own_needs_a_reason() -> None:
    outputs = pl.DataFrame({"flow": ["a", "b"], "amount": [1.0, 1.0], "unit": ["kg", "kg"]})
    prices = pl.DataFrame({"product": ["a", "b"], "unit": ["kg", "kg"], "price": [1.0, 2.0]})
    assert pact_tree(outputs, prices, rule={"a": 0.9, "b": 0.1}, rule_name="PCR 1").branch == "category or sector rule"
    assert pact_tree(outputs, prices, divisible=True).branch == "subdivision"
    assert pact_tree(outputs, prices, displaced={"b": "c"}).branch == "substitution"
    assert pact_tree(outputs, prices, physical=None, reason="mass does not cause the burdens").branch == "economic"
    with pytest.raises(SystemRefused, match="needs a reason"):
        pact_tree(outputs, prices, physical=None)
