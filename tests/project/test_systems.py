"""Databases of unit processes in a project: taken in once, asked by name, and known for what was set apart."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lizero.errors import ProjectRefused, UnknownName
from lizero.exchange import write_system
from lizero.lca import System
from lizero.project import Project
from lizero.tables import ACTIVITY


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "企业", year=2025)


def a_system(carbon: float = 2.0) -> System:
    rows = [
        ("kiln", "product", "lime", 10.0, "kg", True), ("kiln", "elementary", "CO2", 10 * carbon, "kg", False),
        ("kiln", "input", "fuel", 1.0, "kg", False), ("kiln", "input", "tyres", 1.0, "kg", False),
        ("well", "product", "fuel", 1.0, "kg", True), ("well", "elementary", "CO2", 5.0, "kg", False),
    ]
    names = ["process", "kind", "flow", "amount", "unit", "reference"]
    return System(pl.DataFrame({"process": ["kiln", "well"], "name": ["kiln", "well"]}), pl.DataFrame(rows, schema=names, orient="row"))


def a_database(path: Path, carbon: float = 2.0) -> Path:
    write_system(a_system(carbon), path, "jsonld")
    return path


def spoiled(path: Path, amount: Any) -> Path:
    """The database at `path` with another amount of carbon dioxide from the kiln."""
    with zipfile.ZipFile(path) as files:
        held = {n: json.loads(files.read(n)) for n in files.namelist()}
    for entity in held.values():
        for exchange in entity.get("exchanges", []) if entity.get("name") == "kiln" else []:
            if exchange["flow"]["name"] == "CO2":
                exchange["amount"] = amount
    with zipfile.ZipFile(path, "w") as files:
        for name, entity in held.items():
            files.writestr(name, json.dumps(entity))
    return path


def test_a_database_is_taken_in_and_asked_by_its_name(project: Project, tmp_path: Path) -> None:
    taken = project.take_system(a_database(tmp_path / "石灰.zip"))
    assert (taken.name, taken.added, project.systems()) == ("石灰", True, ("石灰",))
    assert taken.read.account.closed
    assert project.system("石灰").footprint("lime").total == pytest.approx(2.5, rel=1e-12)


def test_what_was_cut_off_and_where_it_came_from_is_kept_beside_it(project: Project, tmp_path: Path) -> None:
    place = project.take_system(a_database(tmp_path / "lime.zip")).folder
    assert pl.read_csv(place / "lists" / "cut-off.csv")["flow"].to_list() == ["tyres"]
    told = (place / "source.toml").read_text(encoding="utf-8")
    assert 'file = "lime.zip"' in told
    assert "cut_off = 1" in told


def test_the_same_file_again_adds_nothing_and_says_so(project: Project, tmp_path: Path) -> None:
    path = a_database(tmp_path / "lime.zip")
    before = project.take_system(path).folder.stat().st_mtime_ns
    again = project.take_system(path)
    assert not again.added
    assert [f.rule for f in again.findings] == ["import.repeated"]
    assert again.folder.stat().st_mtime_ns == before


def test_another_file_of_the_name_takes_its_place(project: Project, tmp_path: Path) -> None:
    project.take_system(a_database(tmp_path / "lime.zip"))
    taken = project.take_system(a_database(tmp_path / "lime.zip", carbon=4.0))
    assert "import.superseded" in {f.rule for f in taken.findings}
    assert project.systems() == ("lime",)
    assert project.system("lime").footprint("lime").total == pytest.approx(4.5, rel=1e-12)
    assert [p.name for p in project.path("systems").iterdir()] == ["lime"]


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), "much", None])
def test_a_footprint_through_an_exchange_that_was_set_apart_says_that_it_is_not_complete(
    project: Project, tmp_path: Path, amount: Any
) -> None:
    project.take_system(spoiled(a_database(tmp_path / "lime.zip"), amount))
    made = project.system("lime")
    assert "import.apart" in {f.rule for f in made.findings}
    assert not made.footprint("lime").complete
    assert made.footprint("fuel").complete


def test_a_database_without_faults_gives_complete_footprints(project: Project, tmp_path: Path) -> None:
    project.take_system(a_database(tmp_path / "lime.zip"))
    assert project.system("lime").footprint("lime").complete


def test_a_database_is_taken_out_by_its_name_or_its_file(project: Project, tmp_path: Path) -> None:
    for name in ("lime", "lime.zip"):
        project.take_system(a_database(tmp_path / "lime.zip"))
        assert project.drop_system(name) == "lime"
        assert project.systems() == ()


def test_a_folder_kept_by_hand_is_a_system_and_is_never_removed(project: Project) -> None:
    write_system(a_system(), project.path("systems", "own"), "folder")
    assert project.systems() == ("own",)
    with pytest.raises(ProjectRefused, match="by hand"):
        project.drop_system("own")
    assert project.system("own").footprint("lime").total == pytest.approx(2.5)
    with pytest.raises(ProjectRefused, match="by hand"):
        project.take_system(a_database(project.path("own.zip"), carbon=9.0))
    assert project.system("own").footprint("lime").total == pytest.approx(2.5)


def test_an_unknown_system_lists_those_there_are(project: Project, tmp_path: Path) -> None:
    project.take_system(a_database(tmp_path / "lime.zip"))
    with pytest.raises(UnknownName, match="lime"):
        project.system("limes")


def test_the_record_does_not_see_systems(project: Project, tmp_path: Path) -> None:
    project.take_system(a_database(tmp_path / "lime.zip"))
    assert project.record().activity.equals(pl.DataFrame(schema=project.record().activity.schema))
    assert set(ACTIVITY.names) <= set(project.record().activity.columns)
