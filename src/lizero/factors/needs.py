"""What is asked: needs with canonical items, places and families, reduced to the distinct questions."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lizero.errors import TableRefused, UnknownName
from lizero.factors.library import folded, is_scope_2
from lizero.vocab import categories, geography, parents

__all__ = ["NEEDS", "QUESTION", "Asked", "asked", "chain", "is_grid"]

NEEDS = {
    "need": pl.String(),
    "category": pl.String(),
    "flow": pl.String(),
    "unit": pl.String(),
    "geography": pl.String(),
    "start": pl.Date(),
    "end": pl.Date(),
    "family": pl.String(),
}
QUESTION = ["category", "item", "flow", "unit", "place", "start", "end", "family"]


@dataclass(frozen=True)
class Asked:
    """`needs`: each need with its `ask`; `asks`: the distinct questions; `chains`: ask, line, depth (0: the place itself)."""

    needs: pl.DataFrame
    asks: pl.DataFrame
    chains: pl.DataFrame


def asked(needs: pl.DataFrame) -> Asked:
    """The distinct questions of `needs`. Raises TableRefused when a column is missing."""
    missing = [c for c in NEEDS if c != "family" and c not in needs.columns]
    if missing:
        raise TableRefused(f"needs have the columns {', '.join(NEEDS)}; missing: {', '.join(missing)}; found: {', '.join(needs.columns)}")
    frame = needs.with_columns(pl.lit(None, pl.String).alias("family")) if "family" not in needs.columns else needs
    frame = _canonical(frame.select(list(NEEDS)).cast(NEEDS))  # type: ignore[arg-type]
    asks = frame.select(QUESTION).unique(maintain_order=True).with_row_index("ask")
    linked = frame.join(asks, on=QUESTION, how="left", nulls_equal=True, maintain_order="left").select("need", "ask")
    return Asked(linked, asks, _chains(asks))


def _canonical(frame: pl.DataFrame) -> pl.DataFrame:
    scope_2 = [c for c in categories() if is_scope_2(c)]
    family = pl.col("family").str.strip_chars()
    family = pl.when(family == "").then(None).otherwise(family)
    return frame.with_columns(
        _mapped(frame, "flow", "item", folded),
        _mapped(frame, "geography", "place", _code),
        pl.when(family.is_null() & pl.col("category").is_in(scope_2)).then(pl.lit("statistical")).otherwise(family).alias("family"),
    )


def _mapped(frame: pl.DataFrame, column: str, name: str, function: object) -> pl.Series:
    distinct = frame[column].unique().to_list()
    table = {v: function(v) for v in distinct if v is not None}  # type: ignore[operator]
    return frame[column].replace_strict(table, default=None, return_dtype=pl.String).alias(name)


def _code(text: str) -> str | None:
    try:
        return geography(text)
    except UnknownName:
        return None


def _chains(asks: pl.DataFrame) -> pl.DataFrame:
    """Places that may answer, nearest first, then no place at all (a factor that holds everywhere)."""
    marked = asks.select("ask", "place", is_grid().alias("grid"))
    pairs = marked.select("place", "grid").unique(maintain_order=True).drop_nulls("place")
    rows = [(place, grid, p, n) for place, grid in pairs.iter_rows() for n, p in enumerate(chain(place, grid=grid))]
    table = pl.DataFrame(rows, schema={"place": pl.String, "grid": pl.Boolean, "line": pl.String, "depth": pl.Int64}, orient="row")
    return marked.join(table, on=["place", "grid"], how="inner").select("ask", "line", "depth")


def is_grid() -> pl.Expr:
    """Questions about purchased energy, and about what lies upstream of electricity and heat."""
    scope_2 = [c for c in categories() if is_scope_2(c)]
    carried = pl.col("item").is_in(["electricity", "heat", "steam", "cooling"])
    return pl.col("category").is_in(scope_2) | ((pl.col("category") == "fuel and energy upstream") & carried)


def chain(place: str, *, grid: bool) -> tuple[str, ...]:
    """`place`, its parents, and "" (everywhere). A grid's line ends at the country: no average of countries stands in.

    >>> chain("CN-SC", grid=True)[-2:]
    ('CN', '')
    """
    line = (place, *parents(place))
    if grid and place not in UNIONS:
        line = tuple(p for p in line if p not in UNIONS)
    return (*line, "")


UNIONS = frozenset({"WORLD", "EU"})
