"""The frame check: a frame against its declaration, good rows kept, bad ones named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from lizero.errors import Finding, TableRefused, nearest
from lizero.schema.declaration import Column, Table

__all__ = ["Checked", "check", "empty"]

DTYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "integer": pl.Int64(),
    "date": pl.Date(),
    "flag": pl.Boolean(),
}

Where = Callable[[int, str], str]


@dataclass(frozen=True)
class Checked:
    """Rows that satisfy the declaration, rows that do not (as they came), and a finding for each fault."""

    frame: pl.DataFrame
    rejected: pl.DataFrame
    findings: tuple[Finding, ...]


def empty(table: Table) -> pl.DataFrame:
    """A frame of `table` without rows."""
    return pl.DataFrame(schema={c.name: DTYPES[c.kind] for c in table.columns})


def check(frame: pl.DataFrame, table: Table, *, where: Where | None = None) -> Checked:
    """`frame` as `table`: columns in declared order and type; faulty rows are set apart, each with its findings.

    Missing optional columns are filled with null; unknown columns are left out with a notice. `where(row, column)`
    names the place of a fault (row counts from 0); by default ``TABLE › row N › column``.
    Raises TableRefused when a required column is missing.
    """
    place = where or (lambda row, column: f"{table.name} › row {row + 1} › {column}")
    findings = _columns(frame, table)
    cast = pl.DataFrame([_cast(frame, column) for column in table.columns]) if frame.width else empty(table)
    bad: set[int] = set()
    for column in table.columns:
        for row, finding in _faults(frame, cast, column, place):
            findings.append(finding)
            bad.add(row)
    for row, finding in _repeats(cast, table, place):
        if row not in bad:
            findings.append(finding)
            bad.add(row)
    mask = pl.Series([i not in bad for i in range(cast.height)], dtype=pl.Boolean)
    return Checked(cast.filter(mask), frame.filter(~mask), tuple(findings))


def _columns(frame: pl.DataFrame, table: Table) -> list[Finding]:
    missing = [name for name in table.required if name not in frame.columns]
    if missing:
        raise TableRefused(
            f"{table.name} needs the columns {', '.join(table.required)}; missing: {', '.join(missing)}; "
            f"found: {', '.join(frame.columns) or 'none'}"
        )
    return [_unknown_column(name, table) for name in frame.columns if name not in table.names]


def _unknown_column(name: str, table: Table) -> Finding:
    near = nearest(name, table.names, 1)
    hint = f"did you mean {near[0]!r}?" if near else "it is left out"
    return Finding(f"{table.name} › {name}", "column.unknown", f"column {name!r} is not known", hint, "notice")


def _cast(frame: pl.DataFrame, column: Column) -> pl.Series:
    dtype = DTYPES[column.kind]
    if column.name not in frame.columns:
        return pl.Series(column.name, [None] * frame.height, dtype=dtype)
    series = frame[column.name]
    if series.dtype == dtype:
        return series
    if dtype == pl.Date() and series.dtype == pl.String():
        return _dates(series)
    if dtype == pl.Boolean() and series.dtype == pl.String():
        return series.str.to_lowercase().replace_strict(_FLAGS, default=None, return_dtype=pl.Boolean)
    if series.dtype == pl.String() and dtype.is_numeric():
        series = series.str.strip_chars()
    if dtype == pl.Int64() and series.dtype.is_float():
        series = series.set(series != series.round(0), None)
    return series.cast(dtype, strict=False)


_FLAGS = {"true": True, "yes": True, "1": True, "是": True, "false": False, "no": False, "0": False, "否": False}


def _dates(series: pl.Series) -> pl.Series:
    text = series.str.strip_chars().str.slice(0, 10).str.replace_all("/", "-").str.replace_all(r"\.", "-")
    return text.str.to_date("%Y-%m-%d", strict=False)


def _faults(
    frame: pl.DataFrame, cast: pl.DataFrame, column: Column, place: Where
) -> list[tuple[int, Finding]]:
    values = cast[column.name]
    given = frame[column.name] if column.name in frame.columns else values
    blank = given.is_null() if given.dtype != pl.String() else given.is_null() | (given.str.strip_chars() == "")
    found: list[tuple[int, Finding]] = []

    def note(mask: pl.Series, rule: str, message: str, hint: str) -> None:
        for row in mask.fill_null(False).arg_true().to_list():
            text = message.format(value=given[row])
            found.append((row, Finding(place(row, column.name), rule, text, hint, "error", _record(cast, row))))

    if column.required:
        note(blank, "value.missing", f"{column.name} is missing", f"{column.about}; for example {column.example!r}")
    note(values.is_null() & ~blank, "value.type", f"{column.name} {{value!r}} is not a {column.kind}", _how(column))
    if column.kind == "number":
        note(~values.is_finite(), "value.finite", f"{column.name} {{value!r}} is not a finite number", _how(column))
    if column.minimum is not None:
        note(values < column.minimum, "value.low", f"{column.name} {{value}} is below {column.minimum:g}", column.about)
    if column.maximum is not None:
        note(values > column.maximum, "value.high", f"{column.name} {{value}} is above {column.maximum:g}", column.about)
    if column.choices:
        known = values.is_in(list(column.choices)) | blank
        note(~known, "value.choice", f"{column.name} {{value!r}} is not known", f"one of {', '.join(column.choices)}")
    return found


def _how(column: Column) -> str:
    forms = {"date": "write YYYY-MM-DD", "number": "write digits with a decimal point", "flag": "write yes or no"}
    return forms.get(column.kind, column.about)


def _record(cast: pl.DataFrame, row: int) -> str:
    return str(cast["record"][row] or "") if "record" in cast.columns else ""


def _repeats(cast: pl.DataFrame, table: Table, place: Where) -> list[tuple[int, Finding]]:
    if not table.key or not cast.height:
        return []
    key = list(table.key)
    names = cast[key[0]] if len(key) == 1 else cast.select(key).to_struct("key")
    whole = cast.select(pl.all_horizontal(pl.col(key).is_not_null()))[key[0]]
    found = []
    for row in (~names.is_first_distinct() & whole).arg_true().to_list():
        name = ", ".join(str(cast[k][row]) for k in key)
        message = f"{'/'.join(key)} {name!r} stands a second time"
        hint = "give each row its own id; the first one counts"
        found.append((row, Finding(place(row, key[0]), "key.repeated", message, hint, "error", _record(cast, row))))
    return found
