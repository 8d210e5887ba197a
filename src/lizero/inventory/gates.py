"""The eight quality gates of an energy attribute instrument (GHG Protocol Scope 2 Guidance, quality criteria).

A gate that applies to the kind of instrument passes only with its evidence, and where the data themselves can
contradict it (vintage, market, retirement), only if they do not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from lizero.activity import Period

__all__ = ["APPLIES", "GATES", "Instrument", "failed_gates"]

GATES: Mapping[int, str] = MappingProxyType(
    {
        1: "the instrument conveys the attribute or emission-rate claim",
        2: "it is the only instrument with that claim",
        3: "it is tracked and retired on behalf of the reporter",
        4: "its vintage is close to the consumption",
        5: "it comes from the same market",
        6: "a supplier rate is one that is delivered to the customer",
        7: "a direct line or purchase follows the rules of its kind",
        8: "a residual mix is used for what is uncovered, or its absence is disclosed",
    }
)

_CERTIFICATE = (1, 2, 3, 4, 5, 8)
APPLIES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "GEC": _CERTIFICATE,
        "I-REC": _CERTIFICATE,
        "GO": _CERTIFICATE,
        "REC": _CERTIFICATE,
        "LGC": _CERTIFICATE,
        "PPA": (1, 2, 3, 4, 5, 7, 8),
        "direct line": (1, 2, 4, 5, 7, 8),
        "supplier rate": (1, 2, 4, 5, 6, 8),
    }
)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument: `kwh` covered, `factor` in kg CO2e/kWh, the days it speaks of, the evidence of each gate."""

    name: str
    kind: str
    rank: int
    market: str
    site: str | None
    kwh: float
    factor: float
    vintage: date | None
    retired_for: str | None
    retired_on: date | None
    start: date
    end: date
    gates: Mapping[int, str]
    span: Period


def failed_gates(
    item: Instrument, markets: Collection[str], entities: Collection[str], evidence: Collection[str] = ()
) -> list[tuple[int, str]]:
    """The gates that fail, each with the reason in words.

    `markets`: places around the consumption it is meant for. `entities`: the reporter's. `evidence`: ids in EVIDENCE;
    when there are any, a gate's evidence must be one of them.
    """
    said = {3: _retirement(item, entities), 4: _vintage(item), 5: _market(item, markets)}
    failed = []
    for gate in APPLIES[item.kind]:
        why = _evidence(item.gates[gate], evidence) or said.get(gate, "")
        if why:
            failed.append((gate, why))
    return failed


def _evidence(stated: str, known: Collection[str]) -> str:
    if not stated:
        return "no evidence is stated"
    return f"its evidence {stated!r} is not in EVIDENCE" if known and stated not in known else ""


def _retirement(item: Instrument, entities: Collection[str]) -> str:
    if not item.retired_for:
        return "it is not retired for the reporter"
    if item.retired_for not in entities:
        return f"it is retired for {item.retired_for!r}, which is none of the reporter's entities"
    return "" if item.retired_on else f"it has no day of retirement for {item.retired_for}"


def _vintage(item: Instrument) -> str:
    """A certificate's month of generation must lie in a calendar year of the period; others state their days."""
    if item.kind in ("direct line", "supplier rate", "PPA") and item.vintage is None:
        return ""
    if item.vintage is None:
        return "its vintage is not stated"
    years = range(item.span.start.year, item.span.end.year + 1)
    return (
        "" if item.vintage.year in years else f"its vintage {item.vintage:%Y-%m} is not of the period {item.span.start} to {item.span.end}"
    )


def _market(item: Instrument, markets: Collection[str]) -> str:
    if item.market in markets:
        return ""
    return f"its market {item.market} is not that of the consumption ({', '.join(sorted(markets)) or 'none'})"
