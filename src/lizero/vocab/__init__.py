"""The field's words as data: scopes, categories, stages, geographies, items, elementary flows, labels."""

from lizero.vocab.lists import CATEGORIES, COMPARTMENTS, STAGES, TRANSFORMATIONS, categories

__all__ = ["CATEGORIES", "COMPARTMENTS", "STAGES", "TRANSFORMATIONS", "categories"]
