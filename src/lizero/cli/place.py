"""The project that a command works in, and what is computed from it once a command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import lizero as lz
from lizero.errors import Finding, ProjectRefused, UnknownName
from lizero.vocab import LANGUAGES

if TYPE_CHECKING:
    from lizero.activity import Record
    from lizero.factors import Library
    from lizero.inventory import Inventory
    from lizero.project import Asked, Project
    from lizero.report import Run

__all__ = ["APPROACHES", "Place", "language", "place_at"]

APPROACHES = ("equity", "financial", "operational")


@dataclass
class _Known:
    """What was read and computed of a project, once a command."""

    project: Project
    made: dict[tuple[int, str, str], Inventory] = field(default_factory=dict)
    other: dict[tuple[int, str], Any] = field(default_factory=dict)

    @cached_property
    def record(self) -> Record:
        return self.project.record()

    @cached_property
    def library(self) -> Library:
        return self.project.library()


@dataclass(frozen=True)
class Place:
    """A project and a year of it; record, library and inventories are made when they are first asked for, and once."""

    project: Project
    year: int
    known: _Known | None = field(default=None, repr=False, compare=False)

    def at(self, year: int) -> Place:
        """The same project in another year, with what is known of it."""
        return replace(self, year=year, known=self._known)

    @cached_property
    def _known(self) -> _Known:
        return self.known or _Known(self.project)

    @property
    def record(self) -> Record:
        """The project's whole record."""
        return self._known.record

    @property
    def library(self) -> Library:
        """The project's factor libraries."""
        return self._known.library

    def asked(self, *, approach: str | None = None, gwp: str | None = None) -> Asked:
        """What is computed: the settings, with another approach or GWP set where one is given."""
        from lizero.project import Asked

        if approach is not None and approach not in APPROACHES:
            raise UnknownName("approach", approach, APPROACHES)
        settings = self.project.settings
        settings = replace(settings, approach=approach or settings.approach, gwp=gwp or settings.gwp)
        return Asked(self.record, self.library, settings, self.year)

    def inventory(self, *, approach: str | None = None, gwp: str | None = None) -> Inventory:
        """The inventory of the year."""
        from lizero.project import inventory_of

        asked = self.asked(approach=approach, gwp=gwp)
        key = (self.year, asked.settings.approach, asked.settings.gwp)
        if key not in self._known.made:
            self._known.made[key] = inventory_of(asked)
        return self._known.made[key]

    def kept(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives for `name` of the year, made once."""
        if (self.year, name) not in self._known.other:
            self._known.other[self.year, name] = make()
        return self._known.other[self.year, name]

    def digest(self, made: Inventory) -> str:
        """The input digest of an inventory of this place."""
        from lizero.project import input_digest, results_of

        return input_digest(self.asked(approach=made.approach, gwp=made.gwp), results_of(made))

    def called(self, lang: str = "en") -> str:
        """What the reporting organisation is called in `lang`, as its register says; else the project's name."""
        register, column = self.record.registers.get("ORGANISATIONS"), f"name_{lang.split('-')[0]}"
        names = {} if register is None or column not in register.columns else dict(register.select("organisation", column).iter_rows())
        return str(names.get(self.project.settings.holder) or self.project.settings.name)

    def run(self, kind: str, made: Inventory, lang: str = "en") -> Run:
        """What a document of `kind` in `lang` says about the run behind it."""
        from lizero.report import Run

        digest = self.digest(made)
        frozen = any(p.name.endswith(digest[:12]) for p in self.project.frozen())
        return Run(digest=digest, command=f"lizero report {kind} {self.year}", organisation=self.called(lang), frozen=frozen)

    def findings(self, *more: Finding) -> tuple[Finding, ...]:
        """Findings of the settings, the record and the libraries, with `more`, each once."""
        return tuple(dict.fromkeys((*self.project.findings, *self.record.findings, *self.library.findings, *more)))


def place_at(folder: Path | None, year: int | None = None) -> Place:
    """The project in `folder`, or the one that the current folder lies in, and `year`, or its last. Raises ProjectRefused."""
    project = cast("Project", lz.Project(folder) if folder is not None else lz.Project.find(Path.cwd()))
    return Place(project, year if year is not None else _last_year(project))


def _last_year(project: Project) -> int:
    if project.settings.years:
        return max(project.settings.years)
    ends = project.record().activity["end"].drop_nulls()
    if ends.is_empty():
        raise ProjectRefused(f"{project.folder} has no activity yet, so no year can be meant; import a file first")
    return int(max(d.year for d in ends))


def language(text: str) -> str:
    """The language that `text` names: en, zh-hans or es, in any case. Raises UnknownName."""
    for known in LANGUAGES:
        if text.casefold() == known.casefold() or text.casefold() == known.split("-")[0].casefold():
            return known
    raise UnknownName("language", text, LANGUAGES)
