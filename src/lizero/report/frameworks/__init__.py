"""Reporting frameworks as data: what each asks for, in own words, and which table or text answers it.

A framework is a TOML file beside this module, one registered under ``frameworks`` by a plug-in (a mapping of the same
form), or one that a project brings. A disclosure points to a topic of ``topics.csv``, or brings `head`, `asks` and `answer` of its own.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lizero import registry
from lizero.errors import UnknownName
from lizero.report.tree import Say, Words

__all__ = ["Disclosure", "Framework", "Topic", "framework", "framework_of", "frameworks", "topics"]

_LANGUAGES = ("en", "zh-Hans", "es")


@dataclass(frozen=True, slots=True)
class Topic:
    """What may be asked: head, the request in own words, and the answer that data gives (blank: only a text does)."""

    id: str
    answer: str
    head: Words
    asks: Words


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A place of a framework, and its topic; `label` is what the place is called where its id is words."""

    id: str
    topic: Topic
    label: Say = ""

    @property
    def place(self) -> Say:
        """What the place is called: its label, else its id."""
        return self.label or self.id


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework: title, standard and edition, which parts it needs, how it is laid out, how well its list is known.

    `unit`: in which unit its product is counted, blank for any; `called`: the standard's name in each language, where it has several.
    """

    id: str
    title: Words
    standard: str
    edition: str
    needs: tuple[str, ...]
    template: str
    status: str
    source: Words
    disclosures: tuple[Disclosure, ...]
    unit: str = ""
    called: Words | None = None

    @property
    def name(self) -> Say:
        """What the standard is called in each language, else its one name."""
        return self.called or self.standard


@cache
def topics() -> dict[str, Topic]:
    """The topics by id.

    >>> topics()["scope2"].answer
    'scope2'
    """
    text = files(__name__).joinpath("topics.csv").read_text(encoding="utf-8")
    return {r["topic"]: _topic(r) for r in csv.DictReader(text.splitlines())}


def _topic(row: Mapping[str, str]) -> Topic:
    head = Words(tuple((lang, row[lang]) for lang in _LANGUAGES))
    return Topic(row["topic"], row["answer"], head, Words(tuple((lang, row[f"asks {lang}"]) for lang in _LANGUAGES)))


@cache
def _labels() -> dict[str, Words]:
    """Places whose ids are words, as they are called in each language."""
    text = files(__name__).joinpath("labels.csv").read_text(encoding="utf-8")
    return {r["id"]: Words(tuple((lang, r[lang]) for lang in _LANGUAGES)) for r in csv.DictReader(text.splitlines())}


def frameworks() -> tuple[str, ...]:
    """The ids of the frameworks, shipped and of plug-ins.

    >>> "iso-14064-1" in frameworks()
    True
    """
    own = [f.name.removesuffix(".toml") for f in files(__name__).iterdir() if f.name.endswith(".toml")]
    return tuple(sorted({*own, *registry.names("frameworks")}))


@cache
def framework(id: str) -> Framework:
    """The framework `id`. Raises UnknownName with the nearest names.

    >>> framework("gri-305").disclosures[0].id
    '305-1'
    """
    if id not in frameworks():
        raise UnknownName("framework", id, frameworks())
    if id in registry.names("frameworks"):
        return framework_of(id, registry.find("frameworks", id))
    return framework_of(id, tomllib.loads(files(__name__).joinpath(f"{id}.toml").read_text(encoding="utf-8")))


def framework_of(id: str, data: Mapping[str, Any]) -> Framework:
    """The framework that `data` declares. Raises UnknownName for a topic that is not known and ValueError for what is lacking."""
    lacking = [k for k in ("title", "standard", "edition", "disclosures") if k not in data]
    if lacking:
        raise ValueError(f"framework {id}: it lacks {', '.join(lacking)}")
    rows = tuple(Disclosure(str(d["id"]), _asked(id, d), _labels().get(str(d["id"]), "")) for d in data["disclosures"])
    return Framework(id, _words(data["title"]), str(data["standard"]), str(data["edition"]), tuple(data.get("needs", ("inventory",))),
                     str(data.get("template", "report")), str(data.get("status", "unverified")), _words(data.get("source", "")), rows,
                     str(data.get("unit", "")), _words(data["called"]) if "called" in data else None)


def _asked(id: str, row: Mapping[str, Any]) -> Topic:
    name = str(row.get("topic", row["id"]))
    if "asks" in row:
        asks = _words(row["asks"])
        return Topic(name, str(row.get("answer", "")), _words(row.get("head", row["asks"])), asks)
    if name not in topics():
        raise UnknownName(f"topic of the framework {id}", name, topics())
    return topics()[name]


def _words(given: Any) -> Words:
    """A text in every language; one that lacks a language stands in English, and one text stands for all."""
    texts = {"en": given} if isinstance(given, str) else dict(given)
    return Words(tuple((lang, str(texts.get(lang) or texts["en"])) for lang in _LANGUAGES))
