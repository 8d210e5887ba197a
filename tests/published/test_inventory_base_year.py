"""Base-year recalculation: the examples of the Corporate Standard ch. 5 and Scope 3 Standard Table 9.4."""

from datetime import date

import pytest
from tests.inventory.small import factor, frame, holds, own, record, site, use

from lizero.errors import UnknownName
from lizero.inventory import account
from lizero.inventory.base_year import Change, Policy, judge, restated, would_move

LIB = own(factor("stationary combustion", "diesel", "L", "CO2", 2.7))
POLICY = Policy(2021, "first verified year")


def released(unit: str, year: int, tonnes: float):  # type: ignore[no-untyped-def]
    return use(f"{unit}{year}", "measured release", "CO2", tonnes, "t") | {
        "site": unit,
        "start": date(year, 1, 1),
        "end": date(year, 12, 31),
    }


def group(*rows, **windows: tuple[date | None, date | None]):  # type: ignore[no-untyped-def]
    sites = frame(*(site(u, u) for u in "ABC"))
    edges = (
        holds("gamma", u, 1.0, "subsidiary", "sole", True, start=windows.get(u, (None, None))[0], end=windows.get(u, (None, None))[1])
        for u in "ABC"
    )
    return record(*rows, sites=sites, ownership=frame(*edges))


def series(**units: tuple[float, ...]):  # type: ignore[no-untyped-def]
    return [released(u, 2021 + n, t) for u, amounts in units.items() for n, t in enumerate(amounts)]


def test_gamma_buys_c_in_year_3_and_its_base_year_goes_from_50_to_65() -> None:
    made = group(*series(A=(25, 25, 30), B=(25, 25, 30), C=(15, 20, 20)), C=(date(2023, 1, 1), None))
    found = restated(made, LIB, POLICY, as_of=date(2023, 12, 31), reason="acquisition of C")
    assert (found.original.total(), found.total, found.effect) == pytest.approx((50, 65, 15))
    assert account(made, LIB, year=2023).total() == pytest.approx(80)
    assert judge(50, [Change("C", "acquisition", found.effect, "acquisition of C")], POLICY).recalculated == pytest.approx(65)


def test_beta_sells_c_and_its_base_year_goes_from_75_to_50() -> None:
    made = group(*series(A=(25,), B=(25,), C=(25,)), C=(None, date(2022, 12, 31)))
    found = restated(made, LIB, POLICY, as_of=date(2023, 1, 1), reason="sale of C")
    assert (found.original.total(), found.total) == pytest.approx((75, 50))


def test_an_acquired_facility_that_started_after_the_base_year_changes_nothing() -> None:
    made = group(*series(A=(25, 25), B=(25, 25), C=()), released("C", 2022, 15), C=(date(2022, 1, 1), None))
    assert restated(made, LIB, POLICY, as_of=date(2022, 12, 31), reason="acquisition of C").effect == 0
    assert not judge(50, [Change("C", "acquisition", 15, "bought", existed=False)], POLICY).recalculate


def test_a_change_in_mid_year_counts_whole_or_by_days_as_the_policy_says() -> None:
    made = group(*series(A=(25,), B=(25,), C=(15,)), C=(date(2023, 7, 1), None))
    by_days = Policy(2021, "first verified year", structure="pro rata")
    assert restated(made, LIB, POLICY, as_of=date(2023, 7, 1), reason="C").total == pytest.approx(65)
    assert restated(made, LIB, by_days, as_of=date(2023, 7, 1), reason="C").total == pytest.approx(50 + 15 * 184 / 365)


def test_an_error_of_1_21_percent_is_below_5_percent_and_enters_the_cumulative_list() -> None:
    """50,000 US gal omitted at 2.66 kg/L = 503,459.77 kg."""
    omitted = account(
        record(use("r", "mobile combustion", "diesel", 50_000, "US gal")),
        own(factor("mobile combustion", "diesel", "L", "CO2", 2.66)),
        year=2025,
    )
    effect = omitted.totals.scope1
    assert effect * 1000 == pytest.approx(503_459.77, abs=5e-3)
    base = effect / 0.0121
    alone = judge(base, [Change("omission", "error", effect, "a tank was left out")], POLICY)
    assert not alone.recalculate
    assert alone.recalculated == base
    assert alone.changes["cumulative"].to_list() == pytest.approx([0.0121])
    more = judge(
        base,
        [Change("omission", "error", effect, "a tank was left out"), Change("meter", "factor correction", -0.04 * base, "corrected")],
        POLICY,
    )
    assert more.recalculate
    assert more.recalculated == pytest.approx(base * (1 + 0.0121 - 0.04))


def test_increases_and_decreases_cumulate_alike() -> None:
    changes = [Change("up", "method", 3.0, "better data"), Change("down", "error", -3.0, "double entry")]
    found = judge(100, changes, POLICY)
    assert found.recalculate
    assert found.recalculated == 100


@pytest.mark.parametrize(
    ("change", "single", "recalculates"),
    [
        (Change("x", "outsourcing", -20, "haulage", reported=True), True, False),
        (Change("x", "outsourcing", -20, "haulage", reported=False), True, True),
        (Change("x", "outsourcing", -20, "haulage", reported=True), False, True),
        (Change("x", "organic", 20, "growth"), True, False),
        (Change("x", "factor edition", 20, "the grid of 2025"), True, False),
        (Change("x", "factor correction", 20, "the grid of 2021 was re-issued"), True, True),
        (Change("x", "new category", 20, "category 11"), True, True),
        (Change("x", "new category", 20, "category 11"), False, False),
    ],
)
def test_tables_9_4_and_9_5_of_the_scope_3_standard(change: Change, single: bool, recalculates: bool) -> None:
    assert judge(100, [change], Policy(2021, "first verified year", single=single)).recalculate is recalculates


def test_an_unknown_kind_of_change_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="acquisition"):
        judge(100, [Change("x", "aquisition", 1, "")], POLICY)


def test_another_edition_shows_what_would_move_and_touches_nothing() -> None:
    made = record(use("d", "stationary combustion", "diesel", 1000, "L"), use("m", "measured release", "CO2", 1, "t"))
    before = account(made, LIB, year=2025)
    after = account(made, own(factor("stationary combustion", "diesel", "L", "CO2", 2.6)), year=2025)
    found = would_move(before, after)
    assert found.select("record", "co2e_before", "co2e_after").rows() == [("d", pytest.approx(2.7), pytest.approx(2.6))]
    assert before.total() == pytest.approx(3.7)
    assert would_move(before, before).height == 0
