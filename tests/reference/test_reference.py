"""Data that ships says where it comes from, under which licence, and is the file that was described."""

import hashlib
from pathlib import Path

import pytest

from lizero.errors import ReferenceRefused, UnknownName
from lizero.reference import LICENCES, data_set, data_sets, open_set

TOLD = {"name": "x", "publisher": "A body", "title": "Factors", "edition": "2025", "licence": "OGL-3.0"}
TABLE = b"item,value\ndiesel,2.66\ncoal,\n"


def write(folder: Path, *, table: bytes = TABLE, digest: str | None = None, **told: str | None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "factors.csv").write_bytes(table)
    lines = [f'{k} = "{v}"' for k, v in (TOLD | told).items() if v is not None]
    lines += ["", "[sha256]", f'"factors.csv" = "{digest or hashlib.sha256(TABLE).hexdigest()}"']
    (folder / "source.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_a_set_gives_its_source_and_its_tables_with_blank_as_absent(tmp_path: Path) -> None:
    found = open_set(write(tmp_path / "青海 set"))
    assert (found.edition, found.source.publisher, found.names) == ("2025", "A body", ("factors",))
    assert found.frame("factors")["value"].to_list() == ["2.66", None]


def test_a_set_without_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReferenceRefused, match=r"no source\.toml"):
        open_set(tmp_path)


@pytest.mark.parametrize("lost", list(TOLD))
def test_each_field_of_the_source_is_needed(tmp_path: Path, lost: str) -> None:
    with pytest.raises(ReferenceRefused, match=f"lacks {lost}"):
        open_set(write(tmp_path, **{lost: None}))
    with pytest.raises(ReferenceRefused, match=f"lacks {lost}"):
        open_set(write(tmp_path, **{lost: "  "}))


@pytest.mark.parametrize("licence", ["proprietary", "CC-BY-NC-4.0", "ecoinvent EULA", "ogl-3.0"])
def test_a_licence_that_may_not_ship_is_refused_and_the_allowed_are_listed(tmp_path: Path, licence: str) -> None:
    with pytest.raises(ReferenceRefused, match=r"may not ship; allowed: .*CC0-1\.0"):
        open_set(write(tmp_path, licence=licence))


def test_a_source_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "source.toml").write_text("name = = 3", encoding="utf-8")
    with pytest.raises(ReferenceRefused, match="cannot be read"):
        open_set(tmp_path)


def test_one_changed_byte_is_refused(tmp_path: Path) -> None:
    found = open_set(write(tmp_path, table=TABLE.replace(b"2.66", b"2.67")))
    with pytest.raises(ReferenceRefused, match=r"factors\.csv is not the file .*sha256 differs"):
        found.frame("factors")


def test_a_listed_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    found = open_set(write(tmp_path))
    (tmp_path / "factors.csv").unlink()
    with pytest.raises(ReferenceRefused, match="not in the folder"):
        found.frame("factors")


def test_a_file_without_a_digest_is_not_read(tmp_path: Path) -> None:
    found = open_set(write(tmp_path))
    (tmp_path / "more.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(UnknownName, match=r"factors\.csv"):
        found.frame("more")


def test_line_ends_of_windows_are_the_same_file(tmp_path: Path) -> None:
    assert open_set(write(tmp_path, table=TABLE.replace(b"\n", b"\r\n"))).frame("factors").height == 2


@pytest.mark.parametrize("name", ["factors/cn-gird/2023", "../lca", "", "factors/../gwp"])
def test_an_unknown_set_is_refused(name: str) -> None:
    with pytest.raises(UnknownName, match="data set"):
        data_set(name)


def test_a_folder_that_is_no_set_is_refused_by_name() -> None:
    with pytest.raises(ReferenceRefused, match=r"^factors: no source\.toml"):
        data_set("factors")


@pytest.mark.parametrize("name", data_sets())
def test_every_set_that_ships_is_described_allowed_and_unchanged(name: str) -> None:
    found = data_set(name)
    assert found.source.licence in LICENCES
    for file in found.source.sha256:
        assert found.read(file)


@pytest.mark.parametrize("name", data_sets())
def test_no_shipped_file_stands_outside_its_source(name: str) -> None:
    found = data_set(name)
    folder = Path(str(found.folder))
    inner = [s.parent for s in folder.rglob("source.toml") if s.parent != folder]
    files = [f for f in folder.rglob("*") if f.is_file() and f.name != "source.toml" and not any(i in f.parents for i in inner)]
    assert {f.relative_to(folder).as_posix() for f in files if "__pycache__" not in f.parts} == set(found.source.sha256)
