"""A document: a tree, a language, and what every page says about the run it comes from."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from lizero.errors import Finding, UnknownName
from lizero.report.fonts import missing_han
from lizero.report.html import page
from lizero.report.language import Language, language
from lizero.report.tree import Node, Say, say
from lizero.report.view import Numbered, View, figures, view
from lizero.report.xlsx import workbook

__all__ = ["Document", "Meta"]


@dataclass(frozen=True)
class Meta:
    """What stands on the cover and in every footer: title, organisation, run, state.

    `layout`: the page set-up of a PDF, ``document`` or ``sheet``, of which only what stands before the first page break is
    set. `attached`: files by name that go with the document.
    """

    kind: str
    title: Say
    subtitle: Say = ""
    organisation: str = ""
    year: str = ""
    digest: str = ""
    command: str = ""
    date: date | None = None
    frozen: bool = False
    unresolved: int = 0
    layout: str = "document"
    attached: tuple[tuple[str, bytes], ...] = ()

    @property
    def watermark(self) -> Say:
        """Why the document is a draft, or nothing."""
        if self.unresolved:
            return say("draft unresolved", count=str(self.unresolved))
        return "" if self.frozen else say("draft unfrozen")


@dataclass(frozen=True)
class Document:
    """A report that can be saved in any format and language.

    >>> from lizero.report.tree import Text
    >>> doc = Document((Text("Hello"),), Meta("note", "A note"))
    >>> "Hello" in doc.html()
    True
    """

    nodes: tuple[Node, ...]
    meta: Meta
    lang: str = "en"
    own_findings: tuple[Finding, ...] = field(default=())

    @property
    def language(self) -> Language:
        """The language it is printed in."""
        return language(self.lang)

    @cached_property
    def view(self) -> View:
        """The tree resolved in the language."""
        return view(self.nodes, self.language)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands in the way of printing it well: a missing typeface, an unknown name in a narrative."""
        printed = self._set[1] if "_set" in self.__dict__ else ()
        return (*self.own_findings, *missing_han(self.language.id), *printed)

    @property
    def numbers(self) -> dict[str, Numbered]:
        """Every figure of the document by its id."""
        return self.view.numbers

    def in_language(self, lang: str) -> Document:
        """The same document in another language."""
        return Document(self.nodes, self.meta, language(lang).id, self.own_findings)

    def explain(self, id: str) -> str:
        """One figure of the document: value, unit, how it comes about, and the digest of its run."""
        if id not in self.numbers:
            raise UnknownName("number", id, self.numbers)
        n = self.numbers[id]
        lines = [f"{n.id}: {n.printed}", f"value {n.value!r} {n.unit}".rstrip(), n.where, n.how, f"digest {self.meta.digest or '–'}"]
        return "\n".join(line for line in lines if line)

    def html(self) -> str:
        """One self-contained page that works offline."""
        return page(self.view, self.meta)

    @cached_property
    def _set(self) -> tuple[bytes, tuple[Finding, ...]]:
        from lizero.report.pdf import pdf

        return pdf(self.view, self.meta)

    def pdf(self) -> bytes:
        """PDF/A-3 with the structure of PDF/UA; `findings` then name the characters that no typeface has."""
        return self._set[0]

    def xlsx(self) -> bytes:
        """A workbook: each table a sheet, each line of the inventory a live formula."""
        return workbook(self.nodes, self.view, self.meta)

    def json(self) -> str:
        """The figures by id, for a program."""
        return json.dumps(figures(self.view, self.meta), ensure_ascii=False, indent=1)

    def docx(self) -> bytes:
        """A document of a word processor, from the same tree."""
        from lizero.report.docx import docx

        return docx(self.view, self.meta)

    def save(self, path: str | Path) -> Path:
        """Write the document in the format of the suffix of `path`; raises UnknownName for another suffix."""
        target = Path(path)
        write = _WRITERS.get(target.suffix.lower())
        if write is None:
            raise UnknownName("document format", target.suffix, _WRITERS)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(write(self))
        return target


_WRITERS: dict[str, Callable[[Document], bytes]] = {
    ".html": lambda d: d.html().encode("utf-8"),
    ".xlsx": lambda d: d.xlsx(),
    ".pdf": lambda d: d.pdf(),
    ".docx": lambda d: d.docx(),
    ".json": lambda d: d.json().encode("utf-8"),
}

Builder = Callable[..., tuple[Sequence[Node], Meta]]
Parts = tuple[Any, ...]
