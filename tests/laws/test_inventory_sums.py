"""Laws of the inventory: totals are the sum of lines under every grouping and view; order, units and cuts do not matter."""

from datetime import date

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.inventory.small import factor, frame, holds, own, site

from lizero.activity import Record
from lizero.inventory import account

LIBRARY = own(
    factor("stationary combustion", "diesel", "L", "CO2", 2.7),
    factor("stationary combustion", "diesel", "L", "CH4", 1e-4),
    factor("stationary combustion", "wood", "t", "CO2 biogenic", 1700),
    factor("purchased electricity", "electricity", "kWh", "CO2", 0.5, family="statistical", geography="CN"),
    factor("purchased electricity", "electricity", "kWh", "CO2", 0.6, family="residual", geography="CN"),
    factor("fuel and energy upstream", "diesel", "L", "CO2e", 0.6, gwp_set="ar6-gwp100"),
    factor("fuel and energy upstream", "electricity", "kWh", "CO2e", 0.05, geography="CN", gwp_set="ar6-gwp100"),
    factor("purchased goods", "soda ash", "kg", "CO2e", 1.0, gwp_set="ar6-gwp100"),
)
SITES = frame(site("s1", "a"), site("s2", "b"), site("s3", "c"))
OWNERSHIP = frame(
    holds("g", "a", 0.8, "subsidiary", "sole", True),
    holds("a", "b", 0.51, "joint venture", "joint", True, end=date(2025, 8, 20)),
    holds("g", "c", 0.3, "associate", "none", False),
)
INSTRUMENTS = frame(
    {
        "instrument": "gec",
        "kind": "GEC",
        "market": "CN",
        "site": "s1",
        "quantity": 700.0,
        "unit": "MWh",
        "vintage": date(2025, 3, 1),
        "factor": 0.0,
        "retired_for": "a",
        "start": date(2025, 1, 1),
        "end": date(2025, 12, 31),
        "retired_on": date(2026, 1, 20),
        **{f"gate_{n}": "proof" for n in range(1, 9)},
    }
)
KINDS = (
    ("stationary combustion", "diesel", "L"),
    ("stationary combustion", "wood", "t"),
    ("purchased electricity", "electricity", "MWh"),
    ("purchased goods", "soda ash", "t"),
    ("measured release", "CO2", "t"),
)
LINE = ["record", "factor", "basis", "category", "flow", "start", "scope"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from(["s1", "s2", "s3"]),
        st.floats(0, 1e6, allow_subnormal=False),
        st.integers(0, 364),
        st.integers(0, 60),
        st.sampled_from([None, "s2"]),
    ),
    min_size=1,
    max_size=12,
)


def made(rows, order=None) -> Record:  # type: ignore[no-untyped-def]
    table = [
        {
            "record": f"r{n}",
            "site": place,
            "category": kind[0],
            "flow": kind[1],
            "unit": kind[2],
            "quantity": quantity,
            "provider": provider,
            "start": date.fromordinal(date(2025, 1, 1).toordinal() + day),
            "end": date.fromordinal(date(2025, 1, 1).toordinal() + day + length),
        }
        for n, (kind, place, quantity, day, length, provider) in enumerate(rows)
    ]
    table = [table[i] for i in order] if order else table
    return Record.of(frame(*table), sites=SITES, ownership=OWNERSHIP, instruments=INSTRUMENTS)


@settings(max_examples=6, deadline=None)
@given(ROWS, st.sampled_from(["equity", "financial", "operational"]))
def test_the_sum_of_lines_is_the_total_under_every_grouping(rows, approach) -> None:  # type: ignore[no-untyped-def]
    found = account(made(rows), LIBRARY, year=2025, approach=approach)
    for basis in ("location", "market"):
        for groups in (
            ("scope",),
            ("site", "category"),
            ("flow",),
            ("organisation",),
            ("source", "process"),
            ("month",),
            ("factor", "iso_category"),
        ):
            assert found.by(*groups, basis=basis)["co2e"].sum() == pytest.approx(found.total(basis), rel=1e-12, abs=1e-12)


@settings(max_examples=6, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_each_line_is_the_same_to_the_bit_whatever_the_row_order(rows, random) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(rows)))
    random.shuffle(order)
    a, b = (account(made(rows, o), LIBRARY, year=2025, approach="equity").flows.frame.sort(LINE) for o in (None, order))
    assert a.equals(b)


@settings(max_examples=6, deadline=None)
@given(ROWS)
def test_kilowatt_hours_and_megawatt_hours_give_the_same(rows) -> None:  # type: ignore[no-untyped-def]
    scaled = [
        ((k[0], k[1], {"MWh": "kWh", "t": "kg", "L": "kL"}[k[2]]), s, q * {"MWh": 1e3, "t": 1e3, "L": 1e-3}[k[2]], *more)
        for k, s, q, *more in rows
    ]
    a, b = (account(made(r), LIBRARY, year=2025).total("market") for r in (rows, scaled))
    assert a == pytest.approx(b, rel=1e-12, abs=1e-9)


@settings(max_examples=6, deadline=None)
@given(ROWS)
def test_the_years_add_up_to_what_was_recorded(rows) -> None:  # type: ignore[no-untyped-def]
    released = [(KINDS[4], "s1", quantity, day, length, None) for _, _, quantity, day, length, _ in rows]
    years = [account(made(released), LIBRARY, year=y, holder="a").totals.scope1 for y in (2025, 2026)]
    recorded = sum(quantity for _, _, quantity, *_ in released)
    assert sum(years) == pytest.approx(recorded, rel=1e-12)
    assert account(made(released), LIBRARY, holder="a").totals.scope1 == pytest.approx(recorded, rel=1e-12)


POWER = st.lists(st.tuples(st.floats(0, 400), st.integers(0, 300), st.integers(0, 60)), min_size=2, max_size=12)


@settings(max_examples=6, deadline=None)
@given(POWER)
@example([(386.0, 0, 0), (400.0, 0, 0), (5.5, 0, 0)])
def test_what_instruments_cover_and_leave_open_is_what_was_used(rows) -> None:  # type: ignore[no-untyped-def]
    """The residual mix is 0.6 kg/kWh and the certificate 0: the market-based total tells how much is left open."""
    found = account(made([(KINDS[2], "s1", q, d, n, None) for q, d, n in rows]), LIBRARY, year=2025, approach="operational")
    used = sum(q for q, *_ in rows) * 1000
    assert found.totals.scope2_market * 1000 / 0.6 + found.instruments["used"].sum() == pytest.approx(used, abs=1e-6)
    assert found.instruments["used"].to_list() == pytest.approx([min(used, 700_000)])
    assert (found.instruments["surplus"] >= 0).all()
    assert (found.flows.frame["amount"] >= 0).all()


@settings(max_examples=6, deadline=None)
@given(POWER, st.randoms(use_true_random=False))
def test_cover_by_instruments_is_the_same_to_the_bit_whatever_the_row_order(rows, random) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(rows)))
    random.shuffle(order)
    table = [(KINDS[2], "s1", q + 0.1, d, n, None) for q, d, n in rows]
    a, b = (account(made(table, o), LIBRARY, year=2025).flows.frame.sort(LINE) for o in (None, order))
    assert a.equals(b)


def test_nothing_in_gives_nothing_out() -> None:
    rows = [(k, "s1", 0.0, 0, 30, None) for k in KINDS]
    found = account(made(rows), LIBRARY, year=2025)
    assert found.total("market") == found.total("location") == 0


def test_equity_is_at_most_what_financial_or_operational_control_and_category_15_count() -> None:
    rows = [(KINDS[4], s, 100.0, 0, 30, None) for s in ("s1", "s2", "s3")]
    totals = {a: account(made(rows), LIBRARY, year=2025, approach=a).total() for a in ("equity", "financial", "operational")}
    assert totals["equity"] <= totals["financial"] + 1e-9
    assert totals["equity"] <= totals["operational"] + 1e-9
    assert pl.Series(list(totals.values())).min() > 0
