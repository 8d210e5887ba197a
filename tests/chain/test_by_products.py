"""By-products of the chain: amounts within what the elements allow, shares and credits by hand."""

from __future__ import annotations

import polars as pl
import pytest

from lizero.errors import SystemRefused, UnknownName
from lizero.lca import System, by_products, with_by_products

HYDROXIDE = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
CARBONATE = "lithium carbonate, battery grade, spodumene route, AU-CN"
ATACAMA = "lithium carbonate, battery grade, brine evaporation route, Salar de Atacama, CL"
SULFATE = "sodium sulfate, by-product of spodumene hydroxide, CN"
POTASH = "potassium chloride, by-product of brine, Salar de Atacama, CL"
BORIC = "boric acid, lithium-boron rock route, Rhyolite Ridge, US-NV"
RHYOLITE = "lithium carbonate, battery grade, lithium-boron rock acid leach route, Rhyolite Ridge, US-NV"
NA, SO4, NA2SO4 = 22.98977, 96.06, 142.04


def total(system: System, product: str, amount: float = 1.0) -> float:
    found = system.footprint(product, amount).total
    assert found is not None
    return found


def taken(chain: System, process: str) -> dict[str, float]:
    rows = chain.model().exchanges.filter(pl.col("process") == process)
    return dict(rows.select("flow", "value").iter_rows())


@pytest.mark.parametrize(("process", "least"), [
    ("lithium-hydroxide-spodumene-cn", NA2SO4 / (2 * 41.96)), ("lithium-hydroxide-spodumene-gas-au", NA2SO4 / (2 * 41.96)),
    ("lithium-carbonate-spodumene-cn", NA2SO4 / 73.89), ("lithium-carbonate-spodumene-gas-cn", NA2SO4 / 73.89),
])
def test_sodium_sulfate_lies_between_stoichiometry_and_what_sodium_and_acid_allow(chain: System, process: str, least: float) -> None:
    amounts = taken(chain, process)
    given = next(v for f, v in amounts.items() if f.startswith("sodium sulfate, by-product"))
    by = {name: next(v for f, v in amounts.items() if f.startswith(name)) for name in ("soda ash", "sulfuric acid")}
    caustic = sum(v for f, v in amounts.items() if f.startswith("caustic soda"))
    sodium = caustic * NA / 39.997 + by["soda ash"] * 2 * NA / 105.988
    assert least * 0.999 <= given <= 1.001 * min(sodium * NA2SO4 / (2 * NA), by["sulfuric acid"] * NA2SO4 / 98.08)


def test_a_by_product_carries_nothing_until_a_way_is_chosen(chain: System) -> None:
    free = by_products(chain).filter(pl.col("flow") != BORIC)
    assert free.height == 7
    assert free["stated"].to_list() == [0.0] * 7
    for flow in free["flow"]:
        assert total(chain, flow) == 0.0
        assert "allocation.nought" in {f.rule for f in chain.footprint(flow).findings}
    assert "allocation.nought" not in {f.rule for f in with_by_products(chain, "economic").footprint(SULFATE).findings}


def test_by_mass_and_by_revenue_the_whole_is_shared_out(chain: System) -> None:
    sulfate, price, other = 6.42 * 44 / 161, 30.5, 0.118
    share = {"mass": 1 / (1 + sulfate), "economic": price / (price + other * sulfate)}
    # of the concentrate, tantalite takes its share too: what the roast takes in is less
    for way, part in share.items():
        shared = with_by_products(chain, way)
        whole = total(shared, HYDROXIDE) + total(shared, SULFATE, sulfate)
        assert total(shared, HYDROXIDE) == pytest.approx(part * whole, rel=1e-9)
        assert whole <= total(chain, HYDROXIDE)
    tantalum = 0.0001153 * 154.5 / (0.0001153 * 154.5 + 1.113)
    concentrate = "spodumene concentrate, 6 % Li2O, dense media and flotation route, AU-WA"
    assert total(with_by_products(chain, "economic"), concentrate) == pytest.approx((1 - tantalum) * total(chain, concentrate), rel=1e-9)


def test_substitution_takes_off_the_making_of_what_is_displaced(chain: System) -> None:
    made = with_by_products(chain, "substitution")
    salt, potash = total(chain, "sodium sulfate, WORLD"), total(chain, "potassium sulfate, WORLD")
    assert total(made, HYDROXIDE) == pytest.approx(total(chain, HYDROXIDE) - 6.42 * 44 / 161 * salt, rel=1e-9)
    assert total(made, CARBONATE) == pytest.approx(total(chain, CARBONATE) - 1.9223 * salt, rel=1e-9)
    chloride = 543 / (5180 / 30.5)  # kt of potash for one of carbonate, SQM 2023
    assert total(made, ATACAMA) == pytest.approx(total(chain, ATACAMA) - chloride * 1.1687 * potash, rel=1e-4)


def test_potash_takes_the_revenue_share_of_the_operator(chain: System) -> None:
    row = by_products(chain).filter(pl.col("flow") == POTASH).row(0, named=True)
    assert row["economic"] == pytest.approx(279 / (279 + 5180), rel=1e-3)


def test_potash_of_yiliping_is_thirty_times_its_carbonate(chain: System) -> None:
    reached = chain.footprint("lithium carbonate, battery grade, brine adsorption route, Qinghai Yiliping, CN").reached
    brine = reached.filter(pl.col("flow") == "brine, concentrated in ponds, Qinghai Yiliping, CN")["output"].item()
    potash = by_products(chain).filter(pl.col("process") == "brine-qinghai-yiliping-evaporation-ponds")["amount"].item()
    assert brine * potash == pytest.approx(300_000 / 10_000, rel=1e-5)


def test_boric_acid_bears_what_boron_earns_and_the_rest_stays_with_lithium(chain: System) -> None:
    acid = 174 / 22
    whole = total(chain, RHYOLITE) + total(chain, BORIC, acid)
    assert total(chain, RHYOLITE) == pytest.approx(0.70 * whole, rel=1e-9)
    by_price = with_by_products(chain, "economic")
    assert total(by_price, RHYOLITE) / whole == pytest.approx(10 / (10 + 0.7 * acid), rel=1e-9)


def test_an_own_price_stands_in_place_of_the_shipped_one(chain: System) -> None:
    own = pl.DataFrame({"product": [HYDROXIDE, SULFATE], "name": [HYDROXIDE, SULFATE], "unit": ["kg", "kg"], "price": [8.0, 0.2],
                        "role": ["product", "co-product"]})
    rows = by_products(chain, own)
    assert rows["flow"].to_list() == [SULFATE]
    sulfate = 6.42 * 44 / 161
    assert rows["economic"].item() == pytest.approx(0.2 * sulfate / (0.2 * sulfate + 8.0))
    assert total(with_by_products(chain, "economic", own), CARBONATE) == pytest.approx(total(chain, CARBONATE))


def test_an_unknown_way_and_a_system_without_prices_are_refused(chain: System) -> None:
    with pytest.raises(UnknownName, match="substitution"):
        with_by_products(chain, "credit")
    with pytest.raises(SystemRefused, match="ships no table of products"):
        by_products(System(chain.processes, chain.exchanges, chain.parameters, name="mine"))
