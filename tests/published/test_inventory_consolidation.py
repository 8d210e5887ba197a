"""Consolidation after the Corporate Standard, chapter 3, Table 1, and a joint venture of the Greenbushes kind."""

import polars as pl
import pytest
from tests.inventory.small import factor, frame, holds, own, site, use

from lizero.activity import Record, period
from lizero.inventory import account, boundary
from lizero.schema import empty
from lizero.tables import ACTIVITY


def share(relation: str, control: str, operator: bool, approach: str, interest: float = 0.4) -> dict[str, float]:
    ownership = frame(holds("reporter", "other", interest, relation, control, operator))
    found = boundary(Record.of(empty(ACTIVITY), ownership=ownership), period(2025), approach=approach)
    return found.spans.filter(organisation="other").row(0, named=True)


@pytest.mark.parametrize(
    ("relation", "control", "equity", "financial"),
    [
        ("subsidiary", "sole", 40, 100),
        ("joint venture", "joint", 40, 40),
        ("associate", "none", 40, 0),
        ("investment", "none", 0, 0),
        ("franchise", "none", 40, 0),
        ("franchise", "sole", 40, 100),
    ],
)
def test_table_1_of_the_corporate_standard_for_40_percent_of_100_t(relation: str, control: str, equity: float, financial: float) -> None:
    assert 100 * share(relation, control, False, "equity")["share"] == pytest.approx(equity)
    assert 100 * share(relation, control, False, "financial")["share"] == pytest.approx(financial)
    assert share(relation, control, False, "operational")["share"] == 0
    assert share(relation, control, True, "operational")["share"] == (0 if relation == "investment" else 1)


def venture(holder: str, approach: str, control_a: str, control_b: str):  # type: ignore[no-untyped-def]
    """100,000 t of scope 1 at a joint venture: A holds 51 % and operates, B 49 %."""
    ownership = frame(
        holds("A", "mine", 0.51, "joint venture", control_a, True), holds("B", "mine", 0.49, "joint venture", control_b, False)
    )
    made = Record.of(frame(use("r", "measured release", "CO2", 100_000, "t")), ownership=ownership, sites=frame(site("s", "mine", "AU-WA")))
    library = own(factor("stationary combustion", "diesel", "L", "CO2", 2.7))
    totals = account(made, library, year=2025, holder=holder, approach=approach).totals
    return totals.scope1, totals.scope3


@pytest.mark.parametrize(
    ("approach", "controls", "a", "b"),
    [
        ("equity", ("joint", "joint"), (51_000, 0), (49_000, 0)),
        ("financial", ("joint", "joint"), (51_000, 0), (49_000, 0)),
        ("financial", ("sole", "none"), (100_000, 0), (0, 49_000)),
        ("operational", ("joint", "joint"), (100_000, 0), (0, 49_000)),
    ],
)
def test_a_51_49_venture_of_100000_t(approach: str, controls: tuple[str, str], a: tuple[float, float], b: tuple[float, float]) -> None:
    assert venture("A", approach, *controls) == pytest.approx(a)
    assert venture("B", approach, *controls) == pytest.approx(b)


def test_the_51_percent_of_a_holder_that_is_itself_a_venture_multiplies_down() -> None:
    ownership = frame(holds("top", "A", 0.51, "joint venture", "joint", False), holds("A", "mine", 0.51, "joint venture", "joint", True))
    found = boundary(Record.of(empty(ACTIVITY), ownership=ownership), period(2025), approach="equity")
    assert found.spans.filter(pl.col("organisation") == "mine")["share"][0] == pytest.approx(0.2601)
