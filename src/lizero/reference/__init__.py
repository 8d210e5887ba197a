"""Reference data that ships: one folder a set, data beside its ``source.toml``."""

from lizero.reference.data_set import DataSet, data_set, data_sets, open_set
from lizero.reference.source import LICENCES, Source

__all__ = ["LICENCES", "DataSet", "Source", "data_set", "data_sets", "open_set"]
