"""The five published steps of decarbonisation: Istrate et al. 2024, Joule, figure 4, on our power and on the power they imply."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import lizero as lz
from lizero.errors import LizeroError
from lizero.lca import System
from lizero.trace.steps import implied_power, site_power
from lizero.trace.validation import step_changes, with_electricity

PAGE = Path(__file__).parents[2] / "docs" / "validation" / "comparable.toml"
BRINE = "lithium hydroxide monohydrate, battery grade, brine evaporation route, Salar de Atacama, CL"
SPODUMENE = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
GRAPHITE = tuple(f"graphite, battery grade, coated, {route} route, CN" for route in ("natural", "synthetic"))
# kg CO2e of a unit today, Istrate et al. 2024, Joule
TODAY = {BRINE: 7.702, SPODUMENE: 17.237, GRAPHITE[0]: 10.56, GRAPHITE[1]: 43.871}


@pytest.fixture(scope="module")
def chain() -> System:
    return lz.load("lithium-chain")


@pytest.fixture(scope="module")
def published() -> dict[str, list[float]]:
    page: dict[str, Any] = tomllib.loads(PAGE.read_text(encoding="utf-8"))
    return {row["product"]: row["moved"] for row in page["steps"]}


def implied(chain: System, published: dict[str, list[float]], product: str) -> float:
    return implied_power(chain, product, -published[product][0] / 100 * TODAY[product])


def test_three_chinese_products_imply_one_factor_of_bought_power(chain: System, published: dict[str, list[float]]) -> None:
    found = [implied(chain, published, product) for product in (SPODUMENE, *GRAPHITE)]
    assert max(found) / min(found) < 1.01
    assert found[0] == pytest.approx(0.93, abs=0.01)


def test_chilean_power_in_the_publication_weighs_twice_that_of_the_yearly_mix(chain: System, published: dict[str, list[float]]) -> None:
    ours = chain.footprint("electricity, grid, CL").total
    assert ours is not None
    assert 2.0 < implied(chain, published, BRINE) / ours < 2.5


@pytest.mark.parametrize("product", [BRINE, SPODUMENE, *GRAPHITE])
def test_on_the_power_of_the_publication_the_first_step_takes_its_kilograms(
    chain: System, published: dict[str, list[float]], product: str,
) -> None:
    theirs = with_electricity(chain, dict.fromkeys(site_power(chain, product), implied(chain, published, product)))
    today = theirs.footprint(product).total
    assert today is not None
    taken = -step_changes(theirs, product)["moved"][0] / 100 * today
    abroad = 1.0 if product == SPODUMENE else 0.1  # own power at the mine as well, which the publication leaves on its grid
    assert taken == pytest.approx(-published[product][0] / 100 * TODAY[product], abs=abroad)


def test_a_stated_grid_gives_way_to_new_clean_power(chain: System) -> None:
    stated = with_electricity(chain, {"CN": 0.9}).with_parameters(clean_power_cn=0.5)
    wind = chain.footprint("electricity, wind, at plant, CN").total
    assert wind is not None
    assert stated.footprint("electricity, grid, CN").total == pytest.approx(0.45 + 0.5 * wind, rel=1e-9)


def test_a_product_without_power_at_home_implies_no_factor(chain: System) -> None:
    with pytest.raises(LizeroError, match="no site of its country uses any"):
        implied_power(chain, "inert waste, landfilled, WORLD", 1.0)
