"""What a company writes itself, in plain Markdown, merged with the figures of the run by their names.

Paragraphs, headings (``#``), lists (``-``) and ``**strong**`` words are read; ``{{scope1}}`` prints the figure of that name with its
unit. A name that is not known is a finding and is printed as it stands: no figure is made up, no sentence is lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from lizero.errors import Finding
from lizero.report.tree import Heading, Node, Number, Say, Strong, Text

__all__ = ["narrative"]

_NAMED = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}|\*\*(.+?)\*\*")
_LIST = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


def narrative(text: str, numbers: Mapping[str, Number], where: str = "narrative") -> tuple[list[Node], tuple[Finding, ...]]:
    """The nodes of a Markdown `text`, with `numbers` by name in it, and a finding for each unknown name.

    >>> nodes, found = narrative("We emit {{total}}, **{{nothing}}**.", {"total": Number(12.0, "t CO2e")})
    >>> len(nodes), found[0].rule
    (1, 'narrative.unknown')
    """
    found: dict[str, Finding] = {}
    nodes: list[Node] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").lstrip("\ufeff")):
        nodes += _block(block.strip("\n"), numbers, where, found)
    return nodes, tuple(found.values())


def _block(block: str, numbers: Mapping[str, Number], where: str, found: dict[str, Finding]) -> list[Node]:
    nodes: list[Node] = []
    held: list[str] = []

    def close() -> None:
        if held:
            nodes.append(Text(_merged(" ".join(held), numbers, where, found)))
            held.clear()

    for line in block.split("\n"):
        if heading := re.match(r"^#{1,6}\s+(.*?)\s*#*$", line):
            close()
            nodes.append(Heading(_merged(heading[1], numbers, where, found), 2))
        elif _LIST.match(line):
            close()
            held.append("• " + _LIST.sub("", line).strip())
        elif line.strip():
            held.append(line.strip())
    close()
    return nodes


def _merged(text: str, numbers: Mapping[str, Number], where: str, found: dict[str, Finding]) -> Say:
    out: list[Say] = []
    at = 0
    for m in _NAMED.finditer(text):
        out += [text[at:m.start()]] if m.start() > at else []
        out.append(Strong(_merged(m[2], numbers, where, found)) if m[2] else _figure(m[1], m[0], numbers, where, found))
        at = m.end()
    return (*out, *([text[at:]] if at < len(text) else []))


def _figure(name: str, said: str, numbers: Mapping[str, Number], where: str, found: dict[str, Finding]) -> Say:
    if name in numbers:
        return numbers[name]
    near = get_close_matches(name, list(numbers), 3) or sorted(numbers)[:6]
    found.setdefault(name, Finding(where, "narrative.unknown", f"no figure is named {name!r}",
                                   f"names there are: {', '.join(near) or 'none'}", "warning"))
    return said
