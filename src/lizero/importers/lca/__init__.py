"""Databases and methods in the formats of others → the project's tables, with what was not taken listed."""

from lizero.importers.lca.linking import Account, Imported, link
from lizero.importers.lca.methods import ImportedMethod, coverage, read_method, read_methods
from lizero.importers.lca.raw import Raw
from lizero.importers.lca.read import read_database
from lizero.importers.lca.recognise import format_of, holds_methods

__all__ = [
    "Account", "Imported", "ImportedMethod", "Raw", "coverage", "format_of", "holds_methods", "link", "read_database", "read_method",
    "read_methods",
]
