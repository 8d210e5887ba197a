"""Methods of impact assessment in the formats of others → METHOD, with a report of what was matched and what was not.

A factor's flow is found by the UUID that the database's own flows have, else by the UUID, CAS number and compartment, name
or synonym of the vocabulary; what is not found keeps its name, so that nothing is lost. Several flows of a file that are
one flow here share a factor when they have the same one; else the first holds and the others are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lizero.errors import Finding, ProjectRefused, UnknownName
from lizero.impact import Method
from lizero.importers.lca.archive import Archive, opened
from lizero.importers.lca.identity import compartment, known_flow, place_of
from lizero.importers.lca.jsonld import read_entities
from lizero.importers.lca.raw import Notes, frame_of
from lizero.importers.lca.xml import child, children, documents, local, text
from lizero.lca import System
from lizero.vocab import WITHIN, general

__all__ = ["ImportedMethod", "coverage", "read_method", "read_methods"]

_FACTOR = {
    "method": pl.String, "category": pl.String, "name": pl.String, "compartment": pl.String, "within": pl.String, "uuid": pl.String, "cas": pl.String,
    "geography": pl.String, "factor": pl.Float64, "flow_unit": pl.String, "unit": pl.String, "where": pl.String,
}


@dataclass(frozen=True, eq=False)
class ImportedMethod:
    """A `method` that was read; `factors` of the files with `flow` and `matched` (by uuid, database, cas, name; null when
    unknown); `normalisation` and `weighting` (set, category, factor) where the files hold them.
    """

    method: Method
    factors: pl.DataFrame
    normalisation: pl.DataFrame
    weighting: pl.DataFrame
    findings: tuple[Finding, ...] = ()

    @property
    def unmatched(self) -> pl.DataFrame:
        """Factors of flows that neither the database nor the vocabulary knows."""
        return self.factors.filter(pl.col("matched").is_null())

    def report(self) -> pl.DataFrame:
        """Category, and how many of its factors were matched by what: one row a category."""
        kinds = pl.col("matched").fill_null("unmatched")
        return self.factors.with_columns(kinds.alias("matched")).group_by("category", "matched", maintain_order=True).agg(
            pl.len().alias("factors")
        ).pivot("matched", index="category", values="factors").fill_null(0)


def read_method(path: str | Path, flows: pl.DataFrame | None = None, *, id: str = "", name: str = "") -> ImportedMethod:
    """The method at `path`: openLCA JSON-LD, ILCD, or CSV with the columns of METHOD (and uuid, cas).

    `flows`: those of an imported database (Imported.flows), whose own names the factors then go by. `name`: which, where
    the files hold several. Raises ProjectRefused when no factor can be read, or several methods are held and none is named.
    """
    held = _held(path)
    names = list(held.names)
    if name and name not in names:
        raise UnknownName("method of the file", name, names)
    if not name and len(names) > 1:
        some = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
        raise ProjectRefused(f"{held.title} holds {len(names)} methods: {some}; name one with name=, or import the file into a project")
    return _imported(held, name or names[0], flows, id or Path(path).stem)


def read_methods(path: str | Path, flows: pl.DataFrame | None = None) -> tuple[ImportedMethod, ...]:
    """Every method at `path`, under its own name; one that the files do not name goes by the name of the file."""
    held = _held(path)
    return tuple(_imported(held, name, flows, name or Path(path).stem) for name in held.names)


@dataclass(frozen=True, eq=False)
class _Held:
    """What the files say: factors (_FACTOR) and normalisation and weighting sets, with the method that each belongs to."""

    title: str
    rows: pl.DataFrame
    sets: list[dict[str, Any]]
    findings: tuple[Finding, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The methods, in the order of the files."""
        return tuple(self.rows["method"].unique(maintain_order=True).to_list())


def _held(path: str | Path) -> _Held:
    archive, notes = opened(path), Notes()
    rows, sets = _read(archive, notes)
    if not rows:
        raise ProjectRefused(f"{archive.title} holds no characterisation factor that can be read: JSON-LD, ILCD and CSV are read")
    frame = frame_of(rows, _FACTOR).with_columns(pl.col("method").fill_null(""))
    return _Held(archive.title, frame, sets, tuple(dict.fromkeys(notes.findings)))


def _imported(held: _Held, name: str, flows: pl.DataFrame | None, id: str) -> ImportedMethod:
    notes = Notes(list(held.findings))
    factors = _matched(held.rows.filter(pl.col("method") == name), flows)
    kept = _one_each(factors, notes)
    frame = kept.select("category", "flow", "compartment", "geography", "factor", "flow_unit", "unit")
    schema = {"set": pl.String, "category": pl.String, "factor": pl.Float64}
    tables = [frame_of([s for s in held.sets if (s["kind"], s["method"]) == (k, name)], schema) for k in ("normalisation", "weighting")]
    findings = (*notes.findings, *_strange(factors.filter(pl.col("matched").is_null()), factors.height))
    return ImportedMethod(Method.of(frame, id, held.title), factors, tables[0], tables[1], findings)


def _strange(lost: pl.DataFrame, of: int) -> list[Finding]:
    if not lost.height:
        return []
    some = ", ".join(lost["name"].unique(maintain_order=True).head(4))
    message = f"{lost.height:,} of {of:,} factors are of flows that are not known here: {some}"
    return [Finding("METHOD", "method.unmatched", message, "they keep their names; read the list: unmatched", "notice")]


def coverage(method: Method, system: System) -> pl.DataFrame:
    """How much of a system's elementary flows a method sees: category, flows with a factor, without, share of exchanges."""
    natural = system.exchanges.filter(pl.col("kind") == "elementary").select("flow", "compartment", general("flow").alias("general"))
    flows = natural.group_by("flow", "compartment", "general", maintain_order=True).agg(pl.len().alias("uses"))
    rows = []
    for category in method.categories:
        rows_of = method.frame.filter(pl.col("category") == category)
        known = rows_of.select(pl.col("flow").alias("known"), pl.col("compartment").alias("held")).unique()
        hits = [flows.join(known, left_on=on, right_on="known", how="inner") for on in ("flow", "general")]
        fits = pl.col("held").is_null() | pl.col("compartment").is_null() | (pl.col("held") == pl.col("compartment"))
        seen = pl.concat([h.filter(fits).select("flow", "compartment", "uses") for h in hits]).unique(["flow", "compartment"])
        uses = int(flows["uses"].sum())
        rows.append({"category": category, "with": seen.height, "without": flows.height - seen.height,
                     "share of exchanges": float(seen["uses"].sum()) / uses if uses else 0.0})
    return pl.DataFrame(rows)


def _read(archive: Archive, notes: Notes) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    if any(n.endswith((".json", ".jsonld")) for n in archive.names):
        return _jsonld(archive, notes)
    if any(n.endswith(".xml") for n in archive.names):
        return list(_ilcd(archive, notes)), []
    if any(n.endswith(".csv") for n in archive.names):
        return list(_csv(archive, notes)), []
    return [], []


def _jsonld(archive: Archive, notes: Notes) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    flows = {e["@id"]: e for _, e in read_entities(archive, "flows", notes)}
    paths = {e["@id"]: e for _, e in read_entities(archive, "categories", notes)}
    places = {e["@id"]: str(e.get("code") or e.get("name") or "") for _, e in read_entities(archive, "locations", notes)}
    of = _methods_of(archive, notes)
    rows: list[dict[str, Any]] = []
    for file, entity in read_entities(archive, "lcia_categories", notes):
        category, unit = str(entity.get("name")), str(entity.get("referenceUnitName") or entity.get("refUnit") or "points")
        for n, told in enumerate(entity.get("impactFactors") or [], start=1):
            where = f"{archive.title} › {file} › factor {n}"
            flow = told.get("flow") or {}
            value = notes.number(told.get("value"), where, str(flow.get("name")))
            if value is None:
                continue
            about = {**flow, **flows.get(str(flow.get("@id")), {})}
            place, within = compartment(_path(about, paths))
            at = told.get("location") or {}
            row = {
                "category": category, "name": str(about.get("name") or about.get("@id")), "compartment": place, "within": within,
                "uuid": str(flow.get("@id") or ""), "cas": about.get("cas"), "factor": value, "unit": unit, "where": where,
                "flow_unit": str((told.get("unit") or {}).get("name") or flow.get("refUnit") or "kg"),
                "geography": place_of(places.get(str(at.get("@id")), str(at.get("name") or ""))),
            }
            rows += [{**row, "method": method} for method in of.get(str(entity["@id"]), [""])]
    return rows, list(_sets(archive, notes))


def _methods_of(archive: Archive, notes: Notes) -> Mapping[str, list[str]]:
    """Category id → the methods that it belongs to."""
    found: dict[str, list[str]] = {}
    for _, method in read_entities(archive, "lcia_methods", notes):
        for category in method.get("impactCategories") or []:
            found.setdefault(str(category.get("@id")), []).append(str(method.get("name") or method["@id"]))
    return found


def _path(flow: Mapping[str, Any], paths: Mapping[str, Mapping[str, Any]]) -> str:
    found = flow.get("category")
    if isinstance(found, str):
        return found
    parts: list[str] = []
    while isinstance(found, dict) and len(parts) < 12:
        parts.append(str(found.get("name", "")))
        found = paths.get(str(found.get("@id")), {}).get("category")
    return "/".join(reversed(parts))


def _sets(archive: Archive, notes: Notes) -> Iterator[dict[str, Any]]:
    """Normalisation and weighting sets of the methods."""
    for file, method in read_entities(archive, "lcia_methods", notes):
        for told in method.get("nwSets") or []:
            for factor in told.get("factors") or []:
                category = str((factor.get("impactCategory") or {}).get("name"))
                for kind, key in (("normalisation", "normalisationFactor"), ("weighting", "weightingFactor")):
                    if factor.get(key) is not None:
                        value = notes.number(factor[key], f"{archive.title} › {file}", category)
                        yield {"kind": kind, "set": str(told.get("name")), "category": category, "factor": value,
                               "method": str(method.get("name") or method["@id"])}


def _ilcd(archive: Archive, notes: Notes) -> Iterator[dict[str, Any]]:
    known = {}
    roots = list(documents(archive, notes, ".xml"))
    for _, root in roots:
        if local(root) == "flowDataSet":
            about = child(root, "flowInformation", "dataSetInformation")
            path = "/".join((c.text or "").strip() for c in children(about, "classificationInformation", "elementaryFlowCategorization", "category"))
            known[text(about, "UUID").lower()] = (text(about, "name", "baseName"), path, text(about, "CASNumber"))
    for file, root in roots:
        if local(root) != "LCIAMethodDataSet":
            continue
        about = child(root, "LCIAMethodInformation")
        category = text(about, "dataSetInformation", "impactCategory") or text(about, "dataSetInformation", "name")
        unit = text(about, "quantitativeReference", "referenceQuantity", "shortDescription") or "points"
        for n, factor in enumerate(children(root, "characterisationFactors", "factor"), start=1):
            where = f"{archive.title} › {file} › factor {n}"
            flow = child(factor, "referenceToFlowDataSet")
            uuid = "" if flow is None else str(flow.get("refObjectId") or "").lower()
            name, path, cas = known.get(uuid, (text(flow, "shortDescription"), "", ""))
            value = notes.number(text(factor, "meanValue"), where, name)
            if value is None:
                continue
            plain, _, tail = name.partition(" (")
            place, within = compartment(path or tail.rstrip(")"), text(factor, "exchangeDirection").lower() == "input")
            yield {
                "method": text(about, "dataSetInformation", "methodology"), "category": category, "name": plain, "compartment": place,
                "within": within, "uuid": uuid, "cas": cas or None, "factor": value, "flow_unit": "kg", "unit": unit,
                "geography": place_of(text(factor, "location")), "where": where,
            }


def _csv(archive: Archive, notes: Notes) -> Iterator[dict[str, Any]]:
    for name in archive.ending(".csv"):
        frame = pl.read_csv(archive.read(name), infer_schema=False)
        if not {"category", "flow", "factor"} <= set(frame.columns):
            notes.tell(f"{archive.title} › {name}", "file.refused", f"it has no columns category, flow, factor but {', '.join(frame.columns)}")
            continue
        for n, row in enumerate(frame.iter_rows(named=True), start=2):
            where = f"{archive.title} › {name} › row {n}"
            value = notes.number(row["factor"], where, str(row["flow"]))
            if value is not None:
                base, _, within = str(row["flow"]).partition(WITHIN)
                place = row.get("compartment")
                yield {
                    "method": row.get("method"), "category": row["category"], "name": base, "within": within,
                    "compartment": compartment(place)[0] if place else None, "uuid": row.get("uuid") or "", "cas": row.get("cas"),
                    "geography": place_of(row.get("geography") or ""), "factor": value, "flow_unit": row.get("flow_unit") or "kg",
                    "unit": row.get("unit") or "points", "where": where,
                }


def _matched(factors: pl.DataFrame, flows: pl.DataFrame | None) -> pl.DataFrame:
    """`factors` with the flow that each is of, and by what it was matched."""
    own: dict[str, tuple[str, str | None]] = {}
    if flows is not None:
        own = {k: (f, c) for k, f, c in flows.filter(pl.col("kind") == "elementary").select("key", "flow", "compartment").iter_rows()}
    texts, places, how = [], [], []
    for row in factors.iter_rows(named=True):
        if row["uuid"] in own:
            flow, place = own[row["uuid"]]
            found: str | None = "database"
        else:
            base, found = known_flow(row["name"], row["compartment"], row["flow_unit"], row["cas"], row["uuid"])
            flow, place = (base or row["name"]) + (f"{WITHIN}{row['within']}" if row["within"] else ""), row["compartment"]
        texts.append(flow)
        places.append(place)
        how.append(found)
    return factors.with_columns(
        pl.Series("flow", texts, dtype=pl.String), pl.Series("compartment", places, dtype=pl.String), pl.Series("matched", how, dtype=pl.String)
    )


def _one_each(factors: pl.DataFrame, notes: Notes) -> pl.DataFrame:
    """One factor for each category, flow, compartment and place."""
    key = ["category", "flow", "compartment", "geography"]
    ends = pl.col("factor").min().alias("low"), pl.col("factor").max().alias("high"), pl.len().alias("of")
    spread = factors.group_by(key, maintain_order=True).agg(*ends)
    unlike = spread.filter(pl.col("low") != pl.col("high"))
    for row in unlike.iter_rows(named=True):
        notes.tell(f"METHOD › {row['category']} › {row['flow']}", "method.several",
                   f"{row['of']} factors of the files, from {row['low']:g} to {row['high']:g}, are of one flow here: the first holds")
    return factors.unique(key, keep="first", maintain_order=True)
