"""What is asked of the factor libraries, and the lines that their answers make.

An *ask* is a quantity of an item at a place over days, to be met by factors of a category, and the scope, category and
basis under which its flows count. Questions are put on the distinct asks; the many rows follow by equality joins.

    amount = (quantity × conversion) × factor          in the flow's own unit, at 100 % of the site
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from lizero.errors import Finding
from lizero.factors import Library, choose
from lizero.inventory.spans import by_editions

__all__ = ["ASK", "Answer", "Rung", "answer", "asks", "stacked"]

ASK: dict[str, pl.DataType] = {
    "part": pl.UInt32(),
    "ask_category": pl.String(),
    "item": pl.String(),
    "quantity": pl.Float64(),
    "unit": pl.String(),
    "geography": pl.String(),
    "start": pl.Date(),
    "end": pl.Date(),
    "provider": pl.String(),
    "basis": pl.String(),
    "scope": pl.String(),
    "category": pl.String(),
    "note": pl.String(),
    "method": pl.String(),
}
QUESTION = ["ask_category", "item", "unit", "geography", "start", "end"]
CHOSEN = [
    "factor",
    "flow",
    "compartment",
    "amount",
    "flow_unit",
    "gwp_set",
    "family",
    "boundary",
    "status",
    "conversion",
    "steps",
    "reason",
]


class Rung(NamedTuple):
    """One step of a ladder of factors: a family, and whether only rows of this family (and of the row's provider) may serve."""

    family: str | None = None
    only: bool = False
    by_provider: bool = False


@dataclass(frozen=True)
class Answer:
    """Lines (an ask's columns with CHOSEN), factors used, conversion steps, asks without an answer, findings."""

    lines: pl.DataFrame
    factors: pl.DataFrame
    steps: pl.DataFrame
    unresolved: pl.DataFrame
    findings: tuple[Finding, ...] = ()


def asks(rows: pl.DataFrame, **given: pl.Expr | str | None) -> pl.DataFrame:
    """Asks from prepared rows; a column not given is taken from the row (`ask_category` from its category)."""
    defaults: dict[str, pl.Expr | str | None] = {
        "ask_category": pl.col("category"),
        "geography": pl.col("place"),
        "basis": "none",
        "note": None,
    }
    filled = defaults | {c: pl.col(c) for c in ASK if c not in defaults} | given
    return rows.select(*(_column(c, v) for c, v in filled.items())).select(*ASK)


def _column(name: str, value: pl.Expr | str | None) -> pl.Expr:
    expr = value if isinstance(value, pl.Expr) else pl.lit(value)
    return expr.cast(ASK[name]).alias(name)


def answer(asked: pl.DataFrame, library: Library, ladder: Sequence[Rung] = (Rung(),)) -> Answer:
    """The lines of `asked` under the first rung of `ladder` that answers each; what no rung answers is unresolved.

    Unresolved carries the rule, message and hint of the last rung.
    """
    parts, left = [], asked
    for rung in ladder:
        part = _by_provider(left, library, rung) if rung.by_provider else _rung(left, _shelf(library, rung), rung)
        parts.append(part)
        left = part.unresolved
        if not left.height:
            break
    return replace(stacked(parts), unresolved=left)


def _shelf(library: Library, rung: Rung) -> Library:
    if not rung.only:
        return library
    return replace(library, factors=library.factors.filter(pl.col("family") == rung.family))


def _by_provider(asked: pl.DataFrame, library: Library, rung: Rung) -> Answer:
    """Each provider's asks against the rows that name this provider (as `name` or `publisher`)."""
    shelf = _shelf(library, rung)
    folded = shelf.factors.select(pl.col("name").str.to_lowercase(), pl.col("publisher").str.to_lowercase())
    known = {n for pair in folded.iter_rows() for n in pair if n}
    served = asked.filter(pl.col("provider").str.to_lowercase().is_in(sorted(known)))
    rest = asked.join(served.select("part"), on="part", how="anti").with_columns(
        pl.lit("factor.missing").alias("rule"), pl.lit("no supplier rate").alias("message"), pl.lit("").alias("hint")
    )
    parts = [
        _rung(group, replace(shelf, factors=shelf.factors.filter(_named(str(name)))), rung)
        for (name,), group in served.group_by("provider", maintain_order=True)
    ]
    found = stacked(parts)
    return replace(found, unresolved=pl.concat([rest, found.unresolved], how="diagonal"))


def _named(provider: str) -> pl.Expr:
    return pl.any_horizontal(pl.col("name", "publisher").str.to_lowercase() == provider.lower()).fill_null(False)


def _rung(asked: pl.DataFrame, library: Library, rung: Rung, *, cut: bool = True) -> Answer:
    asked = asked.drop("rule", "message", "hint", strict=False)
    if not asked.height:
        return stacked([])
    needs = asked.select(QUESTION).unique(maintain_order=True).with_row_index("need").with_columns(pl.col("need").cast(pl.String))
    asked = asked.join(needs, on=QUESTION, how="left", nulls_equal=True, maintain_order="left")
    needs = needs.rename({"ask_category": "category", "item": "flow"}).with_columns(pl.lit(rung.family, pl.String).alias("family"))
    choice = choose(needs, library)
    parts = by_editions(needs, choice, library) if cut else needs.clear()
    if parts.height:
        return _rung(_cut(asked, parts), library, rung, cut=False)
    lines = asked.join(choice.frame.select("need", *CHOSEN), on="need", how="inner", maintain_order="left")
    told = choice.unresolved.select("need", "rule", "message", "hint").unique("need", keep="first")
    unresolved = asked.join(told, on="need", how="inner", maintain_order="left").drop("need")
    first = dict(asked.unique("need", keep="first").select("need", "part").iter_rows())
    missing = set(told["need"])
    notes = tuple(replace(f, record=str(first.get(f.record, ""))) for f in choice.findings if f.record not in missing)
    steps = lines.select("need", "part", "factor").join(choice.steps, on=["need", "factor"], how="inner", maintain_order="left")
    factors = choice.frame.drop("need", "conversion", "steps", "reason", "proxy").unique("factor", maintain_order=True)
    return Answer(lines.drop("need"), factors, steps.drop("need"), unresolved, notes)


def _cut(asked: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Asks with those of cut needs as their parts: the quantity by days, each with its own edition."""
    days = parts.select("need", pl.col("start").alias("_from"), pl.col("end").alias("_to"), "share")
    joined = asked.join(days, on="need", how="left", maintain_order="left")
    said = pl.format("{} of it by days, {} to {}", pl.col("share").round(6), "_from", "_to")
    return joined.with_columns(
        pl.when(pl.col("share").is_null()).then(pl.col("quantity")).otherwise(pl.col("quantity") * pl.col("share")).alias("quantity"),
        pl.coalesce("_from", "start").alias("start"),
        pl.coalesce("_to", "end").alias("end"),
        pl.when(pl.col("share").is_null())
        .then(pl.col("note"))
        .otherwise(pl.concat_str("note", said, separator="; ", ignore_nulls=True))
        .alias("note"),
    ).drop("need", "_from", "_to", "share")


def stacked(parts: Sequence[Answer]) -> Answer:
    """Several answers as one."""
    some = [p for p in parts if p.lines.width]
    unresolved = [p.unresolved for p in parts if p.unresolved.height]
    return Answer(
        pl.concat([p.lines for p in some], how="diagonal") if some else pl.DataFrame(schema=LINE),
        pl.concat([p.factors for p in some], how="diagonal").unique("factor", maintain_order=True) if some else pl.DataFrame(schema=FACTOR),
        pl.concat([p.steps for p in some], how="diagonal") if some else pl.DataFrame(schema=STEP),
        pl.concat(unresolved, how="diagonal") if unresolved else pl.DataFrame(schema=ASK | TOLD),
        tuple(f for p in parts for f in p.findings),
    )


TOLD: dict[str, pl.DataType] = {"rule": pl.String(), "message": pl.String(), "hint": pl.String()}
LINE: dict[str, pl.DataType] = ASK | {c: pl.Float64() if c in ("amount", "conversion") else pl.String() for c in CHOSEN}
FACTOR = {"factor": pl.String()}
STEP = {
    "part": pl.UInt32(),
    "factor": pl.String(),
    "nth": pl.Int64(),
    "text": pl.String(),
    "value": pl.Float64(),
    "source": pl.String(),
    "status": pl.String(),
}
