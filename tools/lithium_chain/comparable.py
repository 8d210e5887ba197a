"""Write docs/validation/comparable.toml: every published row, whether the chain can express it, and the frozen background.

    python tools/lithium_chain/comparable.py FACTS

`published_more.csv` adds published values to those of the facts; `rows.csv` says what each is compared with, or why it is not;
`freezes.csv` dates each state of the background, `corrections.csv` what was put right after a comparison. A state that is not
dated there is refused, so that no figure changes unseen.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import study
from facts import Facts, read, status

HERE = Path(__file__).parent
STEPPED = {  # what the publication calls a product, and ours
    "Lithium, spodumene": "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN",
    "Lithium, brine": "lithium hydroxide monohydrate, battery grade, brine evaporation route, Salar de Atacama, CL",
    "Cobalt": "cobalt sulfate heptahydrate, CN", "Nickel": "nickel sulfate hexahydrate, WORLD",
    "Graphite, natural": "graphite, battery grade, coated, natural route, CN",
    "Graphite, synthetic": "graphite, battery grade, coated, synthetic route, CN",
}
# kg CO2e of electricity in a unit, at the sites of the country: robyistrate/decarbonization_LIB_raw_materials,
# data/results/fig2_breakdown_ghgs_10-07-2024.csv, rows "Electricity consumption"; of spodumene and cobalt those of refining, in China
ELECTRICITY = {"Lithium, spodumene": 3.330629, "Lithium, brine": 1.049218, "Cobalt": 1.141930, "Nickel": 2.277723,
               "Graphite, natural": 8.324877, "Graphite, synthetic": 34.572827}
SHIPPED = HERE.parents[1] / "src" / "lizero" / "reference" / "lithium-chain"
OUT = HERE.parents[1] / "docs" / "validation" / "comparable.toml"


def digest() -> str:
    """SHA-256 over every exchange of a background or aggregated process, and every parameter.

    One line each, its fields parted by tabs, the lines in order of id; `lizero.trace.validation` computes the same.
    """
    kinds = {r["process"]: r["kind"] for r in read(SHIPPED / "processes.csv")}
    rows = [(r["exchange"], r["kind"], r["flow"], r["amount"], r["formula"], r["unit"]) for r in read(SHIPPED / "exchanges.csv")
            if kinds[r["process"]] != "foreground"]
    rows += [(r["parameter"], r["scope"], r["value"], r["formula"], r["unit"], r["scenario"] + r["year"])
             for r in read(SHIPPED / "parameters.csv")]
    return hashlib.sha256("\n".join(sorted("\t".join(r) for r in rows)).encode()).hexdigest()


def main(facts: Path) -> None:
    """Write the page from the rows and the freezes; stop when the background is in a state that is not dated."""
    freezes = read(HERE / "freezes.csv")
    now = digest()
    if now not in {f["digest"] for f in freezes}:
        raise SystemExit(f"the background is in a state that freezes.csv does not date: {now}")
    published = {r["id"]: r for r in read(facts / "lithium_published_results.csv")}
    published |= {f"{r['item']}/{r['location']}": _as_result(r) for r in read(facts / "background_gaps.csv")}
    published |= {r["id"]: r for r in read(HERE / "published_more.csv")}
    corrections = map(_correction, read(HERE / "corrections.csv"))
    steps = _steps(read(facts / "lithium_transformations.csv"))
    years = [_year(y, factors) for y, factors in study.power(Facts(facts)).items()]
    parts = [HEAD, *map(_freeze, freezes), *corrections, *steps, *years, *(_row(r, published) for r in _all(published))]
    OUT.write_text("\n".join(parts), encoding="utf-8")


def _steps(levers: list[dict[str, str]]) -> list[str]:
    """A table for each product whose five cumulative steps are published: percent of today that each step takes."""
    moved: dict[str, list[str]] = {}
    for r in levers:
        name, _, impact = r["applies_to"].partition(" / ")
        if impact == "Climate change" and name in STEPPED and r["effect_unit"].startswith("% of BAU"):
            moved.setdefault(name, []).append(r["effect"])
    source = _text("Istrate et al. 2024, Joule, figure 4")
    return [f"[[steps]]\nproduct = {_text(STEPPED[n])}\nmoved = [{', '.join(v)}]\nelectricity = {ELECTRICITY[n]}\nsource = {source}\n"
            for n, v in moved.items()]


def _year(year: int, factors: dict[str, float]) -> str:
    told = ", ".join(f"{_text(place)} = {factor}" for place, factor in factors.items())
    second = _text(study.SECOND[year])
    return f"[[power]]\nyear = {year}\nfactors = {{ {told} }}\nsource = {_text(study.SOURCE)}\nsecond = {second}\n"


def _all(published: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    said = {r["id"]: r for r in read(HERE / "rows.csv")}
    blank = dict.fromkeys(("product", "family", "amount", "electricity", "year", "over", "parameters", "over_parameters"), "")
    return [said.get(i) or {"id": i, **blank, "why": _why(r)} for i, r in published.items() if i in said or "/" not in i]


def _as_result(row: dict[str, str]) -> dict[str, str]:
    """A product intensity of another list in the form of a published result."""
    unit = f"kg CO2e{row['unit'].removeprefix('kg')}"
    return {"product": row["item"], "route_or_chemistry": "", "location": row["location"], "unit": unit, "value": row["value"],
            "low": row["low"], "high": row["high"], "boundary": row["boundary"], "gwp_or_lcia_method": "",
            "source": row["source"], "provenance": row["status"]}


def _why(row: dict[str, str]) -> str:
    if row["unit"].startswith("EF v3.1"):
        return "another impact than climate: background carried only as CO2e gives climate only, so it would be not assessed"
    if row["provenance"].startswith("unverified"):
        return "the published value itself is recalled, not checked"
    return "the chain has no product for it yet"


def _freeze(row: dict[str, str]) -> str:
    return "\n".join(("[[background]]", *(f"{k} = {_text(row[k])}" for k in ("date", "digest", "what", "source")), ""))


def _correction(row: dict[str, str]) -> str:
    return "\n".join(("[[correction]]", *(f"{k} = {_text(row[k])}" for k in ("date", "what", "rows", "source")), ""))


def _row(row: dict[str, str], published: dict[str, dict[str, str]]) -> str:
    r = published[row["id"]]
    fields = {"id": row["id"], "product": row["product"], "family": row["family"], "comparable": not row["why"], "why": row["why"],
              "published": ", ".join(filter(None, (r["product"], r["route_or_chemistry"], r["location"]))), "boundary": r["boundary"],
              "method": r["gwp_or_lcia_method"], "unit": r["unit"], "source": r["source"], "status": status(r["provenance"])}
    numbers = {k: r[k] for k in ("value", "low", "high") if r[k]} | ({"amount": row["amount"]} if row["amount"] else {})
    numbers |= {k: row[k] for k in ("electricity", "year") if row[k]}
    told = [f"{k} = {_text(v)}" for k, v in (fields | {"over": row["over"]}).items() if v != ""]
    set_ = [f"{k} = {{ {row[k].replace(';', ',')} }}" for k in ("parameters", "over_parameters") if row[k]]
    return "\n".join(("[[row]]", *told, *(f"{k} = {_number(v)}" for k, v in numbers.items()), *set_, ""))


def _number(value: str) -> str:
    """The number as TOML, or the text where the publication gives one (a range in words)."""
    try:
        return str(float(value))
    except ValueError:
        return _text(value)


def _text(value: str | bool) -> str:
    return json.dumps(value, ensure_ascii=False)


HEAD = """\
# What the open lithium chain is compared with, and the background it is compared on.
# Written by tools/lithium_chain/comparable.py from rows.csv, freezes.csv and corrections.csv beside it.
# A background is dated before the first comparison that uses it; a later change is dated below it with its source.
# amount: units of our product in one unit of the published value. electricity: kg CO2e/kWh that the publication implies.
# year: of the data behind the value. power: China's electricity by year; a row is compared on today's background, and once more on
# the power of the year nearest to its own (after 2023: today's), every row by this one rule.
# over: a ratio is published, product over this one; parameters and over_parameters are those of the one and of the other.
"""

if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
