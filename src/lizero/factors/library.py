"""Factor libraries and their order of precedence: the first that matches wins, and says so.

A library is one publisher's factors in one or more editions. `library("own", "cn-grid", "ipcc-2006=2006")` stacks
libraries; the row's `rank` is the place of its library in that order, 0 first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache

import polars as pl

from lizero.errors import FactorRefused, Finding, UnknownName
from lizero.factors.faults import faults
from lizero.factors.shipped import OWN, editions_of, shipped
from lizero.factors.spelling import placed, spelled
from lizero.schema import check, empty
from lizero.tables import FACTORS, PARAMETERS, PROXIES
from lizero.vocab import categories, fold, item_id, items

__all__ = ["Library", "folded", "general_item", "is_scope_2", "library"]

EDITIONS = ("rank", "library", "edition", "title", "publisher", "licence", "rule")


@dataclass(frozen=True)
class Library:
    """Factors, parameters and proxies in order of precedence.

    `factors`: FACTORS with `rank` (place of its library, 0 first) and `item` (canonical activity). `parameters`:
    PARAMETERS with `rank`. `proxies`: PROXIES. `editions`: rank, library, edition, title, publisher, licence and edition
    rule (``within``: the editions must cover the whole period; ``most-days``: the edition of most days serves).
    """

    factors: pl.DataFrame
    parameters: pl.DataFrame
    proxies: pl.DataFrame
    editions: pl.DataFrame
    findings: tuple[Finding, ...] = field(default=())

    @staticmethod
    def of(
        factors: pl.DataFrame | None = None,
        *,
        parameters: pl.DataFrame | None = None,
        proxies: pl.DataFrame | None = None,
        name: str = OWN,
        edition: str = "",
    ) -> Library:
        """The user's own library from frames; faulty rows are left out, each with a finding, and bands are checked.

        Rows without a library or edition get `name` and `edition`. Raises TableRefused when a required column is missing.

        >>> own = Library.of(pl.DataFrame({"id": ["d"], "category": ["stationary combustion"], "activity": ["diesel"],
        ...     "unit": ["L"], "flow": ["CO2"], "amount": [2.68], "flow_unit": ["kg"], "geography": ["CN"]}))
        >>> own.factors.select("library", "activity", "amount").row(0)
        ('own', 'diesel', 2.68)
        """
        factors = empty(FACTORS) if factors is None else _named(factors, name, edition)
        rows, given, stand_ins = (
            check(frame if frame is not None else empty(table), table)
            for frame, table in ((factors, FACTORS), (parameters, PARAMETERS), (proxies, PROXIES))
        )
        clean, misspelt = spelled(rows.frame.with_columns(_blank_to_null(rows.frame)))
        stated, misplaced = placed(stand_ins.frame)
        found = (*rows.findings, *misspelt, *given.findings, *stand_ins.findings, *misplaced)
        made = _assemble(clean, given.frame, stated, (OWN, OWN))
        return replace(made, findings=(*found, *faults(made.factors)))

    def over(self, other: Library) -> Library:
        """This library laid over `other`: its rows win where both have one."""
        return _stack((self, other))

    def under(self, proxies: pl.DataFrame) -> Library:
        """The same library with further PROXIES rows (the project's stated stand-ins); a row for an edition that the stack
        does not hold is a finding.
        """
        checked = check(proxies, PROXIES)
        known, misplaced = placed(checked.frame)
        held = self.editions.select("library", "edition").unique(maintain_order=True)
        strangers = known.join(held, on=["library", "edition"], how="anti").select("library", "edition").unique(maintain_order=True)
        hint = f"the stack holds {', '.join(f'{name}={edition}' for name, edition in held.iter_rows()) or 'nothing'}"
        rule, message = "factor.proxy-without-edition", "no library {} {} is in the stack"
        lost = [Finding(f"PROXIES › {n} {e}", rule, message.format(n, e), hint, "warning") for n, e in strangers.iter_rows()]
        frame = pl.concat([self.proxies, known]).unique(maintain_order=True)
        return replace(self, proxies=frame, findings=(*self.findings, *checked.findings, *misplaced, *lost))

    def pinned(self, name: str, edition: str) -> Library:
        """The same stack as if only `edition` of the library `name` existed and held for every day: what would it change?

        Raises UnknownName when the stack has no such library, or the library no such edition.
        """
        ranks = self.editions.filter(library=name)["rank"]
        if ranks.is_empty():
            raise UnknownName("library in the stack", name, self.editions["library"].unique().to_list())
        known = self.editions.filter(library=name, edition=edition).height
        source = self if known else library(f"{name}={edition}")

        def put(mine: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
            new = theirs.filter(library=name, edition=edition).with_columns(pl.lit(ranks[0], pl.Int64).alias("rank"))
            return pl.concat([mine.filter(pl.col("library") != name), new.select(mine.columns)])

        timeless = [pl.when(pl.col("library") != name).then(pl.col(c)).alias(c) for c in ("valid_from", "valid_to")]
        return Library(
            put(self.factors, source.factors).with_columns(timeless),
            put(self.parameters, source.parameters),
            self.proxies.filter(pl.col("library") != name),
            put(self.editions, source.editions),
            self.findings,
        )

    def factor(self, factor: str, *, category: str = "") -> dict[str, object]:
        """The row `factor`, refused where it may not serve `category` (a life-cycle grid factor in scope 2).

        Raises UnknownName, FactorRefused.
        """
        rows = self.factors.filter(pl.col("id") == factor)
        if not rows.height:
            raise UnknownName("factor", factor, self.factors["id"].to_list())
        row = rows.row(0, named=True)
        if row["family"] == "life-cycle" and is_scope_2(category):
            raise FactorRefused(
                f"{factor} is a life-cycle factor ({row['amount']:g} {row['flow_unit']} {row['flow']}/{row['unit']}) and may not "
                f"serve {category}: scope 2 counts generation only; take a statistical, ets, residual or supplier factor"
            )
        return row


def is_scope_2(category: str) -> bool:
    """Whether `category` is purchased energy (scope 2)."""
    return categories().get(category, {}).get("scope") == "2"


def folded(text: str) -> str:
    """The canonical item of an activity's name; a name that no item has stays itself, case and width folded."""
    return item_id(text) or fold(text)


@cache
def general_item(item: str) -> str | None:
    """The fuel that `item` is a use or grade of; None for all others.

    >>> general_item("diesel, off-road"), general_item("diesel"), general_item("electricity, wind")
    ('diesel', None, None)
    """
    fuels = {i for i, known in items().items() if known.kind == "fuel"}
    head = item.partition(", ")[0]
    return head if head != item and item in fuels and head in fuels else None


def library(*parts: str | Library | pl.DataFrame) -> Library:
    """Libraries stacked in the order given: a name (all its editions), ``name=edition``, a Library or a FACTORS frame.

    Raises UnknownName for a library or edition that does not ship. The name ``own`` alone stands for the project's own
    factors, which the project lays over; here it is empty.

    >>> library("cn-grid=2023", "ipcc-2006").editions["library"].to_list()
    ['cn-grid', 'ipcc-2006']
    """
    return _stack(tuple(_part(p) for p in parts))


def _part(part: str | Library | pl.DataFrame) -> Library:
    if isinstance(part, Library):
        return part
    if isinstance(part, pl.DataFrame):
        return Library.of(part)
    name, _, edition = part.partition("=")
    if name == OWN:
        return Library.of()
    sets = [(e, shipped(name, e)) for e in editions_of(name, edition)]
    return _stack(tuple(_assemble(s.factors, s.parameters, empty(PROXIES), (name, e), s.rule, s.title) for e, s in sets), one_rank=True)


def _named(frame: pl.DataFrame, name: str, edition: str) -> pl.DataFrame:
    for column, value in (("library", name), ("edition", edition or "own")):
        if column not in frame.columns:
            frame = frame.with_columns(pl.lit(value).alias(column))
        else:
            text = pl.col(column).cast(pl.String)
            frame = frame.with_columns(
                pl.when(text.str.strip_chars().fill_null("") == "").then(pl.lit(value)).otherwise(text).alias(column)
            )
    return frame


def _assemble(
    factors: pl.DataFrame, parameters: pl.DataFrame, proxies: pl.DataFrame, owner: tuple[str, str], rule: str = "within", title: str = ""
) -> Library:
    rows = _with_items(factors.with_columns(_blank_to_null(factors)))
    editions = rows.select("library", "edition", "publisher", "licence").unique(("library", "edition"), keep="first", maintain_order=True)
    editions = editions.with_columns(pl.lit(0, pl.Int64).alias("rank"), pl.lit(title).alias("title"), pl.lit(rule).alias("rule"))
    scopes = {s: folded(s) for s in parameters["scope"].drop_nulls().unique().to_list()}
    given = parameters.with_columns(
        pl.col("scope").replace(scopes),
        pl.lit(0, pl.Int64).alias("rank"),
        pl.lit(owner[0]).alias("library"),
        pl.lit(owner[1]).alias("edition"),
    )
    return Library(rows.with_columns(pl.lit(0, pl.Int64).alias("rank")), given, proxies, editions.select(EDITIONS))


def _blank_to_null(frame: pl.DataFrame) -> list[pl.Expr]:
    texts = [c for c, dtype in frame.schema.items() if dtype == pl.String]
    return [pl.when(pl.col(c).str.strip_chars() == "").then(None).otherwise(pl.col(c).str.strip_chars()).alias(c) for c in texts]


def _with_items(factors: pl.DataFrame) -> pl.DataFrame:
    names = factors["activity"].unique().to_list()
    known = pl.DataFrame({"activity": names, "item": [folded(n) for n in names]}, {"activity": pl.String, "item": pl.String})
    return factors.join(known, on="activity", how="left", maintain_order="left")


def _stack(parts: Iterable[Library], *, one_rank: bool = False) -> Library:
    parts = tuple(parts) or (Library.of(),)
    offsets, top = [], 0
    for part in parts:
        offsets.append(top)
        top += 0 if one_rank else max([-1, *part.editions["rank"].to_list()]) + 1
    lifted = [
        [f.with_columns(pl.col("rank") + o) for f in (p.factors, p.parameters, p.editions)] for p, o in zip(parts, offsets, strict=True)
    ]
    factors, parameters, editions = (pl.concat([x[i] for x in lifted]) for i in range(3))
    proxies = pl.concat([p.proxies for p in parts]).unique(maintain_order=True)
    return Library(factors, parameters, proxies, editions, tuple(f for p in parts for f in p.findings))
