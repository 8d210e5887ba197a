"""Levers as data, and the exact simulator."""

import numpy as np
import pytest
from plant import Added, Lever, case, levers, sources

from lizero.pathway import TargetRefused
from lizero.pathway.cases import Sources
from lizero.pathway.lever import read_levers
from lizero.pathway.simulator import Spread, co2e_draws, simulate


def lever(name="a", share=0.4, **more):
    usual = {"sites": ("*",), "sources": ("kiln",), "removes": {"CO2": share}, "ramp": 1, "first": 2025}
    return Lever(name, name, "midstream", **(usual | more))


def one(*given, years=5, kinds=("kiln", "grid"), species=("CO2",)):
    keys = tuple(("s", k) for k in kinds)
    full = np.ones((len(keys), years, len(species)))
    return case(Sources(keys, tuple(range(2025, 2025 + years)), species, np.eye(len(species))[0], full[:, :, 0] * 100, full), list(given))


def test_two_levers_on_one_source_multiply():
    assert simulate(one(lever(), lever("b", 0.5)), [0, 0]).emissions[0, 0, 0] == pytest.approx(30)


def test_a_ramp_rises_and_a_life_ends_unless_it_is_renewed():
    ends = simulate(one(lever(ramp=2, life=3, renew=False)), [1]).emissions[0, :, 0]
    assert ends == pytest.approx([100, 80, 60, 60, 100])
    stays = simulate(one(lever(ramp=2, life=3, capex=9.0)), [1])
    assert stays.emissions[0, :, 0] == pytest.approx([100, 80, 60, 60, 60])
    assert stays.capex == pytest.approx([0, 9, 0, 0, 9])


def test_electrification_moves_emissions_to_the_grid():
    there = one(lever(share=1.0, adds=(Added("grid", 130.0),)))
    found = simulate(there, [0])
    assert found.emissions[:, 0, 0] == pytest.approx([0, 230])
    assert found.co2e[0] > simulate(there, [-1]).co2e[0]


def test_green_power_is_a_quantity_and_never_more_than_what_is_used():
    there = one(lever(adds=(Added("grid", 50.0),)))
    green = np.zeros((2, 5))
    green[1] = 400.0
    assert simulate(there, [0], green=green).emissions[1, :, 0] == pytest.approx(np.zeros(5))
    green[1] = 50.0
    assert simulate(there, [0], green=green).emissions[1, :, 0] == pytest.approx(np.full(5, 100.0))


def test_each_species_has_its_own_share():
    there = one(lever(removes={"CO2": 0.5, "NOx": -0.2}), species=("CO2", "NOx"))
    assert simulate(there, [0]).emissions[0, 0] == pytest.approx([50, 120])


def test_a_star_stands_for_every_species_that_is_not_named():
    there = one(lever(removes={"*": 0.5, "NOx": -0.2}), species=("CO2", "NOx", "CO2e"))
    assert simulate(there, [0]).emissions[0, 0] == pytest.approx([50, 120, 50])
    assert not there.findings


def test_learning_lowers_later_capital():
    assert simulate(one(lever(capex=100.0, learning=0.1)), [2]).capex == pytest.approx([0, 0, 81, 0, 0])


@pytest.mark.parametrize(("given", "plan", "words"), [
    ((lever(first=2027),), [0], "outside 2027"), ((lever(group="g"), lever("b", group="g")), [0, 0], "exclude each other"),
    ((lever(), lever("b", requires=("a",))), [-1, 0], "prerequisite"), ((lever(),), [0, 0], "one start"),
])
def test_plans_that_break_a_rule_are_refused(given, plan, words):
    with pytest.raises(TargetRefused, match=words):
        simulate(one(*given), plan)


def text(**fields):
    rows = {"id": '"x"', "name": '"X"', "transformation": '"midstream"', "sources": '["kiln"]', "removes": "{CO2 = 0.5}"} | fields
    return "[[lever]]\n" + "\n".join(f"{k} = {v}" for k, v in rows.items()) + "\n"


@pytest.mark.parametrize(("fields", "rule"), [
    ({"removes": "{CO2 = 1.01}"}, "lever.effect"), ({"first": "2030", "last": "2029"}, "lever.window"), ({"requires": '["x"]'}, "lever.cycle"),
    ({"transformation": '"sideways"'}, "lever.transformation"), ({"colour": '"red"'}, "lever.unknown-field"),
    ({"ramp": "5", "life": "3"}, "lever.life"),
    ({"capex": "-1"}, "lever.capex"), ({"removes": '"all"'}, "lever.form"), ({"requires": '["ghost"]'}, "lever.prerequisite"),
    ({"status": '"guess"'}, "lever.status"),
])
def test_bad_levers_are_findings_by_name_and_good_ones_go_on(fields, rule):
    found = read_levers(text(**fields) + text(id='"good"'))
    assert [f.rule for f in found.findings] == [rule]
    assert [x.id for x in found.levers] == ["good"]


def test_cycles_between_levers_and_contradicting_windows_are_found():
    ring = text(id='"a"', requires='["b"]') + text(id='"b"', requires='["a"]')
    assert {f.rule for f in read_levers(ring).findings} >= {"lever.cycle"}
    assert not read_levers(ring).levers
    late = text(id='"a"', first="2035") + text(id='"b"', requires='["a"]', last="2030")
    assert [f.rule for f in read_levers(late).findings] == ["lever.window"]
    same = text(id='"a"', group='"g"') + text(id='"b"', group='"g"', requires='["a"]')
    assert [f.rule for f in read_levers(same).findings] == ["lever.exclusion"]


def test_text_that_is_no_toml_and_doubled_ids_are_findings():
    assert read_levers("[[lever").findings[0].rule == "lever.toml"
    assert [f.rule for f in read_levers(text() + text()).findings] == ["lever.twice"]


def test_a_lever_on_an_unknown_source_or_site_is_a_finding():
    found = one(lever(sources=("furnace",)), lever("b", adds=(Added("sun", 1.0),)), lever("c", sites=("elsewhere",)), lever("d"))
    assert {f.rule for f in found.findings} == {"lever.unknown-source"}
    assert [x.lever.id for x in found.measures] == ["d"]


def test_a_baseline_of_the_wrong_shape_is_refused():
    with pytest.raises(TargetRefused, match="baseline needs"):
        Sources((("s", "k"),), (2025,), ("CO2",), np.ones(1), np.ones((1, 2)), np.ones((1, 1, 1)))


def test_draws_without_spread_are_the_plan_and_blocks_do_not_matter():
    there = case(sources(sites=3), levers(8))
    plan = [next(iter(there.starts(m))) if there.measures[m].lever.id in ("L0", "L1") else -1 for m in range(len(there.measures))]
    exact = simulate(there, plan).co2e
    np.testing.assert_allclose(co2e_draws(there, plan, Spread(), draws=2, seed=1), [exact, exact], rtol=1e-12)
    spread = Spread(0.1, 0.05, 0.2)
    one_go = co2e_draws(there, plan, spread, draws=40, seed=7)
    assert (one_go == co2e_draws(there, plan, spread, draws=40, seed=7, block=9)).all()
    assert one_go.std() > 0


def test_the_grid_factor_is_drawn_once_for_all_sites():
    there = case(sources(sites=2, kinds=("grid",), growth=0.0), [])
    drawn = co2e_draws(there, [], Spread(factor=0.3), draws=50, seed=3)[:, 0]
    total = simulate(there, []).co2e[0]
    alone = co2e_draws(case(sources(sites=1, kinds=("grid",), growth=0.0), []), [], Spread(factor=0.3), draws=50, seed=3)[:, 0]
    single = simulate(case(sources(sites=1, kinds=("grid",), growth=0.0), []), []).co2e[0]
    np.testing.assert_allclose(drawn / total, alone / single, rtol=1e-12)
