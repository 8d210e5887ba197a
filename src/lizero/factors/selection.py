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
from lizero.factors.answers import answers, frame_of, served, steps_of
from lizero.factors.candidates import candidates, in_blocks
from lizero.factors.conversions import KEY, conversions
from lizero.factors.library import Library
from lizero.factors.needs import Asked, asked
from lizero.factors.notices import notices
from lizero.factors.refusals import refusals, without_amount

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
    question, held = asked(needs), in_blocks(lib)
    found = candidates(question, held, lib)
    covering = found.filter(pl.col("lo") <= pl.col("hi")).join(
        held.blocks.select("block", "item", "cover", pl.col("unit").alias("row_unit")), on="block"
    )
    ways = conversions(covering, held.releases, lib)
    reached = covering.join(ways.filter(pl.col("way").is_not_null()), on=KEY)
    won = best(reached, held.releases)
    given = answers(won, question, held, lib)
    blank = given.join(served(given), on="ask", how="anti")
    left = question.asks.join(won.select("ask"), on="ask", how="anti", maintain_order="left")
    refused = refusals(left, found, covering.join(ways.filter(pl.col("way").is_null()), on=KEY), held)
    return _choice(question, given, pl.concat([refused, without_amount(blank)]), ways)


def _choice(question: Asked, given: pl.DataFrame, refused: pl.DataFrame, ways: pl.DataFrame) -> Choice:
    frame = question.needs.join(given.join(refused, on="ask", how="anti"), on="ask", how="inner", maintain_order="left")
    unresolved = question.needs.join(refused, on="ask", how="inner", maintain_order="left").drop("ask")
    faults = tuple(Finding(f"factors › {need}", rule, message, hint, "error", need) for need, rule, message, hint in unresolved.iter_rows())
    used = served(frame)
    steps = steps_of(used, ways)
    return Choice(frame_of(used), steps, unresolved, (*faults, *notices(frame, steps)))


def best(reached: pl.DataFrame, releases: pl.DataFrame) -> pl.DataFrame:
    """The winning block of each ask, with its conversion, depth, and the days that its edition covers."""
    editions = _days(reached, [*LEVEL, "release"]).rename({"days": "edition_days"})
    levels = _served(reached, editions.join(releases.select("release", "rule", "newness"), on="release"))
    blocks = reached.join(levels, on=[*LEVEL, "release"]).group_by("ask", "block", maintain_order=True)
    stated = pl.col("proxy")
    told = blocks.agg(
        stated.is_not_null().all().alias("proxied"),
        stated.drop_nulls().first(),
        ((pl.col("hi") - pl.col("lo")).dt.total_days().max() + 1).alias("block_days"),
        pl.col("rank", "general", "depth", "release", "edition_days", "way", "conversion", "how", "row_unit", "cover").first(),
    )
    order = ["ask", "block_days", "way", "block"]
    first = told.sort(order, descending=[False, True, False, False]).unique("ask", keep="first", maintain_order=True)
    return first.join(_doubts(told), on="ask", how="left", maintain_order="left")


def _doubts(told: pl.DataFrame) -> pl.DataFrame:
    """Ask and `bounds`, the boundaries in words, where blocks of more than one boundary could answer."""
    several = told.filter(pl.len().over("ask") > 1).group_by("ask").agg(pl.col("cover").fill_null("no boundary").unique().sort())
    return several.filter(pl.col("cover").list.len() > 1).select("ask", pl.col("cover").list.join(", ").alias("bounds"))


def _served(reached: pl.DataFrame, editions: pl.DataFrame) -> pl.DataFrame:
    """Level and release of each ask that serve: the first library and nearest place whose editions together cover every
    day, or of which one covers most days where its rule allows it; there the edition with most days, the later of equals.
    """
    whole = reached.select("ask", ((pl.col("end") - pl.col("start")).dt.total_days() + 1).alias("whole")).unique()
    levels = _days(reached, LEVEL).join(whole, on="ask").rename({"days": "covered"})
    there = editions.join(levels, on=LEVEL)
    enough = (pl.col("covered") >= pl.col("whole")) | ((pl.col("rule") == "most-days") & (2 * pl.col("edition_days") > pl.col("whole")))
    down = [*(False for _ in LEVEL), True, True, False]
    ranked = there.filter(enough).sort(*LEVEL, "edition_days", "newness", "release", descending=down)
    return ranked.unique("ask", keep="first", maintain_order=True).select(*LEVEL, "release", "edition_days")


LEVEL = ["ask", "rank", "general", "depth"]


def _days(pieces: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Days covered by the pieces of each `key`, counted once where they overlap."""
    ordered = pieces.select(*key, "lo", "hi").unique().sort(*key, "lo")
    before = pl.col("hi").cum_max().shift().over(key)
    fresh = pl.max_horizontal(pl.col("lo"), before.dt.offset_by("1d"))
    days = ((pl.col("hi") - fresh).dt.total_days() + 1).clip(0)
    return ordered.with_columns(days.alias("days")).group_by(key, maintain_order=True).agg(pl.col("days").sum())
