"""Every process has a page that says where its figures come from and what they add up to."""

from __future__ import annotations

import polars as pl
import pytest

from lizero.errors import UnknownName
from lizero.lca import System
from lizero.trace.balances import mass_balance
from lizero.trace.provenance import provenance


def test_a_page_holds_register_exchanges_quality_balances_and_footprint(chain: System, tables: dict[str, pl.DataFrame]) -> None:
    page = provenance(chain, "lithium-hydroxide-spodumene-cn", tables["contents"])
    assert page.startswith("# lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN")
    assert "| period | 2017 |" in page
    assert "| input | caustic soda, CN | 1.18 | kg |" in page
    assert "1,4,3,1,1 | checked | Kelly, Wang, Dai, Winjobi 2021" in page
    assert "| lithium | 0.178941 | 0.16539 | 7.6% |" in page
    assert "| 15.6 | kg CO2e | 2.0% |" in page


def test_every_process_of_the_chain_has_a_page(chain: System) -> None:
    for process in chain.processes["process"].to_list()[::40]:
        page = provenance(chain, process)
        assert page.startswith("# ")
        assert "## Exchanges" in page
        assert "## What it carries" in page


def test_an_unknown_process_lists_the_nearest(chain: System) -> None:
    with pytest.raises(UnknownName, match="lithium-hydroxide-spodumene-cn"):
        provenance(chain, "lithium-hydroxide-spodumen-cn")


def test_the_mass_gap_of_the_roast_is_the_water_in_its_residue_and_the_sulfate_of_its_effluent(chain: System) -> None:
    row = mass_balance(chain).filter(pl.col("process") == "lithium-hydroxide-spodumene-cn").row(0, named=True)
    into = 6.42 + 1.52 + 0.025 + 1.18 + 0.6 + 11.20628
    out = 1 + 13.04 + 8.7672 + 6.42 * 44 / 161 + 0.00131 + 0.00009
    assert row["into"] == pytest.approx(into, rel=1e-6)
    assert row["out"] == pytest.approx(out, rel=1e-6)
    assert row["open"] == pytest.approx((into - out) / into, rel=1e-6)


def test_a_process_that_only_passes_a_product_on_keeps_its_mass(chain: System) -> None:
    rows = dict(mass_balance(chain).select("process", "open").iter_rows())
    for process in ("spodumene-concentrate-delivered-cn", "soda-ash-cn", "lithium-carbonate-market"):
        assert rows[process] == pytest.approx(0.0, abs=1e-9)
