"""A large file read in blocks gives what the whole gives, row numbers and findings included."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lizero.errors import ProjectRefused
from lizero.importers import part as part_module
from lizero.importers import read_activity
from lizero.importers.blocks import comes_in_blocks, file_blocks

HEAD = "title\n\nrecord,site,category,flow,quantity,unit,start,end,note\n"


def rows(count: int) -> str:
    return "".join(f"r{n},k,process,limestone,{n / 7},t,2025-01-01,2025-01-31,\n" for n in range(count))


def in_blocks(path: Path, block: int, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(part_module, "comes_in_blocks", lambda p: comes_in_blocks(p, block))
    monkeypatch.setattr(part_module, "file_blocks", lambda p, header: file_blocks(p, header, block))
    return read_activity(path)


@pytest.mark.parametrize("block", [300, 1_000, 4_321])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_blocks_give_what_the_whole_gives(block: int, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + rows(150).replace("r70,k", "r70,厂").replace("r99,k,process", "r99,k,burning")
    text = text.replace("r120,k,process,limestone,17", "r120,k,process,limestone,x17")
    file = tmp_path / "a.csv"
    file.write_bytes(text.encode(encoding))
    whole = read_activity(file)
    cut = in_blocks(file, block, monkeypatch)
    assert cut.activity.equals(whole.activity)  # type: ignore[attr-defined]
    assert sorted(map(str, cut.findings)) == sorted(map(str, whole.findings))  # type: ignore[attr-defined]
    assert cut.rejected["where"].to_list() == whole.rejected["where"].to_list() == ["a.csv › E103", "a.csv › E124"]  # type: ignore[attr-defined]


def test_a_decimal_comma_in_the_last_block_casts_its_doubt_on_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + 'a,k,process,limestone,"1,234",t,2025-01-01,2025-01-31,\n' + rows(60)
    text += 'z,k,process,limestone,"12,5",t,2025-01-01,2025-01-31,\n'
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    record = in_blocks(tmp_path / "a.csv", 500, monkeypatch)
    assert record.activity.height == 60  # type: ignore[attr-defined]
    assert [f.where for f in record.findings if f.severity == "error"] == ["a.csv › E4", "a.csv › E65"]  # type: ignore[attr-defined]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["plain", "two\nlines", 'say ""hi""', "a, b", ""]), min_size=5, max_size=40), st.integers(40, 400))
def test_a_block_never_ends_within_a_quotation(notes: list[str], block: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "q.csv"
        file.write_bytes("".join(f'{n},"{note}"\n' for n, note in enumerate(notes)).encode())
        read = [s.text.slice(0 if i == 0 else 1) for i, (_, s) in enumerate(file_blocks(file, lambda _: 0, block))]
        told = [row for frame in read for row in frame.rows()]
    assert [r[0] for r in told] == [str(n) for n in range(len(notes))]
    assert [(r[1] or "") if len(r) > 1 else "" for r in told] == [n.replace('""', '"') for n in notes]


def test_a_quotation_never_closed_does_not_swallow_a_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lizero.importers.blocks.CELL_LIMIT", 200)
    (tmp_path / "a.csv").write_text(HEAD + 'x,k,process,limestone,1,t,2025-01-01,2025-01-31,"open\n' + rows(100), encoding="utf-8")
    record = in_blocks(tmp_path / "a.csv", 600, monkeypatch)
    assert record.activity.height == 101  # type: ignore[attr-defined]
    assert [f.where for f in record.findings if f.rule == "quote.unclosed"] == ["a.csv › A4"]  # type: ignore[attr-defined]


def test_a_cell_of_a_gigabyte_is_refused_after_its_first_blocks(tmp_path: Path) -> None:
    file = tmp_path / "big.csv"
    with file.open("wb") as sink:
        sink.write(b"record,site\nr1,")
        sink.seek(1_000_000_000)
        sink.write(b"x\n")
    seen = []
    with pytest.raises(ProjectRefused, match="row of more than"):
        seen.extend(done for done, _ in file_blocks(file, lambda _: 0))
    assert seen == [12]


def test_small_files_and_wide_encodings_are_read_whole(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("a,b\n", encoding="utf-8")
    (tmp_path / "w.csv").write_bytes(("a,b\n" * 1000).encode("utf-16"))
    assert not comes_in_blocks(tmp_path / "s.csv", 100)
    assert not comes_in_blocks(tmp_path / "w.csv", 100)
