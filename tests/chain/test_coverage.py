"""An impact other than climate is shown with the share that it covers, and is not assessed where nothing is covered."""

from __future__ import annotations

import polars as pl
import pytest

from lizero.impact import Method
from lizero.lca import System
from lizero.trace.coverage import coverage

SPODUMENE = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
ACID = Method.of(pl.DataFrame({
    "category": ["acidification", "acidification", "ozone depletion"], "flow": ["SO2", "NOx", "CFC-11"], "factor": [1.31, 0.74, 1.0],
    "flow_unit": ["kg"] * 3, "unit": ["mol H+ eq", "mol H+ eq", "kg CFC-11 eq"]}), "own-acid")


def test_an_impact_of_measured_releases_is_shown_with_the_share_it_covers(chain: System) -> None:
    rows = {r["impact"]: r for r in coverage(chain, SPODUMENE, ACID).iter_rows(named=True)}
    assert rows["acidification"]["amount"] > 0
    assert 0.5 < rows["acidification"]["covered"] < 0.9
    assert rows["ozone depletion"] == {"impact": "ozone depletion", "amount": None, "unit": "kg CFC-11 eq", "covered": 0.0}


def test_climate_itself_is_covered_whole(chain: System) -> None:
    row = coverage(chain, SPODUMENE, "ar6-gwp100").row(0, named=True)
    assert row["covered"] == pytest.approx(1.0)
    assert row["amount"] == pytest.approx(chain.footprint(SPODUMENE).total)


def test_what_is_known_only_as_carbon_dioxide_is_not_assessed(chain: System) -> None:
    for product in ("copper, WORLD", "electricity, grid, DE", "sodium sulfate, WORLD"):
        row = coverage(chain, product, ACID).row(0, named=True)
        assert (row["amount"], row["covered"]) == (None, 0.0)
