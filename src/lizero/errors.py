"""What can go wrong, as values and as exceptions.

Wrong user data is a value: a `Finding`, collected and returned with the result (convention 2). Impossible requests
are exceptions:

    LizeroError
    ├── UnknownName          a name that is in no list; the nearest known names are listed
    ├── UnitMismatch         unlike dimensions or bases; both sides are named
    ├── TableRefused         a frame that is not the table asked for (a required column is missing)
    ├── ReferenceRefused     a reference data set without source or with a licence that may not ship
    ├── FactorRefused        a factor that may not be used for this purpose (life-cycle grid factor in scope 2)
    ├── BoundaryRefused      an ownership structure that has no answer (a cycle)
    ├── SystemRefused        a product system without a unique solution; the process or product is named
    ├── FreezeRefused        an inventory that has unresolved lines
    ├── VerifyFailed         a frozen folder whose inputs or results differ; the first difference is named
    └── ProjectRefused       a folder that is not a project, or a file that cannot be read as what it claims to be
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "BoundaryRefused",
    "FactorRefused",
    "Finding",
    "FreezeRefused",
    "LizeroError",
    "ProjectRefused",
    "ReferenceRefused",
    "Severity",
    "SystemRefused",
    "TableRefused",
    "UnitMismatch",
    "UnknownName",
    "VerifyFailed",
    "nearest",
    "worst",
]

Severity = Literal["error", "warning", "notice"]
_ORDER: tuple[Severity, ...] = ("notice", "warning", "error")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing the user should know about the data: where, which rule, what, and what to do.

    `where` reads from large to small, `file › sheet › cell` or `table › record › column`. `rule` is a stable dotted id
    such as ``unit.unknown``; labels in other languages are found by it. ``error``: the row does not count and the
    total is incomplete; ``warning``: it counts and needs a look; ``notice``: good to know.

    >>> print(Finding("2025.xlsx › B7", "unit.unknown", "unit 'tns' is not known", "write 't'"))
    error: 2025.xlsx › B7: unit 'tns' is not known [unit.unknown] write 't'
    """

    where: str
    rule: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    record: str = ""

    def __str__(self) -> str:
        return f"{self.severity}: {self.where}: {self.message} [{self.rule}] {self.hint}".rstrip()

    def as_dict(self) -> dict[str, str]:
        """The finding as plain text fields, for JSON and tables."""
        return {
            "severity": self.severity,
            "where": self.where,
            "rule": self.rule,
            "message": self.message,
            "hint": self.hint,
            "record": self.record,
        }


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among `findings`, or None when there are none."""
    return max((f.severity for f in findings), key=_ORDER.index, default=None)


class LizeroError(Exception):
    """The root of every exception that lizero raises on purpose."""


class UnknownName(LizeroError, LookupError):
    """A name that is in no list.

    >>> str(UnknownName("approach", "equitty", ["equity", "financial"]))
    "no approach is named 'equitty'; nearest known: equity"
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        listed = list(dict.fromkeys(known))
        near = nearest(name, listed)
        told = f"nearest known: {', '.join(near)}" if near else f"known: {_few(listed)}"
        super().__init__(f"no {kind} is named {name!r}; {told}")
        self.kind, self.name, self.nearest = kind, name, near


class UnitMismatch(LizeroError, ValueError):
    """Unlike dimensions or bases."""


class TableRefused(LizeroError, ValueError):
    """A frame that is not the table asked for."""


class ReferenceRefused(LizeroError, ValueError):
    """A reference data set that may not be used."""


class FactorRefused(LizeroError, ValueError):
    """A factor that may not be used for this purpose."""


class BoundaryRefused(LizeroError, ValueError):
    """An ownership structure that has no answer."""


class SystemRefused(LizeroError, ValueError):
    """A product system without a unique solution."""


class FreezeRefused(LizeroError, ValueError):
    """An inventory that has unresolved lines."""


class VerifyFailed(LizeroError, ValueError):
    """A frozen folder whose inputs or results differ."""


class ProjectRefused(LizeroError, ValueError):
    """A folder or file that is not what was asked for."""


def _few(names: list[str], most: int = 12) -> str:
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest if names else "none"


def nearest(name: str, known: Iterable[str], count: int = 5) -> list[str]:
    """Up to `count` known names nearest in spelling to `name`, best first, case ignored; names that hold it whole come in too.

    >>> nearest("Sulfric acid", ["sulfuric acid", "soda ash"])
    ['sulfuric acid']
    """
    by_fold = {k.casefold(): k for k in known}
    asked = name.casefold()
    close = difflib.get_close_matches(asked, by_fold, n=count, cutoff=0.5)
    holding = [k for k in by_fold if len(asked) > 2 and asked in k and k not in close]
    return [by_fold[c] for c in (close[:2] + holding + close[2:])[:count]]
