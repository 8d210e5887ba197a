"""Every parameter acts, and in the direction that its meaning asks for."""

from __future__ import annotations

import polars as pl
import pytest
from tests.chain.test_stacks import released

from lizero.lca import System

SPODUMENE = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
ATACAMA = "lithium carbonate, battery grade, brine evaporation route, Salar de Atacama, CL"
GAS = "heat, natural gas furnace, WORLD"
LEPIDOLITE = "lithium carbonate, battery grade, lepidolite route, CN-JX"
MARKET = "lithium carbonate, battery grade, market, WORLD"
CAUSTIC = "caustic soda, WORLD"
PER_KWH = "battery pack, {}, per kWh, CN"

# parameter -> product, another value, and whether the footprint rises (+) or falls (-)
CLIMATE: dict[str, tuple[str, float, str]] = {
    "ncv_hard_coal_cn": ("hard coal, burned, CN", 26.0, "-"),
    "ncv_natural_gas": ("natural gas, burned, WORLD", 38.0, "-"),
    "ncv_diesel": ("diesel, burned in machines, WORLD", 45.0, "-"),
    "ncv_residual_fuel_oil": ("residual fuel oil, burned, WORLD", 44.0, "-"),
    "coal_boiler_efficiency": (SPODUMENE, 0.9, "-"),
    "gas_furnace_efficiency": (GAS, 0.95, "-"),
    "grid_losses": ("electricity, grid, DE", 0.10, "+"),
    "ore_grade": (SPODUMENE, 0.012, "+"),
    "beneficiation_recovery": (SPODUMENE, 0.8, "-"),
    "strip_ratio": (SPODUMENE, 8.0, "+"),
    "mine_diesel_ore": (SPODUMENE, 4.0, "+"),
    "mine_diesel_waste": (SPODUMENE, 1.2, "+"),
    "powder_factor": (SPODUMENE, 0.5, "+"),
    "mill_power": (SPODUMENE, 60.0, "+"),
    "diesel_density": (SPODUMENE, 0.9, "+"),
    "share_hard_rock": (MARKET, 0.9, "+"),
    "share_brine": (MARKET, 0.9, "-"),
    "lepidolite_ore": (LEPIDOLITE, 200.0, "+"),
    "sulfate_makeup": (LEPIDOLITE, 0.9, "+"),
    "onsite_wind": (SPODUMENE, 1.0, "-"),
    "mine_wind": (SPODUMENE, 1.0, "-"),
    "green_contract": (SPODUMENE, 1.0, "-"),
    "site_efficiency": (SPODUMENE, 0.1, "-"),
    "heat_electrified": (SPODUMENE, 1.0, "-"),
    "coal_to_gas": (SPODUMENE, 1.0, "-"),
    "clean_caustic": (SPODUMENE, 1.0, "-"),
    "clean_soda": (ATACAMA, 1.0, "-"),
    "clean_lime": (ATACAMA, 1.0, "-"),
    "clean_power_cn": ("electricity, grid, CN", 0.5, "-"),
    "clean_power_cl": (ATACAMA, 0.5, "-"),
    "clean_power_ar": ("electricity, grid, AR", 0.5, "-"),
    "clean_power_au": (SPODUMENE, 0.5, "-"),
    "clean_power_us": ("electricity, grid, US", 0.5, "-"),
    "clean_power_eu": ("electricity, grid, DE", 0.5, "-"),
    "clean_power_world": ("electricity, grid, WORLD", 0.5, "-"),
    "residue_to_cement": (SPODUMENE, 1.0, "-"),
    "pack_mass_nmc111": (PER_KWH.format("NMC111"), 4.0, "-"),
    "pack_mass_nmc622": (PER_KWH.format("NMC622"), 4.0, "-"),
    "pack_mass_nmc811": (PER_KWH.format("NMC811"), 4.0, "-"),
    "pack_mass_nca": (PER_KWH.format("NCA"), 4.0, "-"),
    "pack_mass_lfp": (PER_KWH.format("LFP"), 4.0, "-"),
}


@pytest.mark.parametrize("name", sorted(CLIMATE))
def test_a_parameter_moves_the_footprint_in_the_direction_of_its_meaning(chain: System, name: str) -> None:
    product, value, direction = CLIMATE[name]
    before, after = chain.footprint(product).total, chain.with_parameters(**{name: value}).footprint(product).total
    assert before is not None
    assert after is not None
    assert after > before * (1 + 1e-9) if direction == "+" else after < before * (1 - 1e-9)


def test_no_parameter_is_without_an_effect_in_the_chain(chain: System) -> None:
    assert chain.parameters is not None
    today = chain.parameters.filter(pl.all_horizontal(pl.col("scenario", "year", "scope").is_null()) & pl.col("value").is_not_null())
    formulas = [*chain.exchanges["formula"].drop_nulls(), *chain.exchanges["share_formula"].drop_nulls(),
                *chain.parameters["formula"].drop_nulls()]
    words = " ".join(formulas).replace("(", " ").replace(")", " ").split()
    assert set(today["parameter"]) - set(words) == set()


@pytest.mark.parametrize("scenario", ["stated policies", "net zero 2050"])
def test_every_figure_of_a_scenario_names_its_year_and_its_source(chain: System, scenario: str) -> None:
    assert chain.parameters is not None
    rows = chain.parameters.filter(pl.col("scenario") == scenario)
    assert rows.filter(pl.any_horizontal(pl.col("year", "source", "status").is_null())).height == 0
    assert set(rows["year"]) == {2030, 2040, 2050}


def test_gas_in_the_kiln_gives_off_less_sulfur_and_dust_than_coal(chain: System) -> None:
    gas = chain.with_parameters(coal_to_gas=1.0)
    for flow in ("SO2", "PM10"):
        assert released(gas, SPODUMENE, flow) < released(chain, SPODUMENE, flow)


@pytest.mark.parametrize(("site", "wind"), [("CN", "CN"), ("CN-NM", "CN"), ("CL", "WORLD"), ("US", "WORLD")])
def test_power_under_contract_is_wind_of_the_country_through_the_grid(chain: System, site: str, wind: str) -> None:
    bought = chain.with_parameters(green_contract=1.0).footprint(f"electricity, at the site, {site}").total
    assert bought == pytest.approx(chain.footprint(f"electricity, wind, at plant, {wind}").total / (1 - 0.04604), rel=1e-9)  # type: ignore[operator]


def test_own_wind_of_a_chinese_site_weighs_what_its_government_says(chain: System) -> None:
    own = chain.with_parameters(onsite_wind=1.0)
    china, world = (own.footprint(f"electricity, at the site, {place}").total for place in ("CN", "WORLD"))
    stored = 0.7555555555555555 + 0.24444444444444444 * 1.1111111111111112
    assert china - world == pytest.approx(stored * (0.0324 - 0.011), rel=0.1)  # type: ignore[operator]
