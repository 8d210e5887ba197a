"""The shipped tables: linked, cited, named in the words of the field, free of what may not ship."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from lizero.errors import UnknownName
from lizero.lca import System, matrices
from lizero.uncertainty import pedigree_sigma
from lizero.units import bridge
from lizero.vocab import elementary, geography, item_id

SPODUMENE = "lithium hydroxide monohydrate, battery grade, spodumene route"


def test_the_chain_loads_without_a_finding_and_links_every_input(chain: System) -> None:
    model = chain.model()
    assert chain.findings == ()
    assert model.findings() == ()
    assert model.cut.height == 0


def test_every_product_has_one_solution_and_nothing_lithium_made_has_a_negative_footprint(chain: System) -> None:
    m = matrices(chain, "ar6-gwp100")
    scores = np.linalg.solve(m.A.toarray().T, (m.Q @ m.B).toarray()[0])
    made = m.columns.with_columns(pl.Series("score", scores))
    assert np.isfinite(scores).all()
    kept = made.filter(pl.col("flow").str.contains("lithium|battery|graphite|cathode|concentrate"))
    assert kept.height > 60
    assert kept.filter(pl.col("score") <= 0).height == 0


def test_every_exchange_says_where_it_comes_from_and_how_well_it_is_known(tables: dict[str, pl.DataFrame]) -> None:
    cited = tables["exchanges"].filter(pl.col("reference") == "no")
    assert cited.filter(pl.col("source").is_null() | pl.col("status").is_null() | pl.col("distribution").is_null()).height == 0
    assert set(cited["status"].unique()) == {"checked", "computed", "unverified"}


def test_an_intensity_that_exists_only_as_co2e_names_its_gwp_set(tables: dict[str, pl.DataFrame]) -> None:
    frozen = tables["exchanges"].filter(pl.col("flow") == "CO2e")
    assert frozen.height > 50
    assert frozen["gwp_set"].null_count() == 0


def test_no_exchange_is_unverified_behind_a_process_that_says_checked(tables: dict[str, pl.DataFrame]) -> None:
    order = {"checked": 0, "computed": 1, "unverified": 2}
    worst = tables["exchanges"].group_by("process").agg(pl.col("status").replace_strict(order).max().alias("worst"))
    both = tables["processes"].join(worst, on="process").with_columns(pl.col("status").replace_strict(order).alias("said"))
    assert both.filter(pl.col("worst") != pl.col("said")).height == 0


def test_elementary_flows_are_those_of_the_vocabulary_in_their_units(tables: dict[str, pl.DataFrame]) -> None:
    own = tables["exchanges"].filter(pl.col("kind") == "elementary").select("flow", "unit").unique()
    known = elementary().select("flow", pl.col("unit").alias("its unit"))
    joined = own.join(known, on="flow", how="left")
    assert joined.filter(pl.col("its unit").is_null() | (pl.col("unit") != pl.col("its unit"))).rows() == []


def test_links_lead_from_items_of_the_vocabulary_to_products_that_are_made(chain: System, tables: dict[str, pl.DataFrame]) -> None:
    made = set(chain.products()["product"])
    for item, place, product in tables["links"].select("item", "geography", "product").iter_rows():
        assert item_id(item) == item
        assert geography(place) == place
        assert product in made


@pytest.mark.parametrize(("item", "unit"), [
    ("diesel", "L"), ("diesel", "kL"), ("diesel", "GJ (GCV)"), ("natural gas", "GJ (GCV)"), ("natural gas", "1e4 Nm3"),
    ("natural gas", "GJ (NCV)"),
    ("bituminous coal", "t"), ("bituminous coal", "GJ (NCV)"), ("electricity", "MWh"), ("soda ash", "t"), ("freight, truck", "t.km"),
])
def test_a_record_in_its_usual_units_reaches_the_supply_of_the_chain(
    chain: System, tables: dict[str, pl.DataFrame], item: str, unit: str
) -> None:
    product = tables["links"].filter((pl.col("item") == item) & (pl.col("geography") == "WORLD"))["product"].item()
    supplied = chain.products().filter(pl.col("product") == product)["unit"].item()
    assert chain.parameters is not None
    assert bridge(unit, supplied, item, chain.parameters).value > 0


def test_names_of_a_licensed_database_do_not_ship(tables: dict[str, pl.DataFrame]) -> None:
    for frame in tables.values():
        text = frame.select(pl.concat_str(pl.all().fill_null(""), separator=" ").str.to_lowercase()).to_series()
        for word in ("ecoinvent", "market for", "market group", "{row}", "{glo}", "{rer}", "cut-off u", "heat production, at hard coal"):
            assert not text.str.contains(word, literal=True).any(), word


def test_scores_differ_and_give_the_spread_of_the_pedigree_matrix(tables: dict[str, pl.DataFrame]) -> None:
    drawn = tables["exchanges"].filter(pl.col("distribution") == "lognormal")
    assert drawn["pedigree"].n_unique() > 30
    power = drawn.filter(pl.col("exchange") == "lithium-hydroxide-spodumene-cn/electricity-at-the-site-cn").row(0, named=True)
    assert power["pedigree"] == "1,4,3,1,1"
    assert math.isclose(float(power["spread"]), pedigree_sigma([1, 4, 3, 1, 1], basic=1.05), abs_tol=1e-6)


def test_the_beginning_of_a_name_is_enough_and_a_wrong_one_lists_the_nearest(chain: System) -> None:
    assert chain.footprint(SPODUMENE).total == pytest.approx(15.595, abs=0.01)
    with pytest.raises(UnknownName, match="spodumene route"):
        chain.footprint("lithium hydroxyde monohydrate, battery grade, spodumene rout")


def test_products_read_product_grade_route_place(chain: System) -> None:
    for name in chain.products().filter(pl.col("product").str.starts_with("lithium carbonate"))["product"]:
        assert name.startswith("lithium carbonate, battery grade, ")
        assert "route" in name or "market" in name


def test_the_unverified_part_of_lithium_chemicals_and_packs_is_small(chain: System) -> None:
    brine = "lithium carbonate, battery grade, brine evaporation route"
    rock = "lithium carbonate, battery grade, spodumene route"
    for product in (SPODUMENE, rock, f"{brine}, Salar de Atacama, CL", f"{brine}, Salar de Olaroz, AR"):
        share = chain.footprint(product).unverified_share
        assert share is not None
        assert 0 < share < 0.05, product
    for product in ("battery pack, NMC622, per kWh, CN", "battery pack, NMC811, per kWh, CN"):
        share = chain.footprint(product).unverified_share
        assert share is not None
        assert 0 < share < 0.15, product


def test_draws_give_an_interval_around_the_static_value(chain: System) -> None:
    pcf = chain.footprint(SPODUMENE)
    low, high = pcf.monte_carlo(500, seed=1).quantiles()[0.05], pcf.monte_carlo(500, seed=1).quantiles()[0.95]
    assert pcf.total is not None
    assert 0.7 * pcf.total < low < pcf.total < high < 1.5 * pcf.total


def test_carbon_monoxide_is_not_read_as_cobalt(chain: System) -> None:
    flows = chain.footprint("graphite, battery grade, coated, synthetic route, CN").flows.frame
    assert flows.filter(pl.col("flow") == "CO")["amount"].sum() > 0.01
    assert flows.filter((pl.col("flow") == "Co") & (pl.col("compartment") == "air")).height == 0
