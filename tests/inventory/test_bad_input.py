"""Bad input as a table: each case a finding or a clear refusal, nothing lost, nothing silently short.

`kept` + `open` + `rejected` is always what came in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from tests.inventory.small import factor, frame, holds, own, record, site, use

from lizero.activity import Record
from lizero.errors import BoundaryRefused, TableRefused, UnknownName
from lizero.factors import Library, library
from lizero.inventory import account

LIB = own(
    factor("stationary combustion", "diesel", "L", "CO2", 2.7),
    factor("purchased electricity", "electricity", "kWh", "CO2", 0.5, family="statistical", geography="CN"),
)
GOOD = use("good", "stationary combustion", "diesel", 1000, "L")
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a unit that nobody knows": ({"unit": "tns"}, "unit.unknown"),
    "a unit of another dimension": ({"unit": "kWh"}, "factor.unit"),
    "gross energy against a factor by volume without a parameter": ({"unit": "GJ (GCV)"}, "factor.unit"),
    "a fuel that nobody knows": ({"flow": "unobtainium"}, "factor.missing"),
    "a negative meter": ({"quantity": -1.0}, "activity.negative"),
    "a quantity that is no number": ({"quantity": float("nan")}, "value.finite"),
    "an infinite quantity": ({"quantity": float("inf")}, "value.finite"),
    "a missing quantity": ({"quantity": None}, "value.missing"),
    "an end before its start": ({"end": date(2024, 12, 31)}, "activity.dates"),
    "a missing date": ({"start": None}, "value.missing"),
    "an unknown category": ({"category": "burning"}, "value.choice"),
    "an unknown site": ({"site": "atlantis"}, "site.unknown"),
    "an id that stands twice": ({"record": "good"}, "key.repeated"),
    "a release in a unit of length": ({"category": "measured release", "flow": "CO2", "unit": "km"}, "release.unit"),
    "a release that is no flow": ({"category": "measured release", "flow": "fairy dust"}, "factor.missing"),
    "category 3 typed by hand": ({"category": "fuel and energy upstream"}, "upstream.typed"),
    "electricity where there is no grid factor": (
        {"category": "purchased electricity", "flow": "electricity", "unit": "kWh", "site": "moon"},
        "factor.",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_said_and_the_good_row_stays(case: str) -> None:
    change, rule = BAD[case]
    bad = GOOD | {"record": "bad"} | change
    made = record(GOOD, bad, sites=frame(site("s"), site("moon", geography="AQ")))
    found = account(made, LIB, year=2025)
    assert found.totals.scope1 == pytest.approx(2.7)
    assert not found.totals.complete
    errors = [f for f in found.findings if f.severity == "error"]
    assert any(f.rule.startswith(rule) for f in errors), errors
    assert all(f.message and f.where for f in errors)
    assert made.activity.height + made.rejected.height == 2
    assert found.unresolved.height + made.rejected.height + any(f.rule == "upstream.typed" for f in errors) == 1


def test_missing_columns_are_refused_by_name() -> None:
    with pytest.raises(TableRefused, match="quantity, unit"):
        Record.of(frame(GOOD).drop("quantity", "unit"))


def test_an_empty_record_gives_an_empty_inventory() -> None:
    found = account(Record.of(frame(GOOD).clear()), LIB, year=2025)
    assert found.total() == 0
    assert found.flows.frame.height == 0


def test_unknown_libraries_sets_and_approaches_list_what_there_is() -> None:
    made = record(GOOD)
    for call, words in (
        (lambda: account(made, "ipcc-2007", year=2025), "ipcc-2006"),
        (lambda: account(made, LIB, year=2025, gwp="ar7-gwp100"), "ar6-gwp100"),
        (lambda: account(made, LIB, year=2025, approach="control"), "operational"),
    ):
        with pytest.raises(UnknownName, match=words):
            call()


def test_ownership_ten_deep_with_a_cross_holding_is_refused_and_names_the_circle() -> None:
    chain = [holds(f"e{n}", f"e{n + 1}", 0.9, "subsidiary", "sole", True) for n in range(10)]
    cross = holds("e10", "e7", 0.05, "investment", "none", False)
    made = record(GOOD, sites=frame(site("s", "e10")), ownership=frame(*chain, cross))
    with pytest.raises(BoundaryRefused, match="e7 → e8 → e9 → e10 → e7"):
        account(made, LIB, year=2025, approach="equity", holder="e0")
    straight = record(GOOD, sites=frame(site("s", "e10")), ownership=frame(*chain))
    assert account(straight, LIB, year=2025, approach="equity").totals.scope1 == pytest.approx(2.7 * 0.9**10)


def test_a_circle_among_strangers_stops_nobody() -> None:
    edges = (
        holds("g", "chem", 1, "subsidiary", "sole", True),
        holds("x", "y", 0.5, "joint venture", "joint", False),
        holds("y", "x", 0.5, "joint venture", "joint", False),
    )
    assert account(record(GOOD, ownership=frame(*edges)), LIB, year=2025, holder="g").totals.scope1 == pytest.approx(2.7)


def test_a_joint_venture_sold_in_mid_year_counts_the_days_of_its_own_readings() -> None:
    months = [
        use(f"m{n}", "stationary combustion", "diesel", 1000, "L") | {"start": date(2025, n, 1), "end": date(2025, n, 28)}
        for n in range(1, 13)
    ]
    edge = holds("g", "chem", 0.5, "joint venture", "joint", True, end=date(2025, 6, 30))
    assert account(record(*months, ownership=frame(edge)), LIB, year=2025, approach="equity").totals.scope1 == pytest.approx(6 * 2.7 * 0.5)


def editions() -> Library:
    """Grid factors of China in three editions of one year: 0.6 to March, 0.5 to August, 0.4 after."""
    spans = ((date(2025, 1, 1), date(2025, 3, 31), 0.6), (date(2025, 4, 1), date(2025, 8, 31), 0.5), (date(2025, 9, 1), date(2025, 12, 31), 0.4))
    about = {"family": "statistical", "geography": "CN"}
    return Library.of(frame(*(
        factor("purchased electricity", "electricity", "kWh", "CO2", value, id=f"e{n}", edition=f"e{n}", valid_from=a, valid_to=b, **about)
        for n, (a, b, value) in enumerate(spans)
    )))


def test_three_editions_in_one_year_each_serve_their_days() -> None:
    months = [
        use(f"m{n}", "purchased electricity", "electricity", 1000, "kWh") | {"start": date(2025, n, 1), "end": date(2025, n, 28)}
        for n in range(1, 13)
    ]
    found = account(record(*months), editions(), year=2025)
    assert found.totals.scope2_location == pytest.approx(3 * 0.6 + 5 * 0.5 + 4 * 0.4)


def test_an_invoice_across_two_years_counts_in_both_by_days() -> None:
    bill = GOOD | {"start": date(2024, 12, 17), "end": date(2025, 1, 15), "quantity": 300.0}
    years = [account(record(bill), LIB, year=y).totals.scope1 * 1000 for y in (2024, 2025)]
    assert years == pytest.approx([150 * 2.7, 150 * 2.7])


def test_names_in_full_width_and_other_scripts_mean_the_same() -> None:
    rows = [
        GOOD | {"record": f"r{n}", "flow": text, "unit": unit}
        for n, (text, unit) in enumerate((("diesel", "L"), ("柴油", "升"), ("ＤＩＥＳＥＬ", "ｌ"), ("Diésel", "litros")))
    ]
    found = account(record(*rows), LIB, year=2025)
    assert found.unresolved.height == 0
    assert found.totals.scope1 == pytest.approx(4 * 2.7)


def test_the_same_bill_twice_is_said_and_counts_until_one_is_removed() -> None:
    found = account(record(GOOD, GOOD | {"record": "again"}), LIB, year=2025)
    assert [f.rule for f in found.findings if f.rule == "activity.twin"] == ["activity.twin"]
    assert found.totals.scope1 == pytest.approx(5.4)


def test_same_day_rows_of_one_meter_add_up_and_do_not_overwrite() -> None:
    rows = [GOOD | {"record": f"r{n}", "source": "meter", "quantity": 100.0 + n} for n in range(3)]
    assert account(record(*rows), LIB, year=2025).totals.scope1 * 1000 == pytest.approx(303 * 2.7)


def test_a_year_without_rows_is_empty_and_not_an_error() -> None:
    found = account(record(GOOD), LIB, year=1999)
    assert found.total() == 0
    assert found.totals.complete


def test_every_row_of_a_mixed_record_is_in_a_line_or_is_listed() -> None:
    rows = [GOOD | {"record": f"b{n}"} | change for n, (change, _) in enumerate(BAD.values())]
    made = record(GOOD, *rows, sites=frame(site("s"), site("moon", geography="AQ")))
    found = account(made, library(LIB, "ipcc-2006"), year=2025)
    counted = set(found.flows.frame["record"])
    listed = set(found.unresolved["record"]) | {f.record for f in found.findings if f.severity == "error"}
    for name in made.activity["record"]:
        assert name in counted | listed
    assert made.activity.height + made.rejected.height == len(rows) + 1
    assert pl.Series(list(counted)).is_in(made.activity["record"].to_list()).all()


def test_one_bill_over_three_editions_is_cut_by_days_and_each_edition_serves_its_own() -> None:
    found = account(record(use("bill", "purchased electricity", "electricity", 365, "MWh")), editions(), year=2025)
    assert found.totals.scope2_location == pytest.approx(90 * 0.6 + 153 * 0.5 + 122 * 0.4)
    assert not [f for f in found.findings if f.rule == "factor.edition-of-most-days"]
    steps = found.flows.trail.steps.filter((pl.col("basis") == "location") & (pl.col("nth") == 0))
    assert steps["conversion"].sum() == pytest.approx(1)


def test_a_calendar_year_in_australia_takes_each_fiscal_edition_for_its_days() -> None:
    made = record(use("bill", "purchased electricity", "electricity", 365, "MWh"), sites=frame(site(geography="AU-VIC")))
    found = account(made, library("au-nga"), year=2025)
    assert found.flows.frame.filter(basis="location", scope="2")["factor"].n_unique() == 2
    assert found.flows.frame.filter(basis="location", scope="2")["start"].to_list() == [date(2025, 1, 1), date(2025, 7, 1)]
