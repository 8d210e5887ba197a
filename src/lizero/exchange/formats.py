"""Which formats a system can be written in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lizero.errors import Finding, UnknownName
from lizero.exchange.content import Content
from lizero.exchange.datapackage import write_datapackage
from lizero.exchange.ecospold2 import write_ecospold2
from lizero.exchange.folder import write_folder
from lizero.exchange.ilcd import write_ilcd
from lizero.exchange.jsonld import write_jsonld
from lizero.lca import System

__all__ = ["FORMATS", "write_system"]

FORMATS: dict[str, Callable[[Content, Path], None]] = {
    "jsonld": write_jsonld, "ecospold2": write_ecospold2, "ilcd": write_ilcd, "datapackage": write_datapackage, "folder": write_folder,
}
"""Format → its writer."""


def write_system(
    system: System, path: str | Path, format: str, *, scenario: str | None = None, year: int | None = None
) -> tuple[Finding, ...]:
    """Write `system`, in a scenario and year of its parameters, to `path` in a format of `FORMATS`; findings on the system.

    Raises UnknownName for another format, SystemRefused when there is nothing to write.
    """
    if format not in FORMATS:
        raise UnknownName("format", format, FORMATS)
    content = Content(system, scenario, year)
    FORMATS[format](content, Path(path))
    return content.findings
