"""Labels in three languages, as data: en, zh-Hans, es."""

from __future__ import annotations

from functools import cache

from lizero.errors import UnknownName
from lizero.vocab.lists import rows

__all__ = ["LANGUAGES", "label", "label_kinds", "language"]

LANGUAGES = ("en", "zh-Hans", "es")
_LISTS = {"category": "categories", "stage": "stages", "item": "items", "geography": "geographies"}


@cache
def _labels() -> dict[tuple[str, str], dict[str, str]]:
    known = {(r["kind"], r["id"]): {n: r[n] for n in LANGUAGES} for r in rows("labels")}
    for kind, name in _LISTS.items():
        known |= {(kind, r["id"]): {n: r[n] for n in LANGUAGES} for r in rows(name)}
    return known | {("flow", r["flow"]): {"en": r["name"], "zh-Hans": r["zh-Hans"], "es": r["es"]} for r in rows("elementary")}


def label_kinds() -> tuple[str, ...]:
    """The kinds of things that have labels."""
    return tuple(dict.fromkeys(kind for kind, _ in _labels()))


def language(text: str) -> str:
    """The id of the language that `text` means. Raises UnknownName.

    >>> language("zh"), language("ZH_hans"), language("es-CL")
    ('zh-Hans', 'zh-Hans', 'es')
    """
    plain = text.strip().replace("_", "-").casefold()
    known = {name.casefold(): name for name in LANGUAGES} | {"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans"}
    found = known.get(plain) or known.get(plain.partition("-")[0] if not plain.startswith("zh") else "")
    if not found:
        raise UnknownName("language", text, LANGUAGES)
    return found


def label(id: str, lang: str, *, kind: str) -> str:
    """What `id` of `kind` is called in `lang`. Raises UnknownName for any of the three.

    >>> label("15", "zh-Hans", kind="scope 3 category")
    '投资'
    """
    if kind not in label_kinds():
        raise UnknownName("kind of label", kind, label_kinds())
    if (kind, id) not in _labels():
        raise UnknownName(kind, id, (i for k, i in _labels() if k == kind))
    return _labels()[kind, id][language(lang)]
