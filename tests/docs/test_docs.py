"""The documentation runs: tutorials are scripts, and no command is without its words."""

import re
import runpy
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from lizero.cli import commands

TOP = Path(__file__).parents[2]
TUTORIALS = sorted((TOP / "docs" / "tutorials").glob("*.py"))


@pytest.mark.parametrize("script", TUTORIALS, ids=lambda p: p.stem)
def test_each_tutorial_runs(script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(script), run_name="__main__")


COMMANDS = sorted(typer.main.get_command(commands()).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    told = CliRunner().invoke(commands(), [name, "--help"], env={"TERMINAL_WIDTH": "120", "NO_COLOR": "1"}, prog_name="lizero")
    assert told.exit_code == 0
    assert told.output.count(f"lizero {name}") >= 2, f"{name} shows no example beside its usage"


def test_both_readmes_show_the_two_setup_commands() -> None:
    for name in ("README.md", "README.zh.md"):
        text = (TOP / name).read_text(encoding="utf-8")
        assert "pip install uv && uv run lizero demo" in text
        assert "pip install uv && uv run pytest" in text


def test_the_conventions_are_numbered_one_to_twelve() -> None:
    text = (TOP / "docs" / "explanation" / "convention.md").read_text(encoding="utf-8")
    assert [int(n) for n in re.findall(r"^\*\*(\d+)\. ", text, flags=re.M)] == list(range(1, 13))


def test_conventions_cited_in_the_code_exist() -> None:
    for path in (TOP / "src").rglob("*.py"):
        for number in re.findall(r"convention (\d+)", path.read_text(encoding="utf-8")):
            assert 1 <= int(number) <= 12, f"{path}: convention {number}"


def test_no_file_names_a_machine_path_or_a_registry_host() -> None:
    hosts = re.compile("|".join(["/" + "work" + "/", "pypi" + r"\.org", "files.python" + "hosted", "deb" + r"\.debian"]))
    for folder in ("src", "tests", "docs", "benchmarks", "tools", ".ci"):
        for path in (TOP / folder).rglob("*"):
            if path.suffix in {".py", ".md", ".toml", ".csv", ".txt", ""} and path.is_file() and "_build" not in path.parts:
                found = hosts.search(path.read_text(encoding="utf-8", errors="replace"))
                assert not found, f"{path}: {found.group()}" if found else ""
