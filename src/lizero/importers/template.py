"""The workbook that a site fills in: a month grid with drop-down lists, and the ACTIVITY table, in three languages.

What is filled in is read back by `read_activity` as it stands, in whichever language.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl
import xlsxwriter

from lizero.importers.headers import label
from lizero.tables import ACTIVITY
from lizero.units import unit_names
from lizero.vocab import categories, items
from lizero.vocab.lists import rows as vocab_rows

__all__ = ["GRID", "readings_template"]

GRID = ("site", "source", "process", "category", "flow", "unit", "provider", "method", "note")
_LISTED = {"category": "category", "flow": "flow", "unit": "unit", "site": "site", "source": "source"}
_ROWS = 200
_TITLE = {
    "en": "Readings of {year}: one row a meter, one column a month. A blank month is no reading; write 0 for none used.",
    "zh-Hans": "{year} 年抄表数据：每行一个表计，每列一个月份。空白表示没有读数；未使用请填 0。",
    "es": "Lecturas de {year}: una fila por medidor, una columna por mes. Un mes en blanco es sin lectura; escriba 0 si no hubo uso.",
}
_SHEETS = {"en": ("readings", "activity"), "zh-Hans": ("抄表", "活动数据"), "es": ("lecturas", "actividad")}
_MADE = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class _Look:
    needed: Any
    optional: Any
    title: Any


def readings_template(
    year: int, *, lang: str = "en", sites: pl.DataFrame | None = None, sources: pl.DataFrame | None = None
) -> bytes:
    """An XLSX workbook for the readings of `year` in `lang` (en, zh-Hans, es).

    A row stands ready for each of `sources` (SOURCES); `sites` (SITES) gives the list of sites.

    >>> readings_template(2025)[:2]
    b'PK'
    """
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    book.set_properties({"created": _MADE})
    look = _Look(
        book.add_format({"bold": True, "bg_color": "#123B52", "font_color": "white"}),
        book.add_format({"bold": True, "bg_color": "#E4E8EB"}),
        book.add_format({"bold": True, "font_size": 13}),
    )
    grid, table = _SHEETS[lang]
    months = book.add_worksheet(f"{grid} {year}")
    long = book.add_worksheet(table)
    lists = _lists(book, lang, sites, sources)
    _grid(months, look, year, lang, lists, _ready(sources, lang))
    _long(long, look, lang, lists)
    book.close()
    return sink.getvalue()


def _grid(sheet: Any, look: _Look, year: int, lang: str, lists: dict[str, str], ready: pl.DataFrame) -> None:
    sheet.merge_range(0, 0, 0, len(GRID) + 11, _TITLE[lang].format(year=year), look.title)
    for at, name in enumerate(GRID):
        _head(sheet, 1, at, name, lang, look)
        _choose(sheet, at, 2, lists.get(name))
    for month in range(1, 13):
        sheet.write(1, len(GRID) + month - 1, f"{year}-{month:02}", look.needed)
    for row, values in enumerate(ready.iter_rows(), 2):
        sheet.write_row(row, 0, values)
    sheet.set_column(len(GRID), len(GRID) + 11, 10)
    sheet.freeze_panes(2, 5)


def _long(sheet: Any, look: _Look, lang: str, lists: dict[str, str]) -> None:
    for at, name in enumerate(ACTIVITY.names):
        _head(sheet, 0, at, name, lang, look)
        _choose(sheet, at, 1, lists.get(name))
    sheet.freeze_panes(1, 0)


def _head(sheet: Any, row: int, at: int, name: str, lang: str, look: _Look) -> None:
    column = ACTIVITY[name]
    sheet.write(row, at, label(name, lang), look.needed if column.required else look.optional)
    sheet.write_comment(row, at, f"{name}: {column.about}\n{column.example}".strip())
    sheet.set_column(at, at, 16)


def _choose(sheet: Any, at: int, first: int, source: str | None) -> None:
    if source:
        rule = {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True}
        sheet.data_validation(first, at, first + _ROWS, at, rule)


def _lists(book: Any, lang: str, sites: pl.DataFrame | None, sources: pl.DataFrame | None) -> dict[str, str]:
    """A hidden sheet of the lists; the range of each, by column."""
    sheet = book.add_worksheet("lists")
    sheet.hide()
    given = {"site": sites, "source": sources}
    words = {
        "category": [r[lang] for r in categories().values() if r["role"] != "derived"],
        "flow": [_word(i, lang) for i in items()],
        "unit": list(unit_names()),
        **{n: frame[n].unique(maintain_order=True).to_list() for n, frame in given.items() if frame is not None and frame.height},
    }
    ranges = {}
    for at, (name, values) in enumerate(words.items()):
        sheet.write_column(0, at, values)
        letter = chr(65 + at)
        ranges[name] = f"=lists!${letter}$1:${letter}${len(values)}"
    return ranges


def _ready(sources: pl.DataFrame | None, lang: str) -> pl.DataFrame:
    """A row a source: what SOURCES knows of it."""
    if sources is None or not sources.height:
        return pl.DataFrame(schema=dict.fromkeys(GRID, pl.String))
    known = sources.with_columns(pl.col("flow").map_elements(lambda f: _word(f, lang), return_dtype=pl.String))
    return known.select(pl.col(n) if n in known.columns else pl.lit(None, pl.String).alias(n) for n in GRID)


def _word(item: str, lang: str) -> str:
    words = _words().get(item, {})
    return words.get(lang) or item


def _words() -> dict[str, dict[str, str]]:
    return {r["id"]: r for r in vocab_rows("items")}
