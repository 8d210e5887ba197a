"""The chain leaves in the formats of others and carries the same; its elementary flows have an identity that others know."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lizero.exchange import write_system
from lizero.importers.lca import read_database
from lizero.importers.system import read_system
from lizero.lca import System
from lizero.vocab import elementary

PRODUCTS = ("lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN", "battery pack, NMC622, per kWh, CN",
            "lithium carbonate, battery grade, hydrometallurgical recycling route, NMC622, WORLD")
# Sums and mixtures, and uses of land: neither a CAS number nor one substance.
NAMELESS = {"CO2e", "BOD5", "COD", "TOC", "PM", "PM2.5", "SS", "total N", "total P", "spodumene",
            "land occupation, mineral extraction", "land transformation, from unspecified", "land transformation, to mineral extraction"}


def test_json_ld_gives_the_same_footprints(chain: System, tmp_path: Path) -> None:
    write_system(chain, tmp_path / "chain.zip", "jsonld")
    back = read_database(tmp_path / "chain.zip").system
    for product in PRODUCTS:
        assert back.footprint(product).total == pytest.approx(chain.footprint(product).total, rel=1e-9)


def test_a_folder_keeps_the_formulas(chain: System, tmp_path: Path) -> None:
    write_system(chain, tmp_path / "chain", "folder")
    back = read_system(tmp_path / "chain")
    lean = [s.with_parameters(ore_grade=0.01).footprint(PRODUCTS[0]).total for s in (chain, back)]
    assert lean[1] == pytest.approx(lean[0], rel=1e-9)
    assert lean[0] > chain.footprint(PRODUCTS[0]).total  # type: ignore[operator]


def test_elementary_flows_carry_a_cas_number_or_the_uuid_of_the_environmental_footprint(chain: System) -> None:
    used = chain.exchanges.filter(pl.col("kind") == "elementary").select("flow").unique()
    known = used.join(elementary().select("flow", "cas", "ef_uuid"), on="flow", how="left")
    nameless = known.filter(pl.col("cas").is_null() & pl.col("ef_uuid").is_null())["flow"].to_list()
    assert set(nameless) == NAMELESS
