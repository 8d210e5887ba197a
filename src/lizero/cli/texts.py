"""The company's own words of a project: Markdown below ``narrative/``, with the figures of the run by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lizero.errors import Finding
from lizero.report.narrative import narrative
from lizero.report.tree import Node, Number

__all__ = ["texts"]


def texts(folder: Path, lang: str, numbers: Mapping[str, Number]) -> tuple[dict[str, list[Node]], tuple[Finding, ...]]:
    """Nodes by name of text, and findings; ``governance.zh-Hans.md`` goes before ``governance.md`` in Chinese.

    A text in another language only does not stand in for a missing one.
    """
    made: dict[str, list[Node]] = {}
    findings: list[Finding] = []
    for path in sorted((folder / "narrative").glob("*.md"), key=lambda p: (p.name.count("."), p.name)):
        name, _, told = path.stem.partition(".")
        if told and told.casefold() != lang.casefold():
            continue
        try:
            made[name], found = narrative(path.read_text(encoding="utf-8"), numbers, f"narrative/{path.name}")
        except UnicodeDecodeError as error:
            found = (Finding(f"narrative/{path.name}", "narrative.encoding", f"the text is not UTF-8: {error}", "save it as UTF-8", "error"),)
        findings += found
    return made, tuple(findings)
