"""Editions in time: periods split where the edition changes, and what another edition would change."""

from __future__ import annotations

import polars as pl

from lizero.factors.candidates import candidates, in_blocks
from lizero.factors.library import Library
from lizero.factors.needs import NEEDS, asked
from lizero.factors.selection import choose

__all__ = ["moved", "split"]

DAY = "1d"
SAME = ["need", "flow", "compartment", "boundary"]


def split(needs: pl.DataFrame, lib: Library) -> pl.DataFrame:
    """`needs` cut where an edition begins or ends, so that each part has one edition: the columns of needs, the number of
    the `part` and its `share` of the days.

    A quantity spreads over the parts by days: ``quantity * share``.

    >>> from datetime import date
    >>> from lizero.factors import library
    >>> year = pl.DataFrame({"need": ["mine"], "category": ["purchased electricity"], "flow": ["electricity"], "unit": ["kWh"],
    ...     "geography": ["AU-VIC"], "start": [date(2025, 1, 1)], "end": [date(2025, 12, 31)]})
    >>> split(year, library("au-nga")).select("part", "start", pl.col("share").round(4)).rows()
    [(1, datetime.date(2025, 1, 1), 0.4959), (2, datetime.date(2025, 7, 1), 0.5041)]
    """
    question = asked(needs)
    found = candidates(question, in_blocks(lib), lib).filter(pl.col("lo") <= pl.col("hi"))
    begins = found.filter(pl.col("lo") > pl.col("start")).select("ask", pl.col("lo").alias("from"))
    after = found.filter(pl.col("hi") < pl.col("end")).select("ask", pl.col("hi").dt.offset_by(DAY).alias("from"))
    first = question.asks.select("ask", pl.col("start").alias("from"))
    cuts = pl.concat([first, begins, after]).unique().sort("ask", "from")
    until = pl.col("from").shift(-1).over("ask").dt.offset_by("-1d")
    parts = cuts.with_columns(until.alias("until"), pl.int_range(1, pl.len() + 1).over("ask").alias("part"))
    whole = needs.with_columns(question.needs["ask"]).join(parts, on="ask", how="left", maintain_order="left")
    end = pl.col("until").fill_null(pl.col("end"))
    days = (end - pl.col("from")).dt.total_days() + 1
    share = days / ((pl.col("end") - pl.col("start")).dt.total_days() + 1)
    cut = whole.with_columns(share.alias("share"), pl.col("from").alias("start"), end.alias("end"))
    return cut.select(*(c for c in NEEDS if c in needs.columns), "part", "share")


def moved(needs: pl.DataFrame, lib: Library, *, library: str, edition: str) -> pl.DataFrame:
    """What `edition` of `library` would change: need, flow, compartment, boundary, the factor before and after, and kg of
    the flow for one unit of the activity before and after. Needs whose factors stay are left out.

    Nothing frozen is touched: this only compares two choices.
    """
    before, after = (_per_unit(needs, stack) for stack in (lib, lib.pinned(library, edition)))
    both = before.join(after, on=SAME, how="full", coalesce=True, nulls_equal=True, suffix="_after", maintain_order="left_right")
    changed = pl.col("factor").ne_missing(pl.col("factor_after")) | pl.col("amount").ne_missing(pl.col("amount_after"))
    return both.filter(changed)


def _per_unit(needs: pl.DataFrame, lib: Library) -> pl.DataFrame:
    frame = choose(needs, lib).frame
    return frame.select(*SAME, "factor", pl.col("amount") * pl.col("conversion"))
