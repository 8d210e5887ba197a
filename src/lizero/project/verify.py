"""Verify a frozen folder: every byte as it was frozen, and the same results when it is computed again from itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lizero import __version__
from lizero.errors import Finding, VerifyFailed
from lizero.project.canonical import csv_text, digest
from lizero.project.freeze import LINE, Asked, Compute, line_digests
from lizero.project.inputs import input_texts, read_inputs, used
from lizero.project.store import file_sha256

__all__ = ["TOLERANCE", "Verified", "verify"]

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Verified:
    """A folder that holds: its year, its input digest, how many files and result rows were compared, and notices."""

    folder: Path
    year: int
    digest: str
    files: int
    rows: int
    findings: tuple[Finding, ...]


def verify(folder: str | Path, *, compute: Compute) -> Verified:
    """Compute the frozen `folder` again, from its own files alone, and compare.

    Raises VerifyFailed, naming the first file and line that differ: an edited byte, a missing or added file, another
    input digest, or a result further than 1e-9 (relative) from the frozen one (convention 10). Another code version
    is a notice.
    """
    folder = Path(folder)
    manifest = _manifest(folder)
    _untouched(folder, manifest["files"])
    record, library, settings, year = read_inputs(folder)
    asked = Asked(record, library, settings, year)
    computed = compute(asked)
    texts = input_texts({**used(asked, computed.factors), **computed.inputs})
    _same_inputs(folder, texts, manifest)
    rows = _same_results(folder, computed.tables, manifest["files"])
    return Verified(folder, year, manifest["input_digest"], len(manifest["files"]), rows, _notices(folder, manifest))


def _manifest(folder: Path) -> dict[str, Any]:
    told, seal = folder / "manifest.json", folder / "manifest.sha256"
    for path in (told, seal):
        if not path.is_file():
            raise VerifyFailed(f"{folder} is no frozen year: it has no {path.name}")
    if file_sha256(told) + "\n" != seal.read_bytes().decode("utf-8", errors="replace"):
        raise VerifyFailed(f"{folder.name}: manifest.json is not as it was frozen (manifest.sha256 says otherwise)")
    manifest = json.loads(told.read_text(encoding="utf-8"))
    if not isinstance(manifest, dict) or not folder.name.endswith(manifest["input_digest"][:12]):
        raise VerifyFailed(f"{folder.name}: the folder does not bear the digest of its inputs, {manifest['input_digest'][:12]}")
    return manifest


def _untouched(folder: Path, files: Mapping[str, str]) -> None:
    """Every file of the manifest as it was; no file more."""
    for name in sorted(files, key=lambda n: (n.startswith("lines/"), n)):
        path = folder / name
        if not path.is_file():
            raise VerifyFailed(f"{folder.name}: {name} is missing")
        if file_sha256(path) != files[name]:
            raise VerifyFailed(f"{folder.name}: {name} is not as it was frozen{_first_line(folder, name)}")
    held = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    added = sorted(held - set(files) - {"manifest.json", "manifest.sha256"})
    if added:
        raise VerifyFailed(f"{folder.name}: {added[0]} was added after the year was frozen")


def _first_line(folder: Path, name: str) -> str:
    """Which line differs, by the digests of lines that were frozen beside the file."""
    lines = folder / "lines" / f"{name.replace('/', '-')}.txt"
    if name.startswith("lines/") or not lines.is_file():
        return ""
    text = (folder / name).read_bytes().decode("utf-8", errors="replace")
    whole = text if text.endswith("\n") else text + "\n"
    then, now = lines.read_bytes().decode("utf-8", errors="replace").split("\n"), line_digests(whole).split("\n")
    said = whole.split("\n")
    for number, (a, b) in enumerate(zip(then, now), 1):
        if a[:LINE] != b[:LINE]:
            return f"; line {number} differs, it now says: {said[number - 1][:200]!r}"
    return f"; it had {len(then) - 1} lines"


def _same_inputs(folder: Path, texts: Mapping[str, str], manifest: Mapping[str, Any]) -> None:
    if digest(texts) == manifest["input_digest"]:
        return
    for name in sorted(texts.keys() | {n for n in manifest["files"] if n.startswith("inputs/")}):
        path = folder / name
        frozen = path.read_text(encoding="utf-8") if path.is_file() else ""
        for number, then, now in _lines(frozen, texts.get(name, "")):
            raise VerifyFailed(f"{folder.name}: {name} line {number} was {then!r} and reads {now!r} when computed again")
    raise VerifyFailed(f"{folder.name}: the input digest is {digest(texts)}, frozen as {manifest['input_digest']}")


def _lines(then: str, now: str) -> Iterator[tuple[int, str, str]]:
    a, b = then.split("\n"), now.split("\n")
    for number in range(max(len(a), len(b))):
        left, right = (x[number] if number < len(x) else "" for x in (a, b))
        if left != right:
            yield number + 1, left, right


def _same_results(folder: Path, tables: Mapping[str, pl.DataFrame], files: Mapping[str, str]) -> int:
    frozen = {n.removeprefix("results/").removesuffix(".csv") for n in files if n.startswith("results/")}
    if frozen != set(tables):
        odd = sorted(frozen ^ set(tables))[0]
        raise VerifyFailed(f"{folder.name}: result {odd!r} stands on one side only")
    return sum(_same_table(folder, name, csv_text(frame)) for name, frame in tables.items())


def _same_table(folder: Path, name: str, now: str) -> int:
    then = (folder / "results" / f"{name}.csv").read_text(encoding="utf-8")
    if then == now:
        return then.count("\n") - 1
    a, b = then.split("\n"), now.split("\n")
    if a[0] != b[0] or len(a) != len(b):
        raise VerifyFailed(f"{folder.name}: results/{name}.csv had {len(a) - 2} rows of {a[0]}; now {len(b) - 2} of {b[0]}")
    for number, left, right in _lines(then, now):
        if not _near(left, right):
            raise VerifyFailed(f"{folder.name}: results/{name}.csv line {number} was {left!r}, is {right!r}")
    return len(a) - 2


def _near(left: str, right: str) -> bool:
    """Cells equal as text, or as numbers within the tolerance."""
    a, b = left.split(","), right.split(",")
    return len(a) == len(b) and all(x == y or _close(x, y) for x, y in zip(a, b))


def _close(left: str, right: str) -> bool:
    try:
        x, y = float(left), float(right)
    except ValueError:
        return False
    return abs(x - y) <= TOLERANCE * max(abs(x), abs(y))


def _notices(folder: Path, manifest: Mapping[str, Any]) -> tuple[Finding, ...]:
    found = []
    if manifest["code_version"] != __version__:
        message = f"frozen by version {manifest['code_version']}, computed again by {__version__}: the results are equal"
        found.append(Finding(folder.name, "verify.version", message, "", "notice"))
    if not manifest["complete"]:
        found.append(Finding(folder.name, "verify.partial", "the year was frozen as partial", "", "warning"))
    return tuple(found)
