"""Which format a file is in, and its reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lizero.errors import ProjectRefused
from lizero.importers.lca.archive import Archive, opened
from lizero.importers.lca.brightway_excel import is_brightway_excel, read_brightway_excel
from lizero.importers.lca.datapackage import is_datapackage, read_datapackage
from lizero.importers.lca.ecospold1 import is_ecospold1, read_ecospold1
from lizero.importers.lca.ecospold2 import is_ecospold2, read_ecospold2
from lizero.importers.lca.ilcd import is_ilcd, read_ilcd
from lizero.importers.lca.jsonld import is_jsonld, read_jsonld
from lizero.importers.lca.linking import Imported, link, own
from lizero.importers.lca.raw import Raw
from lizero.importers.lca.simapro import is_simapro, read_simapro
from lizero.importers.system import read_system

__all__ = ["FORMATS", "read_database"]

FORMATS: dict[str, tuple[Callable[[Archive], bool], Callable[[Archive], Raw]]] = {
    "datapackage": (is_datapackage, read_datapackage),
    "jsonld": (is_jsonld, read_jsonld),
    "ecospold1": (is_ecospold1, read_ecospold1),
    "ecospold2": (is_ecospold2, read_ecospold2),
    "ilcd": (is_ilcd, read_ilcd),
    "simapro": (is_simapro, read_simapro),
    "brightway-excel": (is_brightway_excel, read_brightway_excel),
}
"""Format → whether an archive is in it, and its reader."""


def read_database(path: str | Path, *, name: str = "", edition: str = "") -> Imported:
    """The database at `path` (a zip, a folder or a file), whatever its format.

    Raises ProjectRefused when the file is damaged or unsafe, or in no format that is known.
    """
    archive = opened(path)
    if Path(path).is_dir() and "exchanges.csv" in archive.names:
        return own(read_system(path, name=name, edition=edition))
    for fits, read in FORMATS.values():
        if fits(archive):
            return link(read(archive), name=name or Path(path).stem, edition=edition)
    raise ProjectRefused(f"{archive.title} is in none of the formats {', '.join(FORMATS)}: its files are {', '.join(archive.names[:5])} …")
