"""Frameworks are data: each is whole, points to answers that there are, and its coverage says what is answered and what is not."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from case import inventory

import lizero as lz
from lizero.cli.texts import texts
from lizero.errors import UnknownName
from lizero.project.illustrative import make
from lizero.report import Run, kinds
from lizero.report.answers import ANSWERS
from lizero.report.coverage import answered, build
from lizero.report.frameworks import framework, framework_of, frameworks, topics
from lizero.report.language import LANGUAGES
from lizero.report.narrative import narrative
from lizero.report.sources import Sources
from lizero.report.tree import Number, Table, Text, say

RUN = Run(digest="0123456789abcdef", command="lizero report", organisation="Salar", frozen=True)


@pytest.mark.parametrize("name", frameworks())
def test_every_framework_is_whole_in_every_language(name: str) -> None:
    f = framework(name)
    assert f.standard
    assert f.edition
    assert f.status
    assert len(f.disclosures) >= 8
    for words in (f.title, *(w for d in f.disclosures for w in (d.topic.head, d.topic.asks))):
        texts = dict(words.texts)
        assert set(texts) == set(LANGUAGES)
        assert all(t.strip() for t in texts.values()), texts


def test_every_answer_that_a_topic_names_is_made_somewhere() -> None:
    named = {t.answer for t in topics().values() if t.answer} - {"statement"}
    assert named <= set(ANSWERS)


def test_every_topic_is_asked_by_a_framework() -> None:
    asked = {d.topic.id for f in frameworks() for d in framework(f).disclosures}
    assert set(topics()) == asked


def test_no_pair_of_place_and_topic_stands_twice_in_a_framework() -> None:
    for name in frameworks():
        pairs = [(d.id, d.topic.id) for d in framework(name).disclosures]
        assert len(pairs) == len(set(pairs)), name


@pytest.mark.parametrize("name", [k for k in kinds() if k in frameworks() and k != "white-paper"])
def test_a_document_lists_each_request_once_and_loses_none(name: str) -> None:
    document = lz.document(name, inventory(), run=RUN)
    table = next(b for b in document.view.blocks if b["type"] == "table" and b["id"] == "coverage")
    assert len(table["rows"]) == len(framework(name).disclosures)
    shown = {"".join(r["t"] for r in row[2]["runs"]).replace("\u00a0", " ") for row in table["rows"]}
    assert shown <= {"from data", "by text", "from data and by text", "not yet"}


def test_the_counts_on_the_cards_are_those_of_the_table() -> None:
    rows = answered(framework("iso-14064-1"), Sources([inventory()]))
    numbers = lz.document("iso-14064-1", inventory(), run=RUN).numbers
    assert numbers["coverage-data"].value == sum(r.state == "data" for r in rows) > 5
    assert numbers["coverage-not yet"].value == sum(r.state == "not yet" for r in rows) > 0
    assert sum(numbers[f"coverage-{s}"].value or 0.0 for s in ("data", "text", "not yet")) == len(rows)


def test_what_is_not_answered_says_what_is_missing() -> None:
    for row in answered(framework("esrs-e1"), Sources([inventory()])):
        assert (row.state == "not yet") == bool(row.missing)
        assert (row.state == "not yet") == (not row.nodes)


def test_without_its_part_a_request_is_not_yet_answered_and_the_part_is_named() -> None:
    document = lz.document("iso-14067", run=RUN)
    words = " ".join("".join(r["t"] for r in row[3]["runs"]) for b in document.view.blocks if b["type"] == "table" for row in b["rows"])
    assert "the run holds no product's footprint" in words


def test_a_text_of_the_company_answers_and_is_shown() -> None:
    f = framework("ifrs-s2")
    rows = answered(f, Sources([inventory()], texts={"governance": [Text("The board meets.")]}))
    assert next(r for r in rows if r.disclosure.topic.id == "governance").state == "text"
    without = answered(f, Sources([inventory()]))
    assert next(r for r in without if r.disclosure.topic.id == "governance").state == "not yet"


def test_a_statement_is_made_by_a_person_and_never_by_data() -> None:
    rows = answered(framework("iso-14064-1"), Sources([inventory()]))
    assert next(r for r in rows if r.disclosure.topic.id == "statement").state == "not yet"


def test_totals_of_a_framework_are_those_of_the_inventory_by_hand() -> None:
    numbers = lz.document("ghg-protocol", inventory(), run=RUN).numbers
    values = [n.value for n in numbers.values()]
    for by_hand in (inventory().totals.scope2_location, inventory().totals.scope2_market, 44.0):
        assert any(v == pytest.approx(by_hand, rel=1e-12) for v in values if v is not None)


def test_an_own_framework_brings_its_own_words_and_a_wrong_topic_is_refused() -> None:
    own = {"title": "Ours", "standard": "house", "edition": "1",
           "disclosures": [{"id": "1", "asks": "How much?", "answer": "scopes"}, {"id": "2", "topic": "gases"}]}
    rows = answered(framework_of("ours", own), Sources([inventory()]))
    assert [r.state for r in rows] == ["data", "data"]
    assert isinstance(build(framework_of("ours", own), Sources([inventory()])), list)
    with pytest.raises(UnknownName, match="gases"):
        framework_of("ours", {**own, "disclosures": [{"id": "1", "topic": "gasses"}]})
    with pytest.raises(ValueError, match="it lacks standard, edition"):
        framework_of("ours", {"title": "x", "disclosures": []})


def test_an_unknown_document_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="iso-14064-1"):
        lz.document("iso-14064", inventory())


def test_ids_of_tables_are_each_used_once() -> None:
    for name in ("esrs-e1", "iso-14064-1", "iso-14064-3"):
        ids = [n.id for n in build(framework(name), Sources([inventory()])) if isinstance(n, Table)]
        assert len(ids) == len(set(ids))


def test_figures_are_merged_by_name_and_an_unknown_name_is_found_once() -> None:
    text = "# Title\n\nWe emit {{scope1}} and {{ nothing }}, {{nothing}}.\n- **one**\n- two"
    nodes, found = narrative(text, {"scope1": Number(5.0, "t", "scope1")})
    assert [f.rule for f in found] == ["narrative.unknown"]
    assert "scope1" in found[0].hint
    assert "{{ nothing }}" in str(nodes[1])
    assert len(nodes) == 4


@pytest.mark.parametrize("text", ["", "\n\n", "{{}}", "**", "{{a", "#", "<b>x</b>", "{{x}}{{x}}", "‮rtl", "\ufeffstart", "- ", "a" * 50_000])
def test_any_text_is_read(text: str) -> None:
    nodes, _ = narrative(text, {})
    said = re.sub(r"\W", "", str([getattr(n, "body", getattr(n, "text", "")) for n in nodes]))
    assert re.sub(r"[\W_]", "", text)[:40] in said.replace("_", "")


def test_an_unresolved_run_is_marked_and_says_why() -> None:
    import polars as pl

    open_: Any = replace(inventory(), unresolved=pl.DataFrame({"record": ["x"]}))
    assert "1" in lz.document("iso-14064-1", open_, run=RUN).view.text(lz.document("iso-14064-1", open_, run=RUN).meta.watermark)


@pytest.mark.parametrize("name", frameworks())
def test_a_place_told_in_words_has_them_in_every_language(name: str) -> None:
    for d in framework(name).disclosures:
        if re.search(r"[a-z]{4,}|[\u4e00-\u9fff]", d.id):
            assert set(dict(d.label.texts)) == set(LANGUAGES), d.id  # type: ignore[union-attr]
            assert not re.search(r"[\u4e00-\u9fff]", dict(d.label.texts)["en"] + dict(d.label.texts)["es"])  # type: ignore[union-attr]


def test_the_illustrative_group_speaks_on_topics_that_are_asked_in_every_language(tmp_path: Path) -> None:
    made = make(tmp_path / "demo")
    said = {lang: set(texts(made.folder, lang, {"scope1": Number(1.0, "t CO2e")})[0]) for lang in LANGUAGES}
    assert said["en"] == said["zh-Hans"] == said["es"]
    assert len(said["en"]) > 12
    assert said["en"] <= set(topics())
    assert not any(texts(made.folder, lang, {"scope1": Number(1.0, "t CO2e")})[1] for lang in LANGUAGES)
    rows = answered(framework("tpt"), Sources([inventory()], texts=texts(made.folder, "zh-Hans", {})[0]))
    assert sum(r.state == "text" for r in rows) >= 8


def test_what_is_missing_is_said_by_its_own_words_where_it_has_them() -> None:
    rows = {r.disclosure.topic.id: r for r in answered(framework("iso-14064-1"), Sources([inventory()]))}
    assert rows["removals"].missing == say("missing removals")


def test_a_figure_of_an_answer_says_how_it_comes_about() -> None:
    numbers = lz.document("iso-14064-1", inventory(), run=RUN).numbers
    cells = [n for id, n in numbers.items() if id.startswith("scope1-sources-")]
    assert cells
    assert all("lizero explain 2025" in n.how for n in cells)
    own = [n for n in numbers.values() if not n.how and "/" in n.id and not n.id.startswith("coverage")]
    assert len(own) < 0.1 * len(numbers), [n.id for n in own][:5]
