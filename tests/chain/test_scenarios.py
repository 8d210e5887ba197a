"""The transformations as parameters, and scenarios to 2050."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

from lizero.lca import System

SPODUMENE = "lithium hydroxide monohydrate, battery grade, spodumene route"
BRINE = "lithium hydroxide monohydrate, battery grade, brine evaporation route, Salar de Atacama, CL"
PACK = "battery pack, NMC622, per kWh, CN"


def total(chain: System, product: str, scenario: str | None = None, year: int | None = None) -> float:
    found = chain.footprint(product, scenario=scenario, year=year).total
    assert found is not None
    return found


def steps(chain: System) -> list[str]:
    assert chain.parameters is not None
    return sorted(s for s in chain.parameters["scenario"].drop_nulls().unique() if s.startswith("step"))


@pytest.mark.parametrize("scenario", ["stated policies", "net zero 2050"])
@pytest.mark.parametrize("product", [SPODUMENE, BRINE, PACK])
def test_footprints_fall_from_today_through_each_decade(chain: System, scenario: str, product: str) -> None:
    path = [total(chain, product), *(total(chain, product, scenario, year) for year in (2030, 2040, 2050))]
    assert all(later < earlier for earlier, later in itertools.pairwise(path))


@pytest.mark.parametrize("product", [SPODUMENE, BRINE, PACK])
def test_net_zero_asks_more_than_stated_policies(chain: System, product: str) -> None:
    for year in (2030, 2040, 2050):
        assert total(chain, product, "net zero 2050", year) < total(chain, product, "stated policies", year)


def test_a_scenario_without_a_row_for_a_parameter_keeps_the_value_of_today(chain: System) -> None:
    assert total(chain, SPODUMENE, "no such scenario") == total(chain, SPODUMENE)


def test_each_step_of_decarbonisation_holds_those_before_it(chain: System) -> None:
    assert chain.parameters is not None
    held: set[str] = set()
    for step in steps(chain):
        now = set(chain.parameters.filter(pl.col("scenario") == step)["parameter"])
        assert held < now
        held = now


def test_source_mix_moves_the_market_between_its_routes(chain: System) -> None:
    market = "lithium carbonate, battery grade, market, WORLD"
    rock = total(chain.with_parameters(share_hard_rock=1.0, share_brine=0.0, share_recycled=0.0), market)
    brine = total(chain.with_parameters(share_hard_rock=0.0, share_brine=1.0, share_recycled=0.0), market)
    assert rock == pytest.approx(total(chain, "lithium carbonate, battery grade, spodumene route"), rel=1e-9)
    assert brine == pytest.approx(total(chain, "lithium carbonate, battery grade, brine evaporation route, Salar de Atacama, CL"), rel=1e-9)


def test_a_leaner_ore_asks_more_of_mine_and_mill(chain: System) -> None:
    concentrate = "spodumene concentrate, 6 % Li2O, dense media and flotation route, AU-WA"
    lean = chain.with_parameters(ore_grade=0.0169 / 2)
    assert total(lean, concentrate) == pytest.approx(2 * total(chain, concentrate), rel=1e-6)


def test_elution_without_heat_takes_two_thirds_off_the_hottest_brine(chain: System) -> None:
    name = "lithium carbonate, battery grade, brine adsorption route, Chaerhan, CN"
    hot, cold = total(chain, name), total(chain, name, "adsorption at ambient temperature")
    assert cold / hot == pytest.approx(1 / 3, abs=0.03)


def test_a_leaner_brine_asks_for_more_heat(chain: System) -> None:
    name = "lithium carbonate, battery grade, brine adsorption route, Chaerhan, CN"
    cold = total(chain, name, "adsorption at ambient temperature")
    lean = total(chain.with_parameters(brine_grade_index=0.8), name)
    assert lean - cold == pytest.approx((total(chain, name) - cold) / 0.8**1.234, rel=1e-6)


def test_an_electric_kiln_on_grid_power_is_worse_than_coal_where_the_grid_is_dirty(chain: System) -> None:
    furnace = 1 / 3.6 / 0.9
    coal, grid = total(chain, "hard coal, burned, CN"), total(chain, "electricity, grid, CN")
    assert furnace * grid > coal
    assert total(chain, SPODUMENE, steps(chain)[2]) < total(chain, SPODUMENE, steps(chain)[1])


def test_lighter_packs_carry_less_for_a_kilowatt_hour(chain: System) -> None:
    lighter = chain.with_parameters(pack_mass_nmc622=5.23 / 2)
    assert total(lighter, PACK) == pytest.approx(total(chain, PACK) / 2, rel=1e-9)


def test_residue_given_to_cement_spares_its_landfill_and_earns_no_credit(chain: System) -> None:
    used = chain.with_parameters(residue_to_cement=1.0)
    landfill = total(chain, "inert waste")
    assert total(chain, SPODUMENE) - total(used, SPODUMENE) == pytest.approx(6.42 * 176 / 161 * landfill, rel=1e-6)


def test_the_province_of_a_refinery_moves_its_power_and_nothing_else(chain: System) -> None:
    name = "lithium hydroxide monohydrate, battery grade, spodumene with power of {} route"
    found = {p: total(chain, name.format(p)) for p in ("Sichuan", "Jiangxi", "Jiangsu")}
    assert found["Sichuan"] < total(chain, SPODUMENE) < found["Jiangsu"]
    grids = {p: total(chain, f"electricity, grid, {code}") for p, code in (("Sichuan", "CN-SC"), ("Jiangsu", "CN-JS"))}
    assert found["Jiangsu"] - found["Sichuan"] == pytest.approx(3.5 * (grids["Jiangsu"] - grids["Sichuan"]), rel=1e-6)


def test_lithium_returned_to_hydrothermal_lfp_is_not_bought_again_nor_lost(chain: System) -> None:
    returned = chain.with_parameters(lfp_lithium_returned=1.0)
    rows = {f: v for p, f, v in returned.model().exchanges.select("process", "flow", "value").iter_rows() if p == "lfp-hydrothermal-cn"}
    assert rows["Li to water"] == 0.0
    bought = rows["lithium hydroxide monohydrate, battery grade, market, WORLD"] * 0.16539
    assert bought == pytest.approx(0.04399, rel=0.02)  # the lithium of LiFePO4
