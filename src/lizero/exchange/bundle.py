"""Zips that are the same bytes for the same content, written whole or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

__all__ = ["write_zip"]

_DAY = (1980, 1, 1, 0, 0, 0)


def write_zip(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write `files` (name, bytes) to the zip at `path`; an interrupted writing leaves nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in files:
                made.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
