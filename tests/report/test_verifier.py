"""The verifier's package: a sample by a stated rule, a sheet that computes what is found, documents and who has none."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from case import inventory
from hypothesis import given
from hypothesis import strategies as st

import lizero as lz
from lizero.project.assurance import agreement_in
from lizero.report import Run
from lizero.report.coverage import answered
from lizero.report.frameworks import framework
from lizero.report.language import language
from lizero.report.sampling import Agreement, places, sampled
from lizero.report.sources import Documents, Sources
from lizero.report.tree import Formula, Table

RUN = Run(digest="0123456789abcdef", command="lizero report", organisation="Salar", frozen=True)


def evidenced(**evidence: str) -> Any:
    """The case, with documents by record and nothing for the others."""
    made = inventory()
    held = made.flows.trail.activity.with_columns(evidence=pl.col("record").replace_strict(
        {k.replace("_", "/"): v for k, v in evidence.items()}, default=None, return_dtype=pl.String))
    return replace(made, flows=replace(made.flows, trail=replace(made.flows.trail, activity=held)))


def tables(topic: str, made: Any, **more: Any) -> list[Table]:
    rows = answered(framework("iso-14064-3"), Sources([made], **more))
    return [n for r in rows if r.disclosure.topic.id == topic for n in r.nodes if isinstance(n, Table)]


def frame(sizes: list[float], strata: list[str] | None = None) -> pl.DataFrame:
    names = strata or ["s"] * len(sizes)
    return pl.DataFrame({"record": [f"r{n}" for n in range(len(sizes))], "stratum": names, "size": sizes})


def test_the_largest_are_sure_whatever_their_sign_and_the_others_are_drawn_from_every_stratum() -> None:
    sizes = [500.0, -400.0, *([2.0] * 50), *([1.0] * 50), 0.0]
    drawn = sampled(frame(sizes, ["kiln"] * 2 + ["power"] * 50 + ["waste"] * 51), 10, seed=1)
    assert drawn["record"].to_list()[:2] == ["r0", "r1"]
    assert drawn.height == 10
    assert drawn["why"].to_list().count("largest") == 5
    assert {"power", "waste"} <= set(drawn.filter(why="random")["stratum"])
    assert "r102" not in drawn["record"].to_list()


def test_a_record_of_the_step_or_more_is_never_left_to_chance() -> None:
    drawn = sampled(frame([10.0] * 10), 10, seed=3)
    assert set(drawn["why"]) == {"largest"}
    assert drawn.height == 10


def test_another_seed_draws_others_and_the_same_seed_the_same() -> None:
    rows = frame([1.0 + n / 1000 for n in range(400)])
    one, two = sampled(rows, 40, seed=1), sampled(rows, 40, seed=2)
    assert one.filter(why="largest").equals(two.filter(why="largest"))
    assert set(one["record"]) != set(two["record"])
    assert sampled(rows.reverse(), 40, seed=1).equals(one)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.sampled_from("abcd")), max_size=60), st.integers(0, 80), st.integers(0, 5))
def test_a_sample_is_as_large_as_asked_where_there_are_records(rows: list[tuple[float, str]], size: int, seed: int) -> None:
    made = pl.DataFrame({"record": [f"r{n}" for n in range(len(rows))], "stratum": [s for _, s in rows], "size": [x for x, _ in rows]},
                        schema={"record": pl.String, "stratum": pl.String, "size": pl.Float64})
    drawn = sampled(made, size, seed)
    assert drawn.height == min(size, sum(x != 0 for x, _ in rows))
    assert drawn["record"].n_unique() == drawn.height


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.floats(0.1, 1e6), st.integers(1, 30))), st.integers(0, 60))
def test_places_are_all_given_and_none_beyond_the_records(strata: dict[str, tuple[float, int]], count: int) -> None:
    given_ = places(strata, count)
    assert sum(given_.values()) == min(count, sum(n for _, n in strata.values()))
    assert all(given_[s] <= n for s, (_, n) in strata.items())


def test_the_threshold_is_the_agreed_share_of_each_total_by_hand() -> None:
    t = inventory().totals
    (table,) = tables("materiality", evidenced(gas_1="inv-1"), agreement=Agreement(0.02))
    both = t.scope1 + t.scope2_market
    assert table.rows[2][1:3] == (pytest.approx(both), pytest.approx(0.02 * both))
    gas = 1000 * (51.4 + 0.0036 * 27.9) / 1000
    assert table.rows[0][3] == pytest.approx(t.scope1 - gas)
    assert table.rows[3][4] == pytest.approx(44.0)


def test_what_is_only_proposed_is_not_called_agreed() -> None:
    def told(**more: Any) -> str:
        rows = answered(framework("iso-14064-3"), Sources([inventory()], **more))
        return language("en").text(next(r for r in rows if r.disclosure.topic.id == "materiality").nodes[0].body)

    assert "proposed" in told()
    assert "agreed); " not in told()
    assert "Level of assurance: limited." in told(agreement=Agreement(level="limited", agreed=frozenset({"materiality", "level"})))


def test_what_the_document_shows_becomes_a_misstatement_in_the_workbook() -> None:
    data = lz.document("iso-14064-3", evidenced(gas_1="inv-1"), Agreement(sample=5), run=RUN).xlsx()
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = next(s for s in book if any(str(c.value).startswith("=IF(") for row in s.iter_rows() for c in row))
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "gas/1")
    assert sheet[f"G{row}"].value == f'=IF(F{row}="",0,(C{row}-F{row})/C{row}*E{row})'
    recorded, size, shown = sheet[f"C{row}"].value, sheet[f"E{row}"].value, 900.0
    assert (recorded - shown) / recorded * size == pytest.approx(100 * (51.4 + 0.0036 * 27.9) / 1000)
    last = next(c for c in sheet["G"] if str(c.value).startswith("=SUM("))
    assert last.value == f"=SUM(G{_first(sheet)}:G{last.row - 1})"


def _first(sheet: Any) -> int:
    return next(c.row for c in sheet["G"] if str(c.value).startswith("=IF("))


def test_a_quantity_of_zero_is_not_divided_by() -> None:
    made = evidenced()
    none = made.flows.trail.activity.with_columns(quantity=pl.lit(0.0))
    assert tables("worksheet", replace(made, flows=replace(made.flows, trail=replace(made.flows.trail, activity=none)))) == []


def test_records_without_a_document_are_named_with_what_they_hold() -> None:
    without = next(t for t in tables("evidence", evidenced(gas_1="inv-1", power_1="inv-2")) if t.id.startswith("without"))
    assert float(without.rows[-1][3]) == pytest.approx(sum(float(r[3]) for r in without.rows[:-1]))
    assert without.rows[-1][2] == "3"


def test_documents_are_listed_as_they_were_found_and_those_of_no_record_are_counted() -> None:
    found = pl.DataFrame({"evidence": ["inv-1", "inv-2", "old"], "name": ["invoice 1", "invoice 2", "x"], "file": ["e/1.pdf", None, None],
                          "sha256": ["ab" * 32, None, None], "held_by": [None, "office", "office"], "state": ["differs", "held", "held"]})
    made = tables("evidence", evidenced(gas_1="inv-1", power_1="inv-2"), documents=found)
    words = [language("en").text(tuple(c if isinstance(c, str) else language("en").text(c) for c in row)) for t in made[:2] for row in t.rows]
    assert "digest differs" in words[0]
    assert "held by the company" in words[1]
    assert len(words) == 2
    assert "1 more" in language("en").text(made[1].note)


def test_a_long_digest_stands_whole_in_the_page(tmp_path: Path) -> None:
    import pypdf

    digest = "0123456789abcdef" * 4
    found = pl.DataFrame({"evidence": ["inv-1"], "name": ["invoice"], "file": ["e/1.pdf"], "sha256": [digest], "state": ["agrees"]})
    lz.document("iso-14064-3", evidenced(gas_1="inv-1"), Documents(found), run=RUN).save(tmp_path / "p.pdf")
    text = "".join("".join(p.extract_text().split()) for p in pypdf.PdfReader(tmp_path / "p.pdf").pages)
    assert digest in text


def test_formulas_hold_no_text_of_a_user() -> None:
    for table in tables("worksheet", evidenced()):
        bodies = {c.body for row in table.rows for c in row if isinstance(c, Formula)}
        assert all(re.fullmatch(r"[A-Z(){}0-9.a-z=\",*/+-]+", b) for b in bodies)


@pytest.mark.parametrize(("text", "rules"), [
    ('materiality = 0.02\nlevel = "limited"\nsample = 20\nseed = 7', []),
    ("materiality = 5", ["assurance.value"]),
    ("sample = 0\nseed = true", ["assurance.value", "assurance.value"]),
    ('level = "some"', ["assurance.value"]),
    ("materialty = 0.05", ["assurance.unknown"]),
    ("materiality =", ["assurance.toml"]),
])
def test_the_agreement_is_read_and_what_is_wrong_in_it_is_found(tmp_path: Path, text: str, rules: list[str]) -> None:
    (tmp_path / "assurance.toml").write_text(text, encoding="utf-8")
    made, findings = agreement_in(tmp_path)
    assert [f.rule for f in findings] == rules
    assert made == (Agreement(0.02, "limited", 20, 7, frozenset({"materiality", "level", "sample", "seed"})) if not rules else Agreement())
