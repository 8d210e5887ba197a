"""How much of a USLCI product's footprint is the electricity that processes buy: the `*_power_share` rows of parameters.csv.

    python tools/lithium_chain/power_shares.py DATA

DATA holds uslci-2015-jsonld.zip. A product is solved twice, the second time with every purchase of electricity at nought;
power plants keep what they burn.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import polars as pl

from lizero.importers.lca import read_database
from lizero.lca import System
from lizero.units import gwp

PRODUCTS = {
    "caustic_power_share": "Sodium hydroxide, production mix", "soda_power_share": "Natural soda ash",
    "acid_power_share": "Sulfuric acid, at plant", "lime_power_share": "Quicklime, at plant",
    "limestone_power_share": "Limestone, at mine", "gas_power_share": "Natural gas, processed",
    "refinery_power_share": "Diesel, at refinery", "salt_power_share": "Sodium chloride, at plant",
    "aluminium_power_share": "Aluminum, primary, ingot, at plant", "ldpe_power_share": "Polyethylene, low density, resin, at plant",
    "polypropylene_power_share": "Polypropylene resin, at plant", "pet_power_share": "Polyethylene terephthalate, resin, at plant",
    "rubber_power_share": "Polybutadiene, at plant", "glass_power_share": "E-glass, at plant",
    "ethylene_oxide_power_share": "Ethylene oxide, at plant",
}
CALCINATION = 44.009 / 56.077  # kg of CO2 that leaves the stone for a kilogram of quicklime


def shares(database: Path) -> dict[str, float]:
    """The share of each product; of quicklime, the share of what is not calcination."""
    bought = read_database(database).system
    free = _without_purchases(bought)
    found = {}
    for parameter, product in PRODUCTS.items():
        process = _maker(bought, product)
        whole, rest = (_score(s, product, process) for s in (bought, free))
        kept = CALCINATION if parameter == "lime_power_share" else 0.0
        found[parameter] = (whole - rest) / (whole - kept)
    return found


def _maker(system: System, product: str) -> str:
    """The first process that makes the product, in order of id."""
    made = system.exchanges.filter(pl.col("kind").is_in(["product", "co-product"]) & pl.col("flow").str.starts_with(product))
    return str(made["process"].sort().first())


def _without_purchases(system: System) -> System:
    plants = system.processes.filter(pl.col("name").str.starts_with("Electricity")).select("process").with_columns(plant=True)
    power = (pl.col("kind") == "input") & pl.col("flow").str.starts_with("Electricity") & pl.col("plant").is_null()
    rows = system.exchanges.join(plants, on="process", how="left", maintain_order="left")
    return replace(system, exchanges=rows.with_columns(amount=pl.when(power).then(0.0).otherwise("amount")).drop("plant"))


def _score(system: System, product: str, process: str) -> float:
    """kg CO2e of the fossil greenhouse gases, AR6."""
    known = gwp("ar6-gwp100")
    factors = {"CO2": 1.0, "N2O": known["N2O"], "CH4": known["CH4 fossil"], "CH4 fossil": known["CH4 fossil"]}
    flows = system.footprint(product, process=process).flows.frame
    gas = flows["flow"].str.split(" › ").list.first().replace_strict(factors, default=0.0, return_dtype=pl.Float64)
    return float((flows["amount"] * gas).sum())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    for name, share in shares(Path(sys.argv[1]) / "uslci-2015-jsonld.zip").items():
        print(f"{name},{share:.3f}")
