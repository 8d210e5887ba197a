"""The command line as its users hold it to be: JSON keys, exit codes, streams."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest

from lizero.report.fonts import han_face


def lizero(*words: str, at: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, in UTF-8, in the folder `at`."""
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "lizero.cli", *words], cwd=at, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False, timeout=1200,
    )


def told(*words: str, at: Path) -> dict[str, Any]:
    done = lizero(*words, "--json", at=at)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo project, in a folder with a Chinese name."""
    at = tmp_path_factory.mktemp("示例")
    done = lizero("demo", at=at)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return at / "lizero-demo"


def test_the_demo_replaces_only_a_folder_that_it_made(tmp_path: Path) -> None:
    (tmp_path / "lizero-demo").mkdir()
    (tmp_path / "lizero-demo" / "mine.txt").write_text("keep me", encoding="utf-8")
    done = lizero("demo", at=tmp_path)
    assert done.returncode != 0
    assert (tmp_path / "lizero-demo" / "mine.txt").read_text(encoding="utf-8") == "keep me"


def test_inventory_gives_the_contracts_keys_and_both_bases(demo: Path) -> None:
    got = told("inventory", "2025", at=demo)
    assert {"year", "approach", "gwp", "unit", "totals", "by", "findings", "digest"} <= set(got)
    totals = got["totals"]
    assert {"scope1", "scope2_location", "scope2_market", "scope3", "biogenic_co2"} <= set(totals)
    assert totals["scope2_location"] != totals["scope2_market"]
    assert totals["scope1"] > 0


@pytest.mark.parametrize("approach", ["equity", "financial", "operational"])
@pytest.mark.parametrize("basis", ["location", "market"])
def test_a_breakdown_adds_up_to_the_totals(demo: Path, approach: str, basis: str) -> None:
    got = told("inventory", "2025", "--approach", approach, "--basis", basis, "--by", "scope,site", at=demo)
    assert got["approach"] == approach
    sums: dict[str, float] = {}
    for row in got["by"]:
        scope = str(row["scope"])
        sums[scope] = sums.get(scope, 0.0) + next(v for k, v in row.items() if k not in ("scope", "site") and isinstance(v, (int, float)))
    assert sums["1"] == pytest.approx(got["totals"]["scope1"], rel=1e-9)
    assert sums["2"] == pytest.approx(got["totals"][f"scope2_{basis}"], rel=1e-9)


def test_footprint_lists_products_and_explains_itself(demo: Path) -> None:
    products = told("footprint", "--list", at=demo)["products"]
    assert any("lithium hydroxide" in str(p) for p in products)
    got = told("footprint", "lithium hydroxide monohydrate, battery grade, spodumene route", "--system", "lithium-chain", at=demo)
    assert {"product", "unit", "method", "total", "by_process", "unverified_share", "digest"} <= set(got)
    assert 0 <= got["unverified_share"] < 0.2


def test_an_interval_of_draws_holds_the_static_score_and_repeats(demo: Path) -> None:
    asked = ("footprint", "coastal/lithium hydroxide monohydrate", "--draws", "300", "--seed", "7")
    got = told(*asked, at=demo)
    low, high = got["interval"]
    assert 0.5 * got["total"] < low < got["total"] < high < 2 * got["total"]
    assert told(*asked, at=demo)["interval"] == [low, high]
    assert f"{low:,.2f} to {high:,.2f}" in lizero(*asked, at=demo).stdout


def test_a_name_that_several_make_lists_the_makers_and_how_to_choose(demo: Path) -> None:
    done = lizero("footprint", "lithium hydroxide monohydrate", at=demo)
    assert done.returncode == 1
    assert "--process" in done.stderr
    assert "no solution" not in done.stderr


def test_an_import_can_be_undone_and_leaves_the_record_as_it_was(demo: Path) -> None:
    before = told("check", at=demo)["rows"] if lizero("check", at=demo).returncode == 0 else None
    assert lizero("import", "inbox/coastal-2025-draft.xlsx", at=demo).returncode == 0
    assert lizero("import", "coastal-2025-draft.xlsx", "--undo", at=demo).returncode == 0
    after = told("check", at=demo)["rows"] if lizero("check", at=demo).returncode == 0 else None
    assert before is not None
    assert before == after


def test_a_folder_of_unit_processes_is_a_system(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "processes.csv").write_text("process,name\na,a\nb,b\n", encoding="utf-8")
    (tmp_path / "exchanges.csv").write_text(
        "process,kind,flow,amount,unit,reference\na,product,x,1,kg,yes\na,input,y,2,kg,no\nb,product,y,1,kg,yes\nb,elementary,CO2,3,kg,no\n",
        encoding="utf-8",
    )
    assert told("footprint", "x", "--system", str(tmp_path), at=demo)["total"] == pytest.approx(6.0)


def test_a_new_project_has_what_its_guide_names(tmp_path: Path) -> None:
    assert lizero("new", "企业", "--lang", "zh-hans", at=tmp_path).returncode == 0
    made = tmp_path / "企业"
    assert all((made / name).exists() for name in ("lizero.toml", "registers/sites.csv", "registers/proxies.csv", "factors", "templates"))
    assert lizero("check", at=made).returncode == 0


def test_reconcile_closes_and_exits_zero(demo: Path) -> None:
    got = told("reconcile", "2025", at=demo)
    assert {"residual", "lines", "digest"} <= set(got)
    assert got["lines"]


def test_findings_go_to_standard_error_and_json_to_standard_output(demo: Path) -> None:
    done = lizero("inventory", "2025", "--json", at=demo)
    json.loads(done.stdout)
    assert done.stderr.strip()


def test_explain_gives_the_chain_of_one_record(demo: Path) -> None:
    record = "coastal/coastal-kiln/stationary combustion/natural gas/2025-03"
    done = lizero("explain", "2025", record, at=demo)
    assert done.returncode == 0, done.stderr
    assert "GJ (GCV)" in done.stdout


def test_freeze_then_verify_then_a_changed_byte_is_named(demo: Path) -> None:
    frozen = lizero("freeze", "2025", at=demo)
    assert frozen.returncode == 0, frozen.stderr[-2000:]
    folder = max((demo / "frozen").iterdir(), key=lambda p: p.stat().st_mtime)
    assert lizero("verify", str(folder), at=demo).returncode == 0
    target = next(p for p in sorted(folder.rglob("*.csv")) if "activity" in p.name.casefold())
    text = target.read_text(encoding="utf-8")
    place = next(i for i, c in enumerate(text) if c.isdigit() and i > 200)
    target.write_text(text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1:], encoding="utf-8", newline="")
    broken = lizero("verify", str(folder), at=demo)
    assert broken.returncode == 1
    assert target.name in broken.stdout + broken.stderr


@pytest.mark.parametrize(("words", "code"), [
    (("inventory", "2025", "--approach", "equitty"), 2), (("inventory", "--no-such-option"), 2), (("footprint", "moon cheese"), 2),
    (("explain", "2025", "no/such/record"), 2), (("no-such-command",), 2),
])
def test_wrong_usage_exits_with_two_and_says_what_would_work(demo: Path, words: tuple[str, ...], code: int) -> None:
    done = lizero(*words, at=demo)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_outside_a_project_a_command_says_so(tmp_path: Path) -> None:
    done = lizero("inventory", "2025", at=tmp_path)
    assert done.returncode in (1, 2)
    assert "lizero.toml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("suffix", ["xlsx", "html"])
def test_the_inventory_report_is_written(demo: Path, suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"报告.{suffix}"
    done = lizero("report", "inventory", "2025", "-o", str(target), at=demo)
    assert done.returncode == 0, done.stderr[-2000:]
    assert target.stat().st_size > 10_000


def test_rule_sets_stand_side_by_side_and_their_steps_add_up(demo: Path) -> None:
    got = told("footprint", "coastal/lithium hydroxide monohydrate", "--rules", "pact-3,iso-14067", at=demo)
    totals = {r["rules"]: r["total"] for r in got["rules"]}
    steps = sum(r["effect"] for r in got["differences"]["iso-14067"])
    assert totals["pact-3"] + steps == pytest.approx(totals["iso-14067"], rel=1e-9)
    assert lizero("footprint", "x", "--rules", "nothing", at=demo).returncode == 2


def test_rule_sets_choose_from_a_file_and_a_wrong_one_is_refused(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "选择.toml"
    asked = ("footprint", "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN", "--system", "lithium-chain",
             "--rules", "pact-3,eu-cfb-ev-draft-2024", "--choices", str(file))
    file.write_text('energy = 2\n', encoding="utf-8")
    rows = told(*asked, at=demo)["rules"]
    assert rows[0]["total"] == pytest.approx(2.0 * rows[1]["total"], rel=1e-9)
    file.write_text("capitol = []", encoding="utf-8")
    done = lizero(*asked, at=demo)
    assert (done.returncode, "does not know 'capitol'" in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize("format", ["jsonld", "datapackage"])
def test_the_own_record_leaves_in_a_format_of_others_and_comes_back(demo: Path, tmp_path: Path, format: str) -> None:
    made = told("exchange", format, "-o", str(tmp_path / "own.zip"), at=demo)
    assert made["exchanges"] > 100
    name = "lithium hydroxide monohydrate, battery grade, own record 2025, Coastal hydroxide refinery"
    before = told("footprint", "coastal/lithium hydroxide monohydrate", at=demo)["total"]
    after = told("footprint", name, "--system", str(tmp_path / "own.zip"), at=demo)
    assert after["total"] == pytest.approx(before, rel=1e-9)


def test_a_method_may_be_a_file_and_what_it_sees_is_said(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "dust.csv").write_text("category,flow,factor,unit,compartment\ndust,CO2,2,points,air\n", encoding="utf-8")
    asked = ("footprint", "lithium carbonate, battery grade, spodumene route", "--system", "lithium-chain", "--method", str(tmp_path / "dust.csv"))
    assert told(*asked, at=demo)["unit"] == "points"
    assert "method.coverage" in lizero(*asked, at=demo).stderr


def printed(path: Path) -> str:
    reader = pypdf.PdfReader(path)
    return " ".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ")


def test_the_demo_ends_with_the_white_paper_in_two_languages_and_two_formats(demo: Path) -> None:
    totals = told("inventory", "2025", at=demo)["totals"]
    market = totals["scope1"] + totals["scope2_market"] + sum(v for k, v in totals.items() if k == "scope3")
    for name in ("white-paper-2025", "白皮书-2025"):
        for suffix in ("pdf", "html"):
            assert (demo / "reports" / f"{name}.{suffix}").stat().st_size > 100_000
    if han_face() is None:
        pytest.skip("no typeface with Han characters is installed (fonts-noto-cjk)")
    english, chinese = (printed(demo / "reports" / f"{name}.pdf") for name in ("white-paper-2025", "白皮书-2025"))
    assert f"{market / 1000:,.0f}" in english
    assert f"{market / 10000:,.1f}" in chinese
    assert f"{totals['scope1']:,.0f}" in english
    assert "四项转型" in chinese
    for text in (english, chinese):
        assert "DRAFT" not in text
        assert "草稿" not in text
