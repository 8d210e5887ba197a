"""The open chain, its tables as text, and its validation page."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import lizero as lz
from lizero.lca import System
from lizero.reference import data_set

PAGE = Path(__file__).parents[2] / "docs" / "validation" / "comparable.toml"


@pytest.fixture(scope="session")
def chain() -> System:
    return lz.load("lithium-chain")


@pytest.fixture(scope="session")
def tables() -> dict[str, pl.DataFrame]:
    shipped = data_set("lithium-chain")
    return {name: shipped.frame(name) for name in shipped.names}


@pytest.fixture(scope="session")
def page() -> dict[str, Any]:
    return tomllib.loads(PAGE.read_text(encoding="utf-8"))
