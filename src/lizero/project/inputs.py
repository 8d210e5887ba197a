"""The inputs of a frozen year: what is written, and how it is read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from lizero.activity import Record
from lizero.errors import VerifyFailed
from lizero.factors import Library
from lizero.project.canonical import csv_text, digest, parse
from lizero.project.results import Asked, Computed
from lizero.project.settings import Settings
from lizero.tables import ACTIVITY, FACTORS, PARAMETERS, PROXIES, REGISTERS

__all__ = ["input_digest", "input_texts", "read_inputs", "texts_in"]

_SETTINGS = ("holder", "approach", "gwp", "libraries")
_RANK = {"rank": "integer"}
_SAME_QUESTION = ["library", "edition", "category", "item"]


def input_texts(asked: Asked, computed: Computed) -> dict[str, str]:
    """The canonical texts of all that the year rests on, by file within the frozen folder.

    Of the record, the rows that touch the year; of the libraries, the rows that answer the same questions as the
    factors that were used, with every parameter.
    """
    first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
    record, library = asked.record, asked.library
    used = _used(library, computed.factors)
    frames = {
        "activity": record.activity.filter((pl.col("start") <= last) & (pl.col("end") >= first)),
        "rejected": _unplaced(record.rejected),
        **{name.lower(): frame for name, frame in record.registers.items() if frame.height},
        "factors": used,
        "library_parameters": library.parameters,
        "library_proxies": library.proxies,
        "editions": _editions(library, used),
        "settings": _settings(asked),
        **computed.inputs,
    }
    return {f"inputs/{name}.csv": csv_text(frame) for name, frame in frames.items() if frame.width}


def input_digest(asked: Asked, computed: Computed) -> str:
    """The digest of all that a year rests on: the same that its frozen folder is named after (convention 10)."""
    return digest(input_texts(asked, computed))


def texts_in(folder: Path) -> dict[str, str]:
    """The texts of the inputs in a frozen folder, by file."""
    return {f"inputs/{p.name}": p.read_text(encoding="utf-8") for p in sorted((folder / "inputs").glob("*.csv"))}


def read_inputs(texts: Mapping[str, str]) -> Asked:
    """What was asked, from the texts of the inputs. Raises VerifyFailed when one of them is missing."""
    plain = {name.removeprefix("inputs/").removesuffix(".csv"): text for name, text in texts.items()}
    for name in ("activity", "factors", "editions", "settings"):
        if name not in plain:
            raise VerifyFailed(f"inputs/{name}.csv is missing")
    registers = {n: parse(plain[n.lower()], t) for n, t in REGISTERS.items() if n.lower() in plain}
    rejected = parse(plain["rejected"]) if "rejected" in plain else pl.DataFrame()
    settings, year = _read_settings(plain["settings"])
    return Asked(Record(parse(plain["activity"], ACTIVITY), registers, (), rejected), _library(plain), settings, year)


def _used(library: Library, factors: frozenset[str]) -> pl.DataFrame:
    chosen = library.factors.filter(pl.col("id").is_in(sorted(factors))).select(_SAME_QUESTION).unique()
    return library.factors.join(chosen, on=_SAME_QUESTION, how="semi", nulls_equal=True)


def _editions(library: Library, used: pl.DataFrame) -> pl.DataFrame:
    """The editions that were used, and the user's own."""
    own = pl.DataFrame({"library": ["own"], "edition": ["own"]})
    held = pl.concat([used.select("library", "edition"), own]).unique()
    return library.editions.join(held, on=["library", "edition"], how="semi")


def _unplaced(rejected: pl.DataFrame) -> pl.DataFrame:
    """Rows set apart as text, without the cells that they came from."""
    return rejected.select(pl.col(sorted(c for c in rejected.columns if c != "where")).cast(pl.String))


def _settings(asked: Asked) -> pl.DataFrame:
    told: dict[str, Any] = {"year": asked.year} | {n: asked.settings.as_dict()[n] for n in _SETTINGS}
    return pl.DataFrame({"setting": list(told), "value": [json.dumps(v, ensure_ascii=False) for v in told.values()]})


def _read_settings(text: str) -> tuple[Settings, int]:
    told: dict[str, Any] = {name: json.loads(value) for name, value in parse(text).iter_rows()}
    year = int(told.pop("year"))
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in told.items()}
    return Settings(**values), year


def _library(texts: Mapping[str, str]) -> Library:
    """The libraries in their precedence: by rank, and within a library by edition."""
    factors, parameters, editions = (
        parse(texts.get(name, ""), table, kinds=_RANK).sort("rank", "library", "edition", maintain_order=True)
        for name, table in (("factors", FACTORS), ("library_parameters", PARAMETERS), ("editions", None))
    )
    return Library(factors, parameters, parse(texts.get("library_proxies", ""), PROXIES), editions)
