"""Currency codes of ISO 4217 in use."""

from importlib.resources import files

__all__ = ["CURRENCIES"]

CURRENCIES = frozenset(files("lizero.units").joinpath("currencies.txt").read_text(encoding="utf-8").split())
