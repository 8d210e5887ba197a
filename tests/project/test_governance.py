"""Milestones of a project: rows by date, and what is wrong in the file is said, never left out in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from lizero.project.governance import milestones_in

HEAD = "milestone,owner,gate,date,kpi,pay_link,trigger\n"


def given(folder: Path, text: str | bytes) -> tuple[list[str], list[str]]:
    """Milestones and rules of the file `text`."""
    (folder / "governance.csv").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    frame, findings = milestones_in(folder)
    return ([] if frame is None else frame["milestone"].to_list()), [f.rule for f in findings]


def test_without_a_file_nothing_is_stated(tmp_path: Path) -> None:
    assert milestones_in(tmp_path) == (None, ())


@pytest.mark.parametrize(("text", "names", "rules"), [
    (HEAD + "second,a,,2030-01-01,,,\nfirst,b,,2027-01-01,,,\nopen,c,,,,,\n", ["first", "second", "open"], []),
    ("\ufeff" + HEAD + "“锅炉”,运营,,2027-01-01,,,\n", ["“锅炉”"], []),
    (HEAD + "x,a,,soon,,,\ny,a,,2027-01-01,,,\n", ["y"], ["governance.row"]),
    (HEAD + ",a,,2027-01-01,,,\n", [], ["governance.row"]),
    ("milestone,colour\nx,red\n", ["x"], ["governance.unknown"]),
    ("owner,date\na,2027-01-01\n", [], ["governance.columns"]),
    ("", [], ["governance.columns"]),
    (HEAD + "x,a\n", ["x"], []),
    (HEAD + "x,a,,2027-01-01,,,,more,and more\n", ["x"], []),
    (b"\xff\xfe\x00milestone", [], ["governance.unreadable"]),
])
def test_the_file_is_read_as_far_as_it_can_be(tmp_path: Path, text: str | bytes, names: list[str], rules: list[str]) -> None:
    assert given(tmp_path, text) == (names, rules)


def test_a_file_saved_by_a_chinese_spreadsheet_is_read_and_said(tmp_path: Path) -> None:
    names, rules = given(tmp_path, (HEAD + "订购锅炉,运营负责人,投资委员会,2027-01-01,,,\n").encode("gb18030"))
    assert names == ["订购锅炉"]
    assert len(rules) == 1
