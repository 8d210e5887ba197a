"""The rows that could answer each question, and the days that each covers, by its validity or by a stated proxy."""

from __future__ import annotations

import polars as pl

from lizero.factors.faults import is_not_occurring
from lizero.factors.library import Library, is_scope_2
from lizero.factors.needs import Asked, chain, is_grid
from lizero.vocab import categories

__all__ = ["UPSTREAM", "candidates", "in_blocks"]

UPSTREAM = "fuel and energy upstream"
BLOCK = ["rank", "library", "edition", "category", "item", "family", "geography", "unit", "cover"]


def in_blocks(lib: Library) -> pl.DataFrame:
    """Rows of `lib` with `row` and `block`: the rows of one edition, activity, place, unit and boundary answer together.

    Upstream of an energy carrier every boundary counts (generation, then transmission and distribution): one block.
    """
    cover = pl.when(pl.col("category") == UPSTREAM).then(None).otherwise(pl.col("boundary"))
    rows = lib.factors.with_columns(cover.alias("cover"), is_not_occurring().alias("absent")).with_row_index("row")
    keys = rows.select(BLOCK).unique(maintain_order=True).with_row_index("block")
    return rows.join(keys, on=BLOCK, how="left", nulls_equal=True, maintain_order="left")


def candidates(asked: Asked, rows: pl.DataFrame, lib: Library) -> pl.DataFrame:
    """Pairs of ask and row that fit category, item, family and place: depth, first and last day covered, days, proxy."""
    plain = asked.asks.join(asked.chains, on="ask").with_columns(pl.lit(None, pl.String).alias("proxy"))
    own = _joined(plain, rows).with_columns(
        pl.max_horizontal("start", "valid_from").alias("lo"), pl.min_horizontal("end", "valid_to").alias("hi")
    )
    stood = _joined(_stand_ins(asked, lib), rows, ["library", "edition"]).with_columns(
        pl.max_horizontal("start", "from").alias("lo"), pl.min_horizontal("end", "until").alias("hi")
    )
    keep = [*COLUMNS, "lo", "hi"]
    both = pl.concat([own.select(keep), stood.select(keep)])
    return both.with_columns(((pl.col("hi") - pl.col("lo")).dt.total_days() + 1).clip(0).alias("days"))


COLUMNS = [
    "ask",
    "row",
    "block",
    "rank",
    "library",
    "edition",
    "depth",
    "proxy",
    "category",
    "item",
    "place",
    "unit",
    "row_unit",
    "start",
    "end",
]


def _joined(asks: pl.DataFrame, rows: pl.DataFrame, also: list[str] | None = None) -> pl.DataFrame:
    """Equality on category, item and place (and library and edition of a proxy); then the family."""
    slim = rows.select(
        "row",
        "block",
        "rank",
        "library",
        "edition",
        "category",
        "item",
        "valid_from",
        "valid_to",
        pl.col("geography").fill_null("").alias("line"),
        pl.col("family").alias("row_family"),
        pl.col("unit").alias("row_unit"),
    )
    return asks.join(slim, on=["category", "item", "line", *(also or [])], how="inner").filter(family_fits())


def family_fits() -> pl.Expr:
    """Whether `row_family` may serve the family asked: ets never answers statistical, nor life-cycle scope 2."""
    asked, given = pl.col("family"), pl.col("row_family").fill_null("statistical")
    plain = given == "statistical"
    special = given.is_in(["life-cycle", "ets", "residual"])
    footprint = pl.col("category").is_in([c for c in categories() if is_scope_2(c)]) & (given == "life-cycle")
    return (
        pl.when(asked.is_null())
        .then(~special)
        .when(pl.col("category") == UPSTREAM)
        .then(plain | (given == asked))
        .otherwise(given == asked)
    ) & ~footprint


def _stand_ins(asked: Asked, lib: Library) -> pl.DataFrame:
    """Each ask with the proxies whose days and place it meets, one row a place from which the factor may come."""
    stated = lib.proxies.with_row_index("nth").rename({"start": "from", "end": "until", "geography": "serves", "reason": "proxy"})
    spans = asked.asks.select("place", "start", "end", is_grid().alias("grid")).unique(maintain_order=True).drop_nulls("place")
    met = spans.join(stated, how="cross").filter((pl.col("from") <= pl.col("end")) & (pl.col("until") >= pl.col("start")))
    rows = [
        (*key, line, depth)
        for key in met.select("place", "grid", "nth", "serves", "use_geography").unique().iter_rows()
        for line, depth in _places(*key)
    ]
    schema = {"place": pl.String, "grid": pl.Boolean, "nth": pl.UInt32, "line": pl.String, "depth": pl.Int64}
    places = pl.DataFrame([(p, g, n, line, d) for p, g, n, _, _, line, d in rows], schema=schema, orient="row")
    lines = met.join(places, on=["place", "grid", "nth"], how="inner")
    marked = asked.asks.with_columns(is_grid().alias("grid"))
    return marked.join(lines, on=["place", "start", "end", "grid"], how="inner")


def _places(place: str, grid: bool, _: int, serves: str | None, use: str | None) -> list[tuple[str, int]]:
    line = chain(place, grid=grid)
    if serves and serves not in (*line, *chain(place, grid=False)):
        return []
    return [(p, n) for n, p in enumerate(chain(use, grid=grid) if use else line)]
