"""A project is a folder that anybody can read; imports are remembered, mended and undone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from lizero.errors import ProjectRefused, UnknownName
from lizero.project import Project
from lizero.project.store import file_name, write

from .conftest import HEAD, ROWS

DAY = date(2026, 1, 15)


def rules(findings: object) -> list[str]:
    return [f.rule for f in findings]  # type: ignore[attr-defined]


def test_a_new_project_explains_itself_and_has_no_errors(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "新", year=2025, language="zh-Hans")
    assert project.findings == ()
    assert project.settings.years == (2025,)
    assert project.record().activity.height == 0
    assert [f.rule for f in project.record().findings] == ["activity.none"]
    assert project.library().findings == ()
    assert project.path("templates", "readings-2025.xlsx").is_file()
    assert "# The organisation that reports" in project.path("lizero.toml").read_text(encoding="utf-8")


def test_a_folder_with_something_in_it_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ProjectRefused, match="is not empty"):
        Project.create(tmp_path, year=2025)


def test_a_folder_without_settings_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match="lizero new NAME"):
        Project(tmp_path)


def test_a_project_is_found_from_a_folder_within_it(project: Project) -> None:
    assert Project.find(project.path("activity")).folder == project.folder.resolve()


def test_an_import_keeps_the_original_and_adds_its_rows_to_the_record(project: Project, readings: Path) -> None:
    imported = project.take(readings, on=DAY)
    assert (imported.entry.accepted, imported.entry.rejected, imported.entry.on) == (24, 0, "2026-01-15")
    assert project.path(imported.entry.kept).read_bytes() == readings.read_bytes()
    record = project.record()
    assert record.activity.height == 24
    assert record.activity.filter(record="k/d/03")["quantity"].item() == 1000 + 3 / 7
    assert record.activity["flow"].unique().sort().to_list() == ["diesel", "soda ash"]


def test_the_same_content_again_adds_nothing_and_says_so(project: Project, readings: Path) -> None:
    project.take(readings, on=DAY)
    again = project.take(readings.rename(readings.with_name("other.csv")), on=date(2026, 2, 1))
    assert rules(again.findings) == ["import.again"]
    assert "imported on 2026-01-15" in again.findings[0].message
    assert project.record().activity.height == 24
    assert len(project.imports()) == 1


def test_the_same_rows_in_another_file_are_found(project: Project, readings: Path, tmp_path: Path) -> None:
    project.take(readings, on=DAY)
    more = HEAD + ROWS + "k/d/13,kwinana,tank,stationary combustion,diesel,5,L,2025-12-29,2025-12-31\n"
    (tmp_path / "more.csv").write_text(more, encoding="gb18030")
    imported = project.take(tmp_path / "more.csv", on=DAY)
    assert (imported.entry.accepted, imported.entry.repeated) == (1, 24)
    assert "import.repeated" in rules(imported.findings)
    assert project.record().activity.height == 25


def test_a_record_that_is_told_otherwise_in_another_file_is_set_apart(project: Project, readings: Path, tmp_path: Path) -> None:
    project.take(readings, on=DAY)
    (tmp_path / "late.csv").write_text(HEAD + "k/d/01,kwinana,tank,stationary combustion,diesel,9,L,2025-01-01,2025-01-28\n", "utf-8")
    imported = project.take(tmp_path / "late.csv", on=DAY)
    errors = [(f.rule, f.where) for f in imported.findings if f.severity == "error"]
    assert errors == [("record.conflict", "late.csv › F2")]
    assert project.record().activity.filter(record="k/d/01")["quantity"].item() == 1000 + 1 / 7
    assert project.record().rejected.height == 1


def test_rows_set_apart_stay_known_until_a_corrected_file_replaces_the_first(project: Project, readings: Path) -> None:
    good = readings.read_text(encoding="utf-8")
    readings.write_text(good.replace("s/a/05,suining,silo,purchased goods,纯碱,5.5,t", "s/a/05,suining,silo,purchased goods,纯碱,5.5,tns"),
                        encoding="utf-8")
    first = project.take(readings, on=DAY)
    assert (first.entry.accepted, first.entry.rejected) == (23, 1)
    record = project.record()
    assert record.rejected["record"].to_list() == ["s/a/05"]
    assert [f.where for f in record.findings if f.rule == "import.apart"] == ["读数.csv"]
    readings.write_text(good, encoding="utf-8")
    second = project.take(readings, on=DAY)
    assert "import.superseded" in rules(second.findings)
    assert [e.state for e in project.imports()] == ["superseded", "counts"]
    record = project.record()
    assert (record.activity.height, record.rejected.height) == (24, 0)


def test_another_file_of_the_same_name_is_another_import(project: Project, readings: Path, tmp_path: Path) -> None:
    project.take(readings, on=DAY)
    (tmp_path / "b").mkdir()
    other = tmp_path / "b" / readings.name
    other.write_text(HEAD + "x,kwinana,tank,stationary combustion,diesel,9,L,2024-01-01,2024-01-28\n", encoding="utf-8")
    project.take(other, on=DAY)
    assert [e.state for e in project.imports()] == ["counts", "counts"]
    assert project.record().activity.height == 25


def test_an_import_is_undone_by_its_id_or_name_and_can_come_again(project: Project, readings: Path) -> None:
    entry = project.take(readings, on=DAY).entry
    assert project.undo(readings.name).state == "undone" or project.imports()[0].state == "undone"
    assert project.record().activity.height == 0
    assert project.path(entry.kept).is_file()
    project.take(readings, on=DAY)
    project.undo(entry.id)
    assert [e.state for e in project.imports()] == ["undone", "undone"]


def test_an_import_that_does_not_count_cannot_be_undone(project: Project, readings: Path) -> None:
    project.take(readings, on=DAY)
    with pytest.raises(UnknownName, match=r"nearest known: .*读数\.csv"):
        project.undo("读数.xlsx")


def test_registers_that_come_in_a_workbook_are_added_and_never_overwritten(project: Project, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "sites"
    sheet.append(["site", "organisation", "name", "geography"])
    sheet.append(["kwinana", "chem", "Another name", "AU-WA"])
    sheet.append(["taicang", "chem", "太仓", "CN-JS"])
    book.save(tmp_path / "s.xlsx")
    imported = project.take(tmp_path / "s.xlsx", on=DAY)
    sites = project.record().registers["SITES"]
    assert sites.filter(site="kwinana")["name"].item() == "Kwinana"
    assert sites["site"].sort().to_list() == ["kwinana", "suining", "taicang"]
    assert [(f.rule, f.where) for f in imported.findings if f.severity == "warning"] == [("register.conflict", "s.xlsx › sites › A2")]


def test_a_saved_mapping_is_part_of_the_import(project: Project, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("Werk;Monat;Menge\nkwinana;2025-03;1,5\n", encoding="utf-8")
    (tmp_path / "m.toml").write_text(
        'decimal_comma = true\n[columns]\nWerk = "site"\nMonat = "period"\nMenge = "quantity"\n'
        '[constants]\ncategory = "stationary combustion"\nflow = "diesel"\nunit = "L"\n', encoding="utf-8")
    imported = project.take(tmp_path / "own.csv", on=DAY, mapping=tmp_path / "m.toml")
    assert imported.added.select("record", "quantity").row(0) == ("kwinana/stationary combustion/diesel/2025-03", 1.5)
    assert "decimal_comma" in project.imports()[0].mapping


def test_a_check_gives_the_copy_and_imports_nothing(project: Project, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(HEAD + "r,nowhere,,process,limestone,x,t,2025-01-01,2025-01-31\n", encoding="utf-8")
    checkup = project.check(tmp_path / "bad.csv", to=tmp_path / "out")
    assert (checkup.rows.height, checkup.rejected.height) == (0, 1)
    assert checkup.copy == tmp_path / "out" / "bad.findings.csv"
    assert "bad.csv › F2" in checkup.copy.read_text(encoding="utf-8-sig")
    assert project.imports() == []
    assert project.record().activity.height == 0


def test_a_check_shows_a_refused_header_too(project: Project, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("site,quantity\nk,1\n", encoding="utf-8")
    checkup = project.check(tmp_path / "bad.csv")
    assert "missing: record" in checkup.findings[0].message


def test_own_factors_lie_over_the_libraries_in_their_place(project: Project) -> None:
    own = project.library().factors
    assert own["library"].unique().to_list() == ["own"]
    assert own.height == 3


def test_a_file_that_stops_half_way_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "a.csv", "old")

    def stop(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("lizero.project.store.os.replace", stop)
    with pytest.raises(OSError, match="no space"):
        write(file, "new")
    assert file.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("name", ['a:b/c\\d*?"<>|', "con", "LPT1.csv", "x" * 200, "trailing. ", "盐湖/电"])
def test_names_of_files_hold_on_every_system(name: str) -> None:
    made = file_name(name, ".csv")
    assert not set('<>:"/\\|?*') & set(made)
    assert made.split(".")[0].lower() not in ("con", "lpt1")
    assert len(made) <= 84
    assert not made.removesuffix(".csv").endswith((".", " "))


def test_what_the_record_holds_can_be_edited_by_hand(project: Project, readings: Path) -> None:
    entry = project.take(readings, on=DAY).entry
    file = project.path(entry.activity)
    frame = pl.read_csv(file, infer_schema=False)
    frame.filter(pl.col("record") != "k/d/01").write_csv(file)
    assert project.record().activity.height == 23


class Interrupted(Exception):
    """The power fails."""


def test_an_import_that_is_interrupted_goes_on_from_the_blocks_it_had_read(
    project: Project, readings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lizero.importers import blocks
    from lizero.importers import part as part_module

    monkeypatch.setattr(part_module, "comes_in_blocks", lambda p: blocks.comes_in_blocks(p, 400))
    monkeypatch.setattr(part_module, "file_blocks", lambda p, header: blocks.file_blocks(p, header, 400))
    read: list[int] = []
    reading = part_module.activity_of
    monkeypatch.setattr(part_module, "activity_of", lambda s: read.append(s.first) or reading(s))

    def stop(done: int, whole: int) -> None:
        if done > whole / 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        project.take(readings, on=DAY, tell=stop)
    assert project.record().activity.height == 0
    assert project.imports() == []
    before = len(read)
    told: list[tuple[int, int]] = []
    imported = project.take(readings, on=DAY, tell=lambda done, whole: told.append((done, whole)))
    assert imported.entry.accepted == 24
    assert len(set(read)) == len(read), "no block is read twice"
    assert 0 < before < len(read)
    assert told[-1][0] == told[-1][1] == readings.stat().st_size
    assert list(project.path("imports").glob("*.parts")) == []


def test_an_import_that_dies_while_it_writes_counts_nothing_and_can_be_done_again(
    project: Project, readings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr("lizero.project.imports.changed", stop)
        with pytest.raises(Interrupted):
            project.take(readings, on=DAY)
    record = project.record()
    assert record.activity.height == 0
    assert "import.interrupted" in rules(record.findings)
    project.take(readings, on=DAY)
    record = project.record()
    assert record.activity.height == 24
    assert "import.interrupted" not in rules(record.findings)
    assert [e.state for e in project.imports()] == ["counts"]
