"""What the published first step of decarbonisation, own wind power for bought, says of the publication's electricity.

    f = f_own + Δ / E

f: kg CO2e/kWh of the power that the step replaces; f_own: of own wind power with storage; Δ: kg CO2e that the step takes from a
unit of product, published; E: kWh that the sites of the country use for it, ours, for the foreground is the publication's own.
"""

from __future__ import annotations

import polars as pl

from lizero.errors import LizeroError
from lizero.lca import System

__all__ = ["implied_power", "site_power"]

OWN = "electricity, wind with storage, WORLD"


def site_power(chain: System, product: str) -> dict[str, float]:
    """Place -> kWh that sites of the country of `product` use for one unit; sites of mines abroad are left out.

    >>> from lizero.lca import load
    >>> site_power(load("lithium-chain"), "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN")
    {'CN': 3.5}
    """
    pcf = chain.footprint(product)
    country = pcf.product.rsplit(", ", 1)[-1].rsplit("-", 1)[-1]
    at_home = pl.col("geography").str.split("-").list.first() == country
    sites = pcf.reached.filter(pl.col("process").str.starts_with("site-power") & at_home & (pl.col("output") > 1e-9))
    return {place: round(kwh, 9) for place, kwh in sites.select("geography", "output").sort("geography").iter_rows()}


def implied_power(chain: System, product: str, taken: float) -> float:
    """kg CO2e/kWh of bought power that a first step taking `taken` kg from one unit of `product` implies.

    Raises LizeroError where no site of the country uses power for the product.

    >>> from lizero.lca import load
    >>> chain = load("lithium-chain")
    >>> product = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
    >>> round(implied_power(chain, product, 0.185 * 17.237), 2)
    0.93
    """
    kwh = sum(site_power(chain, product).values())
    if kwh <= 0:
        raise LizeroError(f"power of {product}: no site of its country uses any; the first step says nothing of its factor")
    own = chain.footprint(OWN).total or 0.0
    return own + taken / kwh
