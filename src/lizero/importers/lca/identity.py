"""Which flow is meant: elementary flows by the ids that methods know, products by names that a reader knows.

An elementary flow of a file is one of the vocabulary's when it has its EF/ILCD UUID, else its CAS number in the same
compartment (where no other flow has it), else its name or a synonym. Its sub-compartment stays with it. Others keep their
own name, so that methods of the same database find them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import polars as pl

from lizero.errors import UnitMismatch, UnknownName
from lizero.units import conversion
from lizero.vocab import WITHIN, elementary, flow_id, geography

__all__ = ["compartment", "identified", "known_flow", "place_of"]

_PLACES = (
    ("resource", ("resource", "raw material", "in ground", "in water", "in air", "land use", "occupation", "transformation", "biotic")),
    ("air", ("air", "atmosphere", "stratosphere")),
    ("water", ("water", "ocean", "river", "lake", "sea")),
    ("soil", ("soil", "agricultural", "forestry", "ground")),
)
_UNSPECIFIED = re.compile(r"^(emissions? to )?(air|water|soil|resources?)?[ ,(]*(un(specified|known)|total)?[ )]*$", re.IGNORECASE)


@cache
def compartment(path: str, resource: bool = False) -> tuple[str | None, str]:
    """The compartment that a category path means, and the sub-compartment, blank when it says no more.

    `resource`: the flow enters from nature, which decides where the words do not.

    >>> compartment("Elementary flows/Emission to air/high population density")
    ('air', 'high population density')
    >>> compartment("resource/in water"), compartment("air/unspecified"), compartment("Emissions to air, unspecified")
    (('resource', 'in water'), ('air', ''), ('air', ''))
    """
    parts = [p.strip() for p in re.split(r"[/\\]|::", path) if p.strip()]
    for found, words in _PLACES:
        for part in parts:
            if any(w in part.lower() for w in words):
                last = parts[-1]
                return found, "" if last == part or _UNSPECIFIED.match(last) else last.replace(WITHIN, " ")
    return ("resource" if resource else None), ""


@cache
def place_of(code: str) -> str | None:
    """The geography that a location code means; a code that the vocabulary does not know stays as it is.

    >>> place_of("GLO"), place_of("CN"), place_of("IAI Area 1"), place_of("")
    ('WORLD', 'CN', 'IAI Area 1', None)
    """
    if not code:
        return None
    try:
        return "WORLD" if code == "GLO" else geography(code)
    except UnknownName:
        return code


def identified(flows: pl.DataFrame, made: frozenset[str]) -> pl.DataFrame:
    """`flows` (FLOW) with `flow`, the text that the flow goes by, and `matched`, by what an elementary one was known.

    `made`: the keys of products that some process makes. A product that nobody makes goes by the name of one that is
    made, where name and unit are the same.
    """
    natural = flows.filter(pl.col("kind") == "elementary")
    told = [known_flow(*row) for row in natural.select("name", "compartment", "unit", "cas", "uuid").iter_rows()]
    texts = [_text(found or name, within) for (found, _), name, within in
             zip(told, natural["name"], natural["within"], strict=True)]
    natural = natural.with_columns(pl.Series("flow", texts, dtype=pl.String), pl.Series("matched", [how for _, how in told], dtype=pl.String))
    others = _products(flows.filter(pl.col("kind") != "elementary"), made)
    return pl.concat([natural, others.with_columns(pl.lit(None, pl.String).alias("matched"))])


def _text(name: str, within: str | None) -> str:
    return f"{name}{WITHIN}{within}" if within else name


def known_flow(name: str, place: str | None, unit: str, cas: str | None, uuid: str | None) -> tuple[str | None, str | None]:
    """The vocabulary's flow that a file means, and by what it was known: uuid, cas, name; None when it is not known.

    >>> known_flow("Methane, fossil origin", "air", "kg", "74-82-8", "")[0] is None
    True
    >>> known_flow("sulphur dioxide", "air", "kg", "007446-09-5", "")
    ('SO2', 'cas')
    """
    by_name = next((f for text in _readings(name) if (f := flow_id(text, place))), None)
    for found, how in ((_by_uuid().get(uuid or ""), "uuid"), (_by_cas().get((_cas(cas), place)), "cas"), (by_name, "name")):
        if found is None:
            continue
        usual, wanted = _about()[found]
        if (place is None or place == usual) and _fits(unit, wanted):
            return found, how
    return None, None


def _readings(name: str) -> Iterator[str]:
    """The name, without what stands in brackets behind it, and the code of a halocarbon that stands last in it."""
    yield name
    yield re.sub(r"\s*[(\[].*[)\]]$", "", name)
    if code := re.search(r", ((?:H?C?FC|HFO|HFE|PFC|Halon|R)[- ]?\w+)$", name):
        yield code.group(1)


@cache
def _about() -> dict[str, tuple[str, str]]:
    return {f: (c, u) for f, c, u in elementary().select("flow", "compartment", "unit").iter_rows()}


@cache
def _by_uuid() -> dict[str, str]:
    return {u: f for f, u in elementary().select("flow", "ef_uuid").iter_rows() if u}


@cache
def _by_cas() -> dict[tuple[str, str | None], str]:
    rows = [(_cas(c), p, f) for f, c, p in elementary().select("flow", "cas", "compartment").iter_rows() if c]
    keys = [(c, p) for c, p, _ in rows]
    return {(c, p): f for c, p, f in rows if keys.count((c, p)) == 1}


def _cas(text: str | None) -> str:
    return (text or "").strip().lstrip("0")


@cache
def _fits(unit: str, wanted: str) -> bool:
    try:
        return unit == wanted or conversion(unit, wanted) > 0
    except (UnitMismatch, UnknownName):
        return False


def _products(flows: pl.DataFrame, made: frozenset[str]) -> pl.DataFrame:
    """Products under their names, told apart by place, else by the beginning of their key, where several have one."""
    flows = flows.with_columns(pl.col("key").is_in(list(made)).alias("made"), pl.col("name").str.strip_chars().alias("flow"))
    flows = flows.with_columns(pl.when("made").then("key").otherwise(
        pl.col("key").filter("made").first().over("flow", "unit").fill_null(pl.col("key").first().over("flow", "unit"))
    ).alias("means"))
    unique = flows.unique("means", keep="first", maintain_order=True).select("means", "flow", "geography")
    placed = pl.when(pl.len().over("flow") > 1).then(pl.concat_str(["flow", "geography"], separator=", ", ignore_nulls=True))
    unique = unique.with_columns(placed.otherwise("flow").alias("text"))
    keyed = pl.when(pl.len().over("text") > 1).then(pl.format("{} #{}", "text", pl.col("means").str.slice(0, 8)))
    unique = unique.with_columns(keyed.otherwise("text").alias("text"))
    still = pl.when(pl.len().over("text") > 1).then(pl.format("{} #{}", "flow", "means")).otherwise("text").alias("text")
    texts = unique.with_columns(still).select("means", "text")
    return flows.join(texts, on="means", how="left", maintain_order="left").with_columns(pl.col("text").alias("flow")).drop("made", "means", "text")
