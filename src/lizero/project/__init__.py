"""A project is a folder: the record, its registers, its settings, and the years that were frozen."""

from lizero.project.checkup import Checkup
from lizero.project.folder import Project
from lizero.project.freezing import Frozen, freeze
from lizero.project.imports import Imported
from lizero.project.inputs import input_digest
from lizero.project.journal import Entry
from lizero.project.methods import TakenMethod
from lizero.project.results import Asked, Compute, Computed, inventory_of, inventory_results, results_of
from lizero.project.settings import Settings, read_settings
from lizero.project.skeleton import create
from lizero.project.systems import TakenSystem
from lizero.project.verification import Verified, verify

__all__ = [
    "Asked", "Checkup", "Compute", "Computed", "Entry", "Frozen", "Imported", "Project", "Settings", "TakenMethod", "TakenSystem",
    "Verified", "create", "freeze", "input_digest", "inventory_of", "inventory_results", "read_settings", "results_of", "verify",
]
