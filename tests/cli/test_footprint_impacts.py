"""Impacts other than climate on the command line: each with the share it covers, or not assessed."""

import contextlib
import re
from pathlib import Path

from typer.testing import CliRunner

from lizero.cli import commands

SPODUMENE = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"


def asked(product: str, at: Path) -> str:
    with contextlib.chdir(at):
        done = CliRunner().invoke(commands(["footprint"]), ["footprint", product, "--system", "lithium-chain", "--method", "impact-world-2.1"])
    assert done.exit_code == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


def test_acidification_of_hydroxide_stands_with_the_share_it_covers(tmp_path: Path) -> None:
    told = asked(SPODUMENE, tmp_path)
    found = re.search(r"terrestrial acidification: ([0-9.e-]+) kg SO2-eq, (\d+)% covered", told)
    assert found is not None, told
    assert float(found[1]) > 0
    assert 60 <= int(found[2]) < 100


def test_what_is_known_only_as_carbon_dioxide_is_not_assessed(tmp_path: Path) -> None:
    told = asked("copper, WORLD", tmp_path)
    assert "terrestrial acidification: not assessed, 0% covered" in told
