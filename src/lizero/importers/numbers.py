"""Numbers from the texts that people write; what can be read in two ways is a fault, never a guess (convention 6)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lizero.importers.fold import fold

__all__ = ["Numbers", "Parsed", "parse_number", "parse_numbers"]

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_WHOLLY_GROUPED = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"
_SPACED = re.compile(r"[+-]?\d{1,3}([ '’\u202f]\d{3})+(\.\d+)?")
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+,\d+|\d{1,3}( \d{3})+,\d+|\d+,\d+|\d{1,3}(\.\d{3}){2,})")
_ONE_GROUP = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_MYRIAD = re.compile(r"(.*\d)\s*([万亿])")
_SCALE = {"万": 1e4, "亿": 1e8}

Parsed = tuple[float | None, str, str]


def parse_number(text: str, *, decimal_comma: bool | None = False) -> Parsed:
    """The value of `text`, a fault and a remark, each blank when there is none.

    `decimal_comma`: True when the file is stated to use it, None when it may (then ``1,234`` has two readings).

    >>> parse_number("１，２３４．５")
    (1234.5, '', 'full-width digits')
    >>> parse_number("12,5")[1]
    'may be a decimal comma'
    >>> parse_number("12,5", decimal_comma=True)
    (12.5, '', '')
    """
    plain = fold(text)
    remark = "full-width digits" if plain != text.strip() and any("０" <= c <= "９" for c in text) else ""
    if match := _MYRIAD.fullmatch(plain):
        value, fault, _ = parse_number(match.group(1), decimal_comma=decimal_comma)
        scale = _SCALE[match.group(2)]
        return (None if value is None else value * scale), fault, f"{match.group(2)} read as {scale:,.0f}"
    if plain.endswith("%"):
        value, fault, _ = parse_number(plain[:-1], decimal_comma=decimal_comma)
        return (None if value is None else value / 100), fault, "per cent read as a fraction"
    return _number(plain.replace("−", "-"), decimal_comma, remark)


def _number(plain: str, decimal_comma: bool | None, remark: str) -> Parsed:
    if decimal_comma:
        plain = plain.replace(".", "").replace(" ", "").replace(",", ".")
    elif decimal_comma is None and _ONE_GROUP.fullmatch(plain):
        return None, "can be read with a decimal comma or with a decimal point", ""
    if _PLAIN.fullmatch(plain):
        value = float(plain)
        return (value, "", remark) if math.isfinite(value) else (None, "is too large for a number", "")
    if _GROUPED.fullmatch(plain) or _SPACED.fullmatch(plain):
        return float(re.sub(r"[ ,'’\u202f]", "", plain)), "", remark or "thousands separators"
    if _COMMA.fullmatch(plain):
        return None, "may be a decimal comma", ""
    return None, "is not a number", ""


@dataclass(frozen=True)
class Numbers:
    """`values` of a column; `faults` by text as typed; `remarks`: what was read as it was not written, with its cells."""

    values: pl.Series
    faults: Mapping[str, str]
    remarks: tuple[tuple[str, pl.Series], ...]


def parse_numbers(texts: pl.Series, *, decimal_comma: bool | None = False) -> Numbers:
    """The values of a column of texts.

    One cell with a certain decimal comma makes every cell of the column that has two readings a fault. Plain and
    grouped numbers are read as columns, the rest text by text.

    >>> parse_numbers(pl.Series(["1,234", "5", "x"])).values.to_list()
    [1234.0, 5.0, None]
    """
    typed = texts.str.strip_chars()
    plain = typed.str.normalize("NFKC").str.strip_chars()
    values = plain.cast(pl.Float64, strict=False)
    values = values.set(~values.is_finite().fill_null(True), None)
    grouped = plain.str.contains(_WHOLLY_GROUPED).fill_null(False) if decimal_comma is False else pl.repeat(False, texts.len(), eager=True)
    odd = _odd(plain, values, decimal_comma) & ~grouped
    if decimal_comma is False and any(_certain_comma(t) for t in plain.filter(odd).unique()):
        return parse_numbers(texts, decimal_comma=None)
    values = _grouped_values(plain, grouped).zip_with(grouped, values)
    return _with_odd(typed, plain, values, odd, grouped, decimal_comma)


def _grouped_values(plain: pl.Series, grouped: pl.Series) -> pl.Series:
    """Numbers with thousands separators, where `grouped`."""
    return plain.set(~grouped, None).str.replace_all(",", "").cast(pl.Float64, strict=False)


def _with_odd(
    typed: pl.Series, plain: pl.Series, values: pl.Series, odd: pl.Series, grouped: pl.Series, decimal_comma: bool | None
) -> Numbers:
    """The column with its odd texts read one by one."""
    read = {t: parse_number(t, decimal_comma=decimal_comma) for t in plain.filter(odd).unique().sort()}
    own = plain.replace_strict(list(read), [v[0] for v in read.values()], default=None, return_dtype=pl.Float64) if read else values
    wrong = {t: fault for t, (_, fault, _) in read.items() if fault}
    bad = odd & plain.is_in(list(wrong)).fill_null(False)
    faults = dict(zip(typed.filter(bad), plain.filter(bad).replace_strict(wrong), strict=True)) if wrong else {}
    widths = (typed != plain).fill_null(False) & ~bad
    remarks = [("full-width digits", widths), ("thousands separators", grouped & ~widths)]
    for remark in sorted({r for _, fault, r in read.values() if r and not fault}):
        remarks.append((remark, odd & ~widths & plain.is_in([t for t, v in read.items() if v[2] == remark and not v[1]]).fill_null(False)))
    return Numbers(own.zip_with(odd, values), faults, tuple((r, mask) for r, mask in remarks if mask.any()))


def _odd(plain: pl.Series, values: pl.Series, decimal_comma: bool | None) -> pl.Series:
    doubtful = values.is_null() & plain.is_not_null() & (plain != "")
    if decimal_comma is True:
        doubtful = doubtful | plain.str.contains(r"[.,]")
    if decimal_comma is None:
        doubtful = doubtful | plain.str.contains(r"^[+-]?\d{1,3}\.\d{3}$")
    return doubtful.fill_null(False)


def _certain_comma(plain: str) -> bool:
    return bool(_COMMA.fullmatch(fold(plain))) and not _GROUPED.fullmatch(fold(plain))
