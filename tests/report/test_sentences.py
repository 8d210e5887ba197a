"""Findings of the demo speak the reader's language to the last word that is not data."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import lizero as lz
from lizero.errors import Finding
from lizero.pathway.planning import levers, targets
from lizero.project.evidence import documents
from lizero.project.illustrative import DRAFT, inbox, make
from lizero.report.inventory_report import once_a_rule
from lizero.report.language import LANGUAGES, language
from lizero.report.sentences import sentences, told

SOURCES = [*(p := Path(lz.__file__).parent).rglob("*.py"), *(p / "project" / "illustrative" / "registers").glob("*.csv")]
OTHER = tuple(x for x in LANGUAGES if x != "en")


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    """Whatever the demo finds: import, draft, record, libraries, completeness, documents, inventories of two years."""
    project = make(tmp_path_factory.mktemp("demo") / "lizero-demo")
    found: list[Finding] = []
    for path in inbox(project.folder):
        found += project.take(path, on=date(2026, 1, 31)).findings
    found += project.check(project.folder / "inbox" / DRAFT, to=project.folder / "check").findings
    record, library = project.record(), project.library()
    found += [*record.findings, *library.findings, *documents(project.folder, record)[1]]
    held, wanted = levers(str(project.folder / "levers.toml")), targets(str(project.folder / "targets.toml"))
    found += [*held.findings, *wanted.findings]
    for year in (2021, 2025):
        found += [*lz.completeness(record, year), *lz.account(record, library, year=year, holder=project.settings.holder).findings]
    return (*found, *once_a_rule(found))


@pytest.mark.parametrize("lang", OTHER)
def test_no_finding_of_the_demo_is_told_in_english(lang: str, findings: tuple[Finding, ...]) -> None:
    assert len({f.rule for f in findings}) >= 12
    lacking = {(f.rule, text) for f in findings for text in (f.message, f.hint) if text and told(text, lang) is None}
    assert not lacking


def test_a_document_in_chinese_holds_no_english_sentence_of_a_finding(findings: tuple[Finding, ...]) -> None:
    zh = language("zh")
    for f in once_a_rule(findings):
        for text in (zh.finding(f.rule, f.message), zh.hint(f.hint)):
            words = re.sub(r"'[^']*'|“[^”]*”|\S*[:=/_›]\S*|\S*\d\S*", " ", text)
            assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", words), text


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", OTHER)
def test_every_sentence_says_in_each_language_what_it_was_told(lang: str) -> None:
    for s in sentences():
        assert names(s.said[lang]) == set(s.kinds), s.en


def test_every_sentence_is_reached_by_itself() -> None:
    """No sentence stands behind another that takes its words."""
    samples = {"": "Xy", "o": "", "d": "7", "p": "5%"}
    for s in sentences():
        made = re.sub(r"\{\w+:?(\w?)\}", lambda m: samples[m[1]], s.en)
        first = next(x for x in sentences() if x.pattern.fullmatch(made))
        assert first is s, (made, first.en)


@pytest.mark.parametrize("text", ["", "a" * 20_000, "(" * 500, "{m} {n}", "x: y: z: w, " * 300, "%s \\1 \n\n"])
def test_any_text_is_taken_as_it_is_or_translated_quickly(text: str) -> None:
    assert isinstance(language("zh").hint(text), str)
    assert isinstance(language("es").finding("nothing.of-this", text), str)


@pytest.mark.parametrize(("text", "zh"), [
    ("site 'x {y}' is not in SITES", "场地'x {y}'不在SITES中"),
    ("category 3 is not assessed: diesel (fuel and energy upstream) at CL, 2025-01-01 to 2025-01-31: no factor in cn-mee (and 11 more rows)",
     "类别3未评估：柴油（燃料和能源相关活动），CL，2025-01-01至2025-01-31：cn-mee中无因子（另有11行）"),
])
def test_what_stood_in_a_sentence_stands_in_its_translation(text: str, zh: str) -> None:
    assert told(text, "zh-Hans") == zh


def test_every_sentence_is_one_that_the_code_says() -> None:
    source = re.sub(r'"\s*\n\s*f?"', "", "\n".join(f.read_text(encoding="utf-8") for f in SOURCES))
    def whole(en: str) -> bool:
        return all(x.strip() in source for x, _, _, _ in Formatter().parse(en) if len(x.strip()) > 9)

    put_together = [s.en for s in sentences() if not whole(s.en)]
    assert len(put_together) <= 11, put_together
