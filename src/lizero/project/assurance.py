"""What a company has agreed with its verifier, from the optional ``assurance.toml`` of a project.

    materiality = 0.05        # share of a total above which a misstatement matters
    level = "limited"         # or "reasonable"
    sample = 40               # records to look at
    seed = 1                  # of the random part of the sample
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lizero.errors import Finding
from lizero.report.sampling import Agreement

__all__ = ["FILE", "LEVELS", "agreement_in"]

FILE = "assurance.toml"
LEVELS = ("limited", "reasonable")


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda x: isinstance(x, int) and not isinstance(x, bool) and least <= x <= most


_KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "materiality": (lambda x: isinstance(x, float) and 0 < x < 1, "a share between 0 and 1, such as 0.05"),
    "level": (lambda x: x in LEVELS, f"one of {', '.join(LEVELS)}"),
    "sample": (_whole(1, 10_000), "a whole number from 1 to 10000"),
    "seed": (_whole(0, 2**63 - 1), "a whole number from 0 on"),
}


def agreement_in(folder: Path) -> tuple[Agreement, tuple[Finding, ...]]:
    """The agreement of the project in `folder`, and a finding for each key that is not known or not of its kind.

    What is not stated, or not of its kind, stays as this project proposes it.
    """
    path = folder / FILE
    if not path.is_file():
        return Agreement(), ()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Agreement(), (Finding(FILE, "assurance.toml", f"the file is not TOML in UTF-8: {error}", "mend it; nothing of it is used"),)
    good = {k: v for k, v in given.items() if k in _KINDS and _KINDS[k][0](v)}
    return Agreement(**good, agreed=frozenset(good)), tuple(_odd(given))


def _odd(given: Mapping[str, Any]) -> list[Finding]:
    found = []
    for key, value in given.items():
        if key not in _KINDS:
            found.append(Finding(f"{FILE} › {key}", "assurance.unknown", f"{key!r} is no key here", f"known: {', '.join(_KINDS)}", "warning"))
        elif not _KINDS[key][0](value):
            found.append(Finding(f"{FILE} › {key}", "assurance.value", f"{value!r} is not of the kind of {key}", f"write {_KINDS[key][1]}"))
    return found
