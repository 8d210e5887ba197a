"""Properties of the choice of factors: it depends on what is asked and held, and on nothing else.

Each was seen to fail once with the line broken that it guards.
"""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.factors.shelf import FUEL, POWER, frame, lib, need, row, year

from lizero.factors import Library, choose, library, split
from lizero.units import conversion, gwp

UNITS = {"diesel": ("kg", "t"), "electricity": ("kWh", "MWh")}
CATEGORY = {"diesel": FUEL, "electricity": POWER}
SPANS = ((None, None), *((date(n, 1, 1), date(n, 12, 31)) for n in (2023, 2024)), (date(2023, 7, 1), date(2024, 6, 30)))
FAMILIES = ("", "statistical", "ets", "life-cycle")


Span = tuple[date | None, date | None]


def _row(n: int, item: str, place: str, pick: int, flow: str, span: Span, edition: str, family: str) -> dict[str, Any]:
    made = {"unit": UNITS[item][pick], "flow": flow, "amount": float(n % 97) if n % 5 else None, "geography": place, "edition": edition,
            "family": family, "valid_from": span[0], "valid_to": span[1], "library": "own"}
    return row(str(n), item, CATEGORY[item], **made)


def _ask(item: str, place: str, pick: int, start: date, length: int, family: str) -> dict[str, Any]:
    return need(item, CATEGORY[item], UNITS[item][pick], place, start=start, end=start + timedelta(days=length), family=family)


rows = st.builds(
    _row, st.integers(0, 10_000), st.sampled_from(list(UNITS)), st.sampled_from(("CN", "CN-SC", "WORLD", "")), st.integers(0, 1),
    st.sampled_from(("CO2", "N2O")), st.sampled_from(SPANS), st.sampled_from(("1", "2")), st.sampled_from(FAMILIES),
)
asked = st.builds(
    _ask, st.sampled_from(list(UNITS)), st.sampled_from(("CN-SC", "CN")), st.integers(0, 1),
    st.integers(0, 400).map(lambda n: date(2023, 1, 1) + timedelta(days=n)), st.integers(0, 400), st.sampled_from(FAMILIES),
)
shelves = st.lists(rows, min_size=4, max_size=16, unique_by=lambda r: r["id"]).map(lambda drawn: lib(*drawn))
questions = st.lists(asked, min_size=1, max_size=4).map(lambda drawn: frame(*(a | {"need": str(n)} for n, a in enumerate(drawn))))
few = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def answers(needs: pl.DataFrame, stack: Library) -> dict[tuple[str, str], tuple[str, float]]:
    chosen = choose(needs, stack).frame
    return {(n, flow): (f, a * c) for n, flow, f, a, c in chosen.select("need", "flow", "factor", "amount", "conversion").iter_rows()}


@few
@given(shelves, questions)
def test_every_need_is_answered_or_unresolved_and_never_both(stack: Library, needs: pl.DataFrame) -> None:
    choice = choose(needs, stack)
    answered, left = set(choice.frame["need"]), set(choice.unresolved["need"])
    assert (answered | left, answered & left) == (set(needs["need"]), set())
    assert {f.record for f in choice.findings if f.rule in set(choice.unresolved["rule"])} >= left


@few
@given(shelves, questions)
def test_the_order_of_needs_and_their_company_do_not_matter(stack: Library, needs: pl.DataFrame) -> None:
    whole = answers(needs, stack)
    assert answers(needs.reverse(), stack) == whole
    alone: dict[tuple[str, str], tuple[str, float]] = {}
    for n in range(needs.height):
        alone |= answers(needs[n], stack)
    assert alone == whole


@few
@given(shelves, questions)
def test_a_library_laid_under_another_changes_no_answer_that_stood(stack: Library, needs: pl.DataFrame) -> None:
    pairs = [(item, unit) for item in UNITS for unit in UNITS[item]]
    below = lib(*(row(f"below {i} {u}", i, CATEGORY[i], u, library="below", geography="CN-SC") for i, u in pairs))
    stood, together = answers(needs, stack), answers(needs, stack.over(below))
    answered = {n for n, _ in stood}
    assert {k: v for k, v in together.items() if k[0] in answered} == stood


@few
@given(shelves, questions)
def test_no_row_serves_scope_2_with_a_life_cycle_factor_or_outside_its_days(stack: Library, needs: pl.DataFrame) -> None:
    also = lib(
        row("footprint", "electricity", POWER, "kWh", family="life-cycle"),
        row("c", "coke", unit="t", valid_to=date(2023, 12, 31)), row("n", "coke", unit="t", flow="N2O", valid_from=date(2024, 1, 1)),
    )
    power = need("electricity", POWER, "kWh", need="footprint", family="life-cycle")
    stack, needs = stack.over(also), pl.concat([needs, frame(power, need("coke", unit="t", need="coke", **year(2023)))])
    used = choose(needs, stack).frame.join(stack.factors.select(pl.col("id").alias("factor"), "valid_from", "valid_to"), on="factor")
    assert used.filter((pl.col("category") == POWER) & (pl.col("family") == "life-cycle")).is_empty()
    met = used.join(needs.select("need", "start", "end"), on="need")
    assert met.filter((pl.col("valid_from") > pl.col("end")) | (pl.col("valid_to") < pl.col("start"))).is_empty()


@few
@given(shelves, questions)
def test_a_split_covers_each_day_once_and_every_part_has_one_edition(stack: Library, needs: pl.DataFrame) -> None:
    parts = split(needs, stack)
    asked_days = (needs["end"] - needs["start"]).dt.total_days().sum() + needs.height
    assert (parts["end"] - parts["start"]).dt.total_days().sum() + parts.height == asked_days
    assert parts.group_by("need").agg(pl.col("share").sum())["share"].to_list() == pytest.approx([1.0] * needs["need"].n_unique())
    named = parts.with_columns(pl.format("{}#{}", "need", "part").alias("need"))
    assert "factor.edition-of-most-days" not in {f.rule for f in choose(named, stack).findings}


@given(st.sampled_from(["kWh", "MWh", "GWh", "GJ", "万kWh"]), st.floats(1e-3, 1e9))
@few
def test_the_unit_of_the_activity_does_not_matter(unit: str, quantity: float) -> None:
    ask = {"flow": "electricity", "category": POWER, "start": date(2023, 1, 1), "end": date(2023, 12, 31)}
    grid = library("cn-grid=2023")
    (_, one), (_, other) = (answers(frame(need(unit=u, **ask)), grid)["n", "CO2"] for u in ("kWh", unit))
    assert quantity * other == pytest.approx(quantity * conversion(unit, "kWh") * one, rel=1e-12)


def test_rows_of_a_library_in_another_order_answer_alike() -> None:
    stack = library("au-nga", "cn-grid", "ipcc-2006")
    turned = Library(stack.factors.reverse(), stack.parameters, stack.proxies, stack.editions)
    needs = frame(*(need(f, c, u, g, need=str(n)) for n, (f, c, u, g) in enumerate([
        ("diesel", FUEL, "kL", "AU-WA"), ("electricity", POWER, "kWh", "AU-WA-SWIS"), ("natural gas", FUEL, "GJ (NCV)", "CL"),
    ])))
    assert answers(needs, turned) == answers(needs, stack)


def test_a_printed_part_in_co2e_comes_back_from_its_mass() -> None:
    """There and back over every shipped CH4 and N2O row of the publishers that print parts: at most nine printed digits."""
    sets = {"au-nga": "ar5-gwp100"}
    for name, gwp_set in sets.items():
        held = library(name).factors.filter(pl.col("flow").is_in(["CH4 combustion", "CH4 non-fossil", "N2O"]))
        values = gwp(gwp_set)
        for flow, amount in held.select("flow", "amount").iter_rows():
            part = amount * values["N2O" if flow == "N2O" else "CH4"]
            assert part == pytest.approx(round(part, 6), rel=1e-12, abs=1e-15)
