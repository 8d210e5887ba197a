"""A project's year is frozen whole, whatever files it came in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lizero.errors import FreezeRefused
from lizero.project import verify

from .conftest import HEAD, ROWS, make

DAY = date(2026, 1, 15)


def test_one_file_or_three_of_two_kinds_give_the_same_digest(readings: Path, tmp_path: Path) -> None:
    whole = make(tmp_path / "whole")
    whole.take(readings, on=DAY)
    parts = make(tmp_path / "parts")
    lines = ROWS.splitlines(keepends=True)
    (tmp_path / "late.csv").write_text(HEAD + "".join(reversed(lines[16:])), encoding="gb18030")
    (tmp_path / "early.csv").write_text(HEAD.replace(",", ";") + "".join(lines[:8]).replace(",", ";"), encoding="utf-16")
    book = openpyxl.Workbook()
    for line in (HEAD, *lines[8:16]):
        book.active.append(line.strip().split(","))
    book.save(tmp_path / "middle.xlsx")
    for name in ("late.csv", "middle.xlsx", "early.csv"):
        parts.take(tmp_path / name, on=DAY)
    frozen = [p.freeze(2025, on=DAY) for p in (whole, parts)]
    assert frozen[0].complete
    assert frozen[0].digest == frozen[1].digest
    assert verify(frozen[1].folder).digest == frozen[0].digest
    assert whole.frozen() == [frozen[0].folder]


def test_rows_that_an_import_set_apart_keep_the_year_from_being_frozen(readings: Path, tmp_path: Path) -> None:
    project = make(tmp_path / "p")
    readings.write_text(HEAD + ROWS.replace("5.5,t,", "5.5,tns,"), encoding="utf-8")
    project.take(readings, on=DAY)
    with pytest.raises(FreezeRefused, match=r"读数\.csv: 1 rows were set apart"):
        project.freeze(2025, on=DAY)
    assert project.frozen() == []
    assert not project.freeze(2025, on=DAY, partial=True).complete


def test_another_year_is_another_folder(readings: Path, tmp_path: Path) -> None:
    project = make(tmp_path / "p")
    project.take(readings, on=DAY)
    (tmp_path / "next.csv").write_text(HEAD + ROWS.replace("2025-", "2026-").replace("k/d/", "k/e/").replace("s/a/", "s/b/"), "utf-8")
    before = project.freeze(2025, on=DAY)
    project.take(tmp_path / "next.csv", on=DAY)
    after = project.freeze(2025, on=DAY)
    assert after.folder == before.folder, "rows of another year change nothing in a frozen one"
    assert project.freeze(2026, on=DAY).folder.name.startswith("2026-")
