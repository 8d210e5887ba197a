"""The order of the rules by which a factor is chosen, and what is said when none is."""

from datetime import date

import polars as pl
import pytest
from tests.factors.shelf import FUEL, GOODS, POWER, UPSTREAM, chosen, frame, ids, lib, need, proxy, refusal, row, rules, valid, year

from lizero.errors import TableRefused
from lizero.factors import Library, choose, library

GRID = {"activity": "electricity", "category": POWER, "unit": "kWh", "family": "statistical"}
ASK_GRID = {"flow": "electricity", "category": POWER, "unit": "kWh"}


def test_the_first_library_that_matches_wins_and_says_so() -> None:
    own, other = lib(row("mine")), lib(row("theirs", library="other", edition="1"))
    assert ids(library(own, other)) == ["mine"]
    assert ids(library(other, own)) == ["theirs"]
    assert chosen(library(own, other)).frame["reason"][0].startswith("own own (library 1 of 2)")


def test_a_library_without_a_match_leaves_it_to_the_next() -> None:
    assert ids(library(lib(row("petrol", "gasoline")), lib(row("theirs", library="other", edition="1")))) == ["theirs"]


def test_the_nearest_place_wins_over_its_parents() -> None:
    grids = lib(row("cn", **GRID), row("sc", **GRID | {"geography": "CN-SC"}), row("sw", **GRID | {"geography": "CN-GRID-SOUTHWEST"}))
    assert ids(grids, **ASK_GRID) == ["sc"]
    assert ids(grids, **ASK_GRID, geography="CN-CQ") == ["sw"]
    assert ids(grids, **ASK_GRID, geography="CN-JS") == ["cn"]


def test_a_parent_of_a_grid_is_used_with_a_notice() -> None:
    choice = chosen(lib(row("cn", **GRID)), **ASK_GRID)
    assert "factor.parent-place" in rules(choice)
    assert "place CN, nothing nearer" in choice.frame["reason"][0]


def test_names_in_other_languages_and_widths_mean_the_same_item() -> None:
    for name in ("柴油", "Ｄｉｅｓｅｌ", " diesel ", "gasóleo"):
        assert ids(lib(row("d")), flow=name) == ["d"], name


def test_a_use_of_a_fuel_falls_back_to_the_fuel_with_a_notice_and_its_own_row_wins() -> None:
    choice = chosen(lib(row("d")), flow="diesel, off-road")
    assert (choice.frame["factor"].to_list(), "factor.general-item" in rules(choice)) == (["d"], True)
    assert ids(lib(row("d"), row("off", "diesel, off-road")), flow="diesel, off-road") == ["off"]
    assert refusal(lib(row("off", "diesel, off-road")))[0] == "factor.missing"


def test_a_use_of_a_fuel_shares_the_parameters_of_the_fuel() -> None:
    stated = frame({"parameter": "density", "scope": "diesel", "value": 0.84, "unit": "kg/L", "source": "certificate", "status": "own"})
    by_mass = lib(row("off", "diesel, off-road", unit="t"), parameters=stated)
    assert chosen(by_mass, flow="diesel, off-road").frame["conversion"][0] == pytest.approx(0.84e-3)


def test_kinds_of_power_never_fall_back_to_the_grid() -> None:
    assert refusal(lib(row("grid", **GRID)), **ASK_GRID | {"flow": "electricity, wind"})[0] == "factor.missing"


def test_a_name_that_no_item_has_is_matched_as_it_is_written() -> None:
    assert ids(lib(row("x", "Widget Type 7", GOODS, "kg")), flow="widget type 7", category=GOODS, unit="t") == ["x"]


@pytest.mark.parametrize("place", ["WORLD", "EU"])
def test_an_average_of_countries_never_stands_in_for_a_grid(place: str) -> None:
    rule, message, hint = refusal(lib(row("avg", **GRID | {"geography": place})), **ASK_GRID, geography="DE")
    assert (rule, place in message) == ("factor.no-silent-average", True)
    assert "use_geography" in hint


def test_an_average_serves_when_a_proxy_states_it() -> None:
    world = lib(row("avg", **GRID | {"geography": "WORLD"})).under(proxy("own", "own", geography="CL", use_geography="WORLD"))
    choice = chosen(world, **ASK_GRID, geography="CL")
    assert choice.frame["factor"].to_list() == ["avg"]
    assert "factor.proxy-year" in rules(choice)


def test_chemistry_stated_for_the_world_serves_everywhere() -> None:
    assert ids(lib(row("w", geography="WORLD")), geography="CL") == ["w"]


def test_a_factor_without_a_place_holds_everywhere_but_gives_way_to_a_place() -> None:
    both = lib(row("any", geography=""), row("cn"))
    assert (ids(both), ids(both, geography="CL")) == (["cn"], ["any"])


def test_another_country_never_answers() -> None:
    rule, message, _ = refusal(lib(row("cn", **GRID)), **ASK_GRID, geography="CL")
    assert (rule, "CL < WORLD" in message, "CN" in message) == ("factor.no-geography", True, True)


def test_an_unknown_place_is_said_and_the_other_needs_go_on() -> None:
    both = choose(frame(need(need="a", geography="Atlantis"), need(need="b")), lib(row("d")))
    assert both.frame["need"].to_list() == ["b"]
    assert both.unresolved.select("need", "rule").rows() == [("a", "factor.geography-unknown")]


def test_families_never_stand_in_for_each_other() -> None:
    three = lib(*(row(f, **GRID | {"family": f}) for f in ("statistical", "ets", "residual", "supplier")))
    for family in ("statistical", "ets", "residual", "supplier"):
        assert ids(three, **ASK_GRID, family=family) == [family]
    assert ids(three, **ASK_GRID) == ["statistical"]
    only_ets = lib(row("e", **GRID | {"family": "ets"}))
    assert refusal(only_ets, **ASK_GRID)[0] == "factor.family"


@pytest.mark.parametrize("family", [None, "statistical", "life-cycle"])
def test_a_life_cycle_factor_is_refused_in_scope_2_however_it_is_asked(family: str | None) -> None:
    footprint = lib(row("fp", **GRID | {"family": "life-cycle", "amount": 0.5777}))
    rule, message, _ = refusal(footprint, **ASK_GRID, family=family)
    assert rule == "factor.life-cycle-in-scope-2"
    assert "0.5777" in message


def test_upstream_of_electricity_counts_every_boundary_of_one_edition() -> None:
    up = {"category": UPSTREAM, "activity": "electricity", "unit": "kWh"}
    wide = lib(row("wtt", **up, boundary="well-to-tank"), row("td", **up, boundary="transmission and distribution"))
    assert sorted(ids(wide, flow="electricity", category=UPSTREAM, unit="kWh")) == ["td", "wtt"]


def test_upstream_of_a_residual_mix_takes_the_residual_row_before_the_general() -> None:
    up = {"category": UPSTREAM, "activity": "electricity", "unit": "kWh"}
    both = lib(row("general", **up), row("res", **up, family="residual"))
    asked = {"flow": "electricity", "category": UPSTREAM, "unit": "kWh"}
    assert ids(both, **asked, family="residual") == ["res"]
    assert ids(both, **asked, family="statistical") == ["general"]
    assert ids(lib(row("general", **up)), **asked, family="residual") == ["general"]


def test_other_categories_do_not_mix_boundaries() -> None:
    good = {"category": GOODS, "activity": "soda ash", "unit": "kg"}
    both = lib(row("gate", **good, boundary="cradle-to-gate"), row("grave", **good, boundary="cradle-to-grave"))
    choice = chosen(both, flow="soda ash", category=GOODS, unit="kg")
    assert choice.frame["factor"].to_list() == ["gate"]
    assert "factor.ambiguous" in rules(choice)


def test_the_edition_of_the_period_is_used() -> None:
    editions = lib(*(row(str(n), edition=str(n), **valid(n)) for n in (2023, 2024, 2025)))
    assert [ids(editions, **year(n)) for n in (2023, 2024, 2025)] == [["2023"], ["2024"], ["2025"]]


def test_of_two_editions_that_hold_the_later_is_used() -> None:
    assert ids(lib(row("old", edition="2021"), row("new", edition="2025"))) == ["new"]


def test_a_year_that_no_edition_covers_needs_a_stated_proxy_and_the_finding_gives_the_row() -> None:
    held = lib(row("2023", edition="2023", **valid(2023)), row("2026", edition="2026", **valid(2026)))
    rule, message, hint = refusal(held)
    assert (rule, "own 2026" in message or "own 2023" in message) == ("factor.proxy-needed", True)
    assert "geography=CN-SC, start=2025-01-01, end=2025-12-31" in hint
    choice = chosen(held.under(proxy("own", "2023", geography="CN")))
    assert choice.frame.select("factor", "proxy").row(0) == ("2023", "not published yet")
    assert "factor.proxy-year" in rules(choice)


def test_a_proxy_for_another_place_or_year_does_not_serve() -> None:
    held = lib(row("2023", edition="2023", **valid(2023)))
    assert refusal(held.under(proxy("own", "2023", geography="AU")))[0] == "factor.proxy-needed"
    assert refusal(held.under(proxy("own", "2023", **year(2024))))[0] == "factor.proxy-needed"


def test_an_edition_of_the_year_wins_over_a_proxy() -> None:
    held = lib(row("2023", edition="2023", **valid(2023)), row("2025", edition="2025", **valid(2025)))
    assert ids(held.under(proxy("own", "2023"))) == ["2025"]


def test_a_period_across_two_editions_takes_the_one_with_most_days_and_says_so() -> None:
    held = lib(row("a", edition="2024", **valid(2024)), row("b", edition="2025", **valid(2025)))
    choice = chosen(held, start=date(2024, 10, 1), end=date(2025, 9, 30))
    assert choice.frame["factor"].to_list() == ["b"]
    told = next(f for f in choice.findings if f.rule == "factor.edition-of-most-days")
    assert "273 of 365 days" in told.message


def test_days_without_an_edition_leave_the_period_open_and_the_finding_names_them() -> None:
    held = lib(row("a", edition="2025", **valid(2025)))
    rule, _, hint = refusal(held, start=date(2024, 12, 1), end=date(2025, 3, 31))
    assert (rule, "start=2024-12-01, end=2024-12-31" in hint) == ("factor.proxy-needed", True)


def test_an_edition_and_a_proxy_together_may_cover_a_period() -> None:
    held = lib(row("a", edition="2025", **valid(2025))).under(proxy("own", "2025", **year(2024)))
    assert ids(held, start=date(2024, 12, 1), end=date(2025, 3, 31)) == ["a"]


def test_the_unit_nearest_to_the_activity_is_taken_and_a_bridge_is_told_step_by_step() -> None:
    stated = frame({"parameter": "ncv", "scope": "柴油", "value": 43.0, "unit": "GJ (NCV)/t", "source": "IPCC", "status": "checked"})
    by_energy = lib(row("gj", unit="GJ (NCV)", amount=74.1), parameters=stated)
    choice = chosen(by_energy, unit="kg")
    assert choice.frame["conversion"].to_list() == pytest.approx([0.043])
    step = choice.steps.row(0, named=True)
    assert ("43 GJ (NCV)/t" in step["text"], step["source"], step["status"]) == (True, "IPCC", "checked")
    assert ids(library(lib(row("gj", unit="GJ (NCV)"), row("t", unit="t"), row("kg", unit="kg"), parameters=stated)), unit="kg") == ["kg"]


def test_a_unit_out_of_reach_names_the_parameter_that_would_help() -> None:
    rule, message, hint = refusal(lib(row("gj", unit="GJ (NCV)")), unit="L")
    assert (rule, "ncv" in message, "parameter" in hint) == ("factor.unit", True, True)


def test_net_and_gross_energy_are_not_taken_for_each_other() -> None:
    assert refusal(lib(row("gj", unit="GJ (NCV)")), unit="GJ (GCV)")[0] == "factor.unit"
    assert refusal(lib(row("gj", unit="GJ (NCV)")), unit="GJ")[0] == "factor.unit"


def test_the_users_parameters_lie_over_those_of_the_library() -> None:
    def ncv(value: float) -> pl.DataFrame:
        return frame({"parameter": "ncv", "scope": "bituminous coal", "value": value, "unit": "GJ (NCV)/t", "source": "x", "status": "own"})

    shipped = chosen(library("ipcc-2006"), flow="bituminous coal", unit="t").frame["conversion"][0]
    mine = chosen(library(Library.of(parameters=ncv(20.0)), "ipcc-2006"), flow="bituminous coal", unit="t").frame["conversion"][0]
    assert (shipped, mine) == pytest.approx((25.8e-3, 20e-3))


def test_all_gases_of_a_block_come_together_and_amounts_are_in_the_flows_own_unit() -> None:
    gases = lib(row("c", amount=2.6), row("m", flow="CH4 non-fossil", amount=1e-4), row("n", flow="N2O", amount=0.1, flow_unit="g"))
    choice = chosen(gases)
    assert choice.frame.select("flow", "amount", "flow_unit").rows() == [
        ("CO2", 2.6, "kg"), ("CH4 non-fossil", 1e-4, "kg"), ("N2O", pytest.approx(1e-4), "kg"),
    ]


def test_a_blank_amount_is_an_error_a_zero_counts_and_not_occurring_is_silent() -> None:
    blank = chosen(lib(row("c"), row("m", flow="CH4 non-fossil", amount=None)))
    assert (blank.frame["factor"].to_list(), "factor.amount-missing" in rules(blank)) == (["c"], True)
    zero = chosen(lib(row("c"), row("m", flow="CH4 non-fossil", amount=0.0)))
    assert (zero.frame["amount"].to_list(), rules(zero)) == ([1.0, 0.0], set())
    never = chosen(lib(row("c"), row("m", flow="CH4 non-fossil", amount=None, reason="not occurring")))
    assert (never.frame["factor"].to_list(), rules(never)) == (["c"], set())


def test_a_factor_without_any_amount_leaves_the_need_unresolved() -> None:
    assert refusal(lib(row("c", amount=None)))[0] == "factor.amount-missing"
    assert refusal(lib(row("c", flow_unit="kWh")))[0] == "factor.amount-missing"


def test_a_gas_that_does_not_hold_in_the_period_is_an_error_and_left_out_unless_a_proxy_stands() -> None:
    mixed = lib(row("c", **valid(2025)), row("m", flow="CH4 non-fossil", **valid(2024)))
    choice = chosen(mixed)
    told = [f.severity for f in choice.findings if f.rule == "factor.gas-out-of-period"]
    assert (choice.frame["factor"].to_list(), told) == (["c"], ["error"])
    later = chosen(mixed.under(proxy("own", "own", **year(2026))), **year(2026))
    assert later.frame["factor"].to_list() == ["c", "m"]


def test_an_unknown_activity_names_the_nearest_and_the_categories_that_have_it() -> None:
    rule, message, hint = refusal(lib(row("d")), flow="diesle")
    assert (rule, "own" in message, "diesel" in hint) == ("factor.missing", True, True)
    assert FUEL in refusal(lib(row("d")), category="mobile combustion")[2]


def test_what_many_needs_share_is_said_once_with_their_number() -> None:
    months = frame(*(need(need=str(n), start=date(2025, n, 1), end=date(2025, n, 28)) for n in range(1, 13)))
    held = lib(row("2023", edition="2023", status="unverified", **valid(2023))).under(proxy("own", "2023"))
    told = {f.rule: f for f in choose(months, held).findings}
    assert set(told) == {"factor.proxy-year", "factor.unverified"}
    assert "(12 times)" in told["factor.proxy-year"].message


def test_an_unverified_density_is_said() -> None:
    stated = frame({"parameter": "density", "scope": "diesel", "value": 0.84, "unit": "kg/L", "source": "memory", "status": "unverified"})
    told = [f for f in chosen(lib(row("d", unit="t"), parameters=stated)).findings if f.rule == "factor.unverified"]
    assert ["density of diesel 0.84" in f.message for f in told] == [True]


def test_each_need_without_an_answer_has_its_own_finding() -> None:
    needs = frame(*(need(need=str(n), flow="moon dust", start=date(2025, n, 1), end=date(2025, n, 28)) for n in range(1, 6)))
    choice = choose(needs, lib(row("d")))
    assert [f.record for f in choice.findings] == ["1", "2", "3", "4", "5"]


def test_needs_without_a_column_are_refused_with_the_columns() -> None:
    with pytest.raises(TableRefused, match="geography"):
        choose(frame(need()).drop("geography"), lib(row("d")))


def test_no_needs_and_no_library_give_empty_tables() -> None:
    nothing = choose(frame(need()).clear(), library("own"))
    assert (nothing.frame.height, nothing.unresolved.height, nothing.findings) == (0, 0, ())
    assert choose(frame(need()), library("own")).unresolved["rule"].to_list() == ["factor.missing"]
