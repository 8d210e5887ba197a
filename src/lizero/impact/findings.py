"""What a reader should know of a characterisation: what was not assessed, and what was frozen to another GWP set."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from lizero.errors import Finding
from lizero.impact.method import CLIMATE, Method
from lizero.vocab import elementary, flow_id, general

__all__ = ["findings_of"]


def findings_of(flows: pl.DataFrame, impacts: pl.DataFrame, method: Method) -> tuple[Finding, ...]:
    """Findings on the characterisation of `flows` (FLOWS) into `impacts` (IMPACTS) by `method`."""
    return (*_not_assessed(impacts, method), *_strange(flows, method), *_frozen(impacts, method), *_doubtful(flows, method))


def _not_assessed(impacts: pl.DataFrame, method: Method) -> Iterator[Finding]:
    known = method.frame.filter(pl.col("category") == CLIMATE)["flow"]
    blank = impacts.filter(pl.col("amount").is_null() & (pl.col("impact") == CLIMATE) & ~pl.col("flow").is_in(known.to_list()))
    groups = dict(elementary().select("flow", "group").iter_rows())
    blank = blank.with_columns(general("flow").alias("flow"))
    for flow, lines in blank.group_by("flow", maintain_order=True).agg(pl.len()).iter_rows():
        yield Finding(
            f"FLOWS › {flow}", "impact.not-assessed",
            f"{flow} has no factor in {method.id}: {lines} lines are not assessed, which is not zero (convention 2)",
            f"{method.id} knows {known.n_unique()} flows: take a GWP set that has the gas, or a method of your own",
            "warning" if groups.get(flow) == "montreal gas" else "error",
        )


def _strange(flows: pl.DataFrame, method: Method) -> Iterator[Finding]:
    known = {*elementary()["flow"].to_list(), *method.frame["flow"].to_list()}
    names = flows.select("flow", "compartment", general("flow").alias("general")).unique(maintain_order=True)
    strange = names.filter(~pl.any_horizontal(pl.col("flow", "general").is_in(list(known))))
    unknown = []
    for flow, place in strange.select("flow", "compartment").iter_rows():
        found = _spelt(flow, place)
        if found is None:
            unknown.append(flow)
            continue
        text = f"{flow!r} is not an id of an elementary flow, so {method.id} does not see it; its id is {found!r}"
        yield Finding(f"FLOWS › {flow}", "flow.spelling", text, f"write {found!r}")
    unknown = list(dict.fromkeys(unknown))
    if unknown:
        some = ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
        text = f"{len(unknown)} flows are neither elementary flows of the vocabulary nor of {method.id}: {some}"
        yield Finding("FLOWS", "flow.unknown", text, "they have no impact here", "notice")


def _spelt(flow: str, place: str | None) -> str | None:
    """The id that `flow` would be the name of in its compartment; a name in another compartment is another flow."""
    found = flow_id(flow, place)
    usual = dict(elementary().select("flow", "compartment").iter_rows())
    return found if found is not None and place in (None, usual[found]) else None


def _frozen(impacts: pl.DataFrame, method: Method) -> Iterator[Finding]:
    climate = impacts.filter(pl.col("impact") == CLIMATE)
    other = climate.filter((pl.col("flow") == "CO2e") & pl.col("gwp_set").ne_missing(method.gwp_set))
    for name in other["gwp_set"].unique(maintain_order=True).to_list():
        lines = other.filter(pl.col("gwp_set").eq_missing(name))
        told = f"frozen to {name}" if name else "of a GWP set that is not named"
        yield Finding(
            "FLOWS › CO2e", "impact.frozen-gwp" if name else "impact.unnamed-gwp",
            f"{lines.height} lines are CO2e {told}; under {method.id} they count as they are: {_shares(lines, climate)}",
            "a factor gas by gas would follow the set" if name else "name the set in gwp_set",
            "notice" if name else "warning",
        )


def _shares(part: pl.DataFrame, whole: pl.DataFrame) -> str:
    """The share of `part` in `whole`, of each view: location and market (convention 11)."""
    views = [v for v in ("location", "market") if (whole["basis"] == v).any()]
    if not views:
        return f"{_share(part, whole):.1%} of {CLIMATE}"
    return ", ".join(f"{_share(_seen(part, v), _seen(whole, v)):.1%} of {CLIMATE} on the {v} basis" for v in views)


def _seen(frame: pl.DataFrame, view: str) -> pl.DataFrame:
    return frame.filter(pl.col("basis").fill_null("none").is_in([view, "none"]))


def _share(part: pl.DataFrame, whole: pl.DataFrame) -> float:
    counted = (pl.col("amount") * pl.col("share").fill_null(1.0)).abs().sum()
    total = float(whole.select(counted).item() or 0.0)
    return float(part.select(counted).item() or 0.0) / total if total else 0.0


def _doubtful(flows: pl.DataFrame, method: Method) -> Iterator[Finding]:
    used = [f for f in flows["flow"].unique(maintain_order=True).to_list() if f in method.unverified]
    if used:
        text = f"{method.id} has unverified values for {', '.join(used)}"
        yield Finding(f"METHOD › {method.id}", "impact.unverified-factor", text, "check them against the report", "warning")
