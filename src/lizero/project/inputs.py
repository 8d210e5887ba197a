"""The inputs of a frozen year: what is written, and how it is read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from lizero.activity import Record
from lizero.errors import VerifyFailed
from lizero.factors import Library
from lizero.project.canonical import csv_text, parse
from lizero.project.settings import Settings
from lizero.tables import ACTIVITY, FACTORS, PARAMETERS, PROXIES, REGISTERS

if TYPE_CHECKING:
    from lizero.project.freeze import Asked

__all__ = ["input_texts", "read_inputs", "used"]

_SETTINGS = ("holder", "approach", "gwp", "libraries")
_RANK = {"rank": "integer"}
_GROUP = ["library", "edition", "category", "item", "family"]


def used(asked: Asked, factors: frozenset[str]) -> dict[str, pl.DataFrame]:
    """The frames that the year needs, by name: the record's rows that touch it, the registers, and of the libraries the
    rows that answer the same questions as the `factors` used, with the parameters of their editions.
    """
    record, library = asked.record, asked.library
    first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
    rows = record.activity.filter((pl.col("start") <= last) & (pl.col("end") >= first))
    chosen = library.factors.filter(pl.col("id").is_in(sorted(factors))).select(_GROUP).unique()
    kept = library.factors.join(chosen, on=_GROUP, how="semi", nulls_equal=True)
    owners = pl.concat([kept.select("library", "edition"), pl.DataFrame({"library": ["own"], "edition": ["own"]})]).unique()
    registers = {name.lower(): frame for name, frame in record.registers.items() if frame.height}
    return {
        "activity": rows, "rejected": _unplaced(record.rejected), **registers, "factors": kept,
        "library_parameters": library.parameters.join(owners, on=["library", "edition"], how="semi"),
        "library_proxies": library.proxies, "editions": library.editions.join(owners, on=["library", "edition"], how="semi"),
        "settings": _settings(asked),
    }


def input_texts(frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """The canonical text of each frame, by its file within the frozen folder; frames without columns are left out."""
    return {f"inputs/{name}.csv": csv_text(frame) for name, frame in frames.items() if frame.width}


def read_inputs(folder: Path) -> tuple[Record, Library, Settings, int]:
    """Record, libraries, settings and year of a frozen folder. Raises VerifyFailed for a file that is missing."""
    texts = {p.stem: p.read_text(encoding="utf-8") for p in sorted((folder / "inputs").glob("*.csv"))}
    missing = [n for n in ("activity", "factors", "editions", "settings") if n not in texts]
    if missing:
        raise VerifyFailed(f"{folder.name}: inputs/{missing[0]}.csv is missing")
    registers = {n: parse(texts[n.lower()], t) for n, t in REGISTERS.items() if n.lower() in texts}
    rejected = parse(texts["rejected"]) if "rejected" in texts else pl.DataFrame()
    record = Record(parse(texts["activity"], ACTIVITY), registers, (), rejected)
    settings, year = _read_settings(texts["settings"])
    return record, _library(texts), settings, year


def _unplaced(rejected: pl.DataFrame) -> pl.DataFrame:
    """Rows set apart as text, without the cells that they came from."""
    return rejected.select(pl.col(sorted(c for c in rejected.columns if c != "where")).cast(pl.String))


def _settings(asked: Asked) -> pl.DataFrame:
    told: dict[str, Any] = {"year": asked.year} | {n: asked.settings.as_dict()[n] for n in _SETTINGS}
    return pl.DataFrame({"setting": list(told), "value": [json.dumps(v, ensure_ascii=False) for v in told.values()]})


def _read_settings(text: str) -> tuple[Settings, int]:
    told: dict[str, Any] = {name: json.loads(value) for name, value in parse(text).iter_rows()}
    year = int(told.pop("year"))
    return Settings(**{n: tuple(v) if isinstance(v, list) else v for n, v in told.items()}), year


def _library(texts: Mapping[str, str]) -> Library:
    parameters = parse(texts.get("library_parameters", ""), PARAMETERS, kinds=_RANK)
    return Library(
        parse(texts["factors"], FACTORS, kinds=_RANK),
        parameters,
        parse(texts.get("library_proxies", ""), PROXIES),
        parse(texts["editions"], kinds=_RANK),
    )
