"""lizero: the open carbon ledger of the lithium value chain.

The public names are loaded when they are first used, so that ``import lizero`` costs milliseconds.

>>> import lizero as lz
>>> lz.__version__
'0.1.0'
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PLACES = {
    "Finding": "lizero.errors",
    "LizeroError": "lizero.errors",
    "Record": "lizero.activity",
    "completeness": "lizero.activity",
    "Library": "lizero.factors",
    "library": "lizero.factors",
    "choose": "lizero.factors",
    "catalogue": "lizero.factors",
    "account": "lizero.inventory",
    "characterise": "lizero.impact",
    "method": "lizero.impact",
    "methods": "lizero.impact",
    "Method": "lizero.impact",
    "read_activity": "lizero.importers",
    "System": "lizero.lca",
    "read_system": "lizero.importers",
    "load": "lizero.lca",
    "compare": "lizero.lca",
    "paired": "lizero.lca",
    "as_factors": "lizero.lca",
    "side_by_side": "lizero.lca",
    "explain": "lizero.trace",
    "diff": "lizero.trace",
    "foreground": "lizero.trace",
    "reconcile": "lizero.trace",
    "document": "lizero.report",
    "Project": "lizero.project",
    "read_database": "lizero.importers.lca",
    "read_method": "lizero.importers.lca",
    "write_system": "lizero.exchange",
    "Choices": "lizero.lca.rules",
}

__all__ = ["__version__", *sorted(_PLACES)]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'lizero' has no attribute {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
