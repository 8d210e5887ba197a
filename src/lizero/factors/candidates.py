"""The blocks of rows that could answer each question, and the days that each covers, by validity or by a stated proxy.

A block is what answers together: the rows of one edition, activity, place, unit and boundary, one a gas.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lizero.factors.faults import is_not_occurring
from lizero.factors.library import Library, general_item, is_scope_2
from lizero.factors.needs import Asked, chain, is_grid
from lizero.vocab import categories

__all__ = ["UPSTREAM", "Blocks", "candidates", "in_blocks"]

UPSTREAM = "fuel and energy upstream"
KEY = ["rank", "library", "edition", "category", "item", "family", "geography", "unit", "cover"]
FOUND = ["ask", "block", "rank", "release", "depth", "unit", "proxy", "general", "start", "end", "lo", "hi"]


@dataclass(frozen=True)
class Blocks:
    """`rows`: the factors with `row`, `block`, `absent` (not occurring). `blocks`: block, release and what its rows share.

    `pieces`: block and the distinct spans of validity of its rows. `releases`: release (one edition of one library, in
    order of precedence), rank, library, edition, edition rule, and `newness` (higher is the later edition).
    """

    rows: pl.DataFrame
    blocks: pl.DataFrame
    pieces: pl.DataFrame
    releases: pl.DataFrame


def in_blocks(lib: Library) -> Blocks:
    """The blocks of a library.

    Upstream of an energy carrier every boundary counts (generation, then transmission and distribution): one block.
    """
    cover = pl.when(pl.col("category") == UPSTREAM).then(None).otherwise(pl.col("boundary"))
    rows = lib.factors.with_columns(cover.alias("cover"), is_not_occurring().alias("absent")).with_row_index("row")
    releases = lib.editions.unique(["rank", "library", "edition"], keep="first", maintain_order=True).with_row_index("release")
    releases = releases.with_columns(pl.col("edition").rank("dense").alias("newness"))
    keys = rows.select(KEY).unique(maintain_order=True).with_row_index("block")
    linked = keys.join(releases.select("release", "rank", "library", "edition"), on=["rank", "library", "edition"], maintain_order="left")
    rows = rows.join(keys, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    pieces = rows.select("block", "valid_from", "valid_to").unique(maintain_order=True)
    return Blocks(rows, linked, pieces, releases)


def candidates(asked: Asked, held: Blocks, lib: Library) -> pl.DataFrame:
    """Ask and block that fit in category, item, family and place, a row a span: depth, first and last day covered, proxy,
    and how general it is: 0 what was asked, 1 the general family (upstream only), 2 the fuel that the item is a use of.

    A span that does not meet the period has its last day before its first.
    """
    shelf = held.blocks.with_columns(pl.col("geography").fill_null("").alias("line"), pl.col("family").alias("row_family"))
    own = _joined(_with_general(asked.asks).join(asked.chains, on="ask"), shelf, []).join(held.pieces, on="block")
    stood = _joined(_with_general(_stand_ins(asked, lib)), shelf, ["library", "edition"])
    return pl.concat([_spans(own, "valid_from", "valid_to"), _spans(stood, "from", "until")])


def _spans(joined: pl.DataFrame, since: str, until: str) -> pl.DataFrame:
    lo, hi = pl.max_horizontal("start", since).alias("lo"), pl.min_horizontal("end", until).alias("hi")
    stated = pl.col("proxy") if "proxy" in joined.columns else pl.lit(None, pl.String).alias("proxy")
    return joined.with_columns(lo, hi, stated).select(FOUND)


def _with_general(asks: pl.DataFrame) -> pl.DataFrame:
    """Each ask also under the fuel that its item is a use or grade of (`kin` 1)."""
    known = {i: g for i in asks["item"].drop_nulls().unique().to_list() if (g := general_item(i))}
    kin = asks.filter(pl.col("item").is_in(list(known))).with_columns(pl.col("item").replace(known))
    return pl.concat([frame.with_columns(pl.lit(n, pl.Int64).alias("kin")) for n, frame in enumerate((asks, kin))])


def _joined(asks: pl.DataFrame, shelf: pl.DataFrame, also: list[str]) -> pl.DataFrame:
    """Equality on category, item and place (and library and edition of a proxy); then the family."""
    slim = shelf.select("block", "rank", "release", "category", "item", "line", "row_family", *also)
    other = pl.col("family").is_not_null() & (pl.col("row_family").fill_null("statistical") != pl.col("family"))
    general = (pl.col("kin") * 2 + other.cast(pl.Int64)).alias("general")
    return asks.join(slim, on=["category", "item", "line", *also], how="inner").filter(family_fits()).with_columns(general)


def family_fits() -> pl.Expr:
    """Whether `row_family` may serve the family asked: ets never answers statistical, nor life-cycle scope 2."""
    asked, given = pl.col("family"), pl.col("row_family").fill_null("statistical")
    special = given.is_in(["life-cycle", "ets", "residual"])
    footprint = pl.col("category").is_in([c for c in categories() if is_scope_2(c)]) & (given == "life-cycle")
    return (
        pl.when(asked.is_null())
        .then(~special)
        .when(pl.col("category") == UPSTREAM)
        .then((given == "statistical") | (given == asked))
        .otherwise(given == asked)
    ) & ~footprint


def _stand_ins(asked: Asked, lib: Library) -> pl.DataFrame:
    """Each ask with the proxies whose days and place it meets, one row a place from which the factor may come."""
    names = {"start": "from", "end": "until", "geography": "serves", "reason": "proxy"}
    stated = lib.proxies.with_row_index("nth").rename(names)
    marked = asked.asks.with_columns(is_grid().alias("grid"))
    spans = marked.select("place", "start", "end", "grid").unique(maintain_order=True).drop_nulls("place")
    met = spans.join(stated, how="cross").filter((pl.col("from") <= pl.col("end")) & (pl.col("until") >= pl.col("start")))
    keys = met.select("place", "grid", "nth", "serves", "use_geography").unique(maintain_order=True)
    rows = [(place, grid, nth, *at) for place, grid, nth, serves, use in keys.iter_rows() for at in _places(place, grid, serves, use)]
    schema = {"place": pl.String, "grid": pl.Boolean, "nth": pl.UInt32, "line": pl.String, "depth": pl.Int64}
    places = pl.DataFrame(rows, schema=schema, orient="row")
    lines = met.join(places, on=["place", "grid", "nth"], how="inner")
    return marked.join(lines, on=["place", "start", "end", "grid"], how="inner")


def _places(place: str, grid: bool, serves: str | None, use: str | None) -> list[tuple[str, int]]:
    """Places with their depth from which a stand-in may come: those of `use`, else the asked place's own line."""
    line = chain(place, grid=grid)
    if serves and serves not in (*line, *chain(place, grid=False)):
        return []
    return [(p, n) for n, p in enumerate(chain(use, grid=grid) if use else line)]
