"""A site's year as unit processes: who carries what, who supplies whom, and what stands apart."""

from datetime import date

import polars as pl
import pytest

from lizero.activity import Record
from lizero.errors import UnknownName
from lizero.factors import Library
from lizero.lca import System
from lizero.trace.bridge import Bridge, bridged
from lizero.trace.links import ladder
from lizero.trace.reconcile import reconciled

PRODUCTS = pl.DataFrame({
    "product": ["lithium hydroxide monohydrate", "lithium carbonate", "sodium sulfate"], "unit": ["kg", "kg", "kg"],
    "name": ["hydroxide", "carbonate", "sulfate"], "lithium": [0.1654, 0.1879, 0.0], "price": [10.0, 8.0, 0.1], "currency": ["USD"] * 3,
})
SITES = pl.DataFrame({"site": ["a", "b"], "organisation": ["alpha", "beta"], "name": ["A", "B"], "geography": ["CN-SC", "CN-JS"]})
CHAIN = System(
    pl.DataFrame({"process": ["soda-cn", "soda-world"], "name": ["soda ash, CN", "soda ash, WORLD"]}),
    pl.DataFrame({
        "process": ["soda-cn", "soda-cn", "soda-world", "soda-world"], "kind": ["product", "elementary"] * 2, "reference": [True, False] * 2,
        "flow": ["soda ash, CN", "CO2", "soda ash, WORLD", "CO2"], "amount": [1.0, 2.0, 1.0, 1.0], "unit": ["kg"] * 4,
        "compartment": [None, "air"] * 2}),
)
LINKS = pl.DataFrame({"item": ["soda ash", "soda ash"], "geography": ["CN", "WORLD"], "product": ["soda ash, CN", "soda ash, WORLD"]})


def row(record: str, category: str, flow: str, quantity: float, unit: str, site: str = "a", **more: str) -> dict[str, object]:
    return {"record": record, "site": site, "category": category, "flow": flow, "quantity": quantity, "unit": unit,
            "start": date(2025, 1, 1), "end": date(2025, 12, 31), "source": record, **more}


OUT = (row("out-1", "product output", "lithium hydroxide monohydrate", 3.0, "t", process="hydroxide line"),
       row("out-2", "product output", "lithium carbonate", 1.0, "t", process="carbonate line"))


def made(*rows: dict[str, object], allocation: object = "mass", library: Library | None = None, products: pl.DataFrame = PRODUCTS) -> Bridge:
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    record = Record.of(frame, sites=SITES, products=products)
    return bridged(record, 2025, library=library or Library.of(), chain=CHAIN, links=LINKS, allocation=allocation)  # type: ignore[arg-type]


def share(bridge: Bridge, record: str) -> dict[str, float]:
    return dict(bridge.shares.filter(pl.col("record") == record).select("product", "share").iter_rows())


def test_a_shared_meter_follows_the_key_and_a_meter_of_a_line_its_line() -> None:
    dryer = row("dryer", "measured release", "CO2", 1.0, "t", process="carbonate line")
    bridge = made(*OUT, row("boiler", "measured release", "CO2", 4.0, "t"), dryer)
    assert share(bridge, "boiler") == {"lithium hydroxide monohydrate": 0.75, "lithium carbonate": 0.25}
    assert share(bridge, "dryer") == {"lithium carbonate": 1.0}


def test_a_process_that_makes_no_product_serves_all_products_of_its_site() -> None:
    bridge = made(*OUT, row("kiln", "measured release", "CO2", 4.0, "t", process="calcination"))
    assert share(bridge, "kiln") == {"lithium hydroxide monohydrate": 0.75, "lithium carbonate": 0.25}


def test_keys_can_be_stated_for_a_source_a_site_or_all() -> None:
    stack = row("stack", "measured release", "CO2", 4.0, "t")
    value = made(*OUT, stack, allocation={"a": "economic", "*": "mass"})
    assert share(value, "stack")["lithium carbonate"] == pytest.approx(8 / 38)
    stated = made(*OUT, stack, allocation={"stack": {"lithium carbonate": 1.0}, "*": "mass"})
    assert share(stated, "stack") == {"lithium hydroxide monohydrate": 0.0, "lithium carbonate": 1.0}


def test_an_unknown_key_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="lithium"):
        made(*OUT, row("stack", "measured release", "CO2", 4.0, "t"), allocation="lithum")


def test_a_product_without_a_stated_lithium_content_leaves_its_shared_meter_open_and_in_sight() -> None:
    unknown = PRODUCTS.with_columns(pl.when(pl.col("product") == "lithium carbonate").then(None).otherwise("lithium").alias("lithium"))
    bridge = made(*OUT, row("stack", "measured release", "CO2", 4.0, "t"), allocation="lithium", products=unknown)
    assert "allocation.key-missing" in {f.rule for f in bridge.findings}
    line = reconciled(bridge).lines.filter(pl.col("flow") == "CO2").row(0, named=True)
    assert (line["products"], line["unallocated"], line["residual"]) == (0.0, 4000.0, 0.0)


def test_prices_in_several_currencies_are_no_key() -> None:
    mixed = PRODUCTS.with_columns(pl.Series("currency", ["USD", "CNY", "USD"]))
    bridge = made(*OUT, row("stack", "measured release", "CO2", 4.0, "t"), allocation="economic", products=mixed)
    assert {"allocation.currency", "allocation.key-missing"} <= {f.rule for f in bridge.findings}
    assert bridge.shares.height == 0


def test_a_bought_input_comes_from_the_chain_by_item_and_nearest_place() -> None:
    bridge = made(OUT[0], row("soda", "purchased goods", "纯碱", 6.0, "t"))
    assert bridge.uses.select("origin", "product", "amount", "conversion").row(0) == ("chain", "soda ash, CN", 0.002, 1000.0)
    assert bridge.system.footprint("a/lithium hydroxide monohydrate").total == pytest.approx(2.0 * 2.0)
    assert ladder("CN-SC")[-2:] == ("CN", "WORLD")


def test_a_suppliers_own_footprint_comes_before_the_chain() -> None:
    own = Library.of(pl.DataFrame({
        "id": ["soda-epd"], "category": ["purchased goods"], "activity": ["soda ash"], "unit": ["kg"], "flow": ["CO2"], "amount": [0.5],
        "flow_unit": ["kg"], "compartment": ["air"], "boundary": ["cradle-to-gate"]}))
    bridge = made(OUT[0], row("soda", "purchased goods", "soda ash", 6.0, "t"), library=own)
    assert bridge.uses["origin"].to_list() == ["supplier"]
    assert bridge.system.footprint("a/lithium hydroxide monohydrate").total == pytest.approx(2.0 * 0.5)


@pytest.mark.parametrize("provider", ["a", "alpha"])
def test_what_an_own_site_provides_is_linked_to_it_by_site_or_organisation(provider: str) -> None:
    bridge = made(
        row("out-a", "product output", "碳酸锂", 10.0, "t"), row("stack", "measured release", "CO2", 20.0, "t"),
        row("feed", "internal transfer", "lithium carbonate", 4000.0, "kg", site="b", provider=provider),
        row("out-b", "product output", "lithium hydroxide monohydrate", 2.0, "t", site="b"))
    assert bridge.uses["origin"].to_list() == ["own site"]
    assert bridge.system.footprint("b/lithium hydroxide monohydrate").total == pytest.approx(4.0)
    assert reconciled(bridge).closed


def test_a_transfer_from_a_site_that_made_nothing_is_found_and_an_input_nobody_supplies_is_listed() -> None:
    bridge = made(OUT[0], row("feed", "internal transfer", "spodumene concentrate", 20.0, "t", provider="b"))
    assert "bridge.provider" in {f.rule for f in bridge.findings}
    assert bridge.lines.filter(pl.col("kind") == "cut off")["flow"].to_list() == ["spodumene concentrate"]


def test_stock_changes_and_commuting_stand_apart_with_their_reason() -> None:
    bridge = made(OUT[0], row("stock", "stock change", "lithium hydroxide monohydrate", -1.0, "t"), row("bus", "commuting", "bus", 10.0, "km"))
    apart = bridge.lines.filter(pl.col("kind") == "apart")
    assert apart.select("flow", "quantity").rows() == [("lithium hydroxide monohydrate", -1.0), ("bus", 10.0)]
    assert all(apart["reason"])


def test_energy_that_is_no_number_of_mwh_keeps_its_unit_in_the_reconciliation() -> None:
    steam, grid = row("steam", "purchased heat", "steam", 12.0, "t"), row("grid", "purchased electricity", "electricity", 5e3, "kWh")
    found = reconciled(made(OUT[0], steam, grid))
    energy = found.lines.filter(pl.col("kind") == "energy").select("flow", "unit", "record", "products")
    assert energy.rows() == [("electricity", "MWh", 5.0, 5.0), ("steam", "t", 12.0, pytest.approx(12.0))]


def test_a_year_without_output_leaves_everything_unallocated_and_still_closes() -> None:
    bridge = made(row("stack", "measured release", "CO2", 4.0, "t"))
    found = reconciled(bridge)
    assert found.lines.select("products", "unallocated", "record").row(0) == (0.0, 4000.0, 4000.0)
    assert found.closed


def test_a_lost_transfer_shows_in_the_output_of_the_site_that_gave_it() -> None:
    bridge = made(
        row("out-a", "product output", "lithium carbonate", 10.0, "t"), row("stack", "measured release", "CO2", 20.0, "t"),
        row("feed", "internal transfer", "lithium carbonate", 4.0, "t", site="b", provider="a"),
        row("out-b", "product output", "lithium hydroxide monohydrate", 2.0, "t", site="b"))
    exchange = bridge.uses["exchange"][0]
    broken = Bridge(**{**bridge.__dict__, "system": bridge.system.changed(exchange, amount=1.0)})
    found = reconciled(broken)
    assert not found.closed
    assert found.residual["CO2"] == pytest.approx(4000.0)
