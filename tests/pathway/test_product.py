"""The footprint of own products by year: the plan's simulator moves the inventory and the product together."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from lizero.activity import Record
from lizero.errors import UnknownName
from lizero.factors import Library
from lizero.inventory import account
from lizero.lca import System
from lizero.pathway import Plan, Terms, plan, read_levers, read_targets
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.background import Background
from lizero.pathway.product import ProductPath, bridge_in, product_path
from lizero.pathway.scheduling import exact
from lizero.pathway.standing import standing
from lizero.schema import check
from lizero.tables import EXCHANGES, FACTORS, PARAMETERS, PROCESSES
from lizero.trace.bridge import Bridge, bridged
from lizero.trace.reconcile import reconciled

PRODUCTS = pl.DataFrame({"product": ["lithium carbonate", "sodium sulfate"], "name": ["carbonate", "sulfate"], "unit": ["kg"] * 2,
                         "lithium": [0.188, 0.0], "price": [9.0, 0.1]})
LINKS = pl.DataFrame({"item": ["electricity", "natural gas", "soda ash"], "geography": ["WORLD"] * 3,
                      "product": ["grid power", "gas supplied", "soda"]})
CHAIN = System(
    check(pl.DataFrame({"process": ["grid", "gas", "soda"], "name": ["grid", "gas", "soda"], "kind": ["aggregated"] * 3}), PROCESSES).frame,
    check(pl.DataFrame([
        {"exchange": "g/p", "process": "grid", "kind": "product", "reference": True, "flow": "grid power", "amount": 1.0, "unit": "kWh"},
        {"exchange": "g/c", "process": "grid", "kind": "elementary", "flow": "CO2", "compartment": "air", "unit": "kg",
         "formula": "0.6 * (1 - clean)"},
        {"exchange": "n/p", "process": "gas", "kind": "product", "reference": True, "flow": "gas supplied", "amount": 1.0, "unit": "GJ (GCV)"},
        {"exchange": "n/c", "process": "gas", "kind": "elementary", "flow": "CO2", "compartment": "air", "amount": 10.0, "unit": "kg"},
        {"exchange": "s/p", "process": "soda", "kind": "product", "reference": True, "flow": "soda", "amount": 1.0, "unit": "kg"},
        {"exchange": "s/c", "process": "soda", "kind": "elementary", "flow": "CO2", "compartment": "air", "amount": 0.4, "unit": "kg"},
        {"exchange": "s/e", "process": "soda", "kind": "input", "flow": "grid power", "provider": "grid", "amount": 0.5, "unit": "kWh"},
    ]), EXCHANGES).frame,
    check(pl.DataFrame([
        {"parameter": "clean", "value": 0.0, "unit": "1", "source": "x", "status": "own"},
        {"parameter": "clean", "value": 0.8, "unit": "1", "scenario": "fast", "year": 2035, "source": "x", "status": "own"},
    ]), PARAMETERS).frame, name="chain")
LIBRARY = Library.of(check(pl.DataFrame([
    *({"id": f"x:{flow}", "library": "x", "edition": "1", "category": "stationary combustion", "activity": "natural gas", "unit": "GJ (GCV)",
       "flow": flow, "amount": amount, "flow_unit": "kg", "compartment": "air", "geography": "WORLD"}
      for flow, amount in (("CO2", 51.4), ("N2O", 0.0001), ("NOx", 0.05))),
    {"id": "x:grid", "library": "x", "edition": "1", "category": "purchased electricity", "activity": "electricity", "unit": "kWh", "flow": "CO2",
     "amount": 0.55, "flow_unit": "kg", "compartment": "air", "geography": "AU-WA", "family": "statistical"},
    {"id": "x:soda", "library": "x", "edition": "1", "category": "purchased goods", "activity": "soda ash", "unit": "t", "flow": "CO2",
     "amount": 900.0, "flow_unit": "kg", "compartment": "air", "geography": "WORLD", "boundary": "cradle-to-gate"},
    {"id": "x:up", "library": "x", "edition": "1", "category": "fuel and energy upstream", "activity": "natural gas", "unit": "GJ (GCV)",
     "flow": "CO2", "amount": 9.0, "flow_unit": "kg", "compartment": "air", "geography": "WORLD"},
]), FACTORS).frame)
LEVERS = """
currency = "EUR"
[[lever]]
id = "boiler"
name = "electric boiler"
transformation = "midstream"
sources = ["burner"]
removes = {"*" = 0.4}
adds = [{source = "meter", amount = 60000.0}]
ramp = 2
capex = 1
[[lever]]
id = "capture"
name = "capture"
transformation = "midstream"
sources = ["kiln"]
removes = {CO2 = 0.9}
capex = 1
[[lever]]
id = "trim"
name = "trim"
transformation = "midstream"
sources = ["meter"]
removes = {"*" = 0.1}
capex = 1
"""
TARGETS = '[[target]]\nid = "t"\nbase_year = 2025\nscopes = ["1", "2"]\nbasis = "location"\n[target.milestones]\n2030 = 0.3\n2035 = 0.6\n'


def row(record: str, site: str, category: str, flow: str, quantity: float, unit: str, **more: str | None) -> dict[str, object]:
    return {"record": record, "site": site, "category": category, "flow": flow, "quantity": quantity, "unit": unit,
            "start": date(2025, 1, 1), "end": date(2025, 12, 31), "source": record, "process": None, **more}


def record() -> Record:
    """A refinery with a burner, a kiln, a meter and a dryer without a source; another site that takes some of its carbonate."""
    rows = [
        row("burner", "a", "stationary combustion", "natural gas", 4000.0, "GJ (GCV)"),
        row("kiln", "a", "stationary combustion", "natural gas", 9000.0, "GJ (GCV)"),
        row("dry", "a", "stationary combustion", "natural gas", 300.0, "GJ (GCV)", source=None, process="drying"),
        row("bake", "a", "stationary combustion", "natural gas", 200.0, "GJ (GCV)", source=None, process="baking"),
        row("meter", "a", "purchased electricity", "electricity", 500.0, "MWh"),
        row("soda", "a", "purchased goods", "soda ash", 80.0, "t"),
        row("stack", "a", "measured release", "SO2", 3.0, "t"),
        row("gas-b", "b", "stationary combustion", "natural gas", 30.0, "GJ (GCV)"),
        row("feed", "b", "internal transfer", "lithium carbonate", 20.0, "t", provider="a"),
        row("out-b", "b", "product output", "lithium hydroxide monohydrate", 21.0, "t"),
        row("out-1", "a", "product output", "lithium carbonate", 100.0, "t"), row("out-2", "a", "product output", "sodium sulfate", 250.0, "t"),
    ]
    sites = pl.DataFrame({"site": ["a", "b"], "organisation": ["o", "o"], "name": ["A", "B"], "geography": ["AU-WA", "AU-WA"]})
    return Record.of(pl.DataFrame(rows, infer_schema_length=None), sites=sites,
                     organisations=pl.DataFrame({"organisation": ["o"], "name": ["O"]}), products=PRODUCTS)


@pytest.fixture(scope="module")
def bridge() -> Bridge:
    return bridged(record(), 2025, library=LIBRARY, chain=CHAIN, links=LINKS, allocation="mass")


@pytest.fixture(scope="module")
def made() -> Plan:
    """The plan, every lever started by hand in 2027, with growth, a cleaner grid and green power."""
    impacts = account(record(), LIBRARY, year=2025).impacts
    found = plan(impacts, read_levers(LEVERS), targets=read_targets(TARGETS), until=2035, growth={"a": 0.03, "b": 0.01},
                 grids={"*": {2025: 0.5, 2035: 0.2}}, terms=Terms(green={}), year=2025)
    return scheduled(found, dict.fromkeys(("boiler", "capture", "trim"), 2))


def scheduled(found: Plan, starts: dict[str, int], green: float = 0.0) -> Plan:
    case = found.schedule.case
    when = np.array([starts.get(x.lever.id, -1) for x in case.measures])
    clean = np.zeros_like(case.sources.activity)
    clean[case.sources.keys.index(("a", "meter")), 5:] = green
    outcome, stands, clean = exact(case, found.schedule.terms, when, clean)
    return replace(found, schedule=replace(found.schedule, starts=when, green=clean, outcome=outcome, exact=stands))


def direct(held: Bridge) -> dict[tuple[str, str], float]:
    rows = held.flows.group_by("site", "flow").agg(pl.col("amount").sum())
    return {(s, f): v for s, f, v in rows.iter_rows()}


def test_the_first_year_is_the_product_as_the_record_gives_it(made: Plan, bridge: Bridge) -> None:
    found = product_path(made, bridge, years=[2025]).frame.filter(pl.col("product") == "lithium carbonate")
    record_says = bridge.system.footprint(bridge.own.filter(pl.col("product") == "lithium carbonate")["flow"][0]).total
    assert found["value"].to_list() == pytest.approx([record_says, record_says], rel=1e-12)


@pytest.mark.parametrize("series", ["baseline", "plan"])
def test_every_year_reconciles_and_is_what_the_simulator_says(made: Plan, bridge: Bridge, series: str) -> None:
    base = made.schedule.case.sources
    emitted = base.emissions if series == "baseline" else made.schedule.outcome.emissions
    own = [k for k, c in enumerate(made.baseline.categories) if c in ("stationary combustion", "measured release")]
    for t, year in enumerate(made.years):
        held = bridge_in(made, bridge, year, series=series)
        found, says = reconciled(held), direct(held)
        assert found.closed, str(found)
        for p, species in enumerate(base.species):
            for site in ("a", "b"):
                kg = sum(emitted[k, t, p] for k in own if base.keys[k][0] == site)
                assert says.get((site, species), 0.0) == pytest.approx(kg, rel=1e-9), (year, site, species)


def test_products_times_output_carry_what_the_simulator_says(made: Plan, bridge: Bridge) -> None:
    """Own releases of the carbonate and sulfate, all that site a makes, times what it makes, are its scope 1 of the year."""
    base, t = made.schedule.case.sources, made.years.index(2033)
    own = product_path(made, bridge, years=[2033]).frame.filter((pl.col("site") == "a") & (pl.col("series") == "plan"))
    grown = {"lithium carbonate": 1e5 * 1.03**8, "sodium sulfate": 2.5e5 * 1.03**8}
    carried = sum(r["own"] * grown[r["product"]] for r in own.iter_rows(named=True))
    mine = [k for k, c in enumerate(made.baseline.categories) if c == "stationary combustion" and base.keys[k][0] == "a"]
    assert carried == pytest.approx(float((made.schedule.outcome.emissions[mine, t] @ base.gwp).sum()), rel=1e-9)


def test_captured_carbon_saves_no_fuel_and_electric_heat_does(made: Plan, bridge: Bridge) -> None:
    captured, electric = (scheduled(made, {x: 0}) for x in ("capture", "boiler"))
    used = {x.schedule.starts.tolist().index(0): standing(x, 2035).used for x in (captured, electric)}
    grown = 1.03**10
    kiln, burner = ([dict(zip(u["key"], u["physical"]))[k] for u in used.values()] for k in ("kiln", "burner"))
    assert sorted(kiln) == pytest.approx([grown, grown])
    assert sorted(burner) == pytest.approx([0.6 * grown, grown])
    meter = next(dict(zip(u["key"], u["physical"]))["meter"] for u in used.values() if dict(zip(u["key"], u["physical"]))["burner"] < grown)
    assert meter == pytest.approx(grown + 60000 / (500 if made.baseline.units[made.schedule.case.sources.keys.index(("a", "meter"))] == "MWh" else 1))


def test_bought_power_follows_its_carbon_and_its_meter_the_quantity(made: Plan, bridge: Bridge) -> None:
    green = scheduled(made, {"trim": 0}, green=200.0)
    k = green.schedule.case.sources.keys.index(("a", "meter"))
    held, year = bridge_in(green, bridge, 2035), green.years.index(2035)
    ratio = float(green.schedule.outcome.emissions[k, year].sum() / green.schedule.case.sources.emissions[k, 0].sum()) / 1.03**10
    power = bridge.uses.filter(pl.col("category") == "purchased electricity")["exchange"]
    before, after = (x.system.exchanges.filter(pl.col("exchange").is_in(power.implode()))["amount"] for x in (bridge, held))
    assert (after / before).to_list() == pytest.approx([ratio] * len(power))
    metered = held.uses.filter(pl.col("exchange").is_in(power.implode()))["amount"] / bridge.uses.filter(
        pl.col("exchange").is_in(power.implode()))["amount"]
    assert metered.to_list() == pytest.approx([0.9] * len(power))


def test_processes_without_a_source_are_scaled_each_as_it_stands(made: Plan, bridge: Bridge) -> None:
    """Two processes burn gas, one of them under a lever: their exchanges are two, and only one falls."""
    held = read_levers(LEVERS + '[[lever]]\nid = "dry"\nname = "dry"\ntransformation = "midstream"\nsources = ["drying"]\n'
                       'removes = {"*" = 0.5}\ncapex = 1\n')
    impacts = account(record(), LIBRARY, year=2025).impacts
    found = plan(impacts, held, targets=read_targets(TARGETS), until=2030, year=2025)
    one = scheduled(replace(found), {"dry": 0})
    rows = bridge_in(one, bridge, 2030).system.exchanges.join(
        bridge.system.exchanges.select("exchange", before="amount"), on="exchange").filter(pl.col("exchange").str.contains("drying|baking"))
    falls = {("drying" in e): a / b for e, a, b in rows.filter(pl.col("before") > 0).select("exchange", "amount", "before").iter_rows()}
    assert falls == pytest.approx({True: 0.5, False: 1.0})


def test_a_plan_of_all_scopes_moves_what_is_bought_and_still_reconciles(bridge: Bridge) -> None:
    held = read_levers(LEVERS.replace('removes = {CO2 = 0.9}', 'removes = {CO2 = 0.9}\nscopes = ["1"]') + '[[lever]]\nid = "soda"\n'
                       'name = "clean soda"\ntransformation = "upstream"\nsources = ["soda"]\nremoves = {"*" = 0.5}\ncapex = 1\n')
    wide = read_targets(TARGETS.replace('["1", "2"]', '["1", "2", "3"]'))
    found = plan(account(record(), LIBRARY, year=2025).impacts, held, targets=wide, until=2030, growth=0.02, year=2025)
    one = scheduled(found, {"soda": 0, "capture": 0})
    base, made = one.schedule.case.sources, bridge_in(one, bridge, 2030)
    assert reconciled(made).closed
    says = direct(made)
    own = [p for p, (flow, scope) in enumerate(zip(base.species, base.scopes, strict=True)) if flow == "CO2" and scope == "1"]
    of_a = [k for k, (site, _) in enumerate(base.keys) if site == "a"]
    assert says["a", "CO2"] == pytest.approx(float(one.schedule.outcome.emissions[of_a, 5][:, own].sum()))
    soda, fuel = ("purchased goods", "soda ash"), ("stationary combustion", "natural gas")
    scale = {}
    for name, (category, flow) in (("soda", soda), ("kiln", fuel)):
        ids = bridge.origins.filter((pl.col("category") == category) & (pl.col("flow") == flow) & (pl.col("key") == name))["exchange"].implode()
        before, after = (x.system.exchanges.filter(pl.col("exchange").is_in(ids))["amount"].sum() for x in (bridge, made))
        scale[name] = after / before
    assert scale == pytest.approx({"soda": 0.5, "kiln": 1.0})


def test_what_the_plan_does_not_hold_is_named_and_stays(made: Plan, bridge: Bridge) -> None:
    found = product_path(made, bridge, years=[2025, 2035], products=["a/lithium carbonate"])
    assert [(f.rule, "soda ash" in f.message) for f in found.findings if f.where.endswith("› a")] == [("product.not-planned", True)]
    assert not any("lithium carbonate" in f.message for f in found.findings), "what an own site supplies follows that site"
    soda = 80.0 * 1000 * (0.4 + 0.5 * 0.6) / 350e3
    gas = found.frame.filter(pl.col("series") == "baseline")
    upstream = 10.0 * 13500 / 350e3
    assert gas["inputs"].to_list() == pytest.approx([soda + upstream] * 2)


def test_the_background_cleans_what_is_bought_but_not_power_that_follows_the_plans_grid(made: Plan, bridge: Bridge) -> None:
    plain, clean = (product_path(made, bridge, years=[2030], products=["a/lithium carbonate"], background=b).frame.filter(pl.col("series") == "plan")
                    for b in (None, Background("fast", 2025)))
    assert clean["energy"].item() == pytest.approx(plain["energy"].item(), rel=1e-12)
    saved = 80.0 * 1000 * 0.5 * 0.6 * 0.4 / 350e3
    assert plain["inputs"].item() - clean["inputs"].item() == pytest.approx(saved)


def test_power_keeps_the_plans_carbon_where_the_world_around_has_none_left(made: Plan, bridge: Bridge) -> None:
    spotless = Background("", 2025, {"clean": {2030: 1.0}})
    plain, clean = (product_path(made, bridge, years=[2030], products=["a/lithium carbonate"], background=b).frame.filter(pl.col("series") == "plan")
                    for b in (None, spotless))
    assert clean["energy"].item() == pytest.approx(plain["energy"].item(), rel=1e-12)
    assert clean["value"].item() == pytest.approx(plain["value"].item() - 80.0 * 1000 * 0.5 * 0.6 / 350e3)


def test_parts_sum_to_the_footprint(made: Plan, bridge: Bridge) -> None:
    frame = product_path(made, bridge).frame
    assert (frame["own"] + frame["energy"] + frame["inputs"]).to_list() == pytest.approx(frame["value"].to_list())
    assert frame["year"].unique().to_list() == [2025, 2030, 2035]
    assert frame.height == 2 * 3 * 3


def test_what_a_footprint_by_year_lacks_is_named_once(made: Plan, bridge: Bridge) -> None:
    """A reading in a unit that nothing converts is cut off from one product; the other is as it was."""
    wrong = (pl.col("kind") == "input") & (pl.col("process") == "b/lithium hydroxide monohydrate")
    broken = bridge.system.exchanges.with_columns(pl.when(wrong).then(pl.lit("m2")).otherwise("unit").alias("unit"))
    system = System(bridge.system.processes, broken, bridge.system.parameters)
    years = [2025, 2030]
    whole, found = product_path(made, bridge, years=years), product_path(made, replace(bridge, system=system), years=years)
    faults = [f for f in found.findings if f.severity == "error"]
    assert faults
    assert len(faults) == len(set(faults))
    carbonate = pl.col("process") == "a/lithium carbonate"
    assert found.frame.filter(carbonate)["value"].to_list() == pytest.approx(whole.frame.filter(carbonate)["value"].to_list())


def test_a_product_of_several_sites_is_their_mean_by_output() -> None:
    names = ("product", "site", "process", "series", "year", "value", "own", "energy", "inputs", "unit", "output")
    rows = [("LiOH", s, f"{s}/LiOH", "plan", 2030, v, v / 2, v / 4, v / 4, "kg CO2e/kg", q) for s, v, q in (("a", 4.0, 1.0), ("b", 8.0, 3.0))]
    found = ProductPath(pl.DataFrame(rows, schema=names, orient="row"), 0.0, None, ()).by_product()
    assert found.select("value", "own", "inputs", "output").row(0) == (7.0, 3.5, 1.75, 4.0)
    lacking = pl.DataFrame([(*rows[0][:5], None, *rows[0][6:]), rows[1]], schema=names, orient="row")
    assert ProductPath(lacking, 0.0, None, ()).by_product()["value"].item() is None, "a mean of the sites that are known is not the group's"


def test_other_years_products_and_scenarios_are_refused_by_name(made: Plan, bridge: Bridge) -> None:
    with pytest.raises(TargetRefused, match="2060"):
        product_path(made, bridge, years=[2060])
    with pytest.raises(TargetRefused, match="gold"):
        product_path(made, bridge, products=["a/gold"])
    with pytest.raises(UnknownName, match="slow"):
        product_path(made, bridge, background=Background("slow", 2025))
