"""Writes the digests of a data set into its ``source.toml``; what the file says otherwise stays.

Run from the repository root: ``uv run python tools/reference_source.py src/lizero/reference/gwp``.
"""

from __future__ import annotations

import hashlib
import sys
import tomllib
from pathlib import Path

import tomli_w


def digests(folder: Path) -> dict[str, str]:
    """sha256 by file name, line ends as LF, of every file but ``source.toml`` and of folders that are no sets of their own."""
    own = [f for f in sorted(folder.rglob("*")) if f.is_file() and f.name != "source.toml" and not _of_another(f, folder)]
    return {f.relative_to(folder).as_posix(): hashlib.sha256(f.read_bytes().replace(b"\r\n", b"\n")).hexdigest() for f in own}


def _of_another(file: Path, folder: Path) -> bool:
    between = file.parent.relative_to(folder).parts
    return any((folder.joinpath(*between[: n + 1]) / "source.toml").is_file() for n in range(len(between)))


def main(folders: list[str]) -> None:
    """Rewrites ``source.toml`` of each folder."""
    for name in folders:
        file = Path(name) / "source.toml"
        told = tomllib.loads(file.read_text(encoding="utf-8")) | {"sha256": digests(Path(name))}
        file.write_text(tomli_w.dumps(told), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
