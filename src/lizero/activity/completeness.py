"""What is missing, doubled, late or odd in the readings of each source over a period.

A *series* is one site, source, category and flow. Days are counted, not filled: nothing here changes a record
(convention 1).
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from lizero.activity.period import Period, period
from lizero.activity.record import Record
from lizero.activity.split import clip, days, split_by_months
from lizero.errors import Finding, Severity
from lizero.vocab import categories

__all__ = ["completeness", "gaps", "months_table", "outliers", "overlaps"]

SERIES = ["site", "source", "category", "flow"]
STEP = {"daily": 1, "monthly": 31, "quarterly": 92, "yearly": 366}
ENERGY = ("fuel", "energy")


def completeness(record: Record, year: int | tuple[date, date], *, as_of: date | None = None, factor: float = 3.0) -> tuple[Finding, ...]:
    """Everything odd about the readings of a period: gaps, overlaps, sources without or with late readings, resets, outliers.

    `as_of`: the day on which one looks; readings are not expected after it (default: the end of the period). `factor`: how
    many times the usual a reading may be.
    """
    span = period(year)
    seen = Period(span.start, min(span.end, as_of or span.end))
    found = [*gaps(record, seen), *overlaps(record, seen), *_silent(record, seen), *_late(record, seen), *_resets(record, seen)]
    return (*found, *outliers(record, span, factor=factor))


def _within(record: Record, span: Period) -> pl.DataFrame:
    return clip(record.activity, *span)


def _expected(record: Record, span: Period) -> pl.DataFrame:
    """Site with the first and last day on which readings are expected: the period within the site's life."""
    sites = record.register("SITES").select("site", pl.col("start").alias("_since"), pl.col("end").alias("_until"))
    return sites.select(
        "site",
        pl.max_horizontal(pl.col("_since"), pl.lit(span.start)).alias("_first"),
        pl.min_horizontal(pl.col("_until"), pl.lit(span.end)).alias("_last"),
    )


def _note(row: dict[str, object], rule: str, text: str, hint: str, severity: Severity = "warning") -> Finding:
    place = " › ".join(str(row[c]) for c in ("site", "source", "flow") if row.get(c))
    return Finding(f"ACTIVITY › {place}", rule, text, hint, severity, str(row.get("record") or ""))


def gaps(record: Record, span: Period) -> list[Finding]:
    """Days without a reading in a series that has several: between readings, before the first and after the last.

    A series with a single row (a yearly bill, one purchase) has no gap inside; sources that must report are judged by SOURCES.
    """
    rows = _within(record, span).filter(pl.col("source").is_not_null())
    merged = rows.sort(*SERIES, "start", nulls_last=True).with_columns(pl.col("end").cum_max().shift().over(SERIES).alias("_before"))
    missing = merged.with_columns((pl.col("start") - pl.col("_before")).dt.total_days().alias("_gap") - 1).filter(pl.col("_gap") > 0)
    found = [
        _note(
            r,
            "series.gap",
            f"no reading from {r['_before'] + timedelta(days=1)} to {r['start'] - timedelta(days=1)} ({r['_gap']} days)",
            "add the missing reading, or an estimate with method 'estimated'",
        )
        for r in missing.iter_rows(named=True)
    ]
    return [*found, *_edges(rows, record, span)]


def _edges(rows: pl.DataFrame, record: Record, span: Period) -> list[Finding]:
    """Series with several readings that begin late or end early."""
    ends = rows.group_by(SERIES, maintain_order=True).agg(
        pl.col("start").min().alias("_a"), pl.col("end").max().alias("_b"), pl.len().alias("_n")
    )
    joined = (
        ends.filter(pl.col("_n") > 1)
        .join(_expected(record, span), on="site", how="left", maintain_order="left")
        .with_columns(pl.col("_first").fill_null(span.start), pl.col("_last").fill_null(span.end))
    )
    found = []
    for r in joined.iter_rows(named=True):
        if r["_a"] > r["_first"]:
            found.append(_note(r, "series.gap", f"no reading from {r['_first']} to {r['_a'] - timedelta(days=1)}", "readings begin late"))
        if r["_b"] < r["_last"]:
            found.append(_note(r, "series.gap", f"no reading from {r['_b'] + timedelta(days=1)} to {r['_last']}", "readings end early"))
    return found


def overlaps(record: Record, span: Period) -> list[Finding]:
    """Rows of one series that cover the same days; both count, so that a bill entered twice would count double."""
    rows = _within(record, span).filter(pl.col("source").is_not_null()).sort(*SERIES, "start", nulls_last=True)
    before = rows.with_columns(
        pl.col("end").cum_max().shift().over(SERIES).alias("_before"), pl.col("record").shift().over(SERIES).alias("_other")
    )
    twice = before.filter(pl.col("start") <= pl.col("_before"))
    return [
        _note(
            r,
            "series.overlap",
            f"{r['record']} begins on {r['start']}, and {r['_other']} or an earlier row reaches to {r['_before']}",
            "deliveries may overlap; readings of one meter may not",
        )
        for r in twice.iter_rows(named=True)
    ]


def _silent(record: Record, span: Period) -> list[Finding]:
    """Sources of the register that have no row in the period at all."""
    sources = record.register("SOURCES")
    rows = _within(record, span).select("site", "source").unique()
    missing = sources.join(rows, on=["site", "source"], how="anti", maintain_order="left")
    expected = missing.join(_expected(record, span), on="site", how="left", maintain_order="left").filter(
        (pl.col("_first") <= pl.col("_last")).fill_null(True)
    )
    return [
        _note(r, "source.silent", f"{r['name']} has no reading from {span.start} to {span.end}", "enter its readings, or end the source")
        for r in expected.iter_rows(named=True)
    ]


def _late(record: Record, span: Period) -> list[Finding]:
    """Sources whose last reading is further back than their frequency allows."""
    sources = record.register("SOURCES").filter(pl.col("frequency").is_not_null())
    last = record.activity.filter(pl.col("end") <= span.end).group_by("site", "source").agg(pl.col("end").max().alias("_last"))
    joined = sources.join(last, on=["site", "source"], how="inner", maintain_order="left")
    step = pl.col("frequency").replace_strict(STEP, return_dtype=pl.Int64)
    late = joined.with_columns((pl.lit(span.end) - pl.col("_last")).dt.total_days().alias("_days")).filter(pl.col("_days") > step)
    return [
        _note(
            r,
            "source.late",
            f"last reading ends on {r['_last']}, {r['_days']} days before {span.end}; expected {r['frequency']}",
            "read the meter",
        )
        for r in late.iter_rows(named=True)
    ]


def _resets(record: Record, span: Period) -> list[Finding]:
    """A metered series that falls to zero between readings that are not: a reset, an exchange or a fault."""
    rows = _within(record, span).filter(pl.col("source").is_not_null()).sort(*SERIES, "start", nulls_last=True)
    about = rows.with_columns(pl.col("quantity").shift().over(SERIES).alias("_a"), pl.col("quantity").shift(-1).over(SERIES).alias("_b"))
    fell = about.filter((pl.col("quantity") == 0) & (pl.col("_a") > 0) & (pl.col("_b") > 0))
    return [
        _note(
            r,
            "series.reset",
            f"{r['record']} reads zero between {r['_a']:g} and {r['_b']:g} {r['unit']}",
            "was the meter reset or exchanged? a true zero may stay",
        )
        for r in fell.iter_rows(named=True)
    ]


def outliers(record: Record, span: Period, *, factor: float = 3.0) -> list[Finding]:
    """Months far from the same month a year before, and far from the site's usual use for one unit of its output.

    The first compares daily means; the second needs output in the month, and compares with the median of the site's months.
    """
    months = _monthly(record)
    now = months.filter((pl.col("month") >= span.start) & (pl.col("month") <= span.end))
    return [*_against_last_year(now, months, factor), *_against_output(now, months, factor)]


def _monthly(record: Record) -> pl.DataFrame:
    """Series by month: quantity, days covered, daily mean."""
    parts = split_by_months(record.activity).with_columns(pl.col("start").dt.month_start().alias("month"), days().alias("_days"))
    sums = parts.group_by(*SERIES, "unit", "month").agg(pl.col("quantity").sum(), pl.col("_days").sum(), pl.col("record").first())
    return sums.with_columns((pl.col("quantity") / pl.col("_days")).alias("mean")).sort(*SERIES, "month", nulls_last=True)


def _against_last_year(now: pl.DataFrame, months: pl.DataFrame, factor: float) -> list[Finding]:
    before = months.select(*SERIES, "unit", pl.col("month").dt.offset_by("1y"), pl.col("mean").alias("_mean"))
    joined = now.join(before, on=[*SERIES, "unit", "month"], how="inner", nulls_equal=True, maintain_order="left")
    ratio = pl.col("mean") / pl.col("_mean")
    odd = joined.with_columns(ratio.alias("_ratio")).filter(
        (pl.col("_mean") > 0) & ((pl.col("_ratio") > factor) | (pl.col("_ratio") < 1 / factor))
    )
    return [
        _note(
            r,
            "outlier.year",
            f"{r['month']:%Y-%m} is {r['_ratio']:.3g} times the same month a year before",
            "check the reading and its unit",
        )
        for r in odd.iter_rows(named=True)
    ]


def _against_output(now: pl.DataFrame, months: pl.DataFrame, factor: float) -> list[Finding]:
    used = [c for c, r in categories().items() if r["role"] in ENERGY]
    made = (
        months.filter(pl.col("category") == "product output")
        .group_by("site", "month")
        .agg(pl.col("quantity").sum().alias("_out"), pl.col("unit").n_unique().alias("_u"))
    )
    per = months.filter(pl.col("category").is_in(used)).join(
        made.filter((pl.col("_out") > 0) & (pl.col("_u") == 1)), on=["site", "month"], how="inner"
    )
    per = per.with_columns((pl.col("quantity") / pl.col("_out")).alias("_per")).with_columns(
        pl.col("_per").median().over([*SERIES, "unit"]).alias("_usual")
    )
    odd = (
        per.join(now.select(*SERIES, "unit", "month"), on=[*SERIES, "unit", "month"], how="semi", nulls_equal=True)
        .filter((pl.col("_usual") > 0) & ((pl.col("_per") > factor * pl.col("_usual")) | (pl.col("_per") < pl.col("_usual") / factor)))
        .sort(*SERIES, "month", nulls_last=True)
    )
    return [
        _note(
            r,
            "outlier.output",
            f"{r['month']:%Y-%m} uses {r['_per']:.3g} {r['unit']} for one unit of output; usual is {r['_usual']:.3g}",
            "check the reading, its unit, and the output of the month",
        )
        for r in odd.iter_rows(named=True)
    ]


def months_table(record: Record, year: int | tuple[date, date]) -> pl.DataFrame:
    """Site × source × month: rows, days covered, days expected and a state (complete, part, none, closed).

    Every source that has rows or stands in SOURCES has a line for each month; `closed` is outside the site's life.
    """
    span = period(year)
    rows = split_by_months(_within(record, span)).filter(pl.col("source").is_not_null())
    known = pl.concat([rows.select("site", "source"), record.register("SOURCES").select("site", "source")]).unique().sort("site", "source")
    first = span.start.replace(day=1)
    months = pl.DataFrame({"month": pl.date_range(first, span.end, interval="1mo", eager=True)})
    daily = rows.with_columns(pl.date_ranges("start", "end").alias("_day"), pl.col("start").dt.month_start().alias("month"))
    covered = (
        daily.explode("_day")
        .group_by("site", "source", "month")
        .agg(pl.col("_day").n_unique().cast(pl.Int64).alias("covered"), pl.col("record").n_unique().cast(pl.Int64).alias("rows"))
    )
    grid = known.join(months, how="cross").join(covered, on=["site", "source", "month"], how="left", maintain_order="left")
    grid = grid.join(_expected(record, span), on="site", how="left", maintain_order="left").with_columns(
        pl.max_horizontal("month", pl.col("_first").fill_null(span.start)).alias("_a"),
        pl.min_horizontal(pl.col("month").dt.month_end(), pl.col("_last").fill_null(span.end)).alias("_b"),
    )
    expected = ((pl.col("_b") - pl.col("_a")).dt.total_days() + 1).clip(0)
    counted = grid.with_columns(expected.alias("expected"), pl.col("covered", "rows").fill_null(0))
    state = (
        pl.when((pl.col("expected") == 0) & (pl.col("covered") == 0))
        .then(pl.lit("closed"))
        .when(pl.col("covered") == 0)
        .then(pl.lit("none"))
        .when(pl.col("covered") < pl.col("expected"))
        .then(pl.lit("part"))
        .otherwise(pl.lit("complete"))
    )
    return counted.select("site", "source", "month", "rows", "covered", "expected", state.alias("state"))
