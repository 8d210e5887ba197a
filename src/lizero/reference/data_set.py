"""Find, check and read the data sets that ship, and sets in any folder of the same form."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from lizero.errors import ReferenceRefused, UnknownName
from lizero.reference.source import Source, read_source

if TYPE_CHECKING:
    import polars as pl

__all__ = ["DataSet", "data_set", "data_sets", "open_set"]


@dataclass(frozen=True)
class DataSet:
    """A data set: what it is called, where it comes from, and its files."""

    name: str
    source: Source
    folder: Traversable

    @property
    def edition(self) -> str:
        """The edition that its source names."""
        return self.source.edition

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its CSV tables, without suffix."""
        return tuple(sorted(f.removesuffix(".csv") for f in self.source.sha256 if f.endswith(".csv")))

    def read(self, file: str) -> bytes:
        """The bytes of `file`. Raises UnknownName when the source does not list it, ReferenceRefused when it differs."""
        if file not in self.source.sha256:
            raise UnknownName(f"file with a digest in source.toml of {self.name}", file, self.source.sha256)
        target = self.folder.joinpath(*file.split("/"))
        if not target.is_file():
            raise ReferenceRefused(f"{self.name}: {file} stands in source.toml but not in the folder")
        content = target.read_bytes().replace(b"\r\n", b"\n")
        if hashlib.sha256(content).hexdigest() != self.source.sha256[file]:
            raise ReferenceRefused(f"{self.name}: {file} is not the file that source.toml describes (sha256 differs)")
        return content

    def text(self, file: str) -> str:
        """The text of `file`, UTF-8."""
        return self.read(file).decode("utf-8")

    def frame(self, name: str) -> pl.DataFrame:
        """The table ``name.csv`` with every column as text; a blank cell is null (convention 1)."""
        import polars as pl

        return pl.read_csv(io.BytesIO(self.read(f"{name}.csv")), infer_schema=False)


def open_set(folder: Traversable, *, name: str = "") -> DataSet:
    """The data set in `folder`. Raises ReferenceRefused without a readable ``source.toml``."""
    place = name or folder.name
    told = folder.joinpath("source.toml")
    if not told.is_file():
        raise ReferenceRefused(f"{place}: no source.toml; a data set says its publisher, title, edition and licence there")
    return DataSet(place, read_source(told.read_text(encoding="utf-8"), place=place), folder)


@cache
def data_set(name: str) -> DataSet:
    """The shipped data set `name`, folders joined by ``/``. Raises UnknownName or ReferenceRefused.

    >>> data_set("factors/cn-grid/2023").edition
    '2023'
    """
    parts = name.split("/")
    folder = files("lizero.reference").joinpath(*parts)
    if name not in data_sets() and (any(p in ("", ".", "..") for p in parts) or not folder.is_dir()):
        raise UnknownName("data set", name, data_sets())
    return open_set(folder, name=name)


@cache
def data_sets() -> tuple[str, ...]:
    """Names of all data sets that ship, sorted.

    >>> "factors/cn-grid/2023" in data_sets()
    True
    """
    return tuple(sorted(_below(files("lizero.reference"), "")))


def _below(folder: Traversable, name: str) -> list[str]:
    found = [name] if name and folder.joinpath("source.toml").is_file() else []
    for child in folder.iterdir():
        if child.is_dir() and not child.name.startswith(("_", ".")):
            found += _below(child, f"{name}/{child.name}".lstrip("/"))
    return found
