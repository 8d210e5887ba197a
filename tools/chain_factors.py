"""Writes the factor library ``lithium-chain``: footprints of the open chain as factors for an inventory, gas by gas.

    python tools/chain_factors.py

What the chain supplies becomes factors of purchased goods (category 1), upstream transport (4), waste (5) and the upstream of
fuels (3), for each item and place of ``links.csv``. Electricity is left out: its product in the chain holds the generation,
which is scope 2. Run it again whenever the chain changes; a test holds the two together.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from lizero.lca import System, as_factors, load
from lizero.reference import data_set
from lizero.schema import empty
from lizero.tables import FACTORS, PARAMETERS
from lizero.vocab import elementary, items

CHAIN = "lithium-chain"
CATEGORY = {"fuel": "fuel and energy upstream", "freight": "upstream transport", "waste": "waste"}
LEFT_OUT = ("energy",)
TOP = Path(__file__).parents[1] / "src" / "lizero" / "reference" / "factors" / CHAIN


def factors(chain: System | None = None) -> pl.DataFrame:
    """The FACTORS rows of the library: one a link and greenhouse gas."""
    system = chain or load(CHAIN)
    gases = elementary().filter(pl.col("group") == "greenhouse gas")["flow"].to_list()
    known = items()
    frames = []
    for item, place, product in data_set(CHAIN).frame("links").select("item", "geography", "product").iter_rows():
        kind = known[item].kind if item in known else "reagent"
        if kind in LEFT_OUT:
            continue
        made = as_factors(system, [product], library=CHAIN, category=CATEGORY.get(kind, "purchased goods"), names={product: item})
        frames.append(_one_row_a_flow(made.filter(pl.col("flow").is_in(gases) & (pl.col("amount") != 0))).with_columns(
            pl.format("{}:{}:{}:{}", pl.lit(CHAIN), pl.lit(item), pl.lit(place), pl.col("flow")).alias("id"),
            pl.lit(place).alias("geography"), pl.lit(system.edition).alias("edition"), pl.lit("lizero").alias("publisher"),
            pl.lit(product).alias("table"), pl.lit("CC-BY-4.0").alias("licence"),
        ))
    rows = pl.concat([empty(FACTORS), *frames], how="diagonal").select(FACTORS.names)
    return rows.with_columns(pl.col("amount").round_sig_figs(9)).sort("id")


def _one_row_a_flow(made: pl.DataFrame) -> pl.DataFrame:
    """CO2e that is frozen to several sets becomes one row that names them all: it counts as it is under any set, with a notice."""
    doubtful = pl.when((pl.col("status") == "unverified").any()).then(pl.lit("unverified")).otherwise(pl.col("status").first())
    summed = (pl.col("amount").sum(), pl.col("gwp_set").drop_nulls().unique().sort().str.join("+"), doubtful.alias("status"))
    rest = [c for c in made.columns if c not in ("flow", "amount", "gwp_set", "status")]
    one = made.group_by("flow", maintain_order=True).agg(*summed, *(pl.col(c).first() for c in rest))
    return one.with_columns(pl.when(pl.col("gwp_set") != "").then("gwp_set").alias("gwp_set")).select(made.columns)


def parameters(chain: System | None = None) -> pl.DataFrame:
    """Densities and calorific values that the chain states, so that meters in other units reach its supply."""
    system = chain or load(CHAIN)
    stated = system.parameters if system.parameters is not None else empty(PARAMETERS)
    names = ("ncv", "gcv", "density", "volume ratio", "net to gross")
    return stated.filter(pl.col("parameter").str.starts_with(names[0]) | pl.col("parameter").is_in(names)).filter(pl.col("scope").is_not_null())


def main() -> None:
    """Write the edition's folder."""
    chain = load(CHAIN)
    folder = TOP / chain.edition
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"factors.csv": factors(chain).write_csv(), "parameters.csv": parameters(chain).write_csv()}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    digests = "\n".join(f'"{name}" = "{hashlib.sha256(text.encode("utf-8")).hexdigest()}"' for name, text in texts.items())
    (folder / "source.toml").write_bytes((
        f'name = "factors/{CHAIN}/{chain.edition}"\npublisher = "lizero"\ntitle = "Footprints of the open lithium chain as factors"\n'
        f'edition = "{chain.edition}"\nlicence = "CC-BY-4.0"\nretrieved = "2026-11-25"\nrule = "within"\n'
        'note = "Computed from the data set lithium-chain, cradle to gate, greenhouse gases only; electricity is left out."\n\n'
        f"[sha256]\n{digests}\n"
    ).encode())


if __name__ == "__main__":
    main()
