"""Files of users → declared tables, with a finding for each cell that cannot be read as it stands."""

from lizero.importers.activity import read_activity
from lizero.importers.draft import draft_mapping
from lizero.importers.mapping import Mapping, read_mapping
from lizero.importers.part import Part, read_file
from lizero.importers.system import read_system
from lizero.importers.tables import read_registers, read_table

__all__ = [
    "Mapping", "Part", "draft_mapping", "read_activity", "read_file", "read_mapping", "read_registers", "read_system", "read_table",
]
