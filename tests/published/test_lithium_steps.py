"""The five published steps of decarbonisation: Istrate et al. 2024, Joule, figure 4, on our power and on that of the publication.

Kilograms of electricity: robyistrate/decarbonization_LIB_raw_materials, data/results/fig2_breakdown_ghgs_10-07-2024.csv.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import lizero as lz
from lizero.errors import LizeroError
from lizero.lca import System
from lizero.trace.steps import published_power, site_power
from lizero.trace.validation import step_changes, with_electricity

PAGE = Path(__file__).parents[2] / "docs" / "validation" / "comparable.toml"
BRINE = "lithium hydroxide monohydrate, battery grade, brine evaporation route, Salar de Atacama, CL"
SPODUMENE = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
GRAPHITE = tuple(f"graphite, battery grade, coated, {route} route, CN" for route in ("natural", "synthetic"))
TODAY = {BRINE: 7.702, SPODUMENE: 17.237, GRAPHITE[0]: 10.56, GRAPHITE[1]: 43.871}
ELECTRICITY = {BRINE: 1.028198 + 0.015286 + 0.005734, SPODUMENE: 3.330629, GRAPHITE[0]: 0.201163 + 1.220005 + 6.903709,
               GRAPHITE[1]: 0.409192 + 3.073790 + 24.614936 + 2.898051 + 3.576858}


@pytest.fixture(scope="module")
def chain() -> System:
    return lz.load("lithium-chain")


@pytest.fixture(scope="module")
def published() -> dict[str, list[float]]:
    page: dict[str, Any] = tomllib.loads(PAGE.read_text(encoding="utf-8"))
    return {row["product"]: row["moved"] for row in page["steps"]}


def test_the_power_of_three_chinese_products_is_one_factor(chain: System) -> None:
    found = [published_power(chain, product, ELECTRICITY[product]) for product in (SPODUMENE, *GRAPHITE)]
    assert found == pytest.approx([0.9516] * 3, rel=1e-3)


def test_chilean_power_in_the_publication_weighs_twice_that_of_the_yearly_mix(chain: System) -> None:
    ours = chain.footprint("electricity, grid, CL").total
    assert ours is not None
    assert 2.0 < published_power(chain, BRINE, ELECTRICITY[BRINE]) / ours < 2.5


@pytest.mark.parametrize("product", list(TODAY))
def test_on_the_power_of_the_publication_the_first_step_takes_its_kilograms(
    chain: System, published: dict[str, list[float]], product: str,
) -> None:
    power = published_power(chain, product, ELECTRICITY[product])
    theirs = with_electricity(chain, dict.fromkeys(site_power(chain, product), power))
    today = theirs.footprint(product).total
    assert today is not None
    taken = -step_changes(theirs, product)["moved"][0] / 100 * today
    assert taken == pytest.approx(-published[product][0] / 100 * TODAY[product], rel=0.03)


@pytest.mark.parametrize("product", [SPODUMENE, *GRAPHITE])
def test_own_wind_with_storage_in_china_weighs_what_the_publication_leaves_of_its_power(
    chain: System, published: dict[str, list[float]], product: str,
) -> None:
    left = ELECTRICITY[product] + published[product][0] / 100 * TODAY[product]  # kg that the first step does not take
    kwh = sum(site_power(chain, product).values())
    assert chain.footprint("electricity, wind with storage, CN").total == pytest.approx(left / kwh, rel=0.10)


def test_a_mine_abroad_stays_on_its_grid_until_the_grids_turn(chain: System) -> None:
    mine = "electricity, at the mine, AU-WA-SWIS"
    moved = step_changes(chain, mine)["moved"].to_list()
    assert moved[0] == pytest.approx(0.0, abs=1e-9)
    assert moved[4] < -70
    own, site = (chain.with_parameters(onsite_wind=1.0).footprint(f"electricity, at the {x}, AU-WA-SWIS").total for x in ("mine", "site"))
    assert own == pytest.approx(site, rel=1e-9)


def test_power_of_mines_and_plants_abroad_is_not_that_of_the_country(chain: System) -> None:
    cobalt = "cobalt sulfate heptahydrate, CN"
    assert set(site_power(chain, cobalt)) == {"CN"}
    assert published_power(chain, cobalt, 1.141930) == pytest.approx(0.905, abs=0.001)


def test_a_stated_grid_gives_way_to_new_clean_power(chain: System) -> None:
    stated = with_electricity(chain, {"CN": 0.9}).with_parameters(clean_power_cn=0.5)
    wind = chain.footprint("electricity, wind, at plant, CN").total
    assert wind is not None
    assert stated.footprint("electricity, grid, CN").total == pytest.approx(0.45 + 0.5 * wind, rel=1e-9)


def test_a_product_without_power_at_home_says_nothing_of_its_factor(chain: System) -> None:
    with pytest.raises(LizeroError, match="no site of its country uses any"):
        published_power(chain, "inert waste, landfilled, WORLD", 1.0)
