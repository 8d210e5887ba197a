"""Words of choices and headers in three languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from lizero import registry
from lizero.importers import read_table
from lizero.importers.delimited import sheet_of_text
from lizero.importers.files import read_sheets
from lizero.tables import OWNERSHIP, SITES


def test_a_register_in_chinese_reads_as_one_in_english(tmp_path: Path) -> None:
    head = "持有方,被持有方,持股比例,关系,财务控制,运营方,开始日期"
    (tmp_path / "o.csv").write_text(f"{head}\n集团,矿业,51%,合营企业,共同控制,是,2021-01-01\n", "utf-8")
    row = read_table(tmp_path / "o.csv", OWNERSHIP).frame.row(0, named=True)
    assert (row["share"], row["relation"], row["control"], row["operator"]) == (0.51, "joint venture", "joint", True)


def test_a_register_in_spanish_reads_as_one_in_english(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("sitio,organización,nombre,geografía,etapa\nsalar,chem,El Salar,CL,refinación\n", "cp1252")
    row = read_table(tmp_path / "s.csv", SITES).frame.row(0, named=True)
    assert (row["site"], row["name"]) == ("salar", "El Salar")


@pytest.mark.parametrize("word", ["yes", "Y", "是", "sí", "true", "1", "TRUE"])
def test_a_flag_is_told_in_many_words(word: str, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(f"holder,held,share,relation,control,operator\na,b,1,subsidiary,sole,{word}\n", "utf-8")
    assert read_table(tmp_path / "o.csv", OWNERSHIP).frame["operator"].to_list() == [True]


def test_a_choice_that_is_not_known_lists_the_choices(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("holder,held,share,relation,control,operator\na,b,1,cousin,sole,yes\n", "utf-8")
    (finding,) = read_table(tmp_path / "o.csv", OWNERSHIP).findings
    assert (finding.rule, finding.where) == ("value.choice", "o.csv › D2")
    assert "joint venture" in finding.hint


def test_another_kind_of_file_comes_in_by_the_same_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._known["importers"], "meter", lambda path: (sheet_of_text(path.read_text("utf-8"), path.name),))
    (tmp_path / "a.meter").write_text("site,organisation,name,geography\nk,c,K,AU\n", "utf-8")
    assert read_sheets(tmp_path / "a.meter")[0].text.height == 2
    assert read_table(tmp_path / "a.meter", SITES).frame.height == 1


def test_the_life_of_a_site_is_no_period(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("site,organisation,name,geography,start,end\nk,c,K,AU,2021-01-01,2021-01-01\n", "utf-8")
    assert read_table(tmp_path / "sites.csv", SITES).findings == ()
