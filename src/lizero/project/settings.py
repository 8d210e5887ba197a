"""The settings of a project, from the ``lizero.toml`` at its top."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from lizero.errors import Finding, nearest

__all__ = ["APPROACHES", "LANGUAGES", "Settings", "read_settings"]

APPROACHES = ("operational", "financial", "equity")
LANGUAGES = ("en", "zh-Hans", "es")
_CHOICES: dict[str, tuple[str, ...]] = {"approach": APPROACHES, "language": LANGUAGES}
_LINE = re.compile(r"line (\d+)")


@dataclass(frozen=True)
class Settings:
    """What a project states once. Blank or empty: not stated.

    `holder`: the reporting organisation. `libraries`: names in precedence, the first that matches wins; ``own`` is the
    project's own. `chain`: the open reference system that bought inputs link to.
    """

    name: str = ""
    holder: str = ""
    approach: str = "operational"
    gwp: str = "ar6-gwp100"
    libraries: tuple[str, ...] = ("own",)
    years: tuple[int, ...] = ()
    language: str = "en"
    chain: str = "lithium-chain"

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values, for TOML and JSON."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}


def read_settings(text: str, file: str = "lizero.toml") -> tuple[Settings, tuple[Finding, ...]]:
    """The settings in the TOML `text`, and a finding for each key that is not known or not of its kind.

    A key with a fault keeps its usual value, and the finding says so.

    >>> settings, findings = read_settings('name = "salar"\\naproach = "equity"')
    >>> settings.name, findings[0].message
    ('salar', "'aproach' is no setting")
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        where = f"{file} › line {line.group(1)}" if line else file
        return Settings(), (Finding(where, "settings.toml", f"the file is not TOML: {error}", "mend this line"),)
    return _settings(given, file)


def _settings(given: Mapping[str, Any], file: str) -> tuple[Settings, tuple[Finding, ...]]:
    known = {f.name: f.default for f in fields(Settings)}
    findings = [_unknown(name, file, known) for name in given if name not in known]
    good: dict[str, Any] = {}
    for name in [n for n in given if n in known]:
        value, fault = _value(name, given[name], known[name])
        if fault:
            hint = f"{known[name]!r} is used until it is mended"
            findings.append(Finding(f"{file} › {name}", "settings.value", fault, hint))
        else:
            good[name] = value
    return replace(Settings(), **good), tuple(findings)


def _unknown(name: str, file: str, known: Mapping[str, Any]) -> Finding:
    near = nearest(name, known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"the settings are {', '.join(known)}"
    return Finding(f"{file} › {name}", "settings.unknown", f"{name!r} is no setting", hint, "warning")


def _value(name: str, value: Any, usual: Any) -> tuple[Any, str]:
    if isinstance(usual, tuple):
        kind: type = int if name == "years" else str
        whole = isinstance(value, list) and all(isinstance(v, kind) and not isinstance(v, bool) for v in value)
        what = "years" if kind is int else "names"
        return (tuple(value), "") if whole else (None, f"{name} must be a list of {what}")
    if not isinstance(value, str):
        return None, f"{name} must be a text in quotation marks, not {value!r}"
    if name in _CHOICES and value not in _CHOICES[name]:
        return None, f"{name} {value!r} is not known; one of {', '.join(_CHOICES[name])}"
    return value, ""
