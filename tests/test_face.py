"""The public face: light to import, complete, and helpful about wrong names."""

import json
import subprocess
import sys

import pytest

import lizero


def test_importing_lizero_loads_no_heavy_package() -> None:
    code = "import lizero, sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert not {"polars", "scipy", "numba", "altair", "numpy"} & set(loaded)


@pytest.mark.parametrize("name", lizero.__all__)
def test_each_public_name_can_be_loaded(name: str) -> None:
    assert getattr(lizero, name) is not None


def test_no_public_function_has_the_name_of_a_room() -> None:
    rooms = {"activity", "factors", "impact", "inventory", "lca", "trace", "importers", "report", "project", "cli", "tables", "units"}
    assert not rooms & set(lizero.__all__)


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(AttributeError, match="read_activity"):
        lizero.no_such_thing  # noqa: B018
