"""How a language prints numbers, units, dates and phrases: English, Simplified Chinese, Spanish.

Numbers are rounded once, here, half to even (convention 7). Chinese readers count mass in 万吨 (10⁴ t); Spanish groups
with a no-break space and has a decimal comma; the minus is U+2212 everywhere.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from babel.dates import format_date

from lizero.errors import UnknownName
from lizero.report.names import label
from lizero.report.sentences import told
from lizero.report.tree import Name, Note, Number, Phrase, Say, Strong, Words

__all__ = ["LANGUAGES", "Language", "Run", "Scale", "catalogue", "language", "pretty", "rule_title"]

LANGUAGES = ("en", "zh-Hans", "es")
_ALIASES = {"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh_hans": "zh-Hans", "zh-hans": "zh-Hans"}
_FORMULA = re.compile(r"(CO|CH|N|SF|NF|SO|NO|PM|H|LiOH·H|Li|Na|O)(\d|x)(?![\d.])")
_SUBSCRIPT = str.maketrans("0123456789x", "₀₁₂₃₄₅₆₇₈₉ₓ")
_UNITS = frozenset(("kg", "mg", "km", "kt", "kWh", "mol"))
_GASES = re.compile(r"\b(CO2e?|CH4|N2O|SF6|NF3|SO2|NO2|NOx|Li2O|Li2CO3|LiOH·H2O|LiOH|Na2CO3|H2SO4|H2O)\b")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one manner: plain or strong, a number that can be explained, or a footnote."""

    text: str
    number: Number | None = None
    strong: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit of mass fit for a size: tonnes are divided by `divisor` and printed with `decimals`."""

    divisor: float
    unit: str
    decimals: int


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """The messages by id, each with its text in every language."""
    texts = [f.read_text(encoding="utf-8") for f in files("lizero.report").iterdir() if f.name.startswith("messages") and f.name.endswith(".csv")]
    return {row["id"]: row for text in texts for row in csv.DictReader(text.splitlines())}


def pretty(text: str) -> str:
    """Chemical formulas with lowered digits.

    >>> pretty("t CO2e per t Li2CO3")
    't CO₂e per t Li₂CO₃'
    """
    return _GASES.sub(lambda m: m.group(1).translate(_SUBSCRIPT) if m.group(1) != "NOx" else "NOₓ", text)


@cache
def rule_title(rule: str, lang: str) -> str:
    """What the rule of a finding is called in `lang`: its own title, else that of its family, else nothing.

    >>> rule_title("unit.unknown", "es"), rule_title("unit.not-listed", "zh-Hans")
    ('Unidad desconocida', '单位')
    """
    parts = rule.split(".")
    for n in range(len(parts), 0, -1):
        if row := catalogue().get(f"rule {'.'.join(parts[:n])}"):
            return row[lang]
    return ""


@cache
def language(id: str) -> Language:
    """The language `id`: en, zh-Hans (also zh), es; raises `UnknownName`.

    >>> language("es").number(1234.5, 1), language("en").percent(0.2)
    ('1\\xa0234,5', '20%')
    """
    found = _ALIASES.get(id.casefold(), id)
    if found not in LANGUAGES:
        raise UnknownName("language", id, LANGUAGES)
    return Language(found)


@dataclass(frozen=True, slots=True)
class Language:
    """One language: numbers, units, dates, and phrases as runs of text."""

    id: str

    @property
    def chinese(self) -> bool:
        """Whether Han characters carry the text."""
        return self.id == "zh-Hans"

    def number(self, value: float | None, decimals: int | None = None, *, sign: bool = False) -> str:
        """`value` with `decimals` (None: three significant figures); None reads "not assessed"."""
        if value is None or math.isnan(value):
            return self.text(Phrase("not assessed"))
        places = significant(value) if decimals is None else decimals
        body = f"{abs(value):,.{places}f}"
        zero = not any(c in "123456789" for c in body)
        if self.id == "es":
            body = body.replace(",", "\u00a0").replace(".", ",")
        return ("" if zero else "\u2212" if value < 0 else "+" if sign else "") + body

    def percent(self, value: float | None, decimals: int = 0, *, sign: bool = False) -> str:
        """A share (0.2) as a percentage (20%)."""
        if value is None:
            return self.number(None)
        return self.number(100 * value, decimals, sign=sign) + ("\u00a0%" if self.id == "es" else "%")

    def scale(self, tonnes: float) -> Scale:
        """The unit of mass for a set whose largest member is `tonnes`: t, kt, Mt; 吨, 万吨, 亿吨.

        >>> language("zh").scale(1_669_000).unit, language("en").scale(1_669_000).unit
        ('万吨', 'kt')
        """
        size = abs(tonnes)
        if self.chinese:
            divisor, unit = (1e8, "亿吨") if size >= 1e9 else (1e4, "万吨") if size >= 1e4 else (1.0, "吨")
        else:
            divisor, unit = (1e6, "Mt") if size >= 1e7 else (1e3, "kt") if size >= 1e4 else (1.0, "t")
        shown = size / divisor
        decimals = (1 if self.chinese and divisor > 1 else 0) if shown >= 100 else 1 if shown >= 1 or not size else 2
        return Scale(divisor, unit, decimals)

    def figure(self, n: Number) -> tuple[str, str]:
        """A `Number` as its printed digits and its printed unit."""
        if n.unit == "%":
            text = self.percent(n.value, n.decimals or 0, sign=n.sign)
            return text, ""
        if n.scaled and n.value is not None:
            s, rest = self.scale(n.value), n.unit.removeprefix("t").strip()
            shown = s.decimals if n.decimals is None else n.decimals
            return self.number(n.value / s.divisor, shown, sign=n.sign), pretty(f"{s.unit} {rest}".strip())
        return self.number(n.value, n.decimals, sign=n.sign), self.unit(n.unit)

    def unit(self, text: str) -> str:
        """A unit in the language's words where it has its own: t is 吨 in Chinese."""
        if self.chinese:
            text = re.sub(r"(^|[ /])t(?=$|[ /])", r"\1吨", text)
            text = re.sub(r"(^|/)kt(?=$|[ /])", r"\1千吨", text)
        return pretty(text)

    def finding(self, rule: str, message: str) -> str:
        """The message of a finding: in the language where its sentence is known there, else after the title of its rule.

        >>> language("es").finding("unit.unknown", "unit 'tns' is not known")
        "la unidad 'tns' no se conoce"
        >>> language("es").finding("unit.unknown", "quite another sentence")
        'Unidad desconocida: quite another sentence'
        """
        if self.id == "en":
            return message
        title = rule_title(rule, self.id)
        return told(message, self.id) or (f"{title}{'：' if self.chinese else ': '}{message}" if title else message)

    def hint(self, text: str) -> str:
        """What a finding advises, in the language where the sentence is known there.

        >>> language("zh").hint("read the meter")
        '请抄表'
        """
        return text if self.id == "en" or not text else told(text, self.id) or text

    def day(self, value: date) -> str:
        """A date in words."""
        return str(format_date(value, "long", locale={"zh-Hans": "zh_Hans_CN", "en": "en_GB"}.get(self.id, self.id)))

    def month(self, number: int) -> str:
        """The short name of a month, for the head of a narrow column."""
        return f"{number}月" if self.chinese else ("JFMAMJJASOND" if self.id == "en" else "EFMAMJJASOND")[number - 1]

    def text(self, said: Say | Any) -> str:
        """What is said, as plain text without footnotes.

        >>> language("en").text(("a ", Strong("b")))
        'a b'
        """
        return "".join(r.text for r in self.runs(said))

    def sentence(self, said: Say | Any) -> str:
        """What is said, with a capital first letter where the language has capitals.

        >>> language("en").sentence("grid power leads"), language("en").sentence("pH falls")
        ('Grid power leads', 'pH falls')
        """
        text = self.text(said)
        if self.chinese:
            return text
        if text.split(" ", 1)[0] in _UNITS:
            return text
        return text[:1].upper() + text[1:] if text[1:2].islower() else text

    def runs(self, said: Say | Any) -> list[Run]:
        """What is said, as runs of text."""
        return list(self._runs(said))

    def _runs(self, said: Any) -> Iterator[Run]:
        match said:
            case str():
                yield Run(said)
            case Number():
                digits, unit = self.figure(said)
                yield Run(digits, number=said)
                if unit:
                    yield Run(f"\u00a0{unit}")
            case Name():
                yield Run(pretty(label(said.kind, said.id, self.id)))
            case Strong():
                yield from (Run(r.text, r.number, True, r.note) for r in self._runs(said.body))
            case Note():
                yield Run("", note=self.text(said.body))
            case tuple():
                for part in said:
                    yield from self._runs(part)
            case Phrase():
                yield from self._phrase(said)
            case Words():
                yield Run(pretty(dict(said.texts)[self.id]))
            case bool() | None:
                yield Run("" if said is None else self.text(Phrase("yes" if said else "no")))
            case int():
                yield Run(str(said))
            case float():
                yield Run(self.number(said))
            case date():
                yield Run(said.isoformat())
            case _:
                yield Run(str(said))

    def _phrase(self, phrase: Phrase) -> Iterator[Run]:
        row = catalogue().get(phrase.id)
        if row is None:
            raise UnknownName("message", phrase.id, catalogue())
        args = dict(phrase.args)
        for literal, name, _, _ in Formatter().parse(row[self.id]):
            if literal:
                yield Run(literal)
            if name is not None:
                told = args[name]
                yield from self._runs(self.unit(told) if name == "unit" and isinstance(told, str) else told)


def significant(value: float) -> int:
    """Decimals that print `value` with three significant figures, below 0.95 with two, none for large values.

    >>> significant(14.23), significant(0.662), significant(1669)
    (1, 2, 0)
    """
    if not value or not math.isfinite(value):
        return 0
    return max(0, (2 if abs(value) >= 0.95 else 1) - math.floor(math.log10(abs(value))))
