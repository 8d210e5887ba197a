"""``lizero plan`` and ``lizero cocontrol`` on the demo project."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LEVERS = """
[[lever]]
id = "efficiency"
name = "Energy management"
transformation = "midstream"
sources = ["*"]
removes = {"*" = 0.05}
first = 2026
ramp = 10
capex = 1e6
status = "illustrative"
"""
TARGETS = """
[[target]]
id = "group"
base_year = 2025
base_year_assumed = true
milestones = {2030 = 0.42, 2050 = 0.9}
removals_from = 2050
"""


def lizero(*words: str, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-X", "utf8", "-m", "lizero.cli", *words], cwd=at, capture_output=True, text=True, encoding="utf-8",
                          env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False, timeout=300)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("计划")
    done = lizero("demo", at=at)
    assert done.returncode == 0, done.stderr[-2000:]
    here = at / "lizero-demo"
    (here / "plan.toml").unlink()
    (here / "levers.toml").write_text(LEVERS, encoding="utf-8")
    (here / "targets.toml").write_text(TARGETS, encoding="utf-8")
    return here


def told(*words: str, at: Path) -> dict[str, Any]:
    done = lizero(*words, "--json", at=at)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


def test_a_plan_begins_at_the_inventory_and_is_reported_as_it_is_evaluated(demo: Path) -> None:
    plan, inventory = told("plan", "2025", at=demo), told("inventory", "2025", at=demo)["totals"]
    assert {"claimed", "exact", "gap", "digest"} <= set(plan)
    assert {"objective", "emissions_by_year", "shortfall_by_year", "cost"} <= set(plan["exact"])
    gross = plan["exact"]["emissions_by_year"]
    assert gross["2025"] == pytest.approx(inventory["scope1"] + inventory["scope2_market"], rel=1e-9)
    small = next(row for row in told("inventory", "2025", "--by", "site", at=demo)["by"] if row["site"] == "second")
    taken = {row["site"] for row in plan["measures"]}
    assert taken >= {"coastal", "shu", "jiang", "ridge"}
    assert "second" not in taken, "a million for eleven tonnes a year is dearer than their shortfall"
    assert gross["2050"] == pytest.approx(0.95 * gross["2025"], abs=0.05 * small["co2e"])
    assert plan["exact"]["shortfall_by_year"]["2030"] == pytest.approx(gross["2030"] - 0.58 * gross["2025"], rel=1e-6)
    assert plan["claimed"]["emissions_by_year"]["2050"] == pytest.approx(gross["2050"], rel=1e-3)


def test_a_plan_says_in_words_that_it_falls_short(demo: Path) -> None:
    done = lizero("plan", "2025", at=demo)
    assert done.returncode == 0
    assert "not reached with these levers" in done.stdout
    assert "target.base-assumed" in done.stderr


def test_a_file_that_is_not_there_is_wrong_usage(demo: Path) -> None:
    done = lizero("plan", "2025", "--levers", "nowhere.toml", at=demo)
    assert done.returncode == 2
    assert "nowhere.toml" in done.stderr


def test_cocontrol_tells_pollutants_and_what_is_not_assessed(demo: Path) -> None:
    found = told("cocontrol", "2025", at=demo)
    assert found["equivalents_air"] == pytest.approx(sum(r["equivalents"] or 0 for r in found["by"] if r["medium"] == "air"))
    assert found["equivalents_air"] > 0
    assert found["complete"] == all(s["assessed"] for s in found["sources"])


def test_a_kept_plan_is_what_a_later_year_is_measured_against_and_its_tables_are_files(demo: Path) -> None:
    (demo / "levers-2023.toml").write_text(LEVERS.replace("first = 2026", "first = 2024"), encoding="utf-8")
    (demo / "targets-2023.toml").write_text(TARGETS.replace("base_year = 2025", "base_year = 2023"), encoding="utf-8")
    files = ("--levers", "levers-2023.toml", "--targets", "targets-2023.toml")
    plan = told("plan", "2023", *files, "--until", "2030", "--gap", "0.05", "--seconds", "5", "--keep", "--tables", "board", at=demo)
    found = told("progress", "2025", *files, at=demo)
    bars = dict(found["variance"])
    assert bars["plan"] == pytest.approx(plan["exact"]["emissions_by_year"]["2025"], rel=1e-9)
    assert bars["plan"] + sum(v for n, v in bars.items() if n not in ("plan", "actual")) == pytest.approx(bars["actual"], rel=1e-9)
    assert [row["year"] for row in found["budget"]] == [2023, 2024, 2025]
    assert {f"T{n}.csv" for n in (1, 2, 3, 10, 17, 19)} | {"tables.csv", "tables.xlsx"} <= {p.name for p in (demo / "board").iterdir()}


def test_progress_without_a_kept_plan_says_how_to_keep_one(demo: Path) -> None:
    (demo / "plan.json").unlink(missing_ok=True)
    done = lizero("progress", "2025", at=demo)
    assert done.returncode == 2
    assert "--keep" in done.stderr


def test_the_types_of_levers_are_listed_without_a_project(tmp_path: Path) -> None:
    types = told("plan", "--types", at=tmp_path)["types"]
    assert len(types) == 105
    assert {"id", "transformation", "each", "cost_status"} <= set(types[0])
