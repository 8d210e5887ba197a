"""A customer's declaration is one page in every language, and says which machine-readable twin goes with it."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pypdf
import pytest
from test_pdf import words

import lizero as lz
from lizero.report import Document, Run
from lizero.report.coverage import answered
from lizero.report.fonts import han_face
from lizero.report.frameworks import framework
from lizero.report.language import language
from lizero.report.numbers import numbers_in
from lizero.report.sources import Sources, Study, Twin
from lizero.report.tree import Text

RUN = Run(digest="0123456789abcdef" * 4, command="lizero report pcf-declaration", organisation="Salar", frozen=True)
LONG = "lithium hydroxide monohydrate, battery grade, low sodium, low magnetic impurities, micronised, " * 8


@dataclass(frozen=True)
class Footprint:
    """What a declaration reads of a footprint: 9.949 kg CO2e a kg in three stages."""

    product: str = "lithium hydroxide monohydrate, own record"
    per: str = "kg"
    amount: float = 1.0
    unit: str = "kg CO2e"
    method: str = "ar6-gwp100"
    total: float | None = 9.949
    unverified_share: float = 0.006
    cut: pl.DataFrame = field(default_factory=pl.DataFrame)

    def by_process(self, most: int) -> pl.DataFrame:
        row = {"product": "electricity, grid, AU-WA-SWIS", "geography": "AU-WA-SWIS", "direct": 4.0, "fraction": 0.402}
        return pl.DataFrame([row]).head(most)

    def by_stage(self) -> pl.DataFrame:
        return pl.DataFrame({"stage": ["refining", "energy", None], "direct": [5.0, 4.0, 0.949], "fraction": [0.5026, 0.402, 0.0954]})


def study(**changes: Any) -> Study:
    data = b'{"id": "x"}\n'
    parts = pl.DataFrame([("fossil", 9.9, None), ("biogenic emissions", 0.049, None)], schema=["part", "amount", "within"], orient="row")
    made = Study(Footprint(), maker="Coastal refinery", parts=parts, views={"excluding uptake": 9.949, "including uptake": 9.96},
                 interval=(9.593, 10.629), ratings={"technology": 2.66, "geography": 3.4, "time": None}, allocation="lithium",
                 start=date(2025, 1, 1), end=date(2025, 12, 31), item="lithium hydroxide monohydrate", name="LiOH, battery grade",
                 place="AU-WA", holder="Salar Group", standards=("ISO14067",), exempted=0.0, databases=(("lithium-chain", "2026.1"),),
                 twin=Twin("lioh-2025.pact.json", hashlib.sha256(data).hexdigest(), data, "1a5fa130-8073-5034-9e74-930ff33f075b"))
    return replace(made, **changes)


def declaration(lang: str = "en", texts: dict[str, Any] | None = None, **changes: Any) -> Document:
    if lang == "zh-Hans" and han_face() is None:
        pytest.skip("no typeface with Han characters is installed (fonts-noto-cjk)")
    return lz.document("pcf-declaration", study(**changes), *([texts] if texts else []), lang=lang, run=RUN)


def heights(data: bytes) -> list[float]:
    """How high above the foot of the page each text stands, in points."""
    found: list[float] = []

    def keep(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            found.append(cm[1] * tm[4] + cm[3] * tm[5] + cm[5])

    pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=keep)
    return found


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "es"])
@pytest.mark.parametrize("name", ["LiOH", LONG, "电池级单水氢氧化锂" * 30])
def test_it_is_one_page_whatever_the_product_is_called(lang: str, name: str) -> None:
    data = declaration(lang, name=name, item="").pdf()
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1
    assert 15 < min(heights(data)) < max(heights(data)) < 842
    if name == "LiOH":
        assert "LiOH" in words(data)


def test_own_words_make_the_type_smaller_and_not_the_page_two() -> None:
    said = "The figure was made with the plant's own meters. " * 40
    document = declaration(texts={"pcf-quality": [Text(said)], "pcf-verification": [Text("Read by the board.")]})
    data = document.pdf()
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1
    assert min(heights(data)) > 15
    assert words(data).count("own meters") == 40
    assert "Read by the board." in words(data)


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "es"])
def test_the_page_holds_figure_interval_period_digest_and_twin(lang: str) -> None:
    document = declaration(lang)
    text = words(document.pdf()).replace(" ", "")
    twin = study().twin
    assert twin is not None
    for told in (twin.name, twin.digest, twin.id, RUN.digest, "2025-01-01", "2028-12-31", "ISO14067", "SalarGroup"):
        assert told in text, told
    for id in ("pcf", "pcf-low", "pcf-high", "pcf-including", "pcf-unverified"):
        assert document.numbers[id].printed.split(" ")[0].replace("\u00a0", "") in text, id


def test_twin_and_figures_are_attached_to_the_page_byte_for_byte() -> None:
    document = declaration()
    held = pypdf.PdfReader(io.BytesIO(document.pdf())).attachments
    twin = study().twin
    assert twin is not None
    assert held[twin.name] == [twin.data]
    assert json.loads(held["numbers.json"][0])["numbers"]["pcf"]["value"] == 9.949


@pytest.mark.parametrize("name", ["a.pact.json", "zinc-2025.pact.json"])
def test_a_figure_is_explained_whatever_the_twin_is_called(name: str, tmp_path: Path) -> None:
    twin = study().twin
    assert twin is not None
    saved = declaration(twin=replace(twin, name=name)).save(tmp_path / "page.pdf")
    assert "9.949" in numbers_in(saved).explain("pcf")


def test_without_a_twin_or_a_check_the_page_says_so() -> None:
    document = declaration(twin=None, exempted=None)
    text = words(document.pdf())
    assert "No machine-readable twin" in text
    assert "not verified by a third party" in text
    assert "not known" in text
    assert "Not stated here. Verification; Machine-readable twin" in text
    assert list(pypdf.PdfReader(io.BytesIO(document.pdf())).attachments) == ["numbers.json"]
    verified = words(declaration(verification="Auditor · ISO 14064-3 · 2026-03-01").pdf())
    assert "not verified" not in verified
    assert "Auditor · ISO 14064-3 · 2026-03-01" in verified


def test_the_web_page_also_lists_what_of_it_is_answered() -> None:
    document = declaration()
    assert any(b["type"] == "table" and b["id"] == "coverage" for b in document.view.blocks)
    assert "declaration-stages" in document.html()


def test_an_unassessed_footprint_is_no_zero() -> None:
    text = words(declaration(footprint=Footprint(total=None), interval=None, views={}, parts=None).pdf())
    assert "not assessed" in text
    assert "0.00 kg" not in text


def test_names_with_markup_stand_as_text() -> None:
    text = words(declaration(item="", name="#panic() *x* <b>", maker="$y$", verification="#import").pdf())
    for told in ("#panic() *x* <b>", "$y$", "#import"):
        assert told in text


def answers(name: str, **changes: Any) -> dict[str, str]:
    rows = answered(framework(name), Sources(study=study(**changes)))
    return {r.disclosure.topic.id: r.state for r in rows}


def test_a_chemical_is_no_answer_to_what_is_asked_of_a_battery() -> None:
    rows = answered(framework("eu-battery-cf"), Sources(study=study()))
    told = {r.disclosure.topic.id: r for r in rows}
    assert {told[t].state for t in ("pcf-life", "pcf-stages", "pcf", "pcf-quality")} == {"not yet"}
    assert language("en").text(told["pcf-stages"].missing) == "the study's product is counted in kg, not in kWh"


def test_the_figure_over_the_life_of_a_battery_is_the_footprint_divided_by_what_it_gives() -> None:
    battery = Footprint(product="battery pack", per="kWh", amount=2.0, total=140.0)
    assert answers("eu-battery-cf", footprint=battery, item="")["pcf-life"] == "not yet"
    rows = answered(framework("eu-battery-cf"), Sources(study=study(footprint=battery, item="", life=2000.0)))
    node = next(r for r in rows if r.disclosure.topic.id == "pcf-life").nodes[0]
    assert node.cards[0].figure.value == pytest.approx(140.0 / 2 / 2000)


def test_the_databases_of_a_study_answer_for_themselves() -> None:
    assert answers("iso-14067")["pcf-databases"] == "data"
    assert answers("iso-14067", databases=())["pcf-databases"] == "not yet"
