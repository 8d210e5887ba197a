"""Recipes: unit processes as people write them, turned into rows of PROCESSES and EXCHANGES.

A recipe is a table of ``recipes/*.toml``. Its ``exchanges`` are lines of six fields,
``kind | flow | amount | unit | source | options``: the amount is a number, ``= formula`` over parameters, or a
reference to a published figure (see ``facts.py``); options are ``name=text`` pairs parted by ``;``. A line of kind
``uslci`` brings all flows of a USLCI result, times the amount.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pedigree
from facts import Facts, Figure, read

from lizero.lca.formula import parse as arithmetic

HERE = Path(__file__).parent
SOURCES = {r["key"]: r for r in read(HERE / "sources.csv")}
STATUS = ("checked", "computed", "unverified")
PARAMETERS = {r["parameter"]: r["status"] for r in read(HERE / "parameters.csv") if not (r["scenario"] or r["scope"])}
FIELDS = ("name", "geography", "period", "technology", "stage", "transformation", "kind", "source", "note")
# columns of the USLCI solution -> elementary flows; climate flows first, PM10 counts everything below 10 um
CLIMATE = {"CO2": ("CO2f",), "CO2 biogenic": ("CO2b",), "CH4 fossil": ("CH4f",), "CH4 non-fossil": ("CH4b",), "N2O": ("N2O",),
           "CF4": ("PFC_CF4",), "C2F6": ("PFC_C2F6",)}
POLLUTANTS = {"SO2": ("SO2",), "NOx": ("NOx",), "PM10": ("PM10", "PM2.5", "PM2.5_10"), "PM2.5": ("PM2.5",), "CO": ("CO",),
              "NMVOC": ("NMVOC",), "HCl": ("HCl",), "HF": ("HF",), "NH3": ("NH3",), "Hg": ("Hg",)}
# what leaves a fire unburned hardly depends on filters
UNBURNED = {"CO": ("CO",), "NMVOC": ("NMVOC",)}
FLOWS = {"climate": CLIMATE, "pollutants": POLLUTANTS, "unburned": UNBURNED, "all": CLIMATE | POLLUTANTS}


@dataclass(slots=True)
class Line:
    """One exchange before it has an id, a score and a spread."""

    kind: str
    flow: str
    amount: float | None
    unit: str
    source: str
    formula: str = ""
    status: str = "checked"
    citation: str = ""
    low: float | None = None
    high: float | None = None
    options: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Recipe:
    """One unit process: its register row and its lines, the reference first."""

    process: str
    register: dict[str, str]
    product: str
    unit: str
    lines: list[Line]
    role: str = "product"
    published: str = ""
    places: dict[str, str] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    share: str = ""
    alternative: bool = False


def load(folder: Path, facts: Facts) -> list[Recipe]:
    """Every recipe of the TOML files of `folder`, in order of file and table."""
    return [recipe for path in sorted(folder.glob("*.toml"))
            for process, table in tomllib.loads(path.read_text(encoding="utf-8")).items()
            for recipe in _expand(process, table, facts)]


def _expand(process: str, table: dict[str, Any], facts: Facts) -> Iterator[Recipe]:
    """One recipe, or one for each row of its ``each`` table, whose columns fill the ``{braces}`` and whose id it takes."""
    rows = table.get("each")
    if rows is None:
        yield build(process, table, facts)
        return
    for row in rows:
        filled = {k: _fill(v, row) if isinstance(v, str) else v for k, v in table.items() if k != "each"}
        yield build(row.get("id") or _fill(process, row), filled, facts)


def _fill(text: str, row: dict[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: str(row[m[1]]) if m[1] in row else m[0], text)


def build(process: str, table: dict[str, Any], facts: Facts) -> Recipe:
    """The recipe `process` of `table`."""
    register = {k: str(table.get(k, "")) for k in FIELDS}
    product = str(table.get("product", register["name"]))
    lines = [line for text in str(table.get("exchanges", "")).strip().splitlines() if text.strip() and text.strip()[0] != "#"
             for line in parse(text, facts)]
    role = "waste" if table.get("role") == "treatment" else "product"
    places = {k: str(table[k]) for k in ("zone", "country") if k in table}
    return Recipe(process, register, product, str(table.get("unit", "kg")), lines, role, str(table.get("published", "")), places,
                  tuple(table.get("drop", ())), str(table.get("share", "")), bool(table.get("alternative", False)))


def parse(text: str, facts: Facts) -> Iterator[Line]:
    """The exchange or exchanges that one line of a recipe means."""
    kind, flow, amount, unit, source, options = [*(p.strip() for p in text.split("|")), "", "", ""][:6]
    if source not in SOURCES:
        raise KeyError(f"source {source!r} of line {text!r} is not in sources.csv")
    choices = dict(_pair(o) for o in options.split(";") if o.strip())
    if kind == "uslci":
        yield from _uslci(flow, float(amount), source, choices, facts)
        return
    yield _line(kind, flow, amount, unit, source, choices, facts)


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip()


def _line(kind: str, flow: str, amount: str, unit: str, source: str, choices: dict[str, str], facts: Facts) -> Line:
    if amount.startswith("="):
        formula, cited = _resolved(amount[1:].strip(), facts)
        stated = choices.pop("status", cited.status if cited else "checked")
        return Line(kind, flow, None, unit, source, formula=formula, status=_weakest(stated, formula),
                    citation=cited.source if cited else SOURCES[source]["citation"], options=choices)
    figure = facts.figure(amount) if amount.startswith("@") else Figure(float(amount), SOURCES[source]["citation"], "checked")
    low, high = choices.pop("low", None), choices.pop("high", None)
    if low == "":
        figure, low, high = Figure(figure.value, figure.source, figure.status), None, None
    return Line(kind, flow, figure.value, unit, source, status=choices.pop("status", figure.status), citation=figure.source,
                low=figure.low if low is None else float(low), high=figure.high if high is None else float(high), options=choices)


def _resolved(formula: str, facts: Facts) -> tuple[str, Figure | None]:
    """`formula` with the figure that it refers to as a number, and that figure."""
    match = re.search(r"@\w+\[[^\]]+\]", formula)
    if match is None:
        return formula, None
    figure = facts.figure(match[0])
    return formula.replace(match[0], repr(figure.value)), figure


def _weakest(stated: str, formula: str) -> str:
    """The weakest of the stated status and those of the parameters that move today's value of `formula`."""
    used = [PARAMETERS[name] for name in dict.fromkeys(re.findall(r"[a-z_][a-z0-9_]*", formula)) if name in PARAMETERS and _moves(name, formula)]
    return max((stated, *used), key=STATUS.index)


def _moves(name: str, formula: str) -> bool:
    """Whether another value of the parameter gives another amount today; a factor beside a scenario's nought does not."""
    today = _today()
    parsed = arithmetic(formula)
    return not math.isclose(parsed(today), parsed(today | {name: 1.1 * today[name] + 0.1}), rel_tol=1e-12)


@cache
def _today() -> dict[str, float]:
    """Values of the parameters that hold everywhere and always, formulas resolved in the order of their needs."""
    stated = {r["parameter"]: r for r in read(HERE / "parameters.csv") if not (r["scenario"] or r["scope"] or r["year"])}
    values = {name: float(r["value"]) for name, r in stated.items() if r["value"]}
    open_ = {name: arithmetic(r["formula"]) for name, r in stated.items() if not r["value"]}
    while open_:
        ready = {name: formula(values) for name, formula in open_.items() if set(formula.names) <= values.keys()}
        if not ready:
            raise ValueError(f"parameters.csv: these wait for one another: {', '.join(open_)}")
        values |= ready
        open_ = {name: formula for name, formula in open_.items() if name not in ready}
    return values


def amount_today(row: dict[str, Any]) -> float:
    """The amount of a row of EXCHANGES with the parameters of today."""
    return float(row["amount"]) if row["amount"] is not None else float(arithmetic(row["formula"])(_today()))


def _uslci(key: str, factor: float, source: str, choices: dict[str, str], facts: Facts) -> Iterator[Line]:
    row = facts.uslci[key]
    prefix = "direct_" if choices.pop("part", "") == "direct" else ""
    flows = FLOWS[choices.pop("flows", "climate")]
    scale = choices.pop("scale", "")
    for flow, columns in flows.items():
        amount = sum(float(row.get(prefix + c) or 0) for c in columns) * factor
        if amount > 1e-12:
            formula = f"{amount!r} * ({scale})" if scale else ""
            yield Line("elementary", flow, None if scale else amount, "kg", source, formula=formula, status=_weakest("computed", formula),
                       citation=f"USLCI, {row['process']}, solved", options={"comp": "air", **choices})


def exchanges(recipe: Recipe) -> Iterator[dict[str, Any]]:
    """Rows of EXCHANGES of `recipe`, with ids, scores and spreads."""
    seen: dict[str, int] = {}
    made = Line(recipe.role, recipe.product, 1.0, recipe.unit, "stoichiometry", citation="", options={"share": recipe.share})
    yield _row(recipe, made, seen, reference=True)
    for line in recipe.lines:
        yield _row(recipe, line, seen)


def _row(recipe: Recipe, line: Line, seen: dict[str, int], *, reference: bool = False) -> dict[str, Any]:
    stem = slug(line.flow)
    seen[stem] = seen.get(stem, 0) + 1
    count = seen[stem]
    row: dict[str, Any] = {
        "exchange": f"{recipe.process}/{stem}" + (f"~{count}" if count > 1 else ""), "process": recipe.process,
        "kind": line.kind, "reference": "yes" if reference else "no", "flow": line.flow,
        "provider": line.options.get("provider", ""), "amount": line.amount, "formula": line.formula, "unit": line.unit,
        "compartment": line.options.get("comp", "air" if line.kind == "elementary" else ""),
        **_share(line.options.get("share", "")), "source": line.citation, "status": line.status,
        "note": line.options.get("note", ""), "gwp_set": line.options.get("gwp", ""),
    }
    return row | ({"distribution": "none"} if reference else _uncertainty(recipe, line))


def _share(text: str) -> dict[str, str]:
    """A number stands in `share`, arithmetic in `share_formula`."""
    plain = re.fullmatch(r"[0-9.eE+-]*", text) is not None
    return {"share": text if plain else "", "share_formula": "" if plain else text}


def _uncertainty(recipe: Recipe, line: Line) -> dict[str, Any]:
    technology = int(line.options.get("tech", 1))
    scores = line.options.get("ped") or pedigree.scores(SOURCES[line.source], recipe.register["geography"], line.status, technology)
    if line.amount is not None and line.low is not None and line.high is not None and line.low != line.high:
        low, high = sorted((line.low, line.high))
        return {"distribution": "triangular", "low": low, "high": high, "pedigree": scores}
    if line.amount == 0 or line.kind == "co-product":
        return {"distribution": "none", "pedigree": scores}
    return {"distribution": "lognormal", "spread": round(pedigree.spread(scores, line.flow, line.kind, line.unit), 6), "pedigree": scores}


def slug(text: str) -> str:
    """`text` as an id: small letters, digits, dots and hyphens.

    >>> slug("electricity, medium voltage, CN-SC")
    'electricity-medium-voltage-cn-sc'
    """
    return re.sub(r"[^a-z0-9.]+", "-", text.casefold()).strip("-")
