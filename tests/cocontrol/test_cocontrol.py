"""Co-control on flows, and its refusals."""

import polars as pl
import pytest

from lizero.cocontrol import assess, coupling, damage_set, elasticity, equivalents, normalised, scrubbing_co2, sulfur_dioxide, tax
from lizero.errors import UnknownName


def lines(**flows):
    rows = [{"site": "k", "source": "kiln", "category": "stationary combustion", "flow": f, "amount": a, "unit": "kg"} for f, a in flows.items()]
    return pl.DataFrame(rows)


def test_a_burning_source_without_pollutants_is_not_assessed():
    found = assess(lines(CO2=1e6))
    assert not found.complete
    assert [f.rule for f in found.findings] == ["cocontrol.not-assessed"]
    assert found.frame.is_empty()


def test_a_pollutant_that_stands_on_one_side_only_has_no_quadrant():
    change = assess(lines(CO2=8e5), base=lines(CO2=1e6, SO2=950.0)).change
    row = change.row(by_predicate=pl.col("flow") == "SO2", named=True)
    assert row["quadrant"] is None
    assert "not assessed" in row["reason"]


def test_change_against_the_base_carries_quadrant_and_elasticity():
    change = assess(lines(CO2=2e8, SO2=180e3, NOx=320e3), base=lines(CO2=2.5e8, SO2=300e3, NOx=400e3)).change
    row = change.row(by_predicate=pl.col("flow") == "SO2", named=True)
    assert row["elasticity"] == pytest.approx(2.0)
    assert (row["quadrant"], row["adverse"]) == (1, False)


def test_end_of_pipe_is_flagged_as_adverse():
    change = assess(lines(CO2=2.6e8, SO2=30e3), base=lines(CO2=2.5e8, SO2=300e3)).change
    assert change.filter(pl.col("flow") == "APeq")["adverse"].item()


def test_particles_of_one_source_are_counted_once():
    both = assess(pl.concat([lines(CO2=1.0), lines(PM=2180.0), lines(PM10=1500.0), lines(**{"PM2.5": 500.0})]))
    assert both.equivalents == pytest.approx(1000)


def test_dust_of_a_process_weighs_less_than_soot():
    dust = pl.DataFrame({"site": ["k"], "source": ["crusher"], "category": ["process"], "flow": ["PM"], "amount": [4000.0], "unit": ["kg"]})
    assert assess(dust).equivalents == pytest.approx(1000)


def test_amounts_in_tonnes_and_the_holders_share_count():
    frame = lines(SO2=0.95).with_columns(pl.lit("t").alias("unit"), pl.lit(0.5).alias("share"))
    assert assess(frame).equivalents == pytest.approx(500)


def test_only_the_basis_asked_for_is_counted():
    lines2 = pl.DataFrame({"site": ["k"] * 2, "source": ["grid"] * 2, "category": ["purchased electricity"] * 2, "flow": ["SO2"] * 2,
                           "amount": [950.0, 95.0], "unit": ["kg"] * 2, "basis": ["location", "market"], "scope": ["2", "2"]})
    assert assess(lines2).equivalents == pytest.approx(1000)
    assert assess(lines2, basis="market").equivalents == pytest.approx(100)


@pytest.mark.parametrize("flow", ["PM2.5", "NMVOC"])
def test_a_pollutant_without_legal_weight_is_refused(flow):
    with pytest.raises(UnknownName, match="equivalent in air"):
        equivalents({flow: 1.0})


def test_two_worse_numbers_give_a_positive_elasticity_and_the_third_quadrant():
    found = elasticity(-10, -20, 100, 100)
    assert found.value == pytest.approx(0.5)
    assert (found.quadrant.number, found.quadrant.adverse) == (3, True)


def test_elasticity_without_change_of_carbon_is_a_reason_not_infinity():
    found = elasticity(10, 0, 100, 100)
    assert found.value is None
    assert "do not change" in found.reason


def test_fixed_bounds_keep_scores_when_a_site_is_added():
    assert normalised(50, 0, 100) == 0.5
    assert coupling((0.0, 0.0)).coupling == 0.0
    with pytest.raises(ValueError, match="low < high"):
        normalised(1, 2, 2)


def test_first_class_water_pollutants_are_ranked_apart():
    outlet = {"COD": 100.0, "SS": 4.0, "NH3-N": 0.8, "BOD5": 0.25, "Ni": 0.025}
    assert tax(outlet, 1.0, medium="water") == pytest.approx(100 + 1 + 1 + 1)


def test_damage_sets_refuse_unknown_sectors_and_flows():
    with pytest.raises(UnknownName, match="sector"):
        damage_set("us-epa-2018").worth({"SO2": 1.0}, "cement kilns")
    with pytest.raises(UnknownName, match="damage in cement kilns"):
        damage_set("us-epa-2024").worth({"PM": 1.0}, "cement kilns")


def test_sulfur_balance_and_sorbents():
    assert sulfur_dioxide(1.0, 0.01) == pytest.approx(0.02, rel=2e-3)
    assert scrubbing_co2(5.0, "lime") == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        sulfur_dioxide(1.0, 1.5)
    with pytest.raises(ValueError, match="not known"):
        scrubbing_co2(1.0, "magic")
