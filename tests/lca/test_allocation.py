"""Allocation: keys, refusals, substitution, subdivision."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from lizero.errors import SystemRefused, UnknownName
from lizero.lca import System
from lizero.lca.allocation import allocated, shares, subdivided, substituted
from lizero.lca.market import market

Build = Callable[..., System]
OUTPUTS = pl.DataFrame({"flow": ["LiOH", "Na2SO4"], "amount": [1.0, 2.0], "unit": ["t", "t"]})
PRODUCTS = pl.DataFrame({"product": ["LiOH", "Na2SO4"], "unit": ["kg", "t"], "lithium": [0.1654, 0.0], "energy": [None, None],
                         "price": [9.5, 100.0], "price_year": [2025, 2025]}, schema_overrides={"energy": pl.Float64})
PLANT = [
    ("plant", "product", "LiOH", 1.0, "t"), ("plant", "co-product", "Na2SO4", 2.0, "t"),
    ("plant", "elementary", "CO2", 9000.0, "kg"), ("plant", "elementary", "N2O", 1.0, "kg"),
    ("salt", "product", "salt cake", 1.0, "t"), ("salt", "elementary", "CO2", 300.0, "kg"),
]


def test_shares_follow_the_key() -> None:
    assert shares(OUTPUTS, "mass") == pytest.approx({"LiOH": 1 / 3, "Na2SO4": 2 / 3})
    assert shares(OUTPUTS, "lithium", PRODUCTS) == {"LiOH": 1.0, "Na2SO4": 0.0}
    assert shares(OUTPUTS, "economic", PRODUCTS) == pytest.approx({"LiOH": 9500 / 9700, "Na2SO4": 200 / 9700})


def test_a_key_that_lacks_its_figure_is_refused_and_named() -> None:
    with pytest.raises(SystemRefused, match="needs energy of 'LiOH'"):
        shares(OUTPUTS, "energy", PRODUCTS)
    with pytest.raises(SystemRefused, match="needs price of 'LiOH'"):
        shares(OUTPUTS, "economic")
    with pytest.raises(UnknownName, match="mass"):
        shares(OUTPUTS, "mas")
    with pytest.raises(SystemRefused, match="needs 'power' in kg"):
        shares(pl.DataFrame({"flow": ["power"], "amount": [1.0], "unit": ["kWh"]}), "mass")


def test_allocated_products_carry_the_whole_between_them(build: Build) -> None:
    for by in ("mass", "economic", "lithium", {"LiOH": 0.7, "Na2SO4": 0.3}):
        made = allocated(build(PLANT), "plant", by, PRODUCTS)
        total = made.footprint("LiOH", 1.0).total + made.footprint("Na2SO4", 2.0).total
        assert total == pytest.approx(9273.0, rel=1e-12)
    assert made.footprint("LiOH").total == pytest.approx(0.7 * 9273.0)
    with pytest.raises(SystemRefused, match="sum to 1"):
        allocated(build(PLANT), "plant", {"LiOH": 0.7, "Na2SO4": 0.2})
    with pytest.raises(SystemRefused, match="its outputs are LiOH, Na2SO4"):
        allocated(build(PLANT), "plant", {"LiOH": 1.0})


def test_substitution_gives_a_credit_and_needs_a_path_of_production(build: Build) -> None:
    made = substituted(build(PLANT), "plant", {"Na2SO4": ("salt cake", 0.95)})
    assert made.footprint("LiOH").total == pytest.approx(9273.0 - 2.0 * 0.95 * 300.0, rel=1e-12)
    with pytest.raises(SystemRefused, match="nobody in the system makes it"):
        substituted(build(PLANT), "plant", {"Na2SO4": ("mined thenardite", 1.0)})


def test_an_amount_by_formula_is_shared_and_displaced_like_a_stated_one(build: Build) -> None:
    rows = [(*r[:3], None, r[4], {"formula": "1 + 1"}) if r[2] == "Na2SO4" else r for r in PLANT]
    for by in ("mass", "economic"):
        stated, formed = (allocated(build(x), "plant", by, PRODUCTS) for x in (PLANT, rows))
        assert formed.footprint("LiOH").total == pytest.approx(stated.footprint("LiOH").total, rel=1e-12)
    made = substituted(build(rows), "plant", {"Na2SO4": ("salt cake", 0.95)})
    assert made.footprint("LiOH").total == pytest.approx(9273.0 - 2.0 * 0.95 * 300.0, rel=1e-12)


def test_subdivision_gives_each_output_its_own_exchanges_or_is_refused(build: Build) -> None:
    taker = [("glass", "product", "glass", 1.0, "t"), ("glass", "input", "Na2SO4", 0.1, "t", {"provider": "plant"})]
    parts = {"LiOH": ["plant/elementary/CO2/1"], "Na2SO4": ["plant/elementary/N2O/1"]}
    made = subdivided(build([*PLANT, *taker]), "plant", parts)
    assert made.footprint("LiOH").total == pytest.approx(9000.0)
    assert made.footprint("Na2SO4").total == pytest.approx(273.0 / 2)
    assert made.footprint("glass").total == pytest.approx(27.3 / 2)
    with pytest.raises(SystemRefused, match="each exchange belongs to one output; see plant/elementary/N2O/1"):
        subdivided(build(PLANT), "plant", {"LiOH": ["plant/elementary/CO2/1"], "Na2SO4": []})


def test_a_market_is_its_makers_by_share_and_loss(build: Build) -> None:
    rows = [("cl", "product", "Li2CO3", 1.0, "kg"), ("cl", "elementary", "CO2", 3.0, "kg"),
            ("cn", "product", "Li2CO3", 1.0, "kg"), ("cn", "elementary", "CO2", 20.0, "kg"),
            ("cell", "product", "cell", 1.0, "kg"), ("cell", "input", "Li2CO3", 0.5, "kg")]
    made = market(build(rows), "Li2CO3", {"cl": 0.6, "cn": 0.4}, process="market", loss=0.02, takers=True)
    assert made.footprint("market").total == pytest.approx((0.6 * 3 + 0.4 * 20) / 0.98, rel=1e-12)
    assert made.footprint("cell").total == pytest.approx(0.5 * 9.8 / 0.98, rel=1e-12)
    with pytest.raises(SystemRefused, match="sum to 1"):
        market(build(rows), "Li2CO3", {"cl": 0.6, "cn": 0.3}, process="market")
    with pytest.raises(SystemRefused, match="'ar' does not make 'Li2CO3'; it is made by cl, cn"):
        market(build(rows), "Li2CO3", {"ar": 1.0}, process="market")
