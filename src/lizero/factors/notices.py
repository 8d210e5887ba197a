"""What a reader should know of answered needs: stand-ins, parents, part coverage, doubtful choices, unverified figures.

What many needs share is said once, at the first of them, with their number; a gas that is missing is said at each need.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from lizero.errors import Finding, Severity
from lizero.factors.needs import is_grid

__all__ = ["notices"]


@dataclass(frozen=True)
class Notice:
    """Which answered needs it is about, the columns that they share when it is said once, and the words, by column name."""

    rule: str
    about: pl.Expr
    once: tuple[str, ...]
    message: str
    hint: str
    severity: Severity = "notice"


_TAKEN = "{library} {edition}"
_OWN = ~pl.col("proxied")
_PARENT = is_grid() & (pl.col("family") == "statistical") & (pl.col("depth") > 0) & _OWN
SHARED = (
    Notice(
        "factor.proxy-year", pl.col("proxied"), ("library", "edition", "at", "proxy"),
        f"{_TAKEN} ({{at}}) stands in: {{proxy}}", "stated in PROXIES",
    ),
    Notice(
        "factor.edition-of-most-days", pl.col("edition_days") < pl.col("whole"), ("library", "edition", "start", "end"),
        f"{_TAKEN} covers {{edition_days}} of {{whole}} days and serves all of them",
        "split the record by days to use each edition on its own",
    ),
    Notice(
        "factor.parent-place", _PARENT, ("place", "at", "library"),
        "{library} has no grid factor of {place} itself: that of {at} is used", "a grid or province named in SITES is nearer",
    ),
    Notice(
        "factor.general-item", pl.col("general") > 1, ("activity", "library", "edition"),
        "no factor of the very item: that of {activity} is used ({id})", "give the item a factor in your own library if it differs",
    ),
    Notice(
        "factor.ambiguous", pl.col("bounds").is_not_null(), ("activity", "library", "edition"),
        _TAKEN + " has {activity} with several boundaries ({bounds}): {boundary} is used",
        "keep the one that is meant, or give the others a name of their own", "warning",
    ),
)
EACH = (
    Notice("factor.amount-missing", pl.col("amount").is_null(), (), "{id} has no amount of {flow}: the line is without this gas",
           "a blank is missing, not zero (convention 1)", "error"),
    Notice("factor.gas-out-of-period", (pl.col("days") == 0) & (pl.col("most") > 0) & _OWN, (),
           "{id} ({flow}) holds on no day of the period, other gases beside it on {most}",
           "extend its validity, or state a proxy", "error"),
    Notice("factor.gas-out-of-period", (pl.col("days") > 0) & (pl.col("days") < pl.col("most")) & _OWN, (),
           "{id} ({flow}) holds on {days} days of the period, other gases beside it on {most}",
           "extend its validity, or split the record by days", "warning"),
)
UNVERIFIED = (
    Notice("factor.unverified", pl.col("status") == "unverified", ("id",), "{id} is unverified", "verify it at its source"),
)


def notices(frame: pl.DataFrame, steps: pl.DataFrame) -> tuple[Finding, ...]:
    """Findings of answered needs: `frame` a row a need and factor, `steps` their conversions."""
    place = pl.col("geography").fill_null("everywhere").alias("at")
    whole = ((pl.col("end") - pl.col("start")).dt.total_days() + 1).alias("whole")
    rows = frame.with_columns(place, whole)
    needs = rows.unique("need", keep="first", maintain_order=True)
    doubtful = steps.filter(pl.col("status") == "unverified").rename({"text": "id"})
    told = [(n, needs) for n in SHARED] + [(n, rows) for n in EACH] + [(n, f) for n in UNVERIFIED for f in (rows, doubtful)]
    return tuple(f for notice, about in told for f in _said(notice, about))


def _said(notice: Notice, rows: pl.DataFrame) -> Iterable[Finding]:
    about = rows.filter(notice.about)
    if notice.once and about.height:
        about = about.with_columns(pl.len().over(notice.once).alias("uses")).unique(notice.once, keep="first", maintain_order=True)
    for row in about.iter_rows(named=True):
        uses = f" ({row['uses']} times)" if notice.once and row["uses"] > 1 else ""
        message = notice.message.format_map(row) + uses
        yield Finding(f"factors › {row['need']}", notice.rule, message, notice.hint, notice.severity, row["need"])
