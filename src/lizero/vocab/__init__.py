"""The field's words as data: scopes, categories, stages, geographies, items, elementary flows, labels."""

from lizero.vocab.elements import WITHIN, elementary, flow_id, general
from lizero.vocab.geography import geographies, geography, parents
from lizero.vocab.items import Item, item_id, items
from lizero.vocab.labels import LANGUAGES, label, label_kinds, language
from lizero.vocab.lists import CATEGORIES, COMPARTMENTS, STAGES, TRANSFORMATIONS, categories
from lizero.vocab.names import fold

__all__ = [
    "CATEGORIES", "COMPARTMENTS", "LANGUAGES", "STAGES", "TRANSFORMATIONS", "WITHIN", "Item", "categories", "elementary", "flow_id",
    "fold", "general", "geographies", "geography", "item_id", "items", "label", "label_kinds", "language", "parents",
]
