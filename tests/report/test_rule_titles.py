"""Every rule that a finding may name has a title in each language, and a reader of another language sees it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import lizero
from lizero.errors import Finding
from lizero.report.document import Document, Meta
from lizero.report.language import LANGUAGES, catalogue, language, rule_title
from lizero.report.tree import Findings

SOURCE = Path(lizero.__file__).parent
_RULE = re.compile(r"[a-z0-9]+(\.[a-z0-9_-]+)+")
_NO_RULES = re.compile(r"lizero\.|datum\.|\w+\.(csv|toml|json|geojson|py|xlsx|html|pdf|md|zip|xml|spold|typ|js|css|j2|npz|parquet|txt|docx|km)$")
_MAKERS = ("Finding", "notice", "note", "fault", "error", "warning", "warn", "_fault", "_finding", "_notice", "_warning")


def named(tree: ast.AST) -> Iterator[str]:
    """Rules that stand as a text in a call that makes a finding."""
    for node in ast.walk(tree):
        called = isinstance(node, ast.Call) and (getattr(node.func, "id", "") or getattr(node.func, "attr", "")) in _MAKERS
        for part in (*node.args, *(k.value for k in node.keywords)) if called and isinstance(node, ast.Call) else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and _RULE.fullmatch(part.value) and not _NO_RULES.match(part.value):
                yield part.value


def rules() -> set[str]:
    return {r for f in SOURCE.rglob("*.py") for r in named(ast.parse(f.read_text(encoding="utf-8")))}


def test_every_rule_that_the_code_names_has_a_title_in_every_language() -> None:
    found = rules()
    assert len(found) > 150
    lacking = sorted(r for r in found for lang in LANGUAGES if not rule_title(r, lang))
    assert not lacking


def test_most_rules_have_a_title_of_their_own() -> None:
    found = rules()
    assert sum(f"rule {r}" in catalogue() for r in found) >= 0.9 * len(found)


def test_a_rule_of_a_known_family_takes_the_title_of_the_family_and_another_none() -> None:
    assert rule_title("unit.of-tomorrow", "zh-Hans") == "单位"
    assert rule_title("nothing.of-this", "es") == ""
    assert language("es").finding("nothing.of-this", "as it is") == "as it is"


@pytest.mark.parametrize(("lang", "told"), [
    ("en", "unit 'tns' is not known"), ("zh-Hans", "单位'tns'未知"), ("es", "la unidad 'tns' no se conoce"),
])
def test_a_report_tells_a_finding_with_the_title_of_its_rule(lang: str, told: str) -> None:
    nodes = (Findings((Finding("2025.xlsx › B7", "unit.unknown", "unit 'tns' is not known", "write 't'"),)),)
    document = Document(nodes, Meta("note", "A note", frozen=True), lang)
    items = next(b for b in document.view.blocks if b["type"] == "findings")["items"]
    assert items[0]["message"] == told
    assert told.replace("'", "&#39;") in document.html()
