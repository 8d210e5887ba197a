"""Tables in one canonical text form, so that the same content has the same bytes whatever its row order or source.

Rows are sorted as text; numbers are the shortest decimal that gives the float64 back, dates ISO 8601, text in Unicode
normal form C, null and empty text an empty cell; lines end with a line feed (convention 10).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping

import polars as pl

from lizero.schema import DTYPES, Table, empty

__all__ = ["canonical", "csv_text", "digest", "parse"]


def canonical(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` as text in canonical form, rows sorted by what is no number first.

    >>> canonical(pl.DataFrame({"site": ["b", "a"], "amount": [0.1 + 0.2, -0.0]})).rows()
    [('a', '0.0'), ('b', '0.30000000000000004')]
    """
    text = pl.DataFrame([_text(s) for s in frame])
    order = sorted(frame.columns, key=lambda name: frame[name].dtype.is_float())
    return text.sort(order, nulls_last=False, maintain_order=True) if text.width else text


def csv_text(frame: pl.DataFrame) -> str:
    """`frame` as CSV in canonical form.

    >>> csv_text(pl.DataFrame({"site": ["b", "a"], "n": [None, 2]}))
    'site,n\\na,2\\nb,\\n'
    """
    return canonical(frame).write_csv(line_terminator="\n", null_value="")


def digest(parts: Mapping[str, str]) -> str:
    """The SHA-256 of named texts, whatever their order, as hexadecimal.

    >>> digest({"a": "1", "b": "2"}) == digest({"b": "2", "a": "1"})
    True
    """
    whole = hashlib.sha256()
    for name in sorted(parts):
        part = hashlib.sha256(parts[name].encode("utf-8")).hexdigest()
        whole.update(f"{name}\t{part}\n".encode())
    return whole.hexdigest()


def parse(text: str, table: Table | None = None, *, kinds: Mapping[str, str] | None = None) -> pl.DataFrame:
    """The frame of a canonical CSV: columns of `table` in their kinds, other columns as `kinds` says, else as text."""
    frame = pl.read_csv(text.encode("utf-8"), infer_schema=False, null_values=[""], raise_if_empty=False)
    known = {c.name: DTYPES[c.kind] for c in table.columns} if table else {}
    known |= {name: DTYPES[kind] for name, kind in (kinds or {}).items()}
    if not frame.width:
        return empty(table) if table else frame
    return frame.with_columns(_kind(frame[n], dtype).alias(n) for n, dtype in known.items() if n in frame.columns)


def _text(series: pl.Series) -> pl.Series:
    if series.dtype.is_float():
        values = [None if v is None else repr(v + 0.0) for v in series.to_list()]
        return pl.Series(series.name, values, dtype=pl.String)
    if series.dtype != pl.String:
        return series.cast(pl.String)
    series = series.replace("", None)
    odd = series.filter(series.str.contains(r"[^\x20-\x7e]").fill_null(False)).unique()
    return series.replace(odd, [_plain(t) for t in odd]) if odd.len() else series


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _kind(series: pl.Series, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Boolean():
        return series == "true"
    return series.str.to_date("%Y-%m-%d") if dtype == pl.Date() else series.cast(dtype)
