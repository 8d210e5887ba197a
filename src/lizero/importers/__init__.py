"""Files of users → declared tables, with a finding for each cell that cannot be read as it stands."""

from lizero.importers.activity import activity_of, read_activity
from lizero.importers.tables import read_registers, read_table

__all__ = ["activity_of", "read_activity", "read_registers", "read_table"]
