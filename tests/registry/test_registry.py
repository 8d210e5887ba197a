"""One register for built-ins and plug-ins."""

from dataclasses import dataclass
from typing import Any

import pytest

from lizero import registry
from lizero.errors import UnknownName


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_known", {kind: {} for kind in registry.KINDS})
    monkeypatch.setattr(registry, "_loaded", set())


@dataclass
class Point:
    name: str
    thing: Any
    loads: int = 0

    def load(self) -> Any:
        self.loads += 1
        return self.thing


def plug(monkeypatch: pytest.MonkeyPatch, group: str, *points: Point) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == wanted else ())
    wanted = group


@pytest.mark.usefixtures("clean")
def test_what_is_registered_is_found_and_listed_in_order() -> None:
    for name in ("kiln", "boiler"):
        registry.register("levers", name, name.upper())
    assert registry.find("levers", "kiln") == "KILN"
    assert registry.names("levers") == ("boiler", "kiln")


@pytest.mark.usefixtures("clean")
def test_the_decorator_registers_and_gives_the_thing_back() -> None:
    @registry.registered("frameworks", "ours")
    def ours() -> int:
        return 3

    assert registry.find("framework", "ours") is ours
    assert ours() == 3


@pytest.mark.usefixtures("clean")
def test_a_taken_name_is_refused_and_the_same_thing_again_is_not() -> None:
    thing = object()
    registry.register("methods", "m", thing)
    registry.register("method", "m", thing)
    with pytest.raises(ValueError, match="'m' is taken"):
        registry.register("methods", "m", object())


@pytest.mark.usefixtures("clean")
def test_an_entry_point_is_loaded_once_when_its_kind_is_first_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    point = Point("excel-2003", len)
    plug(monkeypatch, "lizero.importers", point)
    assert registry.names("levers") == ()
    assert point.loads == 0
    assert registry.find("importers", "excel-2003") is len
    registry.names("importers")
    assert point.loads == 1


@pytest.mark.usefixtures("clean")
def test_a_plug_in_does_not_replace_a_built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.register("importers", "csv", "ours")
    point = Point("csv", "theirs")
    plug(monkeypatch, "lizero.importers", point)
    assert registry.find("importers", "csv") == "ours"
    assert point.loads == 0


@pytest.mark.usefixtures("clean")
def test_an_unknown_name_lists_the_nearest() -> None:
    registry.register("methods", "acidification", 1)
    with pytest.raises(UnknownName, match="no method is named 'acidifcation'; nearest known: acidification"):
        registry.find("methods", "acidifcation")


@pytest.mark.parametrize("kind", ["kilns", "", "methodss"])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(UnknownName, match="kind of plug-in"):
        registry.names(kind)
