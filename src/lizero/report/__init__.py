"""Documents that people read: one tree, every format, three languages."""

from lizero.report.document import Document, Meta
from lizero.report.kinds import Run, document, kinds

__all__ = ["Document", "Meta", "Run", "document", "kinds"]
