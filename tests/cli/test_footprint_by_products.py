"""``lizero footprint --by-products``: a share or a credit, always beside the plain total."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

import lizero as lz
from lizero.cli import commands
from lizero.lca import with_by_products

PRODUCT = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"


@pytest.mark.parametrize("way", ["mass", "economic", "substitution"])
def test_a_way_of_allocation_is_told_beside_the_plain_total(way: str) -> None:
    asked = ["footprint", PRODUCT, "--system", "lithium-chain", "--by-products", way, "--json"]
    done = CliRunner().invoke(commands(["footprint"]), asked)
    assert done.exit_code == 0, done.output
    got = json.loads(done.stdout)
    chain = lz.load("lithium-chain")
    assert got["total"] == pytest.approx(with_by_products(chain, way).footprint(PRODUCT).total)
    assert got["by_products"] == {"way": way, "total_as_stated": pytest.approx(chain.footprint(PRODUCT).total)}
    assert got["total"] < got["by_products"]["total_as_stated"]
