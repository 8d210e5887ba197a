"""What a data set says of itself: publisher, title, edition, licence, digests."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lizero.errors import ReferenceRefused

__all__ = ["LICENCES", "Source", "read_source"]

LICENCES = (
    "Apache-2.0",
    "BSD-3-Clause",
    "CC-BY-4.0",
    "CC0-1.0",
    "CN government data",
    "EEA reuse",
    "MIT",
    "OGL-3.0",
    "US public domain",
    "facts, cited",
    "public domain",
)
"""Licences under which a data set may ship. ``facts, cited``: single figures with their source, no compilation."""

_NEEDED = ("name", "publisher", "title", "edition", "licence")


@dataclass(frozen=True)
class Source:
    """The ``source.toml`` of a data set. `sha256` maps file names to digests; `extra` holds whatever else it says."""

    name: str
    publisher: str
    title: str
    edition: str
    licence: str
    retrieved: str = ""
    url: str = ""
    note: str = ""
    sha256: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_source(text: str, *, place: str) -> Source:
    """The source told by `text`; `place` names the set in messages.

    Raises ReferenceRefused when a field is missing, the text is no TOML, or the licence is not one that may ship.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ReferenceRefused(f"{place}: source.toml cannot be read: {fault}") from fault
    missing = [name for name in _NEEDED if not str(told.get(name, "")).strip()]
    if missing:
        raise ReferenceRefused(f"{place}: source.toml lacks {', '.join(missing)}; it needs {', '.join(_NEEDED)}")
    if told["licence"] not in LICENCES:
        raise ReferenceRefused(f"{place}: licence {told['licence']!r} may not ship; allowed: {', '.join(LICENCES)}")
    return _source(told)


def _source(told: dict[str, Any]) -> Source:
    known = {n: str(told.get(n, "")) for n in (*_NEEDED, "retrieved", "url", "note")}
    extra = {n: v for n, v in told.items() if n not in known and n != "sha256"}
    return Source(**known, sha256=told.get("sha256", {}), extra=extra)
