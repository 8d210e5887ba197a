"""Bills over a change of edition, cut by days so that each edition serves its own days.

Only where the library's editions follow one another (rule ``within``): a publisher whose rule is that the edition of most
days serves the whole year is taken at its word.
"""

from __future__ import annotations

import polars as pl

from lizero.factors import Choice, Library, choose, split

__all__ = ["by_editions"]

WORN = "factor.edition-of-most-days"


def by_editions(needs: pl.DataFrame, choice: Choice, library: Library) -> pl.DataFrame:
    """Parts (need, start, end, share) of the needs that one edition would serve though it covers some of their days only.

    A need of which a part would find no factor stays whole, with the notice that it has.
    """
    worn = sorted({f.record for f in choice.findings if f.rule == WORN})
    if not worn:
        return needs.clear()
    within = library.editions.filter(pl.col("rule") == "within").select("library", "edition").unique()
    served = choice.frame.filter(pl.col("need").is_in(worn)).join(within, on=["library", "edition"], how="semi")
    parts = split(needs.join(served.select("need").unique(), on="need", how="semi", maintain_order="left"), library)
    named = parts.with_columns(pl.format("{}#{}", "need", "part").alias("need"))
    failed = choose(named, library).unresolved["need"].str.split("#").list.first().unique()
    return parts.filter(~pl.col("need").is_in(failed.implode()) & (pl.col("share") < 1))
