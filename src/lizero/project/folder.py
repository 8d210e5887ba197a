"""A project: a folder that a person can read, with ``lizero.toml`` at its top.

    lizero.toml      settings
    registers/       sites.csv, ownership.csv, … one file a register
    activity/        what was used, made and released: one file an import, or workbooks kept by hand
    factors/         the project's own factors
    systems/         product systems: databases that were imported, or folders kept by hand
    methods/         methods of impact assessment that were imported, or kept by hand
    imports/         each imported file as it came, and journal.csv
    narrative/       texts for reports
    frozen/          years that were frozen, each a folder that anybody can compute again
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding, ProjectRefused
from lizero.factors import Library
from lizero.impact import Method
from lizero.importers import read_mapping, read_registers
from lizero.importers.activity import record_of
from lizero.importers.part import Tell
from lizero.lca import System
from lizero.project.checkup import Checkup, checkup
from lizero.project.freezing import Frozen, freeze
from lizero.project.imports import Imported, import_file, pending, record_files, undo
from lizero.project.journal import Entry, entries
from lizero.project.methods import TakenMethod, drop_method, method_at, methods_in, take_methods
from lizero.project.own import layered, own_factors
from lizero.project.results import Asked
from lizero.project.settings import Settings, read_settings
from lizero.project.skeleton import create
from lizero.project.systems import TakenSystem, drop_system, system_at, systems_in, take_system

__all__ = ["SETTINGS", "Project"]

SETTINGS = "lizero.toml"


@dataclass(frozen=True)
class Project:
    """The project in `folder`. `findings` are those of its settings.

    Raises ProjectRefused when the folder has no ``lizero.toml``.
    """

    folder: Path
    settings: Settings = field(init=False)
    findings: tuple[Finding, ...] = field(init=False)

    def __init__(self, folder: str | Path) -> None:
        object.__setattr__(self, "folder", Path(folder))
        settings, findings = read_settings(_top(Path(folder)))
        object.__setattr__(self, "settings", settings)
        object.__setattr__(self, "findings", findings)

    @classmethod
    def create(cls, folder: str | Path, *, year: int, name: str = "", language: str = "en") -> Project:
        """A new project in `folder`; see `create`. Raises ProjectRefused when the folder exists and is not empty."""
        return cls(create(folder, year=year, name=name, language=language))

    @classmethod
    def find(cls, start: str | Path) -> Project:
        """The project that `start` lies in: the nearest folder upward that has a ``lizero.toml``."""
        here = Path(start).resolve()
        for folder in (here, *here.parents):
            if (folder / SETTINGS).is_file():
                return cls(folder)
        raise ProjectRefused(
            f"{here} lies in no project: no folder upward has a {SETTINGS}; make one with 'lizero new NAME'"
        )

    def record(self) -> Record:
        """The whole record: everything in ``activity/`` with the registers, checked against each other.

        Rows that imports set apart are among the rejected, so that a total without them says so.
        """
        files = record_files(self.folder)
        record = record_of(files, self.folder / "registers")
        none = Finding("activity", "activity.none", "the project has no activity yet", "lizero import FILE", "warning")
        apart, found = pending(self.folder)
        rejected = pl.concat([f for f in (record.rejected, apart) if f.height] or [pl.DataFrame()], how="diagonal_relaxed")
        return replace(record, rejected=rejected, findings=(*record.findings, *found, *(() if files else (none,))))

    def take(self, path: str | Path, *, on: date, mapping: str | Path | None = None, tell: Tell | None = None) -> Imported:
        """Import the file at `path`, read by the saved `mapping` (a TOML file) where one is given; `on` is the day.

        `tell` is told the bytes read and the bytes of the whole while a large file is read.
        """
        return import_file(self.folder, path, on=on, mapping=read_mapping(mapping) if mapping else None, tell=tell)

    def check(self, path: str | Path, *, mapping: str | Path | None = None, to: str | Path | None = None) -> Checkup:
        """What an import of the file at `path` would find, and the copy that shows it, written to the folder `to`.

        Nothing is imported. By default the copy stands beside the file.
        """
        return checkup(self.folder, Path(path), read_mapping(mapping) if mapping else None, Path(to or Path(path).parent))

    def take_system(self, path: str | Path, *, name: str = "") -> TakenSystem:
        """Import the database of unit processes at `path` as the system `name`, by default that of the file."""
        return take_system(self.folder, path, name=name)

    def systems(self) -> tuple[str, ...]:
        """The names of the product systems of the project."""
        return systems_in(self.folder)

    def system(self, name: str) -> System:
        """The product system `name` of the project. Raises UnknownName with the names of those it has."""
        return system_at(self.folder, name)

    def drop_system(self, name: str) -> str:
        """Take an imported product system, told by its name or its file, out of the project; its name."""
        return drop_system(self.folder, name)

    def take_methods(self, path: str | Path, flows: pl.DataFrame | None = None) -> tuple[TakenMethod, ...]:
        """Import every method at `path`; `flows`: those of the database that the methods belong to."""
        return take_methods(self.folder, path, flows)

    def methods(self) -> tuple[str, ...]:
        """The names of the methods of the project."""
        return methods_in(self.folder)

    def method(self, name: str) -> tuple[Method, tuple[Finding, ...]]:
        """The method `name` of the project, with findings on its rows. Raises UnknownName with the names of those it has."""
        return method_at(self.folder, name)

    def drop_method(self, name: str) -> str:
        """Take an imported method out of the project; its name."""
        return drop_method(self.folder, name)

    def undo(self, name: str) -> Entry:
        """Take an import, told by its id or file name, out of the record."""
        return undo(self.folder, name)

    def imports(self) -> list[Entry]:
        """The journal of imports, oldest first."""
        return entries(self.folder)

    def library(self) -> Library:
        """The factor libraries of the settings in their precedence, ``own`` being the project's ``factors/``."""
        own = own_factors(self.folder / "factors")
        registers, _ = read_registers(self.folder / "registers")
        made = layered(self.settings.libraries, own.frame, registers)
        return replace(made, findings=(*own.findings, *made.findings))

    def freeze(self, year: int, *, on: date, partial: bool = False) -> Frozen:
        """The year frozen below ``frozen/``; see `freeze`."""
        asked = Asked(self.record(), self.library(), self.settings, year)
        return freeze(asked, self.folder / "frozen", on=on, partial=partial)

    def frozen(self) -> list[Path]:
        """The frozen folders, by name."""
        return sorted(p.parent for p in (self.folder / "frozen").glob("*/manifest.json"))

    def path(self, *parts: str) -> Path:
        """A path below the project's folder."""
        return self.folder.joinpath(*parts)


def _top(folder: Path) -> str:
    top = folder / SETTINGS
    if not top.is_file():
        raise ProjectRefused(f"{folder} is no project: it has no {SETTINGS}; make one with 'lizero new NAME'")
    try:
        return top.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProjectRefused(f"{SETTINGS} in {folder} is not UTF-8: {error}; save it as UTF-8") from error
