"""Databases of unit processes on the command line: imported, asked, written in other formats."""

import contextlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from lizero.cli import commands


def lizero(*words: str, at: Path) -> Result:
    """Run one command in the folder `at`."""
    with contextlib.chdir(at):
        return CliRunner().invoke(commands([*{words[0], "new"}]), list(words))


def told(*words: str, at: Path) -> dict[str, Any]:
    done = lizero(*words, "--json", at=at)
    assert done.exit_code == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in a folder with a Chinese name, with a folder of tables beside it; lime takes fuel, and tyres of nobody."""
    at = tmp_path_factory.mktemp("数据库")
    assert lizero("new", "企业", at=at).exit_code == 0
    tables = at / "lime"
    tables.mkdir()
    (tables / "processes.csv").write_text("process,name,geography\nkiln,lime kiln,CN\nwell,well,WORLD\n", encoding="utf-8")
    (tables / "exchanges.csv").write_text(
        "process,kind,flow,amount,unit,reference,compartment\nkiln,product,lime,10,kg,yes,\nkiln,input,fuel,1,kg,no,\n"
        "kiln,input,tyres,1,kg,no,\nkiln,elementary,CO2,20,kg,no,air\nwell,product,fuel,1,kg,yes,\nwell,elementary,CO2,5,kg,no,air\n",
        encoding="utf-8",
    )
    return at / "企业"


@pytest.mark.parametrize("format", ["jsonld", "ecospold2", "ilcd", "datapackage", "folder"])
def test_a_system_is_written_imported_and_gives_the_same_footprint(place: Path, tmp_path: Path, format: str) -> None:
    target = tmp_path / ("made" if format == "folder" else "made.zip")
    written = told("exchange", format, "../lime", "-o", str(target), at=place)
    assert (written["format"], written["processes"], written["cut_off"]) == (format, 2, 1)
    imported = told("import", str(target), at=place)["imports"][0]
    account = imported["account"]
    assert account["counted"] == sum(v for k, v in account.items() if k != "counted")
    assert imported["system"] == "made"
    product = told("footprint", "--system", "made", "--list", at=place)["products"][0]
    got = told("footprint", product["product"], "--process", product["process"], "--system", "made", at=place)
    assert got["total"] == pytest.approx(2.5 if product["product"].startswith("lime") else 5.0, rel=1e-9)
    assert lizero("import", "made", "--undo", at=place).exit_code == 0
    assert lizero("footprint", "lime", "--system", "made", at=place).exit_code == 2


def test_a_file_is_a_system_without_being_imported(place: Path, tmp_path: Path) -> None:
    told("exchange", "jsonld", "../lime", "-o", str(tmp_path / "x.zip"), at=place)
    assert told("footprint", "lime", "--system", str(tmp_path / "x.zip"), at=place)["total"] == pytest.approx(2.5, rel=1e-12)


def test_the_same_database_twice_is_told(place: Path, tmp_path: Path) -> None:
    told("exchange", "jsonld", "../lime", "-o", str(tmp_path / "twice.zip"), at=place)
    assert told("import", str(tmp_path / "twice.zip"), at=place)["imports"][0]["added"] == 2
    again = told("import", str(tmp_path / "twice.zip"), at=place)["imports"][0]
    assert (again["added"], [f["rule"] for f in again["findings"]]) == (0, ["import.repeated"])


def test_an_activity_file_is_still_taken_into_the_record(place: Path, tmp_path: Path) -> None:
    (tmp_path / "2025.csv").write_text(
        "record,site,category,flow,quantity,unit,start,end\nr1,a,stationary combustion,diesel,5,L,2025-01-01,2025-01-31\n", encoding="utf-8"
    )
    got = told("import", str(tmp_path / "2025.csv"), at=place)["imports"][0]
    assert (got["file"], got["added"]) == ("2025.csv", 1)


def test_a_damaged_database_and_one_that_is_not_there_are_refused_by_name(place: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as made:
        made.writestr("processes/a.json", "{}" * 1000)
    (tmp_path / "cut.zip").write_bytes((tmp_path / "whole.zip").read_bytes()[:60])
    for name, words in (("cut.zip", "damaged or cut short"), ("none.zip", "there is no file")):
        done = lizero("import", str(tmp_path / name), at=place)
        assert (done.exit_code, words in " ".join(done.stderr.split())) == (2, True), done.stderr


def test_an_unknown_format_or_system_lists_what_there_is(place: Path) -> None:
    done = lizero("exchange", "excel", "../lime", at=place)
    assert (done.exit_code, "ecospold2" in done.stderr) == (2, True)
    done = lizero("exchange", "jsonld", "lithium-chian", at=place)
    assert (done.exit_code, "lithium-chain" in done.stderr) == (2, True)


def test_a_method_is_imported_and_asked_by_its_name(place: Path, tmp_path: Path) -> None:
    (tmp_path / "smog.csv").write_text("category,flow,compartment,factor,flow_unit,unit\nsmog,CO2,air,0.5,kg,points\n", encoding="utf-8")
    got = told("import", str(tmp_path / "smog.csv"), at=place)["imports"][0]
    assert (got["method"], got["added"]) == ("smog", 1)
    found = told("footprint", "lime", "--system", "../lime", "--method", "smog", at=place)
    assert (found["method"], found["total"], found["unit"]) == ("smog", pytest.approx(1.25), "points")
    assert any(f["rule"] == "method.coverage" for f in found["findings"]) or found["complete"]
    assert lizero("import", "smog.csv", "--undo", at=place).exit_code == 0
    assert lizero("footprint", "lime", "--system", "../lime", "--method", "smog", at=place).exit_code == 2


def test_an_imported_system_is_kept_compiled_and_forgotten_with_it(place: Path, tmp_path: Path) -> None:
    told("exchange", "jsonld", "../lime", "-o", str(tmp_path / "kept.zip"), at=place)
    told("import", str(tmp_path / "kept.zip"), at=place)
    shelf = place / ".cache" / "systems" / "kept"
    first = told("footprint", "lime", "--system", "kept", at=place)
    entries = {p.name: p.stat().st_mtime_ns for p in shelf.iterdir()}
    assert told("footprint", "lime", "--system", "kept", at=place) == first
    assert {p.name: p.stat().st_mtime_ns for p in shelf.iterdir()} == entries != {}
    assert (place / ".cache" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert lizero("import", "kept", "--undo", at=place).exit_code == 0
    assert not shelf.exists()
