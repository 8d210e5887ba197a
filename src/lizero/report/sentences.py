"""Sentences of findings in other languages: findings speak English; each known sentence has its form in every language.

``sentences.csv`` holds them, the first that fits is taken. ``{name}`` stands for any words, ``{name:o}`` for words that may be none,
``{name:d}`` for a count, ``{name:p}`` for a percentage; what stood there is said in its place, itself translated where it is a known
sentence or a name of the vocabulary.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

from lizero.report.names import label
from lizero.report.tree import Say, words
from lizero.vocab import categories, items

__all__ = ["Sentence", "sentences", "told", "worded"]

_LONGEST = 1500
_KINDS = {"": r".+?", "o": r".*?", "d": r"\d[\d,]*", "p": r"-?\d+(?:\.\d+)?%"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A known sentence: as findings say it, its pattern, how it reads by language, and the kind of each of its words."""

    en: str
    pattern: re.Pattern[str]
    said: dict[str, str]
    kinds: dict[str, str]


@cache
def sentences() -> tuple[Sentence, ...]:
    """The known sentences in the order in which they are tried: those of fixed words first, then as the file has them."""
    text = files("lizero.report").joinpath("sentences.csv").read_text(encoding="utf-8")
    return tuple(sorted((_sentence(row) for row in csv.DictReader(text.splitlines())), key=lambda s: bool(s.kinds)))


def _sentence(row: dict[str, str]) -> Sentence:
    parts = [(literal, name, kind or "") for literal, name, kind, _ in Formatter().parse(row["en"])]
    pattern = "".join(re.escape(literal) + (f"(?P<{name}>{_KINDS[kind]})" if name else "") for literal, name, kind in parts)
    return Sentence(row["en"], re.compile(pattern, re.DOTALL), {k: v for k, v in row.items() if k != "en"}, {n: k for _, n, k in parts if n})


def told(text: str, lang: str) -> str | None:
    """`text`, an English sentence of a finding, in `lang`; None where the sentence is not known, or longer than any that findings say.

    >>> told("site 'costal' is not in SITES", "es")
    "el sitio 'costal' no está en SITES"
    >>> told("site 'costal' is not in SITES (3 times)", "zh-Hans")
    "场地'costal'不在SITES中（3次）"
    """
    for sentence in sentences() if len(text) <= _LONGEST else ():
        if found := sentence.pattern.fullmatch(text):
            words = {name: _word(value, sentence.kinds[name], lang) for name, value in found.groupdict().items()}
            return sentence.said[lang].format(**words)
    return None


def worded(text: str) -> Say:
    """A text of data in every language in which its sentence is known, else as it stands.

    >>> worded("the group has no franchises").texts[1]
    ('zh-Hans', '集团无特许经营')
    """
    return words(text, told(text, "zh-Hans") or "", told(text, "es") or "")


def _word(text: str, kind: str, lang: str) -> str:
    if kind in ("d", "p"):
        return text.translate(str.maketrans(".,", ",\u00a0")) if lang == "es" else text
    if text in items():
        return label("item", text, lang)
    if text in categories():
        return label("category", text, lang)
    return told(text, lang) or text
