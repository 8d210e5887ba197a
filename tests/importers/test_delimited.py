"""Delimited files in the encodings and shapes that spreadsheets write."""

from __future__ import annotations

from pathlib import Path

import pytest

from lizero.errors import ProjectRefused
from lizero.importers.delimited import delimiter, read_delimited, sheet_of_text
from lizero.importers.encoding import decode

TEXT = "场地,数量\n遂宁,1\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_common_encoding_gives_the_same_cells(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "数据.csv"
    file.write_bytes(TEXT.encode(encoding))
    assert read_delimited(file).text.rows() == [("场地", "数量"), ("遂宁", "1")]


def test_what_is_not_utf8_is_said() -> None:
    assert [f.rule for f in decode(TEXT.encode("gb18030"), "a.csv")[1]] == ["encoding.legacy"]
    assert decode(TEXT.encode("utf-8"), "a.csv")[1] == ()


def test_a_short_gb18030_word_that_happens_to_be_valid_utf8_follows_the_file() -> None:
    data = "供应商,数量\n联通,1\n".encode("gb18030")
    assert "联通" in decode(data, "a.csv")[0]


def test_western_accents_are_windows_1252_with_a_warning() -> None:
    text, findings = decode("energía,m³\n".encode("cp1252"), "a.csv")
    assert text == "energía,m³\n"
    assert [(f.rule, f.severity) for f in findings] == [("encoding.legacy", "warning")]


def test_a_file_that_mixes_encodings_is_read_line_by_line_and_says_so() -> None:
    data = "场地,数量\n遂宁锂业,1\n".encode() + "江苏锂业,2\n".encode("gb18030")
    text, findings = decode(data, "a.csv")
    assert text == "场地,数量\n遂宁锂业,1\n江苏锂业,2\n"
    assert "lines 3" in findings[0].message


def test_bytes_that_are_no_text_name_their_line() -> None:
    text, findings = decode("场地,数量\n遂宁,1\n".encode("gb18030") + b"\x81\x20\xff,2\n", "a.csv")
    assert "\ufffd" in text
    assert any(f.rule == "encoding.broken" and "line 3" in f.message for f in findings)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_separator_is_found(mark: str) -> None:
    text = mark.join(["site", "flow", "quantity"]) + "\n" + mark.join(["kwinana", "diesel", "5"]) + "\n"
    assert delimiter(text) == mark


def test_quoted_cells_keep_separators_and_line_ends() -> None:
    sheet = sheet_of_text('a,b\n"x, y","two\nlines"\n"say ""hi""",3\n', "q.csv")
    assert sheet.text.rows() == [("a", "b"), ("x, y", "two\nlines"), ('say "hi"', "3")]


def test_a_quotation_mark_never_closed_swallows_no_rows() -> None:
    sheet = sheet_of_text('site,quantity,note\nk,1,"open\nk,2,b\nk,3,c\n', "q.csv")
    assert sheet.text["B"].to_list() == ["quantity", "1", "2", "3"]
    assert [(f.rule, f.where) for f in sheet.findings] == [("quote.unclosed", "q.csv › A2")]


def test_blank_lines_keep_the_row_numbers() -> None:
    sheet = sheet_of_text("a,b\n\n1,2\n", "q.csv")
    assert sheet.text["A"].to_list() == ["a", None, "1"]


def test_rows_of_unequal_length_lose_nothing() -> None:
    assert sheet_of_text("title\na,b\n1,2,3\n", "q.csv").text.rows() == [("title", None, None), ("a", "b", None), ("1", "2", "3")]


def test_a_line_too_long_is_refused_with_its_size() -> None:
    with pytest.raises(ProjectRefused, match="line of 1,500,00"):
        sheet_of_text("a,b\n" + "x" * 1_500_000 + ",1\n", "q.csv")


def test_a_row_of_too_many_cells_is_refused() -> None:
    with pytest.raises(ProjectRefused, match="at most 2,000"):
        sheet_of_text("a,b\n" + "," * 5_000 + "\n", "q.csv")


@pytest.mark.parametrize("text", ["", "\n\n", "   "])
def test_an_empty_file_is_an_empty_sheet(text: str) -> None:
    assert sheet_of_text(text, "q.csv").text.height == 0
