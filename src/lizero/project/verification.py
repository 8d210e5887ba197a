"""Verify a frozen folder: every byte as it was frozen, and the same results when it is computed again from itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from lizero import __version__
from lizero.errors import Finding, VerifyFailed
from lizero.project.canonical import digest
from lizero.project.compare import differing_line, differing_result
from lizero.project.freezing import DIGITS, line_digests, result_texts
from lizero.project.inputs import input_texts, read_inputs, texts_in
from lizero.project.results import Compute, inventory_results
from lizero.project.store import file_sha256

__all__ = ["Verified", "verify"]


@dataclass(frozen=True)
class Verified:
    """A folder that holds: its year, its input digest, how many files and result rows were compared, and notices."""

    folder: Path
    year: int
    digest: str
    files: int
    rows: int
    findings: tuple[Finding, ...]


def verify(folder: str | Path, *, compute: Compute = inventory_results) -> Verified:
    """Compute the frozen `folder` again, from its own files alone, and compare.

    Raises VerifyFailed, naming the first file and line that differ: an edited byte, a missing or added file, another
    input digest, or a result further than 1e-9 (relative) from the frozen one (convention 10). Another code version
    is a notice.
    """
    folder = Path(folder)
    manifest = _manifest(folder)
    _untouched(folder, manifest["files"])
    asked = read_inputs(texts_in(folder))
    computed = compute(asked)
    _same_inputs(folder, input_texts(asked, computed), manifest["input_digest"])
    rows = _same_results(folder, result_texts(computed))
    return Verified(folder, asked.year, manifest["input_digest"], len(manifest["files"]), rows, _notices(folder, manifest))


def _manifest(folder: Path) -> dict[str, Any]:
    told, seal = folder / "manifest.json", folder / "manifest.sha256"
    for path in (told, seal):
        if not path.is_file():
            raise VerifyFailed(f"{folder} is no frozen year: it has no {path.name}")
    if seal.read_bytes() != file_sha256(told).encode() + b"\n":
        raise VerifyFailed(f"{folder.name}: manifest.json and manifest.sha256 do not belong together; one of them was edited")
    manifest: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    if not folder.resolve().name.endswith(manifest["input_digest"][:DIGITS]):
        raise VerifyFailed(f"{folder.name}: the folder does not bear the digest of its inputs, {manifest['input_digest'][:DIGITS]}")
    return manifest


def _untouched(folder: Path, files: Mapping[str, str]) -> None:
    """Every file of the manifest as it was, and no file more."""
    for name in sorted(files, key=lambda n: (n.startswith("lines/"), n)):
        path = folder / name
        if not path.is_file():
            raise VerifyFailed(f"{folder.name}: {name} is missing")
        if file_sha256(path) != files[name]:
            raise VerifyFailed(f"{folder.name}: {name} is not as it was frozen{_edited_line(folder, name)}")
    held = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    added = sorted(held - set(files) - {"manifest.json", "manifest.sha256"})
    if added:
        raise VerifyFailed(f"{folder.name}: {added[0]} was added after the year was frozen")


def _edited_line(folder: Path, name: str) -> str:
    """Which line differs, by the digests of lines that were frozen beside the file."""
    frozen = folder / "lines" / f"{name.replace('/', '-')}.txt"
    if name.startswith("lines/") or not frozen.is_file():
        return ""
    text = (folder / name).read_bytes().decode("utf-8", errors="replace")
    whole = text if text.endswith("\n") else text + "\n"
    then, now = frozen.read_bytes().decode("utf-8", errors="replace").split("\n"), line_digests(whole).split("\n")
    for number, (a, b) in enumerate(zip_longest(then, now, fillvalue=""), 1):
        if a != b:
            said = whole.split("\n")
            return f"; line {number} differs, it now says {said[number - 1][:200] if number <= len(said) else ''!r}"
    return "; its last line end differs"


def _same_inputs(folder: Path, texts: Mapping[str, str], frozen: str) -> None:
    if digest(texts) == frozen:
        return
    then = texts_in(folder)
    for name in sorted(texts.keys() | then.keys()):
        difference = differing_line(then.get(name, ""), texts.get(name, ""))
        if difference:
            raise VerifyFailed(f"{folder.name}: {name} reads otherwise when it is computed again: {difference}")
    raise VerifyFailed(f"{folder.name}: the input digest is {digest(texts)}, it was frozen as {frozen}")


def _same_results(folder: Path, now: Mapping[str, str]) -> int:
    then = {f"results/{p.name}": p.read_text(encoding="utf-8") for p in sorted((folder / "results").glob("*.csv"))}
    for name in sorted(then.keys() | now.keys()):
        difference = differing_result(then.get(name, ""), now.get(name, ""))
        if difference:
            raise VerifyFailed(f"{folder.name}: {name}: {difference}")
    return sum(text.count("\n") - 1 for text in then.values())


def _notices(folder: Path, manifest: Mapping[str, Any]) -> tuple[Finding, ...]:
    found = []
    if manifest["code_version"] != __version__:
        message = f"frozen by version {manifest['code_version']}, computed again by {__version__}: the results are equal"
        found.append(Finding(folder.name, "verify.version", message, "", "notice"))
    if not manifest["complete"]:
        found.append(Finding(folder.name, "verify.partial", "the year was frozen as partial; its total is incomplete", "", "warning"))
    return tuple(found)
