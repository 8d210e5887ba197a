"""The forms of charts by name: each drawing registers itself."""

from __future__ import annotations

from collections.abc import Callable

from lizero.errors import UnknownName
from lizero.report.charts.theme import Spec
from lizero.report.language import Language
from lizero.report.tree import Chart

__all__ = ["names", "register", "specification"]

Drawing = Callable[[Chart, Language, float], Spec]
_FORMS: dict[str, Drawing] = {}


def register(name: str) -> Callable[[Drawing], Drawing]:
    """Register a function as the drawing of the charts called `name`."""

    def keep(drawing: Drawing) -> Drawing:
        _FORMS[name] = drawing
        return drawing

    return keep


def names() -> tuple[str, ...]:
    """The forms that charts have."""
    return tuple(sorted(_FORMS))


def specification(chart: Chart, lang: Language, *, width: float = 480) -> Spec:
    """The Vega or Vega-Lite specification of `chart` in one language, `width` points wide."""
    if chart.name not in _FORMS:
        raise UnknownName("chart", chart.name, _FORMS)
    return _FORMS[chart.name](chart, lang, width)
