"""The product system that a command means: shipped, in a file or folder, imported into the project, or the own record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import lizero as lz
from lizero.cli.place import place_at
from lizero.errors import Finding, ProjectRefused, UnknownName

if TYPE_CHECKING:
    from lizero.lca import System
    from lizero.project import Project

__all__ = ["CHAIN", "project_around", "system_of"]

CHAIN = "lithium-chain"


def system_of(name: str | None, folder: Path | None, year: int | None, allocation: str) -> tuple[System, tuple[Finding, ...]]:
    """The system that `name` means, and findings of reading it. Raises UnknownName, ProjectRefused."""
    here = project_around(folder)
    if name is None and here is not None:
        place = place_at(folder, year)
        return cast("System", lz.foreground(place.record, place.year, allocation=allocation, library=place.library)), ()
    kept = here.systems() if here is not None else ()
    if here is not None and name in kept:
        made = _compiled(here, name)
        return made, made.findings
    if name is not None and name != CHAIN and Path(name).exists():
        from lizero.importers.lca import read_database

        found = read_database(name)
        return found.system, found.findings
    try:
        return cast("System", lz.load(name or CHAIN)), ()
    except UnknownName as error:
        raise UnknownName("product system or file", name or CHAIN, (CHAIN, *kept)) from error


def _compiled(here: Project, name: str) -> System:
    """A system of the project; one that was imported is kept compiled, for its files change only when it is imported again."""
    from lizero.scale import compiled

    place, shelf = here.path("systems", name), here.path(".cache", "systems", name)
    if not (place / "source.toml").is_file():
        return here.system(name)
    shelf.mkdir(parents=True, exist_ok=True)
    here.path(".cache", ".gitignore").write_text("*\n", encoding="utf-8")
    return compiled(place, shelf, read=lambda _: here.system(name))


def project_around(folder: Path | None) -> Project | None:
    """The project in `folder`, else the one around; None where there is none around. Raises ProjectRefused."""
    try:
        return cast("Project", lz.Project(folder) if folder is not None else lz.Project.find(Path.cwd()))
    except ProjectRefused:
        if folder is not None:
            raise
        return None
