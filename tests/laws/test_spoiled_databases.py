"""A database with any one value spoiled is read or refused by name; its account closes, and nothing else goes wrong."""

from __future__ import annotations

import importlib.util
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lizero.errors import LizeroError
from lizero.exchange import write_system
from lizero.importers.lca import read_database

spec = importlib.util.spec_from_file_location("systems", Path(__file__).parents[1] / "importers" / "lca" / "systems.py")
assert spec is not None
assert spec.loader is not None
SYSTEMS: Any = importlib.util.module_from_spec(spec)
sys.modules["systems"] = SYSTEMS
spec.loader.exec_module(SYSTEMS)

GARBAGE = [None, "", "x", -1, 0, 1e308, "1e999", "nan", True, [], {}, [1], {"@id": 3}, {"@id": "none"}, ["x"], "锂", float("nan")]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of each value within nested JSON."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(inner, (*path, key))


@pytest.fixture(scope="module")
def entities(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("good") / "good.zip"
    write_system(SYSTEMS.rich(), path, "jsonld")
    with zipfile.ZipFile(path) as made:
        return {n: json.loads(made.read(n)) for n in made.namelist() if n.endswith(".json")}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_json_database_with_one_value_spoiled_is_read_or_refused(tmp_path: Path, entities: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(entities)))
    path = data.draw(st.sampled_from(list(places(entities[name]))))
    spoiled = json.loads(json.dumps(entities[name]))
    inner = spoiled
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = data.draw(st.sampled_from(GARBAGE))
    with zipfile.ZipFile(tmp_path / "spoiled.zip", "w") as made:
        for file, entity in entities.items():
            made.writestr(file, json.dumps(spoiled if file == name else entity))
    try:
        found = read_database(tmp_path / "spoiled.zip")
    except LizeroError:
        return
    assert found.account.closed
    assert all(f.message for f in found.findings)
