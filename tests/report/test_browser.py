"""The page in a real browser: offline, quiet, clickable, printable, narrow, and without serious faults of accessibility."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from case import inventory
from drawn import CHARTS

from lizero.report import document
from lizero.report.document import Document, Meta
from lizero.report.tree import Heading

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The inventory report in three languages, and a page with every form of chart in two."""
    out = tmp_path_factory.mktemp("pages")
    for lang in ("en", "zh", "es"):
        document("inventory", inventory(), lang=lang).save(out / f"inventory-{lang}.html")
    charts = (Heading("Charts"), *(make() for make in CHARTS.values()))
    for lang in ("en", "zh-Hans"):
        Document(charts, Meta("note", "Charts"), lang).save(out / f"charts-{lang[:2]}.html")
    return out


PAGES = ("inventory-en", "inventory-zh", "inventory-es", "charts-en", "charts-zh")


class Visit:
    """A page opened with every outside request refused and written down."""

    def __init__(self, browser: Any, file: Path, width: int = 1280, height: int = 900, *, bypass: bool = False) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=bypass)
        self.page, self.outside, self.complaints = self.context.new_page(), [], []
        self.page.route("**/*", self._gate)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.goto(file.as_uri())
        boxes = self.page.locator("[data-chart]").count()
        if boxes:
            self.page.wait_for_function(f"(window.__drawn || 0) >= {boxes} || document.querySelector('.fail')", timeout=30_000)

    def _gate(self, route: Any) -> None:
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_opens_offline_without_a_request_or_a_complaint(browser: Any, folder: Path, name: str) -> None:
    with Visit(browser, folder / f"{name}.html") as visit:
        assert visit.outside == []
        assert visit.complaints == []
        assert visit.page.locator(".fail").count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_scrolls_down_only(browser: Any, folder: Path, name: str) -> None:
    with Visit(browser, folder / f"{name}.html", 390, 844) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
        wide = """() => [...document.querySelectorAll('.live svg')].map(s => s.getBoundingClientRect().right).filter(r => r > 391)"""
        assert visit.page.evaluate(wide) == []


def test_a_click_on_a_number_shows_how_it_comes_about_and_escape_closes_it(browser: Any, folder: Path) -> None:
    with Visit(browser, folder / "inventory-en.html") as visit:
        button = visit.page.locator("button.n").first
        button.click()
        panel = visit.page.locator("#why")
        assert panel.is_visible()
        told = json.loads(visit.page.locator("#numbers").text_content())["figures"][button.get_attribute("data-n")]
        assert told["value"] in panel.inner_text()
        assert "activity × conversion × factor" in panel.inner_text()
        visit.page.keyboard.press("Escape")
        assert not panel.is_visible()


def test_a_page_prints_to_pdf(browser: Any, folder: Path) -> None:
    with Visit(browser, folder / "charts-zh.html") as visit:
        printed = visit.page.pdf(format="A4", print_background=True)
        assert printed[:5] == b"%PDF-"
        assert len(printed) > 20_000


def test_without_scripts_every_chart_is_still_there(browser: Any, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "charts-en.html").as_uri())
    assert page.locator("[data-chart] svg").count() == len(CHARTS)
    context.close()


def axe() -> str:
    """The source of axe-core from an installed package or from a folder of wheels; skips where there is neither."""
    try:
        from importlib.resources import files

        return next(f.read_text(encoding="utf-8") for f in files("axe_core_python").iterdir() if f.name == "axe.min.js")
    except (ModuleNotFoundError, StopIteration):
        wheels = os.environ.get("LIZERO_TEST_WHEELS")
    if not wheels or not (found := sorted(Path(wheels).glob("axe_core_python-*.whl"))):
        pytest.skip("neither axe_core_python nor a wheel of it in LIZERO_TEST_WHEELS")
    with zipfile.ZipFile(found[-1]) as held:
        return held.read("axe_core_python/axe.min.js").decode("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser: Any, folder: Path, name: str) -> None:
    source = axe()
    with Visit(browser, folder / f"{name}.html", bypass=True) as visit:
        visit.page.add_script_tag(content=source)
        found = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    serious = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
