"""A project: a folder that a person can read, with ``lizero.toml`` at its top.

    lizero.toml      settings
    registers/       sites.csv, ownership.csv, … one file a register
    activity/        what was used, made and released: one file an import, or workbooks kept by hand
    factors/         the project's own factors
    imports/         each imported file as it came, and journal.csv
    narrative/       texts for reports
    frozen/          years that were frozen, each a folder that anybody can compute again
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from lizero.activity import Record
from lizero.errors import Finding, ProjectRefused
from lizero.factors import Library
from lizero.importers import read_activity, read_registers
from lizero.importers.activity import joined
from lizero.importers.files import data_files
from lizero.project.own import layered, own_factors
from lizero.project.settings import Settings, read_settings
from lizero.schema import Checked, empty
from lizero.tables import ACTIVITY

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
    def find(cls, start: str | Path) -> Project:
        """The project that `start` lies in: the nearest folder upward that has a ``lizero.toml``."""
        here = Path(start).resolve()
        for folder in (here, *here.parents):
            if (folder / SETTINGS).is_file():
                return cls(folder)
        raise ProjectRefused(f"{here} lies in no project: no folder upward has a {SETTINGS}; make one with 'lizero new NAME'")

    def record(self) -> Record:
        """The whole record: everything in ``activity/`` with the registers, checked against each other."""
        registers, findings = read_registers(self.folder / "registers")
        activity = self.folder / "activity"
        if activity.is_dir() and data_files(activity):
            return read_activity(activity)
        none = Finding("activity", "activity.none", "the project has no activity yet", "lizero import FILE", "warning")
        return joined(Checked(empty(ACTIVITY), empty(ACTIVITY), (none,)), registers, findings)

    def library(self) -> Library:
        """The factor libraries of the settings in their precedence, ``own`` being the project's ``factors/``."""
        own = own_factors(self.folder / "factors")
        registers, _ = read_registers(self.folder / "registers")
        made = layered(self.settings.libraries, own.frame, registers)
        return replace(made, findings=(*own.findings, *made.findings))

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
