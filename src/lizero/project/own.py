"""The project's own factors, stated parameters and stand-ins, laid over the libraries that its settings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.factors import Library, library
from lizero.importers import read_table
from lizero.importers.files import data_files
from lizero.importers.given import Given
from lizero.importers.reading import Reading, gathered, nothing
from lizero.tables import FACTORS

__all__ = ["layered", "own_factors"]

OWN = "own"


def own_factors(folder: Path) -> Reading:
    """The FACTORS rows in the files of `folder`; a row without a library or edition belongs to ``own``."""
    parts = [_read(path) for path in data_files(folder)] if folder.is_dir() else []
    return gathered(parts, FACTORS)


def layered(names: tuple[str, ...], own: pl.DataFrame, registers: Mapping[str, pl.DataFrame]) -> Library:
    """The libraries `names` in their order, with `own` in its place and the project's parameters over all.

    Raises UnknownName for a library or edition that does not ship.
    """
    mine = Library.of(own, parameters=registers.get("PARAMETERS"), proxies=registers.get("PROXIES"))
    return library(*[mine if n == OWN else n for n in (names if OWN in names else (OWN, *names))])


def _read(path: Path) -> Reading:
    try:
        return read_table(path, FACTORS, given=Given(constants={"library": OWN, "edition": OWN}))
    except LizeroError as error:
        refused = Finding(path.name, "file.refused", str(error), "mend the file")
        return replace(nothing(FACTORS), findings=(refused,))
