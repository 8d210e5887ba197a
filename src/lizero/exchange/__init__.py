"""Product systems in the formats of others: openLCA JSON-LD, Brightway data packages, EcoSpold 2, ILCD, and a plain folder."""

from __future__ import annotations

from lizero.exchange.formats import FORMATS, write_system

__all__ = ["FORMATS", "write_system"]
