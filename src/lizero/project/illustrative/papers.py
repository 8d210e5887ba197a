"""The documents behind the illustrative record: a year of one source and item each, some as files of the project.

No such document exists. Which plants keep which is stated in ``papers.toml``; some sources have none, as in real life.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from lizero.project.store import write

__all__ = ["named", "register"]

_KEY = ("site", "source", "category", "flow", "year")
_LEAD = "# Illustrative: no such company, meter or supplier exists."


def named(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` (ACTIVITY) with the id of the document behind each as ``evidence``; null where the plant keeps none."""
    slug = pl.col("flow").str.replace_all(r"[^A-Za-z0-9]+", "-").str.to_lowercase().str.strip_chars("-")
    id = pl.concat_str(pl.lit("ev"), "source", slug, pl.col("start").dt.year(), separator="-")
    kept = _document().is_not_null() & ~pl.col("source").is_in(_papers()["without"])
    return rows.with_columns(pl.when(kept).then(id).alias("evidence"))


def register(rows: pl.DataFrame, sites: pl.DataFrame, gates: pl.DataFrame, folder: Path) -> pl.DataFrame:
    """EVIDENCE of the project in `folder`: the documents of `gates`, and those that `rows` name; files are written for some."""
    several = pl.col("flow").n_unique().over("source") > 1
    called = pl.when(several).then(pl.concat_str("source", "flow", separator=", ")).otherwise("source")
    documents = rows.filter(pl.col("evidence").is_not_null()).with_columns(
        _document().alias("kind"), called.alias("called"), year=pl.col("start").dt.year())
    names = dict(sites.select("site", "name").iter_rows())
    last = documents["year"].max()
    made = [_row(dict(zip(_KEY, key, strict=True)), part, names, folder if key[-1] == last else None)
            for key, part in documents.group_by(_KEY, maintain_order=True)]
    return pl.concat([gates, pl.DataFrame(made, schema_overrides={"sha256": pl.String, "file": pl.String})], how="diagonal").select(gates.columns)


def _row(key: dict[str, Any], part: pl.DataFrame, names: dict[str, str], folder: Path | None) -> dict[str, str | None]:
    """A document's row; with a `folder`, the file of a document of energy is written there."""
    row: dict[str, str | None] = {
        "evidence": part["evidence"][0], "file": None, "sha256": None, "note": "illustrative",
        "name": f"{part['kind'][0]} {key['year']}, {part['called'][0]}",
        "issued": date(key["year"] + 1, 1, 15).isoformat(), "held_by": names[key["site"]],
    }
    if folder is None or key["category"] not in _papers()["files"]:
        return row
    data = _log(row["name"] or "", part).encode("utf-8")
    file = f"evidence/{row['evidence']}.csv"
    write(folder / file, data)
    return row | {"file": file, "sha256": hashlib.sha256(data).hexdigest()}


def _log(name: str, part: pl.DataFrame) -> str:
    """A month's reading a row, as a meter log or a list of tickets gives it."""
    sink = io.StringIO(newline="")
    sink.write(f"{_LEAD}\n# {name}\n")
    shown = part.select("start", "end", "quantity", "unit")
    csv.writer(sink, lineterminator="\n").writerows([shown.columns, *shown.iter_rows()])
    return sink.getvalue()


def _document() -> pl.Expr:
    """What a document is called by the category of its rows and how their amounts were obtained; null where there is none."""
    told = {f"{category}/{method}": name for category, by in _papers()["documents"].items() for method, name in by.items()}
    return pl.concat_str("category", "method", separator="/").replace_strict(told, default=None, return_dtype=pl.String)


@cache
def _papers() -> dict[str, Any]:
    return tomllib.loads(files("lizero.project.illustrative").joinpath("papers.toml").read_text(encoding="utf-8"))
