"""What another edition would change, told line by line, with nothing touched."""

from datetime import date

import polars as pl
import pytest

from lizero.activity import Record
from lizero.factors import library
from lizero.trace import diff


def record() -> Record:
    row = {"record": "power", "site": "s", "source": "meter", "category": "purchased electricity", "flow": "electricity", "quantity": 100.0,
           "unit": "MWh", "start": date(2025, 7, 1), "end": date(2025, 12, 31)}
    fuel = row | {"record": "gas", "category": "stationary combustion", "flow": "natural gas", "unit": "GJ (GCV)"}
    sites = pl.DataFrame({"site": ["s"], "organisation": ["o"], "name": ["S"], "geography": ["AU-VIC"]})
    return Record.of(pl.DataFrame([row, fuel]), sites=sites, organisations=pl.DataFrame({"organisation": ["o"], "name": ["O"]}))


def test_a_newer_grid_factor_moves_the_lines_that_it_answers_and_no_other() -> None:
    """NGA 2025: Victoria 0.78 kg/kWh, 0.09 upstream; NGA 2026 as shipped."""
    lib = library("au-nga")
    found = diff(record(), lib, lib.pinned("au-nga", "2026"), year=2025)
    location = found.lines.filter((pl.col("record") == "power") & (pl.col("scope") == "2") & (pl.col("basis") == "location"))
    assert location["before"].to_list() == pytest.approx([78.0])
    assert location["change"].item() == pytest.approx(location["after"].item() - 78.0)
    moved = found.totals.filter(pl.col("total") == "scope2_location")
    assert moved["change"].item() == pytest.approx(location["change"].item())


def test_the_same_library_moves_nothing() -> None:
    lib = library("au-nga")
    found = diff(record(), lib, lib, year=2025)
    assert found.lines.is_empty()
    assert found.findings == ()
    assert found.totals["change"].to_list() == [0.0] * 5
