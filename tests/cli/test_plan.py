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
                          env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False, timeout=1200)


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


PLAN = """
[spread]
factor = 0.1
[[scenario]]
name = "grids as they are"
[[scenario]]
name = "cleaner grids"
grids = {CN-SC = {2025 = 0.5, 2035 = 0.1}, CN-JS = {region = "CN", scenario = "national path"}}
"""


def planned(demo: Path, text: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A plan of few years with `text` as plan.toml."""
    (demo / "plan.toml").write_text(text, encoding="utf-8")
    try:
        return lizero("plan", "2025", "--until", "2032", "--gap", "0.02", "--seconds", "20", *words, at=demo)
    finally:
        (demo / "plan.toml").unlink()


def test_scenarios_and_draws_stand_beside_the_plan_and_in_its_tables(demo: Path) -> None:
    done = planned(demo, PLAN, "--robust", "--draws", "50", "--tables", "wide", "--json")
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    rows = found["robust"]["regrets"]
    assert {r["scenario"] for r in rows} == {"grids as they are", "cleaner grids"}
    assert found["robust"]["choice"] in {r["plan"] for r in rows}
    assert min(r["regret"] for r in rows) == 0
    years = {r["year"]: r for r in found["outlook"]["years"]}
    assert years[2030]["low"] < years[2030]["planned"] < years[2030]["high"]
    assert "cleaner grids" in (demo / "wide" / "T8.csv").read_text(encoding="utf-8-sig")


def test_a_grid_of_plan_toml_moves_the_plan(demo: Path) -> None:
    flat, falling = planned(demo, "rate = 0.07\n", "--json"), planned(demo, "[grids]\nCN-JS = {2025 = 0.6, 2032 = 0.3}\n", "--json")
    before, after = (json.loads(d.stdout)["exact"]["emissions_by_year"] for d in (flat, falling))
    assert after["2025"] == pytest.approx(before["2025"])
    assert after["2032"] < before["2032"]


@pytest.mark.parametrize(("text", "words", "said"), [
    ("", ("--robust",), "plan.toml has no scenario"), ("", ("--draws", "10"), "plan.toml has no [spread]"),
    ("[spread]\nfacto = 0.1\n", ("--draws", "10"), "spread › facto"), ("[spread]\nfactor = -0.1\n", ("--draws", "10"), "factor is -0.1"),
    ("[[scenario]]\ngrowth = 0.1\n", ("--robust",), "scenario 1 has no name"), ("[grids]\nCN = {soon = 0.3}\n", (), "plan.toml › grids"),
    ("[grids]\nCN = {scenario = \"nowhere\"}\n", (), "nowhere"), ("rate = [\n", (), "is not TOML"),
    ("", ("--pareto", "APEQ"), "no weighing of pollutants is named 'APEQ'"),
    ("background = \"utopia\"\n", (), "plan.toml › background"), ("[recycling]\nlive = 9\n", (), "plan.toml › recycling"),
    ("[recycling]\ncollection = 2\n", (), "collection must lie between"),
])
def test_a_plan_toml_that_cannot_be_used_is_wrong_usage_and_says_where(demo: Path, text: str, words: tuple[str, ...], said: str) -> None:
    done = planned(demo, text, *words)
    assert done.returncode == 2, done.stderr[-500:]
    assert said in " ".join(done.stderr.split())


def test_the_plan_carries_the_products_with_it_from_the_footprint_that_the_record_gives(demo: Path) -> None:
    found = json.loads(planned(demo, 'background = "stated policies"\n', "--json", "--tables", "wide").stdout)
    rows = {(r["process"], r["series"], r["year"]): r for r in found["products"]}
    name = "coastal/lithium hydroxide monohydrate"
    footprint = told("footprint", name, at=demo)
    first, last = rows[name, "plan", 2025], rows[name, "plan", 2032]
    assert first["value"] == pytest.approx(footprint["total"], rel=1e-9)
    assert last["own"] == pytest.approx(first["own"] * (1 - 0.05 * 0.7), rel=1e-9), "seven years of a ramp of ten, 5 % of every source"
    assert last["inputs"] < rows[name, "baseline", 2025]["inputs"]
    assert found["products_residual"] < 1e-9
    assert name in (demo / "wide" / "T18.csv").read_text(encoding="utf-8-sig")


BAD = {
    "lever.window": LEVERS.replace("first = 2026", "first = 2030\nlast = 2029"), "lever.unknown-source": LEVERS.replace('["*"]', '["furnace"]'),
    "lever.effect": LEVERS.replace("0.05", "1.05"), "lever.cycle": LEVERS + 'requires = ["efficiency"]\n',
}


def test_bad_levers_and_a_target_before_its_base_year_are_named_and_the_good_ones_go_on(demo: Path) -> None:
    bad = [text.replace('"efficiency"', f'"{rule}"') for rule, text in BAD.items()]
    (demo / "bad.toml").write_text("".join([*bad, LEVERS]), encoding="utf-8")
    (demo / "early.toml").write_text(TARGETS + '[[target]]\nid = "early"\nbase_year = 2025\nmilestones = {2020 = 0.1}\n', encoding="utf-8")
    done = planned(demo, "", "--levers", "bad.toml", "--targets", "early.toml", "--json")
    assert done.returncode == 0, done.stderr[-500:]
    assert {r["lever"] for r in json.loads(done.stdout)["measures"]} == {"efficiency"}
    assert all(f"levers › {rule}" in done.stderr or f"({rule})" in done.stderr for rule in BAD)
    assert "(early)" in done.stderr


CHAIN = TARGETS + '''
[[target]]
id = "chain"
scopes = ["1", "2", "3"]
base_year = 2025
milestones = {2030 = 0.5}
'''


def test_each_target_has_its_own_path_and_shortfall_and_what_no_plan_reaches(demo: Path) -> None:
    (demo / "chain.toml").write_text(CHAIN, encoding="utf-8")
    done = planned(demo, "", "--targets", "chain.toml", "--json")
    assert done.returncode == 0, done.stderr[-500:]
    found = json.loads(done.stdout)
    inventory = told("inventory", "2025", at=demo)["totals"]
    own = inventory["scope1"] + inventory["scope2_market"]
    first = {x["target"]: x["emissions_by_year"]["2025"] for x in found["targets"]}
    assert first == pytest.approx({"group": own, "chain": own + inventory["scope3"]}, rel=1e-9)
    assert found["exact"]["emissions_by_year"]["2025"] == pytest.approx(own)
    short = {x["target"]: sum(x["shortfall_by_year"].values()) for x in found["targets"]}
    least = found["reach"]["least_shortfall"]
    assert sum(least["group"].values()) <= short["group"] * (1 + 1e-6)
    assert sum(least["chain"].values()) <= short["chain"] * (1 + 1e-6)
    assert {r["target"] for r in found["standing"]} == {"group", "chain"}


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
    found = told("progress", "2025", *files, "--tables", "measured", at=demo)
    assert "ridge" in (demo / "measured" / "T1.csv").read_text(encoding="utf-8-sig")
    assert "lever delay" in (demo / "measured" / "T15.csv").read_text(encoding="utf-8-sig")
    bars = dict(found["variance"])
    assert bars["plan"] == pytest.approx(plan["exact"]["emissions_by_year"]["2025"], rel=1e-9)
    assert bars["plan"] + sum(v for n, v in bars.items() if n not in ("plan", "actual")) == pytest.approx(bars["actual"], rel=1e-9)
    assert set(found["targets"]) == {"group"}
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
