"""Write docs/validation/lithium-chain.md: the chain beside published values, with intervals and the reason of every miss.

    python tools/lithium_chain/report.py
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
from facts import read

import lizero as lz
from lizero.lca import System
from lizero.reference import data_set
from lizero.trace.closure import QUANTITIES, closure
from lizero.trace.steps import published_power, site_power
from lizero.trace.validation import comparisons, families, step_changes, with_electricity

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "validation"
EIGHT = tuple(f"B00{n}" for n in range(1, 9))
DRAWS = 1000


def main() -> None:
    """Compare, draw and write."""
    page = tomllib.loads((DOCS / "comparable.toml").read_text(encoding="utf-8"))
    chain = lz.load("lithium-chain")
    (DOCS / "lithium-chain-balances.md").write_text(balances(chain), encoding="utf-8")
    rows = comparisons(chain, page["row"])
    stated = comparisons(chain, [r for r in page["row"] if r["id"] in EIGHT], stated=True)
    years = comparisons(chain, page["row"], power=page["power"])
    counted, shown = rows.filter("comparable"), rows.filter(~pl.col("comparable"))
    parts = [HEAD, _gates(rows, years, stated), _families(rows, years), _gate_a(stated), _table(chain, counted, years), _shown(shown),
             _steps(chain, page["steps"]), _dates(page), _left_out(page["row"])]
    (DOCS / "lithium-chain.md").write_text("\n".join(parts), encoding="utf-8")


def _gates(rows: pl.DataFrame, years: pl.DataFrame, stated: pl.DataFrame) -> str:
    gate_a = ((stated["ratio"] - 1).abs().max() <= 0.18, abs(stated["ratio"].median() - 1) <= 0.05)
    asked = [
        ("on the electricity of the publication, the eight products of Istrate et al. 2024 within 18 %", gate_a[0], gate_a[0]),
        ("their median within 5 %", gate_a[1], gate_a[1]),
        *zip(("on the open background, 75 % of the rows within 25 %", "the same, each family counted alike",
              "the median of every family within 30 %", "the median of the families within 10 %"),
             _gate_b(rows), _gate_b(years), strict=True),
        ("75 % by family without recycling, whose row is not blind", *(_without_recycling(r) >= 0.75 for r in (rows, years))),
    ]
    lines = [f"| {what} | {_word(today)} | {_word(year)} |" for what, today, year in asked]
    head = ["| asked | on today's electricity | on the electricity of the study's year |", "|---|---|---|"]
    return "\n".join([ASKED, *head, *lines, ""])


def _gate_b(rows: pl.DataFrame) -> tuple[bool | str, ...]:
    """The four marks on the open background; where a family's median is off, the names of those that are."""
    found = families(rows)
    each, together = found.filter(pl.col("family") != "all families"), found.filter(pl.col("family") == "all families")
    far = each.filter((pl.col("median") - 1).abs() > 0.30)["family"].to_list()
    return (rows.filter("comparable")["near"].mean() >= 0.75, together["within"].item() >= 0.75,
            f"no: {', '.join(far)}" if far else True, abs(together["median"].item() - 1) <= 0.10)


def _without_recycling(rows: pl.DataFrame) -> float:
    """The share within 25 %, by family, of the families whose rows were compared blind."""
    return float(families(rows.filter(pl.col("family") != "recycling"))["within"][-1])


def _word(holds: bool | str) -> str:
    return holds if isinstance(holds, str) else "yes" if holds else "no"


def balances(chain: System) -> str:
    """What does not close in each process that is not one published figure, and why."""
    data = data_set("lithium-chain")
    kept = chain.processes.filter(pl.col("kind") != "aggregated").select("process", "name")
    found = kept.join(closure(chain, data.frame("contents"), data.frame("gaps")), on="process", how="inner", maintain_order="left")
    causes = {cause: n for n, cause in enumerate(found["cause"].drop_nulls().unique(maintain_order=True), start=1)}
    lines = []
    for (name,), rows in found.group_by("name", maintain_order=True):
        cells = {r["quantity"]: _cell(r, causes) for r in rows.iter_rows(named=True)}
        lines.append(f"| {name} | " + " | ".join(cells.get(q, "") for q in QUANTITIES) + " |")
    counts = found.group_by("quantity").agg(*((pl.col("state") == s).sum().alias(s) for s in STATES))
    order = {q: n for n, q in enumerate(QUANTITIES)}
    summary = [f"| {q} | {a} | {b} | {c} |" for q, a, b, c in sorted(counts.select("quantity", *STATES).rows(), key=lambda r: order[r[0]])]
    return "\n".join([BALANCES, "| of | closed | gap | open |", "|---|---|---|---|", *summary, "", "## Process by process", "",
                      "| process | " + " | ".join(QUANTITIES) + " |", "|" + "---|" * (1 + len(QUANTITIES)), *lines, "", "## Causes", "",
                      *(f"{n}. {cause}" for cause, n in causes.items()), ""])


def _cell(row: dict[str, Any], causes: dict[str, int]) -> str:
    share = "open" if row["state"] == "open" else _part(row["lost"])
    return share if row["cause"] is None else f"{share} ({causes[row['cause']]})"


def _part(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}".replace("-0.0%", "0.0%")


def _families(rows: pl.DataFrame, years: pl.DataFrame) -> str:
    both = families(rows).join(families(years), on="family", suffix=" year", maintain_order="left")
    lines = [f"| {f} | {n} | {w:.0%} | {m:.2f} | {wy:.0%} | {my:.2f} |" for f, n, w, m, _, wy, my in both.iter_rows()]
    counted, near = rows.filter("comparable"), [f"{r.filter('comparable')['near'].mean():.0%}" for r in (rows, years)]
    blind = [f"{_without_recycling(r):.0%}" for r in (rows, years)]
    about = (f"By row, {near[0]} of {counted.height} lie within 25 %, on the electricity of the study's year {near[1]}. Cells and "
             "recycling stand on one checked value each. That of recycling is not blind: faults were found by it, and what was put right "
             f"is told below. Without it {blind[0]} lie within 25 % by family, on the electricity of the study's year {blind[1]}.\n")
    head = ["| family | rows | within 25 % | median ratio | study's year: within 25 % | median ratio |", "|---|---|---|---|---|---|"]
    return "\n".join(["## By family\n", *head, *lines, "", about])


def _gate_a(rows: pl.DataFrame) -> str:
    columns = rows.select("id", "product", "value", "lizero", "ratio")
    lines = [f"| {i} | {p} | {v:.2f} | {o:.2f} | {r:.2f} |" for i, p, v, o, r in columns.iter_rows()]
    return "\n".join(["## On the electricity of the publication\n", f"Median ratio {rows['ratio'].median():.3f}.\n",
                      "| row | product | published | lizero | ratio |", "|---|---|---|---|---|", *lines, ""])


def _table(chain: System, rows: pl.DataFrame, years: pl.DataFrame) -> str:
    reasons = {r["id"]: r for r in read(HERE / "misses.csv")}
    old = {i: (ratio, near) for i, ratio, near in years.select("id", "ratio", "near").iter_rows()}
    out = ["## Row by row\n", "Intervals are the 5th and 95th percentile of 1,000 draws, seed 1.\n",
           "| row | product | published | lizero | interval | ratio | study's year | unverified | why it misses |", "|" + "---|" * 9]
    for r in rows.iter_rows(named=True):
        missed = None if r["near"] and old[r["id"]][1] else reasons[r["id"]]
        reason = f"{missed['kilograms']}: {missed['cause']}" if missed else ""
        out.append(f"| {r['id']} | {r['product']} | {r['value']:.4g} | {r['lizero']:.4g} | {_interval(chain, r)} | {r['ratio']:.2f} "
                   f"| {old[r['id']][0]:.2f} | {_part(r['unverified'])} | {reason} |")
    return "\n".join([*out, ""])


def _interval(chain: System, row: dict[str, Any]) -> str:
    quantiles = chain.footprint(row["product"]).monte_carlo(DRAWS, seed=1).quantiles()
    return f"{quantiles[0.05] * row['amount']:.4g} to {quantiles[0.95] * row['amount']:.4g}"


def _steps(chain: System, published: list[dict[str, Any]]) -> str:
    lines = []
    for row in published:
        product = row["product"]
        power = published_power(chain, product, row["electricity"])
        theirs = with_electricity(chain, dict.fromkeys(site_power(chain, product), power))
        told = (("published", row["moved"]), ("here", _moved(chain, product)), (f"here, on its power of {power:.2f}", _moved(theirs, product)))
        lines += [f"| {product} | {who} | " + " | ".join(f"{x:.1f}" for x in (*moved, sum(moved))) + " |" for who, moved in told]
    head = "| product | | own power | efficiency | heat | reagents | grids | together |"
    return "\n".join([STEPS, head, "|" + "---|" * 8, *lines, ""])


def _moved(chain: System, product: str) -> list[float]:
    moved: list[float] = step_changes(chain, product)["moved"].to_list()
    return moved


def _shown(rows: pl.DataFrame) -> str:
    lines = [f"| {r['id']} | {r['product']} | {r['value']:.4g} | {r['lizero']:.4g} | {r['ratio']:.2f} | {r['why']} |"
             for r in rows.iter_rows(named=True)]
    head = "| row | product | published | lizero | ratio | why it does not count |"
    return "\n".join(["## Shown, not counted\n", head, "|" + "---|" * 6, *lines, ""])


def _dates(page: dict[str, Any]) -> str:
    frozen = [f"| {b['date']} | `{b['digest'][:12]}` | {b['what']} | {b['source']} |" for b in page["background"]]
    put = [f"- {c['date']}: {c['what']} Touches: {c['rows']} ({c['source']})." for c in page["correction"]]
    return "\n".join(["## States of the background\n", "| date | digest | what | source |", "|---|---|---|---|", *frozen, "",
                      "## Put right after a comparison\n", *put, ""])


def _left_out(rows: list[dict[str, Any]]) -> str:
    counts: dict[str, int] = {}
    for r in rows:
        if not r["comparable"]:
            counts[r["why"]] = counts.get(r["why"], 0) + 1
    return "\n".join(["## Published rows that are not compared\n", "| rows | why |", "|---|---|",
                      *(f"| {n} | {why} |" for why, n in sorted(counts.items(), key=lambda x: -x[1])), ""])


STEPS = """\
## Five steps of decarbonisation

Percent of today that each cumulative step takes (Istrate et al. 2024, Joule). The third line of a product computes the steps on the
publication's power: the kilograms of electricity in its breakdown over the kilowatt hours of the sites. It is 0.95 kg CO2e/kWh in China
for three products, 0.56 in Chile and 0.73 for the world; ours are 0.61 to 0.79, 0.25 and 0.48, on the official factors and yearly mixes
of 2023 and 2024. So Chilean power is not the same: it is the cause of the small first step of brine. As in the publication, mines abroad
stay on their grid until the last step. What stays apart: heat gives more on spodumene because coal is counted with its upstream; reagents
give more on brine because lime and soda ash weigh more here.

**Grids.** The last step of the publication replaces every purchase of electricity in its whole background by wind power with storage
(notebook 02, step 5): it takes the kilowatt hours of the background times the grid less the wind. Ours took too little for two faults of
its own, put right on 2026-11-26: the step held nine tenths of clean power instead of all, and the upstream and losses of Australian power
stayed. What is left apart is the power of things that are known as one figure. Wind power is one. The first step says what the publication
lets it weigh: of the kilograms of power in China 0.041 for a kilowatt hour are left in all three products. Ours with storage weighs 0.044
since Chinese sites take the official factor of wind in China (0.032; before, the median of AR5, 0.011). When turbines and batteries are
made with clean power too, the published step takes 0.36 kg from natural graphite with its 8.75 kWh; an official factor cannot answer. Of
cobalt the published step takes 1.2 kg, ours 0.15: fuels of mine and plant (2.2 kg burned), what is left of caustic soda when its power is
clean (2.3), chlorine (0.9), magnesia (0.5) and ammonia (0.2) state no further power.
"""
ASKED = """\
## What was asked, and whether it holds

Every row is compared twice: on today's background, and on the electricity of China in the year of the data behind the published
value, for that is what the publication could know: the official factors of 2021, 2022 or 2023, whichever is nearest, made life cycle
by one rule (`comparable.toml`, tables `power`, with a second reading of every factor). The rule gives 0.616 kg CO2e/kWh generated in
2023, its publisher 0.6205. No row has an electricity of its own there. Other countries keep today's: no official yearly series of theirs
is in the facts.
"""
STATES = ("closed", "gap", "open")
BALANCES = """\
# Balances of the lithium chain

Written by `tools/lithium_chain/report.py`: for one run of each process that is not one published figure, what does not come out
again as a share of what goes in. Positive: a loss, or vapour, effluent and off-gas that the source does not state. Negative: more
leaves than enters. A balance is closed within 5 % (mass, carbon, water, energy) or 0.1 % (elements); open where a flow is not known
to hold any. The number names the cause below. Energy is balanced where energy is made: what enters a plant otherwise leaves as heat.
Routes from nature to product and from pack to recycled metal are closed in the tests.
"""
HEAD = """\
# The lithium chain beside published values

Written by `tools/lithium_chain/report.py`. What is compared, on which background and since when stands in `comparable.toml`
beside this page. Most rows reuse the foreground that produced the published value: they test links, units and background,
not the plants.
"""

if __name__ == "__main__":
    main()
