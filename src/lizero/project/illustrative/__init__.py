"""The project of an illustrative lithium group: registers, settings and the spreadsheets that its plants would send.

No such company exists. Outputs are of the scale of public capacities; energy and reagents for a tonne are those of published
unit processes, each with its source in ``intensity.csv``. The group holds 51 % of a mine and a refinery in Western Australia,
refineries in Sichuan and Jiangsu, a quarter of a brine works in Chile, and a recycling pilot.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import polars as pl

from lizero.errors import ProjectRefused
from lizero.project.folder import SETTINGS, Project
from lizero.project.illustrative import papers, record, sheets
from lizero.project.store import write

__all__ = ["DRAFT", "MARK", "REGISTERS", "inbox", "make"]

MARK = ".made-by-lizero-demo"
DRAFT = "coastal-2025-draft.xlsx"
REGISTERS = ("organisations", "ownership", "sites", "products", "instruments", "parameters", "proxies", "evidence")
PLANS = ("levers.toml", "targets.toml", "plan.toml", "governance.csv")
_NAME = "Ridge & Salar Lithium Group (illustrative)"
_MISSING = (("ridge", "ridge-bore", "2025-08"), ("coastal", "coastal-stack", "2025-07"))


def make(folder: Path) -> Project:
    """The project in `folder`, with registers, documents behind the record and an inbox of spreadsheets, nothing imported yet.

    An older one is replaced. Raises ProjectRefused when `folder` exists and was not made here.
    """
    if folder.exists() and not (folder / MARK).is_file():
        raise ProjectRefused(f"{folder} exists and was not made by the demo; move it away, or run the demo in another folder")
    if folder.exists():
        shutil.rmtree(folder)
    made = Project.create(folder, year=record.YEARS[-1], name=_NAME)
    (folder / MARK).write_text("This folder was made by 'lizero demo' and is replaced by it.\n", encoding="utf-8")
    (folder / SETTINGS).write_text(_text("lizero.toml"), encoding="utf-8")
    for name in REGISTERS:
        (folder / "registers" / f"{name}.csv").write_text(_text(f"registers/{name}.csv"), encoding="utf-8")
    (folder / "factors" / "own.csv").write_text(_text("factors.csv"), encoding="utf-8")
    for name in PLANS:
        (folder / name).write_text(_text(name), encoding="utf-8")
    _narrate(folder / "narrative")
    record.sources().write_csv(folder / "registers" / "sources.csv")
    rows = record.activity()
    held = papers.register(rows, record.register("sites"), record.register("evidence"), folder)
    write(folder / "registers" / "evidence.csv", held.write_csv())
    _fill(rows, folder / "inbox")
    return Project(made.folder)


def _narrate(folder: Path) -> None:
    """What the group says of itself: a text by topic and language, the English one for the others where a language lacks it."""
    for topic, texts in tomllib.loads(_text("narrative.toml")).items():
        for lang, text in texts.items():
            name = f"{topic}.md" if lang == "en" else f"{topic}.{lang}.md"
            write(folder / name, f"{text}\n")


def inbox(folder: Path) -> list[Path]:
    """The files that the plants sent, in the order in which they came; the draft with defects is not among them."""
    return [folder / "inbox" / name for name, _ in _SENT]


def _fill(rows: pl.DataFrame, folder: Path) -> None:
    folder.mkdir()
    for name, made in _SENT:
        made(rows, folder / name)
    _draft(rows, folder / DRAFT)


def _site(rows: pl.DataFrame, site: str) -> pl.DataFrame:
    """The rows of a site, without the readings that its plant forgot."""
    mine = rows.filter(pl.col("site") == site)
    for where, source, month in _MISSING:
        gone = (pl.col("site") == where) & (pl.col("source") == source) & (pl.col("start").dt.strftime("%Y-%m") == month)
        mine = mine.filter(~gone)
    return mine


def _grid(site: str, title: str, lang: str = "en") -> Callable[[pl.DataFrame, Path], None]:
    return lambda rows, path: sheets.month_grid(_site(rows, site), path, title=title, lang=lang)


def _table(site: str, lang: str, encoding: str, delimiter: str = ",") -> Callable[[pl.DataFrame, Path], None]:
    return lambda rows, path: sheets.table(_site(rows, site), path, lang=lang, encoding=encoding, delimiter=delimiter)


_SENT: tuple[tuple[str, Callable[[pl.DataFrame, Path], None]], ...] = (
    ("ridge-mine.xlsx", _grid("ridge", "Ridge mine and concentrator, monthly readings")),
    ("coastal-refinery.xlsx", _grid("coastal", "Coastal hydroxide refinery, monthly readings")),
    ("蜀锂 月度数据.xlsx", _grid("shu", "蜀锂材料 月度数据", "zh-Hans")),
    ("江锂 活动数据.csv", _table("jiang", "zh-Hans", "gb18030")),
    ("salar-norte.csv", _table("salar", "es", "utf-8")),
    ("head-office.csv", _table("office", "en", "utf-8")),
    ("second-life.xlsx", lambda rows, path: sheets.workbook(_site(rows, "second"), path)),
)


def _draft(rows: pl.DataFrame, path: Path) -> None:
    """A first version of a plant's sheet with what goes wrong in real ones: a negative meter, an unknown unit, a blank, a typing error."""
    year = rows.filter((pl.col("site") == "coastal") & (pl.col("start").dt.year() == 2025)).head(24)
    wrong = year.with_row_index("n").with_columns(
        pl.when(pl.col("n") == 2).then(-pl.col("quantity")).when(pl.col("n") == 5).then(None).otherwise(pl.col("quantity")).alias("quantity"),
        pl.when(pl.col("n") == 8).then(pl.lit("tns")).when(pl.col("n") == 11).then(pl.lit("GJ")).otherwise(pl.col("unit")).alias("unit"),
        pl.when(pl.col("n") == 14).then(pl.lit("sulfric acid")).otherwise(pl.col("flow")).alias("flow"),
        pl.when(pl.col("n") == 17).then(pl.lit("costal")).otherwise(pl.col("site")).alias("site"),
    )
    sheets.workbook(wrong.drop("n"), path)


def _text(name: str) -> str:
    return files("lizero.project.illustrative").joinpath(*name.split("/")).read_text(encoding="utf-8")
