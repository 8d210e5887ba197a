"""Shares down chains of ownership: multiplied, added, cut by days, refused in circles."""

from datetime import date

import polars as pl
import pytest
from tests.inventory.small import frame, holds, site

from lizero.activity import Record, period
from lizero.errors import BoundaryRefused, UnknownName
from lizero.inventory import boundary
from lizero.schema import empty
from lizero.tables import ACTIVITY


def shares(*edges, approach="equity", holder=None, year=2025, sites=()):  # type: ignore[no-untyped-def]
    registers = {"ownership": frame(*edges)} | ({"sites": frame(*sites)} if sites else {})
    return boundary(Record.of(empty(ACTIVITY), **registers), period(year), approach=approach, holder=holder)


def share(bound, organisation):  # type: ignore[no-untyped-def]
    asked = pl.DataFrame(
        {
            "organisation": [organisation],
            "provider_organisation": [None],
            "start": [bound.spans["start"].min()],
            "end": [bound.spans["end"].max()],
        },
        schema_overrides={"provider_organisation": pl.String},
    )
    return bound.over(asked).row(0, named=True)


def test_shares_multiply_down_a_chain() -> None:
    found = shares(holds("g", "a", 0.83, "subsidiary", "sole", True), holds("a", "b", 0.5, "joint venture", "joint", False))
    assert share(found, "b")["share"] == pytest.approx(0.415, abs=1e-15)


def test_two_ways_to_one_entity_add_up() -> None:
    found = shares(
        holds("g", "a", 0.5, "subsidiary", "sole", True),
        holds("g", "b", 0.4, "joint venture", "joint", False),
        holds("a", "c", 0.5, "joint venture", "joint", False),
        holds("b", "c", 0.5, "joint venture", "joint", False),
    )
    assert share(found, "c")["share"] == pytest.approx(0.45)


def test_ten_levels_multiply_at_every_level() -> None:
    found = shares(*(holds(f"e{n}", f"e{n + 1}", 0.9, "joint venture", "joint", False) for n in range(10)))
    assert share(found, "e10")["share"] == pytest.approx(0.9**10)


def test_a_joint_venture_sold_on_30_june_counts_its_181_days() -> None:
    edge = holds("g", "jv", 0.51, "joint venture", "joint", True, end=date(2025, 6, 30))
    assert share(shares(edge), "jv")["share"] == pytest.approx(0.51 * 181 / 365)
    assert share(shares(edge, approach="operational"), "jv")["share"] == pytest.approx(181 / 365)


def test_a_share_raised_in_mid_year_is_the_mean_over_the_days() -> None:
    edges = (
        holds("g", "jv", 0.4, "joint venture", "joint", False, end=date(2025, 3, 31)),
        holds("g", "jv", 0.6, "joint venture", "joint", False, start=date(2025, 4, 1)),
    )
    assert share(shares(*edges), "jv")["share"] == pytest.approx((0.4 * 90 + 0.6 * 275) / 365)


def test_a_circle_is_refused_and_named() -> None:
    edges = (
        holds("g", "a", 0.6, "subsidiary", "sole", True),
        holds("a", "b", 0.5, "joint venture", "joint", True),
        holds("b", "a", 0.1, "investment", "none", False),
    )
    with pytest.raises(BoundaryRefused, match="a → b → a"):
        shares(*edges, holder="g")


def test_a_circle_without_any_top_is_refused_and_named_though_no_holder_is_stated() -> None:
    with pytest.raises(BoundaryRefused, match="→"):
        shares(holds("a", "b", 0.5, "joint venture", "joint", True), holds("b", "a", 0.5, "joint venture", "joint", True))


def test_interests_that_follow_one_another_are_no_circle() -> None:
    edges = (
        holds("g", "a", 1, "subsidiary", "sole", True),
        holds("a", "b", 1, "subsidiary", "sole", True, end=date(2025, 6, 30)),
        holds("b", "a", 1, "subsidiary", "sole", True, start=date(2025, 7, 1)),
    )
    assert share(shares(*edges, holder="g"), "a")["share"] == 1


def test_several_tops_need_a_stated_holder() -> None:
    edges = (holds("g", "jv", 0.51, "joint venture", "joint", True), holds("partner", "jv", 0.49, "joint venture", "joint", False))
    with pytest.raises(BoundaryRefused, match="g, partner"):
        shares(*edges)
    assert share(shares(*edges, holder="partner"), "jv")["share"] == pytest.approx(0.49)


def test_an_unknown_approach_lists_the_three() -> None:
    with pytest.raises(UnknownName, match="equity"):
        shares(holds("g", "a", 1, "subsidiary", "sole", True), approach="equitty")


def test_an_organisation_that_no_row_links_is_an_error_not_a_zero() -> None:
    found = shares(holds("g", "a", 1, "subsidiary", "sole", True), sites=(site("x", "stray"),))
    assert [f.severity for f in found.findings if f.rule == "boundary.unlinked"] == ["error"]


def test_a_share_written_in_percent_is_set_apart() -> None:
    made = Record.of(empty(ACTIVITY), ownership=frame(holds("g", "a", 51.0, "joint venture", "joint", True)))
    assert made.findings[0].rule == "ownership.share"
    assert made.rejected.height == 1


def test_interests_above_the_whole_are_counted_as_the_whole_and_said() -> None:
    edges = (
        holds("g", "a", 0.8, "joint venture", "joint", True),
        holds("g", "a", 0.6, "joint venture", "joint", True, start=date(2025, 1, 1)),
    )
    found = shares(*edges)
    assert share(found, "a")["share"] == 1
    assert {f.rule for f in found.findings} == {"ownership.above-whole", "ownership.oversold"}


def test_what_an_own_entity_provides_counts_only_for_the_partners_part() -> None:
    found = shares(holds("g", "a", 1, "subsidiary", "sole", True), holds("g", "b", 0.6, "joint venture", "joint", True))
    asked = pl.DataFrame({"organisation": ["a"], "provider_organisation": ["b"], "start": [date(2025, 1, 1)], "end": [date(2025, 12, 31)]})
    assert found.over(asked)["share"][0] == pytest.approx(0.4)


def test_more_than_the_whole_held_by_two_holders_is_an_error_that_names_both() -> None:
    edges = (holds("a", "b", 0.7, "subsidiary", "sole", True), holds("c", "b", 0.7, "joint venture", "none", False))
    found = [f for f in shares(*edges, holder="a").findings if f.rule == "ownership.oversold"]
    assert [f.severity for f in found] == ["error"]
    assert "a 0.7, c 0.7" in found[0].message


def test_a_share_sold_on_one_day_and_bought_on_the_next_is_not_oversold() -> None:
    edges = (
        holds("a", "b", 0.7, "subsidiary", "sole", True, end=date(2025, 6, 30)),
        holds("c", "b", 0.7, "subsidiary", "sole", True, start=date(2025, 7, 1)),
    )
    assert not [f for f in shares(*edges, holder="a").findings if f.rule == "ownership.oversold"]
