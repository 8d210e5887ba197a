"""A product system from a folder, in either layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from lizero.errors import ProjectRefused
from lizero.importers import read_system

MILL = """
process = "mill"
name = "milling"
stage = "concentrate"
[[exchanges]]
kind = "product"
reference = true
flow = "concentrate"
amount = 10
unit = "kg"
[[exchanges]]
kind = "elementary"
flow = "CO2"
formula = "2 * y"
unit = "kg"
compartment = "air"
[[parameters]]
parameter = "y"
value = 0.25
"""
ROAST = ("exchange,process,kind,reference,flow,amount,unit,compartment\n"
         "a,roast,product,yes,LiOH,1,kg,\nb,roast,input,no,concentrate,8,kg,\nc,roast,elementary,no,CO2,3,kg,air\n")


def test_one_toml_a_process_and_a_csv_make_one_system(tmp_path: Path) -> None:
    (tmp_path / "mill.toml").write_text(MILL, encoding="utf-8")
    (tmp_path / "exchanges.csv").write_text(ROAST, encoding="utf-8")
    (tmp_path / "processes.csv").write_text("process,name\nroast,roasting\n", encoding="utf-8")
    system = read_system(tmp_path)
    assert system.findings == ()
    assert system.footprint("LiOH", 1.0, method="ar6-gwp100").total == pytest.approx(3 + 8 / 10 * 0.5, rel=1e-12)


def test_exchanges_without_ids_get_stable_ones(tmp_path: Path) -> None:
    text = "\n".join(line.partition(",")[2] for line in ROAST.splitlines())
    (tmp_path / "exchanges.csv").write_text(text, encoding="utf-8")
    assert read_system(tmp_path).exchanges["exchange"].to_list() == [
        "roast/product/LiOH/1", "roast/input/concentrate/1", "roast/elementary/CO2/1"]


def test_a_faulty_row_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "mill.toml").write_text(MILL.replace("amount = 10", 'amount = "lots"'), encoding="utf-8")
    (tmp_path / "exchanges.csv").write_text(ROAST + "d,roast,inputt,no,power,x,kWh,\n", encoding="utf-8")
    system = read_system(tmp_path)
    where = {f.where for f in system.findings if f.severity == "error"}
    assert where == {"mill.toml › exchanges 1 › amount", "exchanges.csv › C5", "exchanges.csv › F5"}
    assert system.exchanges.height == 4
    assert system.rejected["EXCHANGES"].height == 2


def test_a_file_that_is_no_toml_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[[exchanges", encoding="utf-8")
    (tmp_path / "exchanges.csv").write_text(ROAST, encoding="utf-8")
    assert [(f.where, f.rule) for f in read_system(tmp_path).findings if f.severity == "error"] == [("bad.toml", "file.refused")]


def test_a_folder_without_exchanges_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match=r"processes\.csv and exchanges\.csv, or one TOML file a process"):
        read_system(tmp_path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match="there is no folder"):
        read_system(tmp_path / "none")
