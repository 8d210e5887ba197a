"""Text of users made safe to show: as text, whole, and never as an instruction to a reader's program."""

from __future__ import annotations

import re

__all__ = ["clean", "shown"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udfff]")
_LONGEST = 32_000


def clean(text: str) -> str:
    """`text` without control characters, lone surrogates and marks that reorder what follows.

    >>> clean("a\\x00b\\u202ec")
    'abc'
    """
    return _CONTROL.sub("", text)


def shown(text: str) -> str:
    """`text` cleaned and, beyond what a cell holds, cut with a note of its length.

    >>> shown("=1+1")
    '=1+1'
    """
    kept = clean(text)
    return kept if len(kept) <= _LONGEST else f"{kept[:_LONGEST]}… ({len(kept)})"
