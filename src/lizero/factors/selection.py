"""The choice of factors: which rows answer each need, by which rule, and what stays without an answer.

Order of the rules (each step is kept as the reason):

1. category, item and family are equal; a life-cycle grid factor never answers scope 2, nor an ets one statistical;
2. the unit can be reached, exactly or through a stated density or calorific value;
3. the first library in order of precedence that can answer wins;
4. in it the nearest place: the place itself, its parents, its country; the world only for factors stated for the world,
   and never for grids;
5. there, the editions whose validity (or a stated proxy) covers the period; of several, the one with most days;
6. there, the unit nearest to the activity's.

Everything is decided on the distinct questions; the many needs follow by an equality join.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lizero.errors import Finding
from lizero.factors.answers import answers, frame_of, notices, steps_of
from lizero.factors.candidates import candidates, in_blocks
from lizero.factors.conversions import KEY, conversions
from lizero.factors.library import Library
from lizero.factors.needs import Asked, asked
from lizero.factors.refusals import refusals

__all__ = ["Choice", "choose"]


@dataclass(frozen=True)
class Choice:
    """`frame`: one row a need and factor (several gases), with `conversion` (factor units in one unit of the activity),
    `amount` in the flow's own unit and `reason`; `steps`: need, factor, text, value, source, status of each conversion;
    `unresolved`: need, rule, message, hint; `findings`: all that the user should know.
    """

    frame: pl.DataFrame
    steps: pl.DataFrame
    unresolved: pl.DataFrame
    findings: tuple[Finding, ...]


def choose(needs: pl.DataFrame, lib: Library) -> Choice:
    """The factors that `lib` holds for `needs` (need, category, flow, unit, geography, start, end, family).

    `family` may be left out: purchased energy is then statistical. What has no answer is in `unresolved`, with a finding
    that says which edition, row or parameter would help. Raises TableRefused when a column is missing.

    >>> from datetime import date
    >>> from lizero.factors import library
    >>> need = pl.DataFrame({"need": ["kiln"], "category": ["stationary combustion"], "flow": ["烟煤"], "unit": ["t"],
    ...     "geography": ["CN-SC"], "start": [date(2023, 1, 1)], "end": [date(2023, 12, 31)]})
    >>> choose(need, library("cn-mee")).frame.select("flow", pl.col("amount").round(1), "conversion").row(0)
    ('CO2', 2071.5, 1.0)
    """
    question = asked(needs)
    rows = in_blocks(lib)
    found = candidates(question, rows, lib)
    ways = conversions(found.filter(pl.col("days") > 0), lib)
    reached = found.join(ways, on=KEY, how="left").filter(pl.col("way").is_not_null() & (pl.col("days") > 0))
    won = best(reached, lib)
    given = answers(won, reached, rows, lib)
    refused = refusals(question, won, found, ways, rows, lib)
    return _choice(question, given, refused, ways)


def _choice(question: Asked, given: pl.DataFrame, refused: pl.DataFrame, ways: pl.DataFrame) -> Choice:
    frame = question.needs.join(given, on="ask", how="inner", maintain_order="left")
    unresolved = question.needs.join(refused, on="ask", how="inner", maintain_order="left").drop("ask")
    faults = tuple(Finding(f"factors › {need}", rule, message, hint, "error", need) for need, rule, message, hint in unresolved.iter_rows())
    return Choice(frame_of(frame), steps_of(frame, ways), unresolved, (*faults, *notices(frame)))


def best(reached: pl.DataFrame, lib: Library) -> pl.DataFrame:
    """The winning block of each ask: rank, depth, edition, unit, and how many days it and its library cover."""
    levels = _served(reached, lib).sort("ask", "rank", "depth").unique("ask", keep="first", maintain_order=True)
    there = reached.join(levels.select("ask", "rank", "depth", "covered"), on=["ask", "rank", "depth"], how="inner")
    editions = _days(there, ["ask", "library", "edition"]).rename({"covered": "edition_days"})
    blocks = _days(there, ["ask", "block"]).rename({"covered": "block_days"})
    first = there.group_by("ask", "library", "edition", "block", maintain_order=True).agg(
        pl.col("proxy").is_not_null().all().alias("proxied"),
        pl.col("proxy").drop_nulls().first(),
        pl.col("rank", "depth", "covered", "way", "conversion", "how", "start", "end", "unit", "row_unit", "item", "place").first(),
    )
    ranked = first.join(editions, on=["ask", "library", "edition"]).join(blocks, on=["ask", "block"])
    order = ["ask", "edition_days", "proxied", "edition", "block_days", "way", "block"]
    down = [False, True, False, True, True, False, False]
    return ranked.sort(order, descending=down).unique("ask", keep="first", maintain_order=True)


def _served(reached: pl.DataFrame, lib: Library) -> pl.DataFrame:
    """Ask, rank and depth at which the editions together cover every day, or one covers most where its rule allows it."""
    whole = (pl.col("end") - pl.col("start")).dt.total_days() + 1
    union = _days(reached, ["ask", "rank", "depth"])
    rules = lib.editions.select("library", "edition", "rule")
    most = _days(reached, ["ask", "rank", "depth", "library", "edition"]).join(rules, on=["library", "edition"], how="left")
    most = most.filter(pl.col("rule") == "most-days").group_by("ask", "rank", "depth").agg(pl.col("covered").max().alias("most"))
    spans = reached.select("ask", whole.alias("whole")).unique()
    levels = union.join(spans, on="ask").join(most, on=["ask", "rank", "depth"], how="left")
    return levels.filter((pl.col("covered") >= pl.col("whole")) | (2 * pl.col("most").fill_null(0) > pl.col("whole")))


def _days(pieces: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Days covered by the pieces of each `key`, counted once where they overlap."""
    ordered = pieces.select(*key, "lo", "hi").unique().sort(*key, "lo")
    before = pl.col("hi").cum_max().shift().over(key)
    fresh = pl.max_horizontal(pl.col("lo"), before.dt.offset_by("1d"))
    days = ((pl.col("hi") - fresh).dt.total_days() + 1).clip(0)
    return ordered.with_columns(days.alias("covered")).group_by(key, maintain_order=True).agg(pl.col("covered").sum())
