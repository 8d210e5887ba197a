"""Money brought to the currency, price year and price type of a spend-based factor (rule R4.2).

    amount = spent / (1 + tax) × basic over purchaser price × rate(year of the spend) × index(price year) / index(year of the spend)

Taxes leave first where the row says that they are in (method ``spend, incl. tax``), then the price type, then the rate of
the year in which it was spent, last the index of the factor's currency. Each step is a stated parameter and stands in the
line's note beside the amount that was recorded. PARAMETERS rows: ``exchange rate`` (scope: the currency spent; unit
``USD/CNY``; year), ``price index`` (scope: the factor's currency; year), ``tax rate`` (scope: the currency spent), ``basic
over purchaser price`` (scope: item, or blank).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.factors import Library
from lizero.units import unit
from lizero.vocab import fold, item_id

__all__ = ["Spent", "in_factor_money"]

PRICED = re.compile(r"^([A-Z]{3})(\d{4})?$")


@dataclass(frozen=True)
class Spent:
    """`asks` in the money of their factors, `refused` with rule, message and hint, findings on price types."""

    asks: pl.DataFrame
    refused: pl.DataFrame
    findings: tuple[Finding, ...]


def in_factor_money(left: pl.DataFrame, library: Library, parameters: pl.DataFrame) -> Spent:
    """The asks of `left` whose unit is money and whose category and item have a factor in other money."""
    money = left.with_columns(pl.Series("_money", [_money(u) is not None for u in left["unit"]], pl.Boolean)).filter(pl.col("_money"))
    money = money.drop("_money")
    if not money.height:
        return Spent(money, money, ())
    key = ["ask_category", "item", "unit", "method", "_year"]
    dated = money.with_columns(pl.col("start").dt.year().cast(pl.Int64).alias("_year"))
    told = [(*k, *_scale(k, library, parameters)) for k in dated.select(key).unique(maintain_order=True).iter_rows()]
    names = [*key, "_to", "_scale", "_said", "_rule", "_why", "_hint", "_notice"]
    types = {n: pl.Int64() if n == "_year" else pl.Float64() if n == "_scale" else pl.String() for n in names}
    joined = dated.join(pl.DataFrame(told, schema=types, orient="row"), on=key, how="left", nulls_equal=True, maintain_order="left")
    good = joined.filter(pl.col("_scale").is_not_null()).with_columns(
        (pl.col("quantity") * pl.col("_scale")).alias("quantity"), pl.col("_to").alias("unit"), pl.col("_said").alias("note")
    )
    bad = joined.filter(pl.col("_why").is_not_null()).with_columns(
        pl.col("_rule").alias("rule"), pl.col("_why").alias("message"), pl.col("_hint").alias("hint")
    )
    return Spent(good.select(money.columns), bad.select(money.columns), _notices(good))


def _notices(good: pl.DataFrame) -> tuple[Finding, ...]:
    rows = good.filter(pl.col("_notice").is_not_null()).unique(["item", "_notice"], maintain_order=True)
    return tuple(
        Finding(
            f"factors › {r['item']}",
            "spend.price-type",
            r["_notice"],
            "state 'basic over purchaser price' as a parameter",
            "warning",
            str(r["part"]),
        )
        for r in rows.iter_rows(named=True)
    )


def _money(text: str) -> tuple[str, int | None] | None:
    """Currency and price year of a unit of money."""
    try:
        known = unit(text)
    except LizeroError:
        return None
    said = PRICED.match(known.text) if known.dimension == "currency" else None
    return (said[1], int(said[2]) if said[2] else None) if said else None


Told = tuple[str | None, float | None, str | None, str | None, str | None, str | None, str | None]


def _scale(key: tuple[str, str, str, str | None, int], library: Library, parameters: pl.DataFrame) -> Told:
    """Factor's unit, factor of money, words; else rule, message and hint; and a notice on the price type."""
    category, item, text, method, year = key
    target = _target(category, item, library)
    if target is None:
        return (None,) * 7
    to, boundary = target
    spent, priced = _money(text), _money(to)
    assert spent is not None
    assert priced is not None
    base = spent[1] or year
    steps = [
        _tax(spent[0], method, parameters),
        _price_type(item, boundary, parameters),
        _exchange(spent[0], priced[0], base, parameters),
        _deflate(priced, base, parameters),
    ]
    for step in steps:
        if isinstance(step, _Missing):
            return (None, None, None, "spend.parameter", f"{item} in {text} cannot be brought to {to}: {step.what}", step.hint, None)
    value, words, notice = 1.0, [], None
    for step in steps:
        assert isinstance(step, _Step)
        value *= step.value
        words += [step.text] if step.text else []
        notice = notice or step.notice
    return to, value, f"{text} as {to}: " + ", ".join(words or ["as it is"]), None, None, None, notice


def _target(category: str, item: str, library: Library) -> tuple[str, str] | None:
    """Unit and boundary of the first factor of this category and item that is for money."""
    rows = library.factors.filter((pl.col("category") == category) & (pl.col("item") == item)).sort("rank", maintain_order=True)
    for to, boundary in rows.select("unit", "boundary").unique(maintain_order=True).iter_rows():
        if _money(to):
            return to, boundary or ""
    return None


@dataclass(frozen=True)
class _Step:
    value: float
    text: str = ""
    notice: str | None = None


@dataclass(frozen=True)
class _Missing:
    what: str
    hint: str


def _stated(parameters: pl.DataFrame, name: str, scope: str, year: int | None = None) -> tuple[float, str, str] | None:
    """Value, unit and source of a parameter, of the year where one is asked for; the item's own before one without scope."""
    rows = parameters.filter((pl.col("parameter").str.to_lowercase() == name) & pl.col("value").is_not_null())
    rows = rows.filter(pl.col("scope").is_null() | pl.col("scope").str.to_lowercase().is_in([fold(scope), fold(item_id(scope) or scope)]))
    if year is not None:
        rows = rows.filter((pl.col("year") == year) | pl.col("year").is_null()).sort(pl.col("year").is_null(), maintain_order=True)
    rows = rows.sort(pl.col("scope").is_null(), maintain_order=True)
    return rows.select("value", pl.col("unit").fill_null(""), pl.col("source").fill_null("no source")).row(0) if rows.height else None


def _tax(currency: str, method: str | None, parameters: pl.DataFrame) -> _Step | _Missing:
    if "incl" not in (method or "").lower():
        return _Step(1.0)
    found = _stated(parameters, "tax rate", currency)
    if not found:
        return _Missing("the spend includes tax and no tax rate is stated", f"add PARAMETERS: tax rate, scope {currency}")
    return _Step(1 / (1 + found[0]), f"less tax {found[0]:g} [{found[2]}]")


def _price_type(item: str, boundary: str, parameters: pl.DataFrame) -> _Step:
    if "basic" not in boundary.lower():
        return _Step(1.0)
    found = _stated(parameters, "basic over purchaser price", item)
    if not found:
        return _Step(
            1.0, notice=f"the factor of {item} is for basic prices and the spend is at purchaser prices: margins are counted as goods"
        )
    return _Step(found[0], f"basic price {found[0]:g} of purchaser price [{found[2]}]")


def _exchange(spent: str, priced: str, year: int, parameters: pl.DataFrame) -> _Step | _Missing:
    if spent == priced:
        return _Step(1.0)
    for a, b, power in ((spent, priced, 1), (priced, spent, -1)):
        rows = parameters.filter(pl.col("unit").fill_null("").str.replace_all(" ", "") == f"{b}/{a}")
        found = _stated(rows, "exchange rate", a, year)
        if found:
            return _Step(found[0] ** power, f"exchange rate {found[0]:g} {found[1]} of {year} [{found[2]}]")
    return _Missing(
        f"no exchange rate of {year} is stated", f"add PARAMETERS: exchange rate, scope {spent}, unit {priced}/{spent}, year {year}"
    )


def _deflate(priced: tuple[str, int | None], year: int, parameters: pl.DataFrame) -> _Step | _Missing:
    currency, base = priced
    if base is None or base == year:
        return _Step(1.0)
    indexed = parameters.filter(pl.col("year").is_not_null())
    now, then = (_stated(indexed, "price index", currency, y) for y in (year, base))
    if not now or not then:
        missing = year if not now else base
        return _Missing(
            f"no price index of {currency} for {missing} is stated", f"add PARAMETERS: price index, scope {currency}, year {missing}"
        )
    return _Step(then[0] / now[0], f"price index of {currency} {then[0]:g} ({base}) over {now[0]:g} ({year}) [{now[2]}]")
