"""Blocks of a large import that is under way, kept in a folder until it is whole."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import polars as pl

from lizero.errors import Finding
from lizero.importers.reading import Reading
from lizero.project.store import file_name, write

__all__ = ["Parts"]


class Parts:
    """The blocks in `folder`, each written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, name: str) -> Reading | None:
        """The block `name` as it was kept; None when it was not."""
        told = self._file(name, "json")
        if not told.is_file():
            return None
        more = json.loads(told.read_text(encoding="utf-8"))
        rows = pl.read_parquet(self._file(name, "rows"))
        apart = pl.read_parquet(self._file(name, "apart"))
        findings = tuple(Finding(**f) for f in more["findings"])
        return Reading(rows.drop("where"), apart, findings, rows["where"], more["letters"])

    def put(self, name: str, reading: Reading) -> None:
        """Keep the block `name`: its rows first, and last the file that says that it is whole."""
        rows = reading.frame.with_columns(reading.places.alias("where"))
        for kind, frame in (("rows", rows), ("apart", reading.rejected)):
            sink = io.BytesIO()
            frame.write_parquet(sink)
            write(self._file(name, kind), sink.getvalue())
        more = {"findings": [f.as_dict() for f in reading.findings], "letters": {t: dict(c) for t, c in reading.letters.items()}}
        write(self._file(name, "json"), json.dumps(more, ensure_ascii=False))

    def clear(self) -> None:
        """Take the blocks away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, name: str, kind: str) -> Path:
        return self.folder / file_name(name, f".{kind}")
