"""A project is a folder: the record, its registers, its settings, and the years that were frozen."""

from lizero.project.folder import Project
from lizero.project.settings import Settings, read_settings

__all__ = ["Project", "Settings", "read_settings"]
