"""A sheet filled from the top: title, heads with their meaning, rows of typed cells. Text is always written as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lizero.report.charts.words import text_units
from lizero.report.safe import shown

__all__ = ["Sheet", "Styles"]

NUMBER = "#,##0.00####;[Red]-#,##0.00####"
WHOLE = "#,##0;[Red]-#,##0"


class Styles:
    """The few formats of a workbook."""

    def __init__(self, book: Any) -> None:
        ink = {"font_name": "Calibri", "font_size": 10, "font_color": "#14212B", "valign": "top"}
        make = book.add_format
        self.plain = make(ink)
        self.text = make({**ink, "text_wrap": True})
        self.title = make({**ink, "bold": True, "font_size": 14})
        self.note = make({**ink, "font_color": "#46525C"})
        self.head = make({**ink, "bold": True, "font_color": "white", "bg_color": "#123B52", "text_wrap": True, "valign": "bottom"})
        self.number = {bold: make({**ink, "num_format": NUMBER, "bold": bold}) for bold in (False, True)}
        self.whole = {bold: make({**ink, "num_format": WHOLE, "bold": bold}) for bold in (False, True)}
        self.percent = {bold: make({**ink, "num_format": "0.0%", "bold": bold}) for bold in (False, True)}
        self.bold = make({**ink, "bold": True})
        self.day = make({**ink, "num_format": "yyyy-mm-dd"})
        self.link = make({**ink, "font_color": "#15548A", "underline": 1})


@dataclass
class Sheet:
    """One sheet with a cursor."""

    book: Any
    styles: Styles
    name: str
    row: int = 0
    column: int = 0
    widths: dict[int, int] = field(default_factory=dict)
    sheet: Any = None

    def __post_init__(self) -> None:
        self.sheet = self.book.add_worksheet(self.name)
        self.sheet.hide_gridlines(2)

    def title(self, text: str) -> None:
        """The first row."""
        self.sheet.write_string(self.row, 0, shown(text), self.styles.title)
        self.row += 2

    def line(self, text: str) -> None:
        """A remark across the sheet."""
        self.sheet.write_string(self.row, 0, shown(text), self.styles.note)
        self.row += 1

    def gap(self) -> None:
        """An empty row."""
        self.row += 1

    def heads(self, heads: Sequence[tuple[str, str]], *, freeze: bool = True) -> None:
        """A row of heads, each with its meaning as a comment."""
        for i, (head, about) in enumerate(heads):
            self.sheet.write_string(self.row, i, shown(head), self.styles.head)
            if about:
                self.sheet.write_comment(self.row, i, shown(about), {"x_scale": 2})
            self._seen(i, min(text_units(head), 18))
        self.row += 1
        if freeze:
            self.sheet.freeze_panes(self.row, 1)

    def cell(self, value: Any, *, percent: bool = False, strong: bool = False) -> None:
        """The next cell of the row: numbers as numbers, everything else as text."""
        at = (self.row, self.column)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value and abs(value) != float("inf"):
            style = self.styles.percent if percent else self.styles.whole if float(value).is_integer() else self.styles.number
            self.sheet.write_number(*at, value, style[strong])
            self._seen(self.column, 14)
        elif value is not None:
            text = shown(str(value))
            self.sheet.write_string(*at, text, self.styles.bold if strong else self.styles.plain)
            self._seen(self.column, text_units(text))
        self.column += 1

    def formula(self, text: str, value: float, *, percent: bool = False, strong: bool = False) -> None:
        """The next cell of the row as a live formula with its value."""
        style = self.styles.percent if percent else self.styles.number
        self.sheet.write_formula(self.row, self.column, text, style[strong], value)
        self._seen(self.column, 16)
        self.column += 1

    def day(self, value: Any) -> None:
        """The next cell of the row as a date."""
        if value is not None:
            self.sheet.write_datetime(self.row, self.column, value, self.styles.day)
            self._seen(self.column, 11)
        self.column += 1

    def link(self, name: str) -> None:
        """The next cell as a jump to the sheet `name`."""
        target = "internal:'" + name.replace("'", "''") + "'!A1"
        self.sheet.write_url(self.row, self.column, target, self.styles.link, name)
        self._seen(self.column, text_units(name))
        self.column += 1

    def next_row(self) -> None:
        """To the beginning of the next row."""
        self.row, self.column = self.row + 1, 0

    def fit(self, *, least: int = 9, most: int = 60) -> None:
        """Widths from what was written."""
        for i, width in self.widths.items():
            self.sheet.set_column(i, i, min(max(width + 2, least), most))

    def _seen(self, column: int, width: int) -> None:
        self.widths[column] = max(self.widths.get(column, 0), width)
