"""Worked answers of co-control: China's Environmental Protection Tax Law, EPA's benefit per ton, stoichiometry."""

import pytest

from lizero.cocontrol import (
    coupling,
    damage_set,
    elasticity,
    equivalents,
    quadrant,
    scrubbing_co2,
    synergy,
    tax,
    transferred,
    urea_co2,
    urea_use,
)

CUT = {"SO2": 120.0, "NOx": 80.0, "PM": 30.0}
BASE = {"SO2": 300.0, "NOx": 400.0, "PM": 90.0}


def test_reductions_of_three_pollutants_add_up_in_equivalents():
    assert sum(equivalents(CUT).values()) == pytest.approx(224.288, abs=5e-4)


@pytest.mark.parametrize(("flow", "wanted"), [("SO2", 2.0), ("NOx", 1.0), ("PM", 1.6667)])
def test_elasticity_compares_relative_reductions(flow, wanted):
    found = elasticity(CUT[flow], 50, BASE[flow], 250)
    assert found.value == pytest.approx(wanted, abs=1e-4)
    assert found.quadrant.number == 1


def test_elasticity_of_equivalents_uses_the_base_in_equivalents():
    base = sum(equivalents(BASE).values())
    assert base == pytest.approx(778.127, abs=5e-4)
    assert elasticity(sum(equivalents(CUT).values()), 50, base, 250).value == pytest.approx(1.4412, abs=5e-5)


def test_a_scrubber_costs_carbon_by_process_and_power():
    carbon = scrubbing_co2(1000) + 6000 * 0.5703
    assert carbon == pytest.approx(4108.75, abs=0.01)
    assert quadrant(1000, -carbon, 2000, 250_000).number == 4
    assert elasticity(1000, -carbon, 2000, 250_000).value < 0


def test_urea_against_nitrogen_oxides():
    assert urea_co2(200) == pytest.approx(95.66, abs=0.005)
    assert urea_use(200) == pytest.approx(130.5, abs=0.05)


@pytest.mark.parametrize(("scores", "c", "t", "d"), [
    ((0.6, 0.4), 0.97980, 0.5, 0.69993), ((0.6, 0.6), 1.0, 0.6, 0.77460), ((0.05, 0.05), 1.0, 0.05, 0.22361), ((0.9, 0.1), 0.6, 0.5, 0.54772),
])
def test_coupling_coordination(scores, c, t, d):
    assert coupling(scores)[:3] == pytest.approx((c, t, d), abs=5e-6)


def test_only_the_three_largest_equivalents_of_an_outlet_are_taxed():
    outlet = {"SO2": 9500.0, "NOx": 19000.0, "PM": 10900.0, "HF": 87.0}
    assert equivalents(outlet) == pytest.approx({"SO2": 10000, "NOx": 20000, "PM": 5000, "HF": 100})
    assert tax(outlet, 3.9) == pytest.approx(136_500)


def test_carbonate_of_greet_carries_equivalents_beside_its_carbon():
    per_t = sum(equivalents({"NOx": 16.2015, "SO2": 13.910, "PM": 2.957, "CO": 8.144}).values())
    assert per_t == pytest.approx(33.540, abs=5e-4)
    assert per_t / 11.228 == pytest.approx(2.987, abs=5e-4)


def test_damage_by_epa_for_cement_kilns_and_its_transfer():
    money = damage_set("us-epa-2024").worth({f: t * 1000 for f, t in CUT.items()}, "cement kilns", read_as={"PM": "PM2.5"})
    assert {f: m / 1e6 for f, m in money.items()} == pytest.approx({"SO2": 5.648, "NOx": 1.296, "PM": 5.225}, abs=6e-4)
    total = sum(money.values())
    assert total / 50_000 == pytest.approx(243, abs=0.5)
    assert transferred(total, 0.2) / 1e6 == pytest.approx(2.43, abs=0.005)


def test_synergy_is_positive_only_when_all_advance():
    assert synergy((0.4, 0.5), (0.6, 0.55)) == pytest.approx(0.1)
    assert synergy((0.4, 0.5), (0.6, 0.45)) == pytest.approx(-0.1)


def test_cost_ranking_turns_when_pollution_has_a_shadow_value():
    eq_kiln = sum(equivalents(CUT).values()) * 1000
    ppa, kiln = (2.0e6 - 20_000 * 23.9) / 50_000, (3.2e6 - eq_kiln * 23.9) / 50_000
    assert (2.0e6 / 50_000, 3.2e6 / 50_000) == (40, 64)
    assert (ppa, kiln) == pytest.approx((30.4, -43.2), abs=0.05)
