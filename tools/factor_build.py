"""What every builder of a factor library shares: rows, names of items, dates, and the folder that is written."""

from __future__ import annotations

import calendar
import csv
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

Row = dict[str, str]

FACTORS = (
    "id",
    "library",
    "edition",
    "category",
    "activity",
    "name",
    "unit",
    "flow",
    "compartment",
    "amount",
    "flow_unit",
    "geography",
    "valid_from",
    "valid_to",
    "family",
    "boundary",
    "gwp_set",
    "publisher",
    "table",
    "licence",
    "status",
    "uncertainty",
    "reason",
)
PARAMETERS = (
    "parameter",
    "scope",
    "value",
    "formula",
    "unit",
    "distribution",
    "spread",
    "scenario",
    "year",
    "source",
    "status",
)


@dataclass
class Edition:
    """One library folder: what source.toml says, and the rows of its two tables."""

    library: str
    edition: str
    title: str
    publisher: str
    licence: str
    url: str = ""
    rule: str = "within"
    note: str = ""
    factors: list[Row] = field(default_factory=list)
    parameters: list[Row] = field(default_factory=list)

    def factor(self, key: str, category: str, activity: str, flow: str, amount: str | float, unit: str, **more: str) -> None:
        """Adds a row of FACTORS; `key` names the publisher's row in the id."""
        row = dict.fromkeys(FACTORS, "") | {
            "id": ":".join((self.library, self.edition, key, slug(unit), slug(flow))),
            "library": self.library,
            "edition": self.edition,
            "category": category,
            "activity": activity,
            "unit": unit,
            "flow": flow,
            "compartment": "air",
            "amount": number(amount),
            "flow_unit": "kg",
            "publisher": self.publisher,
            "licence": self.licence,
            "status": "checked",
        }
        self.factors.append(row | more)

    def parameter(self, name: str, scope: str, value: str | float, unit: str, source: str, status: str = "checked") -> None:
        """Adds a row of PARAMETERS."""
        self.parameters.append(
            dict.fromkeys(PARAMETERS, "")
            | {
                "parameter": name,
                "scope": scope,
                "value": number(value),
                "unit": unit,
                "source": source,
                "status": status,
            }
        )


def number(value: str | float) -> str:
    """The shortest text that reads back as the same float; whole numbers without a trailing .0."""
    if value == "":
        return ""
    text = repr(float(value))
    return text.removesuffix(".0")


def slug(text: str) -> str:
    """Lower case, every run of other signs one underscore; letters of all scripts stay."""
    return re.sub(r"[^\w]+", "_", text.casefold()).strip("_")


def first_day(text: str) -> str:
    """``2025`` or ``2025-07`` as the first day of it."""
    return {0: "", 4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)


def last_day(text: str) -> str:
    """``2025`` or ``2026-06`` as the last day of it."""
    if len(text) == 7:
        year, month = int(text[:4]), int(text[5:])
        return f"{text}-{calendar.monthrange(year, month)[1]:02d}"
    return f"{text}-12-31" if len(text) == 4 else text


def period(row: Row) -> Row:
    """valid_from and valid_to of a published row as days."""
    return {"valid_from": first_day(row["valid_from"]), "valid_to": last_day(row["valid_to"])}


def read(path: Path) -> list[Row]:
    """The rows of a CSV as text."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def items(publisher: str) -> dict[str, str]:
    """The publisher's names of activities by canonical item, from factor_items.csv."""
    rows = read(Path(__file__).with_name("factor_items.csv"))
    return {r["name"]: r["item"] for r in rows if r["publisher"] == publisher}


BIOFUELS = (
    "bioethanol",
    "biodiesel",
    "renewable diesel",
    "wood",
    "wood chips",
    "wood pellets",
    "biomass",
    "charcoal",
    "biogas",
    "landfill gas",
    "biomethane",
)


def burnt_methane(item: str) -> str:
    """The flow of methane that escapes from burning `item`."""
    return "CH4 non-fossil" if item in BIOFUELS else "CH4 combustion"


def turned_back(part: str | float, gwp: float) -> float:
    """Mass of a gas from its part in CO2e under the set that the publisher names."""
    return float(part) / gwp


def write(edition: Edition, out: Path) -> None:
    """The folder of an edition: factors.csv, parameters.csv, source.toml with the digest of both."""
    folder = out / edition.library / edition.edition
    folder.mkdir(parents=True, exist_ok=True)
    _refuse_repeats(edition)
    tables = {"factors.csv": (FACTORS, edition.factors), "parameters.csv": (PARAMETERS, edition.parameters)}
    digests = {}
    for name, (columns, rows) in tables.items():
        path = folder / name
        if not rows:
            path.unlink(missing_ok=True)
            continue
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "source.toml").write_text(_source(edition, digests), encoding="utf-8", newline="\n")


def _refuse_repeats(edition: Edition) -> None:
    counts = Counter(r["id"] for r in edition.factors)
    if repeated := [i for i, n in counts.items() if n > 1]:
        raise ValueError(f"{edition.library} {edition.edition}: ids stand twice: {', '.join(repeated[:5])}")


def _source(edition: Edition, digests: dict[str, str]) -> str:
    lines = [f'name = "factors/{edition.library}/{edition.edition}"']
    lines += [f'{key} = "{getattr(edition, key)}"' for key in ("publisher", "title", "edition", "licence")]
    lines += [f'{key} = "{getattr(edition, key)}"' for key in ("url", "note", "rule") if getattr(edition, key)]
    lines += ["", "[sha256]"] + [f'"{name}" = "{digest}"' for name, digest in digests.items()]
    return "\n".join(lines) + "\n"
