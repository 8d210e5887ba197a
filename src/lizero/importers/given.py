"""What a user states about a file, because it does not stand in it; what is not stated is not guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lizero.importers.dates import Order

__all__ = ["NOTHING", "NO_WORDS", "Given", "Words"]

Words = Mapping[str, Callable[[str], tuple[str, str]]]
"""Reader by column: a text → the word of the vocabulary, and a fault (blank when there is none)."""

NO_WORDS: Words = {}


@dataclass(frozen=True)
class Given:
    """`constants`: text by column name, for every row that leaves the column blank. `record`: pattern of the rows' ids,
    such as ``{site}/{flow}/{period}``; a part whose column is blank is left out. `decimal_comma`, `dates`: how the
    file writes numbers and dates.
    """

    constants: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    decimal_comma: bool = False
    dates: Order = ""


NOTHING = Given()
