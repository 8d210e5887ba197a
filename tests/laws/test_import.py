"""Laws of reading: nothing is lost, what is written comes back, and the form of the file does not matter."""

from __future__ import annotations

import tempfile
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from lizero.importers import read_activity
from lizero.project.canonical import csv_text
from lizero.tables import ACTIVITY

FAULTS = {
    "quantity": ["12,5", "n/a", "-1", ""], "unit": ["tns"], "start": ["01/02/2025", "2025-02-30"], "category": ["burning"], "flow": [""],
}
GOOD = {
    "site": ["kwinana", "遂宁"], "category": ["process", "工艺过程排放"], "flow": ["limestone", "纯碱"], "unit": ["t", "kg", "吨"],
    "quantity": ["1", "２.5", "1,234.5", "0"], "start": ["2025-01-01", "2025/1/1", "2025年1月1日"],
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[dict[str, str]], set[str]]:
    """Rows, and the ids of those into which a fault was put."""
    rows, faulty = [], set()
    for n in range(draw(st.integers(1, 12))):
        row = {"record": f"r{n}", **{c: draw(st.sampled_from(v)) for c, v in GOOD.items()}, "end": "2025-01-31"}
        if draw(st.booleans()):
            column = draw(st.sampled_from(sorted(FAULTS)))
            row[column] = draw(st.sampled_from(FAULTS[column]))
            faulty.add(row["record"])
        rows.append(row)
    return rows, faulty


def _csv(rows: list[dict[str, str]], path: Path, encoding: str) -> Path:
    pl.DataFrame(rows).write_csv(path)
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    return path


def _xlsx(rows: list[dict[str, str]], path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(path)
    return path


@settings(max_examples=40, deadline=None)
@given(tables())
def test_every_row_is_accepted_or_set_apart_with_a_finding(told: tuple[list[dict[str, str]], set[str]]) -> None:
    rows, faulty = told
    with tempfile.TemporaryDirectory() as folder:
        record = read_activity(_csv(rows, Path(folder) / "a.csv", "utf-8"))
    assert set(record.activity["record"]) == {r["record"] for r in rows} - faulty
    assert set(record.rejected["record"] if record.rejected.height else []) == faulty
    assert {f.where.rpartition("›")[2].strip()[1:] for f in record.findings if f.severity == "error"} == {
        str(int(name[1:]) + 2) for name in faulty}


@settings(max_examples=25, deadline=None)
@given(tables())
def test_encoding_and_kind_of_file_do_not_matter(told: tuple[list[dict[str, str]], set[str]]) -> None:
    rows, _ = told
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        read = [read_activity(_csv(rows, place / f"{e}.csv", e)) for e in ("utf-8", "gb18030", "utf-16")]
        read.append(read_activity(_xlsx(rows, place / "a.xlsx")))
    assert all(r.activity.equals(read[0].activity) for r in read[1:])
    assert {tuple(sorted(f.rule for f in r.findings if f.severity == "error")) for r in read} == {
        tuple(sorted(f.rule for f in read[0].findings if f.severity == "error"))}


numbers = st.floats(min_value=0, max_value=1e15, allow_nan=False, allow_infinity=False)
words = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffd"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(numbers, words, st.integers(0, 700)), min_size=1, max_size=8))
def test_what_is_written_in_canonical_form_comes_back_to_the_bit(cells: list[tuple[float, str, int]]) -> None:
    frame = pl.DataFrame([
        {"record": f"r{n}", "site": "k", "category": "process", "flow": "limestone", "quantity": quantity, "unit": "t",
         "start": date(2024, 1, 1) + timedelta(days), "end": date(2024, 1, 2) + timedelta(days), "note": note}
        for n, (quantity, note, days) in enumerate(cells)
    ])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(csv_text(frame).encode("utf-8"))
        back = read_activity(path).activity.sort("record")
    assert back["quantity"].to_list() == [q + 0.0 for q, _, _ in cells]
    assert back["start"].to_list() == frame["start"].to_list()
    assert back["note"].to_list() == [unicodedata.normalize("NFC", w) or None for _, w, _ in cells]
    assert back.columns == list(ACTIVITY.names)
