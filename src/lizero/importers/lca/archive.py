"""The files of a database, in a folder, a zip, or alone: listed and read one by one, after the list was found sane.

A member whose name leads out of the archive, a member packed so densely that it can only be an attack, and a zip that is
cut short are refused by name before anything is read. Nothing is ever written to disk.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lizero.errors import ProjectRefused

__all__ = ["Archive", "opened"]

WHOLE_LIMIT = 16_000_000_000
_RATIO, _RATIO_FROM = 200, 50_000_000


@dataclass(frozen=True, eq=False)
class Archive:
    """`names` of its files, with ``/`` between folders, sorted; `title` for messages; `path` where it lies."""

    title: str
    names: tuple[str, ...]
    source: zipfile.ZipFile | Path
    path: Path | None = None

    def read(self, name: str) -> bytes:
        """The bytes of the file `name`. Raises ProjectRefused when they are damaged."""
        try:
            if isinstance(self.source, zipfile.ZipFile):
                return self.source.read(name)
            return (self.source / name if self.source.is_dir() else self.source).read_bytes()
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise ProjectRefused(f"{self.title} › {name} is damaged and cannot be read: {error}") from error

    def ending(self, *suffixes: str) -> Iterator[str]:
        """The names that end in one of `suffixes`, case ignored."""
        return (n for n in self.names if n.lower().endswith(suffixes))


def opened(path: str | Path) -> Archive:
    """The archive at `path`: a zip, a folder, or a file alone.

    Raises ProjectRefused for a path that is not there, a zip that is damaged, locked or unsafe.
    """
    path = Path(path)
    if path.is_dir():
        names = sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file() and not p.is_symlink())
        return Archive(path.name, tuple(names), path, path)
    if not path.is_file():
        raise ProjectRefused(f"there is no file or folder {path}")
    if not _begins(path, b"PK"):
        return Archive(path.name, (path.name,), path, path)
    try:
        found = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise ProjectRefused(f"{path.name} is a zip that is damaged or cut short: fetch it again ({error})") from error
    try:
        members = [m for m in found.infolist() if not m.is_dir()]
        _sane(path.name, members)
    except ProjectRefused:
        found.close()
        raise
    return Archive(path.name, tuple(sorted({m.filename for m in members})), found, path)


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _sane(title: str, members: list[zipfile.ZipInfo]) -> None:
    total = sum(m.file_size for m in members)
    if total > WHOLE_LIMIT:
        raise ProjectRefused(f"{title} unpacks to {total:,} bytes; at most {WHOLE_LIMIT:,} are read")
    for member in members:
        place = PurePosixPath(member.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            raise ProjectRefused(f"{title} › {member.filename} leads out of the archive; the archive is not read")
        if member.file_size > _RATIO_FROM and member.file_size > _RATIO * max(member.compress_size, 1):
            raise ProjectRefused(
                f"{title} › {member.filename} unpacks {member.compress_size:,} bytes to {member.file_size:,}: "
                "no inventory is packed so densely; it is not opened"
            )
        if member.flag_bits & 1:
            raise ProjectRefused(f"{title} › {member.filename} is locked by a password: unlock the archive first")
