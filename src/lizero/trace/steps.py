"""What a publication's electricity weighs, from the kilograms that it gives for electricity and the kilowatt hours of its sites.

    f = P / E

f: kg CO2e/kWh of bought power; P: kg CO2e of electricity in one unit of product, published; E: kWh that the sites of the country
use for it, ours, for the foreground is the publication's own.
"""

from __future__ import annotations

import polars as pl

from lizero.errors import LizeroError
from lizero.lca import System

__all__ = ["published_power", "site_power"]


def site_power(chain: System, product: str) -> dict[str, float]:
    """Place -> kWh that sites of the country of `product` use for one unit; what mines and plants abroad use is left out.

    >>> from lizero.lca import load
    >>> site_power(load("lithium-chain"), "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN")
    {'CN': 3.5}
    """
    pcf = chain.footprint(product)
    country = pcf.product.rsplit(", ", 1)[-1].rsplit("-", 1)[-1]
    at_home = pl.col("geography").str.split("-").list.first() == country
    sites = pcf.reached.filter(pl.col("process").str.starts_with("site-power") & at_home & (pl.col("output") > 1e-9))
    return {place: round(kwh, 9) for place, kwh in sites.select("geography", "output").sort("geography").iter_rows()}


def published_power(chain: System, product: str, electricity: float) -> float:
    """kg CO2e/kWh of power behind `electricity`, kg CO2e of it in one unit of `product`, published.

    Raises LizeroError where no site of the country uses power for the product.

    >>> from lizero.lca import load
    >>> product = "lithium hydroxide monohydrate, battery grade, spodumene route, AU-CN"
    >>> round(published_power(load("lithium-chain"), product, 3.3306), 2)
    0.95
    """
    kwh = sum(site_power(chain, product).values())
    if kwh <= 0:
        raise LizeroError(f"power of {product}: no site of its country uses any; a published {electricity} kg says nothing of its factor")
    return electricity / kwh
