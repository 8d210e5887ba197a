"""h = Q g: flows times characterisation factors, line by line, so that every view keeps its lines (convention 3)."""

from __future__ import annotations

import polars as pl

from lizero.errors import Finding, UnitMismatch, UnknownName
from lizero.impact.flows import Flows, Impacts
from lizero.impact.method import Method
from lizero.schema import empty
from lizero.tables import FLOWS, IMPACTS
from lizero.units import conversion
from lizero.vocab import elementary, parents

__all__ = ["characterise"]

KEY = ["flow", "compartment", "geography", "unit", "gwp_set"]


def characterise(flows: Flows | pl.DataFrame, method: Method) -> Impacts:
    """The impacts of `flows` under `method`: one line for each flow line and impact category that has a factor for it.

    amount = amount of the flow × unit conversion × factor, where the factor's place is the flow's own, else its nearest
    parent, else the one that holds everywhere. Lines keep the flow's keys and order, so each is the same to the bit whatever
    the order or chunking (convention 8). CO2e of another GWP set counts, with a notice and its share. A greenhouse gas
    without a factor gives a line *not assessed* (a null amount) and a warning, never 0 (convention 2).
    """
    whole = flows if isinstance(flows, Flows) else Flows(flows)
    lines = pl.concat([empty(FLOWS), whole.frame], how="diagonal").select(FLOWS.names)
    kinds = lines.select(KEY).unique(maintain_order=True)
    factors, findings = _factors(kinds, method)
    joined = lines.with_row_index("row").join(factors, on=KEY, how="inner", nulls_equal=True, maintain_order="left_right")
    made = joined.sort("row", "order", maintain_order=True).with_columns(
        (pl.col("amount") * pl.col("scale") * pl.col("cf")).alias("amount"),
        pl.col("impact_unit").alias("unit"), pl.lit(method.id).alias("method"),
    )
    frame = pl.concat([empty(IMPACTS), made.select(IMPACTS.names)])
    return Impacts(frame, whole, method, (*findings, *_frozen(frame, lines, method)))


def _factors(kinds: pl.DataFrame, method: Method) -> tuple[pl.DataFrame, list[Finding]]:
    """For each kind of flow line: impact category, factor, unit scale and unit of the impact; null factor: not assessed."""
    table = _by_flow(method)
    gases = set(elementary().filter(pl.col("group") == "greenhouse gas")["flow"])
    rows: list[tuple[object, ...]] = []
    findings: list[Finding] = []
    for flow, compartment, place, unit, gwp_set in kinds.iter_rows():
        key = (flow, compartment, place, unit, gwp_set)
        found = _of_place(table.get(flow, []), compartment, place)
        if not found and flow in gases and method.gwp_set:
            findings.append(_not_assessed(flow, method))
            rows.append((*key, "climate change", 99, None, 1.0, "kg CO2e"))
        for order, (category, factor, flow_unit, impact_unit) in enumerate(found):
            scale, fault = _scale(unit, flow_unit, flow)
            findings += fault
            rows.append((*key, category, order, factor if not fault else None, scale, impact_unit))
    schema = {**dict.fromkeys(KEY, pl.String), "impact": pl.String, "order": pl.Int64, "cf": pl.Float64, "scale": pl.Float64}
    return pl.DataFrame(rows, schema={**schema, "impact_unit": pl.String}, orient="row"), findings


Entry = tuple[str, str | None, str | None, float, str, str]


def _by_flow(method: Method) -> dict[str, list[Entry]]:
    table: dict[str, list[Entry]] = {}
    columns = ("flow", "category", "compartment", "geography", "factor", "flow_unit", "unit")
    for flow, *entry in method.frame.select(columns).iter_rows():
        table.setdefault(flow, []).append(tuple(entry))
    return table


def _of_place(entries: list[Entry], compartment: str | None, place: str | None) -> list[tuple[str, float, str, str]]:
    """Category, factor, flow unit and impact unit of the entry nearest to `place`, one for each category."""
    fitting = [e for e in entries if e[1] is None or compartment is None or e[1] == compartment]
    order = [*_ladder(place), None]
    best: dict[str, tuple[int, Entry]] = {}
    for entry in fitting:
        if entry[2] in order:
            rank = order.index(entry[2])
            if entry[0] not in best or rank < best[entry[0]][0]:
                best[entry[0]] = (rank, entry)
    return [(category, e[3], e[4], e[5]) for category, (_, e) in best.items()]


def _ladder(place: str | None) -> tuple[str, ...]:
    if place is None:
        return ()
    try:
        return (place, *parents(place))
    except UnknownName:
        return (place,)


def _scale(unit: str, flow_unit: str, flow: str) -> tuple[float, list[Finding]]:
    try:
        return conversion(unit, flow_unit), []
    except (UnitMismatch, UnknownName) as fault:
        message = f"{flow} in {unit!r} cannot be characterised by a factor for one {flow_unit!r}: {fault}"
        return 1.0, [Finding(f"FLOWS › {flow} › unit", "impact.unit", message, f"give the flow in {flow_unit}", "error")]


def _not_assessed(flow: str, method: Method) -> Finding:
    known = sorted(method.frame.filter(pl.col("category") == "climate change")["flow"].unique())
    message = f"{flow} is a greenhouse gas that {method.id} has no factor for: it is not assessed"
    hint = f"{method.id} knows {len(known)} flows; choose another set"
    return Finding(f"FLOWS › {flow}", "impact.not-assessed", message, hint, "warning")


def _frozen(frame: pl.DataFrame, lines: pl.DataFrame, method: Method) -> list[Finding]:
    """A notice for CO2e that is frozen to another set than the method's, with its share (convention 3)."""
    foreign = (pl.col("flow") == "CO2e") & (pl.col("gwp_set").fill_null("unstated") != (method.gwp_set or ""))
    climate = frame.filter(pl.col("impact") == "climate change").with_columns(
        (pl.col("amount").abs() * pl.col("share").fill_null(1.0)).alias("size")
    )
    other = climate.filter(foreign)
    if method.gwp_set is None or other.is_empty() or not lines.height:
        return []
    part = float(other["size"].sum()) / float(climate["size"].sum() or 1.0)
    sets = ", ".join(sorted(other["gwp_set"].fill_null("unstated").unique()))
    message = f"{part:.1%} of the result is CO2e frozen to {sets}, counted as it is under {method.gwp_set} (convention 3)"
    return [Finding("FLOWS › CO2e", "impact.frozen-gwp", message, "use factors by gas to re-base it", "notice")]
