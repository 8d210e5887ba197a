"""Traps of the published inventories, each handled and held."""

from __future__ import annotations

import polars as pl
import pytest

from lizero.lca import System


def amount(chain: System, exchange: str) -> float:
    return float(chain.model().exchanges.filter(pl.col("exchange") == exchange)["value"].item())


def flows(chain: System, process: str) -> set[str]:
    return set(chain.exchanges.filter(pl.col("process") == process)["flow"])


def test_hydroxide_from_brine_takes_lime_and_not_calcium_carbonate(chain: System) -> None:
    made = flows(chain, "lithium-hydroxide-atacama")
    assert "quicklime, WORLD" in made
    assert not any("limestone" in f or "calcium carbonate" in f for f in made)


def test_fine_dust_is_part_of_coarse_dust_and_the_larger_class_is_not_swapped(chain: System) -> None:
    sums = chain.exchanges.filter(pl.col("process") == "lithium-hydroxide-atacama").group_by("flow").agg(pl.col("amount").sum())
    found = dict(sums.iter_rows())
    assert found["PM2.5"] == pytest.approx(1e-4)
    assert found["PM10"] == pytest.approx(1.5e-4)


@pytest.mark.parametrize(("process", "stated", "steam", "coal"), [
    ("lithium-hydroxide-spodumene-cn", 71.343, 0.54, 79.98), ("lithium-carbonate-spodumene-cn", 135.89, 0.39, 147.39),
])
def test_coal_of_the_roast_is_kiln_fuel_and_steam_apart(chain: System, process: str, stated: float, steam: float, coal: float) -> None:
    fuel = amount(chain, f"{process}/heat-at-the-site-coal-kiln-cn")
    heat = amount(chain, f"{process}/heat-at-the-site-coal-steam-cn")
    assert fuel + heat == pytest.approx(stated, rel=1e-9)
    assert fuel + heat / 0.8 == pytest.approx(coal, abs=0.01)
    assert heat / 0.8 / coal == pytest.approx(steam, abs=1e-3)


def test_a_better_boiler_takes_less_coal_for_the_same_steam(chain: System) -> None:
    name = "lithium carbonate, battery grade, spodumene route"
    today, better = chain.footprint(name).total, chain.with_parameters(coal_boiler_efficiency=0.9).footprint(name).total
    assert today is not None
    assert better is not None
    steam = amount(chain, "lithium-carbonate-spodumene-cn/heat-at-the-site-coal-steam-cn")
    burned = chain.footprint("hard coal, burned, CN").total
    assert burned is not None
    assert today - better == pytest.approx(steam * (1 / 0.8 - 1 / 0.9) * burned, rel=1e-6)


def test_carbon_of_soda_ash_stays_in_the_carbonate(chain: System) -> None:
    assert not {"CO2", "CO2e"} & flows(chain, "lithium-carbonate-spodumene-cn")
    assert not {"CO2", "CO2e"} & flows(chain, "lithium-carbonate-atacama")


def test_figures_of_uslci_that_mislead_are_not_used(chain: System) -> None:
    sources = chain.exchanges["source"].drop_nulls().str.to_lowercase()
    for name in ("ammonia, steam reforming", "natural gas, at power plant", "ocean freighter", "hydrochloric acid, at plant",
                 "metallurgical coke", "oxygen, liquid", "portland cement", "at grid, us"):
        assert not sources.str.contains(f"uslci, {name}", literal=True).any(), name


def test_refinery_products_carry_the_same_for_each_kilogram(chain: System) -> None:
    scores = [chain.footprint(f"{p}, supplied, WORLD").total for p in ("diesel", "kerosene", "residual fuel oil")]
    assert max(scores) == pytest.approx(min(scores), rel=0.002)  # type: ignore[type-var]


def test_an_electric_furnace_needs_a_third_of_a_kilowatt_hour_for_a_megajoule(chain: System) -> None:
    electric = chain.with_parameters(heat_electrified=1.0)
    rows = electric.model().exchanges.filter(pl.col("process") == "site-heat-coal-kiln-cn")
    power = rows.filter(pl.col("unit") == "kWh")["value"].item()
    assert power == pytest.approx(1 / 3.6 / 0.9)


def test_solvent_of_an_lfp_electrode_circulates_and_only_what_is_lost_is_bought(chain: System) -> None:
    rows = chain.model().exchanges.filter(pl.col("process") == "lfp-cathode-paste-cn")
    solvent = "n-methyl-2-pyrrolidone-world"
    bought = amount(chain, f"lfp-cathode-paste-cn/{solvent}")
    assert bought == amount(chain, f"cathode-nmc622-cn/{solvent}")
    assert rows.filter(pl.col("kind") == "input")["value"].sum() - bought == pytest.approx(1.0, abs=1e-12)


def test_packs_weigh_what_batpac_says_for_a_kilowatt_hour(chain: System) -> None:
    weights = {c: amount(chain, f"pack-kwh-{c.lower()}-cn/battery-pack-{c.lower()}-cn") for c in ("LFP", "NMC111", "NMC622", "NMC811")}
    assert weights == {"LFP": 6.66, "NMC111": 5.51, "NMC622": 5.23, "NMC811": 4.99}


def test_binder_is_counted_as_pvdf_with_its_range(chain: System) -> None:
    row = chain.exchanges.filter(pl.col("exchange") == "pvdf-world/co2e").row(0, named=True)
    assert (row["amount"], row["distribution"], row["low"], row["high"]) == (55.8, "triangular", 18.0, 60.0)
