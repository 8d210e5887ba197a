"""The tables of a plan as files: one CSV a table, a register of them, and one workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from lizero.pathway import Plan
    from lizero.pathway.board import Beside, BoardTable

__all__ = ["write_tables"]


def write_tables(plan: Plan, folder: Path, beside: Beside) -> None:
    """T1 to T19 in `folder`: T1.csv …, tables.csv (id, title, rows, disclosure, note) and tables.xlsx. A table without data has no CSV."""
    from lizero.pathway.board import tables

    made = tables(plan, beside)
    folder.mkdir(parents=True, exist_ok=True)
    for t in made:
        if not t.frame.is_empty():
            flat(t.frame).write_csv(folder / f"{t.id}.csv", include_bom=True)
    register(made).write_csv(folder / "tables.csv", include_bom=True)
    _workbook(made, folder / "tables.xlsx")


def register(made: tuple[BoardTable, ...]) -> pl.DataFrame:
    """The tables, their size, the disclosure that each answers, and what it lacks."""
    import polars as pl

    rows = [(t.id, t.title, t.frame.height, *(t.disclosure.get(f, "") for f in ("IFRS S2", "ESRS E1", "TPT")), t.note) for t in made]
    names = {"id": pl.String, "title": pl.String, "rows": pl.Int64, **dict.fromkeys(("IFRS S2", "ESRS E1", "TPT", "note"), pl.String)}
    return pl.DataFrame(rows, schema=names, orient="row")


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with lists and structures as text, which a CSV or sheet needs."""
    import polars as pl

    nested = [c for c, kind in frame.schema.items() if kind.is_nested()]
    return frame.with_columns(pl.col(c).map_elements(str, return_dtype=pl.String) for c in nested) if nested else frame


def _workbook(made: tuple[BoardTable, ...], file: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(str(file), {"nan_inf_to_errors": True}) as book:
        register(made).write_excel(book, "tables", autofit=True)
        for t in made:
            if not t.frame.is_empty():
                flat(t.frame).write_excel(book, t.id, autofit=True)
