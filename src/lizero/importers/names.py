"""Units and items as people write them → as the vocabulary names them."""

from __future__ import annotations

from lizero.errors import LizeroError
from lizero.importers.given import Words
from lizero.units import unit
from lizero.vocab import item_id

__all__ = ["WORDS", "item_word", "unit_word"]


def unit_word(text: str) -> tuple[str, str]:
    """The unit's own text, and why it is not known (blank when it is).

    The user's text is kept where it is known, for it is what `explain` shows.

    >>> unit_word("kWh")
    ('kWh', '')
    """
    try:
        unit(text)
    except LizeroError as error:
        return text, str(error)
    return text, ""


def item_word(text: str) -> tuple[str, str]:
    """The item that `text` names; an item that is in no list stays as typed, for the user's own factors may name it.

    >>> item_word("纯碱")
    ('soda ash', '')
    """
    return item_id(text) or text, ""


WORDS: Words = {"unit": unit_word, "flow": item_word}
