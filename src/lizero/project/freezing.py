"""Freeze a year: its inputs, the factors it used and its results, in a folder that anybody can compute again.

    frozen/2025-3f2a9c1b04de/
        manifest.json       year, input digest, result digest, code version, and the SHA-256 of each file
        manifest.sha256     the SHA-256 of manifest.json
        inputs/             the record, its registers, the factors, parameters, stand-ins and settings
        results/            what was computed
        lines/              a short digest of each line, so that an edited line is named

The folder is named after the year and the input digest: canonical rows of the inputs, editions of the libraries,
method, settings (convention 10). What is computed comes in as a function, and so does the day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lizero import __version__
from lizero.errors import Finding, FreezeRefused
from lizero.project.canonical import csv_text, digest
from lizero.project.compare import differing_result
from lizero.project.inputs import input_texts, read_inputs
from lizero.project.results import Asked, Compute, Computed, inventory_results
from lizero.project.store import write

__all__ = ["DIGITS", "Frozen", "freeze", "line_digests", "result_texts"]

DIGITS = 12


@dataclass(frozen=True)
class Frozen:
    """A frozen folder, its input digest, what was found when it was frozen, and whether it is complete."""

    folder: Path
    digest: str
    findings: tuple[Finding, ...]
    complete: bool


def freeze(
    asked: Asked, folder: str | Path, *, on: date, partial: bool = False, compute: Compute = inventory_results
) -> Frozen:
    """The year of `asked` frozen below `folder`; the same inputs always give the same folder, which is then kept.

    Raises FreezeRefused, naming the lines, when an error keeps the total from being complete, unless `partial`; and
    when the inputs to be frozen would not give the same results again.
    """
    computed = compute(asked)
    complete = _refuse(asked, computed, partial)
    inputs, results = input_texts(asked, computed), result_texts(computed)
    _give_the_same(asked.year, inputs, results, compute)
    name = digest(inputs)
    place = Path(folder) / f"{asked.year}-{name[:DIGITS]}"
    if not (place / "manifest.sha256").is_file():
        _write(place, inputs, results, _manifest(asked, computed, name, on) | {"complete": complete})
    return Frozen(place, name, computed.findings, complete)


def result_texts(computed: Computed) -> dict[str, str]:
    """The canonical text of each result, by file within the frozen folder."""
    return {f"results/{name}.csv": csv_text(frame) for name, frame in computed.tables.items() if frame.width}


def line_digests(text: str) -> str:
    """The first hexadecimal digits of the SHA-256 of each line of `text`, one a line.

    >>> line_digests("a\\n")
    'ca978112ca1b\\n'
    """
    return "".join(hashlib.sha256(line.encode("utf-8")).hexdigest()[:DIGITS] + "\n" for line in text.split("\n")[:-1])


def _refuse(asked: Asked, computed: Computed, partial: bool) -> bool:
    """Whether the year is complete; raises FreezeRefused when it is not and was not asked for as partial."""
    faulty = [f for f in asked.library.findings if f.severity == "error"]
    if computed.complete and not faulty:
        return True
    if partial:
        return False
    errors = list(dict.fromkeys((*faulty, *(f for f in computed.findings if f.severity == "error"))))
    shown = "\n".join(f"  {f}" for f in errors[:20])
    more = f"\n  and {len(errors) - 20} more" if len(errors) > 20 else ""
    raise FreezeRefused(
        f"{asked.year} cannot be frozen, for its total is not complete (convention 2); {len(errors)} errors:\n{shown}{more}\n"
        "mend them, or freeze the year as partial, which marks it incomplete"
    )


def _give_the_same(year: int, inputs: Mapping[str, str], results: Mapping[str, str], compute: Compute) -> None:
    again = result_texts(compute(read_inputs(inputs)))
    for name in sorted(results.keys() | again.keys()):
        difference = differing_result(results.get(name, ""), again.get(name, ""))
        if difference:
            raise FreezeRefused(f"{year} cannot be frozen: its inputs give another {name} when they are read again: {difference}")


def _manifest(asked: Asked, computed: Computed, name: str, on: date) -> dict[str, Any]:
    return {
        "year": asked.year,
        "project": asked.settings.name,
        "input_digest": name,
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
    whole = {**manifest, "result_digest": digest(results), "files": sums}
    told = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write(place / "manifest.json", told)
    write(place / "manifest.sha256", hashlib.sha256(told.encode("utf-8")).hexdigest() + "\n")
