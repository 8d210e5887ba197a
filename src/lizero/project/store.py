"""Files of a project, written whole or not at all, under names that every file system takes."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from pathlib import Path

__all__ = ["SOURCE", "digest_at", "file_name", "file_sha256", "source_at", "write"]

SOURCE = "source.toml"
"""The file that tells where an imported folder comes from."""

_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def file_name(text: str, ending: str = "") -> str:
    """`text` as the name of a file on every system: no reserved character, no device name, at most 80 characters.

    >>> file_name("site: 甲厂/2025", ".csv"), file_name("aux")
    ('site_ 甲厂_2025.csv', '_aux')
    """
    name = _RESERVED.sub("_", text).rstrip(". ")[:80] or "_"
    return (f"_{name}" if name.split(".")[0].lower() in _DEVICES else name) + ending


def write(path: Path, content: str | bytes) -> Path:
    """`content` at `path`: written beside it first, then put in its place in one step."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{os.getpid()}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path


def source_at(folder: Path) -> dict[str, str]:
    """What the folder's source file says of an import; nothing for a folder that was made by hand."""
    path = folder / SOURCE
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def file_sha256(path: Path) -> str:
    """The SHA-256 of the file at `path`, as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_at(path: Path) -> str:
    """The SHA-256 of the file at `path`, or of the names and digests of the files in the folder there."""
    if path.is_file():
        return file_sha256(path)
    files = sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink())
    lines = [f"{p.relative_to(path).as_posix()} {file_sha256(p)}\n" for p in files]
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
