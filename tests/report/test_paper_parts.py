"""What the paper computes of a record: lithium through the sites, and why emissions changed."""

import polars as pl
import pytest

from lizero.activity import Record
from lizero.inventory.intensity import LCE_PER_LITHIUM
from lizero.report.charts import gantt
from lizero.report.language import language
from lizero.report.paper.change import causes
from lizero.report.paper.lithium import lithium
from lizero.report.paper.parts import named
from lizero.report.tree import words
from lizero.schema import empty
from lizero.tables import ACTIVITY


def record(rows):
    frame = pl.DataFrame(rows, schema=["record", "site", "category", "flow", "quantity", "unit", "provider"], orient="row")
    dated = frame.with_columns(pl.date(2025, 1, 1).alias("start"), pl.date(2025, 12, 31).alias("end"))
    activity = pl.concat([empty(ACTIVITY), dated], how="diagonal_relaxed")
    products = pl.DataFrame({"product": ["spodumene concentrate", "lithium hydroxide monohydrate"], "name": ["SC6", "LiOH"], "unit": ["kg", "kg"],
                             "lithium": [0.02, 0.165]})
    return Record.of(activity, PRODUCTS=products)


CHAIN = [
    ("m1", "mine", "product output", "spodumene concentrate", 1000.0, "t", None),
    ("r1", "refinery", "internal transfer", "spodumene concentrate", 600_000.0, "kg", "mine"),
    ("r2", "refinery", "product output", "lithium hydroxide monohydrate", 60.0, "t", None),
]


def test_lithium_that_comes_in_is_in_products_or_held():
    found = lithium(record(CHAIN), 2025)
    came, made = 600 * 0.02 * LCE_PER_LITHIUM, 60 * 0.165 * LCE_PER_LITHIUM
    assert found.moves.rows() == [("mine", "refinery", "spodumene concentrate", pytest.approx(came))]
    assert found.held == {"refinery": pytest.approx(came - made)}
    assert found.depth == {"mine": 0, "refinery": 1}
    kept = {(s, p): a for s, p, a in found.kept().iter_rows()}
    assert kept["mine", "spodumene concentrate"] == pytest.approx(400 * 0.02 * LCE_PER_LITHIUM)


def test_a_site_that_makes_more_lithium_than_came_in_holds_none():
    assert lithium(record([*CHAIN[:2], (*CHAIN[2][:4], 80.0, "t", None)]), 2025).held == {}


class Year:
    """An account with just what `causes` reads."""

    def __init__(self, rows, lce):
        names = ["record", "site", "scope", "category", "activity", "quantity", "t_co2e"]
        frame = pl.DataFrame(rows, schema=names, orient="row")
        self.lines = frame.with_columns(pl.lit("MWh").alias("unit"), pl.lit("market").alias("basis"), pl.date(2025, 1, 1).alias("start"))
        self.market = float(frame["t_co2e"].sum())
        self.inventory = type("I", (), {"intensity": pl.DataFrame({"site": list(lce), "lce": list(lce.values())})})()


def test_the_causes_of_a_change_sum_to_it_whatever_is_small_or_negative():
    first = Year([("a", "s", "1", "stationary combustion", "gas", 100.0, 20.0), ("b", "s", "2", "purchased electricity", "grid", 50.0, 30.0),
                  ("c", "s", "1", "stationary combustion", "credit", 1.0, -2.0)], {"s": 10.0})
    last = Year([("a", "s", "1", "stationary combustion", "gas", 150.0, 30.0), ("b", "s", "2", "purchased electricity", "grid", 75.0, 30.0),
                 ("c", "s", "1", "stationary combustion", "credit", 1.0, -3.0)], {"s": 15.0})
    found = causes(first, last)
    assert sum(found.values()) == pytest.approx(last.market - first.market, abs=1e-9)
    assert found["output"] > 0, "half as much again was made, and nothing more was used for a tonne of it"
    assert found["factors 2"] < 0, "the grid is cleaner"
    assert found["other"] == pytest.approx(-1.0)
    assert "use 1" not in found


def test_names_of_levers_are_said_in_the_language_of_the_reader():
    frame = pl.DataFrame({"lever": ["Kiln"], "transformation": ["midstream"], "decision": [2027], "begins": [2028], "full": [2030], "ends": [2040],
                          "abatement": [5.0]})
    made = named(gantt.chart(frame, year=2040, source="s"), {"Kiln": words("Kiln", "窑炉", "Horno")})
    said = {lang: str([[language(lang).text(c) for c in row if not isinstance(c, float | int)] for row in made.table.rows])
            for lang in ("en", "zh-Hans")}
    assert "Kiln" in said["en"]
    assert "窑炉" in said["zh-Hans"]
    assert "Kiln" not in said["zh-Hans"]
