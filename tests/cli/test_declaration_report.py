"""``lizero report pcf-declaration``: one page, its twin beside it with the digest that the page names, and what a company states."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from lizero.cli import commands
from lizero.exchange.carbon import carbon_held
from lizero.exchange.pact import check_footprint
from lizero.project.declaration import stated_in
from lizero.project.illustrative import inbox, make

FILE = """
company-ids = ["urn:pact:lithium.example:supplier-id:1"]
standards = ["ISO14067", "PACT-3.0"]
[verification]
provider = "Auditor"
completed = "2026-03-01T00:00:00Z"
[products."lithium hydroxide monohydrate"]
ids = ["urn:pact:cas.org:substance-number:1310-66-3"]
primary-data-share = 40
packaging = false
capture = false
exempted = 1.5
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make(tmp_path_factory.mktemp("声明") / "项目 demo")
    for path in inbox(made.folder):
        made.take(path, on=date(2026, 1, 31))
    return made.folder


def written(project: Path, target: Path) -> str:
    found = CliRunner().invoke(commands(["report"]), ["report", "pcf-declaration", "2025", "--project", str(project), "-o", str(target)])
    assert found.exit_code == 0, found.output
    return found.output


def test_the_page_names_the_digest_of_the_twin_beside_it(project: Path, tmp_path: Path) -> None:
    (project / "declaration.toml").write_text(FILE, encoding="utf-8")
    written(project, tmp_path / "out" / "page.pdf")
    data = (tmp_path / "out" / "lithium-hydroxide-monohydrate-2025.pact.json").read_bytes()
    reader = pypdf.PdfReader(tmp_path / "out" / "page.pdf")
    text = "".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    assert hashlib.sha256(data).hexdigest() in text
    assert "Auditor" in text
    made = json.loads(data)
    assert check_footprint(made) == ()
    assert made["pcf"]["exemptedEmissionsPercent"] == "1.5"
    assert made["productIds"] == ["urn:pact:cas.org:substance-number:1310-66-3"]
    told = json.loads(reader.attachments["numbers.json"][0])["numbers"]
    assert float(made["pcf"]["pcfExcludingBiogenicUptake"]) == pytest.approx(told["pcf"]["value"], rel=1e-9)
    assert io.BytesIO(reader.attachments["lithium-hydroxide-monohydrate-2025.pact.json"][0]).read() == data


def test_what_is_wrong_in_the_file_is_told_and_the_rest_is_used(tmp_path: Path) -> None:
    text = 'standard = ["X"]\ncompany-ids = "urn:x:1"\n[products.salt]\ncarbon = true\nexempted = 2\n'
    (tmp_path / "declaration.toml").write_text(text, encoding="utf-8")
    stated, findings = stated_in(tmp_path, "salt")
    assert stated.product == {"exempted": 2}
    assert {(f.rule, f.where.split(" › ")[-1]) for f in findings} == {
        ("declaration.unknown", "standard"), ("declaration.value", "company-ids"), ("declaration.value", "carbon")}


@pytest.mark.parametrize("data", [b"= broken", "产品 = 1".encode("gb18030"), b'products = 3\nverification = "yes"'])
def test_a_broken_file_is_a_finding(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "declaration.toml").write_bytes(data)
    stated, findings = stated_in(tmp_path, "salt")
    assert findings
    assert stated.verification == {}


def test_carbon_that_no_formula_gives_is_not_guessed() -> None:
    assert carbon_held("lithium carbonate") == pytest.approx(12.011 / 73.888, rel=1e-4)
    assert carbon_held("something new") is None
