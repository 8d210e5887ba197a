"""The page is whole, asks nobody, and shows what users wrote as text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import case
import pytest

from lizero.report import Run, document
from lizero.report.language import LANGUAGES


class Parsed(HTMLParser):
    """Tags, attributes and visible text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.quiet = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.quiet = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.quiet = False

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.words.append(data)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    run = Run(digest="7f3a91d0c21e4b5a", command="lizero verify frozen/x", organisation=case.HOSTILE, frozen=True)
    return {lang: document("inventory", case.inventory(), lang=lang, run=run).html() for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_names_no_address_outside_itself(pages: dict[str, str], lang: str) -> None:
    for tag, attrs in Parsed(pages[lang]).tags:
        for name in ("src", "href", "data", "action", "srcset", "poster"):
            value = attrs.get(name) or ""
            assert not value or value.startswith("#"), f"{tag} {name}={value}"
    policy = next(a["content"] for t, a in Parsed(pages[lang]).tags if t == "meta" and "http-equiv" in a)
    assert "default-src 'none'" in (policy or "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_with_markup_are_text(pages: dict[str, str], lang: str) -> None:
    page = Parsed(pages[lang])
    assert "b" not in {tag for tag, _ in page.tags}
    assert any("<b>Bold</b>" in w for w in page.words)
    assert all("http" not in (a.get("href") or "") for _, a in page.tags)


def test_both_bases_stand_on_the_page_with_the_figures_by_hand(pages: dict[str, str]) -> None:
    text = " ".join(Parsed(pages["en"]).words)
    for figure in ("2,075", "1,475", "1,620", "1,020", "411"):
        assert figure in text


def test_every_figure_that_can_be_clicked_can_be_explained(pages: dict[str, str]) -> None:
    page = Parsed(pages["en"])
    ids = {a["data-n"] for t, a in page.tags if t == "button" and "data-n" in a}
    found = re.search(r'id="numbers">(.*?)</script>', pages["en"], re.S)
    assert found
    known = json.loads(found[1].replace("\\u003c", "<"))
    assert ids
    assert ids <= set(known["figures"])
    assert float(known["figures"]["scope1"]["value"]) == pytest.approx(case.totals().scope1, rel=1e-12)
    assert known["digest"] == "7f3a91d0c21e4b5a"


def test_an_unfrozen_run_is_watermarked_and_says_why() -> None:
    draft = document("inventory", case.inventory(), run=Run(digest="x")).html()
    final = document("inventory", case.inventory(), run=Run(digest="x", frozen=True)).html()
    assert 'class="draft"' in draft
    assert "not frozen" in draft
    assert 'class="draft"' not in final


def test_every_chart_has_words_for_those_who_do_not_see_it(pages: dict[str, str]) -> None:
    charts = [a for t, a in Parsed(pages["en"]).tags if "data-chart" in a]
    assert charts
    assert all(len(a.get("aria-label") or "") > 20 for a in charts)


def test_the_languages_say_the_same_numbers(pages: dict[str, str]) -> None:
    def figures(lang: str) -> dict[str, str]:
        found = re.search(r'id="numbers">(.*?)</script>', pages[lang], re.S)
        assert found
        return {k: n["value"] for k, n in json.loads(found[1])["figures"].items()}

    assert figures("en") == figures("zh-Hans") == figures("es")
