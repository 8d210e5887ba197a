"""The document as a frozen tree: headings, text with figures, tables, charts, notes, sources. No format, no language.

What is said (`Say`) is one of: a user's own `str`; a `Phrase` of the message catalogue with its arguments; a `Number`;
a `Name` of a thing in the vocabulary; `Strong` or `Note` around another; or a tuple of these. A renderer resolves it
in one language (`lizero.report.language`), so one tree gives every language and every format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from lizero.errors import Finding

__all__ = [
    "Callout", "Card", "Chart", "Column", "Findings", "Formula", "Heading", "KeyFigures", "Ledger", "Method", "Name", "Node", "Note",
    "Number", "PageBreak", "Phrase", "Say", "Strong", "Table", "Text", "TwoColumns", "Words", "say", "words",
]


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: its full value, its unit, and the id by which it can be explained.

    `decimals` None prints three significant figures. With `scaled`, tonnes print in the unit a reader of the language
    expects (kt, Mt; 万吨). `sign` prints the plus too. None as value prints "not assessed" (convention 2). `how` says how it
    comes about, for the reader who asks.
    """

    value: float | None
    unit: str = ""
    id: str = ""
    decimals: int | None = None
    sign: bool = False
    scaled: bool = False
    how: Say = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A thing of the vocabulary by its id: printed with its label in the language, else with the id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message of the catalogue with its arguments."""

    id: str
    args: tuple[tuple[str, Say], ...] = ()


@dataclass(frozen=True, slots=True)
class Strong:
    """The same, set strong."""

    body: Say


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote at this place."""

    body: Say


@dataclass(frozen=True, slots=True)
class Words:
    """A text of data in each language: a framework's title, what a disclosure asks for."""

    texts: tuple[tuple[str, str], ...]


Say: TypeAlias = "str | Number | Name | Phrase | Strong | Note | Words | tuple[Say, ...]"


def say(id: str, **args: Say) -> Phrase:
    """The message `id` of the catalogue with its arguments.

    >>> say("unit line", what="x").id
    'unit line'
    """
    return Phrase(id, tuple(args.items()))


def words(en: str, zh: str = "", es: str = "") -> Say:
    """A name of the data in each language; where a language has none, the English one.

    >>> words("kiln"), words("kiln", "窑炉").texts[1]
    ('kiln', ('zh-Hans', '窑炉'))
    """
    return Words((("en", en), ("zh-Hans", zh or en), ("es", es or en))) if zh or es else en


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 opens a chapter, with one lead sentence that answers it."""

    text: Say
    level: int = 1
    lead: Say = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    body: Say


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """Two short texts side by side where the page is wide enough."""

    left: Say
    right: Say


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, how its cells read, and, for a workbook, what it means."""

    head: Say
    kind: Literal["text", "number", "percent", "status"] = "text"
    decimals: int | None = None
    about: Say = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that a workbook computes; elsewhere its value stands.

    `body` names cells by column: ``{4}`` is the cell of column 4 in this row, ``{4.above}`` the cells of column 4 above it. It is
    a text of this project's own, never of a user.
    """

    body: str
    value: float


@dataclass(frozen=True)
class Table:
    """A table: rows of cells (`Say`, float, int, `Formula`, None = absent), in the order of its columns.

    `strong`: the rows to set strong. Numbers of a column print with equal decimals. `how` says how its numbers come about, for the reader
    who asks about one.
    """

    id: str
    caption: Say
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    source: Say = ""
    strong: frozenset[int] = frozenset()
    note: Say = ""
    placement: Literal["text", "annex"] = "text"
    how: Say = ""


@dataclass(frozen=True)
class Chart:
    """A figure: which form (`name`), its data, and the words that stand around it.

    The title states one finding, true of the numbers; `unit` gives what, unit, period and basis; `alt` the look of it.
    """

    id: str
    name: str
    data: Mapping[str, Any]
    title: Say
    unit: Say
    alt: Say
    source: Say
    table: Table | None = None
    wide: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure: number, label, note, and the colour of its meaning."""

    figure: Number
    label: Say
    note: Say = ""
    colour: str = "#14212B"


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Up to four key figures in a row."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A remark set apart: `calm` (how to read), `warn` (what is missing)."""

    title: Say
    body: Say
    tone: Literal["calm", "warn"] = "calm"


@dataclass(frozen=True, slots=True)
class Method:
    """A method box."""

    title: Say
    body: Say


@dataclass(frozen=True, slots=True)
class Findings:
    """What the reader must know about the data: findings by severity."""

    findings: tuple[Finding, ...]
    title: Say = Phrase("findings")


@dataclass(frozen=True)
class Ledger:
    """Every line of the inventory, as a frame of `lizero.report.ledger`: a live sheet in a workbook, its head elsewhere."""

    frame: Any
    method: Any = None
    factors: Any = None
    totals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page."""


Node: TypeAlias = Heading | Text | TwoColumns | Table | Chart | KeyFigures | Callout | Method | Findings | Ledger | PageBreak
