"""Where the pollutants of a burning source come from, in which order, and that nothing counts twice."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lizero.cocontrol import assess
from lizero.cocontrol.releases import released
from lizero.impact import Flows, Trail

SOURCES = pl.DataFrame({"source": ["kiln", "boiler", "stack"], "site": ["k"] * 3, "stack": ["stack", "stack", None]})
NONE = pl.DataFrame(schema={"parameter": pl.String, "scope": pl.String, "value": pl.Float64, "unit": pl.String})


def flows(*extra, kiln=3e6, boiler=1e6, coal=1000.0):
    burnt = [("kiln", "stationary combustion", "CO2", kiln, "f-coal", "r-kiln"),
             ("boiler", "stationary combustion", "CO2", boiler, "f-gas", "r-boiler"),
             ("stack", "measured release", "NOx", 8000.0, None, "r-stack"), *extra]
    names = ("source", "category", "flow", "amount", "factor", "record")
    frame = pl.DataFrame(burnt, schema=dict.fromkeys(names, pl.String) | {"amount": pl.Float64}, orient="row")
    frame = frame.with_columns(pl.lit("k").alias("site"), pl.lit("kg").alias("unit"), pl.lit("1").alias("scope"), pl.lit("none").alias("basis"))
    activity = pl.DataFrame({"record": ["r-kiln"], "flow": ["bituminous coal"], "quantity": [coal], "unit": ["t"]})
    return Flows.of(Flows(frame, Trail(activity, pl.DataFrame(), pl.DataFrame())))


def told(**contents):
    rows = [(name.replace("_", " "), "kiln", v, "1") for name, v in contents.items()]
    return pl.DataFrame(rows, schema=NONE.schema, orient="row")


def kg(found, source, flow):
    rows = found.flows.frame.filter((pl.col("source") == source) & (pl.col("flow") == flow))
    return rows["amount"].sum() if rows.height else None


def test_a_stack_is_split_over_what_it_serves_by_their_carbon():
    found = released(flows(), SOURCES, NONE)
    assert kg(found, "kiln", "NOx") == pytest.approx(6000)
    assert kg(found, "boiler", "NOx") == pytest.approx(2000)
    assert kg(found, "stack", "NOx") is None


@given(st.floats(1, 1e9), st.floats(1, 1e9))
def test_a_split_never_changes_the_sum(kiln, boiler):
    before, after = flows(kiln=kiln, boiler=boiler), released(flows(kiln=kiln, boiler=boiler), SOURCES, NONE).flows
    for flow in ("NOx", "CO2"):
        assert after.frame.filter(flow=flow)["amount"].sum() == pytest.approx(before.frame.filter(flow=flow)["amount"].sum(), rel=1e-12)


def test_linked_sources_are_assessed_with_what_is_missing_named():
    found = assess(released(flows(), SOURCES, NONE).flows)
    assert found.complete
    assert dict(found.sources.select("source", "missing").iter_rows()) == {"kiln": "SO2, PM", "boiler": "SO2, PM"}
    assert {f.rule for f in found.findings} == {"cocontrol.partly-assessed"}


def test_without_a_link_they_are_not_assessed():
    assert not assess(released(flows(), SOURCES.with_columns(pl.lit(None, pl.String).alias("stack")), NONE).flows).complete


def test_sulfur_of_the_fuel_gives_sulfur_dioxide_by_mass_balance():
    found = released(flows(), SOURCES, told(sulfur=0.01, sulfur_retention=0.1, sulfur_removal=0.9))
    assert kg(found, "kiln", "SO2") == pytest.approx(1_000_000 * 0.01 * 64.064 / 32.06 * 0.9 * 0.1)
    assert kg(found, "boiler", "SO2") is None
    row = found.origins.filter(flow="SO2").row(0, named=True)
    assert (row["origin"], row["text"]) == ("balance", "sulfur 0.01 of bituminous coal, 10% retained, 90% removed")


def test_ash_and_fluorine_are_balanced_too():
    found = released(flows(), SOURCES, told(ash=0.2, ash_retention=0.15, ash_removal=0.99, fluorine=1e-4))
    assert kg(found, "kiln", "PM") == pytest.approx(1e6 * 0.2 * 0.85 * 0.01)
    assert kg(found, "kiln", "HF") == pytest.approx(1e6 * 1e-4 * 20.006 / 18.998)


def test_a_measured_release_stands_before_a_balance_and_a_balance_before_a_factor():
    factor = ("kiln", "stationary combustion", "SO2", 777.0, "f-so2", "r-kiln")
    balance = released(flows(factor), SOURCES, told(sulfur=0.01))
    assert kg(balance, "kiln", "SO2") == pytest.approx(1e6 * 0.01 * 64.064 / 32.06)
    measured = released(flows(factor, ("kiln", "measured release", "SO2", 55.0, None, "r-so2")), SOURCES, told(sulfur=0.01))
    assert kg(measured, "kiln", "SO2") == 55.0
    assert [f.rule for f in measured.findings if f.severity == "notice"] == ["cocontrol.order"]
    assert kg(released(flows(factor), SOURCES, NONE), "kiln", "SO2") == 777.0


def test_factors_of_records_without_a_source_are_never_dropped():
    rows = (None, "stationary combustion", "SO2", 10.0, "f-so2", "r-a"), (None, "measured release", "SO2", 5.0, None, "r-b")
    assert released(flows(*rows), SOURCES, NONE).flows.frame.filter(flow="SO2")["amount"].sum() == 15.0


def test_a_stack_that_is_no_source_and_a_content_above_one_are_findings():
    wrong = SOURCES.with_columns(pl.when(pl.col("source") == "kiln").then(pl.lit("chimney")).otherwise("stack").alias("stack"))
    found = released(flows(), wrong, told(sulfur=1.4))
    assert {f.rule for f in found.findings} == {"cocontrol.stack", "cocontrol.content"}
    assert kg(found, "kiln", "SO2") is None
    assert kg(found, "boiler", "NOx") == 8000.0


def test_a_fuel_whose_mass_cannot_be_reached_is_not_assessed_and_says_so():
    made = flows()
    trail = Trail(made.trail.activity.with_columns(pl.lit("kWh").alias("unit")), made.trail.factors, made.trail.steps)
    found = released(Flows(made.frame, trail), SOURCES, told(sulfur=0.01))
    assert kg(found, "kiln", "SO2") is None
    assert [f.rule for f in found.findings] == ["cocontrol.fuel-mass"]
