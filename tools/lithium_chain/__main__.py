"""Build the open lithium chain from facts, published inventories and recipes.

    python tools/lithium_chain FACTS DATA [OUT]

FACTS holds the CSV files of figures, DATA the two workbooks of published inventories; OUT is the folder of the data
set (by default the one that ships). The same inputs give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
import sys
from pathlib import Path
from typing import Any

import brines
import contents
import electricity
import scenarios
from facts import Facts, read
from recipes import FIELDS, SOURCES, Recipe, amount_today, exchanges, load

from published import complete

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "src" / "lizero" / "reference" / "lithium-chain"
PROCESSES = ("process", "name", "geography", "period", "technology", "stage", "transformation", "kind", "source", "licence", "status",
             "note")
EXCHANGES = ("exchange", "process", "kind", "reference", "flow", "provider", "amount", "formula", "unit", "compartment", "share",
             "distribution", "spread", "low", "high", "pedigree", "source", "status", "note", "gwp_set", "share_formula")
CONTENTS = ("flow", "element", "content", "source", "status")


def main(facts_folder: Path, data: Path, out: Path = SHIPPED) -> None:
    """Write processes.csv, exchanges.csv, parameters.csv and links.csv of the chain to `out`."""
    facts = Facts(facts_folder)
    made = [*electricity.recipes(facts), *load(HERE / "recipes", facts)]
    complete(made, facts, data)
    made += brines.recipes(data, {r.product for r in made})
    rows = {r.process: list(exchanges(r)) for r in made}
    check(made, rows)
    write(out / "processes.csv", PROCESSES, [register(r, rows[r.process]) for r in made])
    write(out / "exchanges.csv", EXCHANGES, [x for r in made for x in rows[r.process]])
    write(out / "parameters.csv", scenarios.COLUMNS, [*read(HERE / "parameters.csv"), *scenarios.rows(facts_folder)])
    for name in ("links.csv", "sources.csv", "freezes.csv", "corrections.csv", "gaps.csv", "products.csv",
                 "displaced.csv"):
        shutil.copyfile(HERE / name, out / name)
    write(out / "contents.csv", CONTENTS, held(made, rows))
    source(out)


def held(made: list[Recipe], rows: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What flows hold: written by hand, of salts and assemblies, and of mass, carbon, water and energy."""
    written = read(HERE / "contents.csv")
    parts = [(r.product, x["flow"], amount_today(x)) for r in made for x in rows[r.process] if x["kind"] in ("input", "co-product")]
    products = [(x["flow"], x["flow"], 0.0) for r in made for x in rows[r.process] if x["kind"] in ("product", "co-product")]
    flows = ((x["flow"], x["unit"], x["kind"]) for r in made for x in rows[r.process])
    return [*written, *contents.more(written, [*parts, *products]), *contents.rows(flows)]


def source(out: Path) -> None:
    """Write source.toml: what the data set is, with the digest of each file."""
    files = sorted(out.glob("*.csv"))
    digests = [f'"{f.name}" = "{hashlib.sha256(f.read_bytes()).hexdigest()}"' for f in files]
    text = (HERE / "source.toml").read_text(encoding="utf-8").rstrip() + "\n\n[sha256]\n" + "\n".join(digests) + "\n"
    (out / "source.toml").write_text(text, encoding="utf-8", newline="\n")


def register(recipe: Recipe, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row of PROCESSES: its status is that of its weakest exchange."""
    weakest = max((r["status"] for r in rows), key=("checked", "computed", "unverified").index)
    source = SOURCES[recipe.register["source"]]
    return {"process": recipe.process, **{k: recipe.register[k] for k in FIELDS}, "source": source["citation"],
            "licence": source["licence"], "status": weakest}


def check(made: list[Recipe], rows: dict[str, list[dict[str, Any]]]) -> None:
    """Raise SystemExit when two recipes share an id or a product, or an input has no supplier in its unit."""
    products = {r.product: r.unit for r in made}
    products |= {x["flow"]: x["unit"] for r in made for x in rows[r.process] if x["kind"] == "co-product"}
    alone = len({r.product for r in made}) == len(rows) == len(made)
    faults = [] if alone else [f"{len(made)} recipes, {len(products)} products, {len(rows)} ids"]
    for r in made:
        for x in rows[r.process]:
            if x["kind"] in ("input", "waste") and products.get(x["flow"]) != x["unit"]:
                faults.append(f"{x['exchange']}: {x['flow']} in {x['unit']}, made in {products.get(x['flow'])}")
    if faults:
        raise SystemExit("\n".join(faults))


def write(path: Path, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Write `rows` as CSV, numbers at full precision."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in r.items()} for r in rows)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    main(*(Path(a) for a in sys.argv[1:]))
