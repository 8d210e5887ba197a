"""Freeze a year: its inputs, the factors it used and its results, in a folder that anybody can compute again.

    frozen/2025-3f2a9c1b04de/
        manifest.json       year, settings, input digest, result digest, code version, and the SHA-256 of each file
        manifest.sha256     the SHA-256 of manifest.json
        inputs/             the record, its registers, the factors, parameters and stand-ins that were used
        results/            what was computed
        lines/              a short digest of each line, so that a difference is named by its line

The folder is named after the year and the input digest: canonical rows of the inputs, editions of the libraries,
settings (convention 10). What is computed comes in as a function, and so does the day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from lizero import __version__
from lizero.activity import Record
from lizero.errors import Finding, FreezeRefused
from lizero.factors import Library
from lizero.project.canonical import csv_text, digest
from lizero.project.inputs import input_texts, used
from lizero.project.settings import Settings
from lizero.project.store import write

__all__ = ["LINE", "Asked", "Compute", "Computed", "Frozen", "freeze", "line_digests"]

LINE = 12


@dataclass(frozen=True)
class Asked:
    """What is computed: the record, the libraries, the settings, and the year."""

    record: Record
    library: Library
    settings: Settings
    year: int


@dataclass(frozen=True)
class Computed:
    """Result frames by name, findings, whether every line is resolved, the ids of the factors that were used, and
    further frames that the results rest on (`inputs`: the characterisation method).
    """

    tables: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...] = ()
    complete: bool = True
    factors: frozenset[str] = frozenset()
    inputs: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)


Compute = Callable[[Asked], Computed]


@dataclass(frozen=True)
class Frozen:
    """A frozen folder, its input digest, and what was found when it was frozen."""

    folder: Path
    digest: str
    findings: tuple[Finding, ...]
    complete: bool


def freeze(asked: Asked, folder: str | Path, *, compute: Compute, on: date, partial: bool = False) -> Frozen:
    """The year of `asked` frozen below `folder`; the same inputs always give the same folder, which is then kept.

    Raises FreezeRefused, naming the lines, when an error keeps the total from being complete, unless `partial`, and
    when the inputs to be frozen do not give the same results again.
    """
    computed = compute(asked)
    _refuse(asked.year, computed, partial)
    inputs = input_texts({**used(asked, computed.factors), **computed.inputs})
    results = {f"results/{name}.csv": csv_text(frame) for name, frame in computed.tables.items()}
    name = digest(inputs)
    place = Path(folder) / f"{asked.year}-{name[:12]}"
    if not (place / "manifest.sha256").is_file():
        _write(place, inputs, results, _manifest(asked, computed, name, results, on))
    return Frozen(place, name, computed.findings, computed.complete)


def line_digests(text: str) -> str:
    """The first hexadecimal digits of the SHA-256 of each line of `text`, one a line."""
    return "".join(hashlib.sha256(line.encode("utf-8")).hexdigest()[:LINE] + "\n" for line in text.split("\n")[:-1])


def _refuse(year: int, computed: Computed, partial: bool) -> None:
    errors = [f for f in computed.findings if f.severity == "error"]
    if (computed.complete and not errors) or partial:
        return
    shown = "\n".join(f"  {f}" for f in errors[:20])
    more = f"\n  and {len(errors) - 20} more" if len(errors) > 20 else ""
    raise FreezeRefused(
        f"{year} cannot be frozen: {len(errors)} errors keep its total from being complete (convention 2)\n{shown}{more}\n"
        "mend them, or freeze the year as partial, which marks it incomplete"
    )


def _manifest(asked: Asked, computed: Computed, name: str, results: Mapping[str, str], on: date) -> dict[str, Any]:
    return {
        "year": asked.year,
        "project": asked.settings.name,
        "complete": computed.complete and not any(f.severity == "error" for f in computed.findings),
        "input_digest": name,
        "result_digest": digest(results),
        "code_version": __version__,
        "frozen_on": on.isoformat(),
        "summary": dict(computed.summary),
        "findings": [f.as_dict() for f in computed.findings],
    }


def _write(place: Path, inputs: Mapping[str, str], results: Mapping[str, str], manifest: dict[str, Any]) -> None:
    """Every file, the manifest, and last the digest of the manifest, whose presence says that the folder is whole."""
    files = {**inputs, **results}
    files |= {f"lines/{name.replace('/', '-')}.txt": line_digests(text) for name, text in files.items()}
    for name, text in files.items():
        write(place / name, text)
    sums = {name: hashlib.sha256(text.encode("utf-8")).hexdigest() for name, text in sorted(files.items())}
    told = json.dumps({**manifest, "files": sums}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write(place / "manifest.json", told)
    write(place / "manifest.sha256", hashlib.sha256(told.encode("utf-8")).hexdigest() + "\n")
