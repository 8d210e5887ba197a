"""What leaves the stacks of coal heat, coal power, oil and freight: emission limits as upper estimates, or a public inventory."""

from __future__ import annotations

import polars as pl
import pytest

from lizero.impact import Method
from lizero.lca import System

DUST = ("PM2.5", "PM10", "PM")


def released(chain: System, product: str, flow: str, **asked: object) -> float:
    """kg of `flow` for one unit of `product`, everything upstream included."""
    mass = Method.of(pl.DataFrame({"category": ["mass"], "flow": [flow], "factor": [1.0], "flow_unit": ["kg"], "unit": ["kg"]}), f"kg-{flow}")
    return chain.footprint(product, method=mass, **asked).total  # type: ignore[arg-type]


def test_a_coal_boiler_gives_off_what_the_limit_allows_in_its_flue_gas(chain: System) -> None:
    gas = 0.257 * 21 / 12
    for flow, limit in {"SO2": 300, "NOx": 300, "PM2.5": 50}.items():
        assert released(chain, "hard coal, burned, CN", flow) == pytest.approx(limit * 1e-6 * gas, rel=1e-9)
    assert gas == pytest.approx(0.45, abs=0.005)


def test_the_gas_of_the_limit_holds_the_carbon_of_the_fuel(chain: System) -> None:
    carbon_alone = 0.0946 / 44.009 * 22.414 / 0.21
    assert carbon_alone < 0.257 < 1.2 * carbon_alone


def test_coal_power_at_its_limit_gives_off_somewhat_more_than_the_industry_reports(chain: System) -> None:
    reported = {"SO2": 0.083e-3, "NOx": 0.133e-3, "PM": 0.017e-3}
    for flow, mean in reported.items():
        assert mean < released(chain, "electricity, coal, at plant, CN", flow) < 2.2 * mean


def test_stacks_of_a_province_follow_its_thermal_share(chain: System) -> None:
    sichuan, jiangxi = (released(chain, f"electricity, grid, CN-{p}", "SO2") for p in ("SC", "JX"))
    assert sichuan / jiangxi == pytest.approx(0.1564 / 0.5836, rel=1e-4)


def test_new_clean_power_takes_its_share_off_the_stacks(chain: System) -> None:
    today, cleaner = (released(chain.with_parameters(clean_power_cn=share), "electricity, grid, CN", "NOx") for share in (0.0, 0.4))
    assert cleaner == pytest.approx(0.6 * today)


def test_a_measured_stack_takes_the_place_of_the_limit(chain: System) -> None:
    at_limit = released(chain, "heat, coal boiler, CN", "SO2")
    assert released(chain.with_parameters(stack_so2=75.0), "heat, coal boiler, CN", "SO2") == pytest.approx(at_limit / 4)


def test_dust_is_nested_whatever_share_is_fine(chain: System) -> None:
    half = chain.with_parameters(stack_dust_fine=0.5)
    fine, ten, all_ = (released(half, "hard coal, burned, CN", flow) for flow in DUST)
    assert fine == pytest.approx(0.5 * ten)
    assert ten == pytest.approx(all_)


@pytest.mark.parametrize("product", ["residual fuel oil, burned, WORLD", "diesel, burned in generating set, WORLD", "freight, truck, WORLD",
                                     "freight, truck above 33 t, WORLD", "freight, rail, WORLD", "natural gas, burned, WORLD",
                                     "freight, ship, bulk carrier, WORLD", "freight, ship, container, WORLD"])
def test_oil_gas_and_freight_carry_nitrogen_oxides_sulfur_and_dust(chain: System, product: str) -> None:
    assert all(released(chain, product, flow) > 0 for flow in ("SO2", "NOx", "PM10", "CO", "NMVOC"))


def test_climate_is_untouched_by_what_leaves_the_stack(chain: System) -> None:
    heavy = chain.with_parameters(stack_so2=3000.0, stack_nox=3000.0, stack_dust=500.0, power_stack_nox=500.0)
    product = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
    assert heavy.footprint(product).total == pytest.approx(chain.footprint(product).total, rel=1e-12)


def test_a_ship_burns_fuel_at_the_cap_of_sulfur(chain: System) -> None:
    ship = "freight, ship, bulk carrier, WORLD"
    fuel = released(chain, ship, "CO2") / 3.114  # kg of CO2 from a kilogram of residual fuel, IMO
    assert released(chain, ship, "SO2") / fuel / 1.998 == pytest.approx(0.005, rel=0.05)


def test_blasting_gives_off_five_grams_of_nitrogen_oxides_from_a_kilogram_of_explosive(chain: System) -> None:
    rows = {f: v for p, f, v in chain.model().exchanges.select("process", "flow", "value").iter_rows() if p == "spodumene-ore-au-wa"}
    assert rows["NOx"] / rows["explosive, ammonium nitrate and fuel oil, WORLD"] == pytest.approx(0.005)
